"""Files of other indicators: the template to fill in, and what a file is read with."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from documents import sheets
from documents.sheets.tables import Value
from indicators import indicator_upload as upload
from indicators import other_indicator_words as words
from indicators.indicator_upload import IndicatorWords, Key, KnownFigure, KnownIndicator
from indicators.models import Indicator, IndicatorKind, IndicatorValue
from indicators.queries import uploads
from staffing.models import Region
from values.period import Period
from values.text import search_key


def indicator_words(region: Region, today: datetime.date) -> IndicatorWords:
    """Return everything that names in a file can mean in the region, and the figures there are: seven queries."""
    places = dataclasses.replace(uploads.words_for(region, today), returns=())
    known: dict[str, KnownIndicator] = {}
    for one in Indicator.objects.in_use():
        meant = KnownIndicator(
            one.pk, one.unit, one.length, one.is_entered, one.by_organisation, one.by_profession, one.by_care_area
        )
        known |= {search_key(name): meant for name in (one.name_en, one.name_sv, one.code)}
    figures = {
        Key(one.indicator_id, one.period, one.organisation_id, one.profession_id, one.care_area_id): KnownFigure(
            one.number, one.value, one.numerator, one.denominator, one.note
        )
        for one in IndicatorValue.objects.current().filter(region=region)
    }
    return IndicatorWords(places, known, figures)


def next_period(length: int, latest: Period | None, today: datetime.date) -> Period:
    """Return the period to enter next: the one after the latest, when it has begun; else the last that has ended."""
    if latest is not None:
        following = latest.next()
        return following if following.first_date <= today else latest
    going_on = Period.containing(today, length)
    return going_on.previous()


_BESIDE = ("Namn", "Mätenhet", "Föregående uppgift")


def template(region: Region, today: datetime.date) -> sheets.TableSpec:
    """Return the rows that the region enters next: each indicator, and each part that it gave last time; three queries.

    The columns on the right are to be read only; reading the file passes over them.
    """
    indicators = list(Indicator.objects.in_use().filter(kind=IndicatorKind.ENTERED))
    values = IndicatorValue.objects.current().filter(region=region, indicator__in=indicators)
    latest: dict[int, list[IndicatorValue]] = {}
    for value in values.select_related("organisation", "profession", "care_area").order_by("-first_month", "pk"):
        of_indicator = latest.setdefault(value.indicator_id, [])
        if not of_indicator or of_indicator[0].period == value.period:
            of_indicator.append(value)
    rows: list[list[Value]] = []
    for indicator in indicators:
        before = latest.get(indicator.pk, [])
        period = next_period(indicator.length, before[0].period if before else None, today)
        whole = next((one for one in before if _is_whole(one)), None)
        parts = [one for one in before if not _is_whole(one)]
        rows += [_row(indicator, period, one) for one in (whole, *parts)]
    return sheets.TableSpec(title=_("Indicators"), columns=_columns(), rows=rows, notes=_notes())


def _is_whole(value: IndicatorValue) -> bool:
    return value.organisation_id is None and value.profession_id is None and value.care_area_id is None


def _columns() -> Sequence[sheets.Column]:
    names = [one.names[0] for one in upload.FIELDS]
    widths = (22, 12, 18, 18, 16, 14, 16, 16, 30, 30)
    kinds: dict[str, Any] = dict.fromkeys(("Värde", "Täljare", "Nämnare"), "number")
    columns = [
        sheets.Column(name, kinds.get(name, "text"), width, is_unlocked=True)
        for name, width in zip(names, widths, strict=True)
    ]
    return (*columns, *(sheets.Column(name, width=26) for name in _BESIDE))


def _row(indicator: Indicator, period: Period, before: IndicatorValue | None) -> list[Value]:
    """Return a row to fill in; where the period has its figure already, that stands in it."""
    is_there = before is not None and before.period == period
    numbers: tuple[Value, ...] = (
        (before.value, before.numerator, before.denominator, before.note)
        if is_there and before
        else (None, None, None, None)
    )
    return [
        indicator.code,
        period.code,
        before.organisation.code if before and before.organisation else None,
        before.profession.name_sv if before and before.profession else None,
        before.care_area.name_sv if before and before.care_area else None,
        *numbers,
        None,
        indicator.name,
        words.unit_words(indicator.unit),
        _before_words(indicator, before),
    ]


def _before_words(indicator: Indicator, before: IndicatorValue | None) -> str | None:
    if before is None:
        return None
    reading = words.reading_text(indicator, before)
    return f"{before.period.code}: {reading}"


def _notes() -> tuple[str, ...]:
    return (
        _("Fill in Värde, or Täljare and Nämnare, and upload the file again. A row without a number is not reported; a true zero is written as 0."),
        _("Leave Organisation, Yrkesgrupp and Vårdområde empty for the whole region. You can add rows for the parts that an indicator is broken down by."),
        _("Where there is a figure already, write why it is corrected in Skäl till rättelse."),
        _("The columns on the right are only there to be read."),
    )  # fmt: skip

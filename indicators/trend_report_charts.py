"""The charts of a trend report: the same in page and PDF, on a page also in a version for phones."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from documents import charts
from documents.charts import Bar, Emphasis, Pair, Series, Target
from documents.charts.scales import Number
from indicators.trend_report_data import TrendReportData
from indicators.trend_report_lines import PartLine, QuarterLine
from values import money, ratio
from values.money import MoneyUnit
from values.numbers import format_decimal

SMALL_HEIGHT, LINE_HEIGHT = 190, 220
"""Pixels: page one holds two small charts side by side."""

PAIRS = 8
"""Quarters with the same quarter of the year before beside each."""


def drawn(data: TrendReportData, language: str, *, is_page: bool) -> dict[str, SafeString | None]:
    """Return the report's charts by name; None where there is nothing to draw."""
    said = data.sentences(language)
    return {
        "years": _years(data, language),
        "share": _share(data, language),
        "quarters": _quarters(data, language, is_page=is_page),
        "regions": _regions(data, language, is_page=is_page),
        "professions": _parts(data.professions, "professions", said.professions, language, is_page=is_page),
        "care_areas": _parts(data.care_areas, "care-areas", said.care_areas, language, is_page=is_page),
    }


def _wide(kind: Any, *, is_page: bool, id_prefix: str, **arguments: Any) -> SafeString:
    """Draw across the page: on screen also in a compact version."""
    if is_page:
        return charts.responsive(kind, id_prefix=id_prefix, **arguments)
    one: SafeString = kind(id_prefix=id_prefix, width=charts.WIDE, **arguments)
    return one


def _plain(language: str) -> Any:
    def written(value: Number) -> str:
        number = Decimal(str(value))
        return format_decimal(number, 0 if number == number.to_integral_value() else 1, language=language)

    return written


def _percent(language: str) -> Any:
    return lambda value: ratio.format_percent_value(Decimal(str(value)), 1, language)


def _hundred(fraction: Decimal | None) -> Decimal | None:
    return None if fraction is None else fraction * 100


def _target(data: TrendReportData, language: str) -> Target | None:
    if data.target is None:
        return None
    said = ratio.format_percent(data.target, 1, language)
    return Target(data.target * 100, _("Target %(target)s") % {"target": said})


def year_unit(data: TrendReportData) -> MoneyUnit:
    """Return the unit that the years are drawn in."""
    return money.pick_unit(max((abs(line.cost.agency_sek or Decimal(0)) for line in data.years), default=Decimal(0)))


def _years(data: TrendReportData, language: str) -> SafeString | None:
    known = [line for line in data.years if line.cost.agency_sek is not None]
    if not known:
        return None
    unit = year_unit(data)
    return charts.column_pairs(
        id_prefix="years",
        width=charts.COMPACT,
        height=SMALL_HEIGHT,
        title=data.sentences(language).years,
        description=_("Agency cost by calendar year, in %(unit)s.") % {"unit": unit.name_in(language)},
        pairs=[
            Pair(
                str(line.year),
                money.to_unit(line.cost.agency_sek, unit),
                money.format_sek(line.cost.agency_sek, unit, language=language),
                None,
            )
            for line in known
            if line.cost.agency_sek is not None
        ],
        current_label="",
        previous_label="",
        missing_text=_("missing"),
        format_value=_plain(language),
    )


def _known(data: TrendReportData) -> list[QuarterLine]:
    """Return the quarters from the first that has twelve months."""
    lines = list(data.quarters)
    while lines and lines[0].r12_ratio is None:
        del lines[0]
    return lines if len(lines) > 1 else []


def _share(data: TrendReportData, language: str) -> SafeString | None:
    lines = _known(data)
    if not lines:
        return None
    said = data.sentences(language)
    return charts.line_chart(
        id_prefix="share",
        width=charts.COMPACT,
        height=SMALL_HEIGHT,
        title=f"{said.lead} {said.trend}",
        description="",
        categories=[line.period.label(language) for line in lines],
        series=[Series(_("The nation"), [_hundred(line.r12_ratio) for line in lines], Emphasis.HIGHLIGHTED)],
        format_value=_percent(language),
        target=_target(data, language),
    )


def _quarters(data: TrendReportData, language: str, *, is_page: bool) -> SafeString | None:
    by_code = {line.code: line for line in data.quarters}
    lines = data.quarters[-PAIRS:]
    amounts = [line.agency_sek for line in lines if line.agency_sek is not None]
    if not amounts:
        return None
    unit = _unit(max(abs(amount) for amount in amounts))

    def shown(line: QuarterLine | None) -> Decimal | None:
        return None if line is None or line.agency_sek is None else money.to_unit(line.agency_sek, unit)

    return _wide(
        charts.column_pairs,
        is_page=is_page,
        id_prefix="quarters",
        height=LINE_HEIGHT,
        title=data.sentences(language).cost,
        description=_("Each period beside the same period a year before, in %(unit)s.")
        % {"unit": unit.name_in(language)},
        pairs=[
            Pair(
                line.period.label(language),
                shown(line),
                "" if line.agency_sek is None else money.format_sek(line.agency_sek, unit, 0, language),
                shown(by_code.get(line.period.year_before().code)),
            )
            for line in lines
        ],
        current_label=_("this year (%(unit)s)") % {"unit": unit.name_in(language)},
        previous_label=_("the year before"),
        missing_text=_("missing"),
        format_value=_plain(language),
    )


def _unit(largest: Decimal) -> MoneyUnit:
    """Return millions where milliards would leave one figure of each amount."""
    return MoneyUnit.MNKR if largest >= Decimal(10) ** 7 else money.pick_unit(largest)


def _regions(data: TrendReportData, language: str, *, is_page: bool) -> SafeString:
    return _wide(
        charts.ranked_bars,
        is_page=is_page,
        id_prefix="regions",
        title=data.sentences(language).met,
        description=_("The regions in order of the ratio over twelve months, a tick for a year earlier."),
        bars=[
            Bar(
                line.name,
                _hundred(line.r12.ratio),
                "" if line.r12.ratio is None else ratio.format_percent(line.r12.ratio, 1, language),
                second=_hundred(line.r12_before.ratio),
            )
            for line in data.regions
        ],
        missing_text=_("missing"),
        target=_target(data, language),
        second_label=_("the year before"),
    )


def _parts(parts: Sequence[PartLine], id_prefix: str, title: str, language: str, *, is_page: bool) -> SafeString | None:
    known = [part for part in parts if part.r12.now_sek is not None and part.r12.before_sek is not None]
    if not known:
        return None
    unit = _unit(max(abs(part.r12.now_sek or Decimal(0)) for part in known))
    return _wide(
        charts.ranked_bars,
        is_page=is_page,
        id_prefix=id_prefix,
        title=title,
        description=_("Agency cost of twelve months, a tick for the twelve before, in %(unit)s.")
        % {"unit": unit.name_in(language)},
        bars=[
            Bar(
                capfirst(part.name(language)),
                money.to_unit(part.r12.now_sek, unit),
                money.format_sek(part.r12.now_sek, unit, 0, language, with_unit=True),
                second=None if part.r12.before_sek is None else money.to_unit(part.r12.before_sek, unit),
            )
            for part in known
            if part.r12.now_sek is not None
        ],
        missing_text=_("missing"),
        second_label=_("the year before"),
    )

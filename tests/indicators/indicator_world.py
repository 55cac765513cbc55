"""Indicators and figures of them, for the tests of their pages and files."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils import timezone

from indicators.actions import other_indicators as actions
from indicators.actions.other_indicators import Entry, Place
from indicators.models import Indicator, IndicatorValue
from indicators.other_indicators import Given
from staffing.models import Region
from values.period import Period

NOW = datetime.datetime(2026, 10, 20, 12, tzinfo=datetime.UTC)


def indicator(code: str = "sjukfranvaro", **fields: object) -> Indicator:
    """Define an indicator: a quarterly share in per cent, lower is better, broken down by everything."""
    return Indicator.objects.create(
        **{
            "code": code,
            "name_sv": code.capitalize(),
            "name_en": f"{code} in English",
            "definition_sv": "Vad det är",
            "definition_en": "What it is",
            "numerator_sv": "timmar borta",
            "numerator_en": "hours away",
            "denominator_sv": "alla timmar",
            "denominator_en": "all hours",
            "unit": "percent",
            "direction": "lower",
            "source": "Egen definition",
            "by_organisation": True,
            "by_profession": True,
            "by_care_area": True,
            **fields,
        }
    )


def give(
    of: Indicator,
    region: Region,
    period: str,
    *numbers: str | int | None,
    is_shared: bool = False,
    reason: str = "",
    seen: int = 0,
    **place: int,
) -> IndicatorValue:
    """Enter a figure: one number is the value, two are numerator and denominator, none takes it back."""
    given = Given(*(None if one is None else Decimal(one) for one in ((*numbers, None, None) if len(numbers) == 1 else (None, *numbers) if numbers else (None, None, None))))  # fmt: skip
    entry = Entry(Place(of.pk, Period.parse(period), **place), given, reason=reason, seen=seen)
    return actions.enter(region=region, entries=[entry], is_shared=is_shared, by=None, now=timezone.now())[0]

"""The charts of posts: vacancy over time, and a forecast with its target number."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents import charts
from documents.charts.scales import Number
from staffing.vacancy import Moment
from values import ratio
from values.numbers import format_decimal

FEWEST = 2
"""Figures: a point is no line."""


def _language() -> str:
    return get_language() or "sv"


def _decimals(value: Number) -> int:
    """Return the decimals that a tick needs, one at most."""
    return 0 if Decimal(str(value)) == int(Decimal(str(value))) else 1


def percent_text(value: Number) -> str:
    """Return a share as per cent, at the axis and at the line's end."""
    return ratio.format_percent(Decimal(str(value)), _decimals(Decimal(str(value)) * 100), _language())


def fte_text(value: Number) -> str:
    """Return full-time equivalents, at the axis and at the line's end."""
    return format_decimal(Decimal(str(value)), _decimals(value), language=_language())


def over_time(moments: Sequence[Moment]) -> SafeString | None:
    """Draw the vacancy rate over the days that something was counted; None with fewer than two rates."""
    rates = [moment.sum.rate if moment.sum else None for moment in moments]
    known = [rate for rate in rates if rate is not None]
    if len(known) < FEWEST:
        return None
    return charts.responsive(
        charts.line_chart,
        id_prefix="vacancy",
        title=_("Vacancy rate: from %(first)s to %(last)s")
        % {"first": percent_text(round(known[0], 3)), "last": percent_text(round(known[-1], 3))},
        description=_("The table below has every figure. An empty stretch is a day when no count held."),
        categories=[f"{moment.day:%Y-%m}" for moment in moments],
        places=[moment.day.toordinal() for moment in moments],
        series=[
            charts.Series(_("vacant of all posts"), [_rounded(rate) for rate in rates], charts.Emphasis.HIGHLIGHTED)
        ],
        format_value=percent_text,
    )


def _rounded(rate: Decimal | None) -> Decimal | None:
    return None if rate is None else round(rate, 3)


def forecast(
    days: Sequence[datetime.date],
    filled: Sequence[Decimal],
    posts: Decimal | None,
    aims: Sequence[Decimal | None],
) -> SafeString:
    """Draw the filled posts year by year, with the posts of today and the numbers aimed at; each has a value a day."""
    series = [
        charts.Series(_("filled, if this comes true"), [round(one, 1) for one in filled], charts.Emphasis.HIGHLIGHTED)
    ]
    if posts is not None:
        series.append(charts.Series(_("posts today"), [posts] * len(days)))
    if any(aim is not None for aim in aims):
        series.append(charts.Series(_("target number"), list(aims)))
    return charts.responsive(
        charts.line_chart,
        id_prefix="forecast",
        title=_("Filled posts: from %(first)s today to %(last)s in %(year)s")
        % {"first": fte_text(round(filled[0], 1)), "last": fte_text(round(filled[-1], 1)), "year": days[-1].year},
        description=_("The table below has every figure. Full-time equivalents."),
        categories=[str(day.year) for day in days],
        places=[day.toordinal() for day in days],
        series=series,
        format_value=fte_text,
    )

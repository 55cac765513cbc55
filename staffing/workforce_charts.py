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
from staffing.vacancy import Moment, Sum
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


def _rate_text(found: Sum) -> str:
    """Return a vacancy rate in the title: more filled than posts in words, since a share below zero says nothing."""
    if found.surplus is None:
        return percent_text(round(found.rate or Decimal(0), 3))
    return _("more filled than posts (%(more)s)") % {"more": fte_text(round(found.surplus, 1))}


def vacancy_text(value: Number) -> str:
    """Return a vacancy rate at the axis and at the line's end: below zero it is the share that is filled over the posts."""
    share = Decimal(str(value))
    return percent_text(share) if share >= 0 else _("%(share)s over the posts") % {"share": percent_text(-share)}


def fte_text(value: Number) -> str:
    """Return full-time equivalents, at the axis and at the line's end."""
    return format_decimal(Decimal(str(value)), _decimals(value), language=_language())


def over_time(moments: Sequence[Moment]) -> SafeString | None:
    """Draw the vacancy rate over the days that something was counted; None with fewer than two rates."""
    rates = [moment.sum.rate if moment.sum else None for moment in moments]
    known = [moment.sum for moment in moments if moment.sum and moment.sum.rate is not None]
    if len(known) < FEWEST:
        return None
    return charts.responsive(
        charts.line_chart,
        id_prefix="vacancy",
        title=_("Vacancy rate: from %(first)s to %(last)s")
        % {"first": _rate_text(known[0]), "last": _rate_text(known[-1])},
        description=_("The table below has every figure. An empty stretch is a day when no count held."),
        categories=[f"{moment.day:%Y-%m}" for moment in moments],
        places=[moment.day.toordinal() for moment in moments],
        series=[
            charts.Series(_("vacant of all posts"), [_rounded(rate) for rate in rates], charts.Emphasis.HIGHLIGHTED)
        ],
        format_value=vacancy_text,
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

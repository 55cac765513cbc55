"""The charts of posts: vacancy over time, and a forecast with its target number."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents import charts
from documents.charts.scales import Number
from staffing import vacancy
from staffing.vacancy import Moment
from values import ratio
from values.numbers import format_decimal

FEWEST = 2
"""Figures: a point is no line."""

BESIDE = 0.5
"""Days: so near the day before it stands what breaks the line after it."""


def _language() -> str:
    return get_language() or "sv"


def _decimals(value: Number) -> int:
    """Return the decimals that a tick needs, one at most."""
    return 0 if Decimal(str(value)) == int(Decimal(str(value))) else 1


def percent_text(value: Number) -> str:
    """Return a share as per cent, at the axis and at the line's end."""
    return ratio.format_percent(Decimal(str(value)), _decimals(Decimal(str(value)) * 100), _language())


def _rate_text(moment: Moment) -> str:
    """Return a known vacancy rate in the title: more filled than posts in words, since a share below zero says nothing."""
    found = moment.sum
    if found is None or found.surplus is None:
        return percent_text(round((found.rate if found else None) or Decimal(0), 3))
    return _("more filled than posts, %(more)s") % {"more": fte_text(round(found.surplus, 1))}


def vacancy_text(value: Number) -> str:
    """Return a vacancy rate at the axis and at the line's end: below zero it is the share that is filled over the posts."""
    share = Decimal(str(value))
    return percent_text(share) if share >= 0 else _("%(share)s over the posts") % {"share": percent_text(-share)}


def fte_text(value: Number) -> str:
    """Return full-time equivalents, at the axis and at the line's end."""
    return format_decimal(Decimal(str(value)), _decimals(value), language=_language())


@dataclass(frozen=True)
class _Point:
    """A day along the axis; without a rate it breaks the line."""

    label: str
    place: float
    rate: Decimal | None


def over_time(moments: Sequence[Moment]) -> SafeString | None:
    """Draw the vacancy rate over the days that something was counted, in stretches of the same; None with fewer than two rates."""
    known = [moment for moment in moments if moment.sum and moment.sum.rate is not None]
    if len(known) < FEWEST:
        return None
    points = _points(moments)
    return charts.responsive(
        charts.line_chart,
        id_prefix="vacancy",
        title=_title(known),
        description=_(
            "The table below has every figure. The line is broken where no count held, or where what is counted changed by much."
        ),
        categories=[point.label for point in points],
        places=[point.place for point in points],
        series=[
            charts.Series(
                _("vacant of all posts"), [_rounded(point.rate) for point in points], charts.Emphasis.HIGHLIGHTED
            )
        ],
        format_value=vacancy_text,
    )


def _points(moments: Sequence[Moment]) -> list[_Point]:
    """Return the days with what breaks the line between them.

    A break stands beside the day before it and has its label, so that no day is named when nothing was counted, nor left unnamed.
    """
    others = {after.day for _before, after in vacancy.breaks(moments)}
    points: list[_Point] = []
    for moment in moments:
        if points and points[-1].rate is not None and (moment.sum is None or moment.day in others):
            points.append(_Point(points[-1].label, points[-1].place + BESIDE, None))
        if moment.sum is not None:
            points.append(_Point(f"{moment.day:%Y-%m}", moment.day.toordinal(), moment.sum.rate))
    return points


def _title(known: Sequence[Moment]) -> str:
    """Return from what to what the rate went in the last stretch that is of the same; the days, since they lie unevenly."""
    first, last = known[0], known[-1]
    for _before, after in vacancy.breaks(known):
        first = after
    said = {"last": _rate_text(last), "last_day": last.day.isoformat()}
    if first.day == last.day:
        return _("Vacancy rate: %(last)s (%(last_day)s)") % said
    words = _("Vacancy rate: from %(first)s (%(first_day)s) to %(last)s (%(last_day)s)")
    return words % {"first": _rate_text(first), "first_day": first.day.isoformat(), **said}


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

"""The index of a region or the nation, as pages and reports ask for it: figures, verdict, series, breakdown.

Ratios come from `cost_index` alone; the database holds sums. What a cost is made of is in `queries.breakdowns`, the 21
regions side by side in `queries.nation`.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators import cost_index
from indicators.cost_index import Change, IndexFigure, NationFigure, Window
from indicators.models import IndexValue
from indicators.queries import costs
from indicators.queries.costs import Key, Targets
from staffing.models import Region
from values.period import MONTHS_IN_QUARTER, MonthRange, Period
from values.ratio import meets

_HUNDRED = 100
LATEST = 4
"""Of how many of the nation's latest periods the one with the most regions is taken for the verdict."""


def index_for(region: Region | None, period: Period, window: Window, basis: str) -> IndexFigure | NationFigure:
    """Return the index of a region, or of the nation when there is none, over the window's months."""
    return figures_for(region, [(period, window)], basis)[period, window]


def figures_for(region: Region | None, keys: Collection[Key], basis: str) -> dict[Key, IndexFigure | NationFigure]:
    """Return many figures of one region, or of the nation: at most five queries however many."""
    if region is not None:
        return dict(region_figures_for(region, keys, basis))
    if not keys:
        return {}
    targets = costs.targets()
    stored = costs.stored_nation(basis, keys, targets)
    lacking = [key for key in keys if key not in stored]
    by_region = regions_figures(lacking, basis, targets) if lacking else {}
    return {**stored, **{key: _nation(figures, key, targets) for key, figures in by_region.items()}}


def region_figures_for(region: Region, keys: Collection[Key], basis: str) -> dict[Key, IndexFigure]:
    """Return many figures of one region against its targets: at most three queries."""
    if not keys:
        return {}
    targets = costs.targets()
    found = costs.region_figures(basis, keys, [region.pk])
    return {key: with_target(found[region.pk, key][0], region.pk, targets) for key in keys}


def regions_figures(keys: Collection[Key], basis: str, targets: Targets) -> dict[Key, dict[str, IndexFigure]]:
    """Return every region's figure by county code, for each key, against its own target: three queries."""
    code_by_id = dict(Region.objects.order_by("code").values_list("pk", "code"))
    found = costs.region_figures(basis, keys, list(code_by_id))
    return {key: {code: with_target(found[pk, key][0], pk, targets) for pk, code in code_by_id.items()} for key in keys}


def with_target(figure: IndexFigure, region_id: int, targets: Targets) -> IndexFigure:
    """Return the figure measured against the target in force on its last day."""
    target = targets.for_region(region_id, figure.months.last_date)
    if target is None:
        return figure
    return dataclasses.replace(figure, target=target, is_met=meets(figure.agency_sek, figure.own_sek, target))


def _nation(by_region: Mapping[str, IndexFigure], key: Key, targets: Targets) -> NationFigure:
    period, window = key
    target = targets.for_region(None, cost_index.window_months(period, window).last_date)
    return cost_index.compute_nation(by_region, period, window, target)


def change_of_nation(now: Mapping[str, IndexFigure], before: Mapping[str, IndexFigure]) -> Change | None:
    """Return the nation's change over the regions that have a figure at both times."""
    both = [
        code
        for code, figure in now.items()
        if figure.ratio is not None and code in before and before[code].ratio is not None
    ]
    if not both:
        return None
    sums = [
        cost_index.compute_nation({code: figures[code] for code in both}, one.period, one.window, None)
        for figures in (now, before)
        for one in [figures[both[0]]]
    ]
    return cost_index.change(*sums)


@dataclass(frozen=True)
class Verdict:
    """How it stands: the latest complete rolling twelve months against the target, and against the year before.

    `gap_points` and `change.points` are percentage points; a positive gap is above the target.
    """

    figure: IndexFigure | NationFigure
    gap_points: Decimal | None
    change: Change | None
    is_example: bool

    @property
    def prints_as_met_but_misses(self) -> bool:
        """Whether the printed per cent looks like the target and the exact ratio is above it (2.04 % prints 2.0 %)."""
        return self.figure.is_met is False and cost_index.prints_as_target(self.figure.ratio, self.figure.target)


def region_verdict(region: Region | None, basis: str, today: datetime.date) -> Verdict | None:
    """Return the verdict on a region, or on the nation when there is none; None without twelve complete months.

    The nation's months are the latest with nine regions in ten, else, of the last four periods, those with the most.
    """
    latest = _latest_complete(region, basis, today)
    if latest is None:
        return None
    period, is_example = latest
    now_key, before_key = (period, Window.R12), (period.year_before(), Window.R12)
    if region is not None:
        found = figures_for(region, [now_key, before_key], basis)
        figure, change = found[now_key], cost_index.change(found[now_key], found[before_key])
    else:
        targets = costs.targets()
        by_key = regions_figures([now_key, before_key], basis, targets)
        figure = _nation(by_key[now_key], now_key, targets)
        change = change_of_nation(by_key[now_key], by_key[before_key])
    return Verdict(figure=figure, gap_points=gap_points(figure), change=change, is_example=is_example)


def latest_r12(region: Region, basis: str, today: datetime.date) -> IndexFigure | None:
    """Return the region's latest whole rolling twelve months; None without any."""
    latest = _latest_complete(region, basis, today)
    return (
        None if latest is None else region_figures_for(region, [(latest[0], Window.R12)], basis)[latest[0], Window.R12]
    )


def gap_points(figure: IndexFigure | NationFigure) -> Decimal | None:
    """Return (ratio − target) × 100, unrounded."""
    if figure.ratio is None or figure.target is None:
        return None
    return (figure.ratio - figure.target) * _HUNDRED


def _latest_complete(region: Region | None, basis: str, today: datetime.date) -> tuple[Period, bool] | None:
    rows = IndexValue.objects.filter(
        region=region, basis=basis, window=Window.R12, agency_sek__isnull=False, own_sek__gt=0
    ).values_list("first_month", "length", "included", "is_example")
    ended = [
        (Period(first.year, first.month, length), included, is_example) for first, length, included, is_example in rows
    ]
    # Of periods that end together (K4, the year) the shortest is the finest.
    ended = [row for row in ended if row[0].last_date <= today]
    ended.sort(key=lambda row: (row[0].last_date, -row[0].length), reverse=True)
    if not ended:
        return None
    if region is not None:
        return ended[0][0], ended[0][2]
    count = Region.objects.count()
    broad = [row for row in ended if len(row[1]) * 10 >= count * 9]
    period, _included, is_example = broad[0] if broad else max(ended[:LATEST], key=lambda row: len(row[1]))
    return period, is_example


@dataclass(frozen=True)
class Point:
    """One place of a series; a figure without a ratio, or a nation's of too few regions, is a gap in the line."""

    period: Period
    figure: IndexFigure | NationFigure

    @property
    def ratio_percent(self) -> Decimal | None:
        if self.figure.ratio is None or (isinstance(self.figure, NationFigure) and not self.figure.is_broad):
            return None
        return self.figure.ratio * _HUNDRED


def region_series(
    region: Region | None, window: Window, basis: str, *, until: Period | None = None
) -> tuple[Point, ...]:
    """Return the figures over time, one a quarter from the first reported month; gaps stay in.

    A region that reports longer periods than quarters has one point for each of its own periods.
    """
    periods = costs.reported_periods(basis, region_id=None if region is None else region.pk)
    axis = series_axis(periods)
    if until is not None:
        axis = [period for period in axis if period.last_date <= until.last_date]
    figures = figures_for(region, [(period, window) for period in axis], basis)
    return tuple(Point(period, figures[period, window]) for period in axis)


def offered_of(periods: Sequence[Period], today: datetime.date) -> list[Period]:
    """Return the periods to choose from: what is reported and has ended, the quarters between, and the calendar years."""
    every = [*periods, *series_axis(periods), *(Period(one.year, 1, 12) for one in periods)]
    return [one for one in dict.fromkeys(every) if one.last_date <= today]


def series_axis(periods: Sequence[Period]) -> list[Period]:
    """Return the quarters from the first to the last reported month, or the periods as they are when they are longer."""
    if not periods:
        return []
    if any(period.length <= MONTHS_IN_QUARTER for period in periods):
        first = Period.containing(min(period.first_date for period in periods))
        last = max(period.last_date for period in periods)
        axis = [first]
        while axis[-1].last_date < last:
            axis.append(axis[-1].next())
        return axis
    return sorted(periods)


def latest_period(region: Region | None, basis: str, today: datetime.date) -> Period | None:
    """Return the period to show first: the latest that is reported and has ended."""
    periods = costs.reported_periods(basis, region_id=None if region is None else region.pk)
    return latest_of(periods, today)


def latest_of(periods: Sequence[Period], today: datetime.date) -> Period | None:
    """Return the period that ended last; of those that end together (K4, the year) the shortest."""
    ended = [period for period in periods if period.last_date <= today]
    return max(ended, key=lambda period: (period.last_date, -period.length), default=None)


def months_of(period: Period, window: Window) -> MonthRange:
    """Return the months that a period and a window are about."""
    return cost_index.window_months(period, window)

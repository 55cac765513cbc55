"""Where the index of a region, or of the nation, is going: the series that `forecast` needs, and what it says of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators import forecast
from indicators.cost_index import IndexFigure, NationFigure, Window
from indicators.forecast import Ahead, Cut, Errors
from indicators.models import Basis
from indicators.queries import costs, index, nation
from indicators.queries.index import Point
from staffing.models import Region
from values.period import Period

_QUARTER = 3

TRIED_YEARS = 15
"""How far back earlier quarters are forecast as if each were the latest."""


@dataclass(frozen=True)
class Outlook:
    """The latest figure with its line up to it, the trend, and the quarters to come.

    `slope` is the change of the share per quarter (a fraction), None without four figures in a row. `reached` is the quarter in
    which the present pace meets the target: the latest one itself when it is met, None when it is not within ten years.
    """

    figure: IndexFigure | NationFigure
    points: tuple[Point, ...]
    slope: Decimal | None
    reached: Period | None
    quarters: tuple[tuple[Period, Ahead], ...]
    errors: tuple[Errors, ...]

    @property
    def is_met(self) -> bool:
        return bool(self.figure.is_met)

    @property
    def goals(self) -> tuple[Period, ...]:
        """The quarters by which the target can be asked to be met: three years of them, none without a pace."""
        if self.slope is None:
            return ()
        return tuple(_later(self.figure.period, quarters) for quarters in range(1, forecast.HORIZON + 1))

    @property
    def is_partial(self) -> bool:
        """Whether it is a nation that lacks regions: then its target cannot be judged."""
        return isinstance(self.figure, NationFigure) and not self.figure.is_complete

    def cut_by(self, period: Period) -> Cut | None:
        """Return what the target takes by the end of a period."""
        figure = self.figure
        if figure.agency_sek is None or figure.own_sek is None or figure.target is None:
            return None
        return forecast.cut_needed(figure.agency_sek, figure.own_sek, figure.target, _between(figure.period, period))


def outlook(region: Region | None, basis: str, today: datetime.date) -> Outlook | None:
    """Return the outlook from the latest quarter with twelve whole months; None without one. At most twelve queries."""
    known = [point for point in index.region_series(region, Window.R12, basis) if point.period.last_date <= today]
    while known and known[-1].ratio_percent is None:
        known.pop()
    if not known or known[-1].period.length != _QUARTER:
        return None
    latest = known[-1]
    ratios = _tail(known)
    errors = tried(today)
    slope = forecast.pace(ratios)
    quarters = []
    period = latest.period
    for one in forecast.ahead(ratios, errors):
        period = period.next()
        quarters.append((period, one))
    target = latest.figure.target
    after = None if slope is None or target is None else forecast.reached_after(ratios[-1], slope, target)
    reached = None if after is None else _later(latest.period, after)
    return Outlook(latest.figure, tuple(known), slope, reached, tuple(quarters), errors)


def _tail(points: Sequence[Point]) -> list[Decimal]:
    """Return the shares up to the latest one without a gap."""
    found: list[Decimal] = []
    for point in reversed(points):
        if point.ratio_percent is None or point.figure.ratio is None:
            break
        found.append(point.figure.ratio)
    return found[::-1]


def tried(today: datetime.date) -> tuple[Errors, ...]:
    """Return how far off the method has been in all the regions, on what is locked: every reader sees the same."""
    axis = nation.spark_axis(Period.containing(today).previous(), TRIED_YEARS * 4)
    keys = [(one, Window.R12) for one in axis]
    by_key = index.regions_figures(keys, Basis.LOCKED, costs.targets())
    series: list[list[Decimal]] = []
    for code in next(iter(by_key.values()), {}):
        run: list[Decimal] = []
        for key in keys:
            ratio = by_key[key][code].ratio
            if ratio is None:
                series.append(run)
                run = []
            else:
                run.append(ratio)
        series.append(run)
    return forecast.backtest(series)


def _later(period: Period, quarters: int) -> Period:
    for _step in range(quarters):
        period = period.next()
    return period


def _between(first: Period, last: Period) -> int:
    """Return how many quarters there are from the end of one to the end of another; 0 or less where it is not after."""
    ends = [one.last_date.year * 12 + one.last_date.month for one in (first, last)]
    return (ends[1] - ends[0]) // _QUARTER

"""The index: agency cost in relation to own staff cost, for a region and the nation (domain.md §5); parts: `cost_parts`.

Amounts are nominal kronor, publicly run healthcare without dental care. Nothing is rounded here; printing does that.
A missing period is never zero: it blocks the figure and is named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, reduce
from operator import add
from typing import Protocol

from values.numbers import round_half_up
from values.period import MonthRange, Period, missing_codes, rolling_twelve, tile, year_to_date
from values.ratio import cost_ratio, meets

_ZERO = Decimal(0)
_HUNDRED = 100
_AUGUST = 8
EXACT_DECIMALS = 2
"""Decimals of a per cent that is called exact, unless more are needed to tell it from the target."""


@dataclass(frozen=True)
class CostSum:
    """Costs in kronor, hire weeks and hired hours of some lines. Sums add up with `+`; `CostSum()` is nothing.

    `on_call_sek` and `outside_framework_sek` are parts of `agency_sek`. These and weeks and hours are voluntary: None is
    not reported, and never zero. Not reported + 3 is not reported either, since 3 would be too little.
    """

    agency_sek: Decimal = _ZERO
    own_sek: Decimal = _ZERO
    on_call_sek: Decimal | None = _ZERO
    outside_framework_sek: Decimal | None = _ZERO
    hire_weeks: Decimal | None = _ZERO
    hired_hours: Decimal | None = _ZERO

    def __add__(self, other: object) -> "CostSum":
        if not isinstance(other, CostSum):
            return NotImplemented
        return CostSum(
            agency_sek=self.agency_sek + other.agency_sek,
            own_sek=self.own_sek + other.own_sek,
            on_call_sek=_known_sum(self.on_call_sek, other.on_call_sek),
            outside_framework_sek=_known_sum(self.outside_framework_sek, other.outside_framework_sek),
            hire_weeks=_known_sum(self.hire_weeks, other.hire_weeks),
            hired_hours=_known_sum(self.hired_hours, other.hired_hours),
        )


def _known_sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def summed(  # noqa: PLR0917 -- the columns of every stored sum, in their order
    agency_sek: Decimal,
    own_sek: Decimal,
    on_call_sek: Decimal | None = None,
    outside_framework_sek: Decimal | None = None,
    hire_weeks: Decimal | None = None,
    hired_hours: Decimal | None = None,
) -> CostSum:
    """Return what the lines of one return add up to, where None is a figure that none of them reports.

    Without any agency cost there is nothing to report of it: then the figures that are not reported are zero.
    """
    parts: tuple[Decimal | None, ...] = (on_call_sek, outside_framework_sek, hire_weeks, hired_hours)
    if not agency_sek:
        parts = tuple(_ZERO if part is None else part for part in parts)
    return CostSum(agency_sek, own_sek, *parts)


@dataclass(frozen=True)
class ReturnCost:
    """The current cost return of one region for one period, summed."""

    period: Period
    cost: CostSum


class Window(StrEnum):
    """Which months a figure is about, seen from a period: itself, R12, the year so far, January–August, or the calendar year."""

    PERIOD = "period"
    R12 = "r12"
    YTD = "ytd"
    JAN_AUG = "jan_aug"
    YEAR = "year"


@cache
def window_months(period: Period, window: Window) -> MonthRange:
    """Return the months of `window` as seen from `period`; year-bound windows take the year of its last month."""
    match window:
        case Window.PERIOD:
            return MonthRange(period.year, period.month, period.length)
        case Window.R12:
            return rolling_twelve(period)
        case Window.YTD:
            return year_to_date(period)
        case Window.JAN_AUG:
            return MonthRange(period.last_date.year, 1, _AUGUST)
        case Window.YEAR:
            return MonthRange(period.last_date.year, 1, 12)


class Figure(Protocol):
    """What a change is computed from: a region's figure or the nation's."""

    @property
    def agency_sek(self) -> Decimal | None: ...
    @property
    def ratio(self) -> Decimal | None: ...


@dataclass(frozen=True)
class IndexFigure:
    """A region's index over the months of a window. `ratio` and `target` are fractions (0.02 is 2 %), unrounded.

    When `missing` names periods, there are no amounts at all. The ratio alone is None when own cost is zero or below.

    :raises ValueError: amounts beside missing periods, or neither amounts nor a missing period.
    """

    period: Period
    window: Window
    months: MonthRange
    agency_sek: Decimal | None
    own_sek: Decimal | None
    ratio: Decimal | None
    target: Decimal | None
    is_met: bool | None
    missing: tuple[str, ...]
    cost: CostSum | None

    def __post_init__(self) -> None:
        amounts = (self.agency_sek, self.own_sek, self.cost)
        expected_absent = bool(self.missing)
        if any((amount is None) != expected_absent for amount in amounts):
            raise ValueError(f"Amounts and missing periods exclude one another: {amounts}, {self.missing}.")
        if self.ratio is None and self.is_met is not None:
            raise ValueError("An undefined index neither meets nor misses a target.")

    @property
    def decimals_apart(self) -> int:
        """With how many decimals the ratio prints otherwise than the target, in per cent."""
        return decimals_apart(self.ratio, self.target)

    @property
    def is_negative(self) -> bool:
        """Whether corrections outweigh the costs, which is to be flagged: the figure is kept and not to be trusted."""
        return self.cost is not None and (self.cost.agency_sek < 0 or self.cost.own_sek < 0)


def compute(returns: Iterable[ReturnCost], period: Period, window: Window, target: Decimal | None) -> IndexFigure:
    """Return one region's index: Σ agency cost ÷ Σ own staff cost (kronor) over the window's months, unrounded.

    `returns` are the region's current returns, of any periods; those wholly inside the window are used and must tile
    it, else every amount is None and the months that lack a return are named. The target is met when the unrounded
    ratio is at most `target`. Source: domain.md §5.

    :raises OverlappingPeriods: two returns share a month.
    """
    months = window_months(period, window)
    by_period: dict[Period, CostSum] = {}
    periods: list[Period] = []
    for cost_return in returns:
        by_period[cost_return.period] = cost_return.cost
        periods.append(cost_return.period)
    tiling = tile(periods, months)
    if tiling.missing:
        return missing_figure(missing_codes(tiling.missing), period, window, target)
    return figure_of(reduce(add, (by_period[used] for used in tiling.used), CostSum()), period, window, target)


def figure_of(cost: CostSum, period: Period, window: Window, target: Decimal | None) -> IndexFigure:
    """Return the index of a cost that already is the whole window's, such as a stored sum."""
    return IndexFigure(
        period=period,
        window=window,
        months=window_months(period, window),
        agency_sek=cost.agency_sek,
        own_sek=cost.own_sek,
        ratio=cost_ratio(cost.agency_sek, cost.own_sek),
        target=target,
        is_met=None if target is None else meets(cost.agency_sek, cost.own_sek, target),
        missing=(),
        cost=cost,
    )


def missing_figure(missing: tuple[str, ...], period: Period, window: Window, target: Decimal | None) -> IndexFigure:
    """Return the figure of a window that lacks the named periods: no amounts at all."""
    return IndexFigure(
        period=period,
        window=window,
        months=window_months(period, window),
        agency_sek=None,
        own_sek=None,
        ratio=None,
        target=target,
        is_met=None,
        missing=missing,
        cost=None,
    )


def seen_as(figure: IndexFigure, period: Period, window: Window) -> IndexFigure:
    """Return the figure as that of another window over the same months: R12 of K4 is the year. It has no target then."""
    if figure.cost is None:
        return missing_figure(figure.missing, period, window, target=None)
    return figure_of(figure.cost, period, window, target=None)


@dataclass(frozen=True)
class NationFigure:
    """The nation's index: the regions that have a figure, and those left out with the periods they lack.

    `is_met` is None while any region is left out: what the others reach together is not what the nation reaches.

    `missing_by_region` has one entry for each code of `left_out`; an empty one means that the region reported its
    returns but no own staff cost, so that its index is undefined.
    """

    period: Period
    window: Window
    months: MonthRange
    agency_sek: Decimal | None
    own_sek: Decimal | None
    ratio: Decimal | None
    target: Decimal | None
    is_met: bool | None
    included: tuple[str, ...]
    left_out: tuple[str, ...]
    missing_by_region: Mapping[str, tuple[str, ...]]
    cost: CostSum | None

    @property
    def decimals_apart(self) -> int:
        """With how many decimals the ratio prints otherwise than the target, in per cent."""
        return decimals_apart(self.ratio, self.target)

    @property
    def region_count(self) -> int:
        return len(self.included) + len(self.left_out)

    @property
    def is_complete(self) -> bool:
        return bool(self.included) and not self.left_out

    @property
    def is_broad(self) -> bool:
        """Whether nine regions in ten are in it: with fewer it says more of which regions they are than of the nation."""
        return len(self.included) * 10 >= self.region_count * 9 > 0


def compute_nation(
    by_region: Mapping[str, IndexFigure], period: Period, window: Window, target: Decimal | None
) -> NationFigure:
    """Return Σ agency cost ÷ Σ own staff cost over the regions that have an index; never a mean of ratios.

    A region without an index adds to neither sum and is named ("20 av 21 regioner"). With none, all amounts are None.

    :raises ValueError: a region's figure is of other months than the nation's.
    """
    months = window_months(period, window)
    odd = sorted(code for code, figure in by_region.items() if figure.months != months)
    if odd:
        raise ValueError(f"The figures of {', '.join(odd)} are not of the window {window} of {period.code}.")
    costs = {code: figure.cost for code, figure in by_region.items() if figure.cost and figure.ratio is not None}
    missing = {code: by_region[code].missing for code in sorted(by_region.keys() - costs.keys())}
    cost = reduce(add, costs.values(), CostSum()) if costs else None
    return nation_figure_of(
        cost, period, window, included=tuple(sorted(costs)), missing_by_region=missing, target=target
    )


def nation_figure_of(
    cost: CostSum | None,
    period: Period,
    window: Window,
    *,
    included: tuple[str, ...],
    missing_by_region: Mapping[str, tuple[str, ...]],
    target: Decimal | None,
) -> NationFigure:
    """Return the nation's index of a cost that already is the included regions' together, such as a stored sum."""
    return NationFigure(
        period=period,
        window=window,
        months=window_months(period, window),
        agency_sek=cost.agency_sek if cost else None,
        own_sek=cost.own_sek if cost else None,
        ratio=cost_ratio(cost.agency_sek, cost.own_sek) if cost else None,
        target=target,
        is_met=meets(cost.agency_sek, cost.own_sek, target)
        if cost and target is not None and not missing_by_region
        else None,
        included=included,
        left_out=tuple(missing_by_region),
        missing_by_region=missing_by_region,
        cost=cost,
    )


def decimals_apart(ratio: Decimal | None, target: Decimal | None) -> int:
    """Return with how many decimals, two at least, both print apart in per cent; what is equal never does: two."""
    if ratio is None or target is None or ratio == target:
        return EXACT_DECIMALS
    decimals = EXACT_DECIMALS
    while round_half_up(ratio * _HUNDRED, decimals) == round_half_up(target * _HUNDRED, decimals):
        decimals += 1
    return decimals


def prints_as_target(ratio: Decimal | None, target: Decimal | None) -> bool:
    """Return whether both print alike in per cent with one decimal, so that words must say which is the higher."""
    if ratio is None or target is None:
        return False
    return round_half_up(ratio * _HUNDRED, 1) == round_half_up(target * _HUNDRED, 1)


@dataclass(frozen=True)
class Change:
    """A change against an earlier figure: kronor, per cent of the earlier cost, and percentage points of the ratio.

    The signs may differ: a region can lower its cost and raise its ratio, or the reverse.
    """

    sek: Decimal
    percent: Decimal | None
    points: Decimal | None


def change(now: Figure, before: Figure) -> Change | None:
    """Return agency cost now − before (kronor), that ÷ before × 100, and (ratio now − ratio before) × 100; unrounded.

    Both figures must be of the same scope; of the nation, compute both over the regions that have both.

    None when either cost is missing; no per cent of a cost that was not above zero, no points of an undefined ratio.
    """
    if now.agency_sek is None or before.agency_sek is None:
        return None
    sek = now.agency_sek - before.agency_sek
    return Change(
        sek=sek,
        percent=sek / before.agency_sek * _HUNDRED if before.agency_sek > 0 else None,
        points=None if now.ratio is None or before.ratio is None else (now.ratio - before.ratio) * _HUNDRED,
    )


def premium(agency_sek: Decimal, factor: Decimal) -> Decimal:
    """Return what the same work would have saved with own staff: agency cost × (1 − 1/f), kronor, unrounded.

    `factor` is what an hour of agency staff costs against an own one: an assumption, and always labelled as one.

    :raises ValueError: the factor is below 1: then there is no premium to speak of.
    """
    if factor < 1:
        raise ValueError(f"Agency staff cannot cost {factor} times own staff in a premium; the factor is at least 1.")
    return agency_sek * (factor - 1) / factor


def per_inhabitant(sek: Decimal, population: int | None) -> Decimal | None:
    """Return kronor ÷ population, unrounded; None without a population. The caller names the population's date."""
    return sek / population if population else None


def framework_share(cost: CostSum) -> Decimal | None:
    """Return agency cost inside the framework agreement ÷ all agency cost (avtalstrohet) as a fraction, unrounded.

    A return reports it when any of its agency lines says what is outside the framework, zero included; its other lines
    then have nothing outside. None ("ej redovisad") when any return of the months with agency cost does not report it:
    what is not reported is neither inside nor outside. None, too, when no agency cost is above zero.
    """
    if cost.outside_framework_sek is None:
        return None
    return cost_ratio(cost.agency_sek - cost.outside_framework_sek, cost.agency_sek)

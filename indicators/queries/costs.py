"""Load what the index is computed from: the summed returns, the stored sums, the targets."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.db.models import F, Max, Q, QuerySet

from indicators import cost_index
from indicators.cost_index import CostSum, IndexFigure, NationFigure, ReturnCost, Window
from indicators.models import (
    Assumption,
    AssumptionCode,
    Basis,
    CostReturn,
    IndexValue,
    ReturnState,
    SummedReturn,
    Target,
)
from staffing.models import Population, Region
from values.period import MonthRange, Period

SUM_FIELDS = ("agency_sek", "own_sek", "on_call_sek", "outside_framework_sek", "hire_weeks", "hired_hours")
"""The columns of every stored sum, in the order of `CostSum`."""

CENT = Decimal("0.01")

Key = tuple[Period, Window]
"""Which figure: a period, and the window seen from it."""

Between = tuple[datetime.date, datetime.date]
"""The first and last day that a period may begin on."""


@cache
def period_at(first_month: datetime.date, length: int) -> Period:
    """Return the period; a few hundred are met over and over, and checking each anew takes longer than finding it."""
    return Period(first_month.year, first_month.month, length)


@dataclass(frozen=True)
class Reported:
    """A return that counts, summed; `example` ones are generated."""

    cost_return: ReturnCost
    is_example: bool

    @property
    def period(self) -> Period:
        return self.cost_return.period


@dataclass(frozen=True)
class Targets:
    """All targets, read once."""

    rows: tuple[tuple[int | None, datetime.date, Decimal], ...]

    def for_region(self, region_id: int | None, day: datetime.date) -> Decimal | None:
        """Return the target in force on `day` as a fraction: the region's own, else the nation's, else None."""
        for wanted in (region_id, None):
            known = [ratio for owner, since, ratio in self.rows if owner == wanted and since <= day]
            if known:
                return known[-1]
        return None


def targets() -> Targets:
    """Return the targets in order of time."""
    return Targets(tuple(Target.objects.order_by("valid_from").values_list("region_id", "valid_from", "ratio")))


def exact(value: Decimal | None) -> Decimal:
    """Return a database's sum with its two decimals; SQLite adds in floating point and hands over up to fifteen digits."""
    return Decimal(0).quantize(CENT) if value is None else Decimal(value).quantize(CENT)


def cost_sum(values: Sequence[Decimal | None]) -> CostSum:
    """Return the sums in the order of `SUM_FIELDS`, the two costs at least, as one value; None is not reported."""
    agency, own, *details = values
    return cost_index.summed(exact(agency), exact(own), *(None if value is None else exact(value) for value in details))


def counting_marks(basis: str) -> QuerySet[SummedReturn]:
    """Return the marks of the returns that the stored sums of `basis` stand on."""
    counts = Q(counts_locked=True) if basis == Basis.LOCKED else Q(counts_submitted=True)
    return SummedReturn.objects.filter(counts, cost_return__isnull=False)


def years_around(periods: Collection[Period]) -> Between:
    """Return the first and last day of the years that windows over the periods can reach: the one before to the one after."""
    first = min(period.year for period in periods) - 1
    last = max(period.last_date.year for period in periods) + 1
    return datetime.date(first, 1, 1), datetime.date(last, 12, 31)


def reported(
    basis: str, *, region_ids: Collection[int] | None = None, between: Between | None = None
) -> dict[int, list[Reported]]:
    """Return the summed returns that count, by region, in order of time: one query."""
    return reported_on_both(region_ids=region_ids, between=between)[basis]


def reported_on_both(
    *, region_ids: Collection[int] | None = None, between: Between | None = None
) -> dict[str, dict[int, list[Reported]]]:
    """Return the summed returns that count on each basis, by region, in order of time: one query."""
    marks = SummedReturn.objects.filter(Q(counts_locked=True) | Q(counts_submitted=True), cost_return__isnull=False)
    marks = _within(marks, region_ids, between).order_by("region", "first_month")
    rows = marks.values_list(
        "region_id",
        "first_month",
        "length",
        "cost_return__is_example",
        "counts_locked",
        "counts_submitted",
        *SUM_FIELDS,
    )
    found: dict[str, dict[int, list[Reported]]] = {basis: defaultdict(list) for basis in Basis.values}
    for region_id, first_month, length, is_example, is_locked, is_submitted, *sums in rows:
        period = period_at(first_month, length)
        one = Reported(ReturnCost(period, cost_sum(sums)), is_example)
        if is_locked:
            found[Basis.LOCKED][region_id].append(one)
        if is_submitted:
            found[Basis.SUBMITTED][region_id].append(one)
    return found


def _within(
    marks: QuerySet[SummedReturn], region_ids: Collection[int] | None, between: Between | None
) -> QuerySet[SummedReturn]:
    if region_ids is not None:
        marks = marks.filter(region_id__in=region_ids)
    return marks if between is None else marks.filter(first_month__range=between)


def reported_periods(basis: str, *, region_id: int | None = None) -> list[Period]:
    """Return the periods that any region (or the one) reports, in order, each once."""
    marks = _within(counting_marks(basis), None if region_id is None else [region_id], None)
    rows = marks.order_by("first_month", "length").values_list("first_month", "length")
    return [period_at(first, length) for first, length in rows.distinct()]


def reported_periods_on_both(between: Between) -> dict[str, list[Period]]:
    """Return the periods that any region reports, on each basis: one query."""
    found: dict[str, list[Period]] = {basis: [] for basis in Basis.values}
    marks = SummedReturn.objects.filter(cost_return__isnull=False, first_month__range=between).order_by()
    rows = marks.values_list("first_month", "length", "counts_locked", "counts_submitted").distinct()
    for first, length, is_locked, is_submitted in rows:
        period = period_at(first, length)
        if is_locked:
            found[Basis.LOCKED].append(period)
        if is_submitted:
            found[Basis.SUBMITTED].append(period)
    return found


Figures = dict[tuple[int, Key], tuple[IndexFigure, bool]]
"""Figures without a target by region id and key, and whether example data is in each."""


def stored_figures(basis: str, keys: Collection[Key], *, region_ids: Collection[int] | None = None) -> Figures:
    """Return the regions' stored sums as figures: one query."""
    rows = IndexValue.objects.filter(_any_of(keys), basis=basis, region__isnull=False)
    if region_ids is not None:
        rows = rows.filter(region_id__in=region_ids)
    return _figures(rows, keys)[basis]


def stored_figures_on_both(keys: Collection[Key]) -> dict[str, Figures]:
    """Return every region's stored sums as figures, on each basis: one query."""
    return _figures(IndexValue.objects.filter(_any_of(keys), region__isnull=False), keys)


def _figures(rows: QuerySet[IndexValue], keys: Collection[Key]) -> dict[str, Figures]:
    by_name = {(period.first_date, period.length, window.value): (period, window) for period, window in keys}
    found: dict[str, Figures] = {basis: {} for basis in Basis.values}
    for basis, region_id, first, length, name, missing, is_example, *sums in rows.values_list(
        "basis", "region_id", "first_month", "length", "window", "missing", "is_example", *SUM_FIELDS
    ):
        key = by_name[first, length, name]
        figure = (
            cost_index.missing_figure(tuple(missing), *key, target=None)
            if missing
            else cost_index.figure_of(CostSum(*sums), *key, target=None)
        )
        found[basis][region_id, key] = (figure, is_example)
    return found


def stored_nation(basis: str, keys: Collection[Key], targets: Targets) -> dict[Key, NationFigure]:
    """Return the nation's stored sums as figures against its target: one query."""
    rows = IndexValue.objects.filter(_any_of(keys), basis=basis, region__isnull=True)
    found = {}
    for first, length, name, missing, included, *sums in rows.values_list(
        "first_month", "length", "window", "missing", "included", *SUM_FIELDS
    ):
        period, window = period_at(first, length), Window(name)
        found[period, window] = cost_index.nation_figure_of(
            CostSum(*sums) if included else None,
            period,
            window,
            included=tuple(included),
            missing_by_region={code: tuple(periods) for code, periods in missing.items()},
            target=targets.for_region(None, cost_index.window_months(period, window).last_date),
        )
    return found


def _any_of(keys: Collection[Key]) -> Q:
    """Return the condition that an index value is of one of the keys; there is at least one."""
    windows_of: dict[Period, list[str]] = defaultdict(list)
    for period, window in keys:
        windows_of[period].append(window.value)
    wanted = Q()
    for period, windows in windows_of.items():
        wanted |= Q(first_month=period.first_date, length=period.length, window__in=windows)
    return wanted


Known = tuple[IndexFigure, bool]
"""A figure without a target, and whether example data is in it."""


def figures_from(returns: Sequence[Reported], keys: Collection[Key]) -> dict[Key, Known]:
    """Return the figures of a region's returns (in order of time); months that windows share are summed once."""
    starts = [one.period.first_date for one in returns]
    by_months: dict[MonthRange, Known] = {}
    found: dict[Key, Known] = {}
    for key in keys:
        months = cost_index.window_months(*key)
        if months in by_months:
            figure, is_example = by_months[months]
            found[key] = cost_index.seen_as(figure, *key), is_example
        else:
            inside = returns[bisect_left(starts, months.first_date) : bisect_right(starts, months.last_date)]
            found[key] = by_months[months] = _figure_from(inside, months, key)
    return found


def _figure_from(returns: Sequence[Reported], months: MonthRange, key: Key) -> Known:
    used = [one for one in returns if months.contains(one.period)]
    figure = cost_index.compute([one.cost_return for one in used], *key, target=None)
    return figure, any(one.is_example for one in used) and not figure.missing


def figures_of(returns: Mapping[int, Sequence[Reported]], places: Iterable[tuple[int, Key]]) -> Figures:
    """Return the figures of the regions' returns at these places."""
    keys: dict[int, list[Key]] = defaultdict(list)
    for region_id, key in places:
        keys[region_id].append(key)
    return {
        (region_id, key): known
        for region_id, wanted in keys.items()
        for key, known in figures_from(returns.get(region_id, []), wanted).items()
    }


def region_figures(basis: str, keys: Collection[Key], region_ids: Collection[int]) -> Figures:
    """Return a figure for every region and key: the stored sums, else computed from the returns; at most two queries."""
    found = stored_figures(basis, keys, region_ids=region_ids)
    lacking = [(region_id, key) for region_id in region_ids for key in keys if (region_id, key) not in found]
    if lacking:
        returns = reported(
            basis,
            region_ids={region_id for region_id, _key in lacking},
            between=years_around([period for _region_id, (period, _window) in lacking]),
        )
        found |= figures_of(returns, lacking)
    return found


def stale_returns(region_ids: Collection[int] | None = None) -> QuerySet[CostReturn]:
    """Return the returns that say otherwise than the sums were made from: the figures they touch are out of date."""
    returns = CostReturn.objects.all()
    if region_ids is not None:
        returns = returns.filter(region_id__in=region_ids)
    return returns.filter(_is_stale())


def to_sum_anew(region_ids: Collection[int], cost_return_ids: Collection[int]) -> list[CostReturn]:
    """Return these returns, and the stale ones of the regions, each with what was summed of it: one query."""
    wanted = Q(pk__in=cost_return_ids) | (Q(region_id__in=region_ids) & _is_stale())
    return list(CostReturn.objects.filter(wanted).select_related("summed").order_by("pk"))


def _is_stale() -> Q:
    never_summed = Q(summed__isnull=True) & ~Q(state=ReturnState.OPEN)
    reopened = Q(summed__isnull=False, state=ReturnState.OPEN)
    otherwise = Q(summed__isnull=False) & (
        ~Q(summed__version=F("version"))
        | ~Q(summed__counts_submitted=F("counts_submitted"))
        | ~Q(summed__counts_locked=F("counts_locked"))
    )
    return never_summed | reopened | otherwise


def is_stale(region: Region | None) -> bool:
    """Return whether any figure of the region (the nation) waits to be computed anew: one query."""
    gone = SummedReturn.objects.filter(cost_return__isnull=True)
    if region is not None:
        gone = gone.filter(region=region)
    changed = stale_returns(None if region is None else [region.pk])
    return changed.order_by().values("pk").union(gone.order_by().values("pk")).exists()


def populations(region_ids: Collection[int], day: datetime.date) -> dict[int, Population]:
    """Return each region's population on the latest known date up to `day`, else on the earliest: one query."""
    found: dict[int, Population] = {}
    for one in Population.objects.filter(region_id__in=region_ids).order_by("date"):
        if one.region_id not in found or one.date <= day:
            found[one.region_id] = one
    return found


def assumption(code: AssumptionCode, day: datetime.date) -> Assumption | None:
    """Return what is assumed on `day`: the latest value from that day or before; None when there is none: one query."""
    return Assumption.objects.filter(code=code, valid_from__lte=day).order_by("valid_from").last()


def assumptions() -> tuple[tuple[str, datetime.date, Decimal], ...]:
    """Return every assumption as code, first day and value, in order of time: one query."""
    return tuple(Assumption.objects.order_by("valid_from").values_list("code", "valid_from", "value"))


def computed_at(region: Region, basis: str) -> datetime.datetime | None:
    """Return when a figure of the region was last computed; None when there is none: one query."""
    return IndexValue.objects.filter(region=region, basis=basis).aggregate(at=Max("computed_at"))["at"]

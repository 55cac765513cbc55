"""What a region's figures were before the restatements in them, and which figures a restatement moves."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from indicators.cost_index import IndexFigure, Window, window_months
from indicators.models import CostKind, CostLine, CostReturn
from indicators.queries import costs, index
from indicators.queries.costs import Key
from staffing.models import Region
from values.period import MONTHS_IN_QUARTER, MonthRange, Period
from values.ratio import cost_ratio

_YEAR = 12


@dataclass(frozen=True)
class First:
    """What a figure first was: with the first version of each return that has been restated since. Kronor; the ratio unrounded."""

    periods: tuple[Period, ...]
    agency_sek: Decimal
    own_sek: Decimal

    @property
    def ratio(self) -> Decimal | None:
        return cost_ratio(self.agency_sek, self.own_sek)


@dataclass(frozen=True)
class _Swap:
    """A return that counts, and what counting an earlier version of it in its place would add."""

    period: Period
    agency_sek: Decimal
    own_sek: Decimal


def first_values(region: Region, figures: Mapping[Key, IndexFigure], basis: str) -> dict[Key, First]:
    """Return what those of the figures first were in which a return is restated: three queries however many figures."""
    restated = list(CostReturn.objects.counting(basis).filter(region=region, number__gt=1))
    if not restated:
        return {}
    firsts = CostReturn.objects.filter(region=region, number=1, first_month__in={one.first_month for one in restated})
    swaps = _swaps(restated, {(one.first_month, one.length): one for one in firsts})
    return {
        key: first for key, figure in figures.items() if (first := _first(figure, figure.months, swaps)) is not None
    }


@dataclass(frozen=True)
class Moved:
    """A figure that a restatement moved: before it and now."""

    period: Period
    window: Window
    before: First
    now: IndexFigure


def moved_by(cost_return: CostReturn, basis: str, today: datetime.date) -> list[Moved]:
    """Return the figures of every window that holds a restated return, before it and now: six queries at most.

    The return itself, the twelve months that end with each quarter up to a year later, the year so far, January–August and the
    calendar year. Those that are not whole are left out. Nothing where the return does not count on the basis, or is the first.
    """
    if cost_return.number == 1 or not CostReturn.objects.counting(basis).filter(pk=cost_return.pk).exists():
        return []
    earlier = CostReturn.objects.filter(region=cost_return.region, number__lt=cost_return.number).for_period(
        cost_return.period
    )
    before = earlier.order_by("-number").first()
    if before is None:
        return []
    swaps = _swaps([cost_return], {(before.first_month, before.length): before})
    figures = index.region_figures_for(cost_return.region, _keys(cost_return.period, today), basis)
    return [
        Moved(*key, first, figure)
        for key, figure in figures.items()
        if (first := _first(figure, figure.months, swaps)) is not None
    ]


def _keys(period: Period, today: datetime.date) -> list[Key]:
    """Return what to look at: only what has ended, and the same months once."""
    quarter = Period.containing(period.last_date)
    found = [(period, Window.PERIOD)]
    for _step in range(_YEAR // MONTHS_IN_QUARTER):
        found += [(quarter, Window.R12), (quarter, Window.YTD)]
        quarter = quarter.next()
    found += [(Period(period.year, 1, _YEAR), Window.JAN_AUG), (Period(period.year, 1, _YEAR), Window.YEAR)]
    seen: dict[MonthRange, Key] = {}
    for key in found:
        months = window_months(*key)
        if months.last_date <= today and months.contains(period):
            # The twelve months to the end of the year are the calendar year: said once, by their first name.
            seen.setdefault(months, key)
    return list(seen.values())


def _first(figure: IndexFigure, months: MonthRange, swaps: Iterable[_Swap]) -> First | None:
    if figure.agency_sek is None or figure.own_sek is None:
        return None
    inside = [one for one in swaps if months.contains(one.period)]
    if not inside:
        return None
    return First(
        tuple(one.period for one in inside),
        figure.agency_sek + sum(one.agency_sek for one in inside),
        figure.own_sek + sum(one.own_sek for one in inside),
    )


def _swaps(counting: Collection[CostReturn], earlier: Mapping[tuple[datetime.date, int], CostReturn]) -> list[_Swap]:
    pairs = [(one, earlier[place]) for one in counting if (place := (one.first_month, one.length)) in earlier]
    sums = _sums([version.pk for pair in pairs for version in pair])
    return [
        _Swap(
            now.period,
            sums[before.pk, CostKind.AGENCY] - sums[now.pk, CostKind.AGENCY],
            sums[before.pk, CostKind.OWN] - sums[now.pk, CostKind.OWN],
        )
        for now, before in pairs
    ]


def _sums(return_ids: Collection[int]) -> dict[tuple[int, str], Decimal]:
    rows = CostLine.objects.filter(cost_return__in=return_ids).order_by().values_list("cost_return", "kind")
    found: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for return_id, kind, amount in rows.annotate(amount=Sum("amount_sek")):
        found[return_id, kind] = costs.exact(amount)
    return found

"""Load the figures of the open data, page by page: the stored sums on locked returns, as figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from indicators import cost_index
from indicators.cost_index import CostSum, IndexFigure, NationFigure, Window
from indicators.models import CostReturn, IndexValue
from indicators.open_figures import Kpi, OpenFigure, open_figure
from indicators.queries import costs
from indicators.queries.costs import Targets
from values.period import MonthRange, Period

FIELDS = (
    "region_id",
    "region__code",
    "first_month",
    "length",
    "window",
    "missing",
    "included",
    "is_example",
    *costs.SUM_FIELDS,
)
Revised = dict[int, list[Period]]
"""The periods whose locked return is a restatement, by region id."""


@dataclass(frozen=True)
class OpenRow:
    """A figure with its place (None: the nation) and time; `is_revised` when a restated return is in it."""

    code: str | None
    period: Period
    window: Window
    figure: OpenFigure
    is_revised: bool
    is_example: bool


class OpenRows(Sequence[OpenRow]):
    """The figures of some stored sums, the key figures of each together; only the slice that is asked for is read."""

    def __init__(self, values: QuerySet[IndexValue], kpis: Sequence[Kpi]) -> None:
        in_order = ("-first_month", "length", "window", F("region__code").asc(nulls_first=True))
        self._values = values.order_by(*in_order)
        self._kpis = tuple(kpis)

    def __len__(self) -> int:
        """Return how many there are: one query."""
        return self._values.count() * len(self._kpis)

    def __getitem__(self, wanted: int | slice) -> list[OpenRow]:  # type: ignore[override]
        """Return a slice: three queries, none when it is empty.

        :raises TypeError: one figure alone is asked for, or a slice without an end.
        """
        if not isinstance(wanted, slice) or wanted.stop is None:
            raise TypeError("Figures are read in slices that end.")
        start, many = wanted.start or 0, len(self._kpis)
        if not many or wanted.stop <= start:
            return []
        first = start // many
        # Not as objects: to build a thousand of them takes longer than to find them.
        found = list(self._values.values_list(*FIELDS, named=True)[first : -(-wanted.stop // many)])
        rows = list(self._rows(found))
        return rows[start - first * many : wanted.stop - first * many]

    def _rows(self, found: Sequence[Any]) -> Iterable[OpenRow]:
        if not found:
            return
        targets, revised = costs.targets(), _revised(found)
        for row in found:
            code = row.region__code
            figure = figure_of(row, targets)
            places = revised.keys() if row.region_id is None else {row.region_id}
            is_revised = figure.agency_sek is not None and _has_revised(revised, places, figure.months)
            for kpi in self._kpis:
                yield OpenRow(
                    code=code,
                    period=figure.period,
                    window=figure.window,
                    figure=open_figure(kpi, figure, code),
                    is_revised=is_revised,
                    is_example=row.is_example,
                )


def figure_of(row: Any, targets: Targets) -> IndexFigure | NationFigure:
    """Return the figure of a stored row (its columns as attributes), against the target in force on its last day."""
    period, window = costs.period_at(row.first_month, row.length), Window(row.window)
    target = targets.for_region(row.region_id, cost_index.window_months(period, window).last_date)
    sums = CostSum(*(getattr(row, name) for name in costs.SUM_FIELDS)) if row.agency_sek is not None else None
    if row.region_id is None:
        return cost_index.nation_figure_of(
            sums,
            period,
            window,
            included=tuple(row.included),
            missing_by_region={code: tuple(periods) for code, periods in row.missing.items()},
            target=target,
        )
    if sums is None:
        return cost_index.missing_figure(tuple(row.missing), period, window, target)
    return cost_index.figure_of(sums, period, window, target)


def _revised(found: Sequence[Any]) -> Revised:
    between = costs.years_around([costs.period_at(row.first_month, row.length) for row in found])
    restated = CostReturn.objects.filter(counts_locked=True, number__gt=1, first_month__range=between)
    by_region: Revised = defaultdict(list)
    for region_id, first_month, length in restated.values_list("region_id", "first_month", "length"):
        by_region[region_id].append(costs.period_at(first_month, length))
    return by_region


def _has_revised(revised: Revised, places: Collection[int], months: MonthRange) -> bool:
    return any(months.contains(period) for region_id in places for period in revised.get(region_id, ()))

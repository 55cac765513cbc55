"""A region's costs over some months by any two of profession, care area and organisation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from indicators.models import CostKind, CostLine
from indicators.queries import breakdowns, costs
from indicators.queries.breakdowns import Dimension
from staffing.models import Region
from values.period import MonthRange
from values.ratio import cost_ratio


@dataclass(frozen=True)
class Cell:
    """The costs of one place, in kronor; a cost that is not reported there is None, and never zero."""

    agency_sek: Decimal | None = None
    own_sek: Decimal | None = None

    @property
    def ratio(self) -> Decimal | None:
        """Agency cost ÷ own staff cost; None where either is not reported."""
        return cost_ratio(self.agency_sek, self.own_sek)

    def __add__(self, other: Cell) -> Cell:
        return Cell(_sum(self.agency_sek, other.agency_sek), _sum(self.own_sek, other.own_sek))


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one if other is None else one + other


@dataclass(frozen=True)
class Pivot:
    """The cells by the keys of row and column, with the labels of both in order; nothing when `missing` names periods."""

    rows: dict[str, str]
    columns: dict[str, str]
    cells: dict[tuple[str, str], Cell]
    missing: tuple[str, ...]

    def row_total(self, row: str) -> Cell:
        """Return the sum of a row."""
        return sum((self.cells.get((row, column), Cell()) for column in self.columns), Cell())

    def column_total(self, column: str) -> Cell:
        """Return the sum of a column."""
        return sum((self.cells.get((row, column), Cell()) for row in self.rows), Cell())

    @property
    def total(self) -> Cell:
        return sum(self.cells.values(), Cell())


def pivot(region: Region, months: MonthRange, rows: Dimension, columns: Dimension, basis: str) -> Pivot:
    """Return the region's costs by two dimensions: five queries at most. An organisation holds all that lies below it.

    :raises ValueError: both dimensions are the same.
    """
    if rows is columns:
        raise ValueError(f"A table by {rows} and {columns} has one dimension only.")
    used = breakdowns.used_in(breakdowns.returns_between(region, months, months, basis), months)
    if not used.region_ids:
        return Pivot({}, {}, {}, used.missing or breakdowns.missing_codes(months.months))
    labels: dict[Dimension, dict[str, str]] = {
        dimension: breakdowns.labels_of(dimension)
        for dimension in (rows, columns)
        if dimension is not Dimension.ORGANISATION
    }
    roll_up: dict[int, str] = {}
    if Dimension.ORGANISATION in (rows, columns):
        labels[Dimension.ORGANISATION], roll_up, _rest = breakdowns.tree_of(region, None)
    lines = CostLine.objects.filter(cost_return__in=used.return_ids).order_by()
    cells: dict[tuple[str, str], Cell] = defaultdict(Cell)
    for one, other, kind, amount in lines.values_list(f"{rows.value}_id", f"{columns.value}_id", "kind").annotate(
        amount=Sum("amount_sek")
    ):
        sek = costs.exact(amount)
        found = Cell(agency_sek=sek) if kind == CostKind.AGENCY else Cell(own_sek=sek)
        place = [breakdowns.key_of(*part, roll_up) or "" for part in ((rows, one), (columns, other))]
        cells[place[0], place[1]] += found
    return Pivot(
        {key: word for key, word in labels[rows].items() if any(row == key for row, _column in cells)},
        {key: word for key, word in labels[columns].items() if any(column == key for _row, column in cells)},
        dict(cells),
        (),
    )

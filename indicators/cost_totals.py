"""A region's total beside its parts, of the same cost: what counts, and the difference. No database, no clock.

The rule. Every line counts once, and a region's cost is the sum of its lines (domain.md §5). A line on the region itself is what
is not divided by organisation. Where such a line and lines of organisations have the same profession, care area and kind, a person
says which it is: beside the parts, and then both count; or the total of the parts, and then the parts count, and the total is a
*stated total*: it is kept beside the return and compared with the parts, and is in no sum. The same happens by itself when a file
of parts takes the place of a total. There is one per profession, care area and kind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from indicators.cost_lines import LineRow


class CostPlace(NamedTuple):
    """What a total is of."""

    profession_id: int
    care_area_id: int | None
    kind: str

    @property
    def code(self) -> str:
        """Return the place as a form carries it."""
        return f"{self.profession_id}-{self.care_area_id or 0}-{self.kind}"


class TotalAndParts(NamedTuple):
    """The region's own amount and Σ the amounts of its organisations, in kronor."""

    place: CostPlace
    total_sek: Decimal
    parts_sek: Decimal

    @property
    def difference_sek(self) -> Decimal:
        """Return total − parts."""
        return self.total_sek - self.parts_sek


Stated = dict[CostPlace, Decimal]


def place_of(row: LineRow) -> CostPlace:
    """Return what the line is of, wherever it is reported."""
    return CostPlace(row.profession_id, row.care_area_id, row.kind)


def _split(rows: Iterable[LineRow], root_id: int) -> tuple[Stated, Stated]:
    """Return Σ of the region itself and Σ of its organisations, corrections included."""
    root: Stated = {}
    parts: Stated = {}
    for row in rows:
        sums = root if row.organisation_id == root_id else parts
        sums[place_of(row)] = sums.get(place_of(row), Decimal(0)) + row.amount_sek
    return root, parts


def overlaps(rows: Iterable[LineRow], root_id: int) -> list[TotalAndParts]:
    """Return where both the region itself (with more or less than zero) and organisations of it have the same cost."""
    root, parts = _split(rows, root_id)
    return [TotalAndParts(place, amount, parts[place]) for place, amount in root.items() if place in parts and amount]


def set_aside(rows: Sequence[LineRow], root_id: int, places: Collection[CostPlace]) -> tuple[list[LineRow], Stated]:
    """Return the lines without the region's own of those places that its organisations have too, and what those were."""
    stated = {one.place: one.total_sek for one in overlaps(rows, root_id) if one.place in places}
    kept = [row for row in rows if row.organisation_id != root_id or place_of(row) not in stated]
    return kept, stated


def replaced_totals(before: Iterable[LineRow], after: Iterable[LineRow], root_id: int) -> Stated:
    """Return the totals of the region in `before` that have parts, and no amount of the region, in `after`."""
    was, parts_before = _split(before, root_id)
    root, parts = _split(after, root_id)
    return {
        place: amount
        for place, amount in was.items()
        if place in parts and place not in root and place not in parts_before
    }


def compared(stated: Stated, rows: Iterable[LineRow], root_id: int) -> list[TotalAndParts]:
    """Return each stated total with its parts; one without parts, or reported anew on the region, says nothing any more."""
    root, parts = _split(rows, root_id)
    return [
        TotalAndParts(place, amount, parts[place])
        for place, amount in stated.items()
        if place in parts and not root.get(place)
    ]


def as_json(stated: Stated) -> list[list[Any]]:
    """Return stated totals as JSON can hold them."""
    return [[*place, f"{amount:f}"] for place, amount in stated.items()]


def from_json(values: Iterable[Sequence[Any]]) -> Stated:
    """Return the stated totals that `as_json` wrote."""
    return {CostPlace(*place): Decimal(amount) for *place, amount in values}

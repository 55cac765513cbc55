"""What an index is made of: the parts of a cost by profession, care area or organisation (domain.md §5). Nominal kronor."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators import cost_index
from indicators.cost_index import Change, CostSum
from values.ratio import cost_ratio, shares_percent


@dataclass(frozen=True)
class PartCost:
    """The cost of one part (a profession, a care area, an organisation) as put into a breakdown.

    Where no line says what agency staff cost, `is_agency_reported` is false, and the zero of the sum is no figure to show.
    """

    key: str
    label: str
    cost: CostSum
    is_agency_reported: bool = True

    @property
    def agency_sek(self) -> Decimal:
        return self.cost.agency_sek

    @property
    def ratio(self) -> Decimal | None:
        return cost_ratio(self.cost.agency_sek, self.cost.own_sek) if self.is_agency_reported else None


@dataclass(frozen=True)
class Part:
    """One row of a breakdown; `share_percent` is rounded to one decimal so that the rows sum to exactly 100.

    A part whose agency cost is not reported has no share and no ratio: it adds nothing, and is not said to be nothing.
    """

    key: str
    label: str
    cost: CostSum
    share_percent: Decimal | None
    ratio: Decimal | None
    change: Change | None
    is_agency_reported: bool = True

    @property
    def agency_sek(self) -> Decimal | None:
        """Return the agency cost in kronor; None when it is not reported."""
        return self.cost.agency_sek if self.is_agency_reported else None


def breakdown(parts_now: Sequence[PartCost], parts_before: Sequence[PartCost] | None) -> tuple[Part, ...]:
    """Return each part's share of all agency cost, its ratio, and its change against the same months a year before.

    Where agency cost is reported in neither of the two there is no change. In the order given; a part that existed only before comes last with no cost, so that the changes sum to the whole's.
    `parts_before` None means that those months are missing: then no part has a change.

    :raises ValueError: two parts have the same key.
    """
    before = _by_key(parts_before or ())
    now = _by_key(parts_now)
    gone = [
        PartCost(part.key, part.label, CostSum(), part.is_agency_reported)
        for part in before.values()
        if part.key not in now
    ]
    rows = [*parts_now, *gone]
    shares = shares_percent([row.agency_sek for row in rows])
    return tuple(
        Part(
            key=row.key,
            label=row.label,
            cost=row.cost,
            share_percent=share if row.is_agency_reported else None,
            ratio=row.ratio,
            change=None if parts_before is None else _change(row, before.get(row.key)),
            is_agency_reported=row.is_agency_reported,
        )
        for row, share in zip(rows, shares, strict=True)
    )


def _change(now: PartCost, before: PartCost | None) -> Change | None:
    was = before or PartCost(now.key, now.label, CostSum())
    if not now.is_agency_reported and (before is None or not before.is_agency_reported):
        return None
    return cost_index.change(now, was)


def _by_key(parts: Sequence[PartCost]) -> dict[str, PartCost]:
    found = {part.key: part for part in parts}
    if len(found) != len(parts):
        raise ValueError("Two parts of a breakdown have the same key.")
    return found

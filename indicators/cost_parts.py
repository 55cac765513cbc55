"""What an index is made of: the parts of a cost by profession, care area or organisation (domain.md §5). Nominal kronor."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators import cost_index
from indicators.cost_index import Change, CostSum
from values.ratio import cost_ratio, shares_percent


@dataclass(frozen=True)
class PartCost:
    """The cost of one part (a profession, a care area, an organisation) as put into a breakdown."""

    key: str
    label: str
    cost: CostSum

    @property
    def agency_sek(self) -> Decimal:
        return self.cost.agency_sek

    @property
    def ratio(self) -> Decimal | None:
        return cost_ratio(self.cost.agency_sek, self.cost.own_sek)


@dataclass(frozen=True)
class Part:
    """One row of a breakdown; `share_percent` is rounded to one decimal so that the rows sum to exactly 100."""

    key: str
    label: str
    cost: CostSum
    share_percent: Decimal | None
    ratio: Decimal | None
    change: Change | None


def breakdown(parts_now: Sequence[PartCost], parts_before: Sequence[PartCost] | None) -> tuple[Part, ...]:
    """Return each part's share of all agency cost, its ratio, and its change against the same months a year before.

    In the order given; a part that existed only before comes last with no cost, so that the changes sum to the whole's.
    `parts_before` None means that those months are missing: then no part has a change.

    :raises ValueError: two parts have the same key.
    """
    before = _by_key(parts_before or ())
    now = _by_key(parts_now)
    gone = [PartCost(part.key, part.label, CostSum()) for part in before.values() if part.key not in now]
    rows = [*parts_now, *gone]
    shares = shares_percent([row.agency_sek for row in rows])
    return tuple(
        Part(
            key=row.key,
            label=row.label,
            cost=row.cost,
            share_percent=share,
            ratio=row.ratio,
            change=None
            if parts_before is None
            else cost_index.change(row, before.get(row.key, PartCost(row.key, row.label, CostSum()))),
        )
        for row, share in zip(rows, shares, strict=True)
    )


def _by_key(parts: Sequence[PartCost]) -> dict[str, PartCost]:
    found = {part.key: part for part in parts}
    if len(found) != len(parts):
        raise ValueError("Two parts of a breakdown have the same key.")
    return found

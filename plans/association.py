"""Which measures are in use where the index fell: an association over 21 regions, and no proof of anything (domain.md §3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from plans.uptake import Row, Uptake

FEWEST = 3
"""Regions with the measure, and without it, below which their middle says nothing."""


@dataclass(frozen=True)
class Association:
    """The regions that have introduced a measure or work with it, and the others: how many, and the median change of their index.

    Percentage points; every region counts as one. Counting in how many it fell tells nothing in a year when it fell everywhere.
    """

    measure: int
    using: int
    using_points: Decimal
    others: int
    others_points: Decimal

    @property
    def difference(self) -> Decimal:
        """How much more the index changed where the measure is in use; negative: it fell more there."""
        return self.using_points - self.others_points


def associations(rows: Mapping[int, Row], changes: Mapping[str, Decimal]) -> tuple[Association, ...]:
    """Return the measures in use in at least three regions and unused in three, those where the index fell the most more first.

    `changes` are percentage points by region code; a region that is not among them counts nowhere.
    """
    found = [one for measure, row in rows.items() if (one := _of(measure, row, changes)) is not None]
    return tuple(sorted(found, key=lambda one: (one.difference, -one.using, one.measure)))


def _of(measure: int, row: Row, changes: Mapping[str, Decimal]) -> Association | None:
    using = [changes[code] for code, uptake in row.regions if code in changes and uptake >= Uptake.IN_PROGRESS]
    others = [changes[code] for code, uptake in row.regions if code in changes and uptake < Uptake.IN_PROGRESS]
    if min(len(using), len(others)) < FEWEST:
        return None
    return Association(measure, len(using), median(using), len(others), median(others))

"""Which measures are in use where the index fell: an association over 21 regions, and no proof of anything (domain.md §3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from plans.uptake import Row, Uptake

FEWEST = 3
"""Regions with the measure below which a share says nothing."""


@dataclass(frozen=True)
class Association:
    """Of the regions that have introduced a measure or work with it, how many the index fell in; and of the others."""

    measure: int
    using: int
    using_fell: int
    others: int
    others_fell: int

    @property
    def difference(self) -> Fraction:
        """The share of the users in which the index fell, less that of the others; the others' is zero when there are none."""
        others = Fraction(self.others_fell, self.others) if self.others else Fraction(0)
        return Fraction(self.using_fell, self.using) - others


def associations(rows: Mapping[int, Row], fell: Mapping[str, bool]) -> tuple[Association, ...]:
    """Return the measures in use in at least three of the regions whose change is known, the greatest difference first.

    `fell` says of each region, by code, whether its index fell; a region that is not in it counts nowhere.
    """
    found = [one for one in (_of(measure, row, fell) for measure, row in rows.items()) if one.using >= FEWEST]
    return tuple(sorted(found, key=lambda one: (-one.difference, -one.using, one.measure)))


def _of(measure: int, row: Row, fell: Mapping[str, bool]) -> Association:
    using = [fell[code] for code, uptake in row.regions if code in fell and uptake >= Uptake.IN_PROGRESS]
    others = [fell[code] for code, uptake in row.regions if code in fell and uptake < Uptake.IN_PROGRESS]
    return Association(measure, len(using), _fell(using), len(others), _fell(others))


def _fell(regions: Iterable[bool]) -> int:
    return sum(regions)

"""How far apart the regions are: quartiles, and who is of like size. Nothing here is weighted: every region counts as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

FEWEST = 4
"""Values below which quartiles say nothing."""


@dataclass(frozen=True)
class Spread:
    """The least, the quartiles with the median between them, and the greatest of some values; in their unit."""

    count: int
    low: Decimal
    lower_quartile: Decimal
    median: Decimal
    upper_quartile: Decimal
    high: Decimal


def spread(values: Sequence[Decimal]) -> Spread | None:
    """Return the quartiles by linear interpolation between the ordered values; None for fewer than four.

    The p-th of n values stands at 1 + (n − 1) · p, as QUARTILE.INC of a spreadsheet and `statistics.quantiles` (inclusive) do.
    Source: R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages (1996), definition 7.
    """
    if len(values) < FEWEST:
        return None
    ordered = sorted(values)
    lower, median, upper = (_at(ordered, Fraction(part, 4)) for part in (1, 2, 3))
    return Spread(len(ordered), ordered[0], lower, median, upper, ordered[-1])


def _at(ordered: Sequence[Decimal], share: Fraction) -> Decimal:
    place = (len(ordered) - 1) * share
    below = place.__floor__()
    rest = place - below
    if not rest:
        return ordered[below]
    step = ordered[below + 1] - ordered[below]
    return ordered[below] + step * rest.numerator / rest.denominator


def peers(populations: Mapping[str, int], own: str, count: int = 4) -> tuple[str, ...]:
    """Return the keys nearest in size, the nearest first: by how many times larger the one is than the other.

    Of two that are as near the smaller comes first. None where the own size is not known.
    """
    size = populations.get(own)
    if not size:
        return ()
    others = [(key, other) for key, other in populations.items() if key != own and other]
    others.sort(key=lambda pair: (Fraction(max(pair[1], size), min(pair[1], size)), pair[1], pair[0]))
    return tuple(key for key, _size in others[:count])

"""Numbers to places: the arithmetic of charts, with no Django and no drawing in it.

Lengths are in the units of the SVG's viewBox, which are CSS pixels at its natural size. Values arrive as `Decimal`,
`int` or `float` and become `float` here, at the last moment: a place on paper is no amount of money.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

Number = Decimal | int | float


def coordinate(value: float) -> str:
    """Return a length with at most one decimal, written as SVG wants it in every language."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def points(places: Iterable[tuple[float, float]]) -> str:
    """Return `M x y L x y …` through the places."""
    return "M" + " L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in places)


@dataclass(frozen=True, slots=True)
class Linear:
    """A straight scale from values (`low` … `high`) to places (`start` … `end`); it may run backwards."""

    low: float
    high: float
    start: float
    end: float

    def __post_init__(self) -> None:
        if self.high <= self.low:
            raise ValueError(f"A scale needs room: {self.low} … {self.high}.")

    def __call__(self, value: Number) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def extent(values: Iterable[Number | None], *, with_zero: bool = True) -> tuple[float, float]:
    """Return the least and the greatest of the known values; (0, 1) when none is known, never an empty range."""
    known = [float(value) for value in values if value is not None]
    if with_zero:
        known.append(0.0)
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    if low == high:
        return (low, low + 1.0) if low >= 0 else (low, 0.0)
    return low, high


def nice_ticks(low: float, high: float, *, count: int = 5) -> list[float]:
    """Return about `count` round values (1, 2, 2.5 or 5 times a power of ten) that enclose `low` … `high`."""
    if high <= low:
        raise ValueError(f"Ticks need room: {low} … {high}.")
    raw = (high - low) / max(count - 1, 1)
    power = 10.0 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    # Counted in whole steps: adding 0.1 ten times does not give 1.
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    decimals = max(0, -floor(log10(step)) + 1)
    return [round(number * step, decimals) + 0.0 for number in range(first, last + 1)]


def runs(values: Sequence[Number | None]) -> list[list[int]]:
    """Return the indexes of the known values, in unbroken runs: a missing value ends one."""
    found: list[list[int]] = []
    is_open = False
    for index, value in enumerate(values):
        if value is None:
            is_open = False
        elif is_open:
            found[-1].append(index)
        else:
            found.append([index])
            is_open = True
    return found


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Return centres as near as can be to the `wanted` ones (least squares) for labels of `sizes` that do not overlap.

    The order of the wanted centres is kept, and all stay within `low` … `high`; without room for all they are squeezed.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    squeeze = min(1.0, (high - low) / (sum(sizes) or 1.0))
    offsets, used = [], 0.0
    for index in order:
        offsets.append(used + sizes[index] * squeeze / 2)
        used += sizes[index] * squeeze
    # Labels that push one another move as one block, to the mean of what they want (pool adjacent violators).
    blocks: list[tuple[float, int]] = []
    for index, offset in zip(order, offsets, strict=True):
        start, count = wanted[index] - offset, 1
        while blocks and blocks[-1][0] > start:
            before, number = blocks.pop()
            start, count = (before * number + start * count) / (number + count), number + count
        blocks.append((start, count))
    starts = [min(max(start, low), high - used) for start, count in blocks for _ in range(count)]
    centres = [0.0] * len(wanted)
    for index, start, offset in zip(order, starts, offsets, strict=True):
        centres[index] = start + offset
    return centres

"""Which band a risk falls in: probability × consequence on a scale of four or five steps.

The bounds are *default* and the usual ones of Swedish risk and impact analyses (AFS 2023:1 asks for a judgement, not for a
table): 5 × 5 green to 4, yellow to 12, red from 15; 4 × 4 green to 3, yellow to 8, red from 9.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum


class Band(StrEnum):
    """How much a risk asks for: nothing now, a watch, or a countermeasure before the change."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


_BOUNDS = {4: (3, 8), 5: (4, 12)}
"""By scale: the highest degree that is green, and the highest that is yellow."""


def degree(probability: int, consequence: int) -> int:
    """Return the degree of a risk."""
    return probability * consequence


def band(probability: int, consequence: int, scale: int) -> Band:
    """Return the band of a risk.

    :raises ValueError: a scale of other than four or five steps, or a step that is not on it.
    """
    if scale not in _BOUNDS:
        raise ValueError(f"A scale of {scale} steps is not known.")
    if not (1 <= probability <= scale and 1 <= consequence <= scale):
        raise ValueError(f"{probability} × {consequence} is not on a scale of {scale} steps.")
    green, yellow = _BOUNDS[scale]
    value = degree(probability, consequence)
    if value <= green:
        return Band.GREEN
    return Band.YELLOW if value <= yellow else Band.RED


def count_bands(judged: Iterable[tuple[int, int]], scale: int) -> dict[Band, int]:
    """Return how many risks, each a probability and a consequence, fall in each band; every band is there, in order."""
    counted = Counter(band(probability, consequence, scale) for probability, consequence in judged)
    return {one: counted[one] for one in Band}


def lacks_countermeasure(countermeasure: str, planned: Band, *, is_serious: bool) -> bool:
    """Return whether a risk that is serious, or red as planned, has nothing written against it."""
    return (is_serious or planned is Band.RED) and not countermeasure.strip()


def count_uncountered(risks: Iterable[tuple[int, int, bool, str]], scale: int) -> int:
    """Return how many risks lack a countermeasure that they need; each is a probability, a consequence, serious or not, and the countermeasure."""
    return sum(
        lacks_countermeasure(countermeasure, band(probability, consequence, scale), is_serious=is_serious)
        for probability, consequence, is_serious, countermeasure in risks
    )


def is_overdue(due_date: date | None, followed_up_date: date | None, today: date) -> bool:
    """Return whether a countermeasure's day has passed and nobody has followed it up; on its day it is in time."""
    return due_date is not None and followed_up_date is None and due_date < today

"""The arithmetic of the gap analysis: suggested priority, ranking, and how levels and rounds differ.

Every answer is a whole number 1–5, or None for what is not assessed; None is never taken for 0. The scales run from little to
much: degree of work today (1 not begun … 5 fully introduced), effect (1 small … 5 very large), difficulty (1 easy … 5 very
hard), priority (1 lowest … 5 highest).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What an organisation answered about a measure."""

    degree: int | None = None
    effect: int | None = None
    difficulty: int | None = None
    priority: int | None = None
    is_not_relevant: bool = False

    def __post_init__(self) -> None:
        for value in (self.degree, self.effect, self.difficulty, self.priority):
            if value is not None and not LOWEST <= value <= HIGHEST:
                raise ValueError(f"{value} is not on the scale {LOWEST}–{HIGHEST}.")

    @property
    def is_assessed(self) -> bool:
        """Return whether the measure is judged: not relevant, or degree, effect and difficulty all answered."""
        return self.is_not_relevant or None not in (self.degree, self.effect, self.difficulty)


NO_ANSWER = Answer()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested priority (1–5) and the points (4–20) that it is rounded from."""

    priority: int
    points: int


def suggest(answer: Answer) -> Suggestion | None:
    """Return the suggested priority, or None when any of the three is missing or the measure is not relevant.

    points = 2 × effect + (6 − difficulty) + (6 − degree), which is 4–20; priority = points ÷ 4, halves rounded up. Effect
    counts twice because a measure without effect is worth nothing however easy it is. A measure that is fully introduced
    (degree 5) gets 1 whatever its points: nothing is left to do. A formula of ours, shown on the page; no public one exists.
    """
    degree, effect, difficulty = answer.degree, answer.effect, answer.difficulty
    if answer.is_not_relevant or degree is None or effect is None or difficulty is None:
        return None
    points = 2 * effect + (6 - difficulty) + (6 - degree)
    return Suggestion(LOWEST if degree == HIGHEST else (points + 2) // 4, points)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A measure (by number) in the ranked list; rank None for what cannot be ranked or is not relevant."""

    number: int
    answer: Answer
    suggestion: Suggestion | None
    rank: int | None

    @property
    def suggested(self) -> int | None:
        return self.suggestion.priority if self.suggestion else None

    @property
    def is_changed(self) -> bool:
        """Return whether somebody set another priority than the suggested one."""
        return None not in (self.answer.priority, self.suggested) and self.answer.priority != self.suggested


def rank(answers: Mapping[int, Answer]) -> list[Ranked]:
    """Return the measures in order: the set priority, else the suggested; then points; then number.

    The same priority and points share a rank, and the next one counts them all (1, 2, 2, 4). A set priority without points
    comes after those with points. Measures without any priority come next, not relevant ones last, both without rank.
    """
    suggestions = {number: suggest(answer) for number, answer in answers.items()}

    def order(number: int) -> tuple[bool, int, int]:
        answer, found = answers[number], suggestions[number]
        wanted = None if answer.is_not_relevant else answer.priority or (found.priority if found else None)
        return answer.is_not_relevant, -(wanted or 0), -(found.points if found else 0)

    ranked: list[Ranked] = []
    for (is_out, wanted, _points), same in groupby(sorted(answers, key=lambda key: (order(key), key)), key=order):
        place = None if is_out or wanted == 0 else len(ranked) + 1
        ranked += [Ranked(number, answers[number], suggestions[number], place) for number in same]
    return ranked


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the measures are assessed."""

    assessed: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.assessed


def progress(numbers: Iterable[int], answers: Mapping[int, Answer]) -> Progress:
    """Return how many of the measures `numbers` are assessed."""
    every = list(numbers)
    return Progress(sum(answers.get(number, NO_ANSWER).is_assessed for number in every), len(every))


def value_of(answer: Answer, scale: str) -> int | None:
    """Return an answer on one of the scales; what is not relevant has none."""
    values = {
        "degree": answer.degree,
        "effect": answer.effect,
        "difficulty": answer.difficulty,
        "priority": answer.priority,
    }
    return None if answer.is_not_relevant else values[scale]


@dataclass(frozen=True, slots=True)
class Spread:
    """A measure's values at several places, and the distance from the lowest to the highest that is known."""

    number: int
    values: tuple[int | None, ...]
    distance: int | None


def spread(numbers: Iterable[int], places: Sequence[Mapping[int, Answer]], scale: str) -> list[Spread]:
    """Return each measure's values at the places, the furthest apart first; with fewer than two known values last."""
    rows = []
    for number in numbers:
        values = tuple(value_of(place.get(number, NO_ANSWER), scale) for place in places)
        known = [value for value in values if value is not None]
        rows.append(Spread(number, values, max(known) - min(known) if len(known) > 1 else None))
    return sorted(rows, key=lambda row: (row.distance is None, -(row.distance or 0), row.number))


@dataclass(frozen=True, slots=True)
class Change:
    """A measure's value in an earlier round and in this one; `change` is None when either is missing."""

    number: int
    before: int | None
    now: int | None
    change: int | None


def changes(
    numbers: Iterable[int], before: Mapping[int, Answer], now: Mapping[int, Answer], scale: str
) -> list[Change]:
    """Return each measure's change (now − before), the largest first whichever way; those that lack a value last."""
    rows = []
    for number in numbers:
        then, here = (value_of(answers.get(number, NO_ANSWER), scale) for answers in (before, now))
        rows.append(Change(number, then, here, None if then is None or here is None else here - then))
    return sorted(rows, key=lambda row: (row.change is None, -abs(row.change or 0), row.number))

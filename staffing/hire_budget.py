"""What of a year's budget for hires is spent, bound and left (kronor without VAT).

A hire counts with its actual cost when it is followed up, else with what was granted, and while it waits with what was asked
for; spread evenly over its days, and the part that falls in the calendar year. What is refused, withdrawn or not filled costs
nothing. What waits is not bound: it stands apart. The budget of an organisation is for it and all below it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from staffing.hire_spread import part_in


class Stage(StrEnum):
    """How sure a hire's cost is."""

    WAITING = "waiting"
    GRANTED = "granted"
    FOLLOWED_UP = "followed_up"


@dataclass(frozen=True)
class Hire:
    """A hire of one organisation: its first and last day, and its cost in all."""

    place: int
    stage: Stage
    first: date
    last: date
    cost_sek: Decimal


@dataclass(frozen=True)
class Spent:
    """What the hires of a year cost, by how sure it is."""

    followed_up_sek: Decimal = Decimal(0)
    granted_sek: Decimal = Decimal(0)
    waiting_sek: Decimal = Decimal(0)

    @property
    def bound_sek(self) -> Decimal:
        """Return what is spent or granted."""
        return self.followed_up_sek + self.granted_sek


def year_of(number: int) -> tuple[date, date]:
    """Return the first and last day of a calendar year."""
    return date(number, 1, 1), date(number, 12, 31)


def years_between(first: date, last: date) -> range:
    """Return the calendar years that the days touch."""
    return range(first.year, last.year + 1)


def spent_in(hires: Iterable[Hire], places: Collection[int], year: int) -> Spent:
    """Return what the hires of the places cost in the year."""
    sums = dict.fromkeys(Stage, Decimal(0))
    for hire in hires:
        if hire.place in places:
            sums[hire.stage] += part_in(hire.cost_sek, (hire.first, hire.last), year_of(year))
    return Spent(sums[Stage.FOLLOWED_UP], sums[Stage.GRANTED], sums[Stage.WAITING])


def rolled_up(hires: Iterable[Hire], parents: Mapping[int, int | None], year: int) -> dict[int, Spent]:
    """Return what hires cost in the year by organisation, each with all below it; one without hires is not there."""
    sums: dict[int, dict[Stage, Decimal]] = {}
    for hire in hires:
        part = part_in(hire.cost_sek, (hire.first, hire.last), year_of(year))
        place: int | None = hire.place
        while place is not None:
            sums.setdefault(place, dict.fromkeys(Stage, Decimal(0)))[hire.stage] += part
            place = parents.get(place)
    return {key: Spent(one[Stage.FOLLOWED_UP], one[Stage.GRANTED], one[Stage.WAITING]) for key, one in sums.items()}


def budget_holder(places: Sequence[int], budgets: Collection[int]) -> int | None:
    """Return the place whose budget a unit draws on: its own, else the nearest above it; `places` are the nearest first."""
    return next((place for place in places if place in budgets), None)


def used_share(budget_sek: Decimal | None, spent: Spent) -> Decimal | None:
    """Return (followed up + granted) ÷ budget, a fraction, unrounded; above 1 is overdrawn, None without a budget or of nought."""
    return spent.bound_sek / budget_sek if budget_sek else None


def year_gone(number: int, today: date) -> Decimal:
    """Return the days of the calendar year until today, today included, ÷ all its days: 0 before it, 1 when it is over."""
    first, last = year_of(number)
    gone = (min(today, last) - first).days + 1
    return Decimal(max(0, gone)) / ((last - first).days + 1)


def left_sek(budget_sek: Decimal | None, spent: Spent) -> Decimal | None:
    """Return budget − (followed up + granted); below zero is overdrawn, None without a budget."""
    return None if budget_sek is None else budget_sek - spent.bound_sek

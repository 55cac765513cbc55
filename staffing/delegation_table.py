"""Who decides on a hire: the one role that the rules of delegation name, or what they lack (domain.md §6, KL 7 ch.).

A pure computation. A rule covers a request when it holds on the day, for the unit or something above it, for the profession, and
when no limit is passed. Of those that cover it the lowest step decides; of one step the nearest to the unit; of one place the
rule of the profession before the one for all. Inside a hire stop the decision goes up: to the lowest rule that covers hire
stops and stands above the step that would have decided without one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Limit(StrEnum):
    """Why a rule does not cover a request."""

    COST = "cost"
    WEEKS = "weeks"
    OUTSIDE_FRAMEWORK = "outside_framework"
    OVER_LIST_PRICE = "over_list_price"
    HIRE_STOP = "hire_stop"


@dataclass(frozen=True)
class Ask:
    """What is to be decided: `places` are the unit and all above it, the nearest first; cost in kronor, length in weeks."""

    places: Sequence[int]
    profession: int
    cost_sek: Decimal
    weeks: Decimal
    is_outside_framework: bool
    is_over_list_price: bool
    is_in_hire_stop: bool
    day: date


@dataclass(frozen=True)
class Rule:
    """A row of the table of delegation; None is no limit, or every profession."""

    key: int
    place: int
    role: int
    step: int
    profession: int | None = None
    largest_sek: Decimal | None = None
    longest_weeks: Decimal | None = None
    covers_outside_framework: bool = False
    covers_over_list_price: bool = False
    covers_hire_stop: bool = False
    valid_from: date = date.min
    valid_to: date | None = None


class NoDecider(Exception):
    """No rule covers the request. `limits` are what stops the rule that comes nearest; empty when none is here at all."""

    def __init__(self, limits: frozenset[Limit], nearest: Rule | None) -> None:
        super().__init__(", ".join(sorted(limits)) or "no rule")
        self.limits = limits
        self.nearest = nearest


class SeveralDeciders(Exception):
    """Two rules of one step and place name different roles: the table has to say which."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__(", ".join(str(rule.key) for rule in rules))
        self.rules = tuple(rules)


def decider(ask: Ask, rules: Iterable[Rule]) -> Rule:
    """Return the rule that decides.

    :raises NoDecider: none covers the request.
    :raises SeveralDeciders: more than one does, and nothing tells them apart.
    """
    here = [rule for rule in rules if _is_here(rule, ask)]
    covering = [rule for rule in here if not _limits(rule, ask)]
    if ask.is_in_hire_stop and covering:
        lowest = min(rule.step for rule in covering)
        covering = [rule for rule in covering if rule.covers_hire_stop and rule.step > lowest]
        if not covering:
            raise NoDecider(frozenset({Limit.HIRE_STOP}), min(here, key=lambda rule: (-rule.step, rule.key)))
    if not covering:
        raise _nothing_covers(ask, here)
    first = min(_order(rule, ask) for rule in covering)
    chosen = [rule for rule in covering if _order(rule, ask) == first]
    if len({rule.role for rule in chosen}) > 1:
        raise SeveralDeciders(sorted(chosen, key=lambda rule: rule.key))
    return min(chosen, key=lambda rule: rule.key)


@dataclass(frozen=True)
class Weighed:
    """A rule that holds for the unit and profession, and what keeps it from covering the request; nothing: it covers it."""

    rule: Rule
    limits: frozenset[Limit]


def weighed(ask: Ask, rules: Iterable[Rule]) -> list[Weighed]:
    """Return the rules that the request is held against, in the order of decision, each with what stops it.

    A rule that covers the request and stands too low to decide inside a hire stop has the hire stop as its limit.
    """
    here = sorted((rule for rule in rules if _is_here(rule, ask)), key=lambda rule: (*_order(rule, ask), rule.key))
    found = [Weighed(rule, _limits(rule, ask)) for rule in here]
    lowest = min((one.rule.step for one in found if not one.limits), default=None)
    if not ask.is_in_hire_stop or lowest is None:
        return found
    is_high = {one.rule.key: one.rule.covers_hire_stop and one.rule.step > lowest for one in found}
    return [one if is_high[one.rule.key] else Weighed(one.rule, one.limits | {Limit.HIRE_STOP}) for one in found]


@dataclass(frozen=True)
class Clash:
    """Two rules that nothing tells apart: one place, step and profession, days in common, and different roles."""

    first: Rule
    second: Rule


def clashes(rules: Sequence[Rule], day: date) -> list[Clash]:
    """Return the pairs of rules that leave the decider open on `day` or later."""
    living = [rule for rule in rules if rule.valid_to is None or rule.valid_to >= day]
    found = []
    for number, one in enumerate(living):
        for other in living[number + 1 :]:
            is_same = (one.place, one.step, one.profession) == (other.place, other.step, other.profession)
            if is_same and one.role != other.role and _share_a_day(one, other):
                found.append(Clash(one, other))
    return found


def _share_a_day(one: Rule, other: Rule) -> bool:
    return one.valid_from <= (other.valid_to or date.max) and other.valid_from <= (one.valid_to or date.max)


@dataclass(frozen=True)
class Gap:
    """A profession for which no rule holds in any unit of `place`."""

    place: int
    profession: int


def gaps(parents: Mapping[int, int | None], professions: Sequence[int], rules: Sequence[Rule], day: date) -> list[Gap]:
    """Return where a request has no rule at all on the day, however small: the highest places in which no unit has one.

    `parents` are the organisations with the one above each. Only the places at the bottom of the tree are asked about: they hire.
    """
    living = [rule for rule in rules if rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)]
    bottoms = [place for place in parents if place not in set(parents.values())]
    found: list[Gap] = []
    for profession in professions:
        ruled = {rule.place for rule in living if rule.profession in (None, profession)}
        covered: set[int] = set()
        lacking: list[list[int]] = []
        for bottom in bottoms:
            path = _path(bottom, parents)
            if ruled.intersection(path):
                covered.update(path)
            else:
                lacking.append(path)
        highest = dict.fromkeys(next(place for place in reversed(path) if place not in covered) for path in lacking)
        found += [Gap(place, profession) for place in highest]
    return found


def _path(place: int, parents: Mapping[int, int | None]) -> list[int]:
    """Return the place and all above it, the nearest first."""
    path, above = [place], parents.get(place)
    while above is not None:
        path.append(above)
        above = parents.get(above)
    return path


def _is_here(rule: Rule, ask: Ask) -> bool:
    is_valid = rule.valid_from <= ask.day and (rule.valid_to is None or ask.day <= rule.valid_to)
    return is_valid and rule.place in ask.places and rule.profession in (None, ask.profession)


def _limits(rule: Rule, ask: Ask) -> frozenset[Limit]:
    """Return what keeps the rule from covering the request, hire stops apart."""
    stops = {
        Limit.COST: rule.largest_sek is not None and ask.cost_sek > rule.largest_sek,
        Limit.WEEKS: rule.longest_weeks is not None and ask.weeks > rule.longest_weeks,
        Limit.OUTSIDE_FRAMEWORK: ask.is_outside_framework and not rule.covers_outside_framework,
        Limit.OVER_LIST_PRICE: ask.is_over_list_price and not rule.covers_over_list_price,
    }
    return frozenset(limit for limit, is_passed in stops.items() if is_passed)


def _order(rule: Rule, ask: Ask) -> tuple[int, int, bool]:
    return rule.step, ask.places.index(rule.place), rule.profession is None


def _nothing_covers(ask: Ask, here: Sequence[Rule]) -> NoDecider:
    if not here:
        return NoDecider(frozenset(), None)
    nearest = min(here, key=lambda rule: (len(_limits(rule, ask)), -rule.step, rule.key))
    return NoDecider(_limits(nearest, ask), nearest)

"""Whether divisions have delivered the plans that they owe (domain.md §4): from dates and states to words and counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Delivery(StrEnum):
    """How far a division has come with the plan that it owes."""

    EXCUSED = "excused"
    NOT_STARTED = "not_started"
    DRAFT = "draft"
    CONSULTATION = "consultation"
    DELIVERED = "delivered"


@dataclass(frozen=True)
class ObligationFacts:
    """What is known of an obligation; `plan_state` is None until a plan answers it."""

    due_date: date
    is_excused: bool
    plan_state: str | None
    adopted_date: date | None


@dataclass(frozen=True)
class Judgement:
    """How an obligation stands on a day. `days_late` counts from the due date, None when nothing is late.

    `is_overdue`: nothing is adopted and the day has passed; a plan adopted too late is delivered, and late.
    """

    delivery: Delivery
    is_overdue: bool
    days_late: int | None


def judge(facts: ObligationFacts, today: date) -> Judgement:
    """Return how the obligation stands: delivered means adopted, the due date itself is in time, an excuse ends the wait."""
    if facts.plan_state in {"adopted", "closed"}:
        return Judgement(Delivery.DELIVERED, is_overdue=False, days_late=_days(facts.due_date, facts.adopted_date))
    if facts.is_excused:
        return Judgement(Delivery.EXCUSED, is_overdue=False, days_late=None)
    delivery = Delivery.NOT_STARTED if facts.plan_state is None else Delivery(facts.plan_state)
    days = _days(facts.due_date, today)
    return Judgement(delivery, is_overdue=days is not None, days_late=days)


def _days(due: date, day: date | None) -> int | None:
    return (day - due).days if day is not None and day > due else None


@dataclass(frozen=True)
class DeliveryCount:
    """How many divisions owe a plan (`owed`, the excused left out), have delivered it, and are overdue with it."""

    owed: int
    delivered: int
    overdue: int
    excused: int


def count(judgements: Iterable[Judgement]) -> DeliveryCount:
    """Return the counts; `delivered` and `overdue` are parts of `owed`, `excused` stands beside it."""
    every = list(judgements)
    excused = sum(judgement.delivery is Delivery.EXCUSED for judgement in every)
    return DeliveryCount(
        owed=len(every) - excused,
        delivered=sum(judgement.delivery is Delivery.DELIVERED for judgement in every),
        overdue=sum(judgement.is_overdue for judgement in every),
        excused=excused,
    )


@dataclass(frozen=True)
class Reducible:
    """What decides whether an activity stays in a reduced plan: horizon, priority (1 is high) and effect in kronor a year."""

    horizon: str
    priority: int
    effect_sek: int | None
    is_finished: bool


@dataclass(frozen=True)
class Reduction:
    """What a reduced plan keeps; None asks nothing."""

    horizon: str | None = "short"
    lowest_priority: int | None = 1
    least_effect_sek: int | None = None


def stays(activity: Reducible, wanted: Reduction) -> bool:
    """Return whether the activity stays in the plan when it is reduced.

    Each condition that is asked must hold. An effect that nobody has estimated is not small: it is unknown, and so does not
    meet a least effect. What is finished stays: it has been done.
    """
    if activity.is_finished:
        return True
    return (
        (wanted.horizon is None or activity.horizon == wanted.horizon)
        and (wanted.lowest_priority is None or activity.priority <= wanted.lowest_priority)
        and (
            wanted.least_effect_sek is None
            or (activity.effect_sek is not None and activity.effect_sek >= wanted.least_effect_sek)
        )
    )

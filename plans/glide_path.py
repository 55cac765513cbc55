"""The glide path to the target: whether a milestone is reached, and the straight line that is suggested.

Shares are fractions: 0.035 is 3.5 per cent of own staff cost. Nothing is rounded before it is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from values.numbers import round_half_up
from values.period import MONTHS_IN_QUARTER, MONTHS_IN_YEAR, Period
from values.ratio import cost_ratio, meets

STORED_DECIMALS = 4
"""Decimals of a milestone's share: a hundredth of a per cent."""


class Judgement(StrEnum):
    """What is said of a milestone."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Share:
    """The two costs behind an actual share, in nominal kronor; None where returns are missing, and then the codes of those.

    `is_undivided` says that the costs are never split that finely, so that no return would help.
    """

    agency_sek: Decimal | None = None
    own_sek: Decimal | None = None
    missing: tuple[str, ...] = ()
    is_undivided: bool = False

    @property
    def ratio(self) -> Decimal | None:
        """Agency cost ÷ own staff cost; None where it is undefined, never 0."""
        return cost_ratio(self.agency_sek, self.own_sek)


@dataclass(frozen=True)
class Step:
    """A quarter and the share that it is to be down to."""

    period: Period
    target: Decimal


def judge(share: Share, target: Decimal, period: Period, today: date) -> Judgement:
    """Return what is said of a milestone: reached when the unrounded share is at most its target.

    A period that has not ended is "not yet"; one that has, and lacks a return or own cost above zero, cannot be judged.
    """
    if period.last_date >= today:
        return Judgement.NOT_YET
    is_met = meets(share.agency_sek, share.own_sek, target)
    if is_met is None:
        return Judgement.UNKNOWN
    return Judgement.REACHED if is_met else Judgement.NOT_REACHED


def straight_line(
    known: Period, share: Decimal, target: Decimal, by: date, begins: date | None = None
) -> tuple[Step, ...]:
    """Return a step for each quarter after the latest known period, to the quarter that holds the day `by`.

    None is before the quarter that holds the day `begins`, the first of the plan.

    Step k of n is share + (target - share) × k ÷ n, rounded to a hundredth of a per cent; the last is the target exactly.
    A share that meets the target already gives the target throughout: a path never leads upwards. Empty when `by` has
    passed by the end of what is known.
    """
    first = Period.containing(known.last_date).next()
    if begins is not None:
        first = max(first, Period.containing(begins))
    last = Period.containing(by)
    count = ((last.year - first.year) * MONTHS_IN_YEAR + last.month - first.month) // MONTHS_IN_QUARTER + 1
    steps = []
    period = first
    for number in range(1, count + 1):
        exact = target if share <= target else share + (target - share) * number / count
        is_last = number == count
        steps.append(Step(period, target if is_last else round_half_up(exact, STORED_DECIMALS)))
        period = period.next()
    return tuple(steps)

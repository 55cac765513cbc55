"""The glide path to the target: whether a milestone is reached, and the straight line that is suggested.

Shares are fractions: 0.035 is 3.5 per cent of own staff cost. Nothing is rounded before it is judged. A share is always that
of the twelve months that end with a period (R12), as the plan's target is judged (domain.md §5); what a single quarter says is
as much its season as the path.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import dropwhile

from values.numbers import round_half_up
from values.period import MONTHS_IN_QUARTER, MONTHS_IN_YEAR, Period
from values.ratio import cost_ratio, meets

STORED_DECIMALS = 4
"""Decimals of a milestone's share: a hundredth of a per cent."""
SHOWN_PERIODS = 12
"""Three years of quarters before the path."""


class Judgement(StrEnum):
    """What is said of a milestone."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Wanted:
    """Whose share: an organisation with all below it, of all professions or one, over the twelve months that a period ends."""

    organisation_id: int
    profession: str
    period: Period


@dataclass(frozen=True)
class Share:
    """The two costs behind an actual share over twelve months, in nominal kronor; None where `missing` names periods.

    `preliminary` are the periods whose returns are handed in and not locked, so that the share may change.
    """

    agency_sek: Decimal | None = None
    own_sek: Decimal | None = None
    missing: tuple[Period, ...] = ()
    preliminary: tuple[Period, ...] = ()

    @property
    def ratio(self) -> Decimal | None:
        """Agency cost ÷ own staff cost; None where it is undefined, never 0."""
        return cost_ratio(self.agency_sek, self.own_sek)


@dataclass(frozen=True)
class Step:
    """A quarter, and what the share of the twelve months that it ends is to be down to."""

    period: Period
    target: Decimal


def judge(share: Share, target: Decimal, period: Period, today: date) -> Judgement:
    """Return what is said of a milestone: reached when the unrounded share of the twelve months is at most its target.

    A period that has not ended before `today` is "not yet"; one that has, and lacks a return of its twelve months or own cost
    above zero, cannot be judged.
    """
    if period.last_date >= today:
        return Judgement.NOT_YET
    is_met = meets(share.agency_sek, share.own_sek, target)
    if is_met is None:
        return Judgement.UNKNOWN
    return Judgement.REACHED if is_met else Judgement.NOT_REACHED


def known_periods(reported: Iterable[Period], today: date) -> tuple[Period, ...]:
    """Return the latest of the reported periods that ended before `today`, in order of their last day."""
    ended = [one for one in reported if one.last_date < today]
    return tuple(sorted(ended, key=lambda period: (period.last_date, period.length))[-SHOWN_PERIODS:])


def latest_known(shares: Mapping[Wanted, Share]) -> tuple[Period, Share] | None:
    """Return the share that a path begins from, the latest with twelve whole months, and its period; None without one."""
    known = [(wanted.period, share) for wanted, share in shares.items() if share.ratio is not None]
    return max(known, key=lambda found: (found[0].last_date, -found[0].length), default=None)


@dataclass(frozen=True)
class Point:
    """A period of the chart: the actual share and the milestone, either of which may be absent."""

    period: Period
    actual: Share
    goal: Decimal | None

    @property
    def share(self) -> Decimal | None:
        return self.actual.ratio


def points(
    goals: Mapping[Period, Decimal], known: Collection[Period], shares: Mapping[Period, Share]
) -> tuple[Point, ...]:
    """Return the points of the chart in order of time, from the first that has a share or a goal; none without a goal."""
    periods = sorted({*goals, *known}, key=lambda period: (period.last_date, period.length)) if goals else []
    found = [Point(period, shares.get(period, Share()), goals.get(period)) for period in periods]
    return tuple(dropwhile(lambda point: point.share is None and point.goal is None, found))


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

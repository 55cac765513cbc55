"""What became of requests to hire: counts, shares, lead times and reasons by the day of request; weeks and kronor by the days worked.

Pure computations. Days are Swedish local days; kronor are without VAT and with öre. Shares are unrounded, and None where there is
nothing to divide by. Method of the lead times: the median is the middle value, of an even number the mean of the two in the middle;
the 90th percentile is the nearest rank, the smallest of the values that at least nine in ten do not exceed.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from staffing import hire_spread, hire_terms

_YEAR_MONTHS = 12
_DAYS_IN_WEEK = 7
ZERO = Decimal(0)


class Became(StrEnum):
    """What has become of a request."""

    GRANTED = "granted"
    CHANGED = "changed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"


GRANTS = (Became.GRANTED, Became.CHANGED)


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both included.

    :raises ValueError: the last is before the first.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"A last day before its first: {self.first}, {self.last}.")

    def holds(self, day: date) -> bool:
        """Return whether the day is one of them."""
        return self.first <= day <= self.last

    def shared_days(self, first: date, last: date) -> int:
        """Return how many of the days from `first` to `last` are in the span."""
        return max(0, (min(last, self.last) - max(first, self.first)).days + 1)

    def year_before(self) -> Span:
        """Return the same days a year earlier; the last day of a month stays the last of its month."""
        first, last = (hire_terms.months_after(day, -_YEAR_MONTHS) for day in (self.first, self.last))
        if self.last.day == calendar.monthrange(self.last.year, self.last.month)[1]:
            last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
        return Span(first, last)


@dataclass(frozen=True)
class Ordered:
    """What was ordered: inside the framework or not, and the price in kronor an hour. `is_filled` is None until it is known."""

    is_inside: bool
    sek_per_hour: Decimal
    is_filled: bool | None = None
    ended: date | None = None
    actual_sek: Decimal | None = None
    filled: date | None = None


@dataclass(frozen=True)
class Hire:
    """A request with what came of it. `asked` is the Swedish day of `asked_at`; reasons and places are keys of the caller's.

    What is granted has hours, kronor and a last day, each None where it is not known or nothing is granted. Of what was brought in
    from an older system the days are known and not the hours: it is not timed, and has no lead time.
    """

    place: int
    asked_at: datetime
    asked: date
    became: Became
    first: date
    last: date
    hours: Decimal
    cost_sek: Decimal
    sek_per_hour: Decimal
    reason: int
    profession: int = 0
    care_area: int | None = None
    listed_sek_per_hour: Decimal | None = None
    is_urgent: bool = False
    is_renewal: bool = False
    is_in_stop: bool = False
    decided_at: datetime | None = None
    decision_reason: int | None = None
    granted_hours: Decimal | None = None
    granted_sek: Decimal | None = None
    valid_to: date | None = None
    ordered: Ordered | None = None
    is_timed: bool = True

    @property
    def is_granted(self) -> bool:
        return self.became in GRANTS


# By the day of request ---------------------------------------------------------------------------------------------------


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Return part ÷ whole, unrounded; None of nothing."""
    return Decimal(part) / Decimal(whole) if whole else None


@dataclass(frozen=True)
class LeadTime:
    """From request to decision, over `count` decided requests: unrounded."""

    count: int
    median: timedelta
    ninetieth: timedelta


def lead_time(times: Iterable[timedelta]) -> LeadTime | None:
    """Return median and 90th percentile (nearest rank: the value of place ⌈0.9 n⌉); None of no times."""
    ranked = sorted(times)
    if not ranked:
        return None
    middle = len(ranked) // 2
    median = ranked[middle] if len(ranked) % 2 else (ranked[middle - 1] + ranked[middle]) / 2
    return LeadTime(len(ranked), median, ranked[-(-9 * len(ranked) // 10) - 1])


@dataclass(frozen=True)
class Framework:
    """What was ordered, and what of it inside the framework: how many, and kronor (granted hours × the price ordered at)."""

    count: int = 0
    inside: int = 0
    sek: Decimal = ZERO
    inside_sek: Decimal = ZERO

    @property
    def share(self) -> Decimal | None:
        return share(self.inside, self.count)

    @property
    def share_of_sek(self) -> Decimal | None:
        return share(self.inside_sek, self.sek)


@dataclass(frozen=True)
class OverList:
    """Granted hires whose price is above the list: how many, and kronor in all; `unlisted` have no list price to compare with."""

    count: int = 0
    sek: Decimal = ZERO
    unlisted: int = 0


@dataclass(frozen=True)
class Caught:
    """Requests inside hire stops: how many, what became of them, and kronor asked for, granted and refused.

    Why somebody withdrew a request is not known; a stop is not said to be the cause.
    """

    requests: int = 0
    granted: int = 0
    refused: int = 0
    withdrawn: int = 0
    waiting: int = 0
    asked_sek: Decimal = ZERO
    granted_sek: Decimal = ZERO
    refused_sek: Decimal = ZERO


@dataclass(frozen=True)
class Counted:
    """The requests of a span. `reasons` and `refusals` are (key, how many), the most frequent first."""

    asked: int
    became: Mapping[Became, int]
    reasons: tuple[tuple[int, int], ...]
    refusals: tuple[tuple[int, int], ...]
    lead: LeadTime | None
    urgent: int
    renewals: int
    framework: Framework
    over_list: OverList
    stop: Caught
    asked_sek: Decimal
    granted_sek: Decimal

    @property
    def decided(self) -> int:
        """Return how many were granted, with or without changes, or refused."""
        return sum(self.became[one] for one in (*GRANTS, Became.REFUSED))

    @property
    def granted_share(self) -> Decimal | None:
        """Return granted, with or without changes, ÷ decided."""
        return share(sum(self.became[one] for one in GRANTS), self.decided)

    @property
    def urgent_share(self) -> Decimal | None:
        """Return asked for as urgent ÷ asked."""
        return share(self.urgent, self.asked)


def counted(hires: Iterable[Hire], span: Span) -> Counted:
    """Return what became of the requests that were asked for in the span."""
    asked = [one for one in hires if span.holds(one.asked)]
    became = Counter(one.became for one in asked)
    return Counted(
        asked=len(asked),
        became={one: became[one] for one in Became},
        reasons=_frequent(one.reason for one in asked),
        refusals=_frequent(one.decision_reason for one in asked if one.became == Became.REFUSED),
        lead=lead_time(_lead_times(asked)),
        urgent=sum(one.is_urgent for one in asked),
        renewals=sum(one.is_renewal for one in asked),
        framework=framework(asked),
        over_list=over_list(asked),
        stop=caught(one for one in asked if one.is_in_stop),
        asked_sek=sum((one.cost_sek for one in asked), ZERO),
        granted_sek=sum((one.granted_sek or ZERO for one in asked if one.is_granted), ZERO),
    )


def _frequent(keys: Iterable[int | None]) -> tuple[tuple[int, int], ...]:
    found = Counter(key for key in keys if key is not None)
    return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _lead_times(hires: Iterable[Hire]) -> list[timedelta]:
    """Return the times of what is timed and decided; a decision that is dated before its request has none."""
    times = [one.decided_at - one.asked_at for one in hires if one.is_timed and one.decided_at is not None]
    return [one for one in times if one >= timedelta(0)]


def framework(hires: Iterable[Hire]) -> Framework:
    """Return how much of what was ordered was ordered inside the framework, filled or not."""
    return framework_of(
        (one.ordered.is_inside, hire_terms.cost_sek(one.granted_hours or one.hours, one.ordered.sek_per_hour))
        for one in hires
        if one.ordered is not None
    )


def framework_of(orders: Iterable[tuple[bool, Decimal]]) -> Framework:
    """Return the sums of orders, each whether it is inside the framework and its kronor."""
    found = list(orders)
    inside = [sek for is_inside, sek in found if is_inside]
    return Framework(len(found), len(inside), sum((sek for _inside, sek in found), ZERO), sum(inside, ZERO))


def over_list(hires: Iterable[Hire]) -> OverList:
    """Return what is granted above the list price: (price − list price) × granted hours, at the price ordered at once it is ordered."""
    found = OverList()
    for one in hires:
        if not one.is_granted:
            continue
        price = one.ordered.sek_per_hour if one.ordered else one.sek_per_hour
        above = hire_terms.above_list_sek(one.granted_hours or one.hours, price, one.listed_sek_per_hour)
        if above is None:
            found = OverList(found.count, found.sek, found.unlisted + 1)
        elif above:
            found = OverList(found.count + 1, found.sek + above, found.unlisted)
    return found


def caught(hires: Iterable[Hire]) -> Caught:
    """Return what became of requests inside a hire stop."""
    inside = list(hires)
    became = Counter(one.became for one in inside)
    return Caught(
        requests=len(inside),
        granted=sum(became[one] for one in GRANTS),
        refused=became[Became.REFUSED],
        withdrawn=became[Became.WITHDRAWN],
        waiting=became[Became.WAITING],
        asked_sek=sum((one.cost_sek for one in inside), ZERO),
        granted_sek=sum((one.granted_sek or ZERO for one in inside if one.is_granted), ZERO),
        refused_sek=sum((one.cost_sek for one in inside if one.became == Became.REFUSED), ZERO),
    )


# By the days worked ------------------------------------------------------------------------------------------------------


@dataclass
class Work:
    """Granted hires with some day in a span, of a place and all below it: only the part in the span.

    `days` are calendar days of hire. `actual_sek` is of the `known` ones of `hires`: followed up, or never filled and so without cost.
    """

    hires: int = 0
    days: int = 0
    granted_sek: Decimal = ZERO
    known: int = 0
    known_sek: Decimal = field(default=ZERO)

    @property
    def weeks(self) -> Decimal:
        """Return days ÷ 7, unrounded."""
        return Decimal(self.days) / _DAYS_IN_WEEK

    @property
    def actual_sek(self) -> Decimal | None:
        """Return the actual cost of those that have one; None when none of the hires has."""
        return self.known_sek if self.known or not self.hires else None

    @property
    def is_actual_whole(self) -> bool:
        return self.known == self.hires

    def add(self, other: Work) -> None:
        """Count another work in."""
        self.hires += other.hires
        self.days += other.days
        self.granted_sek += other.granted_sek
        self.known += other.known
        self.known_sek += other.known_sek


def work_in(hire: Hire, span: Span) -> Work | None:
    """Return the part of a granted hire that falls in the span; None when none does, or nothing is granted.

    Kronor are even over the days: those granted from the first day to the day the grant is valid to, the actual ones over the days
    worked. A hire that ended early is counted in the days after, too: they were granted.
    """
    if not hire.is_granted:
        return None
    last = max(hire.valid_to or hire.last, hire.first)
    ended, actual = _ended(hire, last)
    days = span.shared_days(hire.first, last)
    worked = (
        None if ended is None else hire_spread.worked(hire.first, hire.ordered.filled if hire.ordered else None, ended)
    )
    if not days and not (worked and span.shared_days(*worked)):
        return None
    wanted = (span.first, span.last)
    granted = hire.cost_sek if hire.granted_sek is None else hire.granted_sek
    found = Work(1, days, hire_spread.part_in(granted, (hire.first, last), wanted))
    if actual is not None and worked is not None:
        found.known, found.known_sek = 1, hire_spread.part_in(actual, worked, wanted)
    return found


def _ended(hire: Hire, last: date) -> tuple[date | None, Decimal | None]:
    """Return the last day and the actual cost, None while they are not known; what nobody filled cost nothing."""
    order = hire.ordered
    if order is None:
        return None, None
    if order.is_filled is False:
        return last, ZERO
    return (order.ended or last, order.actual_sek) if order.actual_sek is not None else (None, None)


def work_by_place(hires: Iterable[Hire], span: Span, parents: Mapping[int, int | None]) -> dict[int, Work]:
    """Return the work of each place in the span, that of all below it included; places without any are left out."""
    found: dict[int, Work] = {}
    for hire in hires:
        work = work_in(hire, span)
        if work is None:
            continue
        for place in with_above(hire.place, parents):
            found.setdefault(place, Work()).add(work)
    return found


def with_above(place: int, parents: Mapping[int, int | None]) -> Sequence[int]:
    """Return the place and all above it, the nearest first."""
    found, above = [place], parents.get(place)
    while above is not None:
        found.append(above)
        above = parents.get(above)
    return found

"""Vacancies: what the counts of posts say on a day, summed up the tree and over positions. No database, no clock.

Vacancy rate = (posts − filled) ÷ posts (domain.md §5), always Σ ÷ Σ and never a mean of rates. An organisation that has not
counted is no zero: it is named by `without_count`, and a count that is older than the stated age by `Standing.old`.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple, TypeVar

OLDEST_MONTHS = 12
"""How old a count may be and still say how it stands."""

MOST_FILLED = Decimal("1.25")
"""Filled for each post: above it a count is held to be a slip, unless its note says why. Our own limit, as are those below."""

FEWEST_MORE = Decimal(2)
"""Full-time equivalents: so many more filled than posts before it is held to be a slip; in a small unit a share says little."""

MOST_AIMED = 5
"""Times what is filled: a target number above it is held to be a slip, unless its note says why."""

FEWEST_AIMED_MORE = Decimal(10)
"""Full-time equivalents: so many more aimed at than filled before it is held to be a slip; a new unit begins at nought."""

MOST_OTHER = Decimal("1.5")
"""Times as many organisations or posts on one day as on another before their rates are not of the same: our own limit."""

K = TypeVar("K", bound=Hashable)


class Count(NamedTuple):
    """What an organisation counted on a day, in full-time equivalents; what lies below it is counted on its own."""

    organisation: int
    position: int
    speciality: int | None
    date: datetime.date
    posts: Decimal
    filled: Decimal
    is_example: bool = False

    @property
    def key(self) -> tuple[int, int, int | None]:
        return self[:3]


@dataclass(frozen=True)
class Sum:
    """The sum of some counts; `rate` is None where there are no posts, and below 0 where more are filled than there are posts."""

    posts: Decimal
    filled: Decimal
    is_example: bool
    earliest: datetime.date

    @property
    def vacant(self) -> Decimal:
        return self.posts - self.filled

    @property
    def surplus(self) -> Decimal | None:
        """Return how many more are filled than there are posts (FTE); None where they are not more."""
        return -self.vacant if self.vacant < 0 else None

    @property
    def rate(self) -> Decimal | None:
        return self.vacant / self.posts if self.posts else None


@dataclass(frozen=True)
class Standing:
    """The latest count of each organisation, position and speciality on a day: those that hold, and those that are too old."""

    current: tuple[Count, ...]
    old: tuple[Count, ...]


@dataclass(frozen=True)
class Moment:
    """How it stood on a day: the sum, None where nothing held, and how many organisations it is the sum of."""

    day: datetime.date
    sum: Sum | None
    organisations: int


def is_doubtful_surplus(posts: Decimal, filled: Decimal) -> bool:
    """Return whether so many more are filled than there are posts (FTE) that a slip is likelier: above a quarter, and two or more."""
    return filled > MOST_FILLED * posts and filled - posts >= FEWEST_MORE


def is_doubtful_aim(aim: Decimal, filled: Decimal | None) -> bool:
    """Return whether so much more is aimed at than is filled (FTE) that a slip is likelier; without a count nothing is doubted."""
    return filled is not None and aim > MOST_AIMED * filled and aim - filled >= FEWEST_AIMED_MORE


def months_before(day: datetime.date, months: int) -> datetime.date:
    """Return the same day some months earlier, the month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def standing(counts: Iterable[Count], day: datetime.date, oldest_months: int = OLDEST_MONTHS) -> Standing:
    """Return what holds on the day: of each key the latest count on or before it, if it is not older than `oldest_months`."""
    latest: dict[tuple[int, int, int | None], Count] = {}
    for count in counts:
        if count.date <= day and (count.key not in latest or latest[count.key].date < count.date):
            latest[count.key] = count
    first = months_before(day, oldest_months)
    return Standing(
        tuple(count for count in latest.values() if count.date >= first),
        tuple(count for count in latest.values() if count.date < first),
    )


def total(counts: Iterable[Count]) -> Sum | None:
    """Return the sum of the counts; None of none, which is not zero."""
    found = list(counts)
    if not found:
        return None
    return Sum(
        sum((count.posts for count in found), Decimal(0)),
        sum((count.filled for count in found), Decimal(0)),
        any(count.is_example for count in found),
        min(count.date for count in found),
    )


def by(counts: Iterable[Count], key: Callable[[Count], K]) -> dict[K, Sum]:
    """Return the sum of the counts of each key."""
    parts: dict[K, list[Count]] = {}
    for count in counts:
        parts.setdefault(key(count), []).append(count)
    return {one: found for one, some in parts.items() if (found := total(some)) is not None}


def rolled_up(counts: Iterable[Count], parents: Mapping[int, int | None]) -> dict[int, Sum]:
    """Return the sum of each organisation and all below it; one without any count, own or below, is not there."""
    parts: dict[int, list[Count]] = {}
    for count in counts:
        for place in _upwards(count.organisation, parents):
            parts.setdefault(place, []).append(count)
    return {one: found for one, some in parts.items() if (found := total(some)) is not None}


def without_count(
    current: Iterable[Count], parents: Mapping[int, int | None], expected: Collection[int]
) -> tuple[int, ...]:
    """Return the organisations, of those that are `expected` to count, where nothing is counted: the highest of each branch.

    One below an organisation that counts for itself may be part of that count, so it is not named.
    """
    counted = {count.organisation for count in current}
    covered = {place for one in counted for place in _upwards(one, parents)}
    lacking = {
        one for one in expected if one not in covered and not any(place in counted for place in _upwards(one, parents))
    }
    return tuple(sorted(one for one in lacking if parents.get(one) not in lacking))


def counted_twice(current: Sequence[Count], parents: Mapping[int, int | None]) -> tuple[tuple[Count, Count], ...]:
    """Return the counts that may hold each other: an organisation's, and one below it of the same position and speciality."""
    found = {count.key: count for count in current}
    pairs = []
    for count in current:
        for place in _upwards(count.organisation, parents)[1:]:
            above = found.get((place, count.position, count.speciality))
            if above is not None:
                pairs.append((above, count))
    return tuple(pairs)


def history(
    counts: Iterable[Count], days: Sequence[datetime.date], oldest_months: int = OLDEST_MONTHS
) -> tuple[Moment, ...]:
    """Return how it stood on each of the days, which are in order, by the counts of then: one walk through the counts."""
    waiting = sorted(counts, key=lambda count: count.date, reverse=True)
    latest: dict[tuple[int, int, int | None], Count] = {}
    moments = []
    for day in days:
        while waiting and waiting[-1].date <= day:
            count = waiting.pop()
            latest[count.key] = count
        first = months_before(day, oldest_months)
        held = [count for count in latest.values() if count.date >= first]
        moments.append(Moment(day, total(held), len({count.organisation for count in held})))
    return tuple(moments)


def with_lapses(moments: Sequence[Moment], oldest_months: int = OLDEST_MONTHS) -> tuple[Moment, ...]:
    """Return the moments, and between two that lie further apart than a count holds the day from which nothing did."""
    found: list[Moment] = []
    for moment in moments:
        if found:
            lapsed = months_before(found[-1].day, -oldest_months) + datetime.timedelta(days=1)
            if lapsed < moment.day:
                found.append(Moment(lapsed, None, 0))
        found.append(moment)
    return tuple(found)


def breaks(moments: Sequence[Moment]) -> tuple[tuple[Moment, Moment], ...]:
    """Return the moments that are not to be compared with the one before: the organisations or posts counted are others by much.

    Each pair is the moment before and the one after; moments when nothing held are passed over.
    """
    known = [moment for moment in moments if moment.sum is not None]
    return tuple((before, after) for before, after in pairwise(known) if _is_other(before, after))


def _is_other(before: Moment, after: Moment) -> bool:
    posts = sorted(moment.sum.posts for moment in (before, after) if moment.sum is not None)
    organisations = sorted((before.organisations, after.organisations))
    return posts[-1] > MOST_OTHER * posts[0] or organisations[-1] > MOST_OTHER * organisations[0]


def _upwards(place: int, parents: Mapping[int, int | None]) -> list[int]:
    """Return the place and all above it, the nearest first."""
    found = [place]
    while (above := parents.get(found[-1])) is not None:
        found.append(above)
    return found

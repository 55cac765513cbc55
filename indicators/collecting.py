"""Where a region stands in a collection round: what is expected of it, how far it has come, and whether it is late. No clock.

A round collects one period from all regions. A region whose latest returns have another length that the round's period is not
made of (half-years, tertials) is expected to hand in its own period when that ends on the same day as the round's; else nothing
is expected of it in the round, and it is never late for it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from values.period import LENGTHS, Period, PeriodKind, tile

REMIND_DAYS_BEFORE = 7
REMIND_EVERY_DAYS = 7
"""Reminders go out a week before the last day, on it, and each week after it."""

_JAN_AUG = LENGTHS[PeriodKind.JAN_AUG]


class Standing(StrEnum):
    """How far a region has come with what a round expects of it."""

    NOT_BEGUN = "missing"
    OPEN = "open"
    SUBMITTED = "submitted"
    LOCKED = "locked"
    NOT_EXPECTED = "other_length"


_ORDER = (Standing.NOT_BEGUN, Standing.OPEN, Standing.SUBMITTED, Standing.LOCKED)


@dataclass(frozen=True)
class Version:
    """A version of a return: its key, months, number from 1, state (`open`, `submitted`, `locked`) and day of submission."""

    key: int
    period: Period
    number: int
    state: str
    submitted_date: datetime.date | None


@dataclass(frozen=True)
class Place:
    """Where a region stands in a round.

    `period` is the region's own that it is judged by: the round's, or the longer one that it reports. `keys` are the returns
    that say it, the newest version of each. `submitted_date` is when the last of them was first handed in, None while any is
    not. `due_date` is the last day for `period`. `is_correcting` says that a newer version is open; the region has handed in.
    """

    standing: Standing
    period: Period
    keys: tuple[int, ...]
    due_date: datetime.date
    submitted_date: datetime.date | None
    is_late: bool
    is_correcting: bool = False

    @property
    def has_submitted(self) -> bool:
        return self.standing in (Standing.SUBMITTED, Standing.LOCKED)

    @property
    def is_expected(self) -> bool:
        return self.standing is not Standing.NOT_EXPECTED

    @property
    def is_waited_for(self) -> bool:
        """Return whether the region has something to hand in."""
        return self.is_expected and not self.has_submitted

    @property
    def days_after(self) -> int:
        """Return how many days after the last day it was handed in; 0 when in time or not yet."""
        return max((self.submitted_date - self.due_date).days, 0) if self.submitted_date else 0


def place_of(
    collected: Period,
    due_date: datetime.date,
    versions: Iterable[Version],
    today: datetime.date,
    usual_due_date: Callable[[Period], datetime.date],
) -> Place:
    """Return where a region stands in the round that collects `collected` until `due_date`, from all versions of its returns.

    `usual_due_date` gives the last day of a period that the round does not collect.
    """
    newest, first_submitted = _by_period(versions)
    own = _own_period(collected, newest)
    is_expected = own.last_date == collected.last_date
    due = due_date if is_expected else usual_due_date(own)
    parts = _parts(own, newest)
    standings = [_standing(one, one.period in first_submitted) for one in parts]
    is_whole = not tile([one.period for one in parts], own).missing
    standing = min(standings, key=_ORDER.index) if standings else Standing.NOT_BEGUN
    if standings and not is_whole:
        standing = Standing.OPEN
    has_submitted = standing in (Standing.SUBMITTED, Standing.LOCKED)
    if not is_expected and not has_submitted:
        standing = Standing.NOT_EXPECTED
    return Place(
        standing=standing,
        period=own,
        keys=tuple(one.key for one in parts),
        due_date=due,
        submitted_date=max(first_submitted[one.period] for one in parts) if has_submitted else None,
        is_late=is_expected and not has_submitted and today > due,
        is_correcting=has_submitted and any(one.state == Standing.OPEN for one in parts),
    )


def _by_period(versions: Iterable[Version]) -> tuple[dict[Period, Version], dict[Period, datetime.date]]:
    """Return the newest version of each period, and the day on which the period was first handed in."""
    newest: dict[Period, Version] = {}
    first: dict[Period, datetime.date] = {}
    for one in sorted(versions, key=lambda version: version.number):
        newest[one.period] = one
        if one.submitted_date is not None:
            first.setdefault(one.period, one.submitted_date)
    return newest, first


def _standing(newest: Version, was_submitted: bool) -> Standing:  # noqa: FBT001 -- the one thing that the version does not say
    """Return the standing of a period; while a correction is open, what was handed in before it counts."""
    if newest.state == Standing.OPEN and was_submitted and newest.number > 1:
        return Standing.LOCKED
    return Standing(newest.state)


def _own_period(collected: Period, newest: Iterable[Period]) -> Period:
    """Return the period that the region reports these months in, as its latest returns are; the round's when it has none."""
    begun = [period for period in newest if period.first_date <= collected.last_date]
    if not begun or collected in begun:
        return collected
    covering = [period for period in begun if period.contains(collected)]
    if covering:
        return covering[0]
    length = max(begun).length
    if collected.length % length == 0:
        return collected
    last = collected.last_date
    if length == _JAN_AUG and last.month > _JAN_AUG:
        # Who reports January–August reports the tertial that is left of the year.
        length = LENGTHS[PeriodKind.TERTIAL]
    return Period.containing(last, length)


def _parts(own: Period, newest: dict[Period, Version]) -> Sequence[Version]:
    """Return the returns that the period is made of: its own, or shorter ones inside it, in order."""
    if own in newest:
        return [newest[own]]
    return [newest[period] for period in sorted(newest) if own.contains(period)]


def occasion(due_date: datetime.date, opened_date: datetime.date, today: datetime.date) -> datetime.date | None:
    """Return the latest day, up to `today`, on which a round reminds by itself; None when none has come since it was opened.

    A week before the last day, the last day, and each week after it. A run that was missed is made up for: the day stays the
    latest until the next one comes.
    """
    ahead = due_date - datetime.timedelta(days=REMIND_DAYS_BEFORE)
    if today < ahead:
        return None
    late = (today - due_date).days
    day = ahead if late < 0 else due_date + datetime.timedelta(days=late // REMIND_EVERY_DAYS * REMIND_EVERY_DAYS)
    return day if day > opened_date else None

"""What the cells of an imported request say together: where they contradict each other, and what empty ones mean. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staffing.hire_import_row import ImportRow

GRANTED, CHANGED, REFUSED, WITHDRAWN = "granted", "changed", "refused", "withdrawn"
OUTSIDE = ("outside", "direct")
LONGEST_DAYS = 3 * 366
EMPTY = _("The cell is empty.")
EARLIER = _("The day is before the one that it follows.")
CHECK = _("Check both days.")

Words = str | Promise
Exists = tuple[datetime.date, datetime.date | None]


@dataclass(frozen=True)
class Fault:
    """What is wrong: the key of the column, a code, what is wrong and what to do."""

    key: str
    code: str
    message: Words
    suggestion: Words


def faults(row: ImportRow, exists: Exists) -> Iterator[Fault]:
    """Return what does not hold together; `exists` are the first and last day of the unit."""
    yield from _of_the_work(row, exists)
    yield from _of_the_decision(row)
    yield from _of_the_order(row)


def _of_the_work(row: ImportRow, exists: Exists) -> Iterator[Fault]:
    if row.last < row.first:
        yield Fault("last", "disorder", _("The last day is before the first."), CHECK)
    elif (row.last - row.first).days >= LONGEST_DAYS:
        yield Fault("last", "too_far", _("The hire is longer than three years."), CHECK)
    if row.first < exists[0] or (exists[1] is not None and exists[1] < row.first):
        yield Fault("first", "closed", _("The organisation did not exist on that day."), _("Check the day."))
    if row.route in OUTSIDE and row.deviation is None:
        words = _("A hire outside the framework has a reason for the exception.")
        yield Fault("deviation", "no_reason", words, _("Choose one of the template's list."))


def _of_the_decision(row: ImportRow) -> Iterator[Fault]:
    is_decided, is_granted = row.outcome != WITHDRAWN, row.outcome in (GRANTED, CHANGED)
    if is_decided and row.decided is None:
        yield Fault("decided", "empty", EMPTY, _("Write the day of the decision."))
    if is_decided and not row.decider:
        yield Fault("decider", "empty", EMPTY, _("Write the title of the role that decided."))
    if row.requested and row.decided and row.decided < row.requested:
        yield Fault("decided", "disorder", EARLIER, CHECK)
    if not is_decided and (row.decided or row.decider):
        key = "decided" if row.decided else "decider"
        yield Fault(key, "not_granted", _("What was withdrawn has no decision."), _("Empty the cell."))
    if is_granted:
        yield from _of_the_grant(row)
        return
    for key, value in (("granted_hours", row.granted_hours), ("valid_to", row.valid_to), ("ordered", row.ordered)):
        if value is not None:
            words = _("Only what is granted has granted hours, a last day and an order.")
            yield Fault(key, "not_granted", words, _("Empty the cell, or correct the outcome."))


def _of_the_grant(row: ImportRow) -> Iterator[Fault]:
    if row.outcome == CHANGED and row.granted_hours is None and row.valid_to is None:
        words = _("Write the hours that were granted, or the last day.")
        yield Fault("granted_hours", "empty", _("The request was granted with changes, and none is named."), words)
    if row.granted_hours is not None and row.granted_hours > row.hours:
        words = _("Write at most the hours that were asked for.")
        yield Fault("granted_hours", "too_much", _("More hours are granted than were asked for."), words)
    if row.valid_to is not None and not row.first <= row.valid_to <= row.last:
        words = _("The grant ends outside the days that were asked for.")
        yield Fault("valid_to", "outside_days", words, CHECK)


def _of_the_order(row: ImportRow) -> Iterator[Fault]:
    if row.ordered is None:
        for key in ("supplier", "filled", "not_filled", "ended", "actual_hours", "actual_cost"):
            if getattr(row, key) not in (None, ""):
                words = _("Write the day of the order, or empty the cell.")
                yield Fault(key, "not_ordered", _("Nothing is ordered, so this cannot be."), words)
        return
    if not row.supplier:
        yield Fault("supplier", "empty", EMPTY, _("Write whom it was ordered of."))
    if row.filled is not None and row.not_filled:
        yield Fault("not_filled", "both", _("It is filled or not filled, not both."), _("Empty one of the cells."))
    if row.filled is not None and row.filled < row.ordered:
        yield Fault("filled", "disorder", EARLIER, CHECK)
    yield from _of_the_end(row)


def _of_the_end(row: ImportRow) -> Iterator[Fault]:
    after = ("ended", "actual_hours", "actual_cost")
    if row.filled is None:
        for key in after:
            if getattr(row, key) is not None:
                words = _("Write the day that it was filled, or empty the cell.")
                yield Fault(key, "not_filled", _("Nobody filled the order, so this cannot be."), words)
        return
    if row.ended is not None and row.ended < row.filled:
        yield Fault("ended", "disorder", EARLIER, CHECK)
    if row.actual_hours is not None or row.actual_cost is not None:
        for key in after:
            if getattr(row, key) is None:
                words = _("A follow-up has the day it ended, the actual hours and the actual cost.")
                yield Fault(key, "half_followed_up", words, _("Write all three, or leave hours and cost empty."))


def completed(row: ImportRow) -> ImportRow:
    """Return a row without faults, with what its empty cells mean.

    Asked for on the day it was decided, else on its first day; granted as asked for.
    """
    asked = row.requested or row.decided or row.first
    if row.outcome not in (GRANTED, CHANGED):
        return replace(row, requested=asked)
    hours = row.hours if row.granted_hours is None else row.granted_hours
    return replace(row, requested=asked, granted_hours=hours, valid_to=row.valid_to or row.last)


def state(row: ImportRow) -> str:
    """Return how far the request has come: a value of `HireState`."""
    if row.outcome in (REFUSED, WITHDRAWN):
        return row.outcome
    if row.ordered is None:
        return "granted"
    if row.not_filled:
        return "not_filled"
    if row.filled is None:
        return "ordered"
    return "filled" if row.actual_cost is None else "followed_up"

"""A log of digests that were never sent: made up, marked so, and to the demo's own people alone."""

from __future__ import annotations

import datetime

from django.db import transaction

from plans import reminders
from plans.actions import reminders as actions
from plans.demo.writing import MARK, at_ten
from plans.models import Reminder
from plans.queries import reminders as queries
from staffing import demo
from staffing.models import User

# Mondays of the weeks in which the made-up progress of Blekinge's plan ends.
_DAYS = (datetime.date(2018, 1, 29), datetime.date(2018, 2, 5), datetime.date(2018, 2, 12))
_PEOPLE = ("processledare", "chef")
# One that did not arrive, so that the log shows how that looks.
_FAILED = ("chef", _DAYS[1])


@transaction.atomic
def load() -> int:
    """Write the digests unless some are there; return how many."""
    emails = {account.email: account.local_part for account in demo.ACCOUNTS if account.local_part in _PEOPLE}
    people = User.objects.in_bulk(emails, field_name="email")
    if Reminder.objects.exists() or not people:
        return 0
    keys = {user.pk for user in people.values()}
    written = 0
    for day in _DAYS:
        told = reminders.digests(queries.open_activities(day, keys), day)
        for email, local_part in emails.items():
            items = told.get(people[email].pk, ()) if email in people else ()
            if items:
                _log(people[email], items, day, is_failed=(local_part, day) == _FAILED)
                written += 1
    return written


def _log(user: User, items: tuple[reminders.Item, ...], day: datetime.date, *, is_failed: bool) -> None:
    now = at_ten(day)
    made = actions.compose(user, items, [], reminders.period_key(day), now)
    made.subject, made.body = f"{MARK}: {made.subject}", f"{MARK}.\n\n{made.body}"
    made.failure = f"{MARK}: 450 mailbox unavailable" if is_failed else ""
    made.sent_at = None if is_failed else now
    made.save()
    made.regions.set({item.region for item in items})

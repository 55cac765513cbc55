"""What was sent: to oneself with everything it said, and in a region as who was told when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from plans import access, reminder_words
from plans.models import Activity, Reminder
from plans.models.chasing import ReminderQuerySet
from plans.reminders import Reason
from staffing.models import User


@dataclass(frozen=True)
class Line:
    """One thing that a mail named; without an activity when that is gone or out of the reader's sight."""

    word: str
    activity: Activity | None
    url: str


@dataclass(frozen=True)
class Mail:
    """A mail with what it named."""

    reminder: Reminder
    lines: list[Line]


def sent_to(user: User) -> ReminderQuerySet:
    """Return what was sent, or should have been sent, to the person, the latest first."""
    return Reminder.objects.filter(user=user).order_by("-pk")


def with_lines(reminders: Iterable[Reminder], reader: User) -> list[Mail]:
    """Return the mails with the activities that they named, as they are now, in one query for all."""
    rows = list(reminders)
    keys = {one["activity"] for row in rows for one in row.items if "activity" in one}
    seen = access.visible_activities(reader).select_related("plan").in_bulk(keys) if keys else {}
    words = reminder_words.reasons()
    return [Mail(row, [_line(one, seen, words) for one in row.items if "activity" in one]) for row in rows]


def _line(item: dict[str, int | str], seen: dict[int, Activity], words: dict[Reason, str]) -> Line:
    reason = Reason(str(item["reason"]))
    activity = seen.get(int(item["activity"]))
    return Line(words[reason], activity, reminder_words.path(reason, activity.pk) if activity else "")


def count_in(reminder: Reminder, region_ids: Collection[int] | None) -> int:
    """Return how many things of the regions the mail named; None means all regions."""
    return sum(region_ids is None or one.get("region") in region_ids for one in reminder.items)

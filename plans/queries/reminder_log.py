"""What was sent: to oneself with everything it said, and in a region as who was told when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.text import capfirst

from indicators.models import CollectionReminder
from plans import access, reminder_words
from plans.models import Activity, ProgressChoice, Reminder, StatementRound
from plans.models.chasing import ReminderQuerySet, mail_in_state
from plans.reminders import Reason
from staffing import access as staffing_access
from staffing.models import Region, ResponsibleRole, User


@dataclass(frozen=True)
class Line:
    """One thing that a mail named, and why as the mail said it; without a title when that is gone or out of the reader's sight.

    `activity` is as it is now; `progress` and `due_date` ("2026-03-31") are what the mail said, empty where it said none.
    """

    word: str
    title: str = ""
    url: str = ""
    activity: Activity | None = None
    progress: str = ""
    due_date: str = ""


@dataclass(frozen=True)
class Mail:
    """A mail with what it named."""

    reminder: Reminder
    lines: list[Line]


def sent_to(user: User) -> ReminderQuerySet:
    """Return what was sent, or should have been sent, to the person, the latest first."""
    return Reminder.objects.filter(user=user).order_by("-pk")


def with_lines(reminders: Iterable[Reminder], reader: User) -> list[Mail]:
    """Return the mails with the activities and roles that they named, as they are now, in a fixed number of queries for all."""
    rows = list(reminders)
    activities = access.visible_activities(reader).select_related("plan").in_bulk(_keys(rows, "activity"))
    roles = staffing_access.visible_responsible_roles(reader).in_bulk(_keys(rows, "role"))
    collections = StatementRound.objects.in_bulk(_keys(rows, "collection"))
    words = reminder_words.reasons()
    return [Mail(row, [_line(one, activities, roles, collections, words) for one in row.items]) for row in rows]


def _keys(rows: Iterable[Reminder], kind: str) -> set[int]:
    return {one[kind] for row in rows for one in row.items if kind in one}


def _line(
    item: dict[str, Any],
    activities: dict[int, Activity],
    roles: dict[int, ResponsibleRole],
    collections: dict[int, StatementRound],
    words: dict[Reason, str],
) -> Line:
    reason = Reason(item["reason"])
    word = words[reason]
    if "collection" in item:
        collection = collections.get(item["collection"])
        path = reminder_words.collection_path(item["collection"], item["code"])
        return Line(word, capfirst(str(collection)), path) if collection else Line(word)
    if "activity" not in item:
        role = roles.get(item["role"])
        return Line(word, role.title, reminder_words.role_path(role.pk)) if role else Line(word)
    said = {"progress": _progress_word(item.get("progress", "")), "due_date": item.get("due_date", "")}
    activity = activities.get(item["activity"])
    if activity is None:
        return Line(word, **said)
    return Line(word, activity.title, reminder_words.path(reason, activity.pk, item.get("role")), activity, **said)


def _progress_word(key: str) -> str:
    return str(ProgressChoice(key).label) if key in ProgressChoice.values else ""


def about_collections(
    region_ids: Collection[int] | None, *, user: User | None = None, state: str = "", region: Region | None = None
) -> QuerySet[CollectionReminder]:
    """Return the mails about collections of costs to those who report for the regions (None: all), the latest first.

    Each with `told_regions`: those of its regions that the reader may know of.
    """
    told = Region.objects.all() if region_ids is None else Region.objects.filter(pk__in=region_ids)
    through = CollectionReminder.regions.through.objects.all()
    if region_ids is not None:
        through = through.filter(region__in=region_ids)
    if region is not None:
        through = through.filter(region=region)
    found = CollectionReminder.objects.filter(pk__in=through.values("collectionreminder"))
    if user is not None:
        found = found.filter(user=user)
    if state:
        found = found.filter(mail_in_state(state))
    return (
        found.select_related("user", "by", "round")
        .prefetch_related(Prefetch("regions", queryset=told.order_by("code"), to_attr="told_regions"))
        .order_by("-at", "-pk")
    )


def count_in(reminder: Reminder, region_ids: Collection[int] | None) -> int:
    """Return how many activities of the regions the mail named, roles taken over not counted; None means all regions."""
    return sum("activity" in one and (region_ids is None or one.get("region") in region_ids) for one in reminder.items)

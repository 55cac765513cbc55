"""Whom a collection round waits for: the regions that have not handed in, who may report for them, and when they were reminded."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from indicators.models import CollectionReminder, CollectionRound
from indicators.queries import collecting as queries
from staffing import queries as staffing_queries
from staffing.access import Permission
from staffing.models import Region, User
from staffing.queries import Holder

LOGGED = 20
"""How many times of reminding the page shows."""


@dataclass(frozen=True)
class Chasing:
    """Who is reminded when it is done now, the regions where nobody can be, who has been told already, and the log.

    `log` has a row a time: `at`, `by__name`, `is_automatic`, `people`, `region_count`, `failed`.
    """

    waiting: list[Holder]
    unreported: list[Region]
    told: list[User]
    log: list[dict[str, Any]]

    @property
    def waiting_regions(self) -> list[Region]:
        """Return the regions of those who are reminded now, by county code."""
        return sorted({region for one in self.waiting for region in one.regions}, key=lambda region: region.code)


def reporters_of(regions: Iterable[Region], today: datetime.date) -> list[Holder]:
    """Return each active account that may report the costs of one of the regions (`access.can_report_costs`): one query."""
    return staffing_queries.who_may_in(Permission.REPORT_COSTS, regions, today)


def waited_regions(collection: CollectionRound, today: datetime.date) -> list[Region]:
    """Return the regions that have something to hand in and have not."""
    return [region for region, place in queries.places_of(collection, today).items() if place.is_waited_for]


def chasing_of(
    collection: CollectionRound, today: datetime.date, *, since: datetime.date | None = None, with_log: bool = True
) -> Chasing:
    """Return whom the round waits for, in a fixed number of queries; who was reminded since the day (today) is told already."""
    silent = waited_regions(collection, today)
    reporters = reporters_of(silent, today)
    # What failed on an earlier day is tried again; of one day there is one mail.
    told = set(
        collection.reminders.filter(day__gte=since or today)
        .exclude(~Q(failure=""), day__lt=today, sent_at__isnull=True)
        .values_list("user_id", flat=True)
    )
    reached = {region.pk for one in reporters for region in one.regions}
    return Chasing(
        waiting=[one for one in reporters if one.user.pk not in told],
        unreported=[region for region in silent if region.pk not in reached],
        told=[one.user for one in reporters if one.user.pk in told],
        log=log_of(collection) if with_log else [],
    )


def log_of(collection: CollectionRound) -> list[dict[str, Any]]:
    """Return the latest times that the round was reminded of: how many people in how many regions, and what failed."""
    failed = Count("pk", distinct=True, filter=Q(sent_at__isnull=True) & ~Q(failure=""))
    rows = (
        CollectionReminder.objects.filter(round=collection)
        .order_by()
        .values("at", "by__name", "is_automatic")
        .annotate(people=Count("pk", distinct=True), region_count=Count("regions", distinct=True), failed=failed)
        .order_by("-at")
    )
    return [dict(row) for row in rows[:LOGGED]]

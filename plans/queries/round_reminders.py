"""Whom a collection waits for: the regions that have submitted nothing, who may answer for them, and when they were reminded."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from plans.models import MailState, Reminder, RoundReminder, StatementEdition, StatementRound
from staffing import queries as staffing_queries
from staffing.access import Permission
from staffing.models import Region, User
from staffing.queries import Holder


@dataclass(frozen=True)
class Reached:
    """A region with how many people in it are reminded, and how many of the mails could not be sent.

    Who they are is for their own region: others see no list of its users.
    """

    region: Region
    people: int
    failed: int = 0


@dataclass(frozen=True)
class Chasing:
    """Who is reminded when somebody asks for it now, the regions where nobody can be, and the last time it was done.

    `told` are those who were reminded today already; `last_reached` the regions that the last reminder went to.
    """

    waiting: list[Holder]
    unanswerable: list[Region]
    told: list[User]
    last: RoundReminder | None
    last_reached: list[Reached]

    @property
    def waiting_regions(self) -> list[Reached]:
        """Return where those are who are reminded now, by county code."""
        counted = Counter(region for one in self.waiting for region in one.regions)
        return [Reached(region, counted[region]) for region in sorted(counted, key=lambda region: region.code)]


def silent_regions(collection: StatementRound) -> QuerySet[Region]:
    """Return the regions that have submitted nothing in the collection, by county code; one that corrects has submitted."""
    answered = StatementEdition.objects.filter(statement__round=collection).values("statement__region")
    return Region.objects.exclude(pk__in=answered).order_by("code")


def writers_of(regions: Iterable[Region], today: datetime.date) -> list[Holder]:
    """Return each active account that may write one of the regions' answers (`access.can_write_statement`), in one query."""
    return staffing_queries.who_may_in(Permission.EDIT_PLAN, regions, today)


def chasing_of(collection: StatementRound, today: datetime.date) -> Chasing:
    """Return whom the collection waits for and when they were reminded, in a fixed number of queries."""
    silent = list(silent_regions(collection))
    writers = writers_of(silent, today)
    last = collection.round_reminders.select_related("by").first()
    mails = list(last.reminders.defer("body").prefetch_related("regions").order_by("pk")) if last else []
    told = {mail.user_id for mail in mails} if last and last.day == today else set()
    reached = {region.pk for one in writers for region in one.regions}
    return Chasing(
        waiting=[one for one in writers if one.user.pk not in told],
        unanswerable=[region for region in silent if region.pk not in reached],
        told=[one.user for one in writers if one.user.pk in told],
        last=last,
        last_reached=_reached(mails),
    )


def _reached(mails: Iterable[Reminder]) -> list[Reached]:
    """Return where the mails went, by county code; needs their regions prefetched to ask nothing."""
    found: dict[Region, list[bool]] = defaultdict(list)
    for mail in mails:
        for region in mail.regions.all():
            found[region].append(mail.state is MailState.FAILED)
    return [
        Reached(region, len(found[region]), sum(found[region])) for region in sorted(found, key=lambda one: one.code)
    ]

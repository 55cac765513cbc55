"""What open collections ask: of the regions to answer, of the nation to wait for."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans import access
from plans.models import Statement, StatementRound
from plans.queries import statements
from plans.todo import Task
from staffing.access import Permission, rights_of
from staffing.models import Region, User

MISSING = "visa=saknas"


def collecting_tasks(user: User | AnonymousUser, today: datetime.date) -> list[Task]:
    """Return the open collections for who collects: how many regions have answered, or that it can be closed when all have."""
    if not access.can_collect_statements(user):
        return []
    waiting = list(statements.rounds().filter(closed_date__isnull=True).order_by("due_date", "pk"))
    total = Region.objects.count() if waiting else 0
    return [_collecting(one, total, today) for one in waiting]


def _collecting(collection: Any, total: int, today: datetime.date) -> Task:
    """Return what waits in a collection; it is one of `statements.rounds()`, which count the regions that have `submitted`."""
    kwargs = {"pk": collection.pk}
    if collection.submitted >= total:
        words = _("All regions have answered: close and publish")
        return Task(None, words, reverse("statement_round_close", kwargs=kwargs), capfirst(str(collection)))
    words = ngettext(
        "%(number)s of %(total)s regions has answered – by %(day)s",
        "%(number)s of %(total)s regions have answered – by %(day)s",
        collection.submitted,
    )
    return Task(
        collection.due_date,
        words % {"number": collection.submitted, "total": total, "day": collection.due_date.isoformat()},
        f"{reverse('statement_round_detail', kwargs=kwargs)}?{MISSING}",
        capfirst(str(collection)),
        is_late=collection.due_date < today,
    )


def statement_tasks(user: User | AnonymousUser, region: Region | None, today: datetime.date) -> list[Task]:
    """Return the open collections that the region has not submitted its answers to, for who may write them."""
    if region is None or not rights_of(user).can_somewhere(Permission.EDIT_PLAN):
        return []
    if not access.can_write_statement(user, region):
        return []
    submitted = Statement.objects.filter(region=region, submitted_at__isnull=False).values("round")
    waiting = StatementRound.objects.filter(closed_date__isnull=True).exclude(pk__in=submitted).order_by("due_date")
    return [
        Task(
            one.due_date,
            _("Answer the collection “%(collection)s”") % {"collection": one},
            reverse("statement_detail", kwargs={"pk": one.pk, "code": region.code}),
            region.short_name,
            is_late=one.due_date < today,
        )
        for one in waiting
    ]

"""What open collections ask: of the regions to answer, of the nation to wait for."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from plans import access
from plans.models import Statement, StatementRound
from plans.todo import Task
from staffing.access import Permission, rights_of
from staffing.models import Region, User


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

"""What the plans ask of who leads them: what to chase and to interpret, and the plans that divisions owe."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import HealthChoice, KindChoice, Plan, PlanState
from plans.models.activities import OPEN
from plans.todo import Task
from staffing.access import Permission, rights_of
from staffing.models import Region, User

LATE = "health=late"


def plan_tasks(user: User | AnonymousUser, region: Region | None, today: datetime.date) -> list[Task]:
    """Return what the process leader's plans ask for: late ones to chase, deadlines to set and to interpret."""
    reached = rights_of(user).organisation_ids(Permission.EDIT_PLAN)
    if region is None or not reached:
        return []
    is_open = Q(activities__deleted_at__isnull=True, activities__progress__in=OPEN)
    plans = (
        Plan.objects.standing()
        .filter(region=region, organisation_id__in=reached)
        .exclude(state=PlanState.CLOSED)
        .annotate(
            late=Count("activities", filter=is_open & Q(activities__health=HealthChoice.LATE)),
            undated=Count("activities", filter=is_open & Q(activities__deadline_kind=KindChoice.UNDATED)),
            unparsed=Count("activities", filter=is_open & Q(activities__deadline_kind=KindChoice.UNPARSED)),
        )
        .order_by("-start_date")
    )
    return [
        Task(
            None,
            words,
            f"{reverse('plan_detail', kwargs={'slug': plan.slug})}?{query}#activities",
            _named(plan, today),
            is_late=query == LATE,
            is_over=plan.end_date < today,
        )
        for plan in sorted(plans, key=lambda plan: plan.end_date < today)
        for number, words, query in _plan_lacks(plan)
        if number
    ]


def _named(plan: Plan, today: datetime.date) -> str:
    """Return the plan's title, which says so when its period is over."""
    return plan.title if plan.end_date >= today else _("%(plan)s · The period is over") % {"plan": plan.title}


def _plan_lacks(plan: Any) -> list[tuple[int, str, str]]:
    """Return what a plan counted by `plan_tasks` asks for: how many, in words, and the filter that shows them."""
    late = ngettext("%(number)s activity is late", "%(number)s activities are late", plan.late)
    undated = ngettext("%(number)s activity lacks a deadline", "%(number)s activities lack a deadline", plan.undated)
    unparsed = ngettext(
        "%(number)s deadline is to be interpreted", "%(number)s deadlines are to be interpreted", plan.unparsed
    )
    return [
        (plan.late, late % {"number": plan.late}, LATE),
        (plan.undated, undated % {"number": plan.undated}, "deadline=undated"),
        (plan.unparsed, unparsed % {"number": plan.unparsed}, "deadline=unparsed"),
    ]

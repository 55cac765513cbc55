"""What the plans ask of who leads them: what to chase and to interpret, and the plans that divisions owe."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans import plan_words
from plans.models import HealthChoice, KindChoice, Plan, PlanObligation, PlanState
from plans.models.activities import OPEN
from plans.queries import cascade, reminders
from plans.todo import Task
from staffing.access import Permission, rights_of
from staffing.models import Region, User

LATE = "health=late"


def plan_tasks(user: User | AnonymousUser, region: Region | None, today: datetime.date) -> list[Task]:
    """Return what the process leader's plans ask for: late ones to chase, deadlines to set and to interpret.

    A plan that is not adopted binds nobody, so that nothing of it is late; its deadlines are set before it is adopted.
    """
    reached = rights_of(user).organisation_ids(Permission.EDIT_PLAN)
    if region is None or not reached:
        return []
    is_open = Q(activities__deleted_at__isnull=True, activities__progress__in=OPEN)
    is_late = is_open & Q(activities__health=HealthChoice.LATE, state=PlanState.ADOPTED)
    plans = (
        Plan.objects.standing()
        .filter(region=region, organisation_id__in=reached)
        .exclude(state=PlanState.CLOSED)
        .annotate(
            late=Count("activities", filter=is_late),
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


def owed_tasks(user: User | AnonymousUser, region: Region | None, today: datetime.date) -> list[Task]:
    """Return the plans that divisions owe: to write, for who writes them, and those that are late, for who asked for them.

    Who leads the plan that obliges may begin the divisions' too. Such a plan is theirs to write only where the division has
    no process leader of its own; otherwise they are told what is late. Two queries at most.
    """
    rights = rights_of(user)
    reached = rights.organisation_ids(Permission.EDIT_PLAN)
    if region is None or not (reached is None or reached):
        return []
    owed = list(cascade.open_obligations_of(reached).filter(plan__region=region))
    led = {one.pk for one in owed if rights.can(Permission.EDIT_PLAN, one.plan.organisation_id)}
    led_by_others = _led_by_others([one.organisation_id for one in owed if one.pk in led], user, today)
    to_write = [_to_write(one, today) for one in owed if one.pk not in led or one.organisation_id not in led_by_others]
    return [*to_write, *_overdue([one for one in owed if one.pk in led and one.due_date < today], today)]


def _led_by_others(organisation_ids: list[int], user: User | AnonymousUser, today: datetime.date) -> set[int]:
    """Return which of the organisations have a process leader of their own who is somebody else."""
    if not organisation_ids:
        return set()
    leading = reminders.leading(today).filter(organisation__in=organisation_ids).exclude(user=user.pk)
    return {one for one in leading.values_list("organisation_id", flat=True) if one is not None}


def _to_write(obligation: PlanObligation, today: datetime.date) -> Task:
    child = obligation.child_plan
    start = reverse("obligation_start", kwargs={"slug": obligation.plan.slug, "pk": obligation.pk})
    asked = _named(obligation.plan, today)
    return Task(
        obligation.due_date,
        _("Write the plan of %(organisation)s – by %(day)s")
        % {"organisation": obligation.organisation.name, "day": obligation.due_date.isoformat()},
        start if child is None else child.get_absolute_url(),
        asked if child is None else f"{asked} · {child.get_state_display()}",
        is_late=obligation.due_date < today,
        is_over=obligation.plan.end_date < today,
    )


def _overdue(owed: list[PlanObligation], today: datetime.date) -> list[Task]:
    """Return for each plan how many divisions are late with theirs; `owed` is what is late."""
    plans = {one.plan_id: one.plan for one in owed}
    counted = Counter(one.plan_id for one in owed)
    return [
        Task(
            None,
            ngettext("%(number)s division's plan is late", "%(number)s divisions' plans are late", counted[pk])
            % {"number": counted[pk]},
            reverse("plan_cascade", kwargs={"slug": plan.slug}),
            _named(plan, today),
            is_late=True,
            is_over=plan.end_date < today,
        )
        for pk, plan in plans.items()
    ]


def _named(plan: Plan, today: datetime.date) -> str:
    """Return the plan's title, which says so when its period is over."""
    return plan_words.titled(plan.title, is_over=plan.end_date < today)


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

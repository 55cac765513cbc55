"""What waits for a person, each kind from where it stands: activities, returns to submit and to lock, reports, decisions, mentions."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from documents.models import Job
from plans import access, owned_access, plan_words, todo
from plans.models import HealthChoice, PlanState
from plans.models.activities import OPEN
from plans.queries import comments, todo_costs, todo_hires, todo_plans, todo_statements
from plans.todo import Task, Tasks
from staffing.access import Permission, rights_of
from staffing.models import Region, Role, User

SOON_DAYS = 30
MOST_TASKS = 8
MOST_OF_A_KIND = 4
# A quarter: the steering group meets at least once in it.
DECISIONS_WAIT_DAYS = 92


def tasks_for(user: User, region: Region | None, today: datetime.date) -> Tasks:
    """Return what waits for the person in the region (None: in the nation), by date, without a date last."""
    own, more = _activity_tasks(user, region, today)
    found = [*own, *todo_plans.plan_tasks(user, region, today), *todo_plans.owed_tasks(user, region, today)]
    found += [*todo_costs.cost_tasks(user, region, today), *_report_tasks(user, region)]
    found += [*_decision_tasks(user, region, today), *todo_statements.statement_tasks(user, region, today)]
    found += [*todo_statements.collecting_tasks(user, today), *_mention_tasks(user)]
    found += todo_hires.hire_tasks(user, region, today)
    return Tasks(todo.in_order(found), more)


def _activity_tasks(user: User, region: Region | None, today: datetime.date) -> tuple[list[Task], int]:
    soon = today + datetime.timedelta(days=SOON_DAYS)
    waiting = (
        owned_access.owned_activities(user)
        .filter(progress__in=OPEN)
        .filter(Q(due_date__lte=soon) | Q(health=HealthChoice.LATE))
        .due_first(today)
    )
    if region is not None:
        waiting = waiting.filter(plan__region=region)
    rows: list[Any] = list(waiting.select_related("plan")[: MOST_TASKS + 1])
    more = waiting.count() - MOST_TASKS if len(rows) > MOST_TASKS else 0
    return [
        Task(
            row.due_date,
            row.title,
            row.get_absolute_url(),
            plan_words.titled(row.plan.title, is_over=row.is_over),
            is_late=row.health == HealthChoice.LATE,
            is_over=row.is_over,
        )
        for row in rows[:MOST_TASKS]
    ], more


def _report_tasks(user: User | AnonymousUser, region: Region | None) -> list[Task]:
    if not rights_of(user).can_somewhere(Permission.MAKE_REPORT):
        return []
    failed = access.visible_status_reports(user).filter(job__state=Job.State.FAILED, file__isnull=True)
    failed = failed.filter(plan__region=region) if region is not None else failed
    return [
        Task(
            None,
            _("The report for %(period)s could not be made") % {"period": report.period.label(_language())},
            reverse("status_report_list", kwargs={"slug": report.plan.slug}),
            report.plan.title,
            is_failed=True,
        )
        for report in failed.select_related("plan").order_by("-requested_at")[:MOST_OF_A_KIND]
    ]


def _decision_tasks(user: User, region: Region | None, today: datetime.date) -> list[Task]:
    """Return what the steering group has to decide: plans in consultation, and what the newest reports ask for."""
    if region is None or not any(held.role == Role.STEERING_GROUP for held in rights_of(user).assignments):
        return []
    waiting = access.visible_plans(user).filter(region=region, state=PlanState.CONSULTATION)
    to_adopt = [
        Task(
            None,
            _("To decide: the plan is in consultation")
            if plan.revises_id is None
            else _("To decide: the draft revision is in consultation"),
            plan.get_absolute_url(),
            plan.title,
        )
        for plan in waiting.filter(revision_ended_at__isnull=True).order_by("pk")[:MOST_OF_A_KIND]
        if access.can_adopt_plan(user, plan)
    ]
    asked_since = today - datetime.timedelta(days=DECISIONS_WAIT_DAYS)
    reports = (
        access.visible_status_reports(user)
        .filter(plan__region=region, file__isnull=False, requested_at__date__gte=asked_since)
        .exclude(decisions="")
        .select_related("plan")
        .order_by("-first_month", "-number")
    )
    return to_adopt + [
        Task(
            None,
            ngettext(
                "%(number)s decision is asked for in the status report %(period)s",
                "%(number)s decisions are asked for in the status report %(period)s",
                asked,
            )
            % {"number": asked, "period": report.period.label(_language())},
            reverse("status_report_detail", kwargs={"pk": report.pk}),
            report.plan.title,
        )
        for report in reports[:MOST_OF_A_KIND]
        if (asked := len(report.decisions.splitlines()))
    ]


def _mention_tasks(user: User) -> list[Task]:
    """Return the comments that name the person and are not marked as read, as one thing to do."""
    unread = comments.unread_mentions(user)
    if not unread:
        return []
    words = ngettext("You are mentioned in %(number)s comment", "You are mentioned in %(number)s comments", unread)
    return [Task(None, words % {"number": unread}, reverse("mention_list"), _("Not marked as read"))]


def _language() -> str:
    return get_language() or "sv"

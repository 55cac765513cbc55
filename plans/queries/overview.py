"""What the first page says: what to do, what happened since the last report, and where plans and reports stand."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, F, Max, Q, QuerySet, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from documents.models import Job
from indicators.access import due_date, visible_cost_returns
from indicators.models import CoveredMonth, ReturnState
from plans import access, owned_access, status_report_past
from plans.models import (
    HealthChoice,
    KindChoice,
    Plan,
    PlanState,
    Statement,
    StatementRound,
    StatusReport,
    StatusUpdate,
)
from plans.models.activities import OPEN
from plans.queries import comments
from staffing.access import Permission, rights_of
from staffing.models import Region, Role, User
from values.period import Period

SOON_DAYS = 30
MOST_TASKS = 8
MOST_CHANGES = 6
# A quarter: the steering group meets at least once in it.
DECISIONS_WAIT_DAYS = 92
MOST_REPORTS = 4
LATE = "health=late"


@dataclass(frozen=True)
class Task:
    """One thing to do: when (None: no day), what, where, why it is here, and whether it is late, has failed or is of a plan that is over."""

    day: datetime.date | None
    title: str
    url: str
    note: str
    is_late: bool = False
    is_failed: bool = False
    is_over: bool = False


@dataclass(frozen=True)
class Tasks:
    """The first things to do, in order of date, and how many of one's own activities wait beyond them."""

    tasks: list[Task]
    more: int


def tasks_for(user: User, region: Region | None, today: datetime.date) -> Tasks:
    """Return what waits for the person in the region (None: in the nation), by date, without a date last."""
    own, more = _activity_tasks(user, region, today)
    found = [*own, *_plan_tasks(user, region, today), *_return_tasks(user, region, today), *_lock_tasks(user)]
    found += [*_report_tasks(user, region), *_decision_tasks(user, region, today)]
    found += [*_statement_tasks(user, region, today), *_mention_tasks(user)]
    return Tasks(
        sorted(
            found,
            key=lambda task: (task.is_over, task.day is None, task.day or today, not (task.is_late or task.is_failed)),
        ),
        more,
    )


def _activity_tasks(user: User, region: Region | None, today: datetime.date) -> tuple[list[Task], int]:
    soon = today + datetime.timedelta(days=SOON_DAYS)
    waiting = (
        owned_access.owned_activities(user)
        .filter(progress__in=OPEN)
        .filter(Q(due_date__lte=soon) | Q(health=HealthChoice.LATE))
        .order_by(Case(When(plan__end_date__lt=today, then=1), default=0), F("due_date").asc(nulls_last=True), "pk")
    )
    if region is not None:
        waiting = waiting.filter(plan__region=region)
    rows = list(
        waiting.values_list("pk", "title", "due_date", "health", "plan__title", "plan__end_date")[: MOST_TASKS + 1]
    )
    more = waiting.count() - MOST_TASKS if len(rows) > MOST_TASKS else 0
    return [
        Task(
            due,
            title,
            reverse("activity_detail", kwargs={"pk": pk}),
            plan if end >= today else _("%(plan)s · The period is over") % {"plan": plan},
            is_late=health == HealthChoice.LATE or (due is not None and due < today),
            is_over=end < today,
        )
        for pk, title, due, health, plan, end in rows[:MOST_TASKS]
    ], more


def _plan_tasks(user: User | AnonymousUser, region: Region | None, today: datetime.date) -> list[Task]:
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
            plan.title if plan.end_date >= today else _("%(plan)s · The period is over") % {"plan": plan.title},
            is_late=query == LATE,
            is_over=plan.end_date < today,
        )
        for plan in sorted(plans, key=lambda plan: plan.end_date < today)
        for number, words, query in _plan_lacks(plan)
        if number
    ]


def _plan_lacks(plan: Any) -> list[tuple[int, str, str]]:
    """Return what a plan counted by `_plan_tasks` asks for: how many, in words, and the filter that shows them."""
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


def _return_tasks(user: User | AnonymousUser, region: Region | None, today: datetime.date) -> list[Task]:
    """Return the cost returns that the controller has open, and the last ended quarter when nothing covers it."""
    if region is None or not rights_of(user).can_somewhere(Permission.REPORT_COSTS):
        return []
    to_submit = visible_cost_returns(user).filter(region=region, state=ReturnState.OPEN).order_by("first_month")
    found = [
        Task(
            due_date(one.period),
            _("Submit the costs of %(period)s") % {"period": one.period.label(_language())},
            reverse("cost_return_detail", kwargs={"code": region.code, "pk": one.pk}),
            region.short_name,
            is_late=due_date(one.period) < today,
        )
        for one in to_submit
    ]
    ended = Period.containing(today).previous()
    if not CoveredMonth.objects.filter(region=region, month__in=ended.months).exists():
        found.append(
            Task(
                due_date(ended),
                _("Report the costs of %(period)s") % {"period": ended.label(_language())},
                reverse("cost_return_create", kwargs={"code": region.code}),
                region.short_name,
                is_late=due_date(ended) < today,
            )
        )
    return found


def _lock_tasks(user: User | AnonymousUser) -> list[Task]:
    if Permission.LOCK_RETURNS not in rights_of(user).national:
        return []
    waiting = (
        visible_cost_returns(user)
        .filter(state=ReturnState.SUBMITTED)
        .aggregate(n=Count("pk"), last=Max("submitted_at"))
    )
    if not waiting["n"]:
        return []
    words = ngettext("%(number)s return to lock", "%(number)s returns to lock", waiting["n"]) % {"number": waiting["n"]}
    return [Task(None, words, reverse("cost_return_list"), _("Submitted by the regions"))]


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
        for report in failed.select_related("plan").order_by("-requested_at")[:MOST_REPORTS]
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
        for plan in waiting.filter(revision_ended_at__isnull=True).order_by("pk")[:MOST_REPORTS]
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
        for report in reports[:MOST_REPORTS]
        if (asked := len(report.decisions.splitlines()))
    ]


def _statement_tasks(user: User | AnonymousUser, region: Region | None, today: datetime.date) -> list[Task]:
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


def _mention_tasks(user: User) -> list[Task]:
    """Return the comments that name the person and are not marked as read, as one thing to do."""
    unread = comments.unread_mentions(user)
    if not unread:
        return []
    words = ngettext("You are mentioned in %(number)s comment", "You are mentioned in %(number)s comments", unread)
    return [Task(None, words % {"number": unread}, reverse("mention_list"), _("Not marked as read"))]


def _language() -> str:
    return get_language() or "sv"


def current_plan(user: User | AnonymousUser, region: Region, today: datetime.date) -> Plan | None:
    """Return the region's own plan that counts today: not over before over, adopted before draft, begun before to come."""
    plans = (
        access.visible_plans(user).standing().filter(region=region, parent__isnull=True).exclude(state=PlanState.CLOSED)
    )
    ranked = sorted(
        plans,
        key=lambda plan: (
            plan.end_date >= today,
            plan.state == PlanState.ADOPTED,
            plan.start_date <= today,
            plan.start_date,
        ),
        reverse=True,
    )
    return ranked[0] if ranked else None


@dataclass(frozen=True)
class SinceReport:
    """What happened to a plan's activities after what its latest report shows, or since it was made when there is none.

    `as_of` is the moment that the report shows, which may be long before it was made.
    """

    report: StatusReport | None
    as_of: datetime.datetime | None
    changes: list[StatusUpdate]
    total: int


def since_last_report(plan: Plan) -> SinceReport:
    """Return the status changes after what the latest frozen report of the plan shows, the newest first."""
    report = plan.status_reports.filter(file__isnull=False).select_related("file").order_by("-file__created_at").first()
    updates = StatusUpdate.objects.filter(activity__plan=plan, activity__deleted_at__isnull=True)
    changed = updates.exclude(old_progress=F("new_progress"), old_health=F("new_health"))
    as_of = None
    if report is not None and report.file is not None:
        as_of = status_report_past.moment_of(report.period, timezone.localtime(report.file.created_at))
        changed = changed.filter(at__gt=as_of)
    newest = list(changed.select_related("activity").order_by("-at", "-pk")[:MOST_CHANGES])
    return SinceReport(report, as_of, newest, changed.count() if len(newest) == MOST_CHANGES else len(newest))


def latest_reports(user: User | AnonymousUser, region: Region | None) -> QuerySet[StatusReport]:
    """Return the latest reports that the person may see, of the region or of all, without their bytes."""
    reports = access.visible_status_reports(user).select_related("plan", "plan__region", "job")
    if region is not None:
        reports = reports.filter(plan__region=region)
    return reports.order_by("-requested_at")[:MOST_REPORTS]


def regional_plans(user: User | AnonymousUser) -> dict[str, Any]:
    """Return the regions' adopted plans for the nation's page: the plans, and how many regions have one."""
    plans = list(
        access.visible_plans(user)
        .standing()
        .filter(state=PlanState.ADOPTED, parent__isnull=True)
        .select_related("region")
        .order_by("region__short_name", "-start_date")
    )
    latest: dict[int, Plan] = {}
    for plan in plans:
        latest.setdefault(plan.region_id, plan)
    return {"plans": list(latest.values()), "region_count": Region.objects.count()}

"""What the first page says beside what waits: what happened since the last report, and where plans and reports stand."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When, Window
from django.utils import timezone

from plans import access, status_report_past
from plans.models import BulkChangeRow, BulkOutcome, Plan, PlanState, StatusReport, StatusUpdate
from staffing.models import Region, User

MOST_CHANGES = 6
MOST_REPORTS = 4


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
    changes: Sequence[StatusUpdate]
    total: int


def since_last_report(plan: Plan) -> SinceReport:
    """Return the status changes after what the latest frozen report of the plan shows, the newest first.

    A bulk change that was taken back, and its taking back, are none where both happened since.
    """
    report = plan.status_reports.filter(file__isnull=False).select_related("file").order_by("-file__created_at").first()
    updates = StatusUpdate.objects.filter(activity__plan=plan, activity__deleted_at__isnull=True)
    changed = updates.exclude(old_progress=F("new_progress"), old_health=F("new_health"))
    as_of = None
    if report is not None and report.file is not None:
        as_of = status_report_past.moment_of(report.period, timezone.localtime(report.file.created_at))
        changed = changed.filter(at__gt=as_of)
    changed = changed.exclude(Exists(_taken_back(as_of)))
    # How many there are in all comes with each row: a query less on the first page.
    counted = changed.annotate(of_all=Window(Count("pk")))
    newest = list(counted.select_related("activity").order_by("-at", "-pk")[:MOST_CHANGES])
    return SinceReport(report, as_of, newest, newest[0].of_all if newest else 0)


def _taken_back(since: datetime.datetime | None) -> QuerySet[BulkChangeRow]:
    """Return the rows of bulk changes made since then that were put back, and that the outer status change is of."""
    rows = BulkChangeRow.objects.filter(activity=OuterRef("activity"), outcome=BulkOutcome.UNDONE)
    # The acts write one moment on the change and in the activities' log.
    rows = rows.filter(Q(change__at=OuterRef("at")) | Q(change__undone_at=OuterRef("at")))
    return rows if since is None else rows.filter(change__at__gt=since)


def latest_reports(user: User | AnonymousUser, region: Region | None) -> QuerySet[StatusReport]:
    """Return the latest reports that the person may see, of the region or of all, without their bytes."""
    reports = access.visible_status_reports(user).select_related("plan", "plan__region", "job")
    if region is not None:
        reports = reports.filter(plan__region=region)
    return reports.order_by("-requested_at")[:MOST_REPORTS]


def regional_plans(user: User | AnonymousUser, today: datetime.date) -> dict[str, Any]:
    """Return the regions' adopted plans for the nation's page: each one's newest that is not over, and how many regions there are.

    A region of which all are over has the newest of those.
    """
    plans = list(
        access.visible_plans(user)
        .standing()
        .filter(state=PlanState.ADOPTED, parent__isnull=True)
        .select_related("region")
        .order_by("region__short_name", Case(When(end_date__lt=today, then=1), default=0), "-start_date")
    )
    latest: dict[int, Plan] = {}
    for plan in plans:
        latest.setdefault(plan.region_id, plan)
    return {"plans": list(latest.values()), "region_count": Region.objects.count()}

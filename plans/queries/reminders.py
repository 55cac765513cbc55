"""What reminders are made of: the open activities of adopted plans, with the accounts that answer for them."""

from __future__ import annotations

import datetime
from collections import defaultdict

from plans.models import Activity, ActivityResponsible, HealthChoice, PlanState
from plans.reminders import OpenActivity
from staffing.models import Role, RoleAssignment


def open_activities(today: datetime.date) -> list[OpenActivity]:
    """Return them in a fixed number of queries. Drafts, draft revisions and closed plans remind nobody."""
    rows = list(
        Activity.objects.present()
        .open()
        .filter(plan__state=PlanState.ADOPTED, plan__revises__isnull=True)
        .select_related("plan")
        .order_by("pk")
    )
    owners: dict[int, list[int]] = defaultdict(list)
    with_role: set[int] = set()
    parts = ActivityResponsible.objects.filter(activity__in=rows).order_by("order", "pk")
    for activity_id, holder_id, is_active in parts.values_list(
        "activity_id", "role__holder_id", "role__holder__is_active"
    ):
        with_role.add(activity_id)
        if holder_id is not None and is_active and holder_id not in owners[activity_id]:
            owners[activity_id].append(holder_id)
    leaders: dict[int, list[int]] = defaultdict(list)
    assignments = RoleAssignment.objects.in_force(today).filter(role=Role.PROCESS_LEADER, user__is_active=True)
    for region_id, user_id in assignments.order_by("pk").values_list("organisation__region_id", "user_id"):
        if region_id is not None and user_id not in leaders[region_id]:
            leaders[region_id].append(user_id)
    return [
        OpenActivity(
            key=row.pk,
            title=row.title,
            plan=row.plan.title,
            due_date=row.due_date,
            deadline_kind=row.deadline_kind,
            is_late=row.health == HealthChoice.LATE or (row.due_date is not None and row.due_date < today),
            stale_days=row.stale_days,
            has_role=row.pk in with_role,
            owners=tuple(owners[row.pk]),
            leaders=tuple(leaders[row.plan.region_id]),
        )
        for row in rows
    ]

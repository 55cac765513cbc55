"""What the ranked list of a gap analysis shows of plans: where a measure is planned, and which plans can take it up."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef

from plans import access
from plans.models import Plan, PlanState
from plans.queries import catalogue
from staffing.models import Region, User


@dataclass
class PlanUses:
    """The plans that hold an activity from a measure: those that run or come, and those that are closed or whose period is over."""

    current: list[Plan] = field(default_factory=list)
    earlier: list[Plan] = field(default_factory=list)


def plans_by_measure(user: User | AnonymousUser, region: Region, today: datetime.date) -> dict[int, PlanUses]:
    """Return the region's plans that hold an activity from a measure, by the measure's id: two queries.

    A draft revision is the plan that it revises once more, and is left out.
    """
    plans = {plan.pk: plan for plan in access.visible_plans(user).standing().filter(region=region)}
    pairs = (
        access.visible_activities(user)
        .filter(plan__in=plans, measure__isnull=False)
        .order_by("plan__start_date", "plan_id")
        .values_list("measure_id", "plan_id")
        .distinct()
    )
    found: dict[int, PlanUses] = {}
    for measure_id, plan_id in pairs:
        plan, uses = plans[plan_id], found.setdefault(measure_id, PlanUses())
        (uses.earlier if _is_over(plan, today) else uses.current).append(plan)
    return found


def _is_over(plan: Plan, today: datetime.date) -> bool:
    return plan.state == PlanState.CLOSED or plan.end_date < today


def plans_to_add_to(user: User | AnonymousUser, region: Region) -> list[Plan]:
    """Return the region's plans that the person may add activities to, the newest first.

    An adopted plan is changed in its draft revision; `access.can_edit_plan` says which of the two takes changes.
    """
    return [
        plan
        for plan in catalogue.plans_to_add_to(user)
        if plan.region_id == region.pk and plan.revision_ended_at is None and access.can_edit_plan(user, plan)
    ]


def plans_to_open(user: User | AnonymousUser, region: Region, today: datetime.date) -> list[Plan]:
    """Return the region's adopted plans that take activities only when the person has opened a draft revision of them."""
    open_drafts = Plan.objects.filter(revises=OuterRef("pk"), revision_ended_at__isnull=True)
    plans = access.visible_plans(user).standing().filter(~Exists(open_drafts), region=region, end_date__gte=today)
    return [plan for plan in plans.order_by("-start_date", "title") if access.can_start_draft_revision(user, plan)]

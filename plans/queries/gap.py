"""What the ranked list of a gap analysis shows of plans: where a measure is planned, and which plans can take it up."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from plans import access
from plans.models import Plan
from plans.queries import catalogue
from staffing.models import Region, User


def plans_by_measure(user: User | AnonymousUser, region: Region) -> dict[int, list[Plan]]:
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
    found: dict[int, list[Plan]] = {}
    for measure_id, plan_id in pairs:
        found.setdefault(measure_id, []).append(plans[plan_id])
    return found


def plans_to_add_to(user: User | AnonymousUser, region: Region) -> list[Plan]:
    """Return the region's plans that the person may add activities to, the newest first.

    An adopted plan is changed in its draft revision; `access.can_edit_plan` says which of the two takes changes.
    """
    return [
        plan
        for plan in catalogue.plans_to_add_to(user)
        if plan.region_id == region.pk and plan.revision_ended_at is None and access.can_edit_plan(user, plan)
    ]

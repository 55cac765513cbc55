"""A plan's groups, milestones and expected effect."""

from __future__ import annotations

import datetime

from plans.models import GroupKind, Milestone, Plan, PlanGroup
from tests.matrix.cascade import LEAD, LEAD_PART
from tests.url_rules import NO_GET, READ_PLAN
from tests.url_walk import Route
from tests.url_world import NO_ID, NO_SLUG, World

ROUTES = [
    Route("plan_groups", "plan", READ_PLAN, READ_PLAN.answering(405)),
    Route("group_create", "plan", LEAD, LEAD.answering(422)),
    Route("group_edit", "group", LEAD_PART, LEAD_PART.answering(422)),
    Route("group_delete", "group", NO_GET, LEAD_PART.answering(302)),
    Route("plan_milestones", "plan", READ_PLAN, READ_PLAN.answering(405)),
    Route("milestone_create", "plan", LEAD, LEAD.answering(422)),
    Route("milestone_suggest", "plan", LEAD, LEAD.answering(409)),
    Route("milestone_edit", "milestone", LEAD_PART, LEAD_PART.answering(422)),
    Route("milestone_delete", "milestone", NO_GET, LEAD_PART.answering(302)),
    Route("plan_effect", "plan", READ_PLAN, READ_PLAN.answering(405)),
]


def extend(world: World) -> None:
    """Give each plan a group and a milestone."""
    for label, kwargs in list(world.things["plan"].items()):
        plan = Plan.objects.filter(slug=kwargs["slug"]).first()
        if plan is None:
            continue
        group = PlanGroup.objects.create(plan=plan, kind=GroupKind.STEERING_GROUP, name="Styrgruppen")
        milestone = Milestone.objects.create(
            plan=plan, organisation=plan.organisation, first_month=datetime.date(2017, 1, 1), target_ratio="0.05"
        )
        world.add("group", label, slug=plan.slug, pk=group.pk)
        world.add("milestone", label, slug=plan.slug, pk=milestone.pk)
    for kind in ("group", "milestone"):
        world.add(kind, "missing", slug=NO_SLUG, pk=NO_ID)
        world.add(kind, "absent part", slug="plan-own-adopted", pk=NO_ID)
        world.add(kind, "crossed part", slug="plan-own-adopted", pk=world.things[kind]["other adopted"]["pk"])

"""Divisions' plans: who owes one, what carries out what, and the reduced plan."""

from __future__ import annotations

import datetime

from plans.models import Plan, PlanObligation
from staffing.models import Organisation
from tests.url_rules import EDIT_PLAN, LEADERS, LIVE, NO_GET, READ_INTERNAL, SEES_PLAN, same
from tests.url_walk import Route, Rule
from tests.url_world import EVERYBODY, NO_ID, NO_SLUG, World

PARTS = "absent part, crossed part"

LEAD = Rule(SEES_PLAN, same(LIVE, LEADERS))
LEAD_PART = Rule(SEES_PLAN | same(PARTS, EVERYBODY), same(f"{LIVE}, {PARTS}", LEADERS))
# Who may begin a division's plan is asked of the division, so that the obligation is looked up first.
START = Rule(SEES_PLAN, same(f"{LIVE}, own closed", LEADERS))

ROUTES = [
    Route("plan_cascade", "plan", READ_INTERNAL, READ_INTERNAL.answering(405)),
    Route("obligation_create", "plan", LEAD, LEAD.answering(422)),
    Route("priorities_edit", "plan", LEAD, LEAD.answering(302)),
    Route("obligation_edit", "obligation", LEAD_PART, LEAD_PART.answering(422)),
    Route("obligation_withdraw", "obligation", NO_GET, LEAD_PART.answering(302)),
    Route("obligation_start", "obligation", START, START.answering(302)),
    Route("activity_take_up", "plan", EDIT_PLAN, EDIT_PLAN.answering(422)),
    Route("plan_reduce", "plan", EDIT_PLAN, EDIT_PLAN.answering(400)),
    Route("activity_parent", "activity", EDIT_PLAN, EDIT_PLAN.answering(302)),
]


def extend(world: World) -> None:
    """Let each plan oblige a division of its region."""
    for label, kwargs in list(world.things["plan"].items()):
        plan = Plan.objects.filter(slug=kwargs["slug"]).first()
        if plan is None:
            continue
        division = Organisation.objects.filter(parent_id=plan.organisation_id).first()
        obligation = PlanObligation.objects.create(
            plan=plan, organisation=division, due_date=datetime.date(2017, 6, 30)
        )
        world.add("obligation", label, slug=plan.slug, pk=obligation.pk)
    world.add("obligation", "missing", slug=NO_SLUG, pk=NO_ID)
    world.add("obligation", "absent part", slug="plan-own-adopted", pk=NO_ID)
    world.add(
        "obligation", "crossed part", slug="plan-own-adopted", pk=world.things["obligation"]["other adopted"]["pk"]
    )

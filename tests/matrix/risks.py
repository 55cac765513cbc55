"""Risk and impact analyses, their risks, and consultations."""

from __future__ import annotations

import datetime

from plans.models import Consultation, Plan, Risk, RiskAnalysis
from tests.url_rules import LEADERS, LIVE, NO_GET, READ_INTERNAL, SEES_PLAN, same
from tests.url_walk import Route, Rule
from tests.url_world import EVERYBODY, MEMBERS, NATIONAL_AUDITOR, NO_ID, NO_SLUG, World

PARTS = "absent part, crossed part"
LEAD = Rule(SEES_PLAN, same(LIVE, LEADERS))
SEES_PART = SEES_PLAN | same(PARTS, EVERYBODY)
LEAD_PART = Rule(SEES_PART, same(f"{LIVE}, {PARTS}", LEADERS))
READ_PART = Rule(
    SEES_PART,
    same(f"own draft, own adopted, own closed, {PARTS}", MEMBERS)
    | same("other draft, other adopted, other closed", frozenset({NATIONAL_AUDITOR})),
)

ROUTES = [
    Route("plan_risks", "plan", READ_INTERNAL, READ_INTERNAL.answering(405)),
    Route("risk_analysis_create", "plan", LEAD, LEAD.answering(422)),
    Route("risk_analysis", "analysis", READ_PART, Rule(READ_PART.sees, READ_PART.may, (405,), unfit={})),
    Route("risk_analysis_edit", "analysis", LEAD_PART, LEAD_PART.answering(422)),
    Route("risk_analysis_finish", "analysis", NO_GET, LEAD_PART.answering(302)),
    Route("risk_analysis_reopen", "analysis", NO_GET, LEAD_PART.answering(302)),
    Route("risk_create", "analysis", LEAD_PART, LEAD_PART.answering(422)),
    Route("risk_edit", "risk", LEAD_PART, LEAD_PART.answering(422)),
    Route("risk_delete", "risk", NO_GET, LEAD_PART.answering(302)),
    Route("plan_consultations", "plan", READ_INTERNAL, READ_INTERNAL.answering(405)),
    Route("consultation_create", "plan", LEAD, LEAD.answering(422)),
    Route("consultation_edit", "consultation", LEAD_PART, LEAD_PART.answering(422)),
    Route("consultation_delete", "consultation", NO_GET, LEAD_PART.answering(302)),
]


def extend(world: World) -> None:
    """Give each plan an analysis with a risk, and a consultation."""
    for label, kwargs in list(world.things["plan"].items()):
        plan = Plan.objects.filter(slug=kwargs["slug"]).first()
        if plan is None:
            continue
        analysis = RiskAnalysis.objects.create(plan=plan, title="Analys", change="Färre inhyrda")
        risk = Risk.objects.create(analysis=analysis, title="Fler extrapass", probability=2, consequence=3)
        held = Consultation.objects.create(
            plan=plan, party="Facket", form="mbl_19", held_date=datetime.date(2017, 1, 9), outcome="Eniga"
        )
        world.add("analysis", label, slug=plan.slug, pk=analysis.pk)
        world.add("risk", label, slug=plan.slug, pk=analysis.pk, risk_pk=risk.pk)
        world.add("consultation", label, slug=plan.slug, pk=held.pk)
    own, crossed = "plan-own-adopted", world.things["analysis"]["other adopted"]["pk"]
    for kind in ("analysis", "consultation"):
        world.add(kind, "missing", slug=NO_SLUG, pk=NO_ID)
        world.add(kind, "absent part", slug=own, pk=NO_ID)
    world.add("analysis", "crossed part", slug=own, pk=crossed)
    world.add("consultation", "crossed part", slug=own, pk=world.things["consultation"]["other adopted"]["pk"])
    world.add("risk", "missing", slug=NO_SLUG, pk=NO_ID, risk_pk=NO_ID)
    world.add("risk", "absent part", slug=own, pk=world.things["analysis"]["own adopted"]["pk"], risk_pk=NO_ID)
    world.add("risk", "crossed part", slug=own, pk=crossed, risk_pk=world.things["risk"]["other adopted"]["risk_pk"])

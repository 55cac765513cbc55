"""Divisions' plans under an example plan: one delivered, one being written, one not begun; all of it made up."""

from __future__ import annotations

import datetime

from django.db import transaction

from plans.actions import cascade as actions
from plans.demo import writing
from plans.models import Activity, Plan, PlanObligation, PlanState, PriorityArea
from staffing import demo
from staffing.models import User

PLAN = "blekinge-2026-exempel"
DUE = datetime.date(2026, 4, 30)
BEGUN = datetime.date(2026, 2, 2)
ADOPTED = datetime.date(2026, 4, 20)


@transaction.atomic
def load() -> int:
    """Oblige the divisions of the example plan, when that is not done; return how many were obliged."""
    plan = Plan.objects.filter(slug=PLAN, obligations__isnull=True).first()
    leader = User.objects.filter(email=f"processledare@{demo.DOMAIN}").first()
    if plan is None or leader is None:
        return 0
    for area in plan.areas.order_by("order")[1:4]:
        PriorityArea.objects.create(
            plan=plan, area=area, guidance="Exempeldata: minst en aktivitet med ansvarig och tidpunkt."
        )
    divisions = demo.divisions_of(plan.region)
    actions.oblige(
        plan=plan,
        organisations=divisions.values(),
        due_date=DUE,
        message="Exempeldata: varje förvaltning tar fram en egen plan utifrån de prioriterade områdena.",
    )
    obligations = {row.organisation_id: row for row in plan.obligations.select_related("organisation__region", "plan")}
    primary, somatic = (obligations[divisions[code].pk] for code in (demo.PRIMARY, demo.SOMATIC))
    delivered = _begin(primary, leader, 5)
    delivered.state, delivered.adopted_date, delivered.adopted_by = PlanState.ADOPTED, ADOPTED, "Förvaltningschefen"
    delivered.save()
    _begin(somatic, leader, 3)
    return len(obligations)


def _begin(obligation: PlanObligation, leader: User, number: int) -> Plan:
    waiting = Activity.objects.present().open().filter(plan=obligation.plan).select_related("section", "area")
    chosen = waiting.order_by("order", "pk")[:number]
    child = actions.start_child_plan(obligation=obligation, activities=chosen, by=leader, now=writing.at_ten(BEGUN))
    child.title = f"Exempel: Handlingsplan för {obligation.organisation.name}"
    child.save(update_fields=["title"])
    return child

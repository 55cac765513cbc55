"""Plans from files."""

from __future__ import annotations

import datetime

from plans.models import Plan, PlanImport
from staffing.models import Organisation
from tests.url_rules import CREATE_PLAN, EDIT_PLAN, LEADERS, NO_GET, same
from tests.url_walk import Route, Rule
from tests.url_world import NO_ID, World

OWN = Rule(same("new, into", LEADERS))

ROUTES = [
    Route("plan_import_create", "nothing", CREATE_PLAN, CREATE_PLAN.answering(422)),
    Route("plan_import_into", "plan", EDIT_PLAN, EDIT_PLAN.answering(422)),
    Route("plan_import_correct", "import", OWN, OWN.answering(302)),
    Route("plan_import_preview", "import", OWN, OWN.answering(302)),
    Route("plan_import_confirm", "import", NO_GET, OWN.answering(302)),
    Route("plan_import_undo", "import", NO_GET, OWN.answering(302)),
]


def extend(world: World) -> None:
    """Keep files that are not written yet: for a new plan, into one that is there, and another region's."""
    tables = [{"name": "", "rows": [{"n": 1, "c": ["Aktivitet", "Ansvar"]}, {"n": 2, "c": ["Utred jourer", "Chef"]}]}]
    own = Organisation.objects.get(code="10")
    other = Organisation.objects.get(code="08")
    days = {"start_date": datetime.date(2027, 1, 1), "end_date": datetime.date(2027, 12, 31)}
    title = world.secret("Grannhemlig import", frozenset())
    kept = {
        "new": PlanImport.objects.create(organisation=own, title="Egen import", tables=tables, **days),
        "into": PlanImport.objects.create(
            organisation=own, is_new_plan=False, plan=Plan.objects.get(slug="plan-own-draft"), tables=tables
        ),
        "other": PlanImport.objects.create(organisation=other, title=title, tables=tables, **days),
    }
    world.things["import"] = {label: {"pk": one.pk} for label, one in kept.items()} | {"missing": {"pk": NO_ID}}

"""Budgets for hires and costs of own staff: the own region's alone; entered by its controller and process leader."""

from __future__ import annotations

import datetime

from staffing.models import HireBudget, Organisation, OwnStaffRate
from tests import factories
from tests.url_rules import NO_GET, NO_POST, same
from tests.url_walk import Route, Rule
from tests.url_world import CONTROLLER, LEADER, MEMBERS, NATIONAL_AUDITOR, NO_ID, World

KEEPERS = frozenset({LEADER, CONTROLLER})
SEES = same("own", MEMBERS) | same("other", frozenset({NATIONAL_AUDITOR}))
READ_LIST = Rule({"": MEMBERS})
KEEP = Rule(SEES, same("own", KEEPERS))
ENTER = Rule({"": MEMBERS}, {"": KEEPERS})

ROUTES = [
    Route("hire_budget_list", "nothing", READ_LIST, NO_POST),
    Route("hire_budget_edit", "hire_budget_year", KEEP, KEEP.answering(422)),
    Route("hire_budget_remove", "hire_budget", NO_GET, KEEP.answering(302)),
    Route("own_rate_list", "nothing", READ_LIST, NO_POST),
    Route("own_rate_create", "nothing", ENTER, ENTER.answering(422)),
    Route("own_rate_edit", "own_rate", KEEP, KEEP.answering(422)),
    Route("own_rate_remove", "own_rate", NO_GET, KEEP.answering(302)),
]


def extend(world: World) -> None:
    """Give each region a budget and a cost of own staff with a secret word."""
    readers = frozenset({NATIONAL_AUDITOR})
    for label, code in (("own", "BLS"), ("other", "LSK")):
        place = Organisation.objects.get(code=code)
        secret = world.secret("Grannhemlig budget", readers) if label == "other" else "Nämnden"
        budget = HireBudget.objects.create(organisation=place, year=2018, amount_sek=1_000_000, decided_by=secret)
        rate = OwnStaffRate.objects.create(
            region=place.region,
            profession=factories.profession("doctor"),
            sek_per_hour=700,
            valid_from=datetime.date(2018, 1, 1),
            source=secret,
        )
        world.add("hire_budget", label, pk=budget.pk)
        world.add("hire_budget_year", label, pk=place.pk, year=2018)
        world.add("own_rate", label, pk=rate.pk)
    for kind in ("hire_budget", "own_rate"):
        world.add(kind, "missing", pk=NO_ID)
    world.add("hire_budget_year", "missing", pk=NO_ID, year=2018)

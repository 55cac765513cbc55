"""Hires: the own region's alone; asked for by managers and leaders, decided by one, followed up by who asked or the controller."""

from __future__ import annotations

import datetime

from staffing.models import DelegationRule, HireReason, Organisation, ResponsibleRole
from tests import factories
from tests.url_rules import LEADERS, NO_GET, NO_POST, same
from tests.url_walk import Route, Rule
from tests.url_world import CONTROLLER, DECIDER, LEADER, MANAGER, MEMBERS, NATIONAL_AUDITOR, NO_ID, World

SEES = same("own", MEMBERS) | same("other", frozenset({NATIONAL_AUDITOR}))
READ_LIST = Rule({"": MEMBERS})
ASKERS = frozenset({LEADER, MANAGER})
ASK = Rule({"": MEMBERS}, {"": ASKERS})
READ = Rule(SEES)
DECIDE = Rule(SEES, same("own", frozenset({DECIDER})), (422,))
OWN = Rule(SEES, same("own", ASKERS), (422,))
FOLLOW = Rule(SEES, same("own", ASKERS | {CONTROLLER}), (422,))

ROUTES = [
    Route("hire_list", "nothing", READ_LIST, NO_POST),
    Route("hire_export", "nation_file", READ_LIST, NO_POST),
    Route("hire_create", "nothing", ASK, ASK.answering(422)),
    Route("hire_detail", "hire", READ, NO_POST),
    Route("hire_decide", "hire", NO_GET, DECIDE),
    Route("hire_ask", "hire", NO_GET, DECIDE),
    Route("hire_answer", "hire", NO_GET, OWN),
    Route("hire_withdraw", "hire", NO_GET, OWN.answering(302)),
    Route("hire_review", "hire", NO_GET, Rule(SEES, same("own", LEADERS), (422,))),
    Route("hire_order", "hire", NO_GET, FOLLOW),
    Route("hire_fill", "hire", NO_GET, FOLLOW),
    Route("hire_follow_up", "hire", NO_GET, FOLLOW),
]


def extend(world: World) -> None:
    """Make a request in each region that waits for its decider."""
    reason = HireReason.objects.create(kind="request", code="hire-reason", name_sv="sjukfrånvaro", name_en="sick leave")
    for label in ("own", "other"):
        unit = Organisation.objects.get(pk=world.things["organisation"][label]["pk"])
        role = ResponsibleRole.objects.create(
            organisation=unit, title=f"Beslutande {label}", title_key=f"beslutande {label}",
            holder=world.people[DECIDER] if label == "own" else None,
        )  # fmt: skip
        rule = DelegationRule.objects.create(organisation=unit, role=role, valid_from=datetime.date(2010, 1, 1))
        words = "Sjukfrånvaro" if label == "own" else world.secret("Grannhemlig orsak", frozenset({NATIONAL_AUDITOR}))
        made = factories.hire(unit, rule, reason=reason, reason_text=words)
        world.add("hire", label, pk=made.pk)
    world.add("hire", "missing", pk=NO_ID)

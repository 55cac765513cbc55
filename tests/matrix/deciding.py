"""Framework agreements, the table of delegation and hire stops: the own region's alone; the nation's agreements are everybody's."""

from __future__ import annotations

import datetime

from staffing.models import (
    AllocationRule,
    DelegationRule,
    DelegationSubstitute,
    FrameworkAgreement,
    HireStop,
    Organisation,
    Region,
    ResponsibleRole,
    User,
)
from tests import factories
from tests.url_rules import COORDINATORS, HAS_ROLE, LEADERS, NO_POST, same
from tests.url_walk import Route, Rule
from tests.url_world import EVERYBODY, MEMBERS, NATIONAL_AUDITOR, NO_ID, World

DAY = datetime.date(2020, 1, 1)
SEES = same("own", MEMBERS) | same("other", frozenset({NATIONAL_AUDITOR}))
READ = Rule(SEES)
KEEP = Rule(SEES, same("own", LEADERS))
LIST = Rule({"": MEMBERS})
ADD = Rule({"": MEMBERS}, {"": LEADERS})
SEES_AGREEMENT = SEES | same("nation", EVERYBODY)
KEEP_AGREEMENT = Rule(SEES_AGREEMENT, same("own", LEADERS) | same("nation", COORDINATORS))
CREATE_AGREEMENT = Rule({"": EVERYBODY}, {"": LEADERS | COORDINATORS})

ROUTES = [
    Route("framework_list", "nothing", HAS_ROLE, NO_POST),
    Route("framework_create", "nothing", CREATE_AGREEMENT, CREATE_AGREEMENT.answering(422)),
    Route("framework_detail", "framework", Rule(SEES_AGREEMENT), NO_POST),
    Route("framework_edit", "framework", KEEP_AGREEMENT, KEEP_AGREEMENT.answering(422)),
    Route("framework_end", "framework", KEEP_AGREEMENT, KEEP_AGREEMENT.answering(422)),
    Route("framework_renew", "framework", KEEP_AGREEMENT, KEEP_AGREEMENT.answering(422)),
    Route("framework_suppliers", "framework", KEEP_AGREEMENT, KEEP_AGREEMENT.answering(422)),
    Route("framework_zones", "framework", KEEP_AGREEMENT, KEEP_AGREEMENT.answering(422)),
    Route("framework_prices", "framework", KEEP_AGREEMENT, KEEP_AGREEMENT.answering(422)),
    Route("framework_price_table", "framework", KEEP_AGREEMENT, KEEP_AGREEMENT.answering(422)),
    Route("delegation_list", "nothing", LIST, NO_POST),
    Route("delegation_try", "nothing", LIST, NO_POST),
    Route("delegation_rule_create", "nothing", ADD, ADD.answering(422)),
    Route("delegation_rule_edit", "delegation_rule", KEEP, KEEP.answering(422)),
    Route("delegation_rule_end", "delegation_rule", KEEP, KEEP.answering(422)),
    Route("delegation_substitute_create", "deciding_role", KEEP, KEEP.answering(422)),
    Route("delegation_substitute_end", "delegation_substitute", KEEP, KEEP.answering(422)),
    Route("hire_stop_list", "nothing", LIST, NO_POST),
    Route("hire_stop_create", "nothing", ADD, ADD.answering(422)),
    Route("hire_stop_detail", "hire_stop", READ, NO_POST),
    Route("hire_stop_edit", "hire_stop", KEEP, KEEP.answering(422)),
    Route("hire_stop_end", "hire_stop", KEEP, KEEP.answering(422)),
]


def extend(world: World) -> None:
    """Give each of the two regions a rule, a substitute and a hire stop; the other's hold secret words."""
    for whose, code in {"own": "10", "other": "08"}.items():
        root = Organisation.objects.get(region__code=code, parent=None)
        readers = SEES[whose]
        _deciding(world, root, whose, world.secret(f"Hyrhemlig {whose}", readers))
    framework = _agreement(None, "Nationens avtal")
    world.add("framework", "nation", pk=framework.pk)
    for kind in ("framework", "delegation_rule", "delegation_substitute", "deciding_role", "hire_stop"):
        world.add(kind, "missing", pk=NO_ID)


def _deciding(world: World, root: Organisation, whose: str, word: str) -> None:
    role: ResponsibleRole = factories.ResponsibleRoleFactory(organisation=root, title=f"Hyrchef {whose}")
    rule = DelegationRule.objects.create(organisation=root, role=role, reference=word, valid_from=DAY)
    user: User = factories.UserFactory(name=f"Ersättare {whose}")
    last = datetime.date(2099, 12, 31)
    standing_in = DelegationSubstitute.objects.create(role=role, user=user, valid_from=DAY, valid_to=last)
    stop = HireStop.objects.create(
        organisation=root, valid_from=DAY, decided_by=word, decided_date=DAY, reason="Kostnaden växer"
    )
    world.add("framework", whose, pk=_agreement(root.region, word).pk)
    world.add("deciding_role", whose, pk=role.pk)
    world.add("delegation_rule", whose, pk=rule.pk)
    world.add("delegation_substitute", whose, pk=standing_in.pk)
    world.add("hire_stop", whose, pk=stop.pk)


def _agreement(region: Region | None, name: str) -> FrameworkAgreement:
    return FrameworkAgreement.objects.create(region=region, name=name, valid_from=DAY, allocation=AllocationRule.RANKED)

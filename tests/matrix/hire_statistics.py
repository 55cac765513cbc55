"""Statistics of hires, and the lists of delegated decisions: the own region's alone; the lists are made by who keeps hires."""

from __future__ import annotations

import datetime

from django.utils import timezone

from documents import files
from staffing import delegated_decisions
from staffing.actions import delegated_decisions as actions
from staffing.delegated_decisions import DecisionList
from staffing.models import DelegationList, Organisation
from tests.url_rules import LEADERS, NO_GET, NO_POST, same
from tests.url_walk import Route, Rule
from tests.url_world import MEMBERS, NATIONAL_AUDITOR, NO_ID, World

READ = Rule({"": MEMBERS})
SEES = same("own", MEMBERS) | same("other", frozenset({NATIONAL_AUDITOR}))
READ_LIST = Rule(SEES)

ROUTES = [
    Route("hire_statistics", "nothing", READ, NO_POST),
    Route("hire_statistics_export", "nation_file", READ, NO_POST),
    Route("delegated_decision_list", "nothing", READ, NO_POST),
    # Who does not make lists meets the reason at once; what was not looked at is not frozen.
    Route(
        "delegated_decision_create",
        "nothing",
        Rule({"": MEMBERS}, {"": LEADERS}),
        Rule({"": MEMBERS}, {"": LEADERS}, (409,)),
    ),
    Route("delegated_decision_detail", "delegated_list", READ_LIST, NO_POST),
    Route("delegated_decision_download", "delegated_list", READ_LIST, NO_POST),
    # The list is made already: to make it again does nothing.
    Route("delegated_decision_retry", "delegated_list", NO_GET, Rule(SEES, same("own", LEADERS), (302,))),
]


def extend(world: World) -> None:
    """Freeze a list in each of the two regions; the other's says something secret."""
    first, last = datetime.date(2026, 8, 1), datetime.date(2026, 8, 31)
    for label, code in (("own", "10"), ("other", "08")):
        root = Organisation.objects.get(region__code=code, parent__isnull=True)
        number = "RS 1" if label == "own" else world.secret("Grannhemligt diarienummer", frozenset({NATIONAL_AUDITOR}))
        data = DecisionList(
            region=root.region.short_name, organisation=root.name, first=first, last=last, number=1,
            data_time=timezone.localtime(), made_by="P", decisions=(), registry_number=number,
        )  # fmt: skip
        made = DelegationList.objects.create(
            organisation=root, first_date=first, last_date=last, registry_number=number, ordered_at=timezone.now(),
            ordered_by_name="P", snapshot=files.canonical_json(delegated_decisions.to_snapshot(data)),
        )  # fmt: skip
        actions.freeze(row=made, name="forteckning.pdf", content=b"%PDF-1.7 " + number.encode(), by=None)
        world.add("delegated_list", label, pk=made.pk)
    world.add("delegated_list", "missing", pk=NO_ID)

"""Hires of an older system: brought into the own region by its process leader."""

from __future__ import annotations

from django.utils import timezone

from staffing.models import HireImport, Region
from tests.url_rules import LEADERS, NO_GET, NO_POST, same
from tests.url_walk import Route, Rule
from tests.url_world import MEMBERS, NATIONAL_AUDITOR, NO_ID, World

BRING = Rule({"": MEMBERS}, {"": LEADERS})
SEES = same("own", MEMBERS) | same("other", frozenset({NATIONAL_AUDITOR}))
OWN = Rule(SEES, same("own", LEADERS))

ROUTES = [
    Route("hire_import", "nothing", BRING, BRING.answering(422)),
    Route("hire_import_template", "nation_file", BRING, NO_POST),
    Route("hire_import_preview", "hire_import", OWN, NO_POST),
    Route("hire_import_confirm", "hire_import", NO_GET, OWN.answering(302)),
    Route("hire_import_undo", "hire_import", NO_GET, OWN.answering(302)),
]


def extend(world: World) -> None:
    """Keep a file in each region that is not written yet."""
    for label, code in (("own", "10"), ("other", "08")):
        name = "eget.xlsx" if label == "own" else world.secret("Grannhemlig fil", frozenset({NATIONAL_AUDITOR}))
        made = HireImport.objects.create(
            region=Region.objects.get(code=code), made_at=timezone.now(), file_name=name, sha256="0" * 64
        )
        world.add("hire_import", label, pk=made.pk)
    world.add("hire_import", "missing", pk=NO_ID)

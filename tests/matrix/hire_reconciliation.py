"""Hires against the cost return: the own region's alone, commented on by who reports its costs."""

from __future__ import annotations

import datetime

from django.utils import timezone

from indicators.models import HireReconciliationComment
from staffing.models import Region
from tests.url_rules import CONTROLLERS, NO_GET, NO_POST, same
from tests.url_walk import Route, Rule
from tests.url_world import MEMBERS, NATIONAL_AUDITOR, World

SEES = same("own", MEMBERS) | same("other", frozenset({NATIONAL_AUDITOR}))
READ = Rule(SEES)
PERIOD = "?period=2017-K1"

ROUTES = [
    Route("hire_reconciliation", "region", READ, NO_POST, query=PERIOD),
    Route("hire_reconciliation_export", "region_table", READ, NO_POST, query=PERIOD),
    Route("hire_reconciliation_comment", "region", NO_GET, Rule(SEES, same("own", CONTROLLERS), (422,)), query=PERIOD),
]


def extend(world: World) -> None:
    """Let the other region say why its quarter differs."""
    HireReconciliationComment.objects.create(
        region=Region.objects.get(code="08"),
        first_month=datetime.date(2017, 1, 1),
        length=3,
        text=world.secret("Grannhemlig avstämning", frozenset({NATIONAL_AUDITOR})),
        written_at=timezone.now(),
    )

"""The index: everything again from a million lines, and one changed return."""

from __future__ import annotations

import random

from django.db import connection, transaction
from django.db.models import F

from benchmarks.measuring import Outcome, in_turns
from indicators.actions import index
from indicators.models import CostKind, CostLine, CostReturn

TIMES = 5
# What any index over these lines needs at the least: each column summed, by return, profession, care area and kind.
BARE = """
    SELECT cost_return_id, profession_id, care_area_id, kind,
           SUM(amount_sek), SUM(on_call_sek), SUM(outside_framework_sek), SUM(hire_weeks), SUM(hired_hours)
    FROM {lines} GROUP BY cost_return_id, profession_id, care_area_id, kind
"""
BY_ORGANISATION = """
    SELECT cost_return_id, organisation_id, kind,
           SUM(amount_sek), SUM(on_call_sek), SUM(outside_framework_sek), SUM(hire_weeks), SUM(hired_hours)
    FROM {lines} GROUP BY cost_return_id, organisation_id, kind
"""


def measure() -> list[Outcome]:
    """Measure a rebuild against one bare GROUP BY, and against both that it is made of; then one changed return."""
    rebuild, bare, both, changed = in_turns(
        index.rebuild,
        lambda: _select(BARE),
        lambda: (_select(BARE), _select(BY_ORGANISATION)),
        _change_one,
        times=TIMES,
    )
    return [
        Outcome("index: rebuilt from every line", rebuild, bare, "one bare GROUP BY over the lines", 2),
        Outcome("the same", rebuild, both, "the two GROUP BYs that it stores", None),
        Outcome("index: one return changed", changed, rebuild, "the rebuild", 0.01),
    ]


def _select(statement: str) -> int:
    table = connection.ops.quote_name(CostLine._meta.db_table)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(statement.format(lines=table))
        return len(cursor.fetchall())


def _change_one() -> None:
    """Change a line of a return as an edit would, and make every figure right again."""
    cost_return = random.choice(list(CostReturn.objects.filter(counts_locked=True).order_by("-first_month")[:100]))  # noqa: S311 -- any of them will do
    with transaction.atomic():
        line = CostLine.objects.filter(cost_return=cost_return, kind=CostKind.OWN).order_by("pk").first()
        CostLine.objects.filter(pk=line.pk).update(amount_sek=F("amount_sek") + 1000)
        CostReturn.objects.filter(pk=cost_return.pk).update(version=F("version") + 1)
    index.recompute(cost_return_ids=[cost_return.pk])

"""Open data: a full page of figures, and one of a plan's activities, against the SQL and the JSON that they need at the least."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from benchmarks.measuring import Outcome, in_turns
from indicators.models import IndexValue
from plans.models import Activity, Plan

TIMES = 7
FIGURES = "/api/v1/figures?kpi=cost_ratio&limit=1000"
ACTIVITIES = "/api/v1/activities?plan=skala&limit=1000"
FIGURES_SQL = """
    SELECT r.code, v.first_month, v.length, v."window", v.agency_sek, v.own_sek, v.missing, v.included, v.is_example
    FROM {values} v LEFT JOIN {regions} r ON r.id = v.region_id
    WHERE v.basis = 'locked' ORDER BY v.first_month DESC, v.length, v."window", r.code LIMIT 1000
"""
ACTIVITIES_SQL = """
    SELECT a.id, p.slug, r.code, s.title, o.title, a.title, m.code, a.deadline_text, a.deadline_kind, a.due_date, a.progress
    FROM {activities} a JOIN {plans} p ON p.id = a.plan_id JOIN {regions} r ON r.id = p.region_id
    JOIN {sections} s ON s.id = a.section_id JOIN {areas} o ON o.id = a.area_id LEFT JOIN {measures} m ON m.id = a.measure_id
    WHERE p.slug = 'skala' AND p.state IN ('adopted', 'closed') AND a.deleted_at IS NULL
    ORDER BY p.slug, a."order", a.id LIMIT 1000
"""


def measure() -> list[Outcome]:
    """Measure both pages, each in turns with its floor: count, rows, and the answer's own values dumped again as JSON."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.API_THROTTLE_RATE = settings.API_WHOLE_FILES_RATE = "1000000/min"
    client = Client()
    outcomes = []
    for name, address, statement in (
        ("API: 1 000 figures of the index", FIGURES, FIGURES_SQL),
        ("API: 1 000 activities of a plan", ACTIVITIES, ACTIVITIES_SQL),
    ):
        ours, floor = in_turns(lambda: _get(client, address), _floor(client, address, statement), times=TIMES)  # noqa: B023 -- called at once
        outcomes.append(Outcome(name, ours, floor, "its count and rows in bare SQL, and its JSON", 5))
    return outcomes


def _get(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.content[:200]  # noqa: S101 -- a figure of a refusal is no figure
    return response


def _floor(client: Client, address: str, statement: str) -> Callable[[], object]:
    answer = _get(client, address).json()
    sql = statement.format(**_tables())
    whole = sql[: sql.index("ORDER BY")]
    counting = f"SELECT COUNT(*) FROM ({whole}) counted"  # noqa: S608 -- nothing in it is anybody's words

    def work() -> str:
        with connection.cursor() as cursor:
            cursor.execute(counting)
            cursor.fetchone()
            cursor.execute(sql)
            cursor.fetchall()
        return json.dumps(answer, ensure_ascii=False)

    return work


def _tables() -> dict[str, str]:
    models: dict[str, Any] = {
        "values": IndexValue,
        "regions": IndexValue._meta.get_field("region").related_model,  # noqa: SLF001
        "activities": Activity,
        "plans": Plan,
        "sections": Activity._meta.get_field("section").related_model,  # noqa: SLF001
        "areas": Activity._meta.get_field("area").related_model,  # noqa: SLF001
        "measures": Activity._meta.get_field("measure").related_model,  # noqa: SLF001
    }
    return {name: connection.ops.quote_name(model._meta.db_table) for name, model in models.items()}  # noqa: SLF001

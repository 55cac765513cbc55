"""Run acts from real threads on a SQLite file, and print what came of it as JSON: `python -m tests.plans.activity_race`.

A process of its own, since the tests' database is in memory, where threads share one connection and nothing can collide.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 -- Django first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from plans.actions.revisions import send_to_consultation  # noqa: E402
from plans.models import Activity, Plan, PlanDecision, PlanRevision, StatusUpdate  # noqa: E402
from plans.queries.adoption import fingerprint  # noqa: E402
from staffing.models import User  # noqa: E402
from tests.plans.activity_world import World, make_world  # noqa: E402

THREADS = 6


def at_once(acts: list[Callable[[], int]]) -> list[int]:
    """Return what each act answers when all are started at the same moment."""
    barrier, answers = threading.Barrier(len(acts)), [0] * len(acts)

    def run(index: int) -> None:
        barrier.wait()
        try:
            answers[index] = acts[index]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def poster(world: World, url: str, data: dict[str, Any], by: User | None = None) -> Callable[[], int]:
    """Return an act: a browser of one's own, the leader's unless said, sends the form."""
    client = Client()
    client.force_login(by or world.leader)
    return lambda: client.post(url, data).status_code


def main() -> None:
    """Race, and print."""
    call_command("migrate", verbosity=0)
    setup_test_environment()
    world = make_world()
    pk = world.activity.pk
    place = {"section": world.section.pk, "area": world.area.pk, "priority": "2", "deadline_text": "2017-06-30"}
    edits = [
        poster(world, reverse("activity_edit", args=[pk]), {**place, "version": "1", "title": f"Skribent {number}"})
        for number in range(THREADS)
    ]
    found: dict[str, Any] = {"edit": at_once(edits)}
    world.activity.refresh_from_db()
    found["version"] = world.activity.version
    found["history"] = world.activity.history.count()
    said = {"version": str(world.activity.version), "progress": "in_progress", "health": "late", "comment": "Hej"}
    report = reverse("activity_status", args=[pk])
    found["status"] = at_once([poster(world, report, said) for _number in range(THREADS)])
    found["lines"] = StatusUpdate.objects.count()
    create = reverse("activity_create", args=[world.plan.slug])
    found["create"] = at_once([poster(world, create, {**place, "title": "Samma"}) for _number in range(THREADS)])
    found["created"] = Activity.objects.filter(title="Samma").count()
    others = [poster(world, create, {**place, "title": f"Egen {number}"}) for number in range(THREADS)]
    found["others"] = at_once(others)
    orders = list(Activity.objects.order_by("order").values_list("order", flat=True))
    found["orders_unique"] = len(orders) == len(set(orders))
    same = reverse("activity_confirm_unchanged", args=[pk])
    StatusUpdate.objects.all().delete()
    found["confirm"] = at_once([poster(world, same, {}) for _number in range(THREADS)])
    found["confirmed"] = StatusUpdate.objects.count()
    json.dump(found | race_adoption(world), sys.stdout)


def race_adoption(world: World) -> dict[str, Any]:
    """Let many adopt the plan at once, then many begin to change it."""
    plan = send_to_consultation(plan=world.plan, version=1, by=world.leader)
    written = {
        "adopted_date": timezone.localdate().isoformat(),
        "adopted_by": "Regionstyrelsen",
        "risk_waiver": "Ingen förändring för personalen",
        "consultation_waiver": "Samverkan skedde i budgeten",
        "version": str(plan.version),
        "seen": fingerprint(plan),
        "confirm": "1",
    }
    adopt, revise = (reverse(name, args=[plan.slug]) for name in ("plan_adopt", "plan_revise"))
    found: dict[str, Any] = {
        "adopt": at_once([poster(world, adopt, written, world.reader) for _number in range(THREADS)])
    }
    found["revisions"] = list(PlanRevision.objects.values_list("number", flat=True))
    found["decisions"] = PlanDecision.objects.count()
    found["revise"] = at_once([poster(world, revise, {}) for _number in range(THREADS)])
    found["drafts"] = Plan.objects.filter(revises=plan).count()
    return found


if __name__ == "__main__":
    main()

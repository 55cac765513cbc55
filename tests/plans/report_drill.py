"""Settings of the processes that the report drills start and kill: the whole product, with leases of seconds.

`python -m tests.plans.report_drill order` queues a report; `read DIFFERENT TIMES` composes reports while others write, until
it has seen that many different sums, and prints how many it saw; `write` changes activities and costs as fast as it can, until it is killed.
"""

from __future__ import annotations

import itertools
import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.plans.report_drill_settings"
    django.setup()

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from indicators.actions import index as index_actions
from indicators.models import CostLine, CostReturn
from plans import status_report
from plans.models import Activity, Plan, ProgressChoice
from plans.queries import reports as queries
from tests.plans import report_world


def order() -> None:
    """Make the world and queue a report of it."""
    world = report_world.make_world()
    report_world.fill(world)
    world.order()


def fill() -> None:
    """Make the world."""
    report_world.fill(report_world.make_world())


def write() -> None:
    """Move costs up and down and activities back and forth, each in a transaction that leaves everything whole."""
    for number in itertools.count(1):
        with transaction.atomic():
            made = CostReturn.objects.get(first_month="2017-10-01")
            CostLine.objects.filter(cost_return=made, kind="agency").update(amount_sek=number * 1_000)
            CostReturn.objects.filter(pk=made.pk).update(version=F("version") + 1)
            index_actions.recompute(cost_return_ids=[made.pk])
            progress = ProgressChoice.PAUSED if number % 2 else ProgressChoice.IN_PROGRESS
            Activity.objects.filter(title__in=["Är sen", "Har risk"]).update(progress=progress)


def read(different: str, times: str) -> None:
    """Compose reports; each raises by itself when its totals are not the sums of its details."""
    plan = Plan.objects.select_related("region", "organisation").get()
    seen = set()
    for _ in range(int(times)):
        if len(seen) == int(different):
            break
        facts = queries.facts_for(
            plan=plan,
            period=report_world.K4,
            language="sv",
            number=1,
            correction="",
            decisions="",
            now=timezone.now(),
        )
        data = status_report.compose(facts)
        seen.add(data.costs.period.agency_sek)
        both = {line.progress for line in data.activities if line.title in {"Är sen", "Har risk"}}
        if len(both) != 1:
            sys.exit(f"Half a transaction was read: {both}")
    sys.stdout.write(str(len(seen)))


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    {"order": order, "fill": fill, "write": write, "read": read}[command](*arguments)

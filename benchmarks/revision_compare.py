"""Two revisions of a plan of 500 activities, most of them changed, compared: held against the page of the same plan."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from benchmarks.activity_list import recorded
from benchmarks.measuring import Outcome, in_turns
from measures.models import Measure
from plans.actions import freezing
from plans.demo import examples, scale, writing
from plans.models import Activity, Plan
from staffing import demo
from staffing.models import Role, User

SLUG = "jamforelse"
ACTIVITIES = 500
CHANGED = 300
REMOVED = 20
"""As many are new: of 500 activities 340 differ."""
SECTIONS = 8
TIMES = 15


def measure() -> list[Outcome]:
    """Measure both pages with a hundred rows, as they open, and with all; what is made for it is taken back."""
    email = next(account.email for account in demo.ACCOUNTS if account.role == Role.PROCESS_LEADER)
    user = User.objects.get(email=email)
    with translation.override("sv"), transaction.atomic():
        plan = _plan()
        _freeze(plan)
        _change(plan)
        _freeze(plan)
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        outcomes = _pages(client, plan)
        transaction.set_rollback(True)
    return outcomes


def _pages(client: Client, plan: Plan) -> list[Outcome]:
    page = reverse("plan_detail", kwargs={"slug": plan.slug})
    compare = reverse("plan_compare", kwargs={"slug": plan.slug})
    day = timezone.localdate().isoformat()
    asked = {
        "two revisions of 500 activities compared, as the page opens": (f"{compare}?fran=r1&till=r2", page, 2),
        "the same, all 340 that differ": (f"{compare}?fran=r1&till=r2&rows=500", f"{page}?rows=500", 2),
        "a revision against now": (f"{compare}?fran=r1&till=nu", page, 2),
        "the plan as of a day": (f"{page}?per={day}", page, None),
    }
    outcomes = []
    for name, (ours, floor, aim) in asked.items():
        taken, least = in_turns(lambda at=ours: _got(client, at), lambda at=floor: _got(client, at), times=TIMES)
        outcomes.append(Outcome(name, taken, least, "the plan's page, as many rows", aim))
    statements = recorded(lambda: _got(client, f"{compare}?fran=r1&till=r2"))
    of_page = recorded(lambda: _got(client, page))
    outcomes.append(Outcome("queries of the comparison", len(statements), len(of_page), "the plan's page", 1, ""))
    return outcomes


def _got(client: Client, address: str) -> bytes:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}.")
    return answer.content


def _plan() -> Plan:
    plan, sections, areas = scale.make_plan(SLUG, "Exempel: Jämförelse för mätning", SECTIONS)
    catalogue = list(Measure.objects.select_related("area"))
    drafts = [
        examples.draft_of(plan, catalogue[number % len(catalogue)], number + 1, sections, areas)
        for number in range(ACTIVITIES)
    ]
    writing.write_activities(plan, drafts, timezone.localdate())
    return plan


def _freeze(plan: Plan) -> None:
    fresh = Plan.objects.select_related("region", "organisation", "revises").get(pk=plan.pk)
    decision = freezing.Decision(adopted_date=examples.ADOPTED, adopted_by="Exempeldata")
    freezing.freeze_revision(plan=fresh, decision=decision, by=None, now=timezone.now())


def _change(plan: Plan) -> None:
    """Change texts, deadlines and places of three hundred, take twenty out and put twenty in."""
    rows = list(Activity.objects.filter(plan=plan).order_by("pk"))
    sections, day = list(plan.sections.all()), datetime.date(2027, 9, 30)
    for number, row in enumerate(rows[:CHANGED]):
        row.description = f"{row.description} Ändrad i revisionen: {number} enheter till, och från hösten även natt."
        if number % 3 == 0:
            row.deadline_text, row.deadline_kind, row.due_date = day.isoformat(), "date", day
        if number % 5 == 0:
            row.title = f"{row.title} – andra steget"
        if number % 10 == 0:
            row.section = sections[number % len(sections)]
    changed = ["description", "deadline_text", "deadline_kind", "due_date", "title", "section"]
    Activity.objects.bulk_update(rows[:CHANGED], changed, batch_size=100)
    gone = [row.pk for row in rows[CHANGED : CHANGED + REMOVED]]
    Activity.objects.filter(pk__in=gone).update(deleted_at=timezone.now())
    Activity.objects.bulk_create(
        Activity(plan=plan, section=row.section, area=row.area, title=f"{row.title} (ny)", order=row.order)
        for row in rows[-REMOVED:]
    )

"""A plan's history names who did what: to the plan, to many activities at once, and to each activity."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from plans import change_reasons
from plans.actions import adoption, freezing, revisions
from plans.models import Activity, Comment, Plan, PlanImport, PlanSection
from plans.queries import adoption as adoption_queries
from plans.queries import revisions as life
from plans.views import activity_history
from tests.plans.activity_world import World, adopt, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def leader(world: World, signed_in: Any) -> Client:
    client: Client = signed_in(world.leader)
    return client


def of_plan(client: Client, world: World) -> str:
    return client.get(reverse("plan_history", args=[world.plan.slug])).content.decode()


def of_activities(client: Client, world: World, **query: object) -> Any:
    return client.get(reverse("plan_activity_history", args=[world.plan.slug]), query)


def import_of(world: World, activities: list[Activity]) -> PlanImport:
    now = timezone.now()
    made = {"activities": [one.pk for one in activities], "sections": [], "areas": []}
    return PlanImport.objects.create(
        organisation=world.root, plan=world.plan, is_new_plan=False, filename="workshop.docx", sha256="0" * 64,
        made=made, created_by=world.leader, confirmed_at=now,
    )  # fmt: skip


def test_each_save_of_an_activity_is_told_with_who_and_where(world: World, leader: Client, signed_in: Any) -> None:
    adopt(world.plan)
    said = {"version": "1", "progress": "in_progress", "health": "at_risk", "comment": "Underlag saknas"}
    signed_in(world.manager).post(reverse("activity_status", args=[world.activity.pk]), said)
    answer = of_activities(leader, world)
    told = answer.context["changes"]
    assert (told[0].by, told[0].name) == (str(world.manager), world.activity.title)
    assert {field.field for field in told[0].fields} >= {"progress", "health"}
    assert f'href="{reverse("activity_history", args=[world.activity.pk])}"' in answer.content.decode()
    assert told[-1].kind == "+"


def test_comments_are_told_without_their_text(world: World, leader: Client, signed_in: Any) -> None:
    adopt(world.plan)
    manager = signed_in(world.manager)
    manager.post(reverse("comment_create", args=[world.activity.pk]), {"text": "Hemligt för andra", "version": "1"})
    comment = Comment.objects.get()
    manager.post(reverse("comment_delete", args=[world.activity.pk, comment.pk]), {"version": comment.version})
    answer = of_activities(leader, world)
    assert [(one.reason, one.by) for one in answer.context["changes"][:2]] == [
        ("Tog bort en kommentar", str(world.manager)),
        ("Kommenterade", str(world.manager)),
    ]
    assert "Hemligt" not in answer.content.decode()


def test_an_import_and_its_undoing_stand_in_the_history_of_the_plan(world: World, leader: Client) -> None:
    made = world.make(title="Ur filen")
    kept = import_of(world, [made])
    page = of_plan(leader, world)
    assert "Importerade 1 aktivitet från en fil" in page
    assert "workshop.docx" in page
    address = reverse("activity_history", args=[made.pk])
    assert f'href="{address}"' in of_activities(leader, world).content.decode()
    made.delete()
    PlanImport.objects.filter(pk=kept.pk).update(undone_at=timezone.now())
    assert "Tog tillbaka importen" in of_plan(leader, world)
    gone = of_activities(leader, world)
    assert "Ur filen" in gone.content.decode()
    assert f'href="{address}"' not in gone.content.decode()


def test_the_activities_are_paged_and_end_with_the_day(world: World, leader: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(activity_history, "SAVES_A_PAGE", 3)
    for number in range(4):
        world.make(title=f"Nummer {number}")
    first, second = (of_activities(leader, world, page=page) for page in (1, 2))
    assert first.context["page"].paginator.count == Activity.history.filter(plan_id=world.plan.pk).count()
    names = [one.name for answer in (first, second) for one in answer.context["changes"]]
    assert names[:4] == ["Nummer 3", "Nummer 2", "Nummer 1", "Nummer 0"]
    Activity.history.filter(title="Nummer 3").update(history_date=timezone.now() + datetime.timedelta(days=2))
    today = of_activities(leader, world, per=timezone.localdate().isoformat())
    assert "Nummer 3" not in today.content.decode()


def test_more_saves_are_no_more_questions(world: World, leader: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            of_activities(leader, world)
        return len(queries)

    world.make(title="En")
    before = count()
    for number in range(6):
        world.make(title=f"Fler {number}")
    assert count() == before


def test_what_was_before_is_told_in_order_of_time(world: World, leader: Client, monkeypatch: Any) -> None:
    # What was before stands on the next page.
    monkeypatch.setattr(activity_history, "SAVES_A_PAGE", 1)
    world.activity.title = "Ny titel"
    world.activity.save()
    made, renamed = world.activity.history.order_by("history_id")
    # Entered last, of an earlier day.
    type(renamed).objects.filter(pk=renamed.pk).update(history_date=made.history_date - datetime.timedelta(days=1))
    latest = of_activities(leader, world).context["changes"][0]
    assert [(field.old, field.new) for field in latest.fields] == [("Ny titel", made.title)]


def adopt_by_act(plan: Plan, world: World) -> None:
    sent = revisions.send_to_consultation(plan=plan, version=plan.version, by=world.leader)
    act, name = (adoption.adopt_draft_revision, "draft") if sent.revises_id else (adoption.adopt_plan, "plan")
    decision = freezing.Decision(
        timezone.localdate(), "Regionstyrelsen", risk_waiver="Redaktionellt", consultation_waiver="Redaktionellt"
    )
    seen = adoption_queries.fingerprint(sent)
    given = {name: sent, "version": sent.version, "seen": seen, "decision": decision}
    act(**given, by=world.leader, now=timezone.now())


def test_the_adoption_of_a_draft_revision_is_one_line_and_what_came_with_it_is_named(
    world: World, leader: Client
) -> None:
    adopt_by_act(world.plan, world)
    draft = revisions.start_draft_revision(plan=world.plan, by=world.leader, now=timezone.now())
    PlanSection.objects.create(plan=draft, organisation=world.root, title="Psykiatrin", order=9)
    adopt_by_act(draft, world)
    told = [one for one in life.plan_changes(world.plan) if "revision 2" in one.reason]
    # Begun, adopted, and the section that is new in the plan.
    assert [one.reason.split()[0] for one in told[::-1]] == ["Utkast", "Fastställd", "Fastställd"]
    assert [one.name for one in told if not one.notes and one.kind == "~"] == ["Avsnitt ”Psykiatrin”"]
    page = of_plan(leader, world)
    assert page.count("Fastställd som revision 2") == 1
    line = page[page.index("Fastställd i revision 2") :]
    assert "Psykiatrin" in line[: line.index("</li>")]
    # The draft's own history says how it ended.
    assert change_reasons.is_adopted_in(life.plan_changes(Plan.objects.get(pk=draft.pk))[0].reason)

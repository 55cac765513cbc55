"""What a person answers for in plans that are not adopted yet: shown apart, marked, and neither to do nor late nor reminded of."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plans import owned_access
from plans.actions import reminders, revisions
from plans.models import Activity, Plan, PlanState, StatusUpdate
from plans.queries import activities as queries
from plans.queries import reminders as reminder_queries
from plans.queries import todo
from plans.views import mine as views
from tests.plans.activity_world import World, adopt, make_world

pytestmark = pytest.mark.django_db
MINE = "/mina-aktiviteter/"
TODAY = timezone.localdate()


@pytest.fixture
def world() -> World:
    """Return the world, whose plan is a draft with an activity that was due in 2017."""
    made = make_world()
    Activity.objects.update(health="late")
    return made


@pytest.fixture
def holder(world: World, signed_in: Any) -> Client:
    client: Client = signed_in(world.holder)
    return client


def apart(text: str) -> str:
    """Return the part of the page about what is to come, empty when there is none."""
    return text[text.index('id="to-come"') :].partition("</details>")[0] if 'id="to-come"' in text else ""


@pytest.mark.parametrize(("state", "word"), [(PlanState.DRAFT, "Utkast"), (PlanState.CONSULTATION, "Samråd")])
def test_it_stands_apart_with_the_state_of_its_plan_and_nothing_to_press(
    world: World, holder: Client, state: PlanState, word: str
) -> None:
    Plan.objects.update(state=state)
    answer = holder.get(MINE)
    shown = answer.content.decode()
    part = apart(shown)
    assert world.activity.title in part
    assert f'<span class="status status-{state}">{word}</span>' in part
    assert "<form" not in part
    assert "report-buttons" not in shown
    mine = answer.context["mine"]
    assert (mine.open, mine.total, mine.late) == ([], 0, 0)
    assert 'status-late"' not in shown


@pytest.mark.parametrize("who", ["holder", "manager"])
def test_it_is_neither_to_do_nor_counted_nor_confirmed_nor_reminded_of(world: World, signed_in: Any, who: str) -> None:
    person = getattr(world, who)
    assert todo.tasks_for(person, world.root.region, TODAY).tasks == []
    assert signed_in(person).post(reverse("activity_confirm_all")).status_code == 302
    assert not StatusUpdate.objects.exists()
    assert reminder_queries.open_activities(TODAY, [person.pk]) == []
    # A Sunday: everybody's moment of the week has come.
    sunday = datetime.datetime(2026, 3, 8, 12, tzinfo=datetime.UTC)
    assert reminders.send_digests(now=sunday).sent == []


def test_once_adopted_it_is_to_be_reported_and_the_list_agrees_with_the_reminders(world: World, holder: Client) -> None:
    adopt(world.plan)
    answer = holder.get(MINE)
    assert apart(answer.content.decode()) == ""
    assert [one.pk for one in answer.context["mine"].open] == [world.activity.pk]
    assert answer.context["mine"].late == 1
    found = reminder_queries.open_activities(TODAY, [world.holder.pk])
    assert [one.key for one in found] == [world.activity.pk]
    assert [task.is_late for task in todo.tasks_for(world.holder, world.root.region, TODAY).tasks] == [True]


def test_what_is_done_given_up_or_in_a_draft_revision_is_not_to_come(world: World, holder: Client) -> None:
    done = world.make(title="Redan klar", responsible="Personaldirektör")
    Activity.objects.filter(pk=done.pk).update(progress="done", completed_date=TODAY)
    assert "Redan klar" not in apart(holder.get(MINE).content.decode())
    adopt(world.plan)
    revisions.start_draft_revision(plan=world.plan, by=world.leader, now=timezone.now())
    assert apart(holder.get(MINE).content.decode()) == ""
    assert not owned_access.activities_to_come(world.holder).exists()


def test_the_scopes_part_it_too_and_others_see_none_of_it(world: World, holder: Client, signed_in: Any) -> None:
    assert world.activity.title in apart(holder.get(f"{MINE}?vems=roller").content.decode())
    assert apart(holder.get(f"{MINE}?vems=organisation").content.decode()) == ""
    manager = signed_in(world.manager)
    assert world.activity.title in apart(manager.get(f"{MINE}?vems=organisation").content.decode())
    assert apart(signed_in(world.stranger).get(MINE).content.decode()) == ""


def test_it_is_open_when_there_is_nothing_else_and_folded_beside_what_is_to_do(world: World, holder: Client) -> None:
    assert '<details class="more my-to-come" id="to-come" open>' in holder.get(MINE).content.decode()
    coming = Plan.objects.get(pk=world.plan.pk)
    coming.pk, coming.slug = None, "nasta"
    coming.save()
    adopt(world.plan)
    Activity.objects.create(plan=coming, section=world.section, area=world.area, title="I nästa plan")
    manager_page = queries.to_come(world.manager, scope=queries.Scope.ALL, limit=5)
    assert [one.title for one in manager_page.activities] == ["I nästa plan"]
    client = Client()
    client.force_login(world.manager)
    assert '<details class="more my-to-come" id="to-come">' in client.get(MINE).content.decode()


def test_many_are_shown_due_first_up_to_a_limit_on_the_first_page_alone(
    world: World, holder: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(views, "CARDS_A_PAGE", 2)
    for deadline in ("2016", "2015", ""):
        world.make(title=f"Till {deadline}", deadline_text=deadline, responsible="Personaldirektör")
    with django_assert_max_num_queries(20):
        answer = holder.get(MINE)
    coming = answer.context["to_come"]
    assert [one.title for one in coming.activities] == ["Till 2015", "Till 2016"]
    assert (coming.total, coming.more) == (4, 2)
    assert apart(holder.get(f"{MINE}?page=2").content.decode()) == ""


def test_the_hand_over_says_which_of_the_open_ones_are_in_a_draft(world: World, signed_in: Any) -> None:
    role = world.activity.responsibles.get().role
    page = signed_in(world.leader).get(reverse("role_handover", args=[role.pk])).content.decode()
    assert '<span class="status status-draft">Utkast</span>' in page
    assert "status-late" not in page

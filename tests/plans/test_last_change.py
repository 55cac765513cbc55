"""When the plan was last changed: itself, or what belongs to it, and by whom; as the plan's pages say it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from plans.models import (
    Consultation,
    GroupMember,
    Milestone,
    Plan,
    PlanArea,
    PlanGroup,
    PlanSection,
    Risk,
    RiskAnalysis,
)
from plans.queries import plans as queries
from tests.plans.activity_world import World, adopt, make_world

pytestmark = pytest.mark.django_db
EARLIER = datetime.datetime(2017, 1, 30, 9, 0, tzinfo=datetime.UTC)
LATER = datetime.datetime(2017, 5, 2, 8, 30, 0, 250_000, tzinfo=datetime.UTC)


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    adopt(made.plan)
    Plan.objects.update(updated_at=EARLIER, updated_by=made.reader)
    for model in (PlanSection, PlanArea, Plan):
        model.history.update(history_date=EARLIER)
    return made


def analysis_of(plan: Plan) -> RiskAnalysis:
    return RiskAnalysis.objects.create(plan=plan, title="Analys", change="Allt")


def group_of(plan: Plan) -> PlanGroup:
    return PlanGroup.objects.create(plan=plan, kind="steering_group", name="Styrgrupp")


PARTS: dict[str, Callable[[Plan], Any]] = {
    "section": lambda plan: plan.sections.create(organisation=plan.organisation, title="Ny"),
    "area": lambda plan: plan.areas.create(title="Ny"),
    "analysis": analysis_of,
    "risk": lambda plan: Risk.objects.create(analysis=analysis_of(plan), title="Köer", probability=4, consequence=3),
    "consultation": lambda plan: Consultation.objects.create(
        plan=plan, party="Läkarförbundet", form="mbl_11", held_date=plan.start_date, outcome="Enighet"
    ),
    "group": group_of,
    "member": lambda plan: GroupMember.objects.create(group=group_of(plan), role_title="Regiondirektör"),
    "milestone": lambda plan: Milestone.objects.create(
        plan=plan, organisation=plan.organisation, first_month=plan.start_date, target_ratio="0.0350"
    ),
}


def change(world: World, part: str, at: datetime.datetime = LATER) -> Any:
    """Make a part of the plan, whose last save is the leader's at the moment; what it stands in is older."""
    made = PARTS[part](world.plan)
    for model in (RiskAnalysis, PlanGroup):
        model.history.update(history_date=EARLIER)
    made.history.update(history_date=at, history_user=world.leader)
    return made


def words_of(answer: Any) -> str:
    """Return the page's words without its marks."""
    return " ".join(re.sub("<[^>]*>", "", answer.content.decode()).split())


def last(plan: Plan, until: datetime.datetime | None = None) -> queries.LastChange:
    found = queries.with_parts_changed(Plan.objects.all(), until or timezone.now()).get(pk=plan.pk)
    return queries.last_change(plan, found)


@pytest.mark.parametrize("part", PARTS)
def test_a_change_of_each_part_counts(world: World, part: str) -> None:
    world.plan.refresh_from_db()
    assert last(world.plan) == queries.LastChange(EARLIER, world.reader.name)
    change(world, part)
    assert last(world.plan) == queries.LastChange(LATER, world.leader.name)
    # Not yet on the day before.
    assert last(world.plan, LATER - datetime.timedelta(days=1)).at == EARLIER


def test_what_is_gone_counts_when_it_went(world: World) -> None:
    world.plan.refresh_from_db()
    made = change(world, "consultation", EARLIER)
    key = made.pk
    made.delete()
    Consultation.history.filter(id=key, history_type="-").update(history_date=LATER, history_user=None)
    assert last(world.plan) == queries.LastChange(LATER, "")


def test_the_plans_own_change_counts_when_it_is_the_later(world: World) -> None:
    change(world, "group", EARLIER - datetime.timedelta(days=1))
    change(world, "milestone", EARLIER - datetime.timedelta(days=2))
    world.plan.refresh_from_db()
    assert last(world.plan) == queries.LastChange(EARLIER, world.reader.name)


def test_another_plan_is_not_changed_by_it(world: World) -> None:
    other = Plan.objects.create(
        slug="annan", title="Annan", region=world.plan.region, organisation=world.root,
        start_date=world.plan.start_date, end_date=world.plan.end_date,
    )  # fmt: skip
    change(world, "risk", timezone.now() + datetime.timedelta(hours=1))
    assert last(other, timezone.now() + datetime.timedelta(days=1)).at == other.updated_at


@pytest.mark.parametrize("page", ["", "risker/", "samrad/", "organisation/", "delmal/", "tidslinje/", "historik/"])
def test_the_pages_say_it_and_who_to_members_alone(world: World, signed_in: Any, page: str) -> None:
    change(world, "risk")
    address = f"{world.plan.get_absolute_url()}{page}"
    said = words_of(signed_in(world.reader).get(address))
    assert f"Planen ändrades senast 2017-05-02 10:30 av {world.leader.name}" in said
    answer = signed_in(world.stranger).get(address)
    if answer.status_code == 200:
        other = words_of(answer)
        assert "Planen ändrades senast 2017-05-02 10:30" in other
        assert world.leader.name not in other


def test_the_page_of_a_day_says_what_was_the_last_change_then(world: World, signed_in: Any) -> None:
    Plan.history.update(updated_at=EARLIER)
    change(world, "milestone")
    client = signed_in(world.reader)
    for day, said in (("2017-04-30", "2017-01-30 10:00"), ("2017-05-02", "2017-05-02 10:30")):
        page = words_of(client.get(world.plan.get_absolute_url(), {"per": day}))
        assert f"Planen ändrades senast {said}" in page

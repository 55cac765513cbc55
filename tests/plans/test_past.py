"""A plan as it stood at a moment, read from the histories of its rows."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plans.actions import activities as actions
from plans.actions import status
from plans.models import Activity, ActivityResponsible, Consultation, Plan, PlanArea, PlanSection, Risk, RiskAnalysis
from plans.queries import past, snapshots
from tests import factories
from tests.plans.activity_world import World, make_world
from tests.plans.revision_world import at, date_history

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    date_history("2017-01-10T08:00", world.plan, world.section, world.area, world.activity)
    ActivityResponsible.history.update(history_date=at("2017-01-10T08:00"))
    return world


def titles(world: World, moment: str) -> list[str]:
    return [one.title for one in past.snapshot_at(world.plan, at(moment)).activities]


def test_today_it_is_what_the_live_snapshot_says(world: World) -> None:
    world.make(title="En andra", responsible="HR-chef", deadline_text="Snarast")
    RiskAnalysis.objects.create(plan=world.plan, title="Risker", change="Utfasning")
    Consultation.objects.create(
        plan=world.plan, party="Vårdförbundet", form="mbl_11", held_date=world.plan.start_date, outcome="Enighet"
    )
    now = timezone.now()
    plan = Plan.objects.select_related("region", "organisation", "revises").get(pk=world.plan.pk)
    live, then = snapshots.snapshot_of(plan, now), past.snapshot_at(plan, now)
    assert [one.title for one in then.activities] == ["Utred utlandsrekrytering", "En andra"]
    # Health is of the day asked for; what is stored was computed when it was saved.
    for one, other in zip(live.activities, then.activities, strict=True):
        assert {**vars(one), "health": ""} == {**vars(other), "health": ""}
    assert {**vars(live), "activities": (), "at": None} == {**vars(then), "activities": (), "at": None}


def test_before_its_history_the_plan_is_not_there(world: World) -> None:
    with pytest.raises(past.PlanNotThere) as raised:
        past.snapshot_at(world.plan, at("2017-01-10T07:59"))
    assert raised.value.since == at("2017-01-10T08:00")


def test_a_change_holds_from_the_moment_it_was_made(world: World) -> None:
    activity = world.activity
    actions.update_activity(
        activity=activity,
        version=activity.version,
        changes={"title": "Pröva utlandsrekrytering"},
        by=world.leader,
        now=timezone.now(),
    )
    date_history("2017-03-15T14:00", Activity.objects.get(pk=activity.pk))
    assert titles(world, "2017-03-15T13:59") == ["Utred utlandsrekrytering"]
    assert titles(world, "2017-03-15T14:00") == ["Pröva utlandsrekrytering"]
    # The page of a day is as of its end.
    day = datetime.date(2017, 3, 15)
    assert past.snapshot_at(world.plan, past.end_of(day)).activities[0].title == "Pröva utlandsrekrytering"


@pytest.mark.parametrize(
    ("day", "offset"), [("2017-03-26", 2), ("2017-10-29", 1), ("2017-03-25", 1), ("2017-10-28", 2)]
)
def test_the_end_of_a_day_is_swedish_also_when_the_clocks_change(day: str, offset: int) -> None:
    end = past.end_of(datetime.date.fromisoformat(day))
    assert end.utcoffset() == datetime.timedelta(hours=offset)
    assert end.date().isoformat() == day
    assert (end + datetime.timedelta(microseconds=1)).date() == end.date() + datetime.timedelta(days=1)


def test_the_repeated_hour_is_within_its_day(world: World) -> None:
    later = world.make(title="Mitt i natten")
    second_half_past_two = datetime.datetime(2017, 10, 29, 1, 30, tzinfo=datetime.UTC)
    later.history.update(history_date=second_half_past_two)
    day = datetime.date(2017, 10, 29)
    assert len(past.snapshot_at(world.plan, past.end_of(day)).activities) == 2
    assert len(past.snapshot_at(world.plan, past.end_of(day - datetime.timedelta(days=1))).activities) == 1


def test_deleted_and_restored(world: World) -> None:
    activity = world.activity
    actions.delete_activity(activity=activity, version=activity.version, by=world.leader, now=at("2017-02-01T09:00"))
    activity.refresh_from_db()
    date_history("2017-02-01T09:00", activity)
    actions.restore_activity(activity=activity, version=activity.version, by=world.leader, now=at("2017-02-05T09:00"))
    activity.refresh_from_db()
    date_history("2017-02-05T09:00", activity)
    assert titles(world, "2017-01-31T12:00") == ["Utred utlandsrekrytering"]
    assert titles(world, "2017-02-03T12:00") == []
    assert titles(world, "2017-02-06T12:00") == ["Utred utlandsrekrytering"]


def test_moved_between_sections_and_the_section_renamed(world: World) -> None:
    other = factories.PlanSectionFactory(plan=world.plan, organisation=world.root, title="Psykiatrin", order=2)
    date_history("2017-01-10T08:00", other)
    activity = world.activity
    activity.section = other
    activity.save()
    date_history("2017-02-01T09:00", activity)
    world.section.title = "Sjukhuset"
    world.section.save()
    date_history("2017-02-02T09:00", world.section)

    def places(moment: str) -> tuple[list[str], str]:
        taken = past.snapshot_at(world.plan, at(moment))
        by_key = {one.key: one.title for one in taken.sections}
        return [one.title for one in taken.sections], by_key[taken.activities[0].section]

    assert places("2017-01-31T12:00") == (["Blekingesjukhuset", "Psykiatrin"], "Blekingesjukhuset")
    assert places("2017-02-01T12:00") == (["Blekingesjukhuset", "Psykiatrin"], "Psykiatrin")
    assert places("2017-02-03T12:00") == (["Sjukhuset", "Psykiatrin"], "Psykiatrin")


def test_a_section_that_is_gone_was_there(world: World) -> None:
    gone = factories.PlanSectionFactory(plan=world.plan, organisation=world.root, title="Psykiatrin", order=2)
    date_history("2017-01-10T08:00", gone)
    key = gone.pk
    gone.delete()
    PlanSection.history.filter(id=key, history_type="-").update(history_date=at("2017-02-01T09:00"))
    assert [one.title for one in past.snapshot_at(world.plan, at("2017-01-20T09:00")).sections] == [
        "Blekingesjukhuset",
        "Psykiatrin",
    ]
    assert [one.title for one in past.snapshot_at(world.plan, at("2017-02-20T09:00")).sections] == ["Blekingesjukhuset"]


def test_status_is_what_the_log_says_also_when_the_rows_are_younger(world: World) -> None:
    status.update_status(
        activity=world.activity,
        version=world.activity.version,
        progress="in_progress",
        health="at_risk",
        comment="Igång",
        by=world.leader,
        now=at("2017-04-03T10:00"),
    )
    before = past.snapshot_at(world.plan, at("2017-04-03T09:00")).activities[0]
    after = past.snapshot_at(world.plan, at("2017-04-03T10:00")).activities[0]
    assert (before.progress, before.health, before.last_update_date) == ("not_started", "on_track", None)
    assert (after.progress, after.health) == ("in_progress", "at_risk")
    assert after.last_update_date == datetime.date(2017, 4, 3)
    # The due date of 30 June has passed: late by the dates of then, whatever the row of today says.
    assert past.snapshot_at(world.plan, at("2017-07-01T10:00")).activities[0].health == "late"


def test_a_moved_deadline_is_the_old_one_until_it_was_moved(world: World) -> None:
    actions.update_activity(
        activity=world.activity,
        version=world.activity.version,
        changes={"deadline_text": "Hösten 2017"},
        move_reason="Upphandlingen drog ut",
        by=world.leader,
        now=at("2017-05-02T10:00"),
    )
    date_history("2017-05-02T10:00", Activity.objects.get(pk=world.activity.pk))
    before = past.snapshot_at(world.plan, at("2017-05-01T10:00")).activities[0]
    after = past.snapshot_at(world.plan, at("2017-05-03T10:00")).activities[0]
    assert (before.deadline_text, before.deadline_moves) == ("2017-06-30", 0)
    assert (after.deadline_text, str(after.due_date), after.deadline_moves) == ("Hösten 2017", "2017-12-31", 1)


def test_responsible_roles_of_then(world: World) -> None:
    row = world.activity.responsibles.get()
    key = row.pk
    row.delete()
    ActivityResponsible.history.filter(id=key, history_type="-").update(history_date=at("2017-02-01T09:00"))
    assert [one.title for one in past.snapshot_at(world.plan, at("2017-01-20T09:00")).activities[0].responsibles] == [
        "Personaldirektör"
    ]
    assert past.snapshot_at(world.plan, at("2017-02-20T09:00")).activities[0].responsibles == ()


def test_risks_of_then(world: World) -> None:
    analysis = RiskAnalysis.objects.create(plan=world.plan, title="Risker", change="Utfasning")
    risk = Risk.objects.create(analysis=analysis, title="Köer", probability=2, consequence=3)
    date_history("2017-02-01T09:00", analysis, risk)
    risk.probability = 4
    risk.save()
    date_history("2017-03-01T09:00", risk)
    assert past.snapshot_at(world.plan, at("2017-01-20T09:00")).risk_analyses == ()
    assert past.snapshot_at(world.plan, at("2017-02-20T09:00")).risk_analyses[0].risks[0].probability == 2
    assert past.snapshot_at(world.plan, at("2017-03-20T09:00")).risk_analyses[0].risks[0].probability == 4


def test_an_activity_of_a_draft_revision_is_not_the_plans(world: World) -> None:
    draft = factories.PlanFactory(organisation=world.root, revises=world.plan)
    copy = factories.ActivityFactory(
        plan=draft,
        section=factories.PlanSectionFactory(plan=draft, title="Utkast"),
        area=factories.PlanAreaFactory(plan=draft),
        title="Bara i utkastet",
    )
    date_history("2017-02-01T09:00", draft, copy, copy.section, copy.area)
    copy.plan, copy.section, copy.area = world.plan, world.section, world.area
    copy.save()
    date_history("2017-03-01T09:00", copy)
    assert titles(world, "2017-02-10T09:00") == ["Utred utlandsrekrytering"]
    assert titles(world, "2017-03-10T09:00") == ["Bara i utkastet", "Utred utlandsrekrytering"]


def test_a_place_without_history_of_its_own_is_shown_as_first_known(world: World) -> None:
    PlanSection.history.update(history_date=at("2020-01-01T00:00"))
    PlanArea.history.update(history_date=at("2020-01-01T00:00"))
    taken = past.snapshot_at(world.plan, at("2017-02-01T09:00"))
    assert [one.title for one in taken.sections] == ["Blekingesjukhuset"]


def test_a_long_plan_costs_no_more_queries(world: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            past.snapshot_at(world.plan, timezone.now())
        return len(queries)

    RiskAnalysis.objects.create(plan=world.plan, title="Risker", change="Utfasning")
    before = count()
    for number in range(8):
        world.make(title=f"Fler {number}", responsible="HR-chef; Ekonomichef", measure=factories.MeasureFactory())
    assert count() == before <= 15

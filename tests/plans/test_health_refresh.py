"""Each night what has become late or stale is found, and nothing else is touched."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

from plans import tasks
from plans.actions import health, status
from plans.models import Activity, PlanState
from tests.plans.activity_world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.django_db
LATER = datetime.date(2017, 9, 1)


@pytest.fixture
def world() -> World:
    made = make_world()
    Activity.objects.update(created_at=NOW)
    return made


def standing(activity: Activity) -> tuple[str, int]:
    activity.refresh_from_db()
    return activity.health, activity.stale_days


def test_what_passed_its_date_becomes_late_and_stale(world: World) -> None:
    dated = world.activity
    timeless = world.make(title="Löpande", deadline_text="Löpande")
    Activity.objects.filter(pk=timeless.pk).update(created_at=NOW)
    tasks.refresh_health(today=LATER)
    assert standing(dated) == ("late", 180)
    assert standing(timeless) == ("on_track", 180)


@pytest.mark.parametrize(("days", "stale"), [(29, 0), (30, 30), (59, 30), (60, 60), (179, 60), (180, 180), (900, 180)])
def test_staleness_counts_from_the_last_word(world: World, days: int, stale: int) -> None:
    Activity.objects.filter(pk=world.activity.pk).update(last_update_date=TODAY)
    tasks.refresh_health(today=TODAY + datetime.timedelta(days=days))
    assert standing(world.activity)[1] == stale


def test_the_due_day_itself_is_in_time(world: World) -> None:
    due = datetime.date(2017, 6, 30)
    tasks.refresh_health(today=due)
    assert standing(world.activity)[0] == "on_track"
    tasks.refresh_health(today=due + datetime.timedelta(days=1))
    assert standing(world.activity)[0] == "late"


def test_as_soon_as_possible_is_late_after_ninety_days(world: World) -> None:
    soon = world.make(title="Snart", deadline_text="Snarast")
    Activity.objects.filter(pk=soon.pk).update(created_at=NOW)
    tasks.refresh_health(today=TODAY + datetime.timedelta(days=90))
    assert standing(soon)[0] == "on_track"
    tasks.refresh_health(today=TODAY + datetime.timedelta(days=91))
    assert standing(soon)[0] == "late"


def test_a_persons_word_stands_with_its_reason_and_yields_without(world: World) -> None:
    agreed, risky = world.make(title="Avtalad", deadline_text="2017-06-30"), world.activity
    status.update_status(
        activity=agreed,
        version=1,
        progress="in_progress",
        health="on_track",
        comment="Styrgruppen har flyttat målet",
        by=world.leader,
        now=NOW + datetime.timedelta(days=150),
    )
    Activity.objects.filter(pk=risky.pk).update(health="at_risk")
    tasks.refresh_health(today=TODAY + datetime.timedelta(days=1))
    assert standing(risky)[0] == "at_risk"
    tasks.refresh_health(today=LATER)
    assert standing(agreed)[0] == "on_track"
    assert standing(risky)[0] == "late"


def test_rows_that_stand_as_they_should_are_not_written(world: World) -> None:
    tasks.refresh_health(today=LATER)
    before = world.activity.history.count()
    version = Activity.objects.get(pk=world.activity.pk).version
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert tasks.refresh_health(today=LATER) == 1
    assert not [query for query in captured if query["sql"].startswith(("UPDATE", "INSERT"))]
    assert world.activity.history.count() == before
    # The night does not make a form stale that somebody left open.
    assert version == 1


def test_a_change_of_the_night_is_in_the_history_by_the_system(world: World) -> None:
    tasks.refresh_health(today=LATER)
    latest = world.activity.history.latest()
    assert (latest.health, latest.history_user) == ("late", None)


@pytest.mark.parametrize("state", ["finished", "deleted", "closed"])
def test_what_is_over_is_left_alone(world: World, state: str) -> None:
    rows = Activity.objects.filter(pk=world.activity.pk)
    if state == "finished":
        rows.update(progress="done", completed_date=TODAY)
    elif state == "deleted":
        rows.update(deleted_at=NOW)
    else:
        world.plan.state, world.plan.adopted_date = PlanState.CLOSED, TODAY
        world.plan.save()
    assert tasks.refresh_health(today=LATER) == 0
    assert standing(world.activity) == ("on_track", 0)


def test_queries_follow_the_batches_and_not_the_rows(world: World, monkeypatch: Any) -> None:
    section = {"plan": world.plan, "section": world.section, "area": world.area}
    Activity.objects.bulk_create(
        Activity(
            **section,
            title=f"Rad {number}",
            deadline_kind="date",
            due_date=TODAY,
            health="late",
            stale_days=180,
            last_update_date=TODAY,
        )
        for number in range(1_200)
    )
    world.activity.delete()
    with CaptureQueriesContext(connection) as captured:
        assert tasks.refresh_health(today=LATER) == 1_200
    reads = [query for query in captured if query["sql"].startswith("SELECT")]
    assert len(reads) == 2 * 2 + 1
    assert health.BATCH == 1_000


def test_the_night_is_on_the_schedule() -> None:
    entry = next(entry for entry in settings.NIGHTLY if entry[1] == "plans.tasks.refresh_health")
    assert import_string(entry[1]) is tasks.refresh_health


def test_progress_is_told_as_it_goes(world: World) -> None:
    told: list[int] = []

    class Listener:
        def report(self, percent: int, text: object = "") -> None:
            told.append(percent)

    tasks.refresh_health(today=LATER, progress=Listener())  # type: ignore[arg-type]
    assert told

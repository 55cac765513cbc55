"""What a person reports is kept, logged and consistent; the dates are contradicted only with a reason."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from plans.actions import activities as actions
from plans.actions import status
from plans.models import Activity, StatusUpdate
from staffing.editing import StaleVersion
from tests.plans.activity_world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.django_db
AFTER = NOW + datetime.timedelta(days=200)


@pytest.fixture
def world() -> World:
    return make_world()


def report(world: World, activity: Activity | None = None, **given: Any) -> Activity:
    fresh = Activity.objects.get(pk=(activity or world.activity).pk)
    words = {"progress": fresh.progress, "health": fresh.health, "comment": "", "now": NOW, "by": world.holder}
    return status.update_status(activity=fresh, version=fresh.version, **{**words, **given})


def test_a_report_is_saved_and_logged(world: World) -> None:
    saved = report(world, progress="in_progress", health="at_risk", comment="Väntar på besked")
    saved.refresh_from_db()
    assert (saved.progress, saved.health, saved.last_update_date) == ("in_progress", "at_risk", TODAY)
    assert (saved.version, saved.updated_by) == (2, world.holder)
    line = StatusUpdate.objects.get()
    assert (line.old_progress, line.new_progress, line.old_health, line.new_health) == (
        "not_started",
        "in_progress",
        "on_track",
        "at_risk",
    )
    assert (line.comment, line.by, line.by_name, line.at) == ("Väntar på besked", world.holder, str(world.holder), NOW)


def test_done_has_a_day_and_nothing_else_has(world: World) -> None:
    assert report(world, progress="done").completed_date == TODAY
    kept = report(world, progress="in_operation", now=AFTER)
    assert kept.completed_date == TODAY
    assert report(world, progress="in_progress").completed_date is None
    given = datetime.date(2017, 2, 1)
    assert report(world, progress="done", completed_date=given).completed_date == given


def test_no_one_is_done_tomorrow(world: World) -> None:
    with pytest.raises(status.CompletedInTheFuture) as refused:
        report(world, progress="done", completed_date=TODAY + datetime.timedelta(days=1))
    assert refused.value.field == "completed_date"


def test_cancelled_needs_a_reason_and_handed_over_a_receiver(world: World) -> None:
    with pytest.raises(status.CancellationNeedsReason):
        report(world, progress="cancelled")
    with pytest.raises(status.HandoverNeedsReceiver):
        report(world, progress="handed_over", comment="Till någon")
    world.activity.refresh_from_db()
    assert (world.activity.version, StatusUpdate.objects.count()) == (1, 0)
    assert report(world, progress="cancelled", comment="Ersatt av annan").cancelled_reason == "Ersatt av annan"
    handed = report(world, progress="handed_over", receiver="HR-direktören")
    assert (handed.receiver, handed.cancelled_reason) == ("HR-direktören", "")
    assert report(world, progress="handed_over", comment="Påmint").receiver == "HR-direktören"


def test_on_track_after_the_date_needs_a_reason_once(world: World) -> None:
    with pytest.raises(status.OverrideNeedsReason):
        report(world, health="on_track", now=AFTER)
    with pytest.raises(status.OverrideNeedsReason):
        report(world, health="at_risk", now=AFTER)
    agreed = report(world, health="on_track", comment="Styrgruppen flyttade målet", now=AFTER)
    assert (agreed.health, agreed.health_reason) == ("on_track", "Styrgruppen flyttade målet")
    again = report(world, progress="in_progress", health="on_track", now=AFTER)
    assert (again.health, again.health_reason) == ("on_track", "Styrgruppen flyttade målet")
    late = report(world, health="late", now=AFTER)
    assert (late.health, late.health_reason) == ("late", "")


def test_late_before_the_date_needs_a_reason_and_at_risk_does_not(world: World) -> None:
    with pytest.raises(status.OverrideNeedsReason):
        report(world, health="late")
    assert report(world, health="late", comment="Leverantören hoppade av").health == "late"
    assert report(world, health="at_risk").health_reason == ""


@pytest.mark.parametrize("progress", ["cancelled", "handed_over"])
@pytest.mark.parametrize("had", ["on_track", "at_risk", "late"])
def test_what_is_given_up_keeps_the_health_it_had(world: World, progress: str, had: str) -> None:
    report(world, progress="in_progress", health=had, comment="Sagt")
    ended = report(world, progress=progress, health="on_track", comment="Slut", receiver="Linjen", now=AFTER)
    assert (ended.health, ended.stale_days) == (had, 0)
    line = StatusUpdate.objects.order_by("-pk").first()
    assert (line.old_health, line.new_health) == (had, had)
    # Taken up again, the dates count again.
    assert report(world, progress="in_progress", health="late", now=AFTER).health == "late"


def test_what_is_finished_is_neither_late_nor_stale(world: World) -> None:
    report(world, health="at_risk")
    done = report(world, progress="done", health="late", now=AFTER)
    assert (done.health, done.health_reason, done.stale_days) == ("on_track", "", 0)


def test_a_stale_report_writes_nothing(world: World) -> None:
    report(world, progress="in_progress")
    with pytest.raises(StaleVersion):
        status.update_status(
            activity=world.activity,
            version=1,
            progress="done",
            health="on_track",
            comment="",
            by=world.manager,
            now=NOW,
        )
    assert StatusUpdate.objects.count() == 1
    assert Activity.objects.get(pk=world.activity.pk).progress == "in_progress"


def test_no_change_is_one_line_a_day_and_brings_lateness_up(world: World, django_assert_num_queries: Any) -> None:
    for number in range(12):
        world.make(title=f"Rad {number}", deadline_text="2017-05-31")
    mine = Activity.objects.filter(plan=world.plan)
    assert status.confirm_unchanged(activities=mine, by=world.holder, now=AFTER) == 13
    assert status.confirm_unchanged(activities=mine, by=world.holder, now=AFTER) == 0
    assert StatusUpdate.objects.count() == 13
    assert set(mine.values_list("health", "last_update_date", "stale_days")) == {("late", AFTER.date(), 0)}
    assert status.confirm_unchanged(activities=mine, by=world.manager, now=AFTER) == 13
    assert world.activity.history.count() == 3


def test_no_change_asks_as_often_for_many_as_for_few(world: World, django_assert_max_num_queries: Any) -> None:
    for number in range(25):
        world.make(title=f"Rad {number}")
    mine = list(Activity.objects.filter(plan=world.plan))
    with django_assert_max_num_queries(9):
        status.confirm_unchanged(activities=mine, by=world.holder, now=NOW)


def test_finished_and_deleted_are_not_confirmed(world: World) -> None:
    done, gone = world.make(title="Klar"), world.make(title="Borta")
    report(world, done, progress="done")
    actions.delete_activity(activity=gone, version=1, by=world.leader, now=NOW)
    mine = Activity.objects.filter(plan=world.plan)
    assert status.confirm_unchanged(activities=mine, by=world.holder, now=NOW) == 1


def test_undo_takes_the_whole_status_back(world: World) -> None:
    report(world, health="on_track", comment="Avtalat med styrgruppen", progress="in_progress", now=AFTER)
    done = report(world, progress="done", now=AFTER)
    back = status.undo_status(activity=done, version=done.version, by=world.holder, now=AFTER)
    back.refresh_from_db()
    assert (back.progress, back.completed_date, back.health) == ("in_progress", None, "on_track")
    assert back.health_reason == "Avtalat med styrgruppen"
    assert StatusUpdate.objects.count() == 3


def test_no_change_is_taken_back_and_the_silence_before_it_stands_again(world: World) -> None:
    said = report(world, health="on_track", progress="in_progress", comment="Då", now=NOW)
    later = NOW + datetime.timedelta(days=70)
    for _twice in range(2):
        assert status.confirm_unchanged(activities=[said], by=world.holder, now=later) == 1
        confirmed = Activity.objects.get(pk=said.pk)
        assert (confirmed.last_update_date, confirmed.stale_days) == (later.date(), 0)
        back = status.undo_status(activity=confirmed, version=confirmed.version, by=world.holder, now=later)
        assert (back.last_update_date, back.stale_days) == (TODAY, 60)
        assert (back.progress, back.health) == ("in_progress", "on_track")


def test_undoing_the_first_status_leaves_an_activity_never_updated(world: World) -> None:
    done = report(world, progress="done", now=AFTER)
    back = status.undo_status(activity=done, version=done.version, by=world.holder, now=AFTER)
    back.refresh_from_db()
    assert back.last_update_date is None


def test_what_was_not_a_status_is_not_undone(world: World) -> None:
    renamed = actions.update_activity(
        activity=world.activity, version=1, changes={"title": "Nytt"}, by=world.leader, now=NOW
    )
    with pytest.raises(status.NothingToUndo):
        status.undo_status(activity=renamed, version=2, by=world.holder, now=NOW)
    assert Activity.objects.get(pk=renamed.pk).title == "Nytt"


def test_a_step_is_ticked_once_and_logged(world: World) -> None:
    made = world.make(title="Med steg", deadline_text="Hösten 2017. Annonsering våren 2017")
    step = made.steps.get()
    assert status.tick_step(step=step, is_done=True, by=world.holder, now=NOW)
    assert not status.tick_step(step=step, is_done=True, by=world.manager, now=NOW)
    line = StatusUpdate.objects.get()
    assert "Annonsering våren 2017" in line.comment
    made.refresh_from_db()
    assert (made.last_update_date, made.version) == (TODAY, 1)


@pytest.mark.parametrize(
    "impossible",
    [
        {"progress": "done", "completed_date": None},
        {"progress": "in_progress", "completed_date": TODAY},
        {"progress": "cancelled", "cancelled_reason": ""},
        {"progress": "handed_over", "receiver": ""},
    ],
)
def test_the_database_refuses_impossible_states(world: World, impossible: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=world.activity.pk).update(**impossible)


def test_a_health_that_nobody_chose_stays_unassessed_until_somebody_does(world: World) -> None:
    assert not world.activity.is_health_judged
    begun = report(world, progress="in_progress", health="", comment="Vi har börjat")
    assert (begun.progress, begun.last_update_date, begun.is_health_judged) == ("in_progress", TODAY, False)
    status.confirm_unchanged(activities=[begun], by=world.holder, now=NOW)
    begun.refresh_from_db()
    assert not begun.is_health_judged
    chosen = report(world, health="on_track")
    assert chosen.is_health_judged
    assert report(world, progress="paused", health="").is_health_judged


def test_a_choice_of_health_that_is_undone_leaves_it_unassessed(world: World) -> None:
    report(world, progress="in_progress", health="")
    chosen = report(world, health="on_track", comment="Går bra")
    back = status.undo_status(activity=chosen, version=chosen.version, by=world.holder, now=NOW)
    assert not back.is_health_judged

"""The first page: by role, in order of date, and nothing of what one may not see."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from documents.models import FrozenFile, Job
from indicators.models import Basis, IndexValue, ReturnState
from plans.models import Comment, CommentMention, Statement, StatementRound, StatusReport, StatusUpdate
from plans.queries import todo
from staffing.models import Role
from tests import factories
from values.period import Period

DAY = datetime.timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def plan(blekinge):
    return factories.PlanFactory(organisation=blekinge, title="Blekinges plan", adopted=True)


def tasks(response):
    return [task.title for task in response.context["tasks"]]


def test_without_a_role_one_is_told_what_to_do(person, signed_in):
    response = signed_in(person()).get("/")
    assert response.status_code == 200
    assert "overview_without_role" in response.templates[0].name


def test_due_and_late_activities_come_first_and_in_order(plan, person, signed_in, blekinge, today):
    manager = person(Role.MANAGER, blekinge)
    for title, fields in {
        "Snart": {"deadline_kind": "date", "due_date": today + 10 * DAY},
        "Sen": {"deadline_kind": "date", "due_date": today - DAY, "health": "late"},
        "Långt fram": {"deadline_kind": "date", "due_date": today + 31 * DAY},
        "Snarast": {"deadline_kind": "asap", "health": "late"},
        "Klar": {"progress": "done", "completed_date": today, "deadline_kind": "date", "due_date": today},
    }.items():
        factories.ActivityFactory(plan=plan, title=title, **fields)
    response = signed_in(manager).get("/")
    assert tasks(response) == ["Sen", "Snart", "Snarast"]
    assert [task.is_late for task in response.context["tasks"]] == [True, False, True]


def test_more_than_fit_are_counted(plan, person, signed_in, blekinge, today):
    section, area = factories.PlanSectionFactory(plan=plan), factories.PlanAreaFactory(plan=plan)
    factories.ActivityFactory.create_batch(
        todo.MOST_TASKS + 3, plan=plan, section=section, area=area, deadline_kind="date", due_date=today
    )
    response = signed_in(person(Role.MANAGER, blekinge)).get("/")
    assert (len(tasks(response)), response.context["more_tasks"]) == (todo.MOST_TASKS, 3)


def test_process_leaders_chase_and_interpret(plan, person, signed_in, blekinge, kalmar, today):
    plan.end_date = today + 100 * DAY
    plan.save()
    for fields in ({"health": "late"}, {}, {"deadline_kind": "unparsed", "deadline_text": "?"}):
        factories.ActivityFactory(plan=plan, **fields)
    other = factories.PlanFactory(organisation=kalmar, adopted=True)
    factories.ActivityFactory(plan=other, deadline_kind="unparsed")
    found = signed_in(person(Role.PROCESS_LEADER, blekinge)).get("/").context["tasks"]
    assert [task.url.partition("?")[2] for task in found] == [
        "health=late#activities",
        "deadline=undated#activities",
        "deadline=unparsed#activities",
    ]
    assert {task.note for task in found} == {"Blekinges plan"}


def test_controllers_submit_what_is_open_and_report_what_is_not_there(person, signed_in, blekinge, today):
    client = signed_in(person(Role.CONTROLLER, blekinge))
    ended = Period.containing(today).previous()
    [task] = client.get("/").context["tasks"]
    assert task.url == f"/kostnader/10/inrapportering/ny/?period={ended.code}"
    made = factories.cost_return(blekinge.region, ended.code)
    [task] = client.get("/").context["tasks"]
    assert (task.day, task.is_late, f"/{made.pk}/" in task.url) == (
        ended.last_date + 30 * DAY, ended.last_date + 30 * DAY < today, True,
    )  # fmt: skip


def test_coordinators_lock_what_the_regions_submitted(person, signed_in, blekinge):
    client = signed_in(person(Role.NATIONAL_COORDINATOR))
    assert tasks(client.get("/")) == []
    factories.cost_return(
        blekinge.region, "2016-K4", state=ReturnState.SUBMITTED, submitted_at=timezone.now(), counts_submitted=True
    )
    [task] = client.get("/").context["tasks"]
    assert task.url == "/kostnader/att-lasa/"


def test_failed_reports_are_told_to_those_who_make_them(plan, person, signed_in, blekinge):
    job = Job.objects.create(
        kind="x", unique_key="x", language="sv", state=Job.State.FAILED, finished_at=timezone.now(),
        failure_code="x", failure_text="x",
    )  # fmt: skip
    StatusReport.objects.create(plan=plan, first_month="2016-10-01", requested_by_name="A", job=job)
    [task] = signed_in(person(Role.PROCESS_LEADER, blekinge)).get("/").context["tasks"]
    assert task.is_failed
    assert tasks(signed_in(person(Role.STEERING_GROUP, blekinge)).get("/")) == []


def test_since_the_last_report_counts_changes_after_it_alone(plan, person, signed_in, blekinge):
    activity = factories.ActivityFactory(plan=plan, title="Den här")
    now = timezone.now()

    def changed(at, old, new, health="on_track"):
        StatusUpdate.objects.create(
            activity=activity, at=at, by_name="A", old_progress=old, new_progress=new, old_health="on_track",
            new_health=health, comment="Hemligt",
        )  # fmt: skip

    changed(now - 3 * DAY, "not_started", "in_progress")
    client = signed_in(person(Role.STEERING_GROUP, blekinge))
    since = client.get("/").context["since"]
    assert (since.report, len(since.changes)) == (None, 1)
    file = FrozenFile.objects.create(
        kind="status_report", name="r.pdf", content_type="application/pdf", snapshot="{}", snapshot_sha256="a" * 64,
        content=b"x", sha256="b" * 64, size_bytes=1, created_at=now - 2 * DAY,
    )  # fmt: skip
    quarter = datetime.date(now.year, (now.month - 1) // 3 * 3 + 1, 1)
    report = StatusReport.objects.create(plan=plan, first_month=quarter, requested_by_name="A", file=file)
    changed(now - DAY, "in_progress", "in_progress")
    changed(now - DAY, "in_progress", "in_progress", health="at_risk")
    changed(now, "in_progress", "paused")
    response = client.get("/")
    since = response.context["since"]
    assert [(change.new_progress, change.new_health) for change in since.changes] == [
        ("paused", "on_track"),
        ("in_progress", "at_risk"),
    ]
    assert len(response.context["reports"]) == 1
    # A report of a period that was over shows the end of the period, not the day when it was made.
    report.first_month = datetime.date(2016, 10, 1)
    report.save()
    since = client.get("/").context["since"]
    assert (timezone.localdate(since.as_of), len(since.changes)) == (datetime.date(2016, 12, 31), 3)


def index_value(region, period, agency, own):
    wanted = Period.parse(period)
    IndexValue.objects.create(
        region=region, basis=Basis.SUBMITTED, first_month=wanted.first_date, length=wanted.length, window="r12",
        agency_sek=agency, own_sek=own, computed_at=timezone.now(),
    )  # fmt: skip


def test_the_verdict_says_how_far_it_is_to_the_target(person, signed_in, blekinge):
    client = signed_in(person(Role.STEERING_GROUP, blekinge))
    assert client.get("/").context["verdict"] is None
    for quarter in range(1, 5):
        made = factories.cost_return(
            blekinge.region, f"2016-K{quarter}", state=ReturnState.SUBMITTED, submitted_at=timezone.now(),
            counts_submitted=True,
        )  # fmt: skip
        factories.cost_line(made, "agency", "31")
        factories.cost_line(made, "own", "1000")
    index_value(blekinge.region, "2016-K4", 124, 4000)
    response = client.get("/")
    verdict = response.context["verdict"]
    assert verdict is not None
    assert response.context["region"] == blekinge.region
    assert "3,1" in response.content.decode()


def test_one_region_is_shown_at_a_time_and_only_ones_own(plan, person, signed_in, blekinge, kalmar):
    user = person(Role.STEERING_GROUP, blekinge)
    factories.grant(user, Role.STEERING_GROUP, kalmar)
    client = signed_in(user)
    assert client.get("/").context["region"].code == "08"
    assert client.get("/", {"region": "10"}).context["plan"] == plan
    alone = signed_in(person(Role.STEERING_GROUP, kalmar)).get("/", {"region": "10"})
    assert alone.context["region"].code == "08"


def test_the_nation_sees_the_adopted_plans_of_the_regions(plan, person, signed_in, kalmar):
    factories.PlanFactory(organisation=kalmar, title="Utkast")
    response = signed_in(person(Role.NATIONAL_COORDINATOR)).get("/")
    assert response.context["region"] is None
    assert [row["plan"] for row in response.context["plan_rows"]] == [plan]


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_follow_the_number_of_activities(plan, person, signed_in, django_assert_max_num_queries, number):
    section, area = factories.PlanSectionFactory(plan=plan), factories.PlanAreaFactory(plan=plan)
    for activity in factories.ActivityFactory.create_batch(number, plan=plan, section=section, area=area):
        StatusUpdate.objects.create(
            activity=activity, at=timezone.now(), by_name="A", old_progress="not_started", new_progress="in_progress",
            old_health="on_track", new_health="on_track",
        )  # fmt: skip
    client = signed_in(person(Role.PROCESS_LEADER, plan.organisation))
    with django_assert_max_num_queries(20):
        client.get("/")


def test_a_plan_whose_period_is_over_comes_after_the_current_one(plan, person, signed_in, blekinge, today):
    plan.start_date, plan.end_date = today - 800 * DAY, today - 70 * DAY
    plan.save()
    current = factories.PlanFactory(
        organisation=blekinge,
        title="Den nya",
        start_date=today - 69 * DAY,
        end_date=today + 600 * DAY,
        adopted=True,
    )
    for one, due in ((plan, today - 90 * DAY), (current, today + DAY)):
        factories.ActivityFactory(plan=one, title=f"I {one.title}", deadline_kind="date", due_date=due, health="late")
    response = signed_in(person(Role.MANAGER, blekinge)).get("/")
    assert response.context["plan"] == current
    assert tasks(response) == ["I Den nya", "I Blekinges plan"]
    assert [task.note for task in response.context["tasks"]] == ["Den nya", "Blekinges plan · Perioden är slut"]
    led = signed_in(person(Role.PROCESS_LEADER, blekinge)).get("/").context["tasks"]
    assert [task.is_over for task in led] == [False, True]


def test_the_steering_group_is_shown_the_decisions_it_is_asked_for(plan, person, signed_in, blekinge):
    file = FrozenFile.objects.create(
        kind="status_report", name="r.pdf", content_type="application/pdf", snapshot="{}", content=b"x", size_bytes=1
    )
    report = StatusReport.objects.create(
        plan=plan, first_month="2026-07-01", decisions="Besluta om hyrstopp\nAvsätt medel", file=file
    )

    shown = signed_in(person(Role.STEERING_GROUP, blekinge)).get("/").context["tasks"]

    assert [(task.title, task.url) for task in shown] == [
        ("2 beslut efterfrågas i Statusrapport K3 2026", f"/rapporter/{report.pk}/")
    ]
    assert tasks(signed_in(person(Role.AUDITOR, blekinge)).get("/")) == []


def collection(due_date, **fields):
    return StatementRound.objects.create(**{"kind": "evaluation", "year": 2026, "due_date": due_date, **fields})


def test_an_open_collection_waits_for_who_may_answer_it(person, signed_in, blekinge, kalmar, today):
    late = collection(today - DAY)
    collection(today, year=2025, closed_date=today)
    Statement.objects.create(round=late, region=kalmar.region, submitted_at=timezone.now())
    Statement.objects.create(round=late, region=blekinge.region)
    leader = person(Role.PROCESS_LEADER, blekinge)

    shown = [task for task in signed_in(leader).get("/").context["tasks"] if "2026" in task.title]

    code = blekinge.region.code
    assert [(task.day, task.is_late, task.url) for task in shown] == [
        (late.due_date, True, f"/redovisningar/{late.pk}/{code}/")
    ]
    for other in (person(Role.PROCESS_LEADER, kalmar), person(Role.MANAGER, blekinge), person(Role.AUDITOR, blekinge)):
        assert tasks(signed_in(other).get("/")) == []


def test_who_is_mentioned_is_told_until_it_is_marked_as_read(plan, person, signed_in, blekinge):
    manager, leader = person(Role.MANAGER, blekinge), person(Role.PROCESS_LEADER, blekinge)
    activity = factories.ActivityFactory(plan=plan, progress="done", completed_date=timezone.localdate())
    comment = Comment.objects.create(activity=activity, author=leader, text="@M", at=timezone.now())
    mention = CommentMention.objects.create(comment=comment, user=manager, label="M")
    client = signed_in(manager)

    shown = client.get("/").context["tasks"]

    assert [(task.url, "1" in task.title) for task in shown] == [("/mina-aktiviteter/namnd/", True)]
    mention.read_at = timezone.now()
    mention.save()
    assert tasks(client.get("/")) == []


def test_the_nation_sees_a_regions_plan_that_is_not_over(plan, person, signed_in, blekinge, today):
    plan.start_date, plan.end_date = today - 900 * DAY, today - 10 * DAY
    plan.save()
    client = signed_in(person(Role.NATIONAL_COORDINATOR))
    [alone] = client.get("/").context["plan_rows"]
    assert (alone["plan"], alone["is_over"]) == (plan, True)
    # Begun before the other, and still going on.
    going_on = factories.PlanFactory(
        organisation=blekinge, adopted=True, start_date=today - 1000 * DAY, end_date=today + 10 * DAY
    )
    [one] = client.get("/").context["plan_rows"]
    assert (one["plan"], one["is_over"]) == (going_on, False)


def test_a_draft_in_the_plans_place_says_what_it_is(plan, person, signed_in, blekinge):
    client = signed_in(person(Role.PROCESS_LEADER, blekinge))
    assert 'class="status status-draft"' not in client.get("/").content.decode()
    plan.delete()
    factories.PlanFactory(organisation=blekinge, title="Nästa plan")
    assert 'Nästa plan</a> <span class="status status-draft">utkast</span>' in client.get("/").content.decode()


def test_what_a_person_says_is_no_more_than_at_risk_is_not_late(plan, person, signed_in, blekinge, today):
    factories.ActivityFactory(plan=plan, deadline_kind="date", due_date=today - DAY, health="at_risk")
    [task] = signed_in(person(Role.MANAGER, blekinge)).get("/").context["tasks"]
    assert not task.is_late

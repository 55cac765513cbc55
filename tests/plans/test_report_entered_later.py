"""A report of an ended period: the plan as it stood then, and what is said where nobody knows how it stood."""

from __future__ import annotations

import pytest
from django.utils import timezone

from plans.actions import activities as actions
from plans.actions import revisions, write_back
from plans.models import Activity, Plan
from plans.queries import past, reports
from plans.status_report_data import StatusReportData
from staffing.models import Organisation
from tests import factories
from tests.plans.activity_world import World, adopt, make_world
from tests.plans.revision_world import at, date_history
from values.period import Period

pytestmark = pytest.mark.django_db


def test_what_was_entered_with_the_plan_was_in_it_from_its_first_day(blekinge: Organisation) -> None:
    plan = factories.PlanFactory(organisation=blekinge, adopted=True)
    factories.ActivityFactory(plan=plan, title="Måltal")

    facts = reports.facts_for(
        plan=plan,
        period=Period.parse("2017-K4"),
        language="sv",
        number=1,
        correction="",
        decisions="",
        now=timezone.now(),
    )

    assert [activity.title for activity in facts.activities] == ["Måltal"]
    assert facts.activities[0].created_at.date() == plan.start_date


def test_a_report_of_a_time_that_is_not_known_says_so(blekinge: Organisation) -> None:
    plan = factories.PlanFactory(organisation=blekinge, adopted=True)
    entered = timezone.localdate().isoformat()
    (said,) = (line for line in _report(plan, "2017-K4").sentences.basis if "inte känt" in line)
    assert entered in said
    assert "2017-12-31" in said


# With a history of the time --------------------------------------------------------------------------------------------


@pytest.fixture
def dated() -> World:
    """Return a plan whose history begins in January 2017, in rows that were all written today: as the demo's are."""
    world = make_world()
    date_history("2017-01-10T08:00", world.plan, world.section, world.area, world.activity)
    Activity.history.update(created_at=at("2017-01-10T08:00"))
    Activity.objects.update(created_at=at("2017-01-10T08:00"))
    adopt(world.plan)
    date_history("2017-01-30T09:00", world.plan)
    return world


def _report(plan: Plan, period: str) -> StatusReportData:
    fresh = Plan.objects.select_related("region", "organisation").get(pk=plan.pk)
    return reports.status_report_for(
        plan=fresh,
        period=Period.parse(period),
        language="sv",
        number=1,
        correction="",
        decisions="",
        now=timezone.now(),
    )


def titles(report: StatusReportData) -> list[str]:
    return [one.title for one in report.activities]


def test_what_a_later_revision_added_or_changed_is_not_in_the_report(dated: World) -> None:
    draft = revisions.start_draft_revision(plan=dated.plan, by=dated.leader, now=timezone.now())
    copy = Activity.objects.get(plan=draft)
    Activity.objects.create(plan=draft, section=copy.section, area=copy.area, title="Ny i revision 2", order=9)
    copy.title = "Heter annat i revision 2"
    copy.save()
    write_back.write_back(standing=dated.plan, draft=draft, by=dated.leader, now=timezone.now(), reason="Fastställd")
    dated.plan.save()
    assert Activity.objects.filter(plan=dated.plan).count() == 2

    then = _report(dated.plan, "2017-K3")

    assert titles(then) == ["Utred utlandsrekrytering"]
    assert then.total.total == 1
    assert [group.kind for group in then.changes if group.kind in ("added", "removed")] == []
    assert not [line for line in then.sentences.basis if "inte känt" in line]
    # The same plan, day and rule as the page of the day.
    page = past.snapshot_at(dated.plan, past.end_of(Period.parse("2017-K3").last_date))
    assert [one.title for one in page.activities] == titles(then)


def test_the_section_and_the_facts_of_the_plan_are_those_of_then(dated: World) -> None:
    dated.section.title = "Sjukhuset"
    dated.section.save()
    dated.plan.goal = "Ett annat mål"
    dated.plan.save()
    then = _report(dated.plan, "2017-K3")
    assert [line.title for line in then.sections] == ["Blekingesjukhuset"]
    assert then.plan.goal != "Ett annat mål"


def test_what_was_taken_out_later_is_in_the_report_and_what_was_taken_out_before_is_named(dated: World) -> None:
    gone = dated.make(title="Togs bort")
    Activity.history.filter(id=gone.pk).update(history_date=at("2017-01-10T08:00"), created_at=at("2017-01-10T08:00"))
    Activity.objects.filter(pk=gone.pk).update(created_at=at("2017-01-10T08:00"))
    gone.refresh_from_db()
    dated.activity.refresh_from_db()
    actions.delete_activity(activity=gone, version=gone.version, by=dated.leader, now=at("2017-08-01T09:00"))
    gone.refresh_from_db()
    date_history("2017-08-01T09:00", gone)
    # It came back after the period: that is not the period's.
    actions.restore_activity(activity=gone, version=gone.version, by=dated.leader, now=timezone.now())
    actions.delete_activity(
        activity=dated.activity, version=dated.activity.version, by=dated.leader, now=timezone.now()
    )
    then = _report(dated.plan, "2017-K3")
    assert titles(then) == ["Utred utlandsrekrytering"]
    (removed,) = (group for group in then.changes if group.kind == "removed")
    assert [(line.title, line.section) for line in removed.lines] == [("Togs bort", "Blekingesjukhuset")]

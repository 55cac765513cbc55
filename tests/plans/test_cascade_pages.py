"""Divisions' plans: obliged, begun from the parent, delivered, rolled up; and the reduced plan."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from plans.actions import activities as activity_actions
from plans.actions import cascade as actions
from plans.models import Activity, Plan, PlanObligation, PlanState, PriorityArea
from plans.queries import cascade as queries
from staffing.models import Role
from tests import factories

pytestmark = pytest.mark.django_db

DUE = datetime.date(2017, 6, 30)


@pytest.fixture
def division(blekinge):
    return factories.OrganisationFactory(parent=blekinge, name="Blekingesjukhuset")


@pytest.fixture
def plan(blekinge, division) -> Plan:
    plan = factories.PlanFactory(organisation=blekinge, title="Regionens plan", slug="regionens")
    section = factories.PlanSectionFactory(plan=plan, organisation=blekinge)
    for number in range(3):
        area = factories.PlanAreaFactory(plan=plan, title=f"Område {number}", area=factories.MeasureAreaFactory())
        factories.ActivityFactory(plan=plan, section=section, area=area, title=f"Aktivitet {number}")
    return plan


@pytest.fixture
def leader(blekinge, person):
    return person(Role.PROCESS_LEADER, blekinge)


def obliged(plan, division) -> PlanObligation:
    return actions.oblige(plan=plan, organisations=[division], due_date=DUE, message="")[0]


def page(client, plan) -> str:
    return client.get(reverse("plan_cascade", kwargs={"slug": plan.slug})).content.decode()


def test_divisions_are_obliged_once(plan, division, leader, signed_in):
    url = reverse("obligation_create", kwargs={"slug": plan.slug})
    client = signed_in(leader)
    for _time in range(2):
        client.post(url, {"organisations": [division.pk], "due_date": "2017-06-30", "message": "Senast före sommaren"})
    assert PlanObligation.objects.get().due_date == DUE
    assert "Blekingesjukhuset" in page(client, plan)


def test_when_nobody_is_left_to_oblige_the_page_says_so_and_asks_nothing(plan, division, leader, signed_in):
    url = reverse("obligation_create", kwargs={"slug": plan.slug})
    client = signed_in(leader)
    assert 'name="due_date"' in client.get(url).content.decode()
    obliged(plan, division)
    answer = client.get(url)
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert answer.context["has_obliged"]
    assert "<form" not in main
    assert f'href="{reverse("plan_cascade", kwargs={"slug": plan.slug})}"' in main.partition("</h1>")[2]
    assert client.post(url, {"due_date": "2017-06-30"}).status_code == 422


def test_a_bad_day_is_said_at_its_field(plan, division, leader, signed_in):
    url = reverse("obligation_create", kwargs={"slug": plan.slug})
    answer = signed_in(leader).post(url, {"organisations": [division.pk], "due_date": "30/6"})
    assert answer.status_code == 422
    assert not PlanObligation.objects.exists()


def test_a_division_begins_its_plan_from_the_parent(plan, division, leader, signed_in):
    obligation = obliged(plan, division)
    first = Activity.objects.get(title="Aktivitet 0")
    url = reverse("obligation_start", kwargs={"slug": plan.slug, "pk": obligation.pk})
    client = signed_in(leader)
    assert "Aktivitet 0" in client.get(url).content.decode()
    client.post(url, {"activities": [first.pk]})
    client.post(url, {"activities": [first.pk]})
    obligation.refresh_from_db()
    child = obligation.child_plan
    assert Plan.objects.filter(parent=plan).get() == child
    assert (child.organisation, child.state, child.end_date) == (division, PlanState.DRAFT, plan.end_date)
    assert list(child.areas.values_list("title", flat=True)) == ["Område 0", "Område 1", "Område 2"]
    carried = child.activities.get()
    assert (carried.parent, carried.title, carried.area.title) == (first, "Aktivitet 0", "Område 0")
    assert "Regionens plan" in client.get(child.get_absolute_url()).content.decode()
    assert "Blekingesjukhuset" in client.get(first.get_absolute_url()).content.decode()


def test_the_page_rolls_up_and_counts(plan, division, leader):
    obligation = obliged(plan, division)
    chosen = Activity.objects.filter(plan=plan).select_related("section", "area")[:2]
    child = actions.start_child_plan(obligation=obligation, activities=chosen, by=leader, now=timezone.now())
    PriorityArea.objects.create(plan=plan, area=plan.areas.get(title="Område 1"))
    PriorityArea.objects.create(plan=plan, area=plan.areas.get(title="Område 2"))
    child.activities.filter(title="Aktivitet 0").update(progress="done", completed_date=DUE)
    found = queries.cascade_of(plan, DUE + datetime.timedelta(days=3))
    assert (found.count.owed, found.count.delivered, found.count.overdue) == (1, 0, 1)
    assert found.rows[0].judgement.days_late == 3
    assert (found.total.total, found.total.finished, found.own.total) == (2, 1, 3)
    assert found.rows[0].coverage == (1, 0)
    assert [(row.activity.title, row.finished, len(row.children)) for row in found.carried_out] == [
        ("Aktivitet 0", 1, 1),
        ("Aktivitet 1", 0, 1),
    ]


def test_more_divisions_cost_no_more_queries(plan, division, blekinge, leader):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.cascade_of(plan, DUE)
        return len(asked)

    def begin(organisation):
        chosen = Activity.objects.filter(plan=plan).select_related("section", "area")
        obligation = obliged(plan, organisation)
        actions.start_child_plan(obligation=obligation, activities=chosen, by=leader, now=timezone.now())

    begin(division)
    before = count()
    for _number in range(3):
        begin(factories.OrganisationFactory(parent=blekinge))
    assert count() == before


def test_an_obligation_that_is_answered_is_not_taken_back(plan, division, leader, signed_in):
    obligation = obliged(plan, division)
    url = reverse("obligation_withdraw", kwargs={"slug": plan.slug, "pk": obligation.pk})
    client = signed_in(leader)
    assert client.post(url).status_code == 400
    actions.start_child_plan(obligation=obligation, activities=[], by=leader, now=timezone.now())
    client.post(url, {"version": "2"})
    assert PlanObligation.objects.filter(pk=obligation.pk).exists()
    other = obliged(plan, factories.OrganisationFactory(parent=division.parent))
    client.post(reverse("obligation_withdraw", kwargs={"slug": plan.slug, "pk": other.pk}), {"version": "1"})
    assert not PlanObligation.objects.filter(pk=other.pk).exists()
    assert PlanObligation.history.filter(id=other.pk, history_type="-").exists()


def test_the_second_of_two_sees_the_first(plan, division, leader, signed_in):
    obligation = obliged(plan, division)
    url = reverse("obligation_edit", kwargs={"slug": plan.slug, "pk": obligation.pk})
    client = signed_in(leader)
    sent = {"version": "1", "due_date": "2017-09-30", "message": "", "excuse": "", "child_plan": ""}
    assert client.post(url, sent).status_code == 302
    answer = client.post(url, {**sent, "due_date": "2017-10-31"})
    assert answer.status_code == 409
    assert "2017-09-30" in answer.content.decode()


def test_an_existing_plan_can_answer(plan, division, leader, signed_in):
    obligation = obliged(plan, division)
    child = factories.PlanFactory(organisation=division, adopted=True)
    url = reverse("obligation_edit", kwargs={"slug": plan.slug, "pk": obligation.pk})
    sent = {"version": "1", "due_date": "2017-06-30", "message": "", "excuse": "", "child_plan": child.pk}
    assert signed_in(leader).post(url, sent).status_code == 302
    child.refresh_from_db()
    assert child.parent == plan
    assert queries.cascade_of(plan, DUE).count.delivered == 1


def test_priorities_of_two_editors_meet(plan, leader, signed_in):
    first, second = plan.areas.order_by("pk")[:2]
    url = reverse("priorities_edit", kwargs={"slug": plan.slug})
    client = signed_in(leader)

    def sent(**typed):
        shown = {f"initial-area_{area.pk}": "False" for area in (first, second)}
        shown |= {f"initial-guidance_{area.pk}": "" for area in (first, second)}
        return {**shown, **typed}

    client.post(url, sent(**{f"area_{first.pk}": "on", f"guidance_{first.pk}": "Minst en aktivitet"}))
    client.post(url, sent(**{f"area_{second.pk}": "on", f"guidance_{second.pk}": "Två"}))
    assert dict(plan.priority_areas.values_list("area_id", "guidance")) == {
        first.pk: "Minst en aktivitet",
        second.pk: "Två",
    }
    answer = client.post(url, sent(**{f"area_{first.pk}": "on", f"guidance_{first.pk}": "Något annat"}))
    assert answer.status_code == 409
    assert "Minst en aktivitet" in answer.content.decode()
    assert plan.priority_areas.get(area=first).guidance == "Minst en aktivitet"


def test_an_activity_carries_out_one_of_the_parent_plan_only(plan, division, leader, signed_in):
    child = factories.PlanFactory(organisation=division, parent=plan)
    activity = factories.ActivityFactory(plan=child)
    wanted = Activity.objects.get(title="Aktivitet 1")
    stranger = factories.ActivityFactory(plan=factories.PlanFactory(organisation=division))
    url = reverse("activity_parent", kwargs={"pk": activity.pk})
    client = signed_in(leader)
    assert client.post(url, {"version": "1", "parent": stranger.pk}).status_code == 422
    assert client.post(url, {"version": "1", "parent": wanted.pk}).status_code == 302
    assert client.post(url, {"version": "1", "parent": ""}).status_code == 409
    activity.refresh_from_db()
    assert activity.parent == wanted
    with pytest.raises(activity_actions.ForeignPlace):
        activity_actions.update_activity(
            activity=activity, version=2, changes={"parent": stranger}, by=leader, now=timezone.now()
        )


def test_a_plan_takes_up_more_from_the_plan_above(plan, division, leader, signed_in):
    child = factories.PlanFactory(organisation=division, parent=plan)
    section = factories.PlanSectionFactory(plan=child)
    wanted = Activity.objects.get(title="Aktivitet 2")
    url = reverse("activity_take_up", kwargs={"slug": child.slug})
    client = signed_in(leader)
    assert client.post(url, {"section": section.pk, "activities": [wanted.pk]}).status_code == 302
    assert child.activities.get().parent == wanted
    assert child.areas.get().area == wanted.area.area
    # What is carried out already is not offered twice.
    assert client.post(url, {"section": section.pk, "activities": [wanted.pk]}).status_code == 422


class TestReducedPlan:
    def test_conditions_tick_and_nothing_is_written_by_looking(self, plan, leader, signed_in):
        kept = Activity.objects.filter(plan=plan).first()
        Activity.objects.filter(pk=kept.pk).update(horizon="short", priority=1)
        url = reverse("plan_reduce", kwargs={"slug": plan.slug})
        answer = signed_in(leader).get(url, {"horizon": "short", "lowest_priority": "1"})
        assert [row["activity"].pk for row in answer.context["rows"] if row["stays"]] == [kept.pk]
        assert not Activity.objects.filter(is_hidden=True).exists()

    def test_rows_are_left_out_and_taken_in_again_with_history(self, plan, leader, signed_in):
        rows = [str(pk) for pk in Activity.objects.filter(plan=plan).order_by("pk").values_list("pk", flat=True)]
        url = reverse("plan_reduce", kwargs={"slug": plan.slug})
        client = signed_in(leader)
        assert client.post(url, {"keep": rows[:1]}).status_code == 400
        client.post(url, {"opened": rows, "was": rows, "keep": rows[:1]})
        assert Activity.objects.present().filter(plan=plan).count() == 3
        assert set(Activity.objects.filter(is_hidden=True).values_list("pk", flat=True)) == set(map(int, rows[1:]))
        hidden = Activity.objects.get(pk=rows[1])
        assert (hidden.version, hidden.history.first().is_hidden, hidden.history.first().history_user) == (
            2,
            True,
            leader,
        )
        reduced = client.get(plan.get_absolute_url(), {"scope": "reduced"})
        assert [row["pk"] for row in reduced.context["table"].records] == [int(rows[0])]
        left_out = client.get(plan.get_absolute_url(), {"scope": "left_out"})
        assert len(left_out.context["table"].records) == 2

    def test_what_another_ticked_meanwhile_stays(self, plan, leader, signed_in):
        rows = [str(pk) for pk in Activity.objects.filter(plan=plan).order_by("pk").values_list("pk", flat=True)]
        url = reverse("plan_reduce", kwargs={"slug": plan.slug})
        client = signed_in(leader)
        client.post(url, {"opened": rows, "was": rows, "keep": rows[1:]})
        # Opened before that: the first is ticked on this page, and was so when it was opened.
        client.post(url, {"opened": rows, "was": rows, "keep": rows[:2]})
        assert set(Activity.objects.filter(is_hidden=True).values_list("pk", flat=True)) == {int(rows[0]), int(rows[2])}


def test_readers_look_and_strangers_see_nothing(plan, division, kalmar, person, signed_in):
    reader, stranger = person(Role.MANAGER, division), person(Role.PROCESS_LEADER, kalmar)
    url = reverse("plan_cascade", kwargs={"slug": plan.slug})
    assert signed_in(reader).get(url).status_code == 200
    assert signed_in(reader).get(reverse("obligation_create", kwargs={"slug": plan.slug})).status_code == 403
    assert signed_in(stranger).get(url).status_code == 404

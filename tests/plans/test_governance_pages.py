"""A plan's groups, milestones and expected effect: who reads and writes them, and what is said of what is missing."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.actions import index as index_actions
from indicators.models import CostLine
from plans import plan_document
from plans.glide_path import Share
from plans.models import GroupMember, Milestone, Plan, PlanGroup, PlanState, ProgressChoice
from plans.queries import revisions as revision_queries
from plans.queries import snapshots
from staffing.models import Role
from tests import factories
from values.period import Period

pytestmark = pytest.mark.django_db

GROUP = {
    "version": 1,
    "kind": "steering_group",
    "name": "Styrgruppen",
    "assignment": "Följer planen",
    "members": "Hälso- och sjukvårdsdirektör – ordförande\nHR-direktör",
    "initial-members": "",
}


@pytest.fixture
def plan(blekinge) -> Plan:
    plan = factories.PlanFactory(
        organisation=blekinge,
        title="Regionens plan",
        slug="regionens",
        state=PlanState.ADOPTED,
        adopted_date=datetime.date(2017, 1, 1),
        start_date=datetime.date(2017, 1, 1),
        end_date=datetime.date(2018, 12, 31),
    )
    factories.PlanSectionFactory(plan=plan, organisation=blekinge)
    factories.PlanAreaFactory(plan=plan, title="Område")
    return plan


@pytest.fixture
def leader(blekinge, person, signed_in):
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


def url(name: str, pk: int | None = None) -> str:
    return reverse(name, kwargs={"slug": "regionens"} if pk is None else {"slug": "regionens", "pk": pk})


def text(client, name: str) -> str:
    return client.get(url(name)).content.decode()


def milestone(plan: Plan, period: str, target: str = "0.0500", **fields) -> Milestone:
    months = Period.parse(period)
    fields = {"organisation": plan.organisation, **fields}
    return Milestone.objects.create(
        plan=plan, first_month=months.first_date, length=months.length, target_ratio=Decimal(target), **fields
    )


def said(client) -> list[tuple[str, str]]:
    rows = client.get(url("plan_milestones")).context["rows"]
    return [(str(row.judgement), row.reason) for row in rows]


# Groups ----------------------------------------------------------------------------------------------------------------


def test_a_group_is_written_with_its_roles_and_sent_twice_it_is_one(plan, leader):
    assert "Skriv den första gruppen" in text(leader, "plan_groups")
    assert leader.post(url("group_create"), GROUP).status_code == 302
    assert leader.post(url("group_create"), GROUP).status_code == 422
    group = PlanGroup.objects.get()
    assert list(group.members.values_list("role_title", "part")) == [
        ("Hälso- och sjukvårdsdirektör", "ordförande"),
        ("HR-direktör", ""),
    ]
    assert "ordförande" in text(leader, "plan_groups")


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"kind": "choir"}, {"members": "Controller\nController – igen"}, {"members": "x" * 201}]
)
def test_a_bad_group_is_said_and_nothing_is_written(plan, leader, wrong):
    assert leader.post(url("group_create"), GROUP | wrong).status_code == 422
    assert not PlanGroup.objects.exists()


def test_members_that_stay_keep_their_rows_and_the_rest_is_in_the_history(plan, leader):
    leader.post(url("group_create"), GROUP)
    group = PlanGroup.objects.get()
    director = GroupMember.objects.get(role_title="HR-direktör").pk
    leader.post(url("group_edit", group.pk), GROUP | {"members": "HR-direktör – ordförande\nController"})
    assert list(group.members.values_list("role_title", "part")) == [("HR-direktör", "ordförande"), ("Controller", "")]
    assert GroupMember.objects.get(role_title="HR-direktör").pk == director
    names = [change.name for change in revision_queries.plan_changes(plan)]
    told = {"Grupp ”Styrgruppen”"} | {
        f"Medlem i en grupp ”{title}”" for title in ("Hälso- och sjukvårdsdirektör", "Controller")
    }
    assert told <= set(names)


def test_the_second_editor_of_a_group_sees_both(plan, leader):
    leader.post(url("group_create"), GROUP)
    group = PlanGroup.objects.get()
    opened = GROUP | {"initial-members": GROUP["members"]}
    assert leader.post(url("group_edit", group.pk), opened | {"members": "Controller"}).status_code == 302
    answer = leader.post(url("group_edit", group.pk), opened | {"assignment": "Mitt nya uppdrag"})
    assert answer.status_code == 409
    form = answer.context["form"]
    assert (form["members"].value(), form["assignment"].value()) == ("Controller", "Mitt nya uppdrag")
    assert leader.post(url("group_edit", group.pk), {"name": "Utan version"}).status_code == 400


def test_a_group_is_taken_out_once(plan, leader):
    leader.post(url("group_create"), GROUP)
    group = PlanGroup.objects.get()
    leader.post(url("group_delete", group.pk), {"version": 7})
    assert PlanGroup.objects.exists()
    leader.post(url("group_delete", group.pk), {"version": 1})
    assert not PlanGroup.objects.exists()
    assert leader.post(url("group_delete", group.pk), {"version": 1}).status_code == 404


def test_everybody_reads_an_adopted_plan_and_only_its_leader_writes(plan, blekinge, kalmar, person, signed_in):
    group = PlanGroup.objects.create(plan=plan, kind="steering_group", name="Styrgruppen")
    step = milestone(plan, "2017-K1")
    for reader in (person(Role.CONTROLLER, blekinge), person(Role.PROCESS_LEADER, kalmar)):
        client = signed_in(reader)
        for name in ("plan_groups", "plan_milestones", "plan_effect"):
            assert client.get(url(name)).status_code == 200
        assert not client.get(url("plan_groups")).context["can_lead"]
        for name in ("group_create", "milestone_create", "milestone_suggest"):
            assert client.post(url(name), GROUP).status_code == 403
        assert client.post(url("group_delete", group.pk), {"version": 1}).status_code == 403
        assert client.post(url("milestone_edit", step.pk), {"version": 1}).status_code == 403
    plan.state, plan.adopted_date = PlanState.DRAFT, None
    plan.save()
    stranger = signed_in(person(Role.PROCESS_LEADER, kalmar))
    for name in ("plan_groups", "plan_milestones", "plan_effect", "group_create"):
        assert stranger.get(url(name)).status_code == 404


def test_a_draft_revision_leads_to_the_standing_plan(plan, leader, blekinge):
    PlanGroup.objects.create(plan=plan, kind="steering_group", name="Styrgruppen")
    factories.PlanFactory(organisation=blekinge, slug="regionens-utkast", revises=plan)
    answer = leader.get(reverse("plan_groups", kwargs={"slug": "regionens-utkast"}))
    assert (answer.context["plan"], "Styrgruppen" in answer.content.decode()) == (plan, True)


# Milestones ------------------------------------------------------------------------------------------------------------


def step_data(plan: Plan, **fields) -> dict[str, object]:
    found = {
        "version": 1,
        "organisation": plan.organisation_id,
        "period": "2017-K2",
        "target_ratio": "3,25",
        "note": "",
    }
    return {**found, **fields}


def test_a_milestone_is_typed_in_per_cent_and_sent_twice_it_is_one(plan, leader):
    assert leader.post(url("milestone_create"), step_data(plan)).status_code == 302
    assert leader.post(url("milestone_create"), step_data(plan)).status_code == 422
    made = Milestone.objects.get()
    assert (made.period.code, made.target_ratio) == ("2017-K2", Decimal("0.0325"))
    assert "3,25" in text(leader, "plan_milestones")
    assert "3,25" in leader.get(url("milestone_edit", made.pk)).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"period": "2017-K5"},
        {"period": ""},
        {"period": "2017-03"},
        {"period": "2010-K1"},
        {"period": "2099"},
        {"target_ratio": "100"},
        {"target_ratio": "-1"},
        {"target_ratio": ""},
    ],
)
def test_a_bad_milestone_is_said_and_nothing_is_written(plan, leader, wrong):
    assert leader.post(url("milestone_create"), step_data(plan, **wrong)).status_code == 422
    assert not Milestone.objects.exists()


def test_a_milestone_that_stands_outside_keeps_its_period(plan, leader):
    made = milestone(plan, "2010-K1")
    data = step_data(plan, period="2010-K1", target_ratio="4,0")
    assert leader.post(url("milestone_edit", made.pk), data).status_code == 302
    assert leader.post(url("milestone_edit", made.pk), data | {"version": 2, "period": "2010-K2"}).status_code == 422


def test_another_regions_organisation_is_no_choice(plan, leader, kalmar):
    assert leader.post(url("milestone_create"), step_data(plan, organisation=kalmar.pk)).status_code == 422


def test_the_second_editor_of_a_milestone_sees_both(plan, leader):
    made = milestone(plan, "2017-K2")
    edit = url("milestone_edit", made.pk)
    assert leader.post(edit, step_data(plan, target_ratio="4,0")).status_code == 302
    answer = leader.post(edit, step_data(plan, target_ratio="3,0"))
    assert answer.status_code == 409
    assert [(row.theirs, row.mine) for row in answer.context["conflicts"]] == [("4,0", "3,0")]
    leader.post(url("milestone_delete", made.pk), {"version": 1})
    assert Milestone.objects.exists()
    leader.post(url("milestone_delete", made.pk), {"version": 2})
    assert not Milestone.objects.exists()


def test_the_straight_path_is_saved_once_and_what_is_there_is_kept(plan, leader, blekinge):
    for number in range(1, 4):
        factories.counting_return(blekinge.region, f"2017-K{number}", 30)
    index_actions.rebuild()
    assert leader.get(url("milestone_suggest")).context["suggestion"] is None
    factories.counting_return(blekinge.region, "2017-K4", 20)
    index_actions.rebuild()
    kept = milestone(plan, "2018-K2", "0.0123")
    answer = leader.get(url("milestone_suggest"))
    found = answer.context["suggestion"]
    assert [step.period.code for step, _present in found.steps] == ["2018-K1", "2018-K2", "2018-K3", "2018-K4"]
    assert (found.new, found.steps[-1][0].target) == (3, Decimal("0.02"))
    # Twelve months, as the plan's target is judged by, not the last quarter's 2.0 %.
    assert found.share == Decimal("0.0275")
    assert "2,75" in answer.content.decode()
    assert leader.post(url("milestone_suggest"), {"mark": "något annat"}).status_code == 409
    assert Milestone.objects.count() == 1
    for _time in range(2):
        assert leader.post(url("milestone_suggest"), {"mark": found.mark}).status_code == 302
    assert Milestone.objects.count() == 4
    assert Milestone.objects.get(pk=kept.pk).target_ratio == Decimal("0.0123")


def test_the_straight_path_begins_with_the_plans_first_quarter_also_for_a_division(plan, leader, blekinge):
    division = factories.OrganisationFactory(parent=blekinge)
    for number in range(1, 5):
        made = factories.counting_return(blekinge.region, f"2017-K{number}", 30)
        CostLine.objects.filter(cost_return=made).update(organisation=division)
    index_actions.rebuild()
    first = {"start_date": datetime.date(2018, 7, 1)}
    for organisation in (blekinge, division):
        Plan.objects.filter(pk=plan.pk).update(organisation=organisation, **first)
        found = leader.get(url("milestone_suggest")).context["suggestion"]
        assert (found.share, [step.period.code for step, _present in found.steps]) == (
            Decimal("0.03"),
            ["2018-K3", "2018-K4"],
        )
        assert [step.target for step, _present in found.steps] == [Decimal("0.0250"), Decimal("0.02")]


def test_a_share_without_returns_is_undefined_not_zero():
    assert Share().ratio is None


# Effect ----------------------------------------------------------------------------------------------------------------


def test_estimates_are_summed_apart_and_what_is_left_out_is_said(plan, leader):
    assert "Ingen aktivitet har en uppskattad effekt än." in text(leader, "plan_effect")

    def activity(title: str, **fields):
        parts = {"plan": plan, "section": plan.sections.get(), "area": plan.areas.get()}
        return factories.ActivityFactory(**parts, title=title, **fields)

    begun = datetime.date(2017, 3, 1)
    activity("I kronor", expected_effect_sek=Decimal(1_000_000), effect_from_date=begun)
    activity("I årsarbetare", expected_effect_fte=Decimal("2.5"), is_hidden=True)
    activity(
        "Avbruten",
        expected_effect_sek=Decimal(9),
        progress=ProgressChoice.CANCELLED,
        cancelled_reason="Ingen budget",
    )
    bare = activity("Utan uppskattning")
    answer = leader.get(url("plan_effect"))
    page = answer.content.decode()
    sums = answer.context["sums"]
    assert (sums.total_sek, sums.total_fte) == (Decimal(1_000_000), Decimal("2.5"))
    assert reverse("activity_detail", kwargs={"pk": bare.pk}) in page
    assert "1 avbruten aktivitet räknas inte." in page
    assert "inte är med i den förkortade planen räknas ändå" in page
    assert [one.title for _pk, one in answer.context["undated"]] == ["I årsarbetare"]


def test_a_measure_is_called_as_in_the_catalogue_and_leads_to_it(plan, leader):
    measure = factories.MeasureFactory(code="R07", title_sv="Utlandsrekrytering", title_en="Recruitment abroad")
    factories.ActivityFactory(plan=plan, measure=measure, expected_effect_sek=Decimal(1))
    link = f'href="{reverse("measure_detail", kwargs={"number": measure.number})}">'
    assert f"{link}R07 Utlandsrekrytering</a>" in text(leader, "plan_effect")
    plan.refresh_from_db()
    taken = snapshots.snapshot_of(plan, timezone.now())
    assert (
        plan_document.context_of(taken, "sv", is_internal=True, is_reduced=False)["effect"]["rows"][0][0]
        == "R07 Utlandsrekrytering"
    )
    leader.cookies["django_language"] = "en"
    assert f"{link}R07 Recruitment abroad</a>" in text(leader, "plan_effect")

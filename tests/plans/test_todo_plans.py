"""What plans ask of who leads them: plans that divisions owe, and nothing late in what is not adopted."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.actions import cascade as actions
from plans.models import Plan, PlanObligation, PlanState
from plans.queries import todo
from staffing.models import Role
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 6, 1)
DUE = datetime.date(2017, 6, 30)
AFTER = DUE + datetime.timedelta(days=1)


@pytest.fixture
def plan(blekinge) -> Plan:
    return factories.PlanFactory(organisation=blekinge, title="Regionens plan", adopted=True)


@pytest.fixture
def divisions(blekinge):
    return [factories.OrganisationFactory(parent=blekinge, name=name) for name in ("Sjukhuset", "Psykiatrin")]


@pytest.fixture
def leader(blekinge, person):
    return person(Role.PROCESS_LEADER, blekinge)


@pytest.fixture
def hospital_leader(divisions, person):
    return person(Role.PROCESS_LEADER, divisions[0])


@pytest.fixture
def owed(plan, divisions) -> list[PlanObligation]:
    made = actions.oblige(plan=plan, organisations=divisions, due_date=DUE, message="")
    return sorted(made, key=lambda one: divisions.index(one.organisation))


def found(user, region, today=TODAY):
    return todo.tasks_for(user, region, today).tasks


def urls(user, region, today=TODAY) -> list[str]:
    return [task.url for task in found(user, region, today)]


def start_of(obligation) -> str:
    return reverse("obligation_start", kwargs={"slug": obligation.plan.slug, "pk": obligation.pk})


def test_who_writes_the_divisions_plan_is_told_where_to_begin_it(plan, owed, hospital_leader, signed_in):
    (task,) = found(hospital_leader, plan.region)
    assert (task.day, task.url, task.is_late, task.note) == (DUE, start_of(owed[0]), False, plan.title)
    assert "Sjukhuset" in task.title
    assert DUE.isoformat() in task.title
    assert signed_in(hospital_leader).get(task.url).status_code == 200
    assert [task.is_late for task in found(hospital_leader, plan.region, DUE)] == [False]
    assert [task.is_late for task in found(hospital_leader, plan.region, AFTER)] == [True]


def test_a_plan_that_is_begun_is_opened_until_it_is_adopted(plan, owed, hospital_leader):
    child = actions.start_child_plan(obligation=owed[0], activities=[], by=hospital_leader, now=timezone.now())
    for state in (PlanState.DRAFT, PlanState.CONSULTATION):
        Plan.objects.filter(pk=child.pk).update(state=state)
        assert child.get_absolute_url() in urls(hospital_leader, plan.region)
    Plan.objects.filter(pk=child.pk).update(state=PlanState.ADOPTED, adopted_date=DUE)
    assert found(hospital_leader, plan.region, AFTER) == []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTROLLER, Role.STEERING_GROUP, Role.AUDITOR])
def test_who_may_not_begin_it_is_not_asked_to(plan, divisions, owed, person, role):
    assert not any("forvaltningar" in url for url in urls(person(role, divisions[0]), plan.region))


def test_nothing_is_owed_to_a_closed_plan_nor_by_the_excused(plan, owed, hospital_leader, leader):
    PlanObligation.objects.filter(pk=owed[0].pk).update(excuse="Uppgår i Psykiatrins plan")
    assert found(hospital_leader, plan.region, AFTER) == []
    PlanObligation.objects.update(excuse="")
    plan.state, plan.closed_date = PlanState.CLOSED, DUE
    plan.save()
    assert found(hospital_leader, plan.region, AFTER) == []
    assert found(leader, plan.region, AFTER) == []


def test_who_asked_is_told_how_many_are_late_once_a_plan(plan, owed, leader, divisions, person, kalmar):
    for division in divisions:
        person(Role.PROCESS_LEADER, division)
    assert found(leader, plan.region, DUE) == []
    (task,) = found(leader, plan.region, AFTER)
    assert (task.url, task.is_late) == (reverse("plan_cascade", kwargs={"slug": plan.slug}), True)
    assert task.title.startswith("2 ")
    assert found(person(Role.PROCESS_LEADER, kalmar), kalmar.region, AFTER) == []


def test_who_asked_writes_it_where_the_division_has_no_leader_of_its_own(plan, owed, leader, hospital_leader):
    assert urls(leader, plan.region) == [start_of(owed[1])]
    hospital_leader.is_active = False
    hospital_leader.save()
    assert urls(leader, plan.region) == [start_of(one) for one in owed]


def test_who_leads_both_has_both_to_do(plan, owed, leader, divisions, person):
    factories.grant(leader, Role.PROCESS_LEADER, divisions[0])
    person(Role.PROCESS_LEADER, divisions[1])
    assert urls(leader, plan.region) == [start_of(owed[0])]


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.CONSULTATION])
def test_nothing_is_late_in_a_plan_that_is_not_adopted(plan, leader, state):
    for fields in ({"health": "late", "deadline_kind": "date", "due_date": TODAY}, {}, {"deadline_kind": "unparsed"}):
        factories.ActivityFactory(plan=plan, **fields)
    lacks = ["deadline=undated#activities", "deadline=unparsed#activities"]

    def queries_of_tasks() -> list[str]:
        return [url.partition("?")[2] for url in urls(leader, plan.region)]

    assert queries_of_tasks() == ["health=late#activities", *lacks]
    Plan.objects.filter(pk=plan.pk).update(state=state)
    assert queries_of_tasks() == lacks


@pytest.mark.parametrize("number", [1, 12])
def test_queries_do_not_follow_the_number_of_divisions(plan, blekinge, leader, django_assert_max_num_queries, number):
    some = factories.OrganisationFactory.create_batch(number, parent=blekinge)
    actions.oblige(plan=plan, organisations=some, due_date=DUE, message="")
    with django_assert_max_num_queries(13):
        assert len(found(leader, plan.region, AFTER)) == number + 1

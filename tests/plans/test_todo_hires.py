"""What hires ask on the first page: of whoever decides, whatever other role they have, and of who has to follow up."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.queries import todo_hires
from staffing.models import (
    DelegationSubstitute,
    HireDecision,
    HireOrder,
    HireQuestion,
    HireRequest,
    HireState,
    Organisation,
    Role,
    User,
)
from tests import factories

pytestmark = pytest.mark.django_db

FIRST = datetime.date(2026, 9, 1)
TODAY = datetime.date(2026, 8, 20)
Person = Callable[..., User]


def urls(user: User, unit: Organisation, today: datetime.date = TODAY) -> list[str]:
    return [task.url for task in todo_hires.hire_tasks(user, unit.region, today)]


def waiting(unit: Organisation, holder: User, **fields: Any) -> HireRequest:
    return factories.hire(unit, factories.delegation_rule(unit, holder), first_date=FIRST, **fields)


@pytest.mark.parametrize("role", [Role.DECISION_MAKER, Role.MANAGER, Role.PROCESS_LEADER, Role.CONTROLLER])
def test_whoever_holds_the_role_that_decides_is_told(role: Role, blekinge: Organisation, person: Person) -> None:
    holder, colleague = person(role, blekinge), person(role, blekinge)
    hire = waiting(blekinge, holder)
    assert urls(holder, blekinge) == [reverse("hire_detail", kwargs={"pk": hire.pk}) + "#decide"]
    assert urls(colleague, blekinge) == []
    HireRequest.objects.update(state=HireState.GRANTED)
    assert urls(holder, blekinge) == []


def test_a_substitute_is_told_on_the_days_of_standing_in(blekinge: Organisation, person: Person) -> None:
    holder, substitute = person(Role.DECISION_MAKER, blekinge), person(Role.MANAGER, blekinge)
    rule = factories.delegation_rule(blekinge, holder)
    factories.hire(blekinge, rule, first_date=FIRST)
    DelegationSubstitute.objects.create(
        role=rule.role, user=substitute, valid_from=TODAY, valid_to=TODAY + datetime.timedelta(days=6)
    )
    told = [len(urls(substitute, blekinge, TODAY + datetime.timedelta(days=days))) for days in (-1, 0, 6, 7)]
    assert told == [0, 1, 1, 0]


def test_a_hire_to_decide_is_late_after_its_first_day_and_two_lead_to_the_list(
    blekinge: Organisation, person: Person
) -> None:
    holder = person(Role.MANAGER, blekinge)
    rule = factories.delegation_rule(blekinge, holder)
    for _number in range(2):
        factories.hire(blekinge, rule, first_date=FIRST)
    (task,) = todo_hires.hire_tasks(holder, blekinge.region, FIRST)
    assert (task.day, task.is_late) == (FIRST, False)
    assert task.url == reverse("hire_list", query={"region": "10", "tab": "decide"})
    (task,) = todo_hires.hire_tasks(holder, blekinge.region, FIRST + datetime.timedelta(days=1))
    assert task.is_late


def test_nobody_is_told_of_another_region_or_of_the_nation(
    blekinge: Organisation, kalmar: Organisation, person: Person
) -> None:
    holder = person(Role.MANAGER, blekinge)
    waiting(kalmar, holder)
    assert urls(holder, kalmar) == []
    assert todo_hires.hire_tasks(holder, None, TODAY) == []


def test_a_manager_is_told_of_what_ended_more_than_two_weeks_ago(blekinge: Organisation, person: Person) -> None:
    manager, leader = person(Role.MANAGER, blekinge), person(Role.PROCESS_LEADER, blekinge)
    rule = factories.delegation_rule(blekinge, person(Role.DECISION_MAKER, blekinge))
    hires = [
        factories.hire(blekinge, rule, requested_by=one, state=HireState.FILLED, first_date=FIRST)
        for one in (manager, leader)
    ]
    for hire in hires:
        HireOrder.objects.create(
            request=hire, supplier_name="Bolaget", route="ranked", price_sek_per_hour=900, ordered_date=FIRST,
            filled_date=FIRST, ended_date=FIRST,
        )  # fmt: skip
    told = [urls(manager, blekinge, FIRST + datetime.timedelta(days=days)) for days in (14, 15)]
    assert told == [[], [reverse("hire_detail", kwargs={"pk": hires[0].pk}) + "#next"]]


def test_a_manager_is_told_of_a_question_and_of_what_is_granted_and_not_ordered(
    blekinge: Organisation, person: Person
) -> None:
    manager = person(Role.MANAGER, blekinge)
    rule = factories.delegation_rule(blekinge, person(Role.DECISION_MAKER, blekinge))
    asked, granted = (factories.hire(blekinge, rule, requested_by=manager, first_date=FIRST) for _number in range(2))
    assert urls(manager, blekinge) == []
    question = HireQuestion.objects.create(request=asked, text="Varför?", asked_at=timezone.now())
    HireRequest.objects.filter(pk=granted.pk).update(state=HireState.GRANTED)
    decision = HireDecision.objects.create(
        request=granted, outcome="granted", reason=factories.hire_reason("granted", "decision"), reason_text="Ja",
        valid_to=granted.last_date, granted_hours=160, granted_cost_sek=1, decided_at=timezone.now(),
        decided_by_name="N", role_title="Chef", rule_words="Regeln",
    )  # fmt: skip
    at = [reverse("hire_detail", kwargs={"pk": one.pk}) for one in (asked, granted)]
    assert urls(manager, blekinge) == [at[0] + "#questions", at[1] + "#next"]
    # Another manager of the unit asked for neither.
    assert urls(person(Role.MANAGER, blekinge), blekinge) == []
    question.answer, question.answered_at = "Två är sjuka", timezone.now()
    question.save()
    assert urls(manager, blekinge) == [at[1] + "#next"]
    # What can no longer be ordered is no task.
    assert urls(manager, blekinge, decision.valid_to + datetime.timedelta(days=1)) == []

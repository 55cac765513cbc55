"""Who comes to decide after a hire was asked for is told that it waits: a substitute, a new holder; each once."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.models import Job
from staffing import tasks
from staffing.models import DelegationSubstitute, HireNotice, HireRequest, HireState, Organisation, Role, User
from tests import factories

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 6, 1)


@pytest.fixture
def substitute(person: Callable[..., User], blekinge: Organisation) -> User:
    return person(Role.MANAGER, blekinge)


@pytest.fixture
def hire(blekinge: Organisation, person: Callable[..., User]) -> HireRequest:
    """A request whose decider was told when it was made."""
    holder = person(Role.DECISION_MAKER, blekinge)
    made = factories.hire(blekinge, factories.delegation_rule(blekinge, holder))
    HireNotice.objects.create(request=made, user=holder, event=HireNotice.Event.REQUESTED)
    return made


def told() -> list[User]:
    return [one.user for one in HireNotice.objects.order_by("pk")][1:]


def test_a_substitute_is_told_on_the_first_day_and_once(hire: HireRequest, substitute: User) -> None:
    DelegationSubstitute.objects.create(role=hire.decider, user=substitute, valid_from=TODAY, valid_to=TODAY + DAY)
    days = (TODAY - DAY, TODAY, TODAY, TODAY + DAY)
    assert [tasks.tell_new_deciders(today=day) for day in days] == [0, 1, 0, 0]
    assert told() == [substitute]
    job = Job.objects.get(kind="hire_mail")
    tasks.send_hire_mail(**job.payload)
    assert [one.to for one in mail.outbox] == [[substitute.email]]
    assert reverse("hire_detail", kwargs={"pk": hire.pk}) in mail.outbox[0].body


def test_a_new_holder_is_told_and_of_what_is_decided_or_made_up_nobody(hire: HireRequest, substitute: User) -> None:
    factories.hire(hire.organisation, hire.rule, state=HireState.GRANTED)
    factories.hire(hire.organisation, hire.rule, is_example=True)
    hire.decider.holder = substitute
    hire.decider.save()
    assert tasks.tell_new_deciders(today=TODAY) == 1
    assert told() == [substitute]


def test_nobody_is_told_of_their_own_request(hire: HireRequest, substitute: User) -> None:
    HireRequest.objects.update(requested_by=substitute)
    DelegationSubstitute.objects.create(role=hire.decider, user=substitute, valid_from=TODAY, valid_to=TODAY)
    assert tasks.tell_new_deciders(today=TODAY) == 0


@pytest.mark.parametrize(("begins", "count"), [(0, 1), (1, 0)])
def test_who_stands_in_from_today_is_told_when_named(
    hire: HireRequest,
    substitute: User,
    person: Callable[..., User],
    signed_in: Callable[[User], Client],
    begins: int,
    count: int,
) -> None:
    today = timezone.localdate()
    leader = signed_in(person(Role.PROCESS_LEADER, hire.organisation))
    days = {"valid_from": today + begins * DAY, "valid_to": today + 9 * DAY}
    address = f"/bemanning/delegation/roll/{hire.decider.pk}/ersattare/ny/"
    assert leader.post(address, {"user": substitute.pk, **days}).status_code == 302
    assert DelegationSubstitute.objects.exists()
    assert told() == [substitute] * count

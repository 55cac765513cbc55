"""What the steps after a grant ask about: an order that departs from it, a follow-up far from it, and its correction; who decides."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from staffing import hire_access, hire_step_forms
from staffing.actions import hire_notices
from staffing.models import (
    DelegationSubstitute,
    FrameworkAgreement,
    FrameworkSupplier,
    HireDecision,
    HireOrder,
    HireRequest,
    HireState,
    Organisation,
    Role,
    User,
)
from tests import factories

pytestmark = pytest.mark.django_db

People = Callable[..., User]
SignIn = Callable[[User], Client]
FIRST = datetime.date(2026, 5, 1)
TODAY = datetime.date(2026, 6, 1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def manager(person: People, blekinge: Organisation) -> User:
    return person(Role.MANAGER, blekinge)


@pytest.fixture
def hire(blekinge: Organisation, manager: User, person: People) -> HireRequest:
    """A granted hire of 160 hours at 1 000 kr, ranked, with a supplier of each rank."""
    agreement = FrameworkAgreement.objects.create(name="Avtal", valid_from=factories.LONG_AGO, allocation="ranked")
    for rank in (1, 2):
        FrameworkSupplier.objects.create(agreement=agreement, name=f"Bolag {rank}", rank=rank)
    made = factories.hire(
        blekinge,
        factories.delegation_rule(blekinge, person(Role.DECISION_MAKER, blekinge)),
        requested_by=manager,
        agreement=agreement,
        state=HireState.GRANTED,
        first_date=FIRST,
        last_date=FIRST + 27 * DAY,
    )
    HireDecision.objects.create(
        request=made,
        outcome="granted",
        reason=factories.hire_reason("granted", "decision"),
        reason_text="Behövs",
        valid_to=made.last_date,
        granted_hours=made.hours,
        granted_cost_sek=made.cost_sek,
        decided_at=made.requested_at,
        decided_by_name="Namn",
        role_title="Chef",
        rule_words="Regeln",
    )
    return made


def order(hire: HireRequest, **changed: Any) -> hire_step_forms.OrderForm:
    given = {
        "version": 1,
        "supplier": FrameworkSupplier.objects.get(rank=1).pk,
        "route": "ranked",
        "price_sek_per_hour": "1000",
        "ordered_date": "2026-04-20",
    }
    return hire_step_forms.OrderForm(given | changed, hire=hire, today=TODAY)


@pytest.mark.parametrize(
    ("changed", "count"),
    [
        ({}, 0),
        ({"price_sek_per_hour": "999,50"}, 0),
        ({"price_sek_per_hour": "1000,01"}, 1),
        ({"route": "outside", "supplier": "", "supplier_name": "Ett annat"}, 1),
        ({"route": "outside", "supplier": "", "supplier_name": "Ett annat", "price_sek_per_hour": "1 200"}, 2),
        ({"supplier": 2}, 1),
        # The urgent route has no rank, but it is another route.
        ({"supplier": 2, "route": "urgent"}, 1),
    ],
)
def test_an_order_that_departs_from_the_grant_says_why(hire: HireRequest, changed: dict[str, Any], count: int) -> None:
    if changed.get("supplier"):
        changed = changed | {"supplier": FrameworkSupplier.objects.get(rank=changed["supplier"]).pk}
    form = order(hire, **changed)
    assert form.is_valid() is (count == 0)
    assert list(form.errors) == ([] if count == 0 else ["deviation_text"])
    if count:
        assert len(form.errors["deviation_text"][0].split(",")) == count
    assert order(hire, deviation_text="Den första hade ingen", **changed).is_valid()


def filled(hire: HireRequest) -> HireOrder:
    HireRequest.objects.update(state=HireState.FILLED)
    return HireOrder.objects.create(
        request=hire, supplier_name="Bolag 1", route="ranked", price_sek_per_hour=1000, ordered_date=FIRST - 9 * DAY,
        filled_date=FIRST - 5 * DAY,
    )  # fmt: skip


def came(**changed: Any) -> dict[str, Any]:
    return {"version": 1, "ended_date": "2026-05-28", "actual_hours": "160", "actual_cost_sek": "160 000"} | changed


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, None),
        ({"actual_cost_sek": "200 000", "actual_hours": "200"}, None),
        ({"actual_cost_sek": "200 001"}, "follow_up_text"),
        ({"actual_cost_sek": "119 999"}, "follow_up_text"),
        ({"actual_hours": "119,9"}, "follow_up_text"),
        ({"actual_hours": "200,1"}, "follow_up_text"),
        ({"ended_date": "2026-05-01"}, None),
        ({"ended_date": "2026-04-30"}, "ended_date"),
        ({"ended_date": "2026-06-02"}, "ended_date"),
        ({"actual_hours": "2", "actual_cost_sek": "40 001"}, "actual_cost_sek"),
        # Nobody came, and it cost a fee.
        ({"actual_hours": "0", "actual_cost_sek": "140 000"}, "follow_up_text"),
    ],
)
def test_what_came_of_it_is_asked_about_when_it_is_far_from_the_grant(
    hire: HireRequest, changed: dict[str, Any], field: str | None
) -> None:
    filled(hire)
    hire.refresh_from_db()
    form = hire_step_forms.FollowUpForm(came(**changed), hire=hire, today=TODAY)
    assert list(form.errors) == ([] if field is None else [field])
    said = hire_step_forms.FollowUpForm(came(follow_up_text="En blev sjuk", **changed), hire=hire, today=TODAY)
    assert said.is_valid() is (field in {None, "follow_up_text"})


def test_a_follow_up_is_corrected_and_what_it_said_stays_in_the_history(
    hire: HireRequest, manager: User, signed_in: SignIn
) -> None:
    placed, client = filled(hire), signed_in(manager)
    address, page = reverse("hire_follow_up", kwargs={"pk": hire.pk}), reverse("hire_detail", kwargs={"pk": hire.pk})
    assert client.post(address, came(actual_cost_sek="1 600 000")).status_code == 422
    assert client.post(address, came(actual_cost_sek="161 000")).status_code == 302
    placed.refresh_from_db()
    first_time = placed.followed_up_at
    shown = client.get(page).context["forms"]["follow_up"]
    assert shown.initial["actual_cost_sek"] == Decimal(161_000)
    # With the version that was shown before, it is refused; with the one that is shown now, corrected.
    assert client.post(address, came(actual_cost_sek="162 000")).status_code == 409
    right = came(version=shown.initial["version"], actual_cost_sek="162 000", follow_up_text="Fel belopp först")
    assert client.post(address, right).status_code == 302
    placed.refresh_from_db()
    assert (placed.actual_cost_sek, placed.follow_up_text) == (Decimal(162_000), "Fel belopp först")
    assert placed.followed_up_at == first_time
    assert [row.actual_cost_sek for row in placed.history.all()][:2] == [Decimal(162_000), Decimal(161_000)]
    hire.refresh_from_db()
    assert hire.state == HireState.FOLLOWED_UP


# Who decides ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "decides"),
    [
        (Role.DECISION_MAKER, True),
        (Role.MANAGER, True),
        (Role.PROCESS_LEADER, True),
        (Role.CONTROLLER, True),
        (Role.AUDITOR, False),
        (Role.STEERING_GROUP, False),
    ],
)
def test_who_reads_alone_decides_nothing_as_holder_or_as_substitute(
    role: Role, blekinge: Organisation, person: People, signed_in: SignIn, *, decides: bool
) -> None:
    somebody, leader = person(role, blekinge), signed_in(person(Role.PROCESS_LEADER, blekinge))
    rule = factories.delegation_rule(blekinge, person(Role.DECISION_MAKER, blekinge))
    hire = factories.hire(blekinge, rule)
    days = {"valid_from": TODAY, "valid_to": TODAY + DAY}
    named = leader.post(f"/bemanning/delegation/roll/{rule.role_id}/ersattare/ny/", {"user": somebody.pk, **days})
    assert named.status_code == (302 if decides else 422)
    # Who was named before the right was taken away decides as little.
    DelegationSubstitute.objects.get_or_create(role=rule.role, user=somebody, **days)
    assert bool(hire_access.can_decide(somebody, hire, TODAY)) is decides
    assert hire_access.to_decide(somebody, TODAY).exists() is decides
    assert (somebody in hire_notices.deciders_of(rule.role, TODAY)) is decides

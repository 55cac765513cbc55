"""What the steps after a grant ask about: an order that departs from it, a follow-up far from it, and its correction; who decides."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from staffing import hire_access, hire_reading, hire_step_forms
from staffing.actions import hire_notices
from staffing.models import (
    DelegationSubstitute,
    FrameworkAgreement,
    FrameworkSupplier,
    HireDecision,
    HireOrder,
    HireQuestion,
    HireReason,
    HireRequest,
    HireState,
    HireStop,
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


# Why it is decided here -------------------------------------------------------------------------------------------------
def test_the_page_says_which_rules_it_passed_over_and_which_stop_it_meets(
    blekinge: Organisation, person: People, signed_in: SignIn
) -> None:
    low = factories.delegation_rule(
        blekinge, person(Role.MANAGER, blekinge), "Enhetschef", step=1, largest_sek=Decimal(1_000)
    )
    high = factories.delegation_rule(
        blekinge, person(Role.DECISION_MAKER, blekinge), "Direktör", step=3, covers_hire_stop=True
    )
    middle = factories.delegation_rule(blekinge, person(Role.DECISION_MAKER, blekinge), "Förvaltningschef", step=2)
    stop = HireStop.objects.create(
        organisation=blekinge, valid_from=FIRST, decided_date=FIRST, reason="Budgeten är slut"
    )
    hire = factories.hire(blekinge, high, is_in_hire_stop=True, first_date=FIRST, last_date=FIRST + 27 * DAY)
    client = signed_in(person(Role.MANAGER, blekinge))
    page = client.get(reverse("hire_detail", kwargs={"pk": hire.pk}))
    first, second = page.context["passed"]
    assert first.startswith("Enhetschef")
    assert second.startswith("Förvaltningschef")
    assert page.context["stops"] == [stop]
    assert reverse("hire_stop_detail", kwargs={"pk": stop.pk}) in page.content.decode()
    # When the rules have changed since, they explain nothing.
    HireRequest.objects.update(rule=middle)
    assert client.get(reverse("hire_detail", kwargs={"pk": hire.pk})).context["passed"] == []
    assert low.step == 1


def test_a_substitute_is_told_so_and_named_so(blekinge: Organisation, person: People, signed_in: SignIn) -> None:
    holder, substitute = person(Role.DECISION_MAKER, blekinge), person(Role.MANAGER, blekinge)
    rule = factories.delegation_rule(blekinge, holder)
    hire = factories.hire(blekinge, rule)
    today = timezone.localdate()
    DelegationSubstitute.objects.create(role=rule.role, user=substitute, valid_from=today, valid_to=today)
    shown = {}
    for user in (holder, substitute):
        context = signed_in(user).get(reverse("hire_detail", kwargs={"pk": hire.pk})).context
        shown[user] = context["stands_in"]
        assert context["people"][0] == holder.name
        assert context["people"][1].startswith(f"{substitute.name} (")
    assert shown == {holder: False, substitute: True}


@pytest.mark.parametrize(
    ("outcome", "fits", "is_right"),
    [
        ("granted", "grant", True),
        ("granted", "", True),
        ("granted", "refusal", False),
        ("changed", "refusal", False),
        ("refused", "refusal", True),
        ("refused", "", True),
        ("refused", "grant", False),
    ],
)
def test_a_reason_fits_its_outcome(hire: HireRequest, outcome: str, fits: str, *, is_right: bool) -> None:
    reason = factories.hire_reason("a-reason", "decision")
    HireReason.objects.filter(pk=reason.pk).update(fits=fits)
    words = {"version": 1, "outcome": outcome, "reason": reason.pk, "reason_text": "Ja"}
    words |= {"granted_hours": "100"} if outcome == "changed" else {}
    form = hire_step_forms.DecideForm(words, hire=hire, today=TODAY)
    assert list(form.errors) == ([] if is_right else ["reason"])


def test_the_reasons_that_are_loaded_fit_one_outcome_or_either(hire: HireRequest) -> None:
    call_command("load_reference", verbosity=0)
    choices = hire_step_forms.DecideForm(hire=hire, today=TODAY).fields["reason"].choices
    grant, refuse, either = ({name for _key, name in some} for _label, some in choices[1:])
    assert "patientsäkerheten kräver det" in grant
    assert "egen personal räcker" in refuse
    assert "annat" in either
    assert not grant & refuse


def test_a_renewal_begins_with_what_was_granted(hire: HireRequest, manager: User, signed_in: SignIn) -> None:
    HireDecision.objects.update(granted_hours=Decimal(60), valid_to=FIRST + 20 * DAY)
    client = signed_in(manager)
    begun = client.get(reverse("hire_create"), {"forlanger": hire.pk}).context["form"].initial
    # Sixty hours in three weeks, and the day after them.
    assert (begun["hours_per_week"], begun["first_date"]) == (Decimal(20), FIRST + 21 * DAY)


def test_the_units_year_counts_what_was_granted(hire: HireRequest) -> None:
    HireDecision.objects.update(granted_cost_sek=Decimal(60_000), valid_to=FIRST + 13 * DAY)
    factories.hire(hire.organisation, hire.rule)
    factories.hire(hire.organisation, hire.rule, state=HireState.REFUSED)
    so_far = hire_reading.year_so_far(hire.organisation, 2026)
    assert (so_far.count, so_far.weeks, so_far.cost_sek) == (2, Decimal(6), Decimal(220_000))
    assert hire_reading.year_so_far(hire.organisation, 2026, apart_from=hire.pk).cost_sek == Decimal(160_000)


# The list and its file --------------------------------------------------------------------------------------------------
def test_the_file_tells_what_was_decided_ordered_and_paid(hire: HireRequest, manager: User, signed_in: SignIn) -> None:
    placed = filled(hire)
    placed.actual_hours, placed.actual_cost_sek, placed.ended_date = Decimal(150), Decimal(151_000), FIRST + 27 * DAY
    placed.save()
    waiting = factories.hire(hire.organisation, hire.rule)
    client = signed_in(manager)
    text = client.get(reverse("hire_export", kwargs={"file_type": "csv"}), {"tab": "all"}).content.decode("utf-8-sig")
    lines = {line.split(";")[0]: line.split(";") for line in text.splitlines()}
    told = lines[str(hire)][16:]
    assert told[0] == "Chef"
    assert told[4:7] == ["160,0", "160000,00", "Bolag 1"]
    assert told[-2:] == ["150,0", "151000,00"]
    assert lines[str(waiting)][16:] == [hire.decider.title, *[""] * 11]


def test_the_list_says_for_whom_a_request_waits(hire: HireRequest, manager: User, signed_in: SignIn) -> None:
    first, second = (factories.hire(hire.organisation, hire.rule) for _number in range(2))
    HireQuestion.objects.create(request=second, text="Varför?", asked_at=timezone.now())
    client = signed_in(manager)

    def row(one: HireRequest) -> str:
        page = client.get(reverse("hire_list"), {"tab": "all"}).content.decode()
        return next(part for part in page.split("<tr>") if reverse("hire_detail", kwargs={"pk": one.pk}) in part)

    title = hire.decider.title
    assert [title in row(one) for one in (first, second, hire)] == [True, False, False]


@pytest.mark.parametrize("tab", ["late", "review", "decide"])
def test_an_empty_tab_says_what_is_empty(hire: HireRequest, manager: User, signed_in: SignIn, tab: str) -> None:
    page = signed_in(manager).get(reverse("hire_list"), {"tab": tab}).content.decode()
    assert "empty-state" in page
    assert "Ingen har begärt någon inhyrning" not in page


def test_the_tabs_count_what_waits_in_one_query(
    hire: HireRequest, manager: User, person: People, signed_in: SignIn, django_assert_num_queries: Any
) -> None:
    placed = filled(hire)
    placed.ended_date = FIRST
    placed.save()
    HireDecision.objects.update(is_urgent=True)
    decider = hire.decider.holder
    for _number in range(2):
        factories.hire(hire.organisation, hire.rule)
    leader, region = person(Role.PROCESS_LEADER, hire.organisation), hire.organisation.region
    today = FIRST + 30 * DAY

    def counted(user: User) -> tuple[int, int, int]:
        found = hire_reading.waiting_for(user, region, today)
        return found.to_decide, found.to_follow_up, found.to_review

    assert [counted(user) for user in (decider, manager, leader)] == [(2, 0, 0), (0, 1, 0), (0, 0, 1)]
    with django_assert_num_queries(1):
        counted(leader)


def test_reversed_days_are_refused_in_the_filter(hire: HireRequest, manager: User, signed_in: SignIn) -> None:
    query = {"tab": "all", "first": "2027-01-01", "last": "2026-01-01"}
    page = signed_in(manager).get(reverse("hire_list"), query)
    assert page.status_code == 200
    assert "last" in page.context["filter"].form.errors
    assert "Sista dagen är före den första." in page.content.decode()

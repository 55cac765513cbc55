"""A hire's way through the pages: asked for, decided by one, ordered, followed up; each refusal, and who comes second."""

from __future__ import annotations

import datetime
import threading
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.models import Job
from staffing import hire_reading, tasks
from staffing.actions import hires as actions
from staffing.models import (
    DelegationSubstitute,
    FrameworkAgreement,
    FrameworkPrice,
    HireDecision,
    HireNotice,
    HireOrder,
    HireRequest,
    HireState,
    HireStop,
    Organisation,
    Outcome,
    Role,
    User,
)
from tests import factories

People = Callable[..., User]
SignIn = Callable[[User], Client]
TODAY = datetime.date(2026, 6, 1)


@pytest.fixture
def unit(blekinge: Organisation) -> Organisation:
    return factories.OrganisationFactory(parent=blekinge, name="Vårdcentralen", code="VC")


@pytest.fixture
def manager(person: People, unit: Organisation) -> User:
    return person(Role.MANAGER, unit)


@pytest.fixture
def decider(person: People, blekinge: Organisation) -> User:
    return person(Role.DECISION_MAKER, blekinge)


@pytest.fixture
def hire(unit: Organisation, manager: User, decider: User) -> HireRequest:
    return factories.hire(unit, factories.delegation_rule(unit, decider), requested_by=manager)


def posted(unit: Organisation, **changed: Any) -> dict[str, Any]:
    first = timezone.localdate() + datetime.timedelta(days=60)
    return {
        "organisation": unit.pk,
        "profession": factories.profession().pk,
        "first_date": first.isoformat(),
        "last_date": (first + datetime.timedelta(days=27)).isoformat(),
        "hours_per_week": "40",
        "reason": factories.hire_reason().pk,
        "reason_text": "Två är sjuka",
        "route": "ranked",
        "price_sek_per_hour": "1 000",
        "token": uuid.uuid4(),
        "step": "send",
    } | changed


def verdict(hire: HireRequest, **changed: Any) -> dict[str, Any]:
    reason = factories.hire_reason("granted", "decision")
    words = {"outcome": "granted", "reason": reason.pk, "reason_text": "Behövs", "version": hire.version}
    return words | changed


def price_list(sek: int, **fields: Any) -> FrameworkAgreement:
    made = FrameworkAgreement.objects.create(name="Avtal", valid_from=factories.LONG_AGO, allocation="ranked", **fields)
    FrameworkPrice.objects.create(agreement=made, profession=factories.profession(), price_sek_per_hour=sek)
    return made


# Asked for --------------------------------------------------------------------------------------------------------------
def test_a_request_is_checked_then_sent_and_its_decider_is_told(
    unit: Organisation, manager: User, decider: User, signed_in: SignIn
) -> None:
    factories.delegation_rule(unit, decider)
    client, data = signed_in(manager), posted(unit)
    checked = client.post(reverse("hire_create"), data | {"step": "check"})
    assert checked.status_code == 200
    assert not HireRequest.objects.exists()
    assert "Områdeschef" in checked.content.decode()
    assert "160\xa0000" in checked.content.decode()
    sent = client.post(reverse("hire_create"), data)
    made = HireRequest.objects.get()
    assert sent.url == reverse("hire_detail", kwargs={"pk": made.pk})
    assert (made.hours, made.weeks, made.cost_sek) == (Decimal(160), Decimal(4), Decimal(160_000))
    assert made.decider.holder == decider
    assert [(one.user, one.event) for one in HireNotice.objects.all()] == [(decider, "requested")]


def test_a_form_sent_twice_makes_one_request_and_one_mail(
    unit: Organisation, manager: User, decider: User, signed_in: SignIn
) -> None:
    factories.delegation_rule(unit, decider)
    client, data = signed_in(manager), posted(unit)
    first, second = (client.post(reverse("hire_create"), data).url for _n in range(2))
    assert first == second
    assert HireRequest.objects.count() == 1
    assert Job.objects.filter(kind="hire_mail").count() == 1


def test_without_a_rule_nothing_is_saved_and_the_page_says_which_is_missing(
    unit: Organisation, manager: User, decider: User, signed_in: SignIn
) -> None:
    factories.delegation_rule(unit, decider, largest_sek=1_000)
    answer = signed_in(manager).post(reverse("hire_create"), posted(unit), headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert not HireRequest.objects.exists()
    assert answer.context["problem"]
    assert 'value="send"' not in answer.content.decode()


def test_a_price_above_the_list_asks_for_its_reason(
    unit: Organisation, manager: User, decider: User, signed_in: SignIn
) -> None:
    factories.delegation_rule(unit, decider, covers_over_list_price=True)
    price_list(900)
    client, data = signed_in(manager), posted(unit)
    refused = client.post(reverse("hire_create"), data)
    assert refused.status_code == 422
    assert "deviation_reason" in refused.context["form"].errors
    data["deviation_reason"] = factories.hire_reason("rare", "deviation").pk
    assert client.post(reverse("hire_create"), data).status_code == 302
    assert HireRequest.objects.get().is_over_list_price


def test_an_empty_price_is_the_list_price(unit: Organisation, manager: User, decider: User, signed_in: SignIn) -> None:
    factories.delegation_rule(unit, decider)
    agreement = price_list(875)
    signed_in(manager).post(reverse("hire_create"), posted(unit, price_sek_per_hour=""))
    made = HireRequest.objects.get()
    assert (made.price_sek_per_hour, made.agreement) == (Decimal(875), agreement)


def test_a_hire_stop_lifts_the_decision_a_step(
    unit: Organisation, blekinge: Organisation, manager: User, decider: User, signed_in: SignIn
) -> None:
    factories.delegation_rule(unit, decider)
    upper = factories.delegation_rule(blekinge, decider, title="Direktör", step=2, covers_hire_stop=True)
    HireStop.objects.create(
        organisation=blekinge, valid_from=factories.LONG_AGO, decided_date=factories.LONG_AGO, reason="Stopp i länet"
    )
    checked = signed_in(manager).post(reverse("hire_create"), posted(unit, step="check"))
    assert "Stopp i länet" in checked.content.decode()
    assert checked.context["decider"] == upper.role


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"hours_per_week": ""}, "hours_per_week"),
        ({"hours": "10"}, "hours"),
        ({"last_date": "2020-01-01"}, "last_date"),
        ({"reason_text": "Patient 19121212-1212 väntar"}, "reason_text"),
        ({"price_sek_per_hour": ""}, "price_sek_per_hour"),
        ({"price_sek_per_hour": "dyrt"}, "price_sek_per_hour"),
        ({"organisation": "0"}, "organisation"),
    ],
)
def test_what_does_not_hold_is_shown_again(
    changed: dict[str, str], field: str, unit: Organisation, manager: User, decider: User, signed_in: SignIn
) -> None:
    factories.delegation_rule(unit, decider)
    answer = signed_in(manager).post(reverse("hire_create"), posted(unit, **changed))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not HireRequest.objects.exists()


def test_a_manager_asks_for_no_unit_but_their_own(
    unit: Organisation, blekinge: Organisation, manager: User, signed_in: SignIn
) -> None:
    elsewhere = factories.OrganisationFactory(parent=blekinge)
    answer = signed_in(manager).post(reverse("hire_create"), posted(elsewhere))
    assert "organisation" in answer.context["form"].errors


def test_a_renewal_begins_where_the_first_ends_and_is_counted(
    hire: HireRequest, manager: User, signed_in: SignIn
) -> None:
    client = signed_in(manager)
    begun = client.get(reverse("hire_create"), {"forlanger": hire.pk}).context["form"]
    assert begun["first_date"].value() == datetime.date(2026, 9, 29)
    assert begun["hours_per_week"].value() == "40,0"
    client.post(reverse("hire_create"), posted(hire.organisation, extends=hire.pk))
    made = HireRequest.objects.get(extends=hire)
    assert client.get(reverse("hire_detail", kwargs={"pk": made.pk})).context["renewals"] == 1


# Decided ----------------------------------------------------------------------------------------------------------------
def test_a_grant_with_fewer_hours_costs_less_and_tells_who_asked(
    hire: HireRequest, decider: User, manager: User, signed_in: SignIn
) -> None:
    data = verdict(hire, outcome="changed", granted_hours="100", valid_to="2026-09-20")
    assert signed_in(decider).post(reverse("hire_decide", kwargs={"pk": hire.pk}), data).status_code == 302
    made = HireDecision.objects.get()
    assert (made.granted_cost_sek, made.valid_to) == (Decimal(100_000), datetime.date(2026, 9, 20))
    notice = HireNotice.objects.get(event="decided")
    for _n in range(2):
        tasks.send_hire_mail(notice_id=notice.pk, base_url="https://oberoende.example/")
    assert [one.to for one in mail.outbox] == [[manager.email]]
    assert f"https://oberoende.example/bemanning/inhyrningar/{hire.pk}/#decision" in mail.outbox[0].body


def test_the_second_decider_gets_409_and_sees_the_first_decision(
    hire: HireRequest, decider: User, person: People, blekinge: Organisation, signed_in: SignIn
) -> None:
    second, today = person(Role.CONTROLLER, blekinge), timezone.localdate()
    DelegationSubstitute.objects.create(role=hire.decider, user=second, valid_from=today, valid_to=today)
    address, data = reverse("hire_decide", kwargs={"pk": hire.pk}), verdict(hire)
    assert signed_in(second).post(address, data | {"outcome": "refused"}).status_code == 302
    late = signed_in(decider).post(address, data)
    assert late.status_code == 409
    assert second.name in late.context["conflict"]
    made = HireDecision.objects.get()
    assert (made.outcome, made.as_substitute) == (Outcome.REFUSED, True)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_first(hire: HireRequest, decider: User) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("two threads need PostgreSQL")
    reason, start = factories.hire_reason("granted", "decision"), threading.Barrier(2)
    found: list[str] = []

    def decide() -> None:
        said = actions.Verdict(Outcome.REFUSED, reason, "Nej")
        start.wait()
        try:
            actions.decide(request=hire, version=1, verdict=said, by=decider, now=timezone.now())
            found.append("first")
        except actions.AlreadyDecided as late:
            found.append(late.decision.outcome if late.decision else "")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["first", "refused"]


def test_nobody_else_decides_and_nobody_on_their_own_request(
    hire: HireRequest, decider: User, manager: User, person: People, blekinge: Organisation, signed_in: SignIn
) -> None:
    address, data = reverse("hire_decide", kwargs={"pk": hire.pk}), verdict(hire)
    assert signed_in(person(Role.PROCESS_LEADER, blekinge)).post(address, data).status_code == 403
    HireRequest.objects.filter(pk=hire.pk).update(requested_by=decider)
    assert signed_in(decider).post(address, data).status_code == 403
    assert not HireDecision.objects.exists()


def test_a_right_that_was_withdrawn_decides_nothing(hire: HireRequest, decider: User, signed_in: SignIn) -> None:
    client = signed_in(decider)
    address = reverse("hire_detail", kwargs={"pk": hire.pk})
    assert "decide" in client.get(address).context["forms"]
    decider.role_assignments.update(valid_to=timezone.localdate() - datetime.timedelta(days=1))
    factories.grant(decider, Role.CONTROLLER, factories.region_root("08", "Kalmar"))
    assert client.post(reverse("hire_decide", kwargs={"pk": hire.pk}), verdict(hire)).status_code == 404
    decider.role_assignments.update(valid_to=None)
    hire.decider.holder = None
    hire.decider.save()
    assert client.post(reverse("hire_decide", kwargs={"pk": hire.pk}), verdict(hire)).status_code == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"reason_text": ""},
        {"outcome": "changed"},
        {"outcome": "changed", "granted_hours": "161"},
        {"outcome": "changed", "granted_hours": "100", "valid_to": "2026-12-31"},
        {"valid_to": "2026-08-01"},
        {"valid_to": "2026-09-27"},
        {"valid_to": "2026-12-31"},
        {"version": ""},
    ],
)
def test_a_decision_that_does_not_hold_is_not_saved(
    changed: dict[str, str], hire: HireRequest, decider: User, signed_in: SignIn
) -> None:
    answer = signed_in(decider).post(reverse("hire_decide", kwargs={"pk": hire.pk}), verdict(hire, **changed))
    assert answer.status_code == 422
    assert not HireDecision.objects.exists()


def test_a_question_is_answered_once_and_a_withdrawn_request_waits_no_more(
    hire: HireRequest, decider: User, manager: User, signed_in: SignIn
) -> None:
    asker, chief = signed_in(manager), signed_in(decider)
    key = {"pk": hire.pk}
    chief.post(reverse("hire_ask", kwargs=key), {"version": 1, "text": "Varför nu?"})
    question = hire.questions.get()
    said = {"version": 1, "question": question.pk, "text": "Två är sjuka"}
    assert asker.post(reverse("hire_answer", kwargs=key), said).status_code == 302
    assert asker.post(reverse("hire_answer", kwargs=key), said).status_code == 409
    assert {one.event for one in HireNotice.objects.all()} == {"question", "answer"}
    told = [(one.by, one.notes) for one in asker.get(reverse("hire_detail", kwargs=key)).context["changes"]]
    assert told[:2] == [(str(manager), ("Två är sjuka",)), (str(decider), ("Varför nu?",))]
    assert asker.post(reverse("hire_withdraw", kwargs=key), {"version": 1}).status_code == 302
    assert chief.post(reverse("hire_decide", kwargs=key), verdict(hire)).status_code == 409


# Afterwards -------------------------------------------------------------------------------------------------------------
def test_a_granted_hire_is_ordered_filled_and_followed_up(
    hire: HireRequest, decider: User, manager: User, signed_in: SignIn
) -> None:
    HireRequest.objects.filter(pk=hire.pk).update(first_date=TODAY, last_date=TODAY, route="urgent")
    signed_in(decider).post(reverse("hire_decide", kwargs={"pk": hire.pk}), verdict(hire))
    client, key, today = signed_in(manager), {"pk": hire.pk}, timezone.localdate().isoformat()
    bought = {"supplier_name": "Bolaget", "route": "urgent", "price_sek_per_hour": "900", "ordered_date": "2026-05-20"}
    assert (
        client.post(
            reverse("hire_order", kwargs=key), bought | {"version": 2, "ordered_date": "2999-01-01"}
        ).status_code
        == 422
    )
    assert client.post(reverse("hire_order", kwargs=key), bought | {"version": 2}).status_code == 302
    assert client.post(reverse("hire_order", kwargs=key), bought | {"version": 2}).status_code == 409
    assert client.post(reverse("hire_fill", kwargs=key), {"version": 3, "filled_date": "2026-05-01"}).status_code == 422
    assert client.post(reverse("hire_fill", kwargs=key), {"version": 3, "filled_date": "2026-05-25"}).status_code == 302
    assert list(hire_reading.to_follow_up(manager, datetime.date(2026, 6, 15))) == []
    assert list(hire_reading.to_follow_up(manager, datetime.date(2026, 6, 16))) == [hire]
    came = {"version": 4, "ended_date": today, "actual_hours": "150", "actual_cost_sek": "135 000"}
    assert client.post(reverse("hire_follow_up", kwargs=key), came).status_code == 302
    assert HireOrder.objects.get().actual_cost_sek == Decimal(135_000)
    hire.refresh_from_db()
    assert hire.state == HireState.FOLLOWED_UP


def test_an_urgent_decision_is_reviewed_once(
    hire: HireRequest, decider: User, person: People, blekinge: Organisation, signed_in: SignIn
) -> None:
    HireRequest.objects.filter(pk=hire.pk).update(route="urgent")
    signed_in(decider).post(reverse("hire_decide", kwargs={"pk": hire.pk}), verdict(hire))
    leader = person(Role.PROCESS_LEADER, blekinge)
    assert hire_reading.to_review(leader).count() == 1
    data = {"version": 2, "text": "Riktigt handlagt"}
    address = reverse("hire_review", kwargs={"pk": hire.pk})
    assert [signed_in(leader).post(address, data).status_code for _n in range(2)] == [302, 409]
    assert hire_reading.to_review(leader).count() == 0


# The list ---------------------------------------------------------------------------------------------------------------
def test_the_list_is_filtered_sorted_and_exported(
    hire: HireRequest, blekinge: Organisation, manager: User, decider: User, signed_in: SignIn
) -> None:
    other = factories.OrganisationFactory(parent=blekinge, name="Ögonkliniken", code="Ö")
    cheap = factories.hire(other, hire.rule, cost_sek=Decimal(5), state="refused", requested_by=decider)
    client, address = signed_in(manager), reverse("hire_list")

    def shown(**query: str) -> list[HireRequest]:
        return [row.record for row in client.get(address, {"tab": "all"} | query).context["table"].page.object_list]

    assert shown() == [cheap, hire]
    assert shown(sort="-cost_sek") == [hire, cheap]
    assert shown(q="ogon") == [cheap]
    assert shown(q="2026-0001") == [hire]
    assert shown(unit=str(blekinge.pk)) == [cheap, hire]
    assert shown(unit=str(other.pk)) == [cheap]
    assert shown(state="refused") == [cheap]
    assert shown(first="2027-01-01") == []
    assert shown(tab="mine") == [hire]
    exported = client.get(reverse("hire_export", kwargs={"file_type": "csv"}), {"tab": "all", "q": "ogon"})
    assert "Ögonkliniken" in exported.content.decode()
    assert "Vårdcentralen" not in exported.content.decode()
    assert [one.record for one in signed_in(decider).get(address).context["table"].page.object_list] == [hire]


def test_the_list_asks_the_same_number_of_queries_whatever_its_length(
    hire: HireRequest, decider: User, signed_in: SignIn, django_assert_num_queries: Any
) -> None:
    client = signed_in(decider)
    client.get(reverse("hire_list"))
    for _n in range(30):
        factories.hire(hire.organisation, hire.rule)
    with django_assert_num_queries(12):
        client.get(reverse("hire_list"), {"tab": "all"})


def test_other_regions_see_nothing(hire: HireRequest, kalmar: Organisation, person: People, signed_in: SignIn) -> None:
    client = signed_in(person(Role.PROCESS_LEADER, kalmar))
    assert client.get(reverse("hire_detail", kwargs={"pk": hire.pk})).status_code == 404
    assert client.get(reverse("hire_list"), {"region": "10"}).status_code == 404
    assert client.get(reverse("hire_create"), {"som": hire.pk}).status_code == 404


def test_what_waits_stands_on_the_overview(hire: HireRequest, decider: User, signed_in: SignIn) -> None:
    words = signed_in(decider).get(reverse("overview")).content.decode()
    assert f"/bemanning/inhyrningar/{hire.pk}/#decide" in words


def test_a_request_after_midnight_is_of_the_swedish_day(hire: HireRequest, manager: User, signed_in: SignIn) -> None:
    late = datetime.datetime(2026, 5, 31, 22, 30, tzinfo=datetime.UTC)  # half past midnight in Sweden
    HireRequest.objects.filter(pk=hire.pk).update(requested_at=late)
    client = signed_in(manager)
    page = client.get(reverse("hire_list"), {"tab": "all"}).content.decode()
    rows = client.get(reverse("hire_export", kwargs={"file_type": "csv"}), {"tab": "all"}).content.decode()
    assert "2026-06-01" in page.partition("<tbody")[2]
    assert "2026-05-31" not in page
    assert "2026-05-31" not in rows

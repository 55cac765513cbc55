"""Hire stops: entered, corrected, ended with a reason, and what they caught."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from staffing import delegation_queries
from staffing.models import (
    DelegationRule,
    HireDecision,
    HireReason,
    HireRequest,
    HireState,
    HireStop,
    Organisation,
    Outcome,
    Role,
    User,
)
from tests import factories

LIST = "/bemanning/hyrstopp/"
DAY, TODAY = datetime.date(2026, 1, 1), datetime.date(2026, 11, 27)
pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(person: Callable[..., User], signed_in: Callable[[User], Client], blekinge: Organisation) -> Client:
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


def stop_in(organisation: Organisation, **fields: object) -> HireStop:
    made = {"valid_from": DAY, "decided_by": "Regiondirektör", "decided_date": DAY, "reason": "Kostnaden", **fields}
    return HireStop.objects.create(organisation=organisation, **made)


FORM = {
    "profession": "",
    "care_area": "",
    "valid_from": "2026-01-01",
    "valid_to": "",
    "decided_by": "Regiondirektör",
    "decided_date": "2025-12-15",
    "registry_number": "RS 2025/1",
    "reason": "Kostnaden växer",
}


class TestPages:
    def test_it_is_entered_once(self, leader: Client, blekinge: Organisation) -> None:
        sent = {**FORM, "organisation": blekinge.pk}
        assert leader.post(f"{LIST}nytt/", {**sent, "valid_to": "2025-01-01"}).status_code == 422
        assert leader.post(f"{LIST}nytt/", sent).status_code == 302
        assert leader.post(f"{LIST}nytt/", sent).status_code == 422
        assert leader.get(LIST).context["in_force"] == 1

    def test_it_is_corrected_with_a_reason_by_the_first_of_two(self, leader: Client, blekinge: Organisation) -> None:
        stop = stop_in(blekinge)
        address, sent = f"{LIST}{stop.pk}/ratta/", {**FORM, "version": 1, "why": "Fel nummer"}
        assert leader.post(address, {**sent, "why": ""}).status_code == 422
        assert leader.post(address, sent).status_code == 302
        assert leader.post(address, {**sent, "decided_by": "Annan"}).status_code == 409
        page = leader.get(f"{LIST}{stop.pk}/")
        assert "Fel nummer" in page.content.decode()

    def test_it_ends_early_with_a_reason(self, leader: Client, blekinge: Organisation) -> None:
        stop = stop_in(blekinge)
        address, sent = f"{LIST}{stop.pk}/avsluta/", {"version": 1, "valid_to": "2026-03-31"}
        assert leader.post(address, sent).status_code == 422
        assert leader.post(address, {**sent, "reason": "Läget är bättre"}).status_code == 302
        stop.refresh_from_db()
        assert stop.valid_to == datetime.date(2026, 3, 31)

    def test_others_do_not_see_it_and_readers_do_not_change_it(
        self, leader: Client, blekinge: Organisation, kalmar: Organisation, person, signed_in
    ) -> None:
        theirs, ours = stop_in(kalmar), stop_in(blekinge)
        reader = signed_in(person(Role.CONTROLLER, blekinge))
        assert leader.get(f"{LIST}{theirs.pk}/").status_code == 404
        assert reader.get(f"{LIST}{ours.pk}/").status_code == 200
        assert reader.get(f"{LIST}{ours.pk}/avsluta/").status_code == 403
        assert reader.get(f"{LIST}nytt/").status_code == 403

    def test_those_in_force_stand_first(self, leader: Client, blekinge: Organisation) -> None:
        ended = stop_in(blekinge, valid_from=datetime.date(2026, 6, 1), valid_to=datetime.date(2026, 6, 30))
        later, now = stop_in(blekinge, valid_from=datetime.date(2099, 1, 1)), stop_in(blekinge)
        assert [row.stop for row in leader.get(LIST).context["rows"]] == [now, later, ended]

    def test_the_database_takes_a_stop_once(self, blekinge: Organisation) -> None:
        stop_in(blekinge)
        with pytest.raises(IntegrityError), transaction.atomic():
            stop_in(blekinge)
        stop_in(blekinge, care_area=factories.care_area())


def request_in(unit: Organisation, number: int, **fields: object) -> HireRequest:
    role = factories.ResponsibleRoleFactory(organisation=unit)
    rule = DelegationRule.objects.create(organisation=unit, role=role, step=number, valid_from=DAY)
    reason = HireReason.objects.get_or_create(code="vacancy", defaults={"kind": "request", "name_sv": "vakans"})[0]
    made = {
        "region": unit.region,
        "year": 2026,
        "number": number,
        "organisation": unit,
        "profession": factories.profession(),
        "first_date": datetime.date(2026, 2, 2),
        "last_date": datetime.date(2026, 2, 8),
        "hours": 40,
        "weeks": 1,
        "reason": reason,
        "reason_text": "Vakans",
        "route": "ranked",
        "price_sek_per_hour": 1_000,
        "cost_sek": 40_000,
        "is_in_hire_stop": True,
        "rule": rule,
        "decider": role,
        "rule_words": "",
        "requested_at": timezone.now(),
        **fields,
    }
    return HireRequest.objects.create(**made)


class TestNames:
    def test_stops_of_one_place_are_told_apart(self, leader: Client, blekinge: Organisation) -> None:
        names = []
        for fields in (
            {},
            {"profession": factories.profession("nurse")},
            {"care_area": factories.care_area()},
            {"valid_from": datetime.date(2026, 5, 1), "valid_to": datetime.date(2026, 6, 30)},
        ):
            stop = stop_in(blekinge, **fields)
            page = leader.get(f"{LIST}{stop.pk}/").content.decode()
            names.append(re.search(r"<h1[^>]*>(.*?)</h1>", page).group(1))
            assert names[-1].split(": ", 1)[1] in re.search(r"<title>(.*?)</title>", page, re.DOTALL).group(1)
        assert len(set(names)) == 4
        assert "2026-06-30" in names[-1]
        listed = leader.get(LIST).content.decode()
        assert all(f">{name.split(': ', 1)[1]}</a>" in listed for name in names)


class TestCaught:
    def test_the_number_leads_to_just_those_requests(self, leader: Client, blekinge: Organisation) -> None:
        hospital = factories.OrganisationFactory(parent=blekinge)
        area, last = factories.care_area(), datetime.date(2026, 2, 28)
        stop_in(hospital, profession=factories.profession(), valid_to=last)
        stop_in(hospital, care_area=area, valid_from=datetime.date(2026, 1, 2))
        stop_in(blekinge)
        request_in(hospital, 1)
        request_in(hospital, 2, care_area=area)
        request_in(hospital, 3, is_in_hire_stop=False)
        request_in(hospital, 4, profession=factories.profession("nurse"))
        request_in(blekinge, 5)
        request_in(hospital, 6, first_date=datetime.date(2026, 3, 1), last_date=datetime.date(2026, 3, 7))
        rows = leader.get(LIST).context["rows"]
        assert sorted(row.caught.requests for row in rows) == [1, 2, 5]
        for row in rows:
            listed = leader.get(row.address)
            assert listed.context["filter"].form.is_valid()
            assert listed.context["table"].paginator.count == row.caught.requests
            assert row.address.replace("&", "&amp;") in leader.get(f"{LIST}{row.stop.pk}/").content.decode()

    def test_requests_inside_are_counted_with_their_decisions(
        self, blekinge: Organisation, django_assert_max_num_queries
    ) -> None:
        hospital = factories.OrganisationFactory(parent=blekinge)
        elsewhere = factories.OrganisationFactory(parent=blekinge)
        stop = stop_in(hospital, profession=factories.profession(), valid_to=datetime.date(2026, 2, 28))
        granted = request_in(hospital, 1, state=HireState.ORDERED)
        HireDecision.objects.create(
            request=granted,
            outcome=Outcome.CHANGED,
            reason=granted.reason,
            reason_text="Halva",
            valid_to=granted.last_date,
            granted_hours=20,
            granted_cost_sek=20_000,
            decided_at=timezone.now(),
            decided_by_name="Chef",
            role_title="Chef",
            rule_words="",
        )
        request_in(hospital, 2, state=HireState.REFUSED)
        request_in(hospital, 3)
        request_in(hospital, 4, is_in_hire_stop=False)
        request_in(hospital, 5, profession=factories.profession("nurse"))
        request_in(elsewhere, 6)
        request_in(hospital, 7, first_date=datetime.date(2026, 3, 1), last_date=datetime.date(2026, 3, 7))
        with django_assert_max_num_queries(3):
            (row,) = delegation_queries.stop_rows(HireStop.objects.all(), blekinge.region, TODAY)
        caught = row.caught
        assert row.stop == stop
        assert (caught.requests, caught.granted, caught.refused, caught.waiting) == (3, 1, 1, 1)
        assert (caught.asked_sek, caught.granted_sek) == (Decimal(120_000), Decimal(20_000))

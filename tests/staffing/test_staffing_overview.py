"""The way into staffing: what was decided of hires in the quarter that goes on, and what waits; a fixed number of queries."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from staffing.models import DelegationRule, HireDecision, HireOrder, Organisation, Outcome, Role, User
from tests import factories

pytestmark = pytest.mark.django_db

URL = reverse("staffing_overview")


def decided(rule: DelegationRule, outcome: Outcome, route: str = "") -> None:
    unit = rule.organisation
    is_granted = outcome != Outcome.REFUSED
    state = ("ordered" if route else "granted") if is_granted else "refused"
    hire = factories.hire(unit, rule, state=state, requested_at=timezone.now())
    granted = {"granted_hours": Decimal(10), "granted_cost_sek": Decimal(10_000), "valid_to": hire.last_date}
    HireDecision.objects.create(
        request=hire, outcome=outcome, reason=factories.hire_reason(f"because-{outcome}", "decision"), reason_text="Skäl",
        decided_at=timezone.now(), decided_by_name="B", role_title="Chef", rule_words="1", **(granted if is_granted else {}),
    )  # fmt: skip
    if route:
        HireOrder.objects.create(
            request=hire,
            supplier_name="Bolaget",
            route=route,
            price_sek_per_hour=1_000,
            ordered_date=timezone.localdate(),
        )


def facts(client: Client) -> dict[str, str]:
    page = client.get(URL, {"region": "10"}).content.decode()
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, flags=re.DOTALL)
    return {key: re.sub(r"<.*?>|\s+", " ", value).replace("\xa0", " ").strip() for key, value in found}


@pytest.fixture
def unit(blekinge: Organisation) -> Organisation:
    return factories.OrganisationFactory(parent=blekinge, name="Vårdcentralen", code="VC")


@pytest.fixture
def rule(unit: Organisation) -> DelegationRule:
    return factories.delegation_rule(unit)


def test_the_quarter_so_far(
    unit: Organisation,
    rule: DelegationRule,
    person: Callable[..., User],
    signed_in: Callable[[User], Client],
    blekinge: Organisation,
) -> None:
    client = signed_in(person(Role.AUDITOR, blekinge))
    assert "Ingen begäran om inhyrning har gjorts här än." in client.get(URL).content.decode()
    decided(rule, Outcome.GRANTED, "ranked")
    decided(rule, Outcome.CHANGED, "outside")
    decided(rule, Outcome.GRANTED, "urgent")
    decided(rule, Outcome.REFUSED)
    factories.hire(unit, rule, requested_at=timezone.now())
    said = facts(client)
    assert re.findall(r"\d+", said["Beslutade"]) == ["4", "3", "1"]
    assert said["Beviljat (kr)"] == "30 000"
    assert said["Avropat inom ramavtalet, av kronorna"] == "66,7 %"  # 20 000 of 30 000
    assert said["Väntar på beslut"] == "1"
    assert said["Väntar på verklig kostnad"] == "0"


def test_what_waits_for_its_cost_leads_to_just_those(
    rule: DelegationRule, person: Callable[..., User], signed_in: Callable[[User], Client], blekinge: Organisation
) -> None:
    client = signed_in(person(Role.AUDITOR, blekinge))
    today = timezone.localdate()

    def filled(days_ago: int, **fields: Any) -> None:
        ended = today - datetime.timedelta(days=days_ago)
        hire = factories.hire(
            rule.organisation, rule, state="filled", first_date=ended, last_date=ended, requested_at=timezone.now()
        )
        HireOrder.objects.create(
            request=hire, supplier_name="B", route="ranked", price_sek_per_hour=1, ordered_date=ended, filled_date=ended, **fields
        )  # fmt: skip

    filled(14)
    filled(15)
    filled(40)
    filled(40, ended_date=today)
    filled(40, followed_up_at=timezone.now(), actual_hours=1, actual_cost_sek=1, ended_date=today)
    page = client.get(URL, {"region": "10"})
    assert page.context["hires"].to_follow_up == 2
    (link,) = re.findall(r'href="([^"]+outcome=to_follow_up)"', page.content.decode())
    listed = client.get(link.replace("&amp;", "&"))
    assert listed.context["filter"].form.is_valid()
    assert listed.context["table"].paginator.count == 2


@pytest.mark.parametrize(("role", "may"), [(Role.MANAGER, True), (Role.AUDITOR, False)])
def test_who_may_ask_finds_the_way(
    person: Callable[..., User], signed_in: Callable[[User], Client], unit: Organisation, role: Role, *, may: bool
) -> None:
    place = unit if role == Role.MANAGER else unit.parent
    page = signed_in(person(role, place)).get(URL).content.decode()
    assert (f'href="{reverse("hire_create")}"' in page) is may


def test_its_queries_do_not_follow_the_hires(
    rule: DelegationRule,
    person: Callable[..., User],
    signed_in: Callable[[User], Client],
    blekinge: Organisation,
    django_assert_num_queries: Any,
) -> None:
    client = signed_in(person(Role.AUDITOR, blekinge))
    decided(rule, Outcome.GRANTED, "ranked")
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for _number in range(5):
        decided(rule, Outcome.GRANTED, "ranked")
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(URL)

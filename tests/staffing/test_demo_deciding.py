"""The example rules of Blekinge name one decider for what is asked, the agreements have a price for it, and all is marked."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from staffing import delegation_queries, demo, demo_deciding, hire_queries, loading
from staffing.hire_queries import Wanted
from staffing.models import (
    DelegationRule,
    FrameworkAgreement,
    HireRoute,
    HireStop,
    Profession,
    Region,
    User,
)

TODAY = datetime.date(2026, 11, 27)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(db: None) -> None:
    loading.load()
    demo.load_divisions()
    demo.load_accounts()
    assert demo_deciding.load(TODAY) == 9
    assert demo_deciding.load(TODAY) == 0


def judged(division: str, profession: str, hours: int, days: int, **changes: object) -> hire_queries.Judged:
    place = demo.divisions_of(Region.objects.get(code="10"))[division]
    first = datetime.date(2026, 12, 7)
    wanted = {
        "organisation": place,
        "profession": Profession.objects.get(code=profession),
        "speciality": None,
        "care_area": place.care_area,
        "first_date": first,
        "last_date": first + datetime.timedelta(days=days - 1),
        "hours": Decimal(hours),
        "route": HireRoute.RANKED,
        "price_sek_per_hour": Decimal(1_000) if profession == "doctor" else Decimal(600),
        **changes,
    }
    return hire_queries.judge(Wanted(**wanted), TODAY)


@pytest.mark.parametrize(
    ("division", "profession", "hours", "days", "changes", "holder"),
    [
        (demo.SOMATIC, "doctor", 80, 14, {}, "beslutsfattare"),
        (demo.PRIMARY, "doctor", 80, 14, {}, "beslutsfattare.primarvard"),
        (demo.PRIMARY, "nurse", 600, 14, {}, "hsd"),
        (demo.PSYCHIATRY, "doctor", 80, 14, {}, "hsd"),
        (demo.SOMATIC, "doctor", 80, 14, {"route": HireRoute.OUTSIDE}, "regiondirektor"),
        (demo.SOMATIC, "doctor", 80, 365, {}, "regiondirektor"),
        # Inside the hire stop: one level up.
        (demo.SOMATIC, "nurse", 80, 14, {}, "hsd"),
    ],
)
def test_each_request_has_its_decider(division, profession, hours, days, changes, holder) -> None:
    found = judged(division, profession, hours, days, **changes)
    assert found.problem is None
    assert found.rule.role.holder == User.objects.get(email=f"{holder}@{demo.DOMAIN}")
    assert found.agreement.region.code == "10"
    assert found.list_price is not None


def test_the_table_leaves_nothing_open() -> None:
    region = Region.objects.get(code="10")
    rows = delegation_queries.rule_rows(DelegationRule.objects.all(), TODAY)
    assert not delegation_queries.lacks(region, rows, TODAY).is_any


def test_the_national_agreement_has_three_zones_over_all_regions() -> None:
    national = FrameworkAgreement.objects.get(region=None)
    assert (national.longest_months, national.quarantine_months) == (12, 12)
    assert national.zones.count() == 3
    assert sum(zone.organisations.count() for zone in national.zones.all()) == Region.objects.count()


def test_all_of_it_is_marked() -> None:
    for model in (FrameworkAgreement, DelegationRule, HireStop):
        assert not model.objects.filter(is_example=False).exists()

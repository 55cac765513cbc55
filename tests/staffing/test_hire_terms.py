"""Price list, zone, urgency and length of a hire, by tables."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from staffing import hire_terms
from staffing.hire_terms import Price, Terms

DOCTOR, NURSE = 1, 2
PSYCHIATRY = 7
NORTH, SOUTH = 1, 2
UNIT, HOSPITAL, REGION = 1, 2, 3
PLACES = (UNIT, HOSPITAL, REGION)
TERMS = Terms(
    prices=(
        Price(DOCTOR, Decimal(900)),
        Price(DOCTOR, Decimal(1000), zone=NORTH),
        Price(DOCTOR, Decimal(1100), speciality=PSYCHIATRY),
        Price(DOCTOR, Decimal(1250), speciality=PSYCHIATRY, zone=NORTH),
        Price(NURSE, Decimal(500), zone=SOUTH),
    ),
    zones={REGION: NORTH, HOSPITAL: SOUTH},
    urgent_within_days=35,
    longest_months=12,
)


@pytest.mark.parametrize(
    ("profession", "speciality", "places", "price"),
    [
        (DOCTOR, None, PLACES, 900),
        (DOCTOR, None, (REGION,), 1000),
        (DOCTOR, PSYCHIATRY, PLACES, 1100),
        (DOCTOR, PSYCHIATRY, (REGION,), 1250),
        (DOCTOR, 8, (REGION,), 1000),
        (NURSE, None, PLACES, 500),
        (NURSE, None, (REGION,), None),
        (NURSE, None, (99,), None),
        (3, None, PLACES, None),
    ],
)
def test_the_most_particular_price_counts(profession, speciality, places, price):
    assert hire_terms.list_price(TERMS, profession, speciality, places) == price


def test_a_zone_reaches_what_lies_below_it():
    assert [hire_terms.zone_of(PLACES[start:], TERMS.zones) for start in range(3)] == [SOUTH, SOUTH, NORTH]
    assert hire_terms.zone_of((9,), TERMS.zones) is None


@pytest.mark.parametrize(
    ("first", "last", "weeks"),
    [("2026-01-01", "2026-01-01", "0.1"), ("2026-01-05", "2026-01-11", "1.0"), ("2026-01-05", "2026-02-01", "4.0")],
)
def test_both_days_count_in_the_length(first, last, weeks):
    found = hire_terms.weeks(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last))
    assert found == Decimal(weeks)


def test_what_it_costs():
    assert hire_terms.cost_sek(Decimal("37.5"), Decimal("1234.57")) == Decimal("46296.38")


@pytest.mark.parametrize(("first", "is_urgent"), [("2026-05-04", True), ("2026-06-08", True), ("2026-06-09", False)])
def test_urgent_is_within_five_weeks(first, is_urgent):
    found = hire_terms.is_urgent(TERMS, datetime.date.fromisoformat(first), datetime.date(2026, 5, 4))
    assert found is is_urgent


@pytest.mark.parametrize(
    ("first", "last", "is_overlong"),
    [
        ("2026-05-04", "2027-05-03", False),
        ("2026-05-04", "2027-05-04", True),
        ("2028-02-29", "2029-02-27", False),
        ("2028-02-29", "2029-02-28", True),
    ],
)
def test_twelve_months_are_twelve_months(first, last, is_overlong):
    days = [datetime.date.fromisoformat(day) for day in (first, last)]
    assert hire_terms.is_overlong(TERMS, *days) is is_overlong


def test_without_a_rule_nothing_is_too_long_and_without_a_price_nothing_is_over_it():
    free = Terms((), {}, 35, None)
    assert not hire_terms.is_overlong(free, datetime.date(2026, 1, 1), datetime.date(2036, 1, 1))
    assert [hire_terms.is_over_list(Decimal(900), listed) for listed in (None, Decimal(900), Decimal(899))] == [
        False,
        False,
        True,
    ]

"""The rules of delivery and of a reduced plan, as tables."""

from __future__ import annotations

from datetime import date

import pytest

from plans import cascade
from plans.cascade import Delivery, ObligationFacts, Reducible, Reduction

DUE = date(2026, 4, 30)


@pytest.mark.parametrize(
    ("state", "adopted", "is_excused", "today", "delivery", "is_overdue", "days_late"),
    [
        (None, None, False, DUE, Delivery.NOT_STARTED, False, None),
        (None, None, False, date(2026, 5, 1), Delivery.NOT_STARTED, True, 1),
        ("draft", None, False, date(2026, 5, 30), Delivery.DRAFT, True, 30),
        ("consultation", None, False, DUE, Delivery.CONSULTATION, False, None),
        ("adopted", DUE, False, date(2027, 1, 1), Delivery.DELIVERED, False, None),
        ("adopted", date(2026, 5, 2), False, date(2027, 1, 1), Delivery.DELIVERED, False, 2),
        ("closed", date(2026, 4, 1), False, date(2028, 1, 1), Delivery.DELIVERED, False, None),
        (None, None, True, date(2027, 1, 1), Delivery.EXCUSED, False, None),
        # An excuse does not take away what was delivered.
        ("adopted", DUE, True, date(2027, 1, 1), Delivery.DELIVERED, False, None),
    ],
)
def test_how_an_obligation_stands(state, adopted, is_excused, today, delivery, is_overdue, days_late):
    judged = cascade.judge(ObligationFacts(DUE, is_excused, state, adopted), today)
    assert judged == cascade.Judgement(delivery, is_overdue, days_late)


def test_the_excused_owe_nothing():
    today = date(2026, 6, 1)
    facts = [
        ObligationFacts(DUE, False, "adopted", DUE),
        ObligationFacts(DUE, False, "draft", None),
        ObligationFacts(DUE, True, None, None),
        ObligationFacts(date(2026, 12, 31), False, None, None),
    ]
    counted = cascade.count(cascade.judge(one, today) for one in facts)
    assert counted == cascade.DeliveryCount(owed=3, delivered=1, overdue=1, excused=1)


@pytest.mark.parametrize(
    ("activity", "wanted", "stays"),
    [
        (Reducible("short", 1, None, False), Reduction(), True),
        (Reducible("long", 1, None, False), Reduction(), False),
        (Reducible("", 1, None, False), Reduction(), False),
        (Reducible("short", 2, None, False), Reduction(), False),
        (Reducible("short", 2, None, False), Reduction(lowest_priority=2), True),
        (Reducible("long", 3, None, True), Reduction(), True),
        (Reducible("long", 3, 900, False), Reduction(horizon=None, lowest_priority=None, least_effect_sek=900), True),
        (Reducible("long", 3, 899, False), Reduction(horizon=None, lowest_priority=None, least_effect_sek=900), False),
        # Unknown is not zero, and not enough either.
        (Reducible("short", 1, None, False), Reduction(least_effect_sek=0), False),
        (Reducible("short", 1, 0, False), Reduction(least_effect_sek=0), True),
    ],
)
def test_what_a_reduced_plan_keeps(activity, wanted, stays):
    assert cascade.stays(activity, wanted) is stays

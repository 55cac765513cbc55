"""Why the index moved: the contributions sum to the change exactly, whatever the costs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.cost_moves import OWN, explain
from values.ratio import rounded_to_sum

MONEY = st.decimals(min_value=-(10**9), max_value=10**12, places=2)
OWN_COST = st.decimals(min_value=1, max_value=10**12, places=2)
PARTS = st.dictionaries(st.sampled_from("abcdefg"), MONEY, max_size=7)


@given(before=PARTS, now=PARTS, own_before=OWN_COST, own_now=OWN_COST)
def test_the_contributions_sum_to_the_change_and_turn_with_time(before, now, own_before, own_now):
    move = explain(before, now, own_before, own_now)
    exact = sum(map(Fraction, now.values())) / Fraction(own_now) - sum(map(Fraction, before.values())) / Fraction(
        own_before
    )
    assert move.points == exact * 100
    assert abs(Fraction(move.now - move.before) * 100 - move.points) < Fraction(1, 10**12)
    back = explain(now, before, own_now, own_before)
    assert {driver.key: -driver.points for driver in back.drivers} == {
        driver.key: driver.points for driver in move.drivers
    }


@given(before=PARTS, now=PARTS, own_before=OWN_COST, own_now=OWN_COST)
def test_a_part_split_further_changes_no_other(before, now, own_before, own_now):
    before, now = {"x": Decimal(7), **before}, {"x": Decimal(11), **now}
    whole = explain(before, now, own_before, own_now)
    split = explain(
        {"x1": before.pop("x") - 3, "x2": Decimal(3), **before},
        {"x1": now.pop("x") - 4, "x2": Decimal(4), **now},
        own_before,
        own_now,
    )
    by_key, halves = ({driver.key: driver.points for driver in move.drivers} for move in (whole, split))
    assert halves.pop("x1") + halves.pop("x2") == by_key.pop("x")
    assert halves == by_key


def test_an_example_by_hand():
    """Agency cost 30 → 24 of own 1 000 → 1 200: from 3 % to 2 %, of which doctors −0.73 and own staff cost −0.45 points."""
    move = explain(
        {"doctor": Decimal(20), "nurse": Decimal(10)},
        {"doctor": Decimal(12), "nurse": Decimal(12)},
        Decimal(1000),
        Decimal(1200),
    )
    assert (move.before, move.now, move.points) == (Decimal("0.03"), Decimal("0.02"), -1)
    # ½(1/1 000 + 1/1 200) = 11/12 000; ½(30 + 24)(1/1 200 − 1/1 000) = −27/6 000.
    assert [(driver.key, driver.points) for driver in move.drivers] == [
        ("doctor", Fraction(-88, 120)),
        ("nurse", Fraction(22, 120)),
        (OWN, Fraction(-27, 60)),
    ]
    assert move.printed(2) == (Decimal("-0.73"), Decimal("0.18"), Decimal("-0.45"))
    assert move.own.change_sek == 200


def test_what_is_there_at_one_time_only_cost_nothing_at_the_other():
    move = explain({"gone": Decimal(10)}, {"new": Decimal(10)}, Decimal(1000), Decimal(1000))
    assert [(driver.key, driver.points) for driver in move.drivers] == [("new", 1), ("gone", -1), (OWN, 0)]
    assert move.points == 0


@pytest.mark.parametrize(("own_before", "own_now"), [(0, 1), (1, 0), (-1, 1)])
def test_an_undefined_index_has_no_change(own_before, own_now):
    assert explain({"a": Decimal(1)}, {"a": Decimal(1)}, Decimal(own_before), Decimal(own_now)) is None


@given(st.lists(st.fractions(min_value=-100, max_value=100), max_size=30), st.integers(0, 4))
def test_rounded_parts_sum_to_the_rounded_total(parts, decimals):
    rounded = rounded_to_sum(parts, decimals)
    total, step = sum(parts, Fraction(0)), Fraction(1, 10**decimals)
    assert abs(Fraction(sum(rounded, Decimal(0))) - total) <= step / 2
    assert all(abs(Fraction(one) - part) < step for one, part in zip(rounded, parts, strict=True))

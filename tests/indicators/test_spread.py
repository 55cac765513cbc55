"""Quartiles as spreadsheets count them, and who is of like size."""

from __future__ import annotations

from decimal import Decimal
from statistics import median, quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.spread import peers, spread


@given(st.lists(st.decimals(min_value=0, max_value=1, places=4), min_size=4, max_size=30))
def test_the_quartiles_are_those_of_the_inclusive_method(values):
    found = spread(values)
    expected = quantiles(values, n=4, method="inclusive")
    assert [found.lower_quartile, found.median, found.upper_quartile] == [pytest.approx(one) for one in expected]
    assert found.median == pytest.approx(median(values))
    assert (found.low, found.high, found.count) == (min(values), max(values), len(values))


def test_fewer_than_four_have_none():
    assert spread([Decimal(1), Decimal(2), Decimal(3)]) is None


def test_the_nearest_in_size_are_counted_in_times():
    sizes = {"own": 100, "half": 50, "double": 200, "near": 110, "far": 1000, "unknown": 0}
    assert peers(sizes, "own") == ("near", "half", "double", "far")
    assert peers(sizes, "own", 2) == ("near", "half")
    assert peers(sizes, "unknown") == ()
    assert peers(sizes, "nobody") == ()

"""The forecast: by hand, against a closed formula, and what must hold whatever is assumed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing import workforce_forecast
from staffing.workforce_forecast import Assumed

D = Decimal
people = st.decimals(0, 200, places=2)
shares = st.decimals(0, 100, places=2)
assumptions = st.builds(Assumed, people, people, shares, people, shares)


def test_two_years_by_hand() -> None:
    """100 − 8 − 5 + 10 × 0.7 + 2 = 96; 96 − 8 − 4.8 + 7 + 2 = 92.2."""
    assumed = Assumed(D(8), D(10), D(70), D(2), D(5))
    first, second = workforce_forecast.forecast(D(100), assumed, 2)
    assert (first.left, first.stayed, first.filled) == (D(5), D(7), D(96))
    assert second.filled == D("92.2")


def test_seventy_of_a_hundred_trainees_stay_when_nobody_says_otherwise() -> None:
    (year,) = workforce_forecast.forecast(D(0), Assumed(trained=D(10)), 1)
    assert year.filled == 7


def test_more_cannot_go_than_there_are() -> None:
    years = workforce_forecast.forecast(D(5), Assumed(retirements=D(4)), 3)
    assert [year.filled for year in years] == [1, 0, 0]
    assert [year.is_emptied for year in years] == [False, True, True]


@given(people, assumptions, st.integers(0, 8))
def test_against_the_closed_formula_and_never_negative(filled: D, assumed: Assumed, years: int) -> None:
    """filled(n) = q^n × filled + net × (1 + q + … + q^(n−1)), with q = 1 − leave."""
    found = workforce_forecast.forecast(filled, assumed, years)
    assert len(found) == years
    assert all(year.filled >= 0 for year in found)
    if any(year.is_emptied for year in found):
        return
    q = 1 - Fraction(assumed.leave_percent) / 100
    net = (
        Fraction(assumed.trained) * Fraction(assumed.stay_percent) / 100
        + Fraction(assumed.recruits)
        - Fraction(assumed.retirements)
    )
    for n, year in enumerate(found, start=1):
        exact = q**n * Fraction(filled) + net * sum(q**k for k in range(n))
        assert abs(Fraction(year.filled) - exact) < Fraction(1, 10**18)


@pytest.mark.parametrize("name", ["retirements", "trained", "stay_percent", "recruits"])
@given(people, assumptions, st.integers(1, 6), st.decimals(0, 50, places=2))
def test_linear_in_each_assumption(name: str, filled: D, assumed: Assumed, years: int, step: D) -> None:
    """Equal steps of one assumption change the last year equally, as long as nothing is emptied."""
    ends = [
        workforce_forecast.forecast(filled, replace(assumed, **{name: getattr(assumed, name) + times * step}), years)
        for times in (0, 1, 2)
    ]
    if any(year.is_emptied for end in ends for year in end):
        return
    low, middle, high = (end[-1].filled for end in ends)
    assert abs((high - middle) - (middle - low)) < D("1e-18")


@given(people, assumptions, st.decimals(0, 50, places=2))
def test_one_year_is_linear_in_the_share_that_leaves(filled: D, assumed: Assumed, step: D) -> None:
    ends = [
        workforce_forecast.forecast(filled, replace(assumed, leave_percent=times * step), 1)[0] for times in (0, 1, 2)
    ]
    if not any(end.is_emptied for end in ends):
        assert abs((ends[2].filled - ends[1].filled) - (ends[1].filled - ends[0].filled)) < D("1e-18")


@given(people, assumptions, st.integers(1, 6), people)
def test_what_must_be_recruited_reaches_the_aim(filled: D, assumed: Assumed, years: int, aim: D) -> None:
    needed = workforce_forecast.recruits_needed(filled, assumed, years, aim)
    if needed:
        last = workforce_forecast.forecast(filled, replace(assumed, recruits=needed), years)[-1]
        assert last.is_emptied or abs(last.filled - aim) < D("1e-15")


@pytest.mark.parametrize("years", [1, 3])
def test_where_all_leave_each_year_the_last_years_recruits_are_all_there_is(years: int) -> None:
    assumed = Assumed(leave_percent=D(100))
    assert workforce_forecast.recruits_needed(D(50), assumed, years, D(8)) == D(8)


def test_without_years_nobody_can_be_recruited() -> None:
    assert workforce_forecast.recruits_needed(D(1), Assumed(), 0, D(5)) is None

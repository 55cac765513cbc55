"""The index of every window against an oracle that looks at one month at a time, over random tilings with holes."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from indicators import cost_index
from indicators.cost_index import CostSum, ReturnCost, Window
from values.period import Period

YEARS = (2015, 2016, 2017)
LENGTHS = (1, 3, 4, 6, 12)
AMOUNTS = st.tuples(st.integers(0, 10**9), st.integers(1, 10**10))


@st.composite
def tilings(draw):
    """Draw returns of mixed lengths that never overlap, some left out: each year is cut from January on."""
    found = []
    for year in YEARS:
        month = 1
        while month <= 12:
            fits = [length for length in LENGTHS if (month - 1) % length == 0 and month - 1 + length <= 12]
            if month == 1:
                fits.append(8)
            length = draw(st.sampled_from(fits))
            if draw(st.integers(0, 9)):
                agency, own = draw(AMOUNTS)
                cost = CostSum(agency_sek=Decimal(agency), own_sek=Decimal(own))
                found.append(ReturnCost(Period(year, month, length), cost))
            month += length
    return found


def oracle(returns, months):
    """Return the sums of the returns that lie within the months, or None where a month is in none of those."""
    inside = [one for one in returns if all((one.period.year, month) in months for month in months_of(one.period))]
    covered = {(one.period.year, month) for one in inside for month in months_of(one.period)}
    if covered != months:
        return None
    return sum(one.cost.agency_sek for one in inside), sum(one.cost.own_sek for one in inside)


def months_of(period):
    return range(period.month, period.month + period.length)


def wanted(year, month, window):
    """Return the months of a window that ends with a month, counted backwards or from January one at a time."""
    if window is Window.R12:
        found = set()
        for _step in range(12):
            found.add((year, month))
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        return found
    last = {Window.YTD: month, Window.JAN_AUG: 8, Window.YEAR: 12}[window]
    return {(year, one) for one in range(1, last + 1)}


@given(
    returns=tilings(),
    year=st.sampled_from(YEARS),
    number=st.integers(1, 12),
    length=st.sampled_from((1, 3)),
    window=st.sampled_from([Window.R12, Window.YTD, Window.JAN_AUG, Window.YEAR]),
)
def test_every_window_is_what_the_oracle_says(returns, year, number, length, window):
    month = (number - 1) // length * length + 1
    figure = cost_index.compute(returns, Period(year, month, length), window, None)
    expected = oracle(returns, wanted(year, month + length - 1, window))
    if expected is None:
        assert figure.missing
        assert figure.ratio is None
    else:
        assert (figure.agency_sek, figure.own_sek) == expected
        assert figure.ratio == expected[0] / expected[1]

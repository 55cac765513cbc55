"""Hires against the return: the arithmetic by an oracle that goes day by day, the sums by properties, all to the öre."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from indicators import hire_reconciliation as rules
from indicators.hire_reconciliation import Hire, Sums, reconcile

DAY = datetime.timedelta(days=1)
Q1 = (datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
FIRST = datetime.date(2025, 11, 1)
PLACES = [(part, profession) for part in ("somatic", "primary", "") for profession in (1, 2)]
AMOUNTS = st.integers(0, 10**9).map(lambda ore: Decimal(ore).scaleb(-2))


@st.composite
def hires(draw: st.DrawFn) -> list[Hire]:
    found = []
    for key in range(draw(st.integers(0, 12))):
        first = FIRST + draw(st.integers(0, 200)) * DAY
        found.append(
            Hire(
                key,
                draw(st.sampled_from(PLACES)),
                (first, first + draw(st.integers(0, 120)) * DAY),
                draw(AMOUNTS),
                draw(st.none() | AMOUNTS),
                draw(st.booleans()),
            )
        )
    return found


RETURNS = st.dictionaries(st.sampled_from(PLACES), AMOUNTS)


def ore(amount: Fraction) -> int:
    """Return an amount above zero in whole öre, halves up."""
    return int(amount * 100 + Fraction(1, 2))


def by_days(amount: Decimal, first: datetime.date, last: datetime.date, days: tuple[datetime.date, datetime.date]):
    """Return what falls in the days, in öre: the work gone through day by day, the running sum rounded each evening."""
    length, run, before, found = (last - first).days + 1, Fraction(0), 0, 0
    for number in range(length):
        run += Fraction(amount) / length
        evening = ore(run)
        if days[0] <= first + number * DAY <= days[1]:
            found += evening - before
        before = evening
    return found


@given(hires(), RETURNS)
def test_each_line_says_what_the_days_say(some, reported):
    found = reconcile(some, reported, Q1)
    for place in PLACES:
        here = [one for one in some if one.place == place]
        actual = sum(by_days(one.actual_sek, *one.worked, Q1) for one in here if one.actual_sek is not None)
        expected = sum(by_days(one.expected_sek, *one.worked, Q1) for one in here if one.actual_sek is None)
        sums = sum((line.sums for line in found.lines if line.place == place), Sums())
        assert (sums.actual_sek * 100, sums.expected_sek * 100) == (actual, expected)
        assert sums.reported_sek == reported.get(place, 0)


@given(hires(), RETURNS)
def test_the_parts_add_up_to_the_difference_and_the_lines_to_the_sum(some, reported):
    found = reconcile(some, reported, Q1)
    for one in (found.total, *(line.sums for line in found.lines)):
        assert one.reported_sek - one.actual_sek == one.expected_sek + one.without_match_sek + one.unexplained_sek
    for name in (
        "reported_sek",
        "actual_sek",
        "expected_sek",
        "without_match_sek",
        "difference_sek",
        "unexplained_sek",
    ):
        assert sum(getattr(line.sums, name) for line in found.lines) == getattr(found.total, name)
    assert found.total.reported_sek == sum(reported.values())
    for line in found.lines:
        if line.reported_sek is None:
            assert line.sums.unexplained_sek == 0


@given(hires())
def test_quarters_that_tile_the_work_lose_nothing(some):
    quarters = [(datetime.date(2025, 10, 1), datetime.date(2025, 12, 31)), Q1]
    quarters += [(datetime.date(2026, 4, 1), datetime.date(2026, 6, 30)), (datetime.date(2026, 7, 1), datetime.date(2026, 12, 31))]  # fmt: skip
    totals = [reconcile(some, {}, days).total for days in quarters]
    assert sum(one.actual_sek for one in totals) == sum(one.actual_sek or 0 for one in some)
    assert sum(one.expected_sek for one in totals) == sum(one.expected_sek for one in some if one.actual_sek is None)


def test_a_quarter_worked_out_by_hand():
    done = Hire(1, ("somatic", 1), (datetime.date(2026, 3, 30), datetime.date(2026, 4, 1)), Decimal(900), Decimal(100))
    waits = Hire(2, ("somatic", 1), (datetime.date(2026, 1, 1), datetime.date(2026, 1, 10)), Decimal("5000.00"))
    stray = Hire(
        3, ("primary", 1), (datetime.date(2026, 2, 1), datetime.date(2026, 2, 2)), Decimal(1), Decimal("70.01")
    )
    later = Hire(4, ("primary", 2), (datetime.date(2026, 4, 1), datetime.date(2026, 4, 2)), Decimal(1), Decimal(7))
    found = reconcile([done, waits, stray, later], {("somatic", 1): Decimal(8000), ("psychiatry", 2): Decimal(3)}, Q1)
    lines = {line.place: line.sums for line in found.lines}
    # Two of three days: 66,67 of 100 kr.
    assert lines["somatic", 1] == Sums(Decimal(8000), Decimal("66.67"), Decimal(5000), Decimal(0))
    assert lines["somatic", 1].unexplained_sek == Decimal("2933.33")
    assert lines["primary", 1] == Sums(Decimal(0), Decimal("70.01"), Decimal(0), Decimal("-70.01"))
    assert lines["psychiatry", 2].unexplained_sek == 3
    assert ("primary", 2) not in lines
    assert found.total.difference_sek == Decimal("7866.32")
    assert found.total.unexplained_sek == Decimal("2936.33")


def test_lines_stand_in_the_order_given():
    reported = {("b", 1): Decimal(1), ("a", 1): Decimal(1), ("x", 1): Decimal(1)}
    found = rules.reconcile([], reported, Q1, [("b", 1), ("a", 1)])
    assert [line.place[0] for line in found.lines] == ["b", "a", "x"]

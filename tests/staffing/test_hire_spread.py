"""A hire's cost over periods: by days, nothing lost, nothing twice."""

import datetime
import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing.hire_spread import part_in, worked

JAN, FEB = datetime.date(2018, 1, 1), datetime.date(2018, 2, 1)
DAY = datetime.timedelta(days=1)


def test_a_hire_over_two_quarters_is_split_by_its_days() -> None:
    worked = (datetime.date(2018, 3, 22), datetime.date(2018, 4, 10))  # 10 days in March, 10 in April
    amount = Decimal("100000.01")
    first = part_in(amount, worked, (JAN, datetime.date(2018, 3, 31)))
    second = part_in(amount, worked, (datetime.date(2018, 4, 1), datetime.date(2018, 6, 30)))
    assert (first, second) == (Decimal("50000.01"), Decimal("50000.00"))  # 50000.005 is half up


def test_outside_the_work_there_is_nothing() -> None:
    assert part_in(Decimal(10), (FEB, FEB), (JAN, FEB - DAY)) == 0
    assert part_in(Decimal(10), (JAN, JAN), (FEB, FEB)) == 0


def test_a_last_day_before_its_first_is_an_error() -> None:
    with pytest.raises(ValueError, match="before its first"):
        part_in(Decimal(1), (FEB, JAN), (JAN, FEB))
    with pytest.raises(ValueError, match="before its first"):
        part_in(Decimal(1), (JAN, FEB), (FEB, JAN))


@pytest.mark.parametrize(
    ("first", "filled", "ended", "days"),
    [
        (5, 1, 9, (5, 9)),
        (5, 7, 9, (7, 9)),
        (5, 1, 3, (1, 3)),
        (5, 7, 7, (7, 7)),
        (5, 5, 5, (5, 5)),
        (5, None, 9, (5, 9)),
        (5, None, 3, (3, 3)),
    ],
)
def test_work_begins_on_its_first_day_or_when_it_was_filled(
    first: int, filled: int | None, ended: int, days: tuple[int, int]
) -> None:
    def day(number: int) -> datetime.date:
        return datetime.date(2026, 1, number)

    found = worked(day(first), None if filled is None else day(filled), day(ended))
    assert found == (day(days[0]), day(days[1]))


@given(
    amount=st.decimals(min_value=0, max_value=10**8, places=2),
    start=st.dates(datetime.date(2015, 1, 1), datetime.date(2020, 1, 1)),
    length=st.integers(min_value=0, max_value=800),
    cuts=st.lists(st.integers(min_value=-30, max_value=830), max_size=6, unique=True),
)
def test_the_parts_of_any_tiling_add_up_to_the_amount(
    amount: Decimal, start: datetime.date, length: int, cuts: list[int]
) -> None:
    last = start + datetime.timedelta(days=length)
    edges = [start - 40 * DAY, *sorted(start + datetime.timedelta(days=cut) for cut in cuts), start + 900 * DAY]
    parts = [part_in(amount, (start, last), (one, other - DAY)) for one, other in itertools.pairwise(edges)]
    assert sum(parts) == amount
    assert all(part >= 0 for part in parts)

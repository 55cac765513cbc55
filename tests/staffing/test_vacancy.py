"""Vacancies against an oracle that is written another way, and the edges: old, missing, zero, counted twice."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing import vacancy
from staffing.vacancy import Count

D = Decimal
DAY = datetime.date(2016, 11, 30)
PARENTS = {1: None, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3}
"""A region 1; divisions 2 and 3; units 4 and 5 below 2, unit 6 below 3."""


def count(organisation: int, posts: str, filled: str, *, position: int = 1, days: int = 0, speciality=None) -> Count:
    return Count(organisation, position, speciality, DAY - datetime.timedelta(days), D(posts), D(filled))


def test_blekinge_of_november_2016() -> None:
    found = vacancy.total([count(1, "330.7", "268.2")])
    assert found is not None
    assert found.vacant == D("62.5")
    assert round(found.rate * 100, 1) == D("18.9")


def test_nothing_counted_is_not_zero() -> None:
    assert vacancy.total([]) is None
    assert vacancy.rolled_up([], PARENTS) == {}
    assert vacancy.history([], [DAY]) == (vacancy.Moment(DAY, None, 0),)


def test_no_posts_have_no_rate_and_more_filled_than_posts_a_negative_one() -> None:
    assert vacancy.total([count(1, "0", "0")]).rate is None
    assert vacancy.total([count(1, "10", "11")]).rate == D("-0.1")


@pytest.mark.parametrize(
    ("posts", "filled", "is_doubtful"),
    [
        ("10", "99", True),
        ("10", "12.5", False),  # exactly a quarter more
        ("10", "12.51", True),
        ("4", "5.99", False),  # half as many again, but not two
        ("4", "6", True),
        ("0", "1.99", False),
        ("0", "2", True),
        ("10", "8", False),
        ("1000", "1200", False),
    ],
)
def test_far_more_filled_than_posts_is_doubtful(posts: str, filled: str, *, is_doubtful: bool) -> None:
    assert vacancy.is_doubtful_surplus(D(posts), D(filled)) is is_doubtful


@pytest.mark.parametrize(
    ("aim", "filled", "is_doubtful"),
    [
        ("99999", "12", True),
        ("99999", None, False),  # nothing to hold it against
        ("60", "12", False),  # exactly five times
        ("60.01", "12", True),
        ("6", "1", False),  # six times, but not ten more
        ("10", "0", True),
        ("9", "0", False),
    ],
)
def test_an_aim_far_above_what_is_filled_is_doubtful(aim: str, filled: str | None, *, is_doubtful: bool) -> None:
    assert vacancy.is_doubtful_aim(D(aim), D(filled) if filled else None) is is_doubtful


def test_a_surplus_is_a_number_and_no_vacancy() -> None:
    assert vacancy.total([count(1, "10", "99")]).surplus == D(89)
    assert vacancy.total([count(1, "0", "1")]).surplus == D(1)
    assert vacancy.total([count(1, "10", "10")]).surplus is None


def test_a_sum_is_never_a_mean_of_rates() -> None:
    found = vacancy.rolled_up([count(4, "1", "0"), count(5, "99", "99")], PARENTS)
    assert found[2].rate == D("0.01")
    assert found[1] == found[2]
    assert 3 not in found


def test_the_latest_count_on_or_before_the_day_holds_and_an_old_one_is_named() -> None:
    early, late, future = count(4, "5", "1", days=40), count(4, "5", "2"), count(4, "5", "3", days=-1)
    held = vacancy.standing([late, future, early], DAY)
    assert held.current == (late,)
    assert vacancy.standing([early, late], DAY - datetime.timedelta(1)).current == (early,)
    # To the day: a count of 30 November 2015 holds, one of the day before is old.
    edge, beyond = count(4, "1", "1", days=366), count(5, "1", "1", days=367)
    assert edge.date == datetime.date(2015, 11, 30)
    assert vacancy.standing([edge, beyond], DAY) == vacancy.Standing((edge,), (beyond,))
    assert vacancy.standing([beyond], DAY, oldest_months=13).current == (beyond,)


def test_the_same_day_some_months_before() -> None:
    assert vacancy.months_before(datetime.date(2024, 2, 29), 12) == datetime.date(2023, 2, 28)
    assert vacancy.months_before(datetime.date(2024, 3, 31), 1) == datetime.date(2024, 2, 29)
    assert vacancy.months_before(datetime.date(2024, 12, 1), 12) == datetime.date(2023, 12, 1)


def test_who_has_not_counted_is_named_once_at_the_top_of_its_branch() -> None:
    everybody = PARENTS.keys() - {1}
    assert vacancy.without_count([], PARENTS, everybody) == (2, 3)
    assert vacancy.without_count([count(4, "1", "1")], PARENTS, everybody) == (3, 5)
    assert vacancy.without_count([count(2, "1", "1")], PARENTS, everybody) == (3,)
    assert vacancy.without_count([count(1, "1", "1")], PARENTS, everybody) == ()


def test_a_count_above_and_one_below_of_the_same_position_may_be_the_same_posts() -> None:
    above, below, other = count(2, "9", "9"), count(4, "1", "1"), count(5, "1", "1", position=2)
    assert vacancy.counted_twice([above, below, other], PARENTS) == ((above, below),)


def moment(year: int, posts: str, organisations: int) -> vacancy.Moment:
    day = datetime.date(year, 1, 1)
    return vacancy.Moment(day, vacancy.Sum(D(posts), D(0), False, day), organisations)


def test_what_is_counted_changes_by_much_where_half_as_much_again_is_counted() -> None:
    one, same, more, fewer, posts = (
        moment(2016, "100", 2),
        moment(2017, "150", 3),  # exactly half as many again
        moment(2018, "150", 5),
        moment(2019, "150", 3),
        moment(2020, "226", 3),
    )
    nothing = vacancy.Moment(datetime.date(2018, 6, 1), None, 0)
    assert vacancy.breaks([one, same, more, nothing, fewer, posts]) == ((same, more), (more, fewer), (fewer, posts))
    assert vacancy.breaks([]) == ()
    none = moment(2021, "0", 3)
    assert vacancy.breaks([none, none]) == ()


def test_between_counts_that_are_far_apart_there_is_a_day_when_nothing_held() -> None:
    days = [datetime.date(2016, 11, 30), datetime.date(2017, 11, 30), datetime.date(2019, 1, 1)]
    moments = vacancy.history([count(1, "1", "1")._replace(date=day) for day in days], days)
    found = vacancy.with_lapses(moments)
    assert [moment.day for moment in found] == [*days[:2], datetime.date(2018, 12, 1), days[2]]
    assert found[2].sum is None
    assert vacancy.with_lapses(()) == ()


counts = st.lists(
    st.builds(
        Count,
        st.sampled_from(sorted(PARENTS)),
        st.integers(1, 2),
        st.sampled_from([None, 7]),
        st.integers(0, 800).map(lambda days: DAY - datetime.timedelta(days)),
        st.decimals(0, 500, places=2),
        st.decimals(0, 500, places=2),
    ),
    max_size=30,
    unique_by=lambda one: (one.key, one.date),
)


@given(counts)
def test_against_an_oracle(some: list[Count]) -> None:
    """For each place and key, look backwards day by day for a count; add fractions; walk the tree downwards."""
    first = datetime.date(2015, 11, 30)
    below = {1: [1, 2, 3, 4, 5, 6], 2: [2, 4, 5], 3: [3, 6], 4: [4], 5: [5], 6: [6]}
    by_place_and_day = {(one.key, one.date): one for one in some}
    found = vacancy.rolled_up(vacancy.standing(some, DAY).current, PARENTS)
    for place, places in below.items():
        posts = filled = Fraction(0)
        hits = 0
        for key in {one.key for one in some if one.organisation in places}:
            day = DAY
            while day >= first and (key, day) not in by_place_and_day:
                day -= datetime.timedelta(1)
            if day >= first:
                hits += 1
                posts += Fraction(by_place_and_day[key, day].posts)
                filled += Fraction(by_place_and_day[key, day].filled)
        if not hits:
            assert place not in found
            continue
        assert Fraction(found[place].posts) == posts
        assert Fraction(found[place].filled) == filled
        rate = found[place].rate
        assert (rate is None) == (posts == 0)
        if rate is not None:
            assert abs(Fraction(rate) - (posts - filled) / posts) < Fraction(1, 10**20)


@given(counts, st.lists(st.integers(0, 900), max_size=6, unique=True))
def test_the_walk_of_history_says_what_each_day_says_by_itself(some: list[Count], ago: list[int]) -> None:
    days = sorted(DAY - datetime.timedelta(one) for one in ago)
    for moment in vacancy.history(some, days):
        held = vacancy.standing(some, moment.day).current
        expected = vacancy.total(held)
        assert (moment.sum is None) == (expected is None)
        if expected is not None:
            assert (moment.sum.posts, moment.sum.filled) == (expected.posts, expected.filled)
        assert moment.organisations == len({one.organisation for one in held})

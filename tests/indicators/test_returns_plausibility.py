"""What stands out in a return: the limits, and what says nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import cost_lines, plausibility
from indicators.cost_lines import AGENCY, OWN, LineRow
from indicators.plausibility import Base, Concern, Place
from values.period import Period

YEAR, LATEST = Period.parse("2015-K4"), Period.parse("2016-K3")
DOCTOR, NURSE = 1, 2
AREA = 7


def row(amount, kind=AGENCY, profession=DOCTOR, organisation=1, **changes):
    fields = {"care_area_id": AREA, "is_correction": False} | changes
    return LineRow(organisation, profession, kind=kind, amount_sek=Decimal(amount), **fields)


def found(now, year=(), latest=()):
    return plausibility.deviations(list(now), Base(YEAR, list(year)), Base(LATEST, list(latest)))


def concerns(*args):
    return [(one.concern, one.place) for one in found(*args)]


@pytest.mark.parametrize(
    ("kind", "now", "before", "concern", "change"),
    [
        (AGENCY, "440000", "100000", Concern.RISE, "3.4"),
        (AGENCY, "200000", "100000", None, None),
        (AGENCY, "200001", "100000", Concern.RISE, "1.00001"),
        (AGENCY, "50000", "100000", None, None),
        (AGENCY, "49999", "100000", Concern.FALL, "-0.50001"),
        (AGENCY, "0", "100000", Concern.FALL, "-1"),
        (AGENCY, "99999", "10", None, None),
        (AGENCY, "500000", "0", None, None),
        (AGENCY, "500000", "-5", None, None),
        (AGENCY, "20000000", "10800000", Concern.RISE, None),
        (AGENCY, "3000000", "2000000", None, None),
        (AGENCY, "3000001", "2000000", Concern.RISE, None),
        (AGENCY, "2999998", "1999999", None, None),
        (AGENCY, "6000000", "10000000", None, None),
        (AGENCY, "5999999", "10000000", Concern.FALL, None),
        (OWN, "12500000", "10000000", None, None),
        (OWN, "12500001", "10000000", Concern.RISE, None),
        (OWN, "7999999", "10000000", Concern.FALL, None),
        (OWN, "1900000", "1000000", None, None),
    ],
)
def test_a_leap_is_told_from_its_limit_on_and_by_what_it_weighs(kind, now, before, concern, change):
    other = OWN if kind == AGENCY else AGENCY
    beside = row(100_000, other)
    told = [one for one in found([row(now, kind), beside], [row(before, kind), beside]) if one.place.profession_id]
    told = [one for one in told if one.concern is not Concern.SHARE]
    assert [one.concern for one in told] == ([concern] if concern else [])
    if concern:
        assert told[0].against == YEAR
    if change:
        assert told[0].change == Decimal(change)


def test_a_line_is_told_where_the_sums_above_it_hide_it():
    own = [row(900_000_000, OWN)]
    before = [row(10_800_000, organisation=1), row(40_000_000, organisation=2), *own]
    now = [row(20_000_000, organisation=1), row(40_000_000, organisation=2), *own]
    assert concerns(now, before) == [(Concern.RISE, Place(DOCTOR, AREA, AGENCY, 1))]


def test_a_line_that_is_all_of_its_profession_is_told_once():
    assert concerns([row(440_000), row(5, OWN)], [row(100_000), row(5, OWN)]) == [
        (Concern.RISE, Place(None, None, AGENCY)),
        (Concern.RISE, Place(DOCTOR, AREA, AGENCY)),
    ]


def test_what_was_there_in_the_period_before_and_is_missing():
    rows = [row(500_000, organisation=1), row(500_000, organisation=2), row(9_000_000, OWN)]
    (one,) = found([rows[0], rows[2]], latest=rows)
    assert (one.concern, one.place.organisation_id, one.before, one.against) == (Concern.GONE, 2, 500_000, LATEST)
    (one,) = found([rows[0], rows[2]], year=[rows[0], rows[2]], latest=rows)
    assert (one.place.organisation_id, one.against) == (2, LATEST)


def test_without_last_year_the_period_before_is_what_one_compares_with():
    rise = found([row(440_000), row(5, OWN)], latest=[row(100_000), row(5, OWN)])
    assert {(one.concern, one.against) for one in rise} == {(Concern.RISE, LATEST)}


def test_a_profession_whose_share_moved():
    own = [row(900_000_000, OWN), row(900_000_000, OWN, NURSE)]
    before = [row(6_000_000), row(4_000_000, profession=NURSE), *own]
    inside = [row(7_500_000), row(2_500_000, profession=NURSE), *own]
    assert Concern.SHARE not in [one.concern for one in found(inside, before)]
    beyond = [row(7_600_000), row(2_400_000, profession=NURSE), *own]
    shares = [(one.place.profession_id, one.now, one.change) for one in found(beyond, before) if one.concern == "share"]
    assert shares == [(DOCTOR, Decimal("0.76"), Decimal("0.16")), (NURSE, Decimal("0.24"), Decimal("-0.16"))]
    small = [[one._replace(amount_sek=one.amount_sek / 100) for one in rows] for rows in (beyond, before)]
    assert Concern.SHARE not in [one.concern for one in found(*small)]


def test_agency_cost_without_own_cost():
    assert concerns([row(100_000)]) == [(Concern.NO_OWN, Place(None, None, AGENCY))]
    assert concerns([row(99_999)]) == []
    lacking = [row(100_000), row(100_000, profession=NURSE), row(5, OWN, NURSE)]
    assert concerns(lacking) == [(Concern.NO_OWN, Place(DOCTOR, AREA, AGENCY))]


def test_sums_below_zero():
    assert (Concern.NEGATIVE, Place(None, None, AGENCY)) in concerns([row(-1, is_correction=True)])


def test_places_are_summed_over_organisations():
    rows = [row(300_000, organisation=1), row(140_000, organisation=2), row(5, OWN)]
    sums = plausibility.sums_by_place(rows)
    assert (sums[Place(DOCTOR, AREA, AGENCY)], sums[Place(DOCTOR, AREA, AGENCY, 2)]) == (440_000, 140_000)
    assert (sums[Place(None, None, AGENCY)], sums[Place(None, None, OWN)]) == (440_000, 5)


lines = st.lists(
    st.builds(
        row,
        st.integers(0, 10**8),
        st.sampled_from([AGENCY, OWN]),
        st.sampled_from([DOCTOR, NURSE]),
        st.integers(1, 3),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)


@given(lines)
def test_a_return_like_the_one_before_stands_out_for_nothing_but_what_it_lacks(rows):
    assert {one.concern for one in found(rows, rows, rows)} <= {Concern.NO_OWN}


@given(lines, lines, lines)
def test_nothing_is_told_twice_and_the_order_is_from_the_whole_to_the_line(now, year, latest):
    told = found(now, year, latest)
    keys = [(one.concern, one.place) for one in told]
    assert len(set(keys)) == len(keys)
    ranks = [2 if one.place.organisation_id else 1 if one.place.profession_id else 0 for one in told]
    assert ranks == sorted(ranks)


def test_a_line_comes_back_from_json_as_it_was():
    line = LineRow(1, 2, None, AGENCY, True, Decimal("-0.10"), None, Decimal("12345678901.23"), Decimal("1.50"), None)
    assert cost_lines.from_json(cost_lines.as_json(line)) == line

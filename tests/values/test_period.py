"""Periods and runs of months: what is accepted, what they are called, how they tile time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from values.period import (
    InvalidPeriod,
    MonthRange,
    OverlappingPeriods,
    Period,
    PeriodKind,
    missing_codes,
    rolling_twelve,
    tile,
    year_to_date,
)

STARTS = {1: range(1, 13), 3: (1, 4, 7, 10), 4: (1, 5, 9), 6: (1, 7), 8: (1,), 12: (1,)}
ALL_IN_A_YEAR = [(month, length) for length, months in STARTS.items() for month in months]


@st.composite
def periods(draw, first_year=1901, last_year=2098):
    month, length = draw(st.sampled_from(ALL_IN_A_YEAR))
    return Period(draw(st.integers(first_year, last_year)), month, length)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-K4", (2016, 10, 3)),
        ("2016-Q4", (2016, 10, 3)),
        ("2016-k4", (2016, 10, 3)),
        ("K4 2016", (2016, 10, 3)),
        ("q1\u00a02016", (2016, 1, 3)),
        ("kvartal 4 2016", (2016, 10, 3)),
        ("  Kvartal  4   2016 ", (2016, 10, 3)),
        ("2016 - K 4", (2016, 10, 3)),
        ("kv. 2 2016", (2016, 4, 3)),
        ("andra kvartalet 2016", (2016, 4, 3)),
        ("second quarter of 2016", (2016, 4, 3)),
        ("T2 2016", (2016, 5, 4)),
        ("2016-T3", (2016, 9, 4)),
        ("tertial 2 2016", (2016, 5, 4)),
        ("H1 2016", (2016, 1, 6)),
        ("2016-H2", (2016, 7, 6)),
        ("första halvåret 2016", (2016, 1, 6)),
        ("fo\u0308rsta halva\u030aret 2016", (2016, 1, 6)),
        ("2016-01/08", (2016, 1, 8)),
        ("2016-01/03", (2016, 1, 3)),
        ("januari–augusti 2016", (2016, 1, 8)),
        ("jan-aug 2016", (2016, 1, 8)),
        ("2016", (2016, 1, 12)),
        ("helåret 2016", (2016, 1, 12)),
        ("2016-03", (2016, 3, 1)),
        ("2016-3", (2016, 3, 1)),
        ("mars 2016", (2016, 3, 1)),
        ("MAJ 2016", (2016, 5, 1)),
        ("oct 2016", (2016, 10, 1)),
    ],
)
def test_usual_spellings_are_read(text, expected):
    read = Period.parse(text)
    assert (read.year, read.month, read.length) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "K4", "2016-K5", "2016-K0", "2016-T4", "2016-H3", "2016-13", "2016-00", "2016-01/13", "2016-02/04",
        "2016-08/01", "2016-01-08", "16-K4", "1216-K4", "20 16", "K42 016", "2016-K4x", "２０１６", "2016-K٤", "tredje halvåret 2016",
        "2016-01/02", "2016K", "None",
    ],
)  # fmt: skip
def test_other_texts_are_refused_with_what_is_accepted(text):
    with pytest.raises(InvalidPeriod, match=r"2016-K4.*2016-01/08"):
        Period.parse(text)


@pytest.mark.parametrize("length", range(-1, 15))
@pytest.mark.parametrize("month", range(15))
def test_a_period_is_aligned_and_of_a_reported_length(month, length):
    if month in STARTS.get(length, ()):
        assert Period(2016, month, length).months[0] == date(2016, month, 1)
    else:
        with pytest.raises(InvalidPeriod):
            Period(2016, month, length)


@pytest.mark.parametrize(
    ("code", "swedish", "english", "kind", "first", "last"),
    [
        ("2016-03", "mars 2016", "March 2016", "month", date(2016, 3, 1), date(2016, 3, 31)),
        ("2016-02", "februari 2016", "February 2016", "month", date(2016, 2, 1), date(2016, 2, 29)),
        ("2016-K4", "K4 2016", "Q4 2016", "quarter", date(2016, 10, 1), date(2016, 12, 31)),
        ("2016-T2", "tertial 2 2016", "tertial 2 2016", "tertial", date(2016, 5, 1), date(2016, 8, 31)),
        ("2016-H1", "första halvåret 2016", "first half of 2016", "half_year", date(2016, 1, 1), date(2016, 6, 30)),
        ("2016-01/08", "januari–augusti 2016", "January–August 2016", "jan_aug", date(2016, 1, 1), date(2016, 8, 31)),
        ("2016", "helåret 2016", "full year 2016", "year", date(2016, 1, 1), date(2016, 12, 31)),
    ],
)
def test_each_kind_has_its_code_labels_and_days(code, swedish, english, kind, first, last):
    read = Period.parse(code)
    assert (read.code, str(read), read.label(), read.label("en")) == (code, code, swedish, english)
    assert read.kind is PeriodKind(kind)
    assert (read.first_date, read.last_date) == (first, last)


@given(periods())
def test_code_and_labels_read_back(period):
    assert Period.parse(period.code) == period
    assert Period.parse(period.label("sv")) == period
    assert Period.parse(period.label("en-gb")) == period


@given(periods())
def test_next_and_previous_undo_each_other_and_keep_the_kind(period):
    assert period.next().previous() == period.previous().next() == period
    assert period.next().kind is period.previous().kind is period.kind
    if period.kind is not PeriodKind.JAN_AUG:
        assert period.next().first_date == period.last_date + timedelta(days=1)


@pytest.mark.parametrize(
    ("code", "previous", "following"),
    [
        ("2016-K1", "2015-K4", "2016-K2"),
        ("2016-12", "2016-11", "2017-01"),
        ("2016-T3", "2016-T2", "2017-T1"),
        ("2016-H1", "2015-H2", "2016-H2"),
        ("2016-01/08", "2015-01/08", "2017-01/08"),
        ("2016", "2015", "2017"),
    ],
)
def test_neighbours(code, previous, following):
    assert Period.parse(code).previous().code == previous
    assert Period.parse(code).next().code == following


@given(st.dates(date(1901, 1, 1), date(2098, 12, 31)), st.sampled_from([1, 3, 4, 6, 12]))
def test_the_containing_period_holds_the_day(day, length):
    period = Period.containing(day, length)
    assert period.first_date <= day <= period.last_date
    assert period.length == length


def test_quarter_edges():
    assert Period.containing(date(2016, 3, 31)).code == "2016-K1"
    assert Period.containing(date(2016, 4, 1)).code == "2016-K2"
    assert Period.containing(date(2016, 8, 31), 8).code == "2016-01/08"


@pytest.mark.parametrize(("day", "length"), [(date(2016, 9, 1), 8), (date(2016, 9, 1), 5), (date(2016, 9, 1), 0)])
def test_a_day_outside_every_such_period_is_refused(day, length):
    with pytest.raises(InvalidPeriod):
        Period.containing(day, length)


@given(periods())
def test_the_year_before_is_the_same_months(period):
    before = period.year_before()
    assert isinstance(before, Period)
    assert [month.replace(year=month.year + 1) for month in before.months] == list(period.months)


@given(periods())
def test_rolling_twelve_ends_with_the_period(period):
    window = rolling_twelve(period)
    assert window.length == len(window.months) == 12
    assert window.last_date == period.last_date


@pytest.mark.parametrize(
    ("code", "first", "length"),
    [("2016-K4", date(2016, 1, 1), 12), ("2016-K2", date(2016, 1, 1), 6), ("2016-01", date(2016, 1, 1), 1), ("2016-01/08", date(2016, 1, 1), 8)],
)  # fmt: skip
def test_year_to_date(code, first, length):
    window = year_to_date(Period.parse(code))
    assert (window.first_date, window.length) == (first, length)
    assert window.last_date == Period.parse(code).last_date


def test_a_range_across_new_year():
    window = rolling_twelve(Period.parse("2016-K2"))
    assert window == MonthRange(2015, 7, 12)
    assert MonthRange.between(date(2015, 7, 17), date(2016, 6, 2)) == window
    assert (window.first_date, window.last_date) == (date(2015, 7, 1), date(2016, 6, 30))
    assert window.contains(Period.parse("2016-H1"))
    assert not window.contains(Period.parse("2016"))
    assert window.overlaps(Period.parse("2016"))
    assert not window.overlaps(Period.parse("2016-K3"))
    assert window.year_before() == MonthRange(2014, 7, 12)


@pytest.mark.parametrize(
    ("year", "month", "length"), [(2016, 0, 1), (2016, 13, 1), (2016, 1, 0), (0, 1, 1), (9999, 12, 2)]
)
def test_impossible_ranges_are_refused(year, month, length):
    with pytest.raises(InvalidPeriod):
        MonthRange(year, month, length)


def test_between_refuses_the_wrong_order():
    with pytest.raises(InvalidPeriod):
        MonthRange.between(date(2016, 3, 1), date(2016, 1, 1))


def test_a_period_equals_the_plain_range_of_its_months():
    assert Period(2016, 1, 12) == MonthRange(2016, 1, 12)
    assert hash(Period(2016, 1, 12)) == hash(MonthRange(2016, 1, 12))
    assert Period(2016, 1, 12) != "2016"


def test_order_is_by_first_month_then_length():
    codes = ["2016-K2", "2016", "2015-K4", "2016-01", "2016-K1"]
    assert [period.code for period in sorted(map(Period.parse, codes))] == [
        "2015-K4", "2016-01", "2016-K1", "2016", "2016-K2",
    ]  # fmt: skip
    with pytest.raises(TypeError):
        Period(2016, 1, 12) < "2016"  # noqa: B015


@pytest.mark.parametrize(
    ("months", "codes"),
    [
        ([], ()),
        ([(2016, m) for m in range(1, 13)], ("2016",)),
        ([(2015, m) for m in range(7, 13)] + [(2016, 5)], ("2015-K3", "2015-K4", "2016-05")),
        ([(2016, 3), (2016, 4), (2016, 5)], ("2016-03", "2016-04", "2016-05")),
        ([(2016, 12), (2016, 11), (2016, 10), (2016, 10)], ("2016-K4",)),
        ([(2014, m) for m in range(1, 13)] + [(2015, 1)], ("2014", "2015-01")),
        ([(2016, m) for m in range(1, 12)], ("2016-K1", "2016-K2", "2016-K3", "2016-10", "2016-11")),
    ],
)
def test_missing_months_are_named_in_the_coarsest_form(months, codes):
    assert missing_codes(date(year, month, 1) for year, month in months) == codes


@given(st.sets(st.dates(date(2014, 1, 1), date(2017, 12, 31)).map(lambda day: day.replace(day=1))))
def test_the_names_of_missing_months_are_those_months(months):
    named = [month for code in missing_codes(months) for month in Period.parse(code).months]
    assert named == sorted(months)


def test_tiling_uses_what_lies_inside_and_names_the_rest():
    given_periods = [Period.parse(code) for code in ("2016-K2", "2015-H2", "2016-K1", "2014", "2016-07")]
    tiling = tile(given_periods, rolling_twelve(Period.parse("2016-K2")))
    assert [period.code for period in tiling.used] == ["2015-H2", "2016-K1", "2016-K2"]
    assert tiling.missing == ()
    assert tiling.is_complete


def test_a_period_that_sticks_out_covers_nothing():
    tiling = tile([Period.parse("2015"), Period.parse("2016-H1")], rolling_twelve(Period.parse("2016-K2")))
    assert [period.code for period in tiling.used] == ["2016-H1"]
    assert missing_codes(tiling.missing) == ("2015-K3", "2015-K4")
    assert not tiling.is_complete


@pytest.mark.parametrize(
    ("first", "second"), [("2016", "2016-K2"), ("2016-K1", "2016-K1"), ("2016-T1", "2016-K2"), ("2010", "2010-12")]
)
def test_overlapping_periods_are_refused_even_outside_the_range(first, second):
    with pytest.raises(OverlappingPeriods) as caught:
        tile([Period.parse(second), Period.parse("2018-K1"), Period.parse(first)], MonthRange(2016, 1, 12))
    assert {caught.value.first.code, caught.value.second.code} == {first, second}


@given(st.lists(periods(2015, 2016), max_size=6), periods(2015, 2016))
def test_tiling_accounts_for_every_month_once(candidates, window):
    overlapping = any(a.overlaps(b) for i, a in enumerate(candidates) for b in candidates[i + 1 :])
    if overlapping:
        with pytest.raises(OverlappingPeriods):
            tile(candidates, window)
        return
    tiling = tile(candidates, window)
    covered = [month for period in tiling.used for month in period.months]
    assert sorted([*covered, *tiling.missing]) == list(window.months)

"""Dates as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from values.dates import AmbiguousDate, InvalidDate, format_date_long, parse_date


@pytest.mark.parametrize(
    "text",
    ["2017-03-01", "2017-3-1", "20170301", " 2017-03-01 ", "1 mars 2017", "den 1 mars 2017", "1 March 2017", "01 MAR. 2017", "1\u00a0mars 2017"],
)  # fmt: skip
def test_usual_spellings_are_read(text):
    assert parse_date(text) == date(2017, 3, 1)


@pytest.mark.parametrize("text", ["03/04/2026", "3/4/2026", "3.4.2026", "2026/03/04", "03-04-2026", "3-4-26"])
def test_a_guessable_order_is_refused_as_ambiguous(text):
    with pytest.raises(AmbiguousDate, match="write year-month-day"):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    ["", "2017", "2017-03", "2017-02-30", "2017-02-29", "20170230", "2017-13-01", "2017-00-10", "31 april 2017", "0217-03-01", "2017-03-01T10:00",
     "２０１７-03-01", "mars 2017", "2017-03-01 2017-03-02", "1 marsh 2017"],
)  # fmt: skip
def test_other_texts_and_days_that_do_not_exist_are_refused(text):
    with pytest.raises(InvalidDate) as caught:
        parse_date(text)
    assert not isinstance(caught.value, AmbiguousDate)


def test_the_leap_day_exists_in_its_year():
    assert parse_date("2016-02-29") == date(2016, 2, 29)


def test_dates_in_words():
    assert format_date_long(date(2026, 3, 31)) == "31 mars 2026"
    assert format_date_long(date(2026, 3, 1), "en") == "1 March 2026"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["sv", "en"]))
def test_every_date_reads_back(day, language):
    assert (
        parse_date(day.isoformat()) == parse_date(f"{day:%Y%m%d}") == parse_date(format_date_long(day, language)) == day
    )

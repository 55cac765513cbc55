"""Where a region stands in a collection round, and on which days a round reminds: rules without a database."""

import datetime

import pytest

from indicators import collecting
from indicators.collecting import Standing, Version
from values.period import Period

K3 = Period.parse("2026-K3")
DUE = datetime.date(2026, 10, 30)
BEFORE, AFTER = datetime.date(2026, 10, 30), datetime.date(2026, 10, 31)
IN_TIME, TOO_LATE = datetime.date(2026, 10, 12), datetime.date(2026, 11, 4)


def usual(period):
    return period.last_date + datetime.timedelta(days=30)


def versions(*told):
    """Return versions of `(period, state, number, day of submission)`."""
    return [Version(key, Period.parse(period), number, state, day) for key, (period, state, number, day) in enumerate(told, 1)]  # fmt: skip


def place(*told, collected=K3, today=AFTER):
    return collecting.place_of(collected, DUE, versions(*told), today, usual)


QUARTERLY = ("2026-K2", "locked", 1, datetime.date(2026, 7, 20))


class TestQuarterlyRegions:
    def test_one_that_has_not_begun_is_late_the_day_after_the_last_day(self):
        found = place(QUARTERLY)
        assert (found.standing, found.is_late, found.is_waited_for) == (Standing.NOT_BEGUN, True, True)
        assert not place(QUARTERLY, today=BEFORE).is_late
        assert place().standing is Standing.NOT_BEGUN

    def test_an_open_return_is_not_handed_in(self):
        found = place(QUARTERLY, ("2026-K3", "open", 1, None))
        assert (found.standing, found.is_late, found.keys) == (Standing.OPEN, True, (2,))

    @pytest.mark.parametrize("state", ["submitted", "locked"])
    def test_a_return_handed_in_too_late_says_how_many_days_and_is_not_waited_for(self, state):
        late = place(QUARTERLY, ("2026-K3", state, 1, TOO_LATE))
        assert (late.standing, late.days_after, late.is_late, late.is_waited_for) == (state, 5, False, False)
        assert place(QUARTERLY, ("2026-K3", state, 1, IN_TIME)).days_after == 0

    def test_a_correction_does_not_make_a_region_late(self):
        first = ("2026-K3", "locked", 1, IN_TIME)
        opened = place(QUARTERLY, first, ("2026-K3", "open", 2, None))
        assert (opened.standing, opened.is_correcting, opened.is_late) == (Standing.LOCKED, True, False)
        submitted = place(QUARTERLY, first, ("2026-K3", "submitted", 2, TOO_LATE))
        assert (submitted.standing, submitted.days_after, submitted.keys) == (Standing.SUBMITTED, 0, (3,))

    def test_one_that_was_opened_again_is_not_handed_in(self):
        assert place(QUARTERLY, ("2026-K3", "open", 1, None)).is_waited_for


class TestOtherLengths:
    @pytest.mark.parametrize(
        ("latest", "own", "next_due"),
        [
            ("2026-H1", "2026-H2", datetime.date(2027, 1, 30)),
            ("2026-T2", "2026-T3", datetime.date(2027, 1, 30)),
            ("2026-01/08", "2026-T3", datetime.date(2027, 1, 30)),
            ("2025", "2026", datetime.date(2027, 1, 30)),
        ],
    )
    def test_a_region_with_longer_periods_is_never_late_for_a_quarter(self, latest, own, next_due):
        found = place((latest, "locked", 1, IN_TIME), today=datetime.date(2027, 12, 1))
        assert (found.standing, found.is_late, found.is_waited_for) == (Standing.NOT_EXPECTED, False, False)
        assert (found.period, found.due_date) == (Period.parse(own), next_due)

    def test_its_own_period_is_expected_in_the_round_that_ends_with_it(self):
        k4 = Period.parse("2026-K4")
        half_year = ("2026-H1", "locked", 1, IN_TIME)
        found = place(half_year, collected=k4)
        assert (found.standing, found.period.code, found.due_date, found.is_late) == (Standing.NOT_BEGUN, "2026-H2", DUE, True)  # fmt: skip
        handed_in = place(half_year, ("2026-H2", "submitted", 1, TOO_LATE), collected=k4)
        assert (handed_in.standing, handed_in.days_after) == (Standing.SUBMITTED, 5)

    def test_a_region_that_goes_over_to_quarters_is_expected(self):
        found = place(("2026-H1", "locked", 1, IN_TIME), ("2026-K3", "open", 1, None))
        assert (found.standing, found.period, found.is_late) == (Standing.OPEN, K3, True)

    def test_months_make_a_quarter_when_all_are_handed_in(self):
        months = [(f"2026-0{month}", "locked", 1, IN_TIME) for month in (6, 7, 8)]
        assert place(*months).standing is Standing.OPEN
        assert place(*months, ("2026-09", "open", 1, None)).standing is Standing.OPEN
        whole = place(*months, ("2026-09", "submitted", 1, TOO_LATE))
        assert (whole.standing, whole.submitted_date, whole.keys) == (Standing.SUBMITTED, TOO_LATE, (2, 3, 4))


OPENED = datetime.date(2026, 10, 1)


@pytest.mark.parametrize(
    ("today", "day"),
    [
        ("2026-10-22", None),
        ("2026-10-23", "2026-10-23"),
        ("2026-10-29", "2026-10-23"),
        ("2026-10-30", "2026-10-30"),
        ("2026-11-05", "2026-10-30"),
        ("2026-11-06", "2026-11-06"),
        ("2026-11-12", "2026-11-06"),
        ("2026-11-13", "2026-11-13"),
    ],
)
def test_a_round_reminds_a_week_before_on_the_day_and_each_week_after(today, day):
    found = collecting.occasion(DUE, OPENED, datetime.date.fromisoformat(today))
    assert found == (datetime.date.fromisoformat(day) if day else None)


def test_what_came_before_it_was_opened_is_not_reminded_of():
    opened = datetime.date(2026, 10, 25)
    assert collecting.occasion(DUE, opened, datetime.date(2026, 10, 26)) is None
    assert collecting.occasion(DUE, opened, DUE) == DUE

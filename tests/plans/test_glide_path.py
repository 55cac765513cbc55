"""The glide path: what is said of a milestone, and the straight line to the target."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from plans import glide_path
from plans.glide_path import Judgement, Share, Wanted
from values.period import Period

K1 = Period.parse("2026-K1")
AFTER = datetime.date(2026, 4, 1)


@pytest.mark.parametrize(
    ("share", "target", "today", "expected"),
    [
        (Share(Decimal("2.00"), Decimal(100)), "0.02", AFTER, Judgement.REACHED),
        (Share(Decimal("2.04"), Decimal(100)), "0.02", AFTER, Judgement.NOT_REACHED),
        (Share(Decimal(0), Decimal(100)), "0.02", AFTER, Judgement.REACHED),
        (Share(Decimal(0), Decimal(0)), "0.02", AFTER, Judgement.UNKNOWN),
        (Share(Decimal(1), Decimal(-5)), "0.02", AFTER, Judgement.UNKNOWN),
        (Share(missing=(K1,)), "0.02", AFTER, Judgement.UNKNOWN),
        (Share(Decimal(1), Decimal(100)), "0.02", datetime.date(2026, 3, 31), Judgement.NOT_YET),
        (Share(missing=(K1,)), "0.02", datetime.date(2026, 3, 31), Judgement.NOT_YET),
    ],
)
def test_a_milestone_is_judged_on_the_unrounded_share(share, target, today, expected):
    assert glide_path.judge(share, Decimal(target), K1, today) is expected


@pytest.mark.parametrize(
    ("known", "share", "target", "by", "expected"),
    [
        (
            "2025-K4",
            "0.06",
            "0.02",
            "2026-12-31",
            ["2026-K1 0.0500", "2026-K2 0.0400", "2026-K3 0.0300", "2026-K4 0.02"],
        ),
        # Rounded to a hundredth of a per cent, halves up; the last is exact.
        ("2025-K4", "0.0501", "0.02", "2026-06-30", ["2026-K1 0.0351", "2026-K2 0.02"]),
        ("2025-K4", "0.05", "0.02", "2026-09-01", ["2026-K1 0.0400", "2026-K2 0.0300", "2026-K3 0.02"]),
        # A longer period ends in the quarter that the line begins after.
        ("2025-T2", "0.04", "0.02", "2025-12-31", ["2025-K4 0.02"]),
        # Never upwards.
        ("2025-K4", "0.015", "0.02", "2026-06-30", ["2026-K1 0.0200", "2026-K2 0.02"]),
        ("2025-K4", "0.02", "0.02", "2026-03-31", ["2026-K1 0.02"]),
        # Nothing is left to walk.
        ("2025-K4", "0.06", "0.02", "2025-12-31", []),
        ("2025-K4", "0.06", "0.02", "2020-01-01", []),
    ],
)
def test_the_straight_line_goes_quarter_by_quarter(known, share, target, by, expected):
    steps = glide_path.straight_line(
        Period.parse(known), Decimal(share), Decimal(target), datetime.date.fromisoformat(by)
    )
    assert [f"{step.period.code} {step.target}" for step in steps] == expected


def test_the_straight_line_does_not_begin_before_the_plan():
    steps = glide_path.straight_line(
        Period.parse("2025-K2"), Decimal("0.04"), Decimal("0.02"), datetime.date(2026, 6, 30), datetime.date(2026, 1, 1)
    )
    assert [f"{step.period.code} {step.target}" for step in steps] == ["2026-K1 0.0300", "2026-K2 0.02"]


def test_what_is_known_has_ended_and_is_in_order_of_its_last_day():
    reported = [Period.parse(code) for code in ("2026-01/08", "2026-K1", "2025", "2026-K2", "2026-K3")]
    known = glide_path.known_periods(reported, datetime.date(2026, 9, 30))
    assert [one.code for one in known] == ["2025", "2026-K1", "2026-K2", "2026-01/08"]
    months = [Period(2020 + number // 12, number % 12 + 1, 1) for number in range(40)]
    assert glide_path.known_periods(months, AFTER) == tuple(months[-glide_path.SHOWN_PERIODS :])


def test_a_path_begins_with_the_latest_share_that_is_defined():
    codes = ("2025-K4", "2026-K1", "2026-K2", "2026-K3")
    shares = [Share(Decimal(3), Decimal(100)), Share(Decimal(2), Decimal(100)), Share(missing=(K1,)), Share(0, 0)]
    of = {Wanted(1, "", Period.parse(code)): share for code, share in zip(codes, shares, strict=True)}
    assert glide_path.latest_known(of) == (K1, shares[1])
    assert glide_path.latest_known({Wanted(1, "", K1): Share(missing=(K1,))}) is None


def test_the_chart_begins_where_there_is_something_to_draw_and_keeps_its_gaps():
    q1, q2, q3, q4 = (Period(2025, month, 3) for month in (1, 4, 7, 10))
    shares = {q2: Share(Decimal(3), Decimal(100)), q1: Share(missing=(q1,)), q3: Share(missing=(q3,))}
    goal = Decimal("0.02")
    found = glide_path.points({q4: goal}, [q1, q2, q3], shares)
    assert [(one.period, one.share, one.goal) for one in found] == [
        (q2, Decimal("0.03"), None),
        (q3, None, None),
        (q4, None, goal),
    ]
    assert glide_path.points({}, [q2], shares) == ()

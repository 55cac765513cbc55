"""The glide path: what is said of a milestone, and the straight line to the target."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from plans import glide_path
from plans.glide_path import Judgement, Share
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
        (Share(missing=("2026-K1",)), "0.02", AFTER, Judgement.UNKNOWN),
        (Share(is_undivided=True), "0.02", AFTER, Judgement.UNKNOWN),
        (Share(Decimal(1), Decimal(100)), "0.02", datetime.date(2026, 3, 31), Judgement.NOT_YET),
        (Share(missing=("2026-K1",)), "0.02", datetime.date(2026, 3, 31), Judgement.NOT_YET),
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

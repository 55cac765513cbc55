"""Where the index is going: the trend, when the target is met, and intervals that are counted."""

from __future__ import annotations

from decimal import Decimal
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import forecast

SHARES = st.decimals(min_value=0, max_value=1, places=4)


def straight(start, slope, count):
    return [Decimal(start) + Decimal(slope) * step for step in range(count)]


def test_a_pace_fades():
    series = straight("0.05", "-0.001", 10)
    assert forecast.pace(series) == Decimal("-0.001")
    # 0.041 less a thousandth of 0.7, 0.7 + 0.49, and 0.7 + 0.49 + 0.343.
    assert forecast.project(series, 3) == (Decimal("0.0403"), Decimal("0.03981"), Decimal("0.039467"))
    assert [one.at_pace for one in forecast.ahead(series, ())[:2]] == [Decimal("0.040"), Decimal("0.039")]


def test_one_odd_quarter_moves_the_trend_little():
    series = straight("0.05", "-0.001", 12)
    series[-2] += Decimal("0.0004")
    assert abs(forecast.pace(series) + Decimal("0.001")) <= Decimal("0.0002")


def test_only_the_latest_four_quarters_count_and_fewer_have_no_pace():
    assert forecast.pace([Decimal(9), *straight("0.05", "0.001", 4)]) == Decimal("0.001")
    assert forecast.pace(straight("0.05", "0.001", 3)) is None
    assert forecast.project([], 2) is None


@given(st.lists(SHARES, min_size=8, max_size=12))
def test_the_trend_is_the_median_of_all_slopes(series):
    latest = series[-4:]
    slopes = [(latest[j] - latest[i]) / (j - i) for i in range(4) for j in range(i + 1, 4)]
    assert forecast.pace(series) == pytest.approx(median(slopes))


def test_a_share_is_never_below_zero():
    assert forecast.project(straight("0.0041", "-0.001", 5), 3)[-1] == 0
    assert forecast.ahead(straight("0.0041", "-0.001", 5), ())[-1].at_pace == 0


@pytest.mark.parametrize(
    ("latest", "slope", "target", "quarters"),
    [
        ("0.034", "-0.002", "0.02", 7),
        ("0.034", "-0.0019", "0.02", 8),
        ("0.02", "0.001", "0.02", 0),
        ("0.0204", "0", "0.02", None),
        ("0.034", "0.001", "0.02", None),
        ("0.06", "-0.001", "0.02", 40),
        ("0.0601", "-0.001", "0.02", None),
    ],
)
def test_when_the_target_is_reached(latest, slope, target, quarters):
    assert forecast.reached_after(Decimal(latest), Decimal(slope), Decimal(target)) == quarters


class TestBacktest:
    def test_what_followed_is_compared_with_what_was_said(self):
        # Falls by one for four quarters, then stays at 7: from the fourth the forecast is 7 − 0.7 and 7 − 0.7 − 0.49.
        series = [*straight(10, -1, 4), Decimal(7), Decimal(7)]
        first, second = forecast.backtest([series], horizon=2)
        # From the fifth quarter the median slope of 9, 8, 7, 7 is −(5/6): 7 − 0.7 · 5/6.
        slope = forecast.pace(series[:5])
        assert slope == pytest.approx(Decimal(-5) / 6)
        assert (first.quarters, first.count, first.naive) == (1, 2, 0)
        assert first.median == pytest.approx((Decimal("0.7") - Decimal("0.7") * slope) / 2)
        assert (second.quarters, second.count, second.median) == (2, 1, Decimal("1.19"))

    def test_a_level_line_is_never_off_and_short_series_say_nothing(self):
        assert {one.median for one in forecast.backtest([straight(1, 0, 20)])} == {0}
        assert forecast.backtest([straight(1, 1, 4)]) == ()

    @given(st.lists(st.lists(SHARES, min_size=5, max_size=24), min_size=1, max_size=4))
    def test_four_in_five_are_within_what_is_said_to_hold_them(self, series):
        for one in forecast.backtest(series, horizon=3):
            errors = [
                abs(forecast.project(values[:now], one.quarters)[-1] - values[now + one.quarters - 1])
                for values in series
                for now in range(forecast.FITTED, len(values) - one.quarters + 1)
            ]
            assert one.count == len(errors)
            within = sum(error <= one.covered for error in errors)
            assert within * 5 >= 4 * len(errors)
            # And no smaller one of them would do.
            assert sum(error < one.covered for error in errors) * 5 < 4 * len(errors)

    def test_the_interval_widens_and_is_left_out_where_too_little_is_tried(self):
        series = straight("0.05", 0, 4)
        widths = {1: "0.004", 2: "0.003", 3: "0.006"}
        errors = [
            forecast.Errors(step, 19 if step == 3 else 20, Decimal(0), Decimal(width), Decimal(1))
            for step, width in widths.items()
        ]
        first, second, third = forecast.ahead(series, errors)[:3]
        assert (first.low, first.high) == (second.low, second.high) == (Decimal("0.046"), Decimal("0.054"))
        assert (third.share, third.low, third.high) == (Decimal("0.05"), None, None)


def test_what_the_target_takes():
    cut = forecast.cut_needed(Decimal(171), Decimal(5000), Decimal("0.02"), 4)
    # Twelve months cost 171 and may cost 100: a quarter 42.75 and 25.
    assert (cut.sek, cut.now_each, cut.may_each) == (71, Decimal("42.75"), 25)
    assert forecast.cut_needed(Decimal(100), Decimal(5000), Decimal("0.02"), 4) is None
    assert forecast.cut_needed(Decimal(171), Decimal(5000), Decimal("0.02"), 0) is None


@pytest.mark.parametrize(
    ("own", "naive", "count", "shown"),
    [
        ([1] * 12, [2] * 12, 20, 8),  # better all the way: two years
        ([1, 2, 3], [2, 3, 3], 20, 2),  # as near as "as it is now" at the third
        ([3], [2], 20, 0),
        ([3], [2], 19, 8),  # too few to tell
        ([], [], 0, 8),
    ],
)
def test_no_more_quarters_are_shown_than_the_forecast_has_been_good_for(own, naive, count, shown):
    errors = [
        forecast.Errors(step, count, Decimal(mine), Decimal(9), Decimal(other))
        for step, (mine, other) in enumerate(zip(own, naive, strict=True), start=1)
    ]
    assert forecast.trusted(errors) == shown
    assert len(forecast.ahead(straight("0.05", "-0.001", 10), errors)) == shown

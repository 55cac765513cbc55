"""The index as a ratio, the target, and shares that sum to a hundred."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from values.ratio import cost_ratio, format_percent, format_percent_value, format_points, meets, shares_percent

HARD = "\u00a0"
TWO_PERCENT = Decimal("0.02")
costs = st.decimals(min_value=0, max_value=10**12, places=2)


def number(text):
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("agency", "own", "ratio", "is_met"),
    [
        ("25", "1000", "0.025", False),
        ("20", "1000", "0.02", True),
        ("20.000001", "1000", "0.020000001", False),
        ("20.4", "1000", "0.0204", False),
        ("0", "1000", "0", True),
        ("5", "0", None, None),
        ("0", "0", None, None),
        ("5", "-1", None, None),
        (None, "1000", None, None),
        ("5", None, None, None),
        ("-5", "1000", "-0.005", True),
    ],
)
def test_ratio_and_target(agency, own, ratio, is_met):
    assert cost_ratio(number(agency), number(own)) == number(ratio)
    assert meets(number(agency), number(own), TWO_PERCENT) is is_met


def test_no_agency_cost_is_a_true_zero():
    assert cost_ratio(Decimal(0), Decimal(7)) is not None
    assert format_percent(cost_ratio(Decimal(0), Decimal(7))) == f"0,0{HARD}%"


def test_just_above_the_target_prints_as_the_target_and_misses():
    ratio = cost_ratio(Decimal("20.4"), Decimal(1000))
    assert format_percent(ratio) == f"2,0{HARD}%"
    assert meets(Decimal("20.4"), Decimal(1000), TWO_PERCENT) is False


@given(st.integers(1, 10**12))
def test_exactly_on_the_target_meets_it_and_one_ore_more_misses(own):
    exact = Decimal(own) / 50
    assert meets(exact, Decimal(own), TWO_PERCENT) is True
    assert meets(exact + Decimal("0.01"), Decimal(own), TWO_PERCENT) is False


@pytest.mark.parametrize(
    ("ratio", "decimals", "language", "expected"),
    [
        ("0.025", 1, "sv", f"2,5{HARD}%"),
        ("0.02549", 1, "sv", f"2,5{HARD}%"),
        ("0.0255", 1, "sv", f"2,6{HARD}%"),
        ("0.025", 0, "sv", f"3{HARD}%"),
        ("-0.005", 1, "sv", f"\u22120,5{HARD}%"),
        ("0.025", 1, "en", "2.5%"),
        ("12.5", 1, "sv", f"1{HARD}250,0{HARD}%"),
    ],
)
def test_per_cent_is_printed(ratio, decimals, language, expected):
    assert format_percent(Decimal(ratio), decimals, language) == expected
    assert format_percent_value(Decimal(ratio) * 100, decimals, language) == expected


def test_a_change_in_per_cent_has_its_sign():
    assert format_percent_value(Decimal(17), 0, sign=True) == f"+17{HARD}%"
    assert format_percent(Decimal("0.17"), 0, "en", sign=True) == "+17%"


@pytest.mark.parametrize(
    ("points", "language", "expected"),
    [
        ("0.4", "sv", f"+0,4{HARD}procentenheter"),
        ("-0.6", "sv", f"\u22120,6{HARD}procentenheter"),
        ("-0.04", "sv", f"0,0{HARD}procentenheter"),
        ("-0.6", "en", f"\u22120.6{HARD}percentage points"),
    ],
)
def test_points_have_their_sign(points, language, expected):
    assert format_points(Decimal(points), language=language) == expected
    assert format_points(Decimal(points), language=language, with_unit=False) == expected.partition(HARD)[0]


@pytest.mark.parametrize(
    ("parts", "decimals", "expected"),
    [
        (["1", "1", "1"], 1, ["33.4", "33.3", "33.3"]),
        (["1", "1", "1"], 0, ["34", "33", "33"]),
        (["54", "45", "1"], 0, ["54", "45", "1"]),
        (["0", "5"], 1, ["0.0", "100.0"]),
        (["2", "1"], 1, ["66.7", "33.3"]),
        (["-1", "2"], 1, ["-100.0", "200.0"]),
        ([], 1, []),
        (["0", "0"], 1, [None, None]),
        (["-5", "2"], 1, [None, None]),
    ],
)
def test_shares(parts, decimals, expected):
    assert list(shares_percent(list(map(Decimal, parts)), decimals)) == list(map(number, expected))


@given(st.lists(costs, min_size=1, max_size=30), st.integers(0, 3))
def test_shares_sum_to_exactly_a_hundred_and_stray_less_than_a_step(parts, decimals):
    shares = shares_percent(parts, decimals)
    total = sum(parts)
    if total == 0:
        assert set(shares) == {None}
        return
    assert sum(shares) == 100
    step = Decimal(1).scaleb(-decimals)
    assert all(abs(share - part * 100 / total) < step for share, part in zip(shares, parts, strict=True))

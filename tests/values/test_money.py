"""Kronor in larger units."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from values.money import MoneyUnit, format_sek, from_unit, pick_unit, to_unit

HARD = "\u00a0"


@pytest.mark.parametrize(
    ("sek", "unit", "decimals", "language", "expected"),
    [
        ("138100000", "kr", None, "sv", f"138{HARD}100{HARD}000{HARD}kr"),
        ("138100000", "tkr", None, "sv", f"138{HARD}100{HARD}tkr"),
        ("138149999", "mnkr", None, "sv", f"138,1{HARD}mnkr"),
        ("138150000", "mnkr", None, "sv", f"138,2{HARD}mnkr"),
        ("5400000000", "mdkr", None, "sv", f"5,4{HARD}mdkr"),
        ("5400000000", "mdkr", 2, "en", f"5.40{HARD}BSEK"),
        ("138100000", "mnkr", None, "en", f"138.1{HARD}MSEK"),
        ("12300", "tkr", None, "en", f"12{HARD}kSEK"),
        ("-7", "kr", None, "en", f"\u22127{HARD}SEK"),
    ],
)
def test_amounts_are_printed_with_their_unit(sek, unit, decimals, language, expected):
    printed = format_sek(Decimal(sek), MoneyUnit(unit), decimals, language, with_unit=True)
    assert printed == expected
    assert format_sek(Decimal(sek), MoneyUnit(unit), decimals, language) == expected.rpartition(HARD)[0]


def test_a_change_has_its_sign():
    assert format_sek(Decimal(1_200_000), MoneyUnit.MNKR, sign=True, with_unit=True) == f"+1,2{HARD}mnkr"
    assert format_sek(Decimal(-1_200_000), MoneyUnit.MNKR, sign=True) == "\u22121,2"


@pytest.mark.parametrize(
    ("largest", "unit"),
    [("0", "kr"), ("9999", "kr"), ("10000", "tkr"), ("999999", "tkr"), ("1000000", "mnkr"), ("999999999", "mnkr"), ("1000000000", "mdkr"), ("-2000000", "mnkr")],
)  # fmt: skip
def test_the_unit_follows_the_largest_amount(largest, unit):
    assert pick_unit(Decimal(largest)) is MoneyUnit(unit)


@pytest.mark.parametrize(
    ("value", "unit", "sek"), [("138.1", "mnkr", "138100000.0"), ("5.4", "mdkr", "5400000000.0"), ("7", "kr", "7")]
)
def test_units_become_plain_kronor(value, unit, sek):
    assert str(from_unit(Decimal(value), MoneyUnit(unit))) == sek


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=2), st.sampled_from(MoneyUnit))
def test_to_a_unit_and_back_loses_nothing(sek, unit):
    assert from_unit(to_unit(sek, unit), unit) == sek

"""Numbers as Swedish forms write them, read strictly and printed with hard spaces."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from values.numbers import AmbiguousNumber, InvalidNumber, format_decimal, parse_decimal, round_half_up

amounts = st.decimals(min_value=-(10**15), max_value=10**15, places=3, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "0"),
        ("5", "5"),
        ("007", "7"),
        ("1234", "1234"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1234.5", "1234.5"),
        ("1234.567", "1234.567"),
        ("1.23", "1.23"),
        ("1.2345", "1.2345"),
        ("0.125", "0.125"),
        ("-0.125", "-0.125"),
        ("1,234", "1.234"),
        ("1 234", "1234"),
        ("1 234 567,89", "1234567.89"),
        ("1\u00a0234\u00a0567", "1234567"),
        ("1\u202f234", "1234"),
        ("1\u2009234", "1234"),
        ("1 234.5", "1234.5"),
        ("-5", "-5"),
        ("\u2212 5".replace(" ", ""), "-5"),
        ("\u22121\u00a0234,5", "-1234.5"),
        ("+5", "5"),
        ("-0", "0"),
        ("\u00a0 5\t", "5"),
        ("12345678901234567890123456789,01", "12345678901234567890123456789.01"),
    ],
)
def test_numbers_are_read_exactly(text, expected):
    assert str(parse_decimal(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\u00a0", "5 kr", "kr 5", "NaN", "nan", "Infinity", "-inf", "1_000", "１２", "٣", "1e12", "1E3", "12 34", "1 2345", "1234 567",
        "1  234", "1\n234", "1,2,3", "1,234.5", "1.2.3", ",5", "5,", ".5", "5.", "--5", "- 5", "5-", "−", "1 234 56", "²", "0x10", "1,2 3",
        "9" * 41, "%", "5%", "= 1+1", "½", " 1 2 ", "1'234",
    ],
)  # fmt: skip
def test_other_texts_are_refused(text):
    with pytest.raises(InvalidNumber) as caught:
        parse_decimal(text)
    assert not isinstance(caught.value, AmbiguousNumber)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1.234", ("1234", "1.234")),
        ("-12.345", ("-12345", "-12.345")),
        ("100.000", ("100000", "100.000")),
        ("1.234.567", ("1234567",)),
        ("1.234,5", ("1234.5",)),
    ],
)
def test_dots_that_could_part_thousands_are_asked_about(text, readings):
    with pytest.raises(AmbiguousNumber) as caught:
        parse_decimal(text)
    assert tuple(map(str, caught.value.readings)) == readings
    assert caught.value.text == text
    assert all(reading.replace(".", ",") in str(caught.value) for reading in readings)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("2.44", 1, "2.4"),
        ("2.45", 1, "2.5"),
        ("-0.04", 1, "0.0"),
        ("1234567", -3, "1235000"),
        ("12345678901234567890123456789012345.5", 0, "12345678901234567890123456789012346"),
    ],
)
def test_halves_are_rounded_away_from_zero(value, decimals, expected):
    assert f"{round_half_up(Decimal(value), decimals):f}" == expected


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_cannot_be_rounded(value):
    with pytest.raises(ValueError, match="cannot be rounded"):
        round_half_up(Decimal(value))


@pytest.mark.parametrize(
    ("value", "decimals", "language", "sign", "expected"),
    [
        ("1234567.85", 1, "sv", False, "1\u00a0234\u00a0567,9"),
        ("1234567.85", 1, "en", False, "1\u00a0234\u00a0567.9"),
        ("-1234.5", 0, "sv", False, "\u22121\u00a0235"),
        ("999", 0, "sv", False, "999"),
        ("0", 2, "sv", True, "0,00"),
        ("-0.004", 2, "sv", True, "0,00"),
        ("0.5", 1, "sv", True, "+0,5"),
        ("-0.5", 1, "en-gb", True, "\u22120.5"),
        ("1E+6", 0, "sv", False, "1\u00a0000\u00a0000"),
    ],
)
def test_numbers_are_printed(value, decimals, language, sign, expected):
    assert format_decimal(Decimal(value), decimals, language=language, sign=sign) == expected


@given(amounts, st.booleans())
def test_what_is_printed_in_swedish_reads_back(value, sign):
    assert parse_decimal(format_decimal(value, 3, sign=sign)) == value


@given(st.text(max_size=12) | st.text(alphabet="0123456789 .,-+e_\u00a0\u2212", max_size=12))
def test_a_text_is_a_finite_number_or_refused(text):
    try:
        number = parse_decimal(text)
    except InvalidNumber:
        return
    assert number.is_finite()
    assert format_decimal(number, 12) == format_decimal(parse_decimal(format_decimal(number, 12)), 12)

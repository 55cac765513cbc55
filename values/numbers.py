"""Swedish numbers: read them strictly, round them in one way, print them with hard spaces."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from values.language import is_english

HARD_SPACE = "\u00a0"
MINUS = "\u2212"
LONGEST_TEXT = 40
"""Characters; longer than any amount a region could mean, and short enough to stay exact."""

_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)

_GROUP_SPACES = " \u00a0\u202f\u2009"
_SIGN = rf"(?P<sign>[-+{MINUS}]?)"
_NUMBER = re.compile(
    rf"{_SIGN}(?P<whole>[0-9]+|[0-9]{{1,3}}(?:[{_GROUP_SPACES}][0-9]{{3}})+)(?:(?P<mark>[.,])(?P<fraction>[0-9]+))?"
)
_DOT_GROUPS = re.compile(rf"{_SIGN}(?P<whole>[0-9]{{1,3}}(?:\.[0-9]{{3}})+)(?:,(?P<fraction>[0-9]+))?")
_NOT_DIGITS = re.compile(r"[^0-9]")


class InvalidNumber(ValueError):
    """The text is not a number as Swedish forms write them; `text` is what was written."""

    def __init__(self, text: str, message: str) -> None:
        self.text = text
        super().__init__(message)


class AmbiguousNumber(InvalidNumber):
    """The text has dots that could be thousands or decimals; `readings` are the numbers it could mean."""

    def __init__(self, text: str, readings: tuple[Decimal, ...]) -> None:
        self.readings = readings
        choices = " or ".join(str(reading).replace(".", ",") for reading in readings)
        super().__init__(
            text, f"“{text}” could mean {choices}; write thousands with a space and decimals with a comma."
        )


def parse_decimal(text: str) -> Decimal:
    """Return the number that `text` spells, exactly.

    Decimal comma, or a decimal point where it can mean nothing else; thousands in groups of three by a space (also
    U+00A0, U+202F, U+2009); minus as `-` or U+2212.

    :raises AmbiguousNumber: `1.234` and `1.234.567`, where the dot may part thousands.
    :raises InvalidNumber: anything else: units, exponents, underscores, other digits than 0–9, nothing at all.
    """
    plain = text.strip()
    if not plain:
        raise InvalidNumber(text, "A number is missing.")
    match = _NUMBER.fullmatch(plain) if len(plain) <= LONGEST_TEXT else None
    dotted = _DOT_GROUPS.fullmatch(plain) if len(plain) <= LONGEST_TEXT else None
    # 0.125 has no thousands to part, so its dot is a decimal point.
    if dotted and (not match or match["whole"].lstrip("0") != ""):
        readings = [_decimal(dotted)]
        if match:
            readings.append(_decimal(match))
        raise AmbiguousNumber(plain, tuple(readings))
    if not match:
        raise InvalidNumber(plain, f"“{plain[:LONGEST_TEXT]}” is not a number; write it like 1 234,5.")
    return _decimal(match)


def _decimal(match: re.Match[str]) -> Decimal:
    whole = _NOT_DIGITS.sub("", match["whole"])
    number = Decimal(f"{whole}.{match['fraction']}" if match["fraction"] else whole)
    # Negating in the default context would round to 28 digits; and a minus before zero means nothing.
    return number.copy_negate() if match["sign"] in {"-", MINUS} and number else number


def round_half_up(value: Decimal | int, decimals: int = 0) -> Decimal:
    """Return `value` with `decimals` decimals, halves away from zero; the only rounding of the product. No minus zero.

    :raises ValueError: the value is not finite.
    """
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{number} cannot be rounded to a number.")
    rounded = number.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)
    return rounded or rounded.copy_abs()


def format_decimal(value: Decimal | int, decimals: int = 0, *, language: str = "sv", sign: bool = False) -> str:
    """Return `value` for people: hard spaces in thousands, U+2212 as minus, decimal comma (point in English).

    `sign=True` puts + before a number above zero; what rounds to zero has no sign.
    """
    rounded = round_half_up(value, decimals)
    whole, _, fraction = f"{rounded.copy_abs():,f}".partition(".")
    mark = "." if is_english(language) else ","
    digits = whole.replace(",", HARD_SPACE) + (mark + fraction if fraction else "")
    if rounded < 0:
        return MINUS + digits
    return f"+{digits}" if sign and rounded > 0 else digits

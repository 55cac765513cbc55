"""Kronor, and the thousands, millions and milliards they are shown in."""

from decimal import Decimal
from enum import StrEnum

from values.language import is_english
from values.numbers import HARD_SPACE, format_decimal


class MoneyUnit(StrEnum):
    KR = "kr"
    TKR = "tkr"
    MNKR = "mnkr"
    MDKR = "mdkr"

    @property
    def exponent(self) -> int:
        """The power of ten that one of the unit is, in kronor."""
        return _EXPONENTS[self]

    def name_in(self, language: str = "sv") -> str:
        """Return the unit as printed after an amount: kr, tkr … in Swedish, SEK, kSEK … in English."""
        return _ENGLISH[self] if is_english(language) else self.value


_EXPONENTS = {MoneyUnit.KR: 0, MoneyUnit.TKR: 3, MoneyUnit.MNKR: 6, MoneyUnit.MDKR: 9}
_ENGLISH = {MoneyUnit.KR: "SEK", MoneyUnit.TKR: "kSEK", MoneyUnit.MNKR: "MSEK", MoneyUnit.MDKR: "BSEK"}
_DECIMALS = {MoneyUnit.KR: 0, MoneyUnit.TKR: 0, MoneyUnit.MNKR: 1, MoneyUnit.MDKR: 1}
_LEAST_SHOWN = ((MoneyUnit.MDKR, 10**9), (MoneyUnit.MNKR, 10**6), (MoneyUnit.TKR, 10**4))


def to_unit(sek: Decimal, unit: MoneyUnit) -> Decimal:
    """Return kronor as a number of `unit`, unrounded."""
    return sek.scaleb(-unit.exponent)


def from_unit(value: Decimal, unit: MoneyUnit) -> Decimal:
    """Return a number of `unit` as kronor, unrounded and without an exponent (138.1 mnkr is 138100000)."""
    return value * Decimal(10) ** unit.exponent


def pick_unit(max_abs: Decimal) -> MoneyUnit:
    """Return the unit to show amounts in when the largest of them is `max_abs` kronor (the sign does not matter).

    Milliards from 1 mdkr, millions from 1 mnkr, thousands from 10 tkr, else kronor.
    """
    for unit, least in _LEAST_SHOWN:
        if abs(max_abs) >= least:
            return unit
    return MoneyUnit.KR


def format_sek(
    sek: Decimal,
    unit: MoneyUnit,
    decimals: int | None = None,
    language: str = "sv",
    *,
    with_unit: bool = False,
    sign: bool = False,
) -> str:
    """Return kronor printed in `unit`: by default no decimals for kr and tkr, one for mnkr and mdkr.

    `with_unit=True` adds a hard space and the unit's name; `sign=True` puts + before an amount above zero.
    """
    shown = _DECIMALS[unit] if decimals is None else decimals
    number = format_decimal(to_unit(sek, unit), shown, language=language, sign=sign)
    return f"{number}{HARD_SPACE}{unit.name_in(language)}" if with_unit else number

"""Agency cost in relation to own staff cost, and how shares are compared and printed.

A ratio is a fraction (0.025); what is named per cent or points is a hundred times that (2.5).
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from values.language import is_english
from values.numbers import HARD_SPACE, format_decimal, round_half_up

_HUNDRED = 100


def cost_ratio(agency_sek: Decimal | None, own_sek: Decimal | None) -> Decimal | None:
    """Return agency cost ÷ own staff cost as a fraction, unrounded (28 digits); the index of domain.md §5.

    None when a cost is missing or own cost is not above zero: undefined, never 0. No agency cost is a true 0.
    """
    if agency_sek is None or own_sek is None or own_sek <= 0:
        return None
    return agency_sek / own_sek


def meets(agency_sek: Decimal | None, own_sek: Decimal | None, target: Decimal) -> bool | None:
    """Return whether the unrounded ratio is at most `target` (a fraction: 0.02 is 2 %); None where it is undefined.

    Compared without a division, so that exactly 2 % meets 2 % and 2.04 %, printed "2,0 %", does not.
    """
    if agency_sek is None or own_sek is None or own_sek <= 0:
        return None
    return agency_sek <= target * own_sek


MOST_DECIMALS = 6


def telling_decimals(ratio: Decimal, target: Decimal) -> int:
    """Return with how many decimals of a per cent, two to six, the ratio prints otherwise than the target."""
    for decimals in range(2, MOST_DECIMALS):
        if round_half_up(ratio * _HUNDRED, decimals) != round_half_up(target * _HUNDRED, decimals):
            return decimals
    return MOST_DECIMALS


def format_percent(ratio: Decimal, decimals: int = 1, language: str = "sv", *, sign: bool = False) -> str:
    """Return a fraction as per cent: 0.025 → `2,5 %` with a hard space, `2.5%` in English."""
    return format_percent_value(ratio * _HUNDRED, decimals, language, sign=sign)


def format_percent_value(percent: Decimal, decimals: int = 1, language: str = "sv", *, sign: bool = False) -> str:
    """Return a number that already is per cent: 2.5 → `2,5 %`, `2.5%` in English."""
    number = format_decimal(percent, decimals, language=language, sign=sign)
    return f"{number}%" if is_english(language) else f"{number}{HARD_SPACE}%"


def format_points(points: Decimal, decimals: int = 1, language: str = "sv", *, with_unit: bool = True) -> str:
    """Return a difference of per cents with its sign: −0.6 → `−0,6 procentenheter`."""
    number = format_decimal(points, decimals, language=language, sign=True)
    unit = "percentage points" if is_english(language) else "procentenheter"
    return f"{number}{HARD_SPACE}{unit}" if with_unit else number


def shares_percent(parts: Sequence[Decimal], decimals: int = 1) -> tuple[Decimal | None, ...]:
    """Return each part's share of the total in per cent, rounded so that the shares sum to exactly 100.

    Largest remainder: all are rounded down, then the largest remainders get one step more, the earlier part first.
    All None when the total is not above zero.
    """
    total = sum(map(Fraction, parts), Fraction(0))
    if total <= 0:
        return (None,) * len(parts)
    steps = _HUNDRED * 10**decimals
    exact = [Fraction(part) * steps / total for part in parts]
    floors = [share.__floor__() for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: floors[index] - exact[index])
    for index in by_remainder[: steps - sum(floors)]:
        floors[index] += 1
    return tuple(Decimal(share).scaleb(-decimals) for share in floors)


def rounded_to_sum(parts: Sequence[Fraction], decimals: int) -> tuple[Decimal, ...]:
    """Return the parts rounded so that they sum to their rounded total (half away from zero); signs may differ.

    Largest remainder, as in `shares_percent`: all are rounded down, then the largest remainders get one step more.
    """
    step = 10**decimals
    scaled = [part * step for part in parts]
    floors = [part.__floor__() for part in scaled]
    total = sum(scaled, Fraction(0))
    wanted = (abs(total) + Fraction(1, 2)).__floor__() * (1 if total >= 0 else -1)
    by_remainder = sorted(range(len(parts)), key=lambda index: floors[index] - scaled[index])
    for index in by_remainder[: wanted - sum(floors)]:
        floors[index] += 1
    return tuple(Decimal(part).scaleb(-decimals) for part in floors)

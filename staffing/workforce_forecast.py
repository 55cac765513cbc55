"""How many will fill the posts of a position, year by year, if what is assumed comes true. No database, no clock.

filled(t+1) = filled(t) − retirements − leave % × filled(t) + finish training × stay % + recruits, never below zero
(domain.md §6; 70 % of trainees stay by default). Full-time equivalents, unrounded. It is arithmetic, not a prediction.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

NONE, HUNDRED = Decimal(0), Decimal(100)
DEFAULT_STAY_PERCENT = Decimal(70)


@dataclass(frozen=True)
class Assumed:
    """What each year to come is assumed to bring: full-time equivalents a year, and shares in per cent."""

    retirements: Decimal = NONE
    trained: Decimal = NONE
    stay_percent: Decimal = DEFAULT_STAY_PERCENT
    recruits: Decimal = NONE
    leave_percent: Decimal = NONE

    @property
    def stayers(self) -> Decimal:
        """Return how many of those who finish their training stay, a year."""
        return self.trained * self.stay_percent / HUNDRED


@dataclass(frozen=True)
class Year:
    """A year to come: what it brings, and how many posts are filled at its end.

    `is_emptied`: more would go than there are, so that the year ends at zero and not below it.
    """

    number: int
    retired: Decimal
    left: Decimal
    stayed: Decimal
    recruited: Decimal
    filled: Decimal
    is_emptied: bool = False


def forecast(filled: Decimal, assumed: Assumed, years: int) -> tuple[Year, ...]:
    """Return the years to come, from `filled` full-time equivalents today."""
    found = []
    for number in range(1, years + 1):
        left = filled * assumed.leave_percent / HUNDRED
        after = filled - assumed.retirements - left + assumed.stayers + assumed.recruits
        filled = max(after, NONE)
        found.append(
            Year(number, assumed.retirements, left, assumed.stayers, assumed.recruits, filled, is_emptied=after < 0)
        )
    return tuple(found)


def recruits_needed(filled: Decimal, assumed: Assumed, years: int, aim: Decimal) -> Decimal | None:
    """Return how many must be recruited each year for the last year to end at `aim`; 0 when fewer than none.

    Each recruit of year k is worth (1 − leave %)^(years − k) at the end, so `aim` is reached by a division. None where posts
    would be emptied on the way, and the years do not add up so plainly, or with no year to recruit in.
    """
    kept = 1 - assumed.leave_percent / HUNDRED
    # Multiplied, not raised: when all leave, the last year's recruits are worth one and Decimal knows no 0 ** 0.
    worth = sum(accumulate(range(1, years), lambda weight, _year: weight * kept, initial=Decimal(1)), NONE)
    ends = forecast(filled, assumed, years)
    if not ends or any(year.is_emptied for year in ends):
        return None
    return max(assumed.recruits + (aim - ends[-1].filled) / worth, NONE)

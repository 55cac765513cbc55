"""Swedish working days: by which day a supplier must have answered an order (the agreement's response time, *default* 5 days).

Not working days are Saturdays, Sundays, the public holidays of lag (1989:253), and Midsummer, Christmas and New Year's Eve, which
are treated as Sundays (semesterlagen 3 a §). Which days those are comes from the library `holidays`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

_SATURDAY = 5
_CHRISTMAS_EVE, _NEW_YEARS_EVE = (12, 24), (12, 31)
_MIDSUMMER_DAYS = range(20, 27)
"""Midsummer Day is the Saturday of 20–26 June; its eve is the day before."""


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("SE", years=year, include_sundays=False))


def is_working_day(day: date) -> bool:
    """Return whether people are at work on the day as a rule."""
    if day.weekday() >= _SATURDAY or day in _holidays(day.year):
        return False
    if (day.month, day.day) in {_CHRISTMAS_EVE, _NEW_YEARS_EVE}:
        return False
    following = day + timedelta(days=1)
    is_before_saturday = following.weekday() == _SATURDAY
    return not (is_before_saturday and following.month == 6 and following.day in _MIDSUMMER_DAYS)  # noqa: PLR2004 -- June


def after(day: date, working_days: int) -> date:
    """Return the last of so many working days after a day, which itself is not counted; the day itself for none.

    :raises ValueError: for fewer than none.
    """
    if working_days < 0:
        raise ValueError(f"Working days are not fewer than none: {working_days}.")
    left = working_days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day

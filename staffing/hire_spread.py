"""What of a hire's cost falls in which days: even over its days, in whole öre, and nothing lost between neighbouring periods."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from values.numbers import round_half_up

Days = tuple[date, date]
"""First and last day, both included."""


def worked(first: date, filled: date | None, ended: date) -> Days:
    """Return the days of a hire's work: from the first day asked for, or from the day it was filled when that came later.

    `ended` is the day it ended, or is to end. A hire that ended before its first day worked from the day it was filled.
    """
    filled = filled or first
    begun = max(first, filled)
    return (begun if begun <= ended else min(filled, ended)), ended


def part_in(amount_sek: Decimal, worked: Days, wanted: Days) -> Decimal:
    """Return the part, in kronor with öre, of an amount that is spread evenly over the days worked, that falls in the days wanted.

    Both are first and last day, both included. What has fallen until a day is `amount × days ÷ all days`, rounded to öre; the
    part is the difference between two such sums, so that the parts of periods that tile the work add up to the amount.

    :raises ValueError: a last day before its first.
    """
    if worked[1] < worked[0] or wanted[1] < wanted[0]:
        raise ValueError(f"A last day before its first: {worked}, {wanted}.")
    return _fallen(amount_sek, worked, wanted[1]) - _fallen(amount_sek, worked, wanted[0] - timedelta(days=1))


def _fallen(amount_sek: Decimal, worked: Days, day: date) -> Decimal:
    """Return what has fallen until and with the day."""
    first, last = worked
    if day < first:
        return Decimal(0)
    if day >= last:
        return amount_sek
    return round_half_up(amount_sek * ((day - first).days + 1) / ((last - first).days + 1), 2)

"""Requests to hire quarter by quarter: pure sums, no database, no clock. Kronor without VAT."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from staffing.hire_statistics import GRANTS, Became
from values.period import Period

QUARTERS = 8
"""Quarters side by side: two years, so that each season stands beside the one before."""


@dataclass(frozen=True)
class Asked:
    """A request: its Swedish day, what has become of it, and kronor granted (None where nothing is, or it is not known)."""

    day: date
    became: Became
    granted_sek: Decimal | None


@dataclass(frozen=True)
class QuarterFigures:
    """The requests of a quarter by the day they were asked for; each figure is None where nothing is recorded of the quarter."""

    period: Period
    asked: int | None = None
    granted: int | None = None
    granted_sek: Decimal | None = None


def last_quarters(day: date) -> list[Period]:
    """Return the quarter that holds the day and the seven before it, the earliest first."""
    found = [Period.containing(day)]
    while len(found) < QUARTERS:
        found.insert(0, found[0].previous())
    return found


def by_quarter(
    requests: Iterable[Asked], periods: Sequence[Period], known: Sequence[date | None]
) -> list[QuarterFigures]:
    """Return the sums of each quarter; `known` has for each the day from which it is known, None where it is not.

    :raises ValueError: another number of days than of quarters.
    """
    parts: dict[Period, list[Asked]] = {one: [] for one in periods}
    for one in requests:
        quarter = Period.containing(one.day)
        if quarter in parts:
            parts[quarter].append(one)
    return [
        _figures(period, parts[period]) if since else QuarterFigures(period)
        for period, since in zip(periods, known, strict=True)
    ]


def _figures(period: Period, asked: Sequence[Asked]) -> QuarterFigures:
    granted = [one for one in asked if one.became in GRANTS]
    return QuarterFigures(
        period, len(asked), len(granted), sum((one.granted_sek or Decimal(0) for one in granted), Decimal(0))
    )

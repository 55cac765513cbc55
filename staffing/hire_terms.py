"""What a hire costs and where it departs from the framework agreement: price list, zone, urgency, length (domain.md §6).

Pure computations over the agreement's terms. Kronor an hour without VAT; hours as asked for.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from values.numbers import round_half_up

_DAYS_IN_WEEK = 7
_MONTHS = 12


@dataclass(frozen=True)
class Price:
    """A row of the price list; None is every speciality, or every zone."""

    profession: int
    sek_per_hour: Decimal
    speciality: int | None = None
    zone: int | None = None


@dataclass(frozen=True)
class Terms:
    """What of an agreement a request is held against. `zones` are the zones of organisations, each with all below it."""

    prices: Sequence[Price]
    zones: Mapping[int, int]
    urgent_within_days: int
    longest_months: int | None


def zone_of(places: Sequence[int], zones: Mapping[int, int]) -> int | None:
    """Return the zone of a unit: its own, else that of the nearest place above it; `places` are the nearest first."""
    return next((zones[place] for place in places if place in zones), None)


def list_price(terms: Terms, profession: int, speciality: int | None, places: Sequence[int]) -> Decimal | None:
    """Return the highest price that the agreement allows, kronor an hour; None when it has none for the work there.

    A price of the speciality goes before one of the whole profession, and one of the zone before one of every zone.
    """
    zone = zone_of(places, terms.zones)
    fitting = [
        price
        for price in terms.prices
        if price.profession == profession and price.speciality in (None, speciality) and price.zone in (None, zone)
    ]
    if not fitting:
        return None
    return min(fitting, key=lambda price: (price.speciality is None, price.zone is None)).sek_per_hour


def weeks(first: date, last: date) -> Decimal:
    """Return the length in calendar weeks, both days counted, to one decimal."""
    return round_half_up(Decimal((last - first).days + 1) / _DAYS_IN_WEEK, 1)


def cost_sek(hours: Decimal, sek_per_hour: Decimal) -> Decimal:
    """Return hours × price, in kronor to the öre."""
    return round_half_up(hours * sek_per_hour, 2)


def above_list_sek(hours: Decimal, sek_per_hour: Decimal, listed: Decimal | None) -> Decimal | None:
    """Return what the hours cost above the list price, in kronor to the öre; 0 at or below it, None without a listed price."""
    if listed is None:
        return None
    return cost_sek(hours, max(sek_per_hour - listed, Decimal(0)))


def is_urgent(terms: Terms, first: date, asked: date) -> bool:
    """Return whether the work begins within the days that the agreement calls urgent (five weeks where it says no other)."""
    return first <= asked + timedelta(days=terms.urgent_within_days)


def is_overlong(terms: Terms, first: date, last: date) -> bool:
    """Return whether the work goes on for longer than the agreement allows; never where it has no such rule."""
    return terms.longest_months is not None and last >= months_after(first, terms.longest_months)


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_over_list(sek_per_hour: Decimal, listed: Decimal | None) -> bool:
    """Return whether a price is above the list; without a listed price it is not, for then it is outside of it."""
    return listed is not None and sek_per_hour > listed

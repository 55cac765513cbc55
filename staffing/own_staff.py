"""What the hours of a hire would have cost with own staff: the region's own assumption, kronor an hour with employer's contributions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from values.numbers import round_half_up


@dataclass(frozen=True)
class Rate:
    """An hour of own staff of one profession, from a day; `speciality` None is the whole profession."""

    speciality: int | None
    sek_per_hour: Decimal
    valid_from: date
    source: str


@dataclass(frozen=True)
class OwnCost:
    """The same hours of own staff, in kronor, and what that stands on."""

    cost_sek: Decimal
    sek_per_hour: Decimal
    source: str


@dataclass(frozen=True)
class Difference:
    """How much dearer one amount is than another, in kronor and as a share of the other; below zero is cheaper."""

    sek: Decimal
    share: Decimal | None


def rate_on(rates: Iterable[Rate], speciality: int | None, day: date) -> Rate | None:
    """Return the rate of the profession that holds on a day: the speciality's before the profession's, the latest of them."""
    fitting = [rate for rate in rates if rate.valid_from <= day and rate.speciality in (None, speciality)]
    return max(fitting, key=lambda rate: (rate.speciality is not None, rate.valid_from), default=None)


def own_cost(rate: Rate | None, hours: Decimal) -> OwnCost | None:
    """Return hours × rate, in kronor to the öre; None without a rate."""
    if rate is None:
        return None
    return OwnCost(round_half_up(hours * rate.sek_per_hour, 2), rate.sek_per_hour, rate.source)


def difference(cost_sek: Decimal, other_sek: Decimal | None) -> Difference | None:
    """Return `cost − other` and that ÷ other; None without the other, and no share of nothing."""
    if other_sek is None:
        return None
    gap = cost_sek - other_sek
    return Difference(gap, gap / other_sek if other_sek else None)

"""What in a return a person should look at twice: leaps against last year, what has gone, sums below zero. No clock, no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.cost_lines import AGENCY, OWN, LineRow

RISE_LIMIT = Decimal(1)
FALL_LIMIT = Decimal("-0.5")
LEAST_SEK = Decimal(100_000)
"""Below this, in both periods, a leap is a few shifts and no news (kronor)."""

Place = tuple[int | None, int | None, str]
"""Profession, care area and kind; the whole return has neither of the first two."""


class Concern(StrEnum):
    RISE = "rise"
    FALL = "fall"
    GONE = "gone"
    NEGATIVE = "negative"


@dataclass(frozen=True)
class Deviation:
    """One thing to confirm. `change` is the difference as a fraction of what was (3.4 is +340 %), None where it says nothing."""

    concern: Concern
    place: Place
    now_sek: Decimal
    before_sek: Decimal | None
    change: Decimal | None = None


def sums_by_place(rows: Iterable[LineRow]) -> dict[Place, Decimal]:
    """Return Σ amounts by profession × care area × kind, and of each kind in all."""
    sums: dict[Place, Decimal] = {}
    for row in rows:
        for place in ((row.profession_id, row.care_area_id, row.kind), (None, None, row.kind)):
            sums[place] = sums.get(place, Decimal(0)) + row.amount_sek
    return sums


def deviations(now: dict[Place, Decimal], before: dict[Place, Decimal]) -> list[Deviation]:
    """Return what to confirm: sums below zero, more than +100 % or −50 % against `before`, and what is there no more.

    `before` is the same months of last year; empty when they are not reported, and then only the sums are judged.
    The whole return comes first.
    """
    places = dict.fromkeys([(None, None, AGENCY), (None, None, OWN), *now, *before])
    return [found for place in places if (found := _deviation(place, now.get(place), before.get(place)))]


def _deviation(place: Place, now: Decimal | None, before: Decimal | None) -> Deviation | None:
    if now is not None and now < 0:
        return Deviation(Concern.NEGATIVE, place, now, before)
    if before is None or before <= 0 or max(now or Decimal(0), before) < LEAST_SEK:
        return None
    if now is None:
        return Deviation(Concern.GONE, place, Decimal(0), before)
    change = (now - before) / before
    if change > RISE_LIMIT:
        return Deviation(Concern.RISE, place, now, before, change)
    if change < FALL_LIMIT:
        return Deviation(Concern.FALL, place, now, before, change)
    return None

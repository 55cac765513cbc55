"""What in a return a person should look at twice. No clock, no database.

All limits stand here, each with its reason; what lies inside them is said by nobody. Nothing here is refused: what cannot be
(a negative amount that is no correction, 10¹² kronor, a part above its amount) is an error of the form and of the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from indicators.cost_lines import AGENCY, OWN, LineRow
from values.period import Period


class Leap(NamedTuple):
    """How far a sum may rise or fall, as fractions, when it changes by at least `least_sek`."""

    rise: Decimal
    fall: Decimal
    least_sek: Decimal


LEAST_SEK = Decimal(100_000)
"""Below this, in both periods, a leap is a few shifts and no news (kronor)."""
LEAPS: Mapping[str, tuple[Leap, ...]] = {
    AGENCY: (
        # A sum that doubles or halves is a slip (a unit, a digit, another column) as often as it is news.
        Leap(Decimal(1), Decimal("-0.5"), Decimal(0)),
        # A million kronor is 0.1 percentage points of a small region's index in a quarter: then half as much again is
        # worth a look. A line of 20,0 mnkr where 10,8 was meant is +85 %, and went unseen with the first limit alone.
        Leap(Decimal("0.5"), Decimal("-0.4"), Decimal(1_000_000)),
    ),
    OWN: (
        Leap(Decimal(1), Decimal("-0.5"), Decimal(0)),
        # Own staff cost follows wages and posts, a few per cent a year; a quarter more or less is another scope or a
        # reorganisation, and it is the denominator of the index.
        Leap(Decimal("0.25"), Decimal("-0.2"), Decimal(1_000_000)),
    ),
}
SHARE_POINTS = Decimal("0.15")
"""How far a profession's share of all agency cost may move (0.15 is 15 percentage points): beyond it every seventh krona has
changed profession, as when two rows are swapped or a profession is left out."""
LEAST_SHARED_SEK = Decimal(1_000_000)
"""Below this, in either period, shares of the agency cost jump by themselves (kronor)."""
ON_CALL_SHARES = (Decimal("0.5"), Decimal("0.95"))
"""From at most the first to at least the second: an on-call part that was half of the amount and is now all of it is more often
the amount typed in the wrong column than a change of how people work."""
PRICE_FACTOR = Decimal(3)
"""How far outside the region's own prices a price may lie: agreements move a few per cent a year, a digit moves it tenfold."""
HOUR_PRICES_SEK = (Decimal(200), Decimal(5_000))
"""Kronor for a hired hour beyond which a number is taken for a slip, in any profession. An assumption of this product, with no
published list behind it, and wide on purpose: it is to catch a digit too many or too few, and to judge no price."""
WEEK_PRICES_SEK = (HOUR_PRICES_SEK[0] * 40, HOUR_PRICES_SEK[1] * 40)
"""The same for a hire week, of the default 40 hours (docs: domain, hire weeks)."""


class Place(NamedTuple):
    """What a sum is of; None is all of them. With an organisation it is a line (with its corrections)."""

    profession_id: int | None
    care_area_id: int | None
    kind: str
    organisation_id: int | None = None


class Concern(StrEnum):
    RISE = "rise"
    FALL = "fall"
    GONE = "gone"
    NEGATIVE = "negative"
    SHARE = "share"
    NO_OWN = "no_own"
    ON_CALL = "on_call"
    HOUR_PRICE = "hour_price"
    WEEK_PRICE = "week_price"


@dataclass(frozen=True)
class Base:
    """The lines of the period that a return is compared with; `rows` is empty when it is not reported."""

    period: Period
    rows: Sequence[LineRow]


@dataclass(frozen=True)
class Deviation:
    """One thing to confirm.

    `now` and `before` are kronor, of a SHARE and of ON_CALL fractions, of a price kronor for an hour or a week; `change` is the
    difference as a fraction of what was (3.4 is +340 %), of a SHARE the difference; None where it says nothing. `against` is the
    period that `before` is of. `usual` is the range (kronor) that a price lies far outside, `about_sek` the amount of the line
    that a part or a price is of.
    """

    concern: Concern
    place: Place
    now: Decimal
    before: Decimal | None = None
    change: Decimal | None = None
    against: Period | None = None
    usual: tuple[Decimal, Decimal] | None = None
    about_sek: Decimal | None = None

    @property
    def weight_sek(self) -> Decimal:
        """Return how much money it is about, for the order."""
        if self.about_sek is not None:
            return self.about_sek
        return abs(self.now - (self.before or 0))


Sums = dict[Place, Decimal]


def sums_by_place(rows: Iterable[LineRow]) -> Sums:
    """Return Σ amounts by profession × care area × kind, by line, and of each kind in all."""
    sums: Sums = {}
    for row in rows:
        for place in (
            Place(row.profession_id, row.care_area_id, row.kind),
            Place(row.profession_id, row.care_area_id, row.kind, row.organisation_id),
            Place(None, None, row.kind),
        ):
            sums[place] = sums.get(place, Decimal(0)) + row.amount_sek
    return sums


def deviations(rows: Sequence[LineRow], year_before: Base, period_before: Base) -> list[Deviation]:
    """Return what to confirm, once each: the whole return first, then professions and care areas, then lines, the largest first.

    Sums below zero; leaps against the same months of last year (against the period before when those are not reported);
    what was there in either and is missing; a profession's share that moved; agency cost without own cost; an on-call part that
    became all of its amount; a price for an hour or a week far from the region's own, or beyond what any costs.
    """
    now = sums_by_place(rows)
    base = year_before if year_before.rows else period_before
    before, latest = sums_by_place(base.rows), sums_by_place(period_before.rows)
    whole = [Place(None, None, AGENCY), Place(None, None, OWN)]
    places = dict.fromkeys([*whole, *now, *before, *latest])
    found = []
    for place in places:
        if _is_told_above(place, (now, before, latest)):
            continue
        one = _deviation(place, now, before, base.period) or _gone(place, now, latest, period_before.period)
        if one is not None:
            found.append(one)
    found += [*_moved_shares(rows, base), *_without_own(now)]
    found += [*_all_on_call(rows, base), *_prices(rows, (year_before, period_before))]
    return sorted(found, key=_rank)


def _rank(one: Deviation) -> tuple[int, Decimal]:
    place = one.place
    if place.organisation_id is not None:
        return 2, -one.weight_sek
    if place.profession_id is not None:
        return 1, Decimal(0)
    return 0, Decimal(0)


def _is_told_above(place: Place, sums: Collection[Sums]) -> bool:
    """Return whether a line is all there is of its profession and care area, whose sum says the same."""
    if place.organisation_id is None:
        return False
    of_all = place._replace(organisation_id=None)
    return all(one.get(place) == one.get(of_all) for one in sums)


def _deviation(place: Place, sums: Sums, sums_before: Sums, against: Period) -> Deviation | None:
    now, before = sums.get(place), sums_before.get(place)
    if now is not None and now < 0:
        return Deviation(Concern.NEGATIVE, place, now, before, against=against)
    if before is None or before <= 0 or max(now or Decimal(0), before) < LEAST_SEK:
        return None
    if now is None:
        return Deviation(Concern.GONE, place, Decimal(0), before, against=against)
    change = (now - before) / before
    for leap in LEAPS[place.kind]:
        if abs(now - before) < leap.least_sek:
            continue
        if change > leap.rise:
            return Deviation(Concern.RISE, place, now, before, change, against)
        if change < leap.fall:
            return Deviation(Concern.FALL, place, now, before, change, against)
    return None


def _gone(place: Place, now: Sums, latest: Sums, against: Period) -> Deviation | None:
    """Return a line that was there in the period before and is missing now."""
    before = latest.get(place)
    if place in now or before is None or before < LEAST_SEK:
        return None
    return Deviation(Concern.GONE, place, Decimal(0), before, against=against)


def _moved_shares(rows: Sequence[LineRow], base: Base) -> list[Deviation]:
    now, before = _shares(rows), _shares(base.rows)
    if not now or not before:
        return []
    moved = []
    for profession_id in dict.fromkeys((*now, *before)):
        share, was = now.get(profession_id, Decimal(0)), before.get(profession_id, Decimal(0))
        if abs(share - was) > SHARE_POINTS:
            place = Place(profession_id, None, AGENCY)
            moved.append(Deviation(Concern.SHARE, place, share, was, share - was, base.period))
    return moved


def _shares(rows: Iterable[LineRow]) -> dict[int, Decimal]:
    """Return each profession's share of the agency cost; nothing when that is too small to have shares."""
    sums: dict[int, Decimal] = {}
    for row in rows:
        if row.kind == AGENCY:
            sums[row.profession_id] = sums.get(row.profession_id, Decimal(0)) + row.amount_sek
    total = sum(sums.values(), Decimal(0))
    return {pk: amount / total for pk, amount in sums.items()} if total >= LEAST_SHARED_SEK else {}


def _without_own(now: Sums) -> list[Deviation]:
    """Return where agency staff cost something and own staff nothing: the whole return alone, when it has none at all."""
    lacking = [
        Deviation(Concern.NO_OWN, place, amount)
        for place, amount in now.items()
        if place.kind == AGENCY
        and place.organisation_id is None
        and amount >= LEAST_SEK
        and now.get(place._replace(kind=OWN), Decimal(0)) <= 0
    ]
    return [one for one in lacking if one.place.profession_id is None] or lacking


def _all_on_call(rows: Sequence[LineRow], base: Base) -> list[Deviation]:
    """Return the lines of which (nearly) all is on-call and of which at most half was."""
    most_before, least_now = ON_CALL_SHARES
    before = {row.key: _on_call_share(row) for row in base.rows}
    found = []
    for row in rows:
        share, was = _on_call_share(row), before.get(row.key)
        if share is None or was is None or row.amount_sek < LEAST_SEK:
            continue
        if share >= least_now and was <= most_before:
            place = _line(row)
            found.append(
                Deviation(Concern.ON_CALL, place, share, was, share - was, base.period, about_sek=row.amount_sek)
            )
    return found


def _on_call_share(row: LineRow) -> Decimal | None:
    """Return on-call ÷ amount of a line; None where it does not say."""
    if row.kind != AGENCY or row.is_correction or row.on_call_sek is None or row.amount_sek <= 0:
        return None
    return row.on_call_sek / row.amount_sek


def _line(row: LineRow) -> Place:
    return Place(row.profession_id, row.care_area_id, row.kind, row.organisation_id)


def _prices(rows: Sequence[LineRow], bases: Iterable[Base]) -> list[Deviation]:
    """Return the lines whose price for an hour or a week (amount ÷ number, kronor) lies far outside what the region pays."""
    earlier = [row for base in bases for row in base.rows]
    found = []
    for concern, default in ((Concern.HOUR_PRICE, HOUR_PRICES_SEK), (Concern.WEEK_PRICE, WEEK_PRICES_SEK)):
        usual = _own_ranges(concern, earlier)
        for row in rows:
            price = _price(concern, row)
            if price is None or row.amount_sek < LEAST_SEK:
                continue
            own = usual.get(row.profession_id)
            is_odd = own is not None and not own[0] / PRICE_FACTOR <= price <= own[1] * PRICE_FACTOR
            if is_odd or not default[0] <= price <= default[1]:
                found.append(Deviation(concern, _line(row), price, usual=own or default, about_sek=row.amount_sek))
    return found


def _own_ranges(concern: Concern, rows: Iterable[LineRow]) -> dict[int, tuple[Decimal, Decimal]]:
    """Return the lowest and the highest price that the region has paid, by profession."""
    ranges: dict[int, tuple[Decimal, Decimal]] = {}
    for row in rows:
        price = _price(concern, row)
        if price is not None and row.amount_sek >= LEAST_SEK:
            low, high = ranges.get(row.profession_id, (price, price))
            ranges[row.profession_id] = min(low, price), max(high, price)
    return ranges


def _price(concern: Concern, row: LineRow) -> Decimal | None:
    number = row.hired_hours if concern is Concern.HOUR_PRICE else row.hire_weeks
    if row.kind != AGENCY or row.is_correction or not number or number < 0:
        return None
    return row.amount_sek / number

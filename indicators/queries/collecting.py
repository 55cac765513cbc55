"""Load collection rounds: where each region stands, what is missing or stands out there, and who is reminded."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from indicators import access, collecting, plausibility, return_words
from indicators.collecting import Place, Standing, Version
from indicators.cost_lines import AGENCY, OWN, LineRow
from indicators.models import CollectionRound, CostReturn
from indicators.queries import costs, lines
from indicators.queries.returns import labels_for
from indicators.return_words import Labels
from staffing.models import Region, User
from values.period import Period

MEMORY_YEARS = 2
"""How far back a region's returns say in which periods it reports."""


@dataclass(frozen=True)
class Revised:
    """A sum of a restated return: whose staff it is of, kronor now and as it was first handed in."""

    kind: str
    now_sek: Decimal
    first_sek: Decimal


@dataclass(frozen=True)
class RegionRow:
    """A region in a round. What is missing and how much stands out are None where the reader may not see the return, or there is none."""

    region: Region
    place: Place
    newest: CostReturn | None
    first: CostReturn | None
    is_readable: bool
    missing: list[str] | None
    deviations: int | None
    revised: list[Revised] = field(default_factory=list)

    @property
    def is_example(self) -> bool:
        return self.newest is not None and self.newest.is_example

    @property
    def comment(self) -> str:
        """Return why what stands out is right, in the words of who handed it in; empty where the reader may not see the return."""
        return self.newest.warnings_comment if self.newest is not None and self.is_readable else ""


@dataclass(frozen=True)
class RoundPage:
    """A round with the regions that the reader may place."""

    rows: list[RegionRow]

    @property
    def expected(self) -> list[RegionRow]:
        """Return the regions that have something to hand in: not those that report longer periods."""
        return [row for row in self.rows if row.place.is_expected]

    @property
    def submitted(self) -> list[RegionRow]:
        return [row for row in self.rows if row.place.has_submitted]

    @property
    def late(self) -> list[RegionRow]:
        return [row for row in self.rows if row.place.is_late]

    @property
    def other_length(self) -> list[RegionRow]:
        return [row for row in self.rows if not row.place.is_expected]


# Where the regions stand -------------------------------------------------------------------------------------------------


def due_dates() -> Callable[[Period], datetime.date]:
    """Return what says the last day of a period: its round's, else the general one; one query, now."""
    of_rounds = {one.period: one.due_date for one in CollectionRound.objects.all()}
    return lambda period: of_rounds.get(period) or access.due_date(period)


def returns_around(regions: Iterable[Region], periods: Collection[Period]) -> dict[int, list[CostReturn]]:
    """Return all versions that say where the regions stand with the periods, by region: one query."""
    found: dict[int, list[CostReturn]] = defaultdict(list)
    if not periods:
        return found
    first, last = min(one.first_date for one in periods), max(one.last_date for one in periods)
    since = datetime.date(first.year - MEMORY_YEARS, first.month, 1)
    rows = CostReturn.objects.filter(region__in=regions, first_month__range=(since, last))
    for one in rows.select_related("submitted_by").order_by("first_month", "length", "number"):
        found[one.region_id].append(one)
    return found


def place_in(
    period: Period,
    due_date: datetime.date,
    returns: Iterable[CostReturn],
    today: datetime.date,
    usual: Callable[[Period], datetime.date],
) -> Place:
    """Return where the region with these returns stands with a period that is collected until `due_date`."""
    since = datetime.date(period.year - MEMORY_YEARS, period.month, 1)
    versions = [
        Version(
            one.pk,
            costs.period_at(one.first_month, one.length),
            one.number,
            one.state,
            timezone.localdate(one.submitted_at) if one.submitted_at else None,
        )
        for one in returns
        if since <= one.first_month <= period.last_date
    ]
    return collecting.place_of(period, due_date, versions, today, usual)


def places_of(collection: CollectionRound, today: datetime.date) -> dict[Region, Place]:
    """Return where every region stands in the round: three queries."""
    regions = list(Region.objects.order_by("code"))
    usual = due_dates()
    returns = returns_around(regions, [collection.period])
    return {
        region: place_in(collection.period, collection.due_date, returns.get(region.pk, []), today, usual)
        for region in regions
    }


def round_page(collection: CollectionRound, user: User | AnonymousUser, today: datetime.date) -> RoundPage:
    """Return the round as the reader may see it, the late regions first: eight queries, however many regions and lines."""
    regions = list(access.placed_regions(user).order_by("code"))
    usual = due_dates()
    returns = returns_around(regions, [collection.period])
    places = {
        region: place_in(collection.period, collection.due_date, returns.get(region.pk, []), today, usual)
        for region in regions
    }
    keys = [key for place in places.values() for key in place.keys]
    held = {region.pk: _held_against(places[region].period, returns.get(region.pk, [])) for region in regions}
    read = _Read(
        readable=frozenset(access.visible_cost_returns(user).filter(pk__in=keys).values_list("pk", flat=True)),
        lines=lines.rows_of_returns(
            {*keys, *_firsts(returns, keys), *(key for one in held.values() for part in one for key in part)}
        ),
        labels=labels_for(()),
    )
    rows = [_row(region, places[region], returns.get(region.pk, []), held[region.pk], read) for region in regions]
    return RoundPage(sorted(rows, key=lambda row: not row.place.is_late))


def next_to_collect(today: datetime.date) -> Period:
    """Return the first quarter, from the last one that has ended, that no round collects: one query."""
    collected = {one.period for one in CollectionRound.objects.all()}
    period = Period.containing(today).previous()
    while period in collected:
        period = period.next()
    return period


@dataclass(frozen=True)
class _Read:
    """What a page of a round has read once: returns that the reader may see, lines by return, names."""

    readable: frozenset[int]
    lines: Mapping[int, list[LineRow]]
    labels: Labels


Held = tuple[list[int], list[int]]
"""The returns of the period before, and those of the same months a year before, that figures stand on."""


def _held_against(period: Period, returns: Iterable[CostReturn]) -> Held:
    counting = [one for one in returns if one.counts_submitted]
    before, year_before = period.previous(), period.year_before()
    return (
        [one.pk for one in counting if before.contains(one.period)],
        [one.pk for one in counting if year_before.contains(one.period)],
    )


def _row(region: Region, place: Place, returns: Sequence[CostReturn], held: Held, read: _Read) -> RegionRow:
    by_key = {one.pk: one for one in returns}
    newest = by_key[place.keys[-1]] if place.keys else None
    is_readable = bool(place.keys) and set(place.keys) <= read.readable
    first = next((one for one in returns if newest and one.period == newest.period and one.submitted_at), None)
    now, before, year_before = ([row for key in keys for row in read.lines[key]] for keys in (place.keys, *held))
    bases = (
        plausibility.Base(place.period.year_before(), year_before),
        plausibility.Base(place.period.previous(), before),
    )
    return RegionRow(
        region,
        place,
        newest,
        first,
        is_readable,
        missing=_missing(now, before, read.labels) if is_readable else None,
        deviations=len(plausibility.deviations(now, *bases)) if is_readable and now else None,
        revised=_revised(newest, first, read) if is_readable and place.has_submitted else [],
    )


def _firsts(returns: Mapping[int, Iterable[CostReturn]], keys: Iterable[int]) -> set[int]:
    """Return the first versions of those returns among `keys` that are restated."""
    wanted = set(keys)
    everything = [one for of_region in returns.values() for one in of_region]
    restated = {(one.region_id, one.period) for one in everything if one.pk in wanted and one.number > 1}
    return {one.pk for one in everything if one.number == 1 and (one.region_id, one.period) in restated}


def _revised(newest: CostReturn | None, first: CostReturn | None, read: _Read) -> list[Revised]:
    """Return the sums of a restated return that are not as they were first; none while the newest version is open."""
    if newest is None or first is None or newest.pk == first.pk or newest.state == Standing.OPEN:
        return []
    pairs = [Revised(kind, *(_sum(read.lines[one.pk], kind) for one in (newest, first))) for kind in (AGENCY, OWN)]
    return [one for one in pairs if one.now_sek != one.first_sek]


def _sum(rows: Iterable[LineRow], kind: str) -> Decimal:
    return sum((row.amount_sek for row in rows if row.kind == kind), Decimal(0))


def _missing(now: Iterable[LineRow], before: Iterable[LineRow], labels: Labels) -> list[str]:
    """Return what was reported the period before and is not now: profession, care area and whose staff, in words."""
    has, had = ({(row.profession_id, row.care_area_id, row.kind) for row in rows} for rows in (now, before))
    return sorted(
        f"{labels.place(profession, area)}, {return_words.kind_name(kind)}" for profession, area, kind in had - has
    )


# The list ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RoundRow:
    """A round in the list: how many of the regions that the reader may place have handed in, and how many are late."""

    collection: CollectionRound
    submitted: int
    expected: int
    late: int
    places: dict[Region, Place]


def round_rows(user: User | AnonymousUser, today: datetime.date, *, is_open: bool = False) -> list[RoundRow]:
    """Return the rounds (only those that are open), the latest period first, with the standing of the regions that the reader may place.

    Four queries, and one when there is no round.
    """
    found = access.visible_collection_rounds(user)
    rounds = list(found.filter(closed_at__isnull=True) if is_open else found)
    if not rounds:
        return []
    regions = list(access.placed_regions(user).order_by("code"))
    usual = due_dates()
    returns = returns_around(regions, [one.period for one in rounds])
    return [_round_row(one, regions, returns, today, usual) for one in rounds]


def _round_row(
    collection: CollectionRound,
    regions: Iterable[Region],
    returns: Mapping[int, list[CostReturn]],
    today: datetime.date,
    usual: Callable[[Period], datetime.date],
) -> RoundRow:
    period, due = collection.period, collection.due_date
    places = {region: place_in(period, due, returns.get(region.pk, []), today, usual) for region in regions}
    return RoundRow(
        collection,
        submitted=sum(place.has_submitted for place in places.values()),
        expected=sum(place.is_expected for place in places.values()),
        late=sum(place.is_late for place in places.values()),
        places=places,
    )


# To do -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Owed:
    """A period that a region has to report and has not begun, with its last day."""

    period: Period
    due_date: datetime.date


def owed_by(region: Region, today: datetime.date) -> list[Owed]:
    """Return what the region has not begun to report: of the quarter that ended last, and of each open round that has ended.

    A region that reports half-years owes its half-year and no quarter. Two queries.
    """
    rounds = list(CollectionRound.objects.all())
    dates = {one.period: one.due_date for one in rounds}

    def due(period: Period) -> datetime.date:
        return dates.get(period) or access.due_date(period)

    collected = {one.period for one in rounds if one.closed_at is None and one.period.last_date < today}
    collected.add(Period.containing(today).previous())
    returns = returns_around([region], collected).get(region.pk, [])
    owed: dict[Period, Owed] = {}
    for period in sorted(collected):
        place = place_in(period, due(period), returns, today, due)
        if place.standing is Standing.NOT_BEGUN and not _covers_any(place.period, returns):
            owed.setdefault(place.period, Owed(place.period, place.due_date))
    return list(owed.values())


def _covers_any(period: Period, returns: Iterable[CostReturn]) -> bool:
    """Return whether some return shares months with the period, so that it cannot be opened."""
    return any(one.period.overlaps(period) for one in returns)

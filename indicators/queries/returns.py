"""Load what the pages of cost returns show: what is next, the nation's states, one return with its versions and history."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indicators import access, plausibility, return_words
from indicators.cost_lines import AGENCY, OWN, LineRow, Reported, reported
from indicators.models import Basis, CostReturn, ReturnState
from indicators.queries import lines
from indicators.queries.strip import MISSING, StripYear
from indicators.return_words import Cause, Labels
from staffing.changes import Change, changes_of, merged
from staffing.models import CareArea, Level, Organisation, Profession, Region, User
from values import ratio
from values.period import Period

QUARTERS = 8
"""Columns of the table of all regions: two years."""
SUGGESTIONS = 6
WORST = 5
"""Causes of what stands out that a page shows open; the others are folded."""
DEVIATIONS = 30
"""Folded causes that a page tells in words; the rest, the smallest, is counted."""


def root_of(region: Region) -> Organisation:
    """Return the organisation that is the region itself."""
    return Organisation.objects.get(region=region, level=Level.REGION)


def labels_for(organisation_ids: Iterable[int] | None = None, *, region: Region | None = None) -> Labels:
    """Return the names that lines are shown with: three queries."""
    organisations = Organisation.objects.filter(region=region) if region else Organisation.objects.all()
    if organisation_ids is not None:
        organisations = organisations.filter(pk__in=set(organisation_ids))
    return Labels(
        dict(organisations.order_by().values_list("pk", "name")),
        {one.pk: one.name for one in Profession.objects.all()},
        {one.pk: one.name for one in CareArea.objects.all()},
    )


# What to do next ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Next:
    """What a controller does first: go on with an open return, or report a period that is missing.

    `submit_from` is the day from which it can be handed in; None when that day has come.
    """

    period: Period
    cost_return: CostReturn | None
    submit_from: datetime.date | None = None


def next_of(strip: Sequence[StripYear], today: datetime.date) -> Next:
    """Return the earliest ended period that is open, else that is missing; else what goes on now."""
    tiles = sorted((tile for year in strip for tile in year.tiles), key=lambda tile: tile.period)
    ended = [tile for tile in tiles if tile.period.last_date < today]
    for some in (ended, tiles):
        for state in (ReturnState.OPEN, MISSING):
            for tile in some:
                if tile.state == state:
                    return Next(tile.period, tile.cost_return, _submit_from(tile.period, today))
    if not tiles:
        return Next(Period.containing(today).previous(), None)
    after = Period.containing(tiles[-1].period.last_date).next()
    return Next(after, None, _submit_from(after, today))


def _submit_from(period: Period, today: datetime.date) -> datetime.date | None:
    return None if period.last_date < today else period.last_date + datetime.timedelta(days=1)


def suggested_periods(region: Region, today: datetime.date) -> list[Period]:
    """Return the quarters that no return covers and that have begun: the ended ones first, the earliest missing first; at most six."""
    periods = [one.period for one in CostReturn.objects.filter(region=region, number=1).order_by("first_month")]
    current = Period.containing(today)
    quarter = Period.containing(periods[0].first_date) if periods else Period(current.year - 1, 1, 3)
    found = []
    while quarter <= current:
        if not any(quarter.overlaps(period) for period in periods):
            found.append(quarter)
        quarter = quarter.next()
    if periods:
        ended, on = [one for one in found if one.last_date < today], [one for one in found if one.last_date >= today]
        return [*ended[: SUGGESTIONS - len(on)], *on]
    # A region that begins here reports the latest whole quarter first.
    latest = [period for period in found if period.last_date < today]
    return [*latest[::-1], *found[len(latest) :]][:SUGGESTIONS]


# All regions -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QuarterCell:
    """How far a region has come with a quarter, as far as the reader may know."""

    quarter: Period
    cost_return: CostReturn | None
    is_all_seen: bool = True

    @property
    def state(self) -> str:
        return MISSING if self.cost_return is None else self.cost_return.state

    @property
    def state_label(self) -> str | Promise:
        if self.cost_return is None and not self.is_all_seen:
            return _("not locked yet")
        return _("missing") if self.cost_return is None else ReturnState(self.cost_return.state).label


@dataclass(frozen=True)
class RegionRow:
    """One region in the table of all: its quarters, and the return of the chosen one with its sums."""

    region: Region
    is_own: bool
    cells: tuple[QuarterCell, ...]
    chosen: CostReturn | None
    totals: Reported | None
    is_all_seen: bool = True
    """Whether the reader would see a return that is not locked; if not, none that is seen is not none that is there."""

    @property
    def share(self) -> Decimal | None:
        return ratio.cost_ratio(self.totals.agency_sek, self.totals.own_sek) if self.totals else None

    @property
    def is_to_lock(self) -> bool:
        return self.chosen is not None and self.chosen.state == ReturnState.SUBMITTED


@dataclass(frozen=True)
class NationOfReturns:
    """Period × regions with state, the chosen quarter with sums, and who is missing there."""

    chosen: Period
    quarters: tuple[Period, ...]
    rows: tuple[RegionRow, ...]
    is_example: bool

    def _in_state(self, state: str) -> list[RegionRow]:
        return [row for row in self.rows if (row.chosen.state if row.chosen else MISSING) == state]

    @property
    def submitted(self) -> list[RegionRow]:
        return self._in_state(ReturnState.SUBMITTED)

    @property
    def locked(self) -> list[RegionRow]:
        return self._in_state(ReturnState.LOCKED)

    @property
    def missing(self) -> list[RegionRow]:
        return [
            row
            for row in self.rows
            if (row.chosen is None and row.is_all_seen) or (row.chosen and row.chosen.state == ReturnState.OPEN)
        ]

    @property
    def not_locked(self) -> list[RegionRow]:
        """Return the regions of which the reader only knows that nothing is locked."""
        return [row for row in self.rows if row.chosen is None and not row.is_all_seen]


def latest_quarter(user: User | AnonymousUser, today: datetime.date) -> Period:
    """Return the quarter to show first: the latest that has ended, or the latest before it that anybody has reported."""
    ended = Period.containing(today).previous()
    reported = access.visible_cost_returns(user).exclude(state=ReturnState.OPEN).order_by("-first_month").first()
    return min(ended, Period.containing(reported.period.last_date)) if reported else ended


def template_period(region: Region, today: datetime.date) -> Period:
    """Return the period that a template is most likely wanted for: an open return's, else the earliest missing one."""
    is_open = CostReturn.objects.filter(region=region, state=ReturnState.OPEN).order_by("first_month").first()
    if is_open:
        return is_open.period
    return next(iter(suggested_periods(region, today)), Period.containing(today))


def nation_of_returns(user: User | AnonymousUser, chosen: Period, own_ids: frozenset[int]) -> NationOfReturns:
    """Return the states of all regions in the eight quarters that end with the chosen one: four queries at most."""
    quarters = [chosen]
    while len(quarters) < QUARTERS:
        quarters.insert(0, quarters[0].previous())
    # A year-long return that began before the first quarter may still cover it.
    since = datetime.date(quarters[0].year - 1, 1, 1)
    returns: dict[int, dict[Period, CostReturn]] = {}
    visible = access.visible_cost_returns(user).filter(first_month__range=(since, chosen.last_date))
    for one in visible.select_related("submitted_by", "locked_by").order_by("number"):
        returns.setdefault(one.region_id, {})[one.period] = one
    of_region = {
        key: [_covering(list(found.values()), quarter) for quarter in quarters] for key, found in returns.items()
    }
    sums = lines.totals_of([found[-1].pk for found in of_region.values() if found[-1] is not None])
    sees_all = access.basis_for(user, None) == Basis.SUBMITTED
    rows = []
    for region in sorted(Region.objects.all(), key=lambda region: (region.pk not in own_ids, region.code)):
        found = of_region.get(region.pk, [None] * QUARTERS)
        cells = tuple(
            QuarterCell(quarter, one, sees_all or region.pk in own_ids)
            for quarter, one in zip(quarters, found, strict=True)
        )
        last = found[-1]
        is_own = region.pk in own_ids
        rows.append(RegionRow(region, is_own, cells, last, sums.get(last.pk) if last else None, sees_all or is_own))
    is_example = any(row.chosen is not None and row.chosen.is_example for row in rows)
    return NationOfReturns(chosen, tuple(quarters), tuple(rows), is_example)


def _covering(returns: Sequence[CostReturn], quarter: Period) -> CostReturn | None:
    """Return the return that says most of the quarter: the quarter's own, else the latest that shares months with it."""
    sharing = [one for one in returns if one.period.overlaps(quarter)]
    return max(sharing, key=lambda one: (one.period == quarter, one.period.last_date), default=None)


# One return --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SumRow:
    """A row of the return's table: a place or an organisation, with what the first version said where it was restated."""

    label: str
    agency_sek: Decimal | None
    own_sek: Decimal | None
    first_agency_sek: Decimal | None = None
    first_own_sek: Decimal | None = None

    @property
    def share(self) -> Decimal | None:
        return ratio.cost_ratio(self.agency_sek, self.own_sek)

    @property
    def first_share(self) -> Decimal | None:
        return ratio.cost_ratio(self.first_agency_sek, self.first_own_sek)

    @property
    def is_revised(self) -> bool:
        return (self.agency_sek, self.own_sek) != (self.first_agency_sek, self.first_own_sek)


@dataclass(frozen=True)
class ReturnPage:
    """A return as its page shows it."""

    rows: list[LineRow]
    labels: Labels
    totals: Reported
    first: CostReturn | None
    first_totals: Reported | None
    by_place: list[SumRow]
    by_organisation: list[SumRow]
    versions: list[CostReturn]
    is_newest: bool

    @property
    def total_row(self) -> SumRow:
        first = self.first_totals
        return SumRow(
            "",
            self.totals.agency_sek,
            self.totals.own_sek,
            first.agency_sek if first else None,
            first.own_sek if first else None,
        )


def return_page(cost_return: CostReturn, user: User | AnonymousUser) -> ReturnPage:
    """Return the sums, versions and first values of a return: about eight queries, however many lines."""
    rows = lines.rows_of(cost_return.pk)
    versions = list(
        access.visible_cost_returns(user)
        .filter(region=cost_return.region)
        .for_period(cost_return.period)
        .select_related("submitted_by", "locked_by")
        .order_by("-number")
    )
    first = next((one for one in versions if one.number == 1 and cost_return.number > 1), None)
    first_rows = lines.rows_of(first.pk) if first else []
    labels = labels_for({row.organisation_id for row in (*rows, *first_rows)})
    return ReturnPage(
        rows=rows,
        labels=labels,
        totals=reported(rows),
        first=first,
        first_totals=reported(first_rows) if first else None,
        by_place=_sums(
            sorted(rows, key=labels.order_of),
            sorted(first_rows, key=labels.order_of) if first else None,
            lambda row: labels.place(row.profession_id, row.care_area_id),
        ),
        by_organisation=_sums(
            rows, first_rows if first else None, lambda row: labels.organisations.get(row.organisation_id, "–")
        ),
        versions=versions,
        is_newest=not versions or versions[0].pk == cost_return.pk,
    )


def _sums(rows: Sequence[LineRow], first_rows: Sequence[LineRow] | None, label) -> list[SumRow]:  # noqa: ANN001 -- a function of a row
    now, first = _by_label(rows, label), _by_label(first_rows or [], label)
    made = []
    for name in dict.fromkeys((*now, *first)):
        here, there = now.get(name, {}), first.get(name, {})
        was = (there.get(AGENCY), there.get(OWN)) if first_rows is not None else (here.get(AGENCY), here.get(OWN))
        made.append(SumRow(name, here.get(AGENCY), here.get(OWN), *was))
    return made


def _by_label(rows: Sequence[LineRow], label) -> dict[str, dict[str, Decimal]]:  # noqa: ANN001
    sums: dict[str, dict[str, Decimal]] = {}
    for row in rows:
        of_label = sums.setdefault(label(row), {})
        of_label[row.kind] = of_label.get(row.kind, Decimal(0)) + row.amount_sek
    return sums


def history_of(cost_return: CostReturn, labels: Labels) -> list[Change]:
    """Return what happened to a return, newest first: its states, and each save of its lines with old and new."""
    saves = cost_return.lines_changes.select_related("made_by")
    return merged(changes_of(cost_return.history.all()), return_words.line_changes(saves, labels))


# What stands out -----------------------------------------------------------------------------------------------------------


def counting_rows(region: Region, period: Period) -> list[LineRow]:
    """Return the lines that the region's own figures of exactly this period stand on; none when it is not reported."""
    found = CostReturn.objects.filter(region=region, counts_submitted=True).for_period(period).first()
    return lines.rows_of(found.pk) if found else []


@dataclass(frozen=True)
class StandsOut:
    """What to confirm before a return is handed in, by cause, the weightiest first: the first few open, the rest folded."""

    causes: list[Cause]
    count: int
    """How many sums, shares and prices stand out in all."""

    def __bool__(self) -> bool:
        return bool(self.causes)

    def __iter__(self) -> Iterator[str]:
        return (one.words for one in self.causes)

    @property
    def worst(self) -> list[Cause]:
        return self.causes[:WORST]

    @property
    def rest(self) -> list[Cause]:
        return self.causes[WORST:][:DEVIATIONS]

    @property
    def uncounted(self) -> int:
        """Return how many causes are not told at all."""
        return max(0, len(self.causes) - WORST - DEVIATIONS)


def stands_out(region: Region, period: Period, rows: Sequence[LineRow], labels: Labels) -> StandsOut:
    """Return what to confirm before the return is handed in, in words: `labels` name all organisations of the region.

    Against the same months of last year and the period before.
    """
    bases = [plausibility.Base(one, counting_rows(region, one)) for one in (period.year_before(), period.previous())]
    found = plausibility.deviations(rows, *bases) if rows else []
    return StandsOut(return_words.causes(found, labels), len(found))


def organisations_for(region: Region, period: Period, used: Iterable[int]) -> list[Organisation]:
    """Return the organisations to enter amounts for: the region, its divisions in the period, and those that have lines."""
    wanted = Q(level__in=[Level.REGION, Level.DIVISION], valid_from__lte=period.last_date) & (
        Q(valid_to__isnull=True) | Q(valid_to__gte=period.first_date)
    )
    found = Organisation.objects.filter(wanted | Q(pk__in=set(used)), region=region)
    depth = {level: number for number, level in enumerate(Level.values)}
    return sorted(found.select_related("parent"), key=lambda one: (depth[one.level], one.order, one.name))

"""Load what the grid of a return shows: organisations with sums, rows, and the values of last period and last year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from indicators import cost_lines
from indicators.cost_grid import GridPlace, figures_of
from indicators.cost_lines import LineRow, Reported
from indicators.models import CostReturn
from indicators.queries import lines, returns
from staffing.models import CareArea, Organisation, Profession
from values.period import Period

Figures = dict[tuple[int, int | None, str], Decimal]


@dataclass(frozen=True)
class Tab:
    """An organisation that amounts are entered for, and what it has so far."""

    organisation: Organisation
    totals: Reported
    is_current: bool


@dataclass(frozen=True)
class Grid:
    """The grid of one organisation in one return."""

    cost_return: CostReturn
    organisation: Organisation
    tabs: tuple[Tab, ...]
    places: tuple[GridPlace, ...]
    rows: tuple[LineRow, ...]
    previous_period: Period
    previous: Figures
    year_before_period: Period
    year_before: Figures

    @property
    def total(self) -> Reported:
        """Return the sums of the whole return."""
        return cost_lines.reported_together(tab.totals for tab in self.tabs)

    @property
    def others(self) -> Reported:
        """Return the sums of the other organisations, which the page adds to what is being typed."""
        return cost_lines.reported_together(tab.totals for tab in self.tabs if not tab.is_current)

    @property
    def next_organisation(self) -> Organisation | None:
        """Return the organisation after the current one, None at the last."""
        ordered = [tab.organisation for tab in self.tabs]
        after = ordered[ordered.index(self.organisation) + 1 :]
        return after[0] if after else None


def grid_for(cost_return: CostReturn, organisation_id: int | None, last_used_id: int | None = None) -> Grid | None:
    """Return the grid of an organisation; None if it is not offered.

    Without one it is that used last, else the first that has lines now, or had them in the period before, a year ago or in the
    latest return, else the whole region. About ten queries, however many lines.
    """
    rows = lines.rows_of(cost_return.pk)
    period = cost_return.period
    previous = returns.counting_rows(cost_return.region, period.previous())
    year_before = returns.counting_rows(cost_return.region, period.year_before())
    used = {row.organisation_id for row in rows}
    organisations = returns.organisations_for(cost_return.region, period, used)
    if organisation_id is None:
        used_last = next((one for one in organisations if one.pk == last_used_id), None)
        organisation = used_last or _first(organisations, rows, previous, year_before)
        if organisation is None:
            organisation = _first(organisations, _latest_rows(cost_return)) or next(iter(organisations), None)
    else:
        organisation = next((one for one in organisations if one.pk == organisation_id), None)
    if organisation is None:
        return None
    of_organisation = [row for row in rows if row.organisation_id == organisation.pk]
    return Grid(
        cost_return=cost_return,
        organisation=organisation,
        tabs=tuple(
            _tab(one, [row for row in rows if row.organisation_id == one.pk], is_current=one == organisation)
            for one in organisations
        ),
        places=tuple(_places(of_organisation)),
        rows=tuple(of_organisation),
        previous_period=period.previous(),
        previous=figures_of(row for row in previous if row.organisation_id == organisation.pk),
        year_before_period=period.year_before(),
        year_before=figures_of(row for row in year_before if row.organisation_id == organisation.pk),
    )


def _tab(organisation: Organisation, rows: Sequence[LineRow], *, is_current: bool) -> Tab:
    return Tab(organisation, cost_lines.reported(rows), is_current)


def _first(organisations: Sequence[Organisation], *readings: Sequence[LineRow]) -> Organisation | None:
    for rows in readings:
        with_lines = {row.organisation_id for row in rows}
        for organisation in organisations:
            if organisation.pk in with_lines:
                return organisation
    return None


def _latest_rows(cost_return: CostReturn) -> list[LineRow]:
    """Return the lines of the latest return before, handed in or not: one that is being filled says how the region reports."""
    earlier = CostReturn.objects.filter(region=cost_return.region, first_month__lt=cost_return.first_month)
    with_lines = earlier.filter(lines__isnull=False).order_by("-first_month", "-number")
    return lines.rows_of(with_lines.values_list("pk", flat=True).first())


def _places(rows: Sequence[LineRow]) -> list[GridPlace]:
    """Return profession × care area, and whatever else the lines hold, so that nothing is lost by saving."""
    care_areas = list(CareArea.objects.all())
    found: list[GridPlace] = []
    used = {(row.profession_id, row.care_area_id) for row in rows}
    reported = {profession_id for profession_id, _area_id in used}
    for profession in Profession.objects.filter(Q(is_retired=False) | Q(pk__in=reported)):
        regular = care_areas if profession.has_care_area else [None]
        odd = [one for one in [*care_areas, None] if one not in regular]
        for area in [*regular, *(one for one in odd if (profession.pk, one.pk if one else None) in used)]:
            area_id, name = (area.pk, area.name) if area else (None, "")
            found.append(GridPlace(profession.pk, area_id, profession.name, name))
    return found

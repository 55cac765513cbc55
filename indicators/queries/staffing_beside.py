"""Staffing beside cost: a region's periods with agency cost, own staff, vacancies and hires, and its parts' growth in a year."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser

from indicators import access, other_indicators
from indicators.cost_index import IndexFigure, Window
from indicators.cost_parts import Part
from indicators.models import Indicator
from indicators.queries import breakdowns, costs, index
from indicators.queries import other_indicators as indicator_queries
from indicators.queries.breakdowns import Breakdown, Dimension
from indicators.queries.other_indicators import Line
from indicators.staff_growth import Growth, PartGrowth
from staffing import hire_access, hire_quarter_queries
from staffing.hire_quarter import HireQuarter
from staffing.models import Region, User
from values.period import MonthRange, Period

SHOWN = 8
"""Periods in the table: two years of quarters."""
BESIDE = (other_indicators.OWN_FTE, other_indicators.VACANCY, "inhyrda-per-egna", "hyrveckor")
"""The indicators that stand beside the cost, in the order of the table's columns."""


@dataclass(frozen=True)
class PeriodRow:
    """A period: its costs, and the hires decided in it where the reader sees them."""

    period: Period
    figure: IndexFigure
    hires: HireQuarter | None


@dataclass(frozen=True)
class StaffGrowth:
    """The parts of a region over twelve months against the twelve before, the whole last; `missing` names what either lacks."""

    months: MonthRange
    period: Period
    rows: tuple[PartGrowth, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class StaffingBeside:
    """What the page shows. `lines` are by code, without those that are not defined or retired."""

    rows: tuple[PeriodRow, ...]
    lines: Mapping[str, Line]
    growth: StaffGrowth | None
    sees_hires: bool
    is_example: bool


def staffing_beside(region: Region, user: User | AnonymousUser, basis: str, today: datetime.date) -> StaffingBeside:
    """Return the region's latest periods and the growth of its parts on `basis`: about twenty queries, however many rows."""
    periods = [
        one for one in index.series_axis(costs.reported_periods(basis, region_id=region.pk)) if one.last_date <= today
    ]
    shown = periods[-SHOWN:]
    figures = index.region_figures_for(region, [(one, Window.PERIOD) for one in shown], basis)
    sees_hires = hire_access.regions_seen(user).filter(pk=region.pk).exists()
    hires: Sequence[HireQuarter | None] = [None] * len(shown)
    if sees_hires:
        hires = hire_quarter_queries.decided_over(region, [(one.first_date, one.last_date) for one in shown])
    rows = tuple(PeriodRow(one, figures[one, Window.PERIOD], of_it) for one, of_it in zip(shown, hires, strict=True))
    lines = _lines(region, user, basis, today)
    marks = costs.counting_marks(basis).filter(region=region, cost_return__is_example=True)
    is_example = any(line.latest and line.latest.is_example for line in lines.values())
    return StaffingBeside(
        rows=rows[::-1],
        lines=lines,
        growth=_growth(region, user, basis, shown[-1]) if shown else None,
        sees_hires=sees_hires,
        is_example=is_example or any(one and one.is_example for one in hires) or marks.exists(),
    )


def _lines(region: Region, user: User | AnonymousUser, basis: str, today: datetime.date) -> dict[str, Line]:
    indicators = list(access.visible_indicators(user).filter(code__in=BESIDE, retired_at__isnull=True))
    found = indicator_queries.readings_of(user, indicators, [region], basis, today)
    return {
        one.code: indicator_queries.line_of(
            one, region, found.get((region.pk, one.pk), {}), most=indicator_queries.ALL_PERIODS
        )
        for one in sorted(indicators, key=lambda one: BESIDE.index(one.code))
    }


# Own staff against agency staff ----------------------------------------------------------------------------------------


def _growth(region: Region, user: User | AnonymousUser, basis: str, period: Period) -> StaffGrowth:
    """Return each part's twelve months to the end of the period against the twelve before."""
    months = index.months_of(period, Window.R12)
    now = breakdowns.breakdown_by(region, months, Dimension.ORGANISATION, basis)
    before = breakdowns.breakdown_by(region, months.year_before(), Dimension.ORGANISATION, basis)
    missing = (*now.missing, *before.missing)
    if missing:
        return StaffGrowth(months, period, (), missing)
    fte = _own_fte(region, user, period)
    then = {part.key: part for part in before.parts}
    gone = [part for part in before.parts if part.key not in {one.key for one in now.parts}]
    rows = [
        PartGrowth(
            part.label,
            Growth(_agency(part if part not in gone else None), _agency(then.get(part.key))),
            Growth(_own(part if part not in gone else None), _own(then.get(part.key))),
            _fte_of(fte, int(part.key) if part.key != now.rest_key else None, period),
        )
        for part in [*now.parts, *gone]
        if part.key != now.rest_key or _own(part) is not None or _agency(part) is not None
    ]
    return StaffGrowth(months, period, (*rows, _whole(now, before, fte, period)), ())


def _whole(now: Breakdown, before: Breakdown, fte: OwnFte, period: Period) -> PartGrowth:
    return PartGrowth(
        "",
        Growth(now.total.agency_sek, before.total.agency_sek),
        Growth(now.total.own_sek or None, before.total.own_sek or None),
        _fte_of(fte, 0, period),
        is_whole=True,
    )


def _agency(part: Part | None) -> Decimal | None:
    return None if part is None else part.agency_sek


def _own(part: Part | None) -> Decimal | None:
    """Return the own staff cost; a sum of nothing is not reported, for no part of a region works without own staff."""
    return None if part is None else part.cost.own_sek or None


OwnFte = Mapping[tuple[int, Period], Decimal]
"""Own full-time equivalents by organisation (0 is the whole region) and period."""


def _own_fte(region: Region, user: User | AnonymousUser, period: Period) -> OwnFte:
    """Return the own full-time equivalents of the whole and its parts, for the period and a year before: two queries."""
    indicator = Indicator.objects.filter(code=other_indicators.OWN_FTE, length=period.length).first()
    if indicator is None:
        return {}
    values = (
        access.visible_indicator_values(user)
        .current()
        .filter(
            indicator=indicator,
            region=region,
            profession__isnull=True,
            care_area__isnull=True,
            first_month__in=(period.first_date, period.year_before().first_date),
        )
    )
    found = {}
    for value in values:
        figure = indicator_queries.reading_of(value, indicator.unit).figure
        if figure is not None:
            found[value.organisation_id or 0, value.period] = figure
    return found


def _fte_of(fte: OwnFte, organisation_id: int | None, period: Period) -> Growth:
    """Return the full-time equivalents of an organisation; what lies on the region undivided has none of its own."""
    if organisation_id is None:
        return Growth(None, None)
    return Growth(fte.get((organisation_id, period)), fte.get((organisation_id, period.year_before())))

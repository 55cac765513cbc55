"""The costs that a status report is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db.models import Q

from indicators import cost_index
from indicators.cost_index import IndexFigure, NationFigure, Window
from indicators.cost_parts import Part
from indicators.models import Basis, CostReturn, ReturnState
from indicators.models.returns import CostLine
from indicators.queries import breakdowns, costs
from indicators.queries import index as index_queries
from indicators.queries.breakdowns import Dimension
from indicators.queries.costs import Key
from plans.models import Plan
from plans.status_report_facts import CostFacts, SeriesFacts
from staffing.models import Level, Region
from values.period import MonthRange, Period

SERIES_QUARTERS = 16
"""How far back the lines of a report go: four years."""

OWN_BASIS, NATION_BASIS = Basis.SUBMITTED, Basis.LOCKED
"""A region reports what it has handed in; of the others it shows what is locked, as everybody may see it."""


def cost_facts(plan: Plan, period: Period, *, is_whole_region: bool) -> CostFacts:
    """Return the costs of the plan's region or organisation that a report of the period shows, in a fixed number of queries."""
    r12_months = cost_index.window_months(period, Window.R12)
    figures = _figures(plan, period, is_whole_region=is_whole_region)
    under = None if is_whole_region else plan.organisation
    by_division = breakdowns.breakdown_by(plan.region, r12_months, Dimension.ORGANISATION, OWN_BASIS, under=under)
    nation = index_queries.index_for(None, period, Window.R12, NATION_BASIS)
    returns = _counting(plan.region_id, MonthRange.between(r12_months.year_before().first_date, r12_months.last_date))
    included, region_count = (nation.included, nation.region_count) if isinstance(nation, NationFigure) else ((), 0)
    return CostFacts(
        r12=figures[period, Window.R12],
        r12_before=figures[period.year_before(), Window.R12],
        period=figures[period, Window.PERIOD],
        period_before=figures[period.year_before(), Window.PERIOD],
        divisions=_divisions(by_division.parts),
        remainder_key=str(plan.organisation_id),
        professions=_parts(plan, period, Dimension.PROFESSION) if is_whole_region else (),
        care_areas=_parts(plan, period, Dimension.CARE_AREA) if is_whole_region else (),
        series=_series(plan, period) if is_whole_region else (),
        nation_ratio=_comparable(nation),
        nation_included=len(included),
        nation_regions=region_count,
        nation_lacks=_lacking(nation),
        framework_share=_framework_share(plan, figures[period, Window.PERIOD]),
        preliminary=tuple(
            one.period
            for one in sorted(returns, key=lambda one: one.period)
            if one.state != ReturnState.LOCKED and r12_months.contains(one.period)
        ),
        is_example=any(one.is_example for one in returns),
    )


def r12_figures(plan: Plan, periods: Collection[Period]) -> dict[Period, IndexFigure]:
    """Return the rolling twelve months of the plan's region or organisation, as its reports show them."""
    keys = [(period, Window.R12) for period in periods]
    figures = _figures_at(plan, keys, is_whole_region=plan.organisation.level == Level.REGION)
    return {period: figures[period, Window.R12] for period in periods}


def standing_on(plan: Plan, figures: Iterable[IndexFigure]) -> list[CostReturn]:
    """Return the returns that the figures stand on, in order of time; a figure that misses any stands on none: one query."""
    in_reach = Q(pk=None)
    for figure in figures:
        if figure.agency_sek is not None:
            in_reach |= Q(first_month__range=(figure.months.first_date, figure.months.last_date))
    returns = CostReturn.objects.counting(OWN_BASIS).filter(in_reach, region_id=plan.region_id)
    return sorted(returns, key=lambda one: one.period)


Figures = dict[tuple[Period, Window], IndexFigure]


def _figures(plan: Plan, period: Period, *, is_whole_region: bool) -> Figures:
    """Return rolling twelve months and period, now and a year before, of the region or of the plan's organisation."""
    keys = [(one, window) for one in (period, period.year_before()) for window in (Window.R12, Window.PERIOD)]
    return _figures_at(plan, keys, is_whole_region=is_whole_region)


def _figures_at(plan: Plan, keys: Collection[Key], *, is_whole_region: bool) -> Figures:
    if is_whole_region:
        found = index_queries.figures_for(plan.region, keys, OWN_BASIS)
        return {key: figure for key, figure in found.items() if isinstance(figure, IndexFigure)}
    return {key: _organisation_figure(plan, *key) for key in keys}


def _organisation_figure(plan: Plan, period: Period, window: Window) -> IndexFigure:
    months = cost_index.window_months(period, window)
    found = breakdowns.breakdown_by(plan.region, months, Dimension.ORGANISATION, OWN_BASIS, under=plan.organisation)
    if found.missing:
        return cost_index.missing_figure(found.missing, period, window, plan.target_ratio)
    return cost_index.figure_of(found.total, period, window, plan.target_ratio)


def _divisions(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return the divisions; none when everything is reported undivided, or on one of them alone."""
    return parts if sum(bool(part.cost.agency_sek or part.cost.own_sek) for part in parts) > 1 else ()


def _parts(plan: Plan, period: Period, dimension: Dimension) -> tuple[Part, ...]:
    return breakdowns.breakdown_by(plan.region, period, dimension, OWN_BASIS).parts


def _series(plan: Plan, period: Period) -> tuple[SeriesFacts, ...]:
    """Return the latest periods up to this one; the nation has a figure where nine regions in ten are in it, as on pages."""
    axis = index_queries.series_axis(costs.reported_periods(OWN_BASIS, region_id=plan.region_id))
    axis = [one for one in axis if one.last_date <= period.last_date][-SERIES_QUARTERS:]
    if not axis:
        return ()
    own_keys = [(one, Window.R12) for one in axis]
    own_keys += [(one, Window.PERIOD) for one in {*axis, *(one.year_before() for one in axis)}]
    own = index_queries.figures_for(plan.region, own_keys, OWN_BASIS)
    nation = index_queries.figures_for(None, [(one, Window.R12) for one in axis], NATION_BASIS)
    return tuple(
        SeriesFacts(
            period=one,
            r12_ratio=own[one, Window.R12].ratio,
            nation_ratio=_comparable(nation[one, Window.R12]),
            agency_sek=own[one, Window.PERIOD].agency_sek,
            agency_before_sek=own[one.year_before(), Window.PERIOD].agency_sek,
        )
        for one in axis
    )


def _comparable(figure: IndexFigure | NationFigure) -> Decimal | None:
    return figure.ratio if isinstance(figure, NationFigure) and figure.is_broad else None


def _lacking(nation: IndexFigure | NationFigure) -> tuple[str, ...]:
    """Return the regions that are not in the nation's figure, where it is of too few to stand on the line."""
    if not isinstance(nation, NationFigure) or nation.is_broad or not nation.included:
        return ()
    return tuple(one.short_name for one in Region.objects.filter(code__in=nation.left_out).order_by("code"))


def _counting(region_id: int, months: MonthRange) -> list[CostReturn]:
    returns = CostReturn.objects.counting(OWN_BASIS).filter(region_id=region_id)
    return list(returns.filter(first_month__range=(months.first_date, months.last_date)))


def _framework_share(plan: Plan, figure: IndexFigure) -> Decimal | None:
    """Return the share inside the framework agreement, when any line of the period says what was outside it."""
    if figure.cost is None or plan.organisation.level != Level.REGION:
        return None
    months = figure.months
    lines = CostLine.objects.filter(
        cost_return__region_id=plan.region_id,
        cost_return__counts_submitted=True,
        cost_return__first_month__range=(months.first_date, months.last_date),
        outside_framework_sek__isnull=False,
    )
    return cost_index.framework_share(figure.cost) if lines.exists() else None

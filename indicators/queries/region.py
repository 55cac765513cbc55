"""Everything that a region's page of costs and index shows, for one period and window."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators import cost_index
from indicators.cost_index import Change, IndexFigure, Window
from indicators.models import Assumption, AssumptionCode
from indicators.queries import breakdowns, costs, index
from indicators.queries.breakdowns import Breakdown, Dimension
from indicators.queries.index import Point, Verdict
from staffing.models import Population, Region
from values.period import Period

COLUMNS = 8
"""Periods in the chart of costs: two years of quarters."""


@dataclass(frozen=True)
class KeyFigures:
    """What else the chosen months say: framework share, kronor per inhabitant, and the premium, which is an assumption."""

    framework_share: Decimal | None
    per_inhabitant_sek: Decimal | None
    population: Population | None
    premium_sek: Decimal | None
    premium_factor: Assumption | None


@dataclass(frozen=True)
class RegionPage:
    """The page: the verdict of the latest twelve months, the chosen figure against a year before, series and parts."""

    verdict: Verdict | None
    figure: IndexFigure | None
    before: IndexFigure | None
    change: Change | None
    points: tuple[Point, ...]
    nation_points: tuple[Point, ...]
    columns: tuple[tuple[Point, Point], ...]
    breakdowns: dict[Dimension, Breakdown]
    key_figures: KeyFigures | None
    periods: tuple[Period, ...]
    period: Period | None
    window: Window
    is_example: bool

    @property
    def population_is_older(self) -> bool:
        """Whether the population is of more than a year before the months that the costs are of.

        The last day of the year before is the newest that there is: populations are published once a year.
        """
        known = self.key_figures.population if self.key_figures else None
        if known is None or self.figure is None:
            return False
        first = self.figure.months.first_date
        return known.date < first.replace(year=first.year - 1)


def region_page(
    region: Region,
    basis: str,
    choose: Callable[[Sequence[Period], Period | None], tuple[Period | None, Window]],
    today: datetime.date,
) -> RegionPage:
    """Return the page of the period and window that `choose` picks of the periods there are: about twenty queries."""
    periods = costs.reported_periods(basis, region_id=region.pk)
    # What has not ended is in no headline, so the series and the bars end where the headline does.
    axis = [one for one in index.series_axis(periods) if one.last_date <= today]
    period, window = choose(index.offered_of(periods, today), index.latest_of(periods, today))
    if period is None:
        return RegionPage(None, None, None, None, (), (), (), {}, None, tuple(periods), None, window, is_example=False)
    shown = [one for one in axis if one.last_date <= period.last_date][-COLUMNS:]
    wanted, before = (period, window), (period.year_before(), window)
    column_keys = [(one, Window.PERIOD) for year in (shown, [one.year_before() for one in shown]) for one in year]
    series_keys = [(one, Window.R12) for one in axis]
    figures = index.region_figures_for(region, [wanted, before, *column_keys, *series_keys], basis)
    nation = index.figures_for(None, series_keys, basis)
    figure = figures[wanted]
    return RegionPage(
        verdict=index.region_verdict(region, basis, period.last_date),
        figure=figure,
        before=figures[before],
        change=cost_index.change(figure, figures[before]),
        points=tuple(Point(one, figures[one, Window.R12]) for one in axis),
        nation_points=tuple(Point(one, nation[one, Window.R12]) for one in axis),
        columns=tuple(
            (
                Point(one, figures[one, Window.PERIOD]),
                Point(one.year_before(), figures[one.year_before(), Window.PERIOD]),
            )
            for one in shown
        ),
        breakdowns={
            dimension: breakdowns.breakdown_by(region, figure.months, dimension, basis) for dimension in Dimension
        },
        key_figures=_key_figures(region, figure),
        periods=tuple(periods),
        period=period,
        window=window,
        is_example=costs.counting_marks(basis).filter(region=region, cost_return__is_example=True).exists(),
    )


def _key_figures(region: Region, figure: IndexFigure) -> KeyFigures | None:
    if figure.cost is None or figure.agency_sek is None:
        return None
    population = costs.populations([region.pk], figure.months.last_date).get(region.pk)
    factor = costs.assumption(AssumptionCode.PREMIUM_FACTOR, figure.months.last_date)
    return KeyFigures(
        framework_share=cost_index.framework_share(figure.cost),
        per_inhabitant_sek=cost_index.per_inhabitant(figure.agency_sek, population.inhabitants if population else None),
        population=population,
        premium_sek=cost_index.premium(figure.agency_sek, factor.value) if factor else None,
        premium_factor=factor,
    )

"""Which figures of a trend report another version says otherwise: the snapshots held against one another."""

from __future__ import annotations

from decimal import Decimal

from indicators.trend_report_data import TrendReportData
from indicators.trend_report_lines import FigureChange

Place = tuple[str, str, str]
"""Swedish and English name of whose figure it is, and which figure."""

R12_COST, R12_RATIO, PERIOD_COST, PERIOD_RATIO = "r12_sek", "r12_ratio", "period_sek", "period_ratio"
YEAR_COST, YEAR_RATIO, BEFORE_COST, BEFORE_RATIO = "year_sek", "year_ratio", "before_sek", "before_ratio"


def figures_of(data: TrendReportData) -> dict[Place, Decimal | None]:
    """Return the figures that the report prints, by place, in the order that it prints them."""
    found: dict[Place, Decimal | None] = {}
    nation = ("Riket", "The nation")
    for name_sv, name_en, r12, before, period in (
        (*nation, data.r12.cost, data.r12.before, data.period_cost.cost),
        *((line.name, line.name, line.r12, line.r12_before, line.period) for line in data.regions),
    ):
        found[name_sv, name_en, R12_COST] = r12.agency_sek
        found[name_sv, name_en, R12_RATIO] = r12.ratio
        found[name_sv, name_en, BEFORE_COST] = before.agency_sek
        found[name_sv, name_en, BEFORE_RATIO] = before.ratio
        found[name_sv, name_en, PERIOD_COST] = period.agency_sek
        found[name_sv, name_en, PERIOD_RATIO] = period.ratio
    for part in (*data.professions, *data.care_areas):
        found[part.name_sv, part.name_en, R12_COST] = part.r12.agency_sek
        found[part.name_sv, part.name_en, PERIOD_COST] = part.period.agency_sek
    for year in data.years:
        found[f"Riket {year.year}", f"The nation {year.year}", YEAR_COST] = year.cost.agency_sek
        found[f"Riket {year.year}", f"The nation {year.year}", YEAR_RATIO] = year.cost.ratio
    return found


def changed_figures(before: TrendReportData, now: TrendReportData) -> tuple[FigureChange, ...]:
    """Return the figures that differ, unrounded, in the order of the report; what one of them lacks is None there."""
    old, new = figures_of(before), figures_of(now)
    return tuple(
        FigureChange(*place, old.get(place), new.get(place))
        for place in dict.fromkeys([*new, *old])
        if old.get(place) != new.get(place)
    )

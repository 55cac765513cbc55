"""Compose the national trend report from what was read: pure, so that the same facts always give the same report.

Figures follow domain.md §5 (`indicators.cost_index`): Σ agency cost ÷ Σ own staff cost, a missing period is never zero, the nation is
the regions that have a figure, and its change is over those that have both years.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from indicators import cost_index, trend_report_text
from indicators.cost_index import Change, IndexFigure, NationFigure, Window
from indicators.trend_report_changes import changed_figures
from indicators.trend_report_data import SCHEMA, TrendReportData
from indicators.trend_report_facts import Facts, Key, PartFact, PartName, PublishedFact, RegionName
from indicators.trend_report_lines import (
    Cost,
    Moved,
    NationCost,
    PartCost,
    PartLine,
    PublishedValue,
    QuarterLine,
    RegionLine,
    SeriesLine,
    YearLine,
)
from values.numbers import round_half_up
from values.period import Period
from values.ratio import shares_percent

QUARTERS = 20
"""Five years of quarters in the line."""

AGENCY_COST, COST_RATIO, COST_CHANGE = "agency cost", "cost ratio", "change of agency cost"
SERIES_FIGURES = (AGENCY_COST, COST_RATIO, COST_CHANGE)
"""The published national figures that have a computed one beside them, in the order that they are read."""

_MILLION, _HUNDRED, _ZERO = 10**6, 100, Decimal(0)
_COST_STEP = Decimal(100)
"""Published costs are rounded to a hundred million kronor, in mnkr."""


def quarters_of(period: Period) -> list[Period]:
    """Return the quarters of the line, the oldest first."""
    found = [period]
    while len(found) < QUARTERS:
        found.append(found[-1].previous())
    return found[::-1]


def years_of(period: Period, first_year: int) -> list[int]:
    """Return the calendar years from the first that have ended with the period."""
    last = period.year if period.last_date.month == 12 else period.year - 1  # noqa: PLR2004 -- December
    return list(range(first_year, last + 1))


def year_key(year: int) -> Key:
    """Return the key of a calendar year: the twelve months to the end of its last quarter."""
    return Period(year, 10, 3), Window.R12


def wanted_keys(period: Period, first_year: int) -> set[Key]:
    """Return every figure that the report needs of each region."""
    found = {(one, window) for one in quarters_of(period) for window in (Window.PERIOD, Window.R12)}
    found |= {(period.year_before(), window) for window in (Window.PERIOD, Window.R12)}
    return found | {year_key(year) for year in years_of(period, first_year)}


def compose(facts: Facts) -> TrendReportData:
    """Return the report of the facts, its sentences in both languages.

    :raises InconsistentTrend: totals and details differ, so that the facts were not read as at one moment.
    """
    nation = {key: cost_index.compute_nation(figures, *key, facts.target) for key, figures in facts.figures.items()}
    r12_key = (facts.period, Window.R12)
    years = _years(facts, nation)
    data = TrendReportData(
        schema=SCHEMA,
        period_code=facts.period.code,
        number=facts.number,
        correction=facts.correction,
        data_time=facts.data_time,
        revised_since=facts.revised_since,
        previous=facts.previous,
        target=facts.target,
        is_met=nation[r12_key].is_met,
        r12=_nation(facts, nation, Window.R12),
        period_cost=_nation(facts, nation, Window.PERIOD),
        regions=tuple(_region(facts, region) for region in facts.regions),
        professions=_parts(facts, nation, facts.professions, by_profession=True),
        care_areas=_parts(facts, nation, facts.care_areas, by_profession=False),
        years=years,
        quarters=tuple(_quarter(one, nation) for one in quarters_of(facts.period)),
        series=_series(facts.published, years),
        revised=facts.revised,
        texts=facts.texts,
        is_example=facts.is_example,
        chosen=facts.chosen,
    )
    return dataclasses.replace(
        data,
        sentences_sv=trend_report_text.sentences(data, "sv"),
        sentences_en=trend_report_text.sentences(data, "en"),
        corrects=() if facts.corrected is None else changed_figures(facts.corrected, data),
    )


# Figures ------------------------------------------------------------------------------------------------------------------


def _cost(figure: IndexFigure | NationFigure) -> Cost:
    missing = figure.missing if isinstance(figure, IndexFigure) else ()
    return Cost(figure.agency_sek, figure.own_sek, figure.ratio, missing)


def _moved(change: Change | None) -> Moved | None:
    return None if change is None else Moved(change.sek, change.percent, change.points)


def _both(now: Mapping[str, IndexFigure], before: Mapping[str, IndexFigure]) -> list[str]:
    """Return the regions that have an index at both times."""
    return [code for code, figure in now.items() if figure.ratio is not None and before[code].ratio is not None]


def _change_of_nation(now: Mapping[str, IndexFigure], before: Mapping[str, IndexFigure]) -> Moved | None:
    both = _both(now, before)
    if not both:
        return None
    sums = [
        cost_index.compute_nation({code: figures[code] for code in both}, one.period, one.window, None)
        for figures in (now, before)
        for one in [figures[both[0]]]
    ]
    return _moved(cost_index.change(*sums))


def _nation(facts: Facts, nation: Mapping[Key, NationFigure], window: Window) -> NationCost:
    key, before_key = (facts.period, window), (facts.period.year_before(), window)
    now, before = facts.figures[key], facts.figures[before_key]
    return NationCost(
        cost=_cost(nation[key]),
        before=_cost(nation[before_key]),
        included=nation[key].included,
        left_out=nation[key].left_out,
        moved=_change_of_nation(now, before),
        moved_regions=len(_both(now, before)),
    )


def _region(facts: Facts, region: RegionName) -> RegionLine:
    r12, r12_before, period, period_before = (
        facts.figures[one, window][region.code]
        for window in (Window.R12, Window.PERIOD)
        for one in (facts.period, facts.period.year_before())
    )
    return RegionLine(
        code=region.code,
        name=region.name,
        target=r12.target,
        is_met=r12.is_met,
        was_met=r12_before.is_met,
        r12=_cost(r12),
        r12_before=_cost(r12_before),
        r12_moved=_moved(cost_index.change(r12, r12_before)),
        period=_cost(period),
        period_before=_cost(period_before),
        period_moved=_moved(cost_index.change(period, period_before)),
    )


def _years(facts: Facts, nation: Mapping[Key, NationFigure]) -> tuple[YearLine, ...]:
    """Return the years of at least nine regions in ten: fewer say more of which regions they are than of the nation."""
    found = []
    for year in years_of(facts.period, facts.first_year):
        figure = nation[year_key(year)]
        if figure.is_broad:
            before = facts.figures.get(year_key(year - 1))
            moved = None if before is None else _broad_change(facts.figures[year_key(year)], before)
            found.append(YearLine(year, _cost(figure), len(figure.included), moved))
    return tuple(found)


def _broad_change(now: Mapping[str, IndexFigure], before: Mapping[str, IndexFigure]) -> Moved | None:
    """Return the change over the regions that have both, when they are nine in ten."""
    return _change_of_nation(now, before) if len(_both(now, before)) * 10 >= len(now) * 9 else None


def _quarter(period: Period, nation: Mapping[Key, NationFigure]) -> QuarterLine:
    own, r12 = nation[period, Window.PERIOD], nation[period, Window.R12]
    return QuarterLine(
        code=period.code,
        agency_sek=own.agency_sek if own.is_broad else None,
        r12_sek=r12.agency_sek if r12.is_broad else None,
        r12_ratio=r12.ratio if r12.is_broad else None,
        regions=len(r12.included),
    )


# Parts --------------------------------------------------------------------------------------------------------------------


def _parts(
    facts: Facts, nation: Mapping[Key, NationFigure], names: Sequence[PartName], *, by_profession: bool
) -> tuple[PartLine, ...]:
    def key_of(fact: PartFact) -> str:
        return fact.profession if by_profession else fact.care_area

    known = {key_of(fact) for fact in facts.parts}
    shown = [name for name in names if name.key in known]
    by_window = {}
    for window in (Window.R12, Window.PERIOD):
        included = frozenset(nation[facts.period, window].included)
        both = frozenset(_both(facts.figures[facts.period, window], facts.figures[facts.period.year_before(), window]))
        whole, now, before = (defaultdict[str, Decimal](Decimal) for _ in range(3))
        for fact in facts.parts:
            if fact.window is not window:
                continue
            if not fact.is_before and fact.region in included:
                whole[key_of(fact)] += fact.agency_sek
            if fact.region in both:
                (before if fact.is_before else now)[key_of(fact)] += fact.agency_sek
        shares = shares_percent([whole[name.key] for name in shown])
        by_window[window] = [
            PartCost(
                agency_sek=whole[name.key],
                share_percent=share,
                now_sek=now[name.key] if both else None,
                before_sek=before[name.key] if both else None,
            )
            for name, share in zip(shown, shares, strict=True)
        ]
    rows = zip(shown, by_window[Window.R12], by_window[Window.PERIOD], strict=True)
    return tuple(PartLine(name.key, name.name_sv, name.name_en, r12, period) for name, r12, period in rows)


# The national series ------------------------------------------------------------------------------------------------------


def _series(published: Sequence[PublishedFact], years: Sequence[YearLine]) -> tuple[SeriesLine, ...]:
    """Return each year of each figure: what is published, and what is computed here, held against one another."""
    values: dict[tuple[str, str], list[PublishedFact]] = defaultdict(list)
    for fact in published:
        values[fact.period, fact.figure].append(fact)
    computed = _computed(years)
    keys = values.keys() | computed.keys()
    order = {figure: place for place, figure in enumerate(SERIES_FIGURES)}
    return tuple(
        _series_line(key, values.get(key, ()), computed.get(key))
        for key in sorted(keys, key=lambda key: (order[key[1]], key[0]))
    )


def _computed(years: Sequence[YearLine]) -> dict[tuple[str, str], Decimal]:
    found = {}
    for line in years:
        year = str(line.year)
        if line.cost.agency_sek is not None:
            found[year, AGENCY_COST] = line.cost.agency_sek / _MILLION
        if line.cost.ratio is not None:
            found[year, COST_RATIO] = line.cost.ratio * _HUNDRED
        if line.moved is not None and line.moved.percent is not None:
            found[year, COST_CHANGE] = line.moved.percent
    return found


def _series_line(key: tuple[str, str], facts: Sequence[PublishedFact], computed: Decimal | None) -> SeriesLine:
    period, figure = key
    numbers = {number for fact in facts if (number := _number(fact.value)) is not None}
    return SeriesLine(
        period=period,
        figure=figure,
        unit="mnkr" if figure == AGENCY_COST else "percent",
        values=tuple(
            PublishedValue(fact.value, _number(fact.value), fact.source, fact.note, fact.is_approximate)
            for fact in facts
        ),
        computed=computed,
        is_conflict=len(numbers) > 1,
        is_apart=computed is not None
        and bool(numbers)
        and not any(_rounds_to(computed, one, figure) for one in numbers),
    )


def _number(text: str) -> Decimal | None:
    """Return the one number that a source prints ("cirka 4000"); None when it prints none, or several."""
    found = re.findall(r"-?[0-9]+(?:\.[0-9]+)?", text)
    return Decimal(found[0]) if len(found) == 1 else None


def _rounds_to(computed: Decimal, published: Decimal, figure: str) -> bool:
    """Return whether the computed figure is the published one, rounded as that is: to 100 mnkr, or to its decimals."""
    if figure == AGENCY_COST:
        return round_half_up(computed / _COST_STEP) == round_half_up(published / _COST_STEP)
    exponent = published.as_tuple().exponent
    decimals = max(-exponent, 0) if isinstance(exponent, int) else 0
    return round_half_up(computed, decimals) == published

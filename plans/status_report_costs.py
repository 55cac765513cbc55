"""The costs of a status report, from the figures that were read (domain.md §5, `indicators.cost_index`)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from indicators import cost_index
from indicators.cost_index import IndexFigure
from indicators.cost_parts import Part
from plans.status_report_data import CostChange, Costs, PartLine, PlanHead, SeriesPoint, WindowCost
from plans.status_report_facts import CostFacts
from values.period import Period
from values.ratio import meets
from values.writing import Writer


def costs_of(facts: CostFacts, plan: PlanHead, period: Period, language: str) -> Costs:
    """Return the costs of the report: the figures, their changes, and how far it is to the target."""
    r12, ratio = facts.r12, facts.r12.ratio
    gap = None if ratio is None else (ratio - plan.target_ratio) * 100
    excess = None
    if r12.agency_sek is not None and r12.own_sek is not None and ratio is not None:
        excess = r12.agency_sek - plan.target_ratio * r12.own_sek
    label = Writer(language).say("tolv månader till och med {p}", "twelve months to {p}", p=period.label(language))
    return Costs(
        r12=_window(r12, label, language),
        r12_change=_change_of(facts.r12, facts.r12_before),
        period=_window(facts.period, period.label(language), language),
        period_before=_window(facts.period_before, period.year_before().label(language), language),
        period_change=_change_of(facts.period, facts.period_before),
        is_met=meets(r12.agency_sek, r12.own_sek, plan.target_ratio),
        gap_points=gap,
        excess_sek=excess,
        divisions=_parts(facts.divisions, plan.target_ratio, facts.remainder_key),
        professions=_parts(facts.professions, plan.target_ratio),
        care_areas=_parts(facts.care_areas, plan.target_ratio),
        series=tuple(
            SeriesPoint(
                label=point.period.label(language),
                r12_ratio=point.r12_ratio,
                nation_ratio=point.nation_ratio,
                agency_sek=point.agency_sek,
                agency_before_sek=point.agency_before_sek,
            )
            for point in facts.series
        ),
        nation_ratio=facts.nation_ratio,
        nation_regions=Writer(language).say(
            "{n} av {all} regioner", "{n} of {all} regions", n=facts.nation_included, all=facts.nation_regions
        ),
        framework_share=facts.framework_share,
        preliminary=tuple(one.label(language) for one in facts.preliminary),
        is_example=facts.is_example,
        nation_note=_nation_note(facts, period, Writer(language)),
    )


def _nation_note(facts: CostFacts, period: Period, writer: Writer) -> str:
    """Name the regions without which the nation is not shown at the period; nothing where it is."""
    if not facts.nation_lacks:
        return ""
    return writer.say(
        "Riket visas inte för {period}: {n} av {all} regioner är med. Saknas: {names}.",
        "The nation is not shown for {period}: {n} of {all} regions are in it. Missing: {names}.",
        period=period.label(writer.language),
        n=facts.nation_included,
        all=facts.nation_regions,
        names=writer.listed(facts.nation_lacks),
    )


def _window(figure: IndexFigure, label: str, language: str) -> WindowCost:
    missing = tuple(Period.parse(code).label(language) for code in figure.missing)
    return WindowCost(label, figure.agency_sek, figure.own_sek, figure.ratio, missing)


def _change_of(now: IndexFigure, before: IndexFigure) -> CostChange | None:
    change = cost_index.change(now, before)
    return None if change is None else CostChange(change.sek, change.percent, change.points)


def _parts(parts: Sequence[Part], target: Decimal, remainder_key: str = "") -> tuple[PartLine, ...]:
    return tuple(
        PartLine(
            label=part.label,
            is_remainder=bool(remainder_key) and part.key == remainder_key,
            agency_sek=part.cost.agency_sek,
            own_sek=part.cost.own_sek,
            share_percent=part.share_percent,
            ratio=part.ratio,
            is_met=meets(part.cost.agency_sek, part.cost.own_sek, target) if part.is_agency_reported else None,
            change=CostChange(part.change.sek, part.change.percent, part.change.points)
            if part.change
            else CostChange(None, None, None),
            is_agency_reported=part.is_agency_reported,
        )
        for part in parts
    )

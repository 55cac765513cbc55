"""The expected effect of a plan's activities, summed: kronor and full-time equivalents a year, which are never mixed.

An estimate counts once, under the measure of its activity. What is cancelled will have no effect and is left out; what is left
out of the reduced plan still counts. An activity without any estimate is listed, not counted as zero.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from plans.plan_snapshot import PlanActivity

CANCELLED = "cancelled"


@dataclass(frozen=True)
class MeasureEffect:
    """A measure's sum over its activities; `number` is None for activities without a measure, and `label` is empty."""

    number: int | None
    label: str
    sek: Decimal | None
    fte: Decimal | None
    activities: int


@dataclass(frozen=True)
class YearEffect:
    """The effect a year of what has begun by the end of `year`: kronor and full-time equivalents."""

    year: int
    sek: Decimal
    fte: Decimal


@dataclass(frozen=True)
class EffectSums:
    """The sums of a plan; a total is None when nobody has estimated anything of its kind.

    `by_year` counts an activity from the year of its day on; `undated` are estimates without a day, in no year.
    """

    total_sek: Decimal | None
    total_fte: Decimal | None
    by_measure: tuple[MeasureEffect, ...]
    by_year: tuple[YearEffect, ...]
    undated: tuple[PlanActivity, ...]
    without_estimate: tuple[PlanActivity, ...]


def effect_sums(activities: Iterable[PlanActivity]) -> EffectSums:
    """Return the sums of the activities that are not cancelled."""
    counted = [one for one in activities if one.progress != CANCELLED]
    estimated = [one for one in counted if has_estimate(one)]
    by_measure: dict[int | None, list[PlanActivity]] = {}
    for one in estimated:
        by_measure.setdefault(one.measure_number, []).append(one)
    return EffectSums(
        total_sek=_sum(one.expected_effect_sek for one in estimated),
        total_fte=_sum(one.expected_effect_fte for one in estimated),
        by_measure=tuple(_measure(number, ones) for number, ones in sorted(by_measure.items(), key=_measure_order)),
        by_year=_by_year(estimated),
        undated=tuple(one for one in estimated if one.effect_from_date is None),
        without_estimate=tuple(one for one in counted if not has_estimate(one)),
    )


FINISHED = ("done", "in_operation", "handed_over", CANCELLED)
"""What is finished is in the costs already, or will be in nobody's here."""


def to_come(activities: Iterable[PlanActivity], by: datetime.date) -> Decimal | None:
    """Return the kronor a year that the open activities are estimated to save from a day on, those with a day after it or none left out.

    None when no open activity has such an estimate: not estimated is not zero.
    """
    return _sum(
        one.expected_effect_sek
        for one in activities
        if one.progress not in FINISHED and one.effect_from_date is not None and one.effect_from_date <= by
    )


def has_estimate(activity: PlanActivity) -> bool:
    """Return whether somebody has estimated kronor or full-time equivalents; zero is an estimate."""
    return activity.expected_effect_sek is not None or activity.expected_effect_fte is not None


def _measure_order(item: tuple[int | None, list[PlanActivity]]) -> tuple[bool, int]:
    return item[0] is None, item[0] or 0


def _measure(number: int | None, activities: list[PlanActivity]) -> MeasureEffect:
    return MeasureEffect(
        number=number,
        label=label_of(number, activities[0].measure_code, activities[0].measure_title),
        sek=_sum(one.expected_effect_sek for one in activities),
        fte=_sum(one.expected_effect_fte for one in activities),
        activities=len(activities),
    )


def label_of(number: int | None, code: str, title: str) -> str:
    """Return a measure as the catalogue writes it; what was frozen before it kept the code has the number alone."""
    return "" if number is None else f"{code or number} {title}"


def _by_year(activities: list[PlanActivity]) -> tuple[YearEffect, ...]:
    dated = [(one.effect_from_date.year, one) for one in activities if one.effect_from_date is not None]
    years = range(min((year for year, _one in dated), default=0), max((year for year, _one in dated), default=-1) + 1)
    return tuple(
        YearEffect(
            year,
            _sum(one.expected_effect_sek for begun, one in dated if begun <= year) or Decimal(0),
            _sum(one.expected_effect_fte for begun, one in dated if begun <= year) or Decimal(0),
        )
        for year in years
    )


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None

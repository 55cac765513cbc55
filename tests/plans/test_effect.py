"""The expected effect of a plan, summed, as tables."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from plans import effect
from plans.effect import YearEffect
from plans.plan_snapshot import PlanActivity


def activity(key: int, *, sek=None, fte=None, measure=None, year=None, progress="in_progress") -> PlanActivity:
    values = {field.name: "" for field in fields(PlanActivity)} | {
        "key": key,
        "progress": progress,
        "measure_number": measure,
        "measure_code": f"A{measure:02}" if measure else "",
        "measure_title": f"Åtgärd {measure}" if measure else "",
        "expected_effect_sek": None if sek is None else Decimal(sek),
        "expected_effect_fte": None if fte is None else Decimal(fte),
        "effect_from_date": None if year is None else date(year, 7, 1),
    }
    return PlanActivity(**values)


def test_kronor_and_full_time_equivalents_are_not_mixed():
    sums = effect.effect_sums([activity(1, sek=100, measure=2), activity(2, fte="1.5", measure=2), activity(3, sek=7)])
    assert (sums.total_sek, sums.total_fte) == (Decimal(107), Decimal("1.5"))
    assert [(one.number, one.label, one.sek, one.fte, one.activities) for one in sums.by_measure] == [
        (2, "A02 Åtgärd 2", Decimal(100), Decimal("1.5"), 2),
        (None, "", Decimal(7), None, 1),
    ]


def test_a_measure_that_was_frozen_without_its_code_has_its_number():
    frozen = replace(activity(1, sek=1, measure=7), measure_code="")
    assert effect.effect_sums([frozen]).by_measure[0].label == "7 Åtgärd 7"


def test_nobody_has_estimated_is_not_zero():
    one = activity(1)
    sums = effect.effect_sums([one])
    assert (sums.total_sek, sums.total_fte, sums.by_measure, sums.by_year) == (None, None, (), ())
    assert sums.without_estimate == (one,)


def test_zero_is_an_estimate():
    sums = effect.effect_sums([activity(1, sek=0)])
    assert (sums.total_sek, sums.without_estimate) == (Decimal(0), ())


def test_what_is_cancelled_has_no_effect():
    assert effect.effect_sums([activity(1, sek=100, progress="cancelled")]).total_sek is None


def test_an_effect_counts_from_its_year_on_and_without_a_day_in_none():
    undated = activity(3, sek=5)
    sums = effect.effect_sums([activity(1, sek=100, year=2026), activity(2, sek=10, fte=2, year=2028), undated])
    assert sums.by_year == (
        YearEffect(2026, Decimal(100), Decimal(0)),
        YearEffect(2027, Decimal(100), Decimal(0)),
        YearEffect(2028, Decimal(110), Decimal(2)),
    )
    assert sums.undated == (undated,)

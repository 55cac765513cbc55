"""The expected effect of a plan, summed, as tables."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.actions import index as index_actions
from plans import effect
from plans.effect import YearEffect
from plans.plan_snapshot import PlanActivity
from staffing.models import Role
from tests import factories


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


def test_what_is_to_come_is_open_and_has_begun_by_the_day():
    activities = [
        activity(1, sek=100, year=2026),
        activity(2, sek=10, year=2028),
        activity(3, sek=1000, year=2026, progress="done"),
        activity(4, sek=5),
        activity(5, fte=2, year=2026),
        activity(6, sek=1, year=2026, progress="paused"),
    ]
    assert effect.to_come(activities, date(2027, 12, 31)) == Decimal(101)
    assert effect.to_come(activities, date(2026, 6, 30)) is None
    assert effect.to_come(activities[4:5], date(2027, 12, 31)) is None


@pytest.mark.django_db
class TestIsItEnough:
    """The page holds the estimates against what the target takes."""

    @pytest.fixture
    def plan(self, blekinge):
        for number in range(1, 5):
            factories.counting_return(blekinge.region, f"2018-K{number}", 30)
        index_actions.rebuild()
        plan = factories.PlanFactory(organisation=blekinge, adopted=True, end_date=date(2027, 12, 31))
        factories.ActivityFactory(
            plan=plan, expected_effect_sek=10, effect_from_date=date(2027, 1, 1), deadline_kind="asap"
        )
        return plan

    def shown(self, client, plan):
        return client.get(f"{plan.get_absolute_url()}effekt/")

    def test_the_share_of_the_way(self, plan, person, signed_in, blekinge):
        answer = self.shown(signed_in(person(Role.PROCESS_LEADER, blekinge)), plan)
        # 120 of 4 000 is 3 %; 2 % is 80, so that 40 is lacking and 10 is a quarter of it.
        assert (answer.context["lacking"], answer.context["given"], answer.context["share"]) == (
            40,
            10,
            Decimal("0.25"),
        )
        assert "25\xa0%" in answer.content.decode().partition('id="enough"')[2].partition("</section>")[0]

    def test_a_division_has_no_share_of_its_own_and_nothing_reported_says_nothing(
        self, plan, person, signed_in, blekinge
    ):
        client = signed_in(person(Role.PROCESS_LEADER, blekinge))
        division = factories.OrganisationFactory(parent=blekinge)
        own = factories.PlanFactory(organisation=division, region=blekinge.region, adopted=True)
        factories.ActivityFactory(plan=own, expected_effect_sek=10)
        assert 'id="enough"' not in self.shown(client, own).content.decode()
        blekinge.region.cost_returns.all().delete()
        index_actions.rebuild()
        assert 'id="enough"' not in self.shown(client, plan).content.decode()

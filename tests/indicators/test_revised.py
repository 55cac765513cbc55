"""Figures beside what they first were, and what a restatement moved."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.actions import index as actions
from indicators.cost_index import Window
from indicators.models import Basis, CostReturn, ReturnState
from indicators.queries import index as queries
from indicators.queries import revised
from staffing.models import Role
from tests import factories
from values.period import Period

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2019, 2, 1)


@pytest.fixture
def restated(blekinge) -> CostReturn:
    """Eight quarters of 30 in 1 000; the second of 2018 restated from 30 to 50, and own staff cost to 1 200."""
    for year in (2017, 2018):
        for number in range(1, 5):
            factories.counting_return(blekinge.region, f"{year}-K{number}", 30)
    first = CostReturn.objects.get(first_month="2018-04-01")
    CostReturn.objects.filter(pk=first.pk).update(counts_submitted=False, counts_locked=False)
    second = factories.counting_return(blekinge.region, "2018-K2", 50, 1200, number=2, reason="Fel kvartal")
    actions.rebuild()
    return second


def test_a_figure_that_holds_a_restated_return_knows_what_it_first_was(restated, blekinge):
    keys = [
        (Period.parse("2018-K2"), Window.PERIOD),
        (Period.parse("2018-K4"), Window.R12),
        (Period.parse("2018-K1"), Window.R12),
    ]
    figures = queries.region_figures_for(blekinge.region, keys, Basis.SUBMITTED)
    found = revised.first_values(blekinge.region, figures, Basis.SUBMITTED)
    assert found.keys() == set(keys[:2])
    assert (found[keys[0]].agency_sek, found[keys[0]].own_sek, found[keys[0]].ratio) == (30, 1000, Decimal("0.03"))
    assert (figures[keys[0]].agency_sek, figures[keys[0]].own_sek) == (50, 1200)
    assert (found[keys[1]].agency_sek, found[keys[1]].own_sek) == (120, 4000)
    assert found[keys[1]].periods == (Period.parse("2018-K2"),)


def test_every_window_that_holds_it_is_said_once_and_only_what_is_whole(restated, blekinge):
    moved = revised.moved_by(restated, Basis.SUBMITTED, TODAY)
    said = {(one.period.code, one.window): (one.before.ratio, one.now.ratio) for one in moved}
    year = (Decimal(120) / 4000, Decimal(140) / 4200)
    assert said == {
        ("2018-K2", Window.PERIOD): (Decimal("0.03"), Decimal(50) / 1200),
        ("2018-K2", Window.R12): year,
        ("2018-K2", Window.YTD): (Decimal("0.03"), Decimal(80) / 2200),
        ("2018-K3", Window.R12): year,
        ("2018-K3", Window.YTD): (Decimal("0.03"), Decimal(110) / 3200),
        ("2018-K4", Window.R12): year,
    }


def test_the_first_version_and_one_that_does_not_count_moved_nothing(restated, blekinge):
    first = CostReturn.objects.get(first_month="2018-04-01", number=1)
    assert revised.moved_by(first, Basis.SUBMITTED, TODAY) == []
    CostReturn.objects.filter(pk=restated.pk).update(state=ReturnState.SUBMITTED, locked_at=None, counts_locked=False)
    CostReturn.objects.filter(pk=first.pk).update(counts_locked=True)
    actions.rebuild()
    restated.refresh_from_db()
    assert revised.moved_by(restated, Basis.LOCKED, TODAY) == []
    assert len(revised.moved_by(restated, Basis.SUBMITTED, TODAY)) == 6


def test_the_pages_say_it(restated, blekinge, person, signed_in):
    client = signed_in(person(Role.CONTROLLER, blekinge))
    page = client.get(reverse("region_index", kwargs={"code": "10"}), {"period": "2018-K2"}).content.decode()
    assert (
        page.count("reviderad, först 3,00\xa0%\n (K2 2018)") + page.count("reviderad, först 3,00\xa0% (K2 2018)") >= 2
    )
    html = client.get(reverse("cost_return_detail", kwargs={"code": "10", "pk": restated.pk})).content.decode()
    assert "Vad rättelsen ändrade" in html
    assert "K4 2018, rullande tolv månader" in html
    plain = client.get(reverse("region_index", kwargs={"code": "10"}), {"period": "2017-K1"}).content.decode()
    assert "reviderad" not in plain.partition('id="period"')[2]


def test_the_queries_do_not_grow_with_the_restatements(restated, blekinge, django_assert_max_num_queries):
    key = (Period.parse("2018-K4"), Window.R12)
    figures = queries.region_figures_for(blekinge.region, [key], Basis.SUBMITTED)
    CostReturn.objects.filter(first_month="2018-07-01").update(counts_submitted=False, counts_locked=False)
    factories.counting_return(blekinge.region, "2018-K3", 50, number=2, reason="x", submitted_at=timezone.now())
    with django_assert_max_num_queries(3):
        assert len(revised.first_values(blekinge.region, figures, Basis.SUBMITTED)[key].periods) == 2
    with django_assert_max_num_queries(6):
        revised.moved_by(restated, Basis.SUBMITTED, TODAY)


def test_what_a_correction_changed_is_not_told_before_it_is_computed(restated, blekinge, person, signed_in):
    client = signed_in(person(Role.CONTROLLER, blekinge))
    address = reverse("cost_return_detail", kwargs={"code": "10", "pk": restated.pk})
    CostReturn.objects.filter(first_month="2018-10-01").update(counts_submitted=False, counts_locked=False)
    context = client.get(address).context
    assert (context["is_computing"], context["moved"]) == (True, [])
    actions.rebuild()
    context = client.get(address).context
    assert context["is_computing"] is False
    assert context["moved"]

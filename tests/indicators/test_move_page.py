"""The page that says why the index moved: sums that add up, the missing named, and nobody's figures shown to others."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from indicators.actions import index as actions
from indicators.cost_index import Window
from indicators.cost_moves import Move
from indicators.models import Basis, CostLine, CostReturn, ReturnState
from indicators.queries import index as queries
from indicators.queries import moves
from indicators.queries.moves import Split
from indicators.views import moves as views
from staffing.models import Role
from tests import factories
from values.period import Period

pytestmark = pytest.mark.django_db

QUARTERS = [f"{year}-K{number}" for year in (2017, 2018) for number in range(1, 5)]


def report(root, agency_by_year=((2017, 30), (2018, 24))):
    """Report eight quarters, of each year one amount, half of it a doctor's on the region and half a nurse's on a division."""
    division = factories.OrganisationFactory(parent=root, name=f"Sjukhuset i {root.name}")
    for year, agency in agency_by_year:
        for number in range(1, 5):
            made = factories.counting_return(root.region, f"{year}-K{number}", 0)
            CostLine.objects.filter(cost_return=made).delete()
            half = Decimal(agency) / 2
            factories.cost_line(made, "agency", half, organisation=root)
            factories.cost_line(made, "agency", half, organisation=division, profession=factories.profession("nurse"))
            factories.cost_line(made, "own", 1000 if year == 2017 else 1200, organisation=root)
    actions.rebuild()
    return division


def url(code="10", **query):
    return reverse("index_move", kwargs={"code": code}) if code else reverse("nation_move")


@pytest.fixture
def controller(blekinge, person, signed_in):
    return signed_in(person(Role.CONTROLLER, blekinge))


def test_the_rows_sum_to_the_change_that_the_index_shows(blekinge, controller):
    report(blekinge)
    for split in ("place", "organisation"):
        answer = controller.get(url(), {"period": "2018-K4", "split": split})
        assert answer.status_code == 200
        now, before = (
            queries.index_for(blekinge.region, Period.parse(code), Window.R12, Basis.SUBMITTED)
            for code in ("2018-K4", "2017-K4")
        )
        move = answer.context["move"]
        assert (move.before, move.now) == (before.ratio, now.ratio) == (Decimal("0.03"), Decimal("0.02"))
        assert move.points == -1
        assert answer.context["points"] == sum(row.points for row in answer.context["drivers"]) == Decimal("-1.00")
        # ½(1/4 000 + 1/4 800) · −12 each, and ½(120 + 96)(1/4 800 − 1/4 000).
        assert [row.points for row in answer.context["drivers"]] == [
            Decimal("-0.27"),
            Decimal("-0.28"),
            Decimal("-0.45"),
        ]
        assert answer.context["agency"].points == Decimal("-0.55")
        html = answer.content.decode()
        assert "Andelen sjönk från 3,00\xa0% till 2,00\xa0%: 1,00\xa0procentenheter." in html
        assert "Egen personalkostnad (−0,45)" in html
        assert "chart-wide" in html


def test_any_two_periods_and_windows(blekinge, controller):
    report(blekinge)
    answer = controller.get(url(), {"period": "2018-K1", "window": "period", "against": "2017-K4"})
    assert (answer.context["move"].before, answer.context["move"].now) == (Decimal("0.03"), Decimal("0.02"))
    answer = controller.get(url(), {"period": "2018-K4", "window": "r12", "against": "2018"})
    assert answer.context["is_same"]
    assert controller.get(url(), {"period": "1999-K1"}).status_code == 422


def test_what_is_missing_is_named_and_nothing_is_split(blekinge, controller):
    report(blekinge)
    CostReturn.objects.filter(region=blekinge.region, first_month="2017-07-01").delete()
    actions.rebuild()
    answer = controller.get(url(), {"period": "2018-K4"})
    assert answer.context["explained"].move is None
    assert answer.context["explained"].missing_before == ("2017-K3",)
    assert "Inte rapporterat då: 2017-K3." in answer.content.decode() or "K3 2017" in answer.content.decode()


def test_the_nation_is_over_the_regions_that_have_both(blekinge, kalmar, controller):
    report(blekinge)
    report(kalmar, ((2018, 60),))
    answer = controller.get(url(""), {"period": "2018-K4", "split": "region"})
    assert [row.label for row in answer.context["drivers"]] == ["Blekinge", "Egen personalkostnad"]
    assert [one.code for one in answer.context["left_out"]] == ["08"]
    report_2017 = [factories.counting_return(kalmar.region, f"2017-K{number}", 60) for number in range(1, 5)]
    assert len(report_2017) == 4
    actions.rebuild()
    rows = controller.get(url(""), {"period": "2018-K4", "split": "region"}).context["drivers"]
    assert [row.label for row in rows] == ["Kalmar", "Blekinge", "Egen personalkostnad"]
    by_place = controller.get(url(""), {"period": "2018-K4", "split": "place"})
    assert by_place.context["points"] == sum(row.points for row in rows)


def test_others_see_what_is_locked_alone(blekinge, kalmar, person, signed_in):
    report(blekinge)
    CostReturn.objects.filter(first_month="2018-10-01").update(
        state=ReturnState.SUBMITTED, locked_at=None, counts_locked=False
    )
    actions.rebuild()
    other = signed_in(person(Role.CONTROLLER, kalmar))
    answer = other.get(url(), {"period": "2018-K4"})
    assert "2018-K4" not in str(answer.context["form"].fields["period"].choices)
    assert answer.status_code == 422
    assert signed_in(person()).get(url("")).status_code == 404


def test_many_small_parts_are_drawn_as_one_and_all_are_in_the_table(blekinge, controller):
    made = [factories.counting_return(blekinge.region, code, 0) for code in ("2017-K1", "2018-K1")]
    for number in range(14):
        division = factories.OrganisationFactory(parent=blekinge, name=f"Klinik {number:02}")
        for year, one in enumerate(made):
            factories.cost_line(one, "agency", 10 + number * year, organisation=division)
    actions.rebuild()
    answer = controller.get(url(), {"period": "2018-K1", "window": "period", "split": "organisation"})
    assert len(answer.context["drivers"]) == 14 + 1
    assert "5 andra" in answer.context["chart"]


def test_the_queries_do_not_grow_with_the_parts(blekinge, django_assert_max_num_queries):
    division = report(blekinge)
    months = Period.parse("2018"), Period.parse("2017")
    for _more in range(5):
        factories.OrganisationFactory(parent=division)
    for split in (Split.PLACE, Split.ORGANISATION):
        with django_assert_max_num_queries(4):
            moves.explain(blekinge.region, *months, split, Basis.SUBMITTED)


@pytest.mark.parametrize(("is_nation", "split"), [(True, Split.ORGANISATION), (False, Split.REGION)])
def test_what_cannot_be_split_so_is_refused(blekinge, is_nation, split):
    months = Period.parse("2018"), Period.parse("2017")
    with pytest.raises(ValueError, match="cannot be split"):
        moves.explain(None if is_nation else blekinge.region, *months, split, Basis.SUBMITTED)


@pytest.mark.parametrize(
    ("before", "now", "word"), [("0.03389", "0.03381", "hardly"), ("0.0338", "0.0338", "unchanged")]
)
def test_what_prints_otherwise_is_not_called_unchanged(before, now, word):
    move = Move(Decimal(before), Decimal(now), (), None)
    with translation.override("en"):
        words = views._headline(move, Decimal(0))
    assert word in words
    assert ("3.39%" in words) == (before != now)

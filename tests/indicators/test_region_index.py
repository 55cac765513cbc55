"""A region's page of costs and index: who sees which figures, what is missing, and what its words say."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from documents import jobs
from indicators import tasks, wording
from indicators.actions import index as actions
from indicators.cost_index import Window
from indicators.models import Basis, CostReturn, ReturnState, Target
from indicators.queries import breakdowns, costs
from indicators.queries import index as queries
from indicators.queries.breakdowns import Dimension
from staffing.models import Role
from tests import factories
from tests.indicators.test_index_recompute import counting
from values.period import MonthRange, Period

URL = reverse("region_index", kwargs={"code": "10"})


@pytest.fixture
def target():
    return Target.objects.create(ratio=Decimal("0.02"), valid_from="2010-01-01")


@pytest.fixture
def two_years(blekinge, target):
    """Eight quarters of Blekinge: 2.5 % in 2017, 2.04 % in 2018."""
    for year, agency in ((2017, "25.00"), (2018, "20.40")):
        for number in range(1, 5):
            counting(blekinge.region, f"{year}-K{number}", agency)
    actions.rebuild()


def run_next_job():
    return jobs.run(jobs.claim(worker="test", now=timezone.now()))


def page(client, **query):
    return client.get(URL, query)


def test_the_verdict_says_figure_target_gap_and_change(two_years, blekinge, person, signed_in):
    verdict = queries.region_verdict(blekinge.region, Basis.LOCKED, timezone.localdate())
    assert (verdict.figure.period.code, verdict.figure.ratio) == ("2018-K4", Decimal("0.0204"))
    assert (verdict.gap_points, verdict.change.points) == (Decimal("0.04"), Decimal("-0.46"))
    with translation.override("en"):
        assert wording.verdict_words(verdict) == (
            "2.0% rolling twelve months · target 2.0% · just above, so the target is not met · ▼ 0.5 in a year"
        )
    answer = page(signed_in(person(Role.CONTROLLER, blekinge)))
    assert answer.status_code == 200
    assert "2,04\u00a0%" in answer.content.decode()
    assert "verdict-missed" in answer.content.decode()


@pytest.mark.parametrize(
    ("agency", "words"),
    [
        ("31.00", "3.1% rolling twelve months · target 2.0% · 1.1 percentage points above"),
        ("20.00", "2.0% rolling twelve months · target 2.0% · on the target, which is met"),
        ("15.00", "1.5% rolling twelve months · target 2.0% · 0.5 percentage points below"),
    ],
)
def test_the_verdict_in_words(blekinge, target, agency, words):
    for number in range(1, 5):
        counting(blekinge.region, f"2018-K{number}", agency)
    actions.rebuild()
    verdict = queries.region_verdict(blekinge.region, Basis.LOCKED, timezone.localdate())
    with translation.override("en"):
        assert wording.verdict_words(verdict) == words


def test_twelve_incomplete_months_have_no_verdict(blekinge, target, person, signed_in):
    counting(blekinge.region, "2018-K1", 25)
    actions.rebuild()
    assert queries.region_verdict(blekinge.region, Basis.LOCKED, timezone.localdate()) is None
    answer = page(signed_in(person(Role.CONTROLLER, blekinge)), window="r12")
    assert answer.context["page"].figure.missing == ("2017-K2", "2017-K3", "2017-K4")
    assert "2017-K2" in answer.content.decode()


def test_a_regions_own_target_goes_before_the_nations_and_counts_from_its_date(blekinge, kalmar, target):
    Target.objects.create(region=blekinge.region, ratio=Decimal("0.03"), valid_from="2018-07-01")
    targets = costs.targets()
    assert targets.for_region(blekinge.region.pk, Period.parse("2018-K2").last_date) == Decimal("0.02")
    assert targets.for_region(blekinge.region.pk, Period.parse("2018-K3").last_date) == Decimal("0.03")
    assert targets.for_region(kalmar.region.pk, Period.parse("2018-K3").last_date) == Decimal("0.02")


def test_another_region_sees_locked_figures_only(two_years, blekinge, kalmar, person, signed_in):
    counting(blekinge.region, "2019-K1", "99", state=ReturnState.SUBMITTED, locked_at=None, counts_locked=False)
    actions.rebuild()
    own = page(signed_in(person(Role.CONTROLLER, blekinge))).context
    other = page(signed_in(person(Role.CONTROLLER, kalmar))).context
    nation = page(signed_in(person(Role.NATIONAL_COORDINATOR))).context
    assert own["page"].period == nation["page"].period == Period.parse("2019-K1")
    assert other["page"].period == Period.parse("2018-K4")
    years = [*other["recent_years"], *other["earlier_years"]]
    states = {tile.period.code: tile.state for year in years for tile in year.tiles}
    assert states["2019-K1"] == "missing"
    assert (own["can_report"], other["can_report"], nation["can_report"]) == (True, False, False)


def test_without_a_role_and_in_no_region_there_is_nothing(two_years, blekinge, person, signed_in):
    assert page(signed_in(person())).status_code == 404
    assert signed_in(person(Role.CONTROLLER, blekinge)).get("/kostnader/99/").status_code == 404


@pytest.mark.parametrize("query", [{"period": "2018-K9"}, {"window": "decade"}, {"period": "1850"}])
def test_a_period_that_is_none_is_refused_and_the_page_still_shows(two_years, blekinge, person, signed_in, query):
    answer = page(signed_in(person(Role.CONTROLLER, blekinge)), **query)
    assert answer.status_code == 422
    assert answer.context["page"].period == Period.parse("2018-K4")
    assert "error-summary" in answer.content.decode()


def test_the_strip_shows_states_and_names_what_is_missing(blekinge, target, person, signed_in):
    counting(blekinge.region, "2018-K1", 20)
    counting(blekinge.region, "2018-K3", 20, number=1)
    factories.cost_return(blekinge.region, "2018-K3", number=2, reason="Fel")
    actions.rebuild()
    answer = page(signed_in(person(Role.CONTROLLER, blekinge)))
    years = [*answer.context["recent_years"], *answer.context["earlier_years"]]
    tiles = {tile.period.code: tile for year in years for tile in year.tiles}
    assert [tiles[f"2018-K{number}"].state for number in (1, 2, 3)] == ["locked", "missing", "open"]
    assert [tiles[f"2018-K{number}"].is_revised for number in (1, 2, 3)] == [False, False, True]
    detail = reverse("cost_return_detail", kwargs={"code": "10", "pk": tiles["2018-K1"].cost_return.pk})
    assert f'href="{detail}"' in answer.content.decode()


def test_the_parts_add_up_and_organisations_hold_all_below_them(blekinge, target):
    division = factories.OrganisationFactory(parent=blekinge, name="Sjukhuset")
    clinic = factories.OrganisationFactory(parent=division, level="department", name="Kirurgi")
    for year, share in ((2017, 10), (2018, 30)):
        made = counting(blekinge.region, f"{year}-K1", 60)
        factories.cost_line(made, "agency", share, organisation=clinic)
        factories.cost_line(made, "own", 400, organisation=clinic)
        other = factories.profession("other")
        factories.cost_line(made, "agency", 10, organisation=division, profession=other, care_area=None)
    actions.rebuild()
    months = MonthRange(2018, 1, 3)

    found = breakdowns.breakdown_by(blekinge.region, months, Dimension.ORGANISATION, Basis.LOCKED)
    assert {part.label: part.cost.agency_sek for part in found.parts if part.key == str(division.pk)} == {
        "Sjukhuset": Decimal(40)
    }
    hospital = next(part for part in found.parts if part.key == str(division.pk))
    assert (hospital.change.sek, hospital.change.percent, hospital.ratio) == (20, 100, Decimal("0.1"))
    below = breakdowns.breakdown_by(blekinge.region, months, Dimension.ORGANISATION, Basis.LOCKED, under=division)
    assert sorted(part.cost.agency_sek for part in below.parts) == [10, 30]
    for dimension in Dimension:
        parts = breakdowns.breakdown_by(blekinge.region, months, dimension, Basis.LOCKED)
        assert sum(part.share_percent for part in parts.parts) == 100
        assert parts.total.agency_sek == 100
        assert sum(part.change.sek for part in parts.parts) == 20


def test_a_breakdown_of_missing_months_is_no_zero(two_years, blekinge):
    found = breakdowns.breakdown_by(blekinge.region, MonthRange(2018, 7, 12), Dimension.PROFESSION, Basis.LOCKED)
    assert (found.parts, found.missing) == ((), ("2019-K1", "2019-K2"))


def test_tertials_are_a_series_of_their_own_with_gaps(blekinge, target):
    for code in ("2017-T1", "2017-T2", "2017-T3", "2018-T2"):
        counting(blekinge.region, code, 25)
    actions.rebuild()
    series = queries.region_series(blekinge.region, Window.R12, Basis.LOCKED)
    assert [(point.period.code, point.ratio_percent) for point in series] == [
        ("2017-T1", None),
        ("2017-T2", None),
        ("2017-T3", Decimal("2.5")),
        ("2018-T2", None),
    ]


def test_stored_and_computed_figures_are_the_same(two_years, blekinge):
    period = Period.parse("2018-K4")
    stored = queries.index_for(blekinge.region, period, Window.R12, Basis.LOCKED)
    half = queries.index_for(blekinge.region, Period.parse("2018-H2"), Window.R12, Basis.LOCKED)
    assert (half.cost, half.ratio, half.is_met) == (stored.cost, stored.ratio, stored.is_met)


def test_old_figures_are_said_to_be_old_until_the_job_has_run(two_years, blekinge, person, signed_in):
    CostReturn.objects.filter(first_month="2018-10-01").update(version=2)
    user = person(Role.CONTROLLER, blekinge)
    client = signed_in(user)
    waiting = page(client).context["stale"]
    assert (waiting.is_stale, waiting.is_computing) == (True, False)

    job = tasks.enqueue_recompute(blekinge.region, user)
    assert tasks.enqueue_recompute(blekinge.region, user) == job
    assert page(client).context["stale"].is_computing
    assert "hx-trigger" in page(client).content.decode()

    assert run_next_job().state == "done"
    watching = page(client, watching="1")
    assert (watching.context["stale"].is_stale, watching.context["stale"].has_just_ended) == (False, True)
    assert tasks.enqueue_recompute(blekinge.region, user) is None


def test_a_change_while_the_job_runs_is_a_job_of_its_own(two_years, blekinge, person):
    changed = CostReturn.objects.filter(first_month="2018-10-01")
    changed.update(version=2)
    first = tasks.enqueue_recompute(blekinge.region, None)
    changed.update(version=3)
    assert tasks.enqueue_recompute(blekinge.region, None) != first


def test_the_night_computes_what_no_job_did(two_years, blekinge):
    CostReturn.objects.filter(first_month="2018-10-01").update(version=2)
    tasks.compute_what_is_stale(today=timezone.localdate(), progress=None)
    assert not costs.is_stale(None)


def test_the_queries_do_not_grow_with_years(blekinge, target, person, signed_in, django_assert_max_num_queries):
    client = signed_in(person(Role.CONTROLLER, blekinge))
    for year in range(2014, 2019):
        for number in range(1, 5):
            counting(blekinge.region, f"{year}-K{number}", 25)
    actions.rebuild()
    with django_assert_max_num_queries(45):
        assert page(client).status_code == 200

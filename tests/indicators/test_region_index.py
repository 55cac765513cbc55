"""A region's page of costs and index: who sees which figures, what is missing, and what its words say."""

import datetime
import html
import re
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from documents import jobs
from indicators import tasks, wording
from indicators.actions import index as actions
from indicators.cost_index import Change, Window
from indicators.models import (
    Assumption,
    AssumptionCode,
    Basis,
    CostLine,
    CostReturn,
    IndexValue,
    ReturnState,
    Target,
)
from indicators.queries import breakdowns, costs
from indicators.queries import index as queries
from indicators.queries import region as region_queries
from indicators.queries.breakdowns import Dimension
from staffing.models import Population, Role, User
from tests import factories
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
            factories.counting_return(blekinge.region, f"{year}-K{number}", agency)
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
            "rolling twelve months · target 2.0% · just above, so the target is not met"
        )
    client = signed_in(person(Role.CONTROLLER, blekinge))
    for path in (URL, "/"):
        told = client.get(path).content.decode().partition('<p class="verdict-words">')[2].partition("</p>")[0]
        assert re.findall("▼.{20}", told) == ['▼</span><span class="']
        assert "−" not in told
    answer = page(client)
    assert answer.status_code == 200
    assert "2,04\u00a0%" in answer.content.decode()
    assert "verdict-missed" in answer.content.decode()


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("-0.46", "▼ down by 0.5 percentage points in a year"),
        ("0.46", "▲ up by 0.5 percentage points in a year"),
        ("-0.04", "unchanged in a year"),
        ("0.05", "▲ up by 0.1 percentage points in a year"),
    ],
)
def test_a_direction_is_said_once_to_the_eye_and_once_to_the_ear(points, said):
    with translation.override("en"):
        moved = wording.points_moved(Change(sek=Decimal(0), percent=None, points=Decimal(points)))
        shown = render_to_string("indicators/_points_moved.html", {"moved": moved})
    seen = re.sub(r'<span class="visually-hidden">.*?</span>', "", shown)
    heard = re.sub(r'<span aria-hidden="true">.*?</span>', "", shown)
    words = {
        name: " ".join(html.unescape(re.sub("<.*?>", "", text)).split())
        for name, text in {"seen": seen, "heard": heard}.items()
    }
    assert words == {"seen": re.sub(" (down|up) by", "", said), "heard": said.lstrip("▼▲ ")}


def test_what_is_not_known_has_no_direction():
    assert wording.points_moved(None) is None
    assert wording.points_moved(Change(sek=Decimal(0), percent=None, points=None)) is None


@pytest.mark.parametrize(
    ("agency", "words"),
    [
        ("31.00", "rolling twelve months · target 2.0% · 1.1 percentage points above"),
        ("20.00", "rolling twelve months · target 2.0% · on the target, which is met"),
        ("15.00", "rolling twelve months · target 2.0% · 0.5 percentage points below"),
    ],
)
def test_the_verdict_in_words(blekinge, target, agency, words):
    for number in range(1, 5):
        factories.counting_return(blekinge.region, f"2018-K{number}", agency)
    actions.rebuild()
    verdict = queries.region_verdict(blekinge.region, Basis.LOCKED, timezone.localdate())
    with translation.override("en"):
        assert wording.verdict_words(verdict) == words


def test_twelve_incomplete_months_have_no_verdict(blekinge, target, person, signed_in):
    factories.counting_return(blekinge.region, "2018-K1", 25)
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
    factories.counting_return(
        blekinge.region, "2019-K1", "99", state=ReturnState.SUBMITTED, locked_at=None, counts_locked=False
    )
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
    factories.counting_return(blekinge.region, "2018-K1", 20)
    factories.counting_return(blekinge.region, "2018-K3", 20, number=1)
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
        made = factories.counting_return(blekinge.region, f"{year}-K1", 60)
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
        factories.counting_return(blekinge.region, code, 25)
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
            factories.counting_return(blekinge.region, f"{year}-K{number}", 25)
    actions.rebuild()
    with django_assert_max_num_queries(45):
        assert page(client).status_code == 200


def test_headline_chart_and_bars_end_with_the_last_period_that_has_ended(two_years, blekinge):
    for number in range(1, 5):
        factories.counting_return(blekinge.region, f"2019-K{number}", "30.00")
    actions.rebuild()

    def choose(periods, default):
        return default, Window.PERIOD

    shown = region_queries.region_page(blekinge.region, Basis.LOCKED, choose, datetime.date(2019, 11, 23))
    ends = (shown.verdict.figure.period, shown.points[-1].period, shown.nation_points[-1].period)
    assert {*ends, shown.columns[-1][0].period, shown.period} == {Period.parse("2019-K3")}


def test_what_prints_as_the_target_gets_decimals_enough_to_differ(blekinge, target, person, signed_in):
    for number in range(1, 5):
        factories.counting_return(blekinge.region, f"2018-K{number}", "20.01", own="1000.00")
    actions.rebuild()
    figure = queries.region_verdict(blekinge.region, Basis.LOCKED, timezone.localdate()).figure
    assert figure.decimals_apart == 3
    client = signed_in(person(Role.CONTROLLER, blekinge))
    for url in (URL, reverse("overview")):
        assert "2,001\u00a0%" in client.get(url).content.decode()


def test_a_gap_is_never_said_to_be_nothing(blekinge):
    Target.objects.create(ratio=Decimal("0.0204"), valid_from="2010-01-01")
    for number in range(1, 5):
        factories.counting_return(blekinge.region, f"2018-K{number}", "20.50")
    actions.rebuild()
    verdict = queries.region_verdict(blekinge.region, Basis.LOCKED, timezone.localdate())
    with translation.override("en"):
        assert wording.gap_words(verdict) == "0.01 percentage points above"


def test_nothing_on_the_region_itself_is_no_row(blekinge, target):
    division = factories.OrganisationFactory(parent=blekinge, name="Sjukhuset")
    made = factories.counting_return(blekinge.region, "2018-K1", 0, own=0)
    factories.cost_line(made, "agency", 60, organisation=division)
    actions.rebuild()
    parts = breakdowns.breakdown_by(blekinge.region, MonthRange(2018, 1, 3), Dimension.ORGANISATION, Basis.LOCKED).parts
    assert [part.label for part in parts] == ["Sjukhuset"]


def test_a_population_older_than_the_costs_is_said_to_be(two_years, blekinge, person, signed_in):
    client = signed_in(person(Role.CONTROLLER, blekinge))
    Population.objects.create(region=blekinge.region, date="2018-10-01", inhabitants=1000)
    User.objects.update(language="en")
    assert "older than the costs" not in page(client).content.decode()
    Population.objects.update(date="2015-06-30")
    assert "older than the costs" in page(client).content.decode()


def test_who_reports_or_locks_has_the_figures_computed_anew(two_years, blekinge, person, signed_in):
    url = reverse("index_recompute", kwargs={"code": "10"})
    for role, root in ((Role.CONTROLLER, blekinge), (Role.NATIONAL_COORDINATOR, None)):
        client = signed_in(person(role, root) if root else person(role))
        assert "rakna-om" in page(client).content.decode()
        assert client.post(url).url == f"{URL}?watching=1"
        assert client.post(url).status_code == 302
        assert jobs.Job.objects.unfinished().count() == 1

        computing = page(client, watching="1")
        assert computing.context["stale"].is_computing
        assert "hx-trigger" in computing.content.decode()
        assert "rakna-om" not in computing.content.decode()

        IndexValue.objects.filter(region=blekinge.region).update(agency_sek=0, own_sek=1)
        assert run_next_job().state == "done"
        assert queries.index_for(blekinge.region, Period.parse("2018-K4"), Window.R12, Basis.LOCKED).agency_sek > 80
        done = page(client, watching="1")
        assert done.context["stale"].has_just_ended
        assert "hx-trigger" not in done.content.decode()


def test_a_stale_page_that_nobody_computes_does_not_ask_again_and_again(two_years, blekinge, person, signed_in):
    CostReturn.objects.filter(first_month="2018-10-01").update(version=2)
    text = page(signed_in(person(Role.CONTROLLER, blekinge))).content.decode()
    assert "hx-trigger" not in text
    assert "rakna-om" in text


def test_others_may_not_have_the_figures_computed(two_years, blekinge, kalmar, person, signed_in):
    url = reverse("index_recompute", kwargs={"code": "10"})
    for who in (person(Role.PROCESS_LEADER, blekinge), person(Role.CONTROLLER, kalmar)):
        client = signed_in(who)
        assert client.post(url).status_code == 403
        assert "rakna-om" not in page(client).content.decode()
    assert client.get(url).status_code == 405
    assert client.post(reverse("index_recompute", kwargs={"code": "99"})).status_code == 404
    assert not jobs.Job.objects.exists()


def test_what_is_not_reported_outside_the_framework_is_said_and_is_not_a_share(two_years, blekinge, person, signed_in):
    client = signed_in(person(Role.CONTROLLER, blekinge))
    assert page(client).context["page"].key_figures.framework_share is None
    assert "ej redovisad" in page(client).content.decode()

    CostLine.objects.filter(kind="agency").update(outside_framework_sek=5)
    CostReturn.objects.update(version=2)
    actions.recompute(cost_return_ids=[CostReturn.objects.first().pk])
    assert round(page(client).context["page"].key_figures.framework_share, 3) == Decimal("0.755")
    assert "ej redovisad" not in page(client).content.decode()


def test_the_premium_stands_on_the_factor_of_its_months(two_years, blekinge, person, signed_in):
    client = signed_in(person(Role.CONTROLLER, blekinge))
    assert page(client, period="2018-K4").context["page"].key_figures.premium_sek is None
    for since, value in (("2010-01-01", "2.5"), ("2018-07-01", "2")):
        Assumption.objects.create(code=AssumptionCode.PREMIUM_FACTOR, value=value, valid_from=since, source="Källa")
    shown = {period: page(client, period=period).context["page"] for period in ("2018-K1", "2018-K4")}
    assert [one.key_figures.premium_sek for one in shown.values()] == [Decimal("12.24"), Decimal("10.2")]
    assert "2,0 gånger" in page(client, period="2018-K4").content.decode()


def test_an_agency_cost_that_is_not_reported_is_missing_and_no_zero(blekinge, target, person, signed_in):
    division = factories.OrganisationFactory(parent=blekinge, name="Sjukhuset")
    idle = factories.OrganisationFactory(parent=blekinge, name="Kansliet")
    for year, own in ((2017, 40), (2018, 50)):
        made = factories.cost_return(
            blekinge.region, f"{year}-T1", state=ReturnState.LOCKED, submitted_at=timezone.now(),
            locked_at=timezone.now(), counts_submitted=True, counts_locked=True,
        )  # fmt: skip
        factories.cost_line(made, "own", own)
        factories.cost_line(made, "agency", 60, organisation=division)
        factories.cost_line(made, "agency", 0, organisation=idle)
    actions.rebuild()
    found = breakdowns.breakdown_by(blekinge.region, MonthRange(2018, 1, 4), Dimension.ORGANISATION, Basis.LOCKED)
    rest, hospital, nothing = (
        next(part for part in found.parts if part.key == str(pk)) for pk in (blekinge.pk, division.pk, idle.pk)
    )
    assert (rest.agency_sek, rest.share_percent, rest.ratio, rest.change) == (None, None, None, None)
    assert (rest.cost.own_sek, hospital.agency_sek, nothing.agency_sek, nothing.share_percent) == (50, 60, 0, 0)
    assert (found.total.agency_sek, found.total.own_sek) == (60, 50)
    text = page(signed_in(person(Role.CONTROLLER, blekinge)), period="2018-T1", window="period").content.decode()
    # It is no row of dashes but a sentence with the own staff cost, as in the status report.
    assert found.rest.key == str(blekinge.pk)
    assert rest not in found.rows
    assert not [one for one in text.split("<tr>") if "Ej fördelat" in one or "Not divided" in one]
    table = text[text.index('id="by-organisation"') :].partition("</section>")[0]
    assert re.search(r"own staff cost 0\.0|egen personalkostnad 0,0|own staff cost 0,0", table)


def test_a_profession_that_reports_no_agency_cost_is_missing_and_no_zero(blekinge, target, person, signed_in):
    made = factories.counting_return(blekinge.region, "2018-T1", 60)
    nurses, others = factories.profession("nurse"), factories.profession("other")
    factories.cost_line(made, "own", 50, profession=nurses)
    factories.cost_line(made, "own", 70, profession=others)
    factories.cost_line(made, "agency", 0, profession=others)
    actions.rebuild()
    found = breakdowns.breakdown_by(blekinge.region, MonthRange(2018, 1, 4), Dimension.PROFESSION, Basis.LOCKED)
    of = {part.key: part for part in found.parts}
    unreported, zero = of[str(nurses.pk)], of[str(others.pk)]
    assert (unreported.agency_sek, unreported.share_percent, unreported.ratio) == (None, None, None)
    assert (unreported.cost.own_sek, zero.agency_sek, zero.share_percent) == (50, 0, 0)
    assert (found.total.agency_sek, found.total.own_sek) == (60, 1120)

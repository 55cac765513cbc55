"""What is said of milestones: twelve months, on the returns that count for the reader, as of the day that is shown."""

from __future__ import annotations

import datetime
import random
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from indicators.actions import index as index_actions
from indicators.cost_index import Window
from indicators.models import Basis, CostLine, CostReturn, OrganisationSum, ProfessionSum, ReturnState
from indicators.queries import breakdowns
from indicators.queries import counting as counting_queries
from indicators.queries import index as index_queries
from indicators.queries.breakdowns import Dimension
from plans.glide_path import Wanted
from plans.models import Milestone, Plan, PlanState
from plans.queries import glide as queries
from plans.views import milestones as views
from staffing.models import Role
from tests import factories
from values.period import Period, rolling_twelve

pytestmark = pytest.mark.django_db

NOT_LOCKED = {"state": ReturnState.SUBMITTED, "locked_at": None, "counts_locked": False}
YEAR = ("2016-K2", "2016-K3", "2016-K4", "2017-K1")


@pytest.fixture
def plan(blekinge) -> Plan:
    return factories.PlanFactory(
        organisation=blekinge,
        slug="regionens",
        state=PlanState.ADOPTED,
        adopted_date=datetime.date(2017, 1, 1),
        start_date=datetime.date(2017, 1, 1),
        end_date=datetime.date(2018, 12, 31),
    )


@pytest.fixture
def leader(blekinge, person, signed_in):
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


@pytest.fixture
def neighbour(kalmar, person, signed_in):
    return signed_in(person(Role.PROCESS_LEADER, kalmar))


def milestone(plan: Plan, period: str, target: str = "0.0500", **fields) -> Milestone:
    months = Period.parse(period)
    fields = {"organisation": plan.organisation, **fields}
    return Milestone.objects.create(
        plan=plan, first_month=months.first_date, length=months.length, target_ratio=Decimal(target), **fields
    )


def page_of(client, query: str = ""):
    return client.get(reverse("plan_milestones", kwargs={"slug": "regionens"}) + query)


def said(client, query: str = "") -> list[tuple[str, str, str]]:
    return [(str(row.judgement), row.reason, row.preliminary) for row in page_of(client, query).context["rows"]]


# The window --------------------------------------------------------------------------------------------------------------


def test_a_milestone_is_judged_on_the_twelve_months_that_end_with_it(plan, leader, blekinge):
    for period in YEAR:
        factories.counting_return(blekinge.region, period, 20)
    factories.counting_return(blekinge.region, "2017-K2", 30)
    index_actions.rebuild()
    # The quarter itself is 3.0 %, the twelve months (20 + 20 + 20 + 30) ÷ 4 000 = 2.25 %.
    milestone(plan, "2017-K1", "0.0200")
    milestone(plan, "2017-K2", "0.0224")
    milestone(plan, "2017-H1", "0.0225")
    milestone(plan, "2017-K3")
    milestone(plan, "2099-K1")
    assert said(leader) == [
        ("reached", "", ""),
        ("reached", "", ""),
        ("not_reached", "", ""),
        ("unknown", "Redovisning saknas: K3 2017.", ""),
        ("not_yet", "", ""),
    ]
    page = page_of(leader).content.decode()
    assert "2 av 3 delmål som kan bedömas" in page
    assert "de tolv månaderna till och med perioden" in page
    assert "2017-K3" not in page


def test_twelve_months_with_a_gap_are_not_judged_though_the_quarter_is_there(plan, leader, blekinge):
    for period in ("2016-K2", "2016-K4", "2017-K1"):
        factories.counting_return(blekinge.region, period, 20)
    index_actions.rebuild()
    milestone(plan, "2017-K1")
    assert said(leader) == [("unknown", "Redovisning saknas: K3 2016.", "")]


def test_returns_of_other_lengths_tile_the_twelve_months(plan, leader, blekinge):
    factories.counting_return(blekinge.region, "2016-T2", 20)
    factories.cost_line(
        factories.counting_return(blekinge.region, "2016-T3", 20), "agency", 1, profession=factories.profession("nurse")
    )
    for period in ("2017-01", "2017-02", "2017-03"):
        factories.counting_return(blekinge.region, period, 20)
    index_actions.rebuild()
    milestone(plan, "2017-03")
    # April 2016 is covered by none of them.
    assert said(leader) == [("unknown", "Redovisning saknas: april 2016.", "")]
    factories.counting_return(blekinge.region, "2016-04", 20)
    index_actions.rebuild()
    assert said(leader)[0][0] == "reached"
    assert page_of(leader).context["rows"][0].share.agency_sek == 6 * 20 + 1


def test_the_chart_draws_the_same_twelve_months(plan, leader, blekinge):
    for period in ("2015-K4", "2016-K1", *YEAR):
        factories.counting_return(blekinge.region, period, 30 if period == "2017-K1" else 20)
    index_actions.rebuild()
    milestone(plan, "2017-K2", "0.0300")
    answer = page_of(leader)
    points = [(point.period.code, point.share, point.goal) for point in answer.context["points"]]
    # Three quarters in, there are no twelve months yet: the line begins with the first that has them.
    assert points == [
        ("2016-K3", Decimal("0.02"), None),
        ("2016-K4", Decimal("0.02"), None),
        ("2017-K1", Decimal("0.0225"), None),
        ("2017-K2", None, Decimal("0.0300")),
    ]
    series = index_queries.region_series(blekinge.region, Window.R12, Basis.SUBMITTED)
    drawn = {point.period.code: point.figure.ratio for point in series}
    assert all(drawn[code] == share for code, share, goal in points if goal is None)
    assert "chart-wide" in answer.content.decode()


def test_a_year_between_milestones_is_a_year_wide(plan, leader):
    for code in ("2016-K1", "2016-K2", "2017-K2"):
        milestone(plan, code, "0.0300")
    page = page_of(leader).content.decode()
    path = re.search(r'<path d="M([^"]+)"', page[page.index("chart-wide") :])
    first, second, third = (float(place.split()[0]) for place in path[1].split("L"))
    assert third - second == pytest.approx(4 * (second - first), abs=0.6)


# The basis -----------------------------------------------------------------------------------------------------------------


def test_the_own_region_is_judged_on_what_is_handed_in_and_others_on_what_is_locked(plan, leader, neighbour, blekinge):
    for period in YEAR:
        factories.counting_return(blekinge.region, period, 20, **(NOT_LOCKED if period == "2017-K1" else {}))
    index_actions.rebuild()
    milestone(plan, "2017-K1")
    preliminary = "Preliminärt: K1 2017 är lämnad men ännu inte låst och kan ändras."
    assert said(leader) == [("reached", "", preliminary)]
    assert preliminary in page_of(leader).content.decode()
    assert said(neighbour) == [("unknown", "Låst redovisning saknas: K1 2017.", "")]
    assert "reliminär" not in page_of(neighbour).content.decode()
    [point] = page_of(leader).context["points"]
    assert point.share == index_queries.index_for(blekinge.region, point.period, Window.R12, Basis.SUBMITTED).ratio


def test_a_return_that_is_not_locked_outside_the_twelve_months_makes_nothing_preliminary(plan, leader, blekinge):
    for period in (*YEAR, "2017-K2"):
        factories.counting_return(blekinge.region, period, 20, **(NOT_LOCKED if period == "2017-K2" else {}))
    index_actions.rebuild()
    milestone(plan, "2017-K1")
    assert said(leader) == [("reached", "", "")]


# Whose share --------------------------------------------------------------------------------------------------------------


def test_an_organisation_counts_with_all_below_and_a_profession_also_within_it(plan, leader, blekinge):
    division = factories.OrganisationFactory(parent=blekinge, name="Sjukhuset")
    unit = factories.OrganisationFactory(parent=division, name="Kliniken", level="department")
    empty = factories.OrganisationFactory(parent=blekinge, name="Tandvården")
    nurse, doctor = factories.profession("nurse"), factories.profession()
    for period in YEAR:
        made = factories.counting_return(blekinge.region, period, 20)
        CostLine.objects.filter(cost_return=made).delete()
        for kind, amount in (("agency", 30), ("own", 1000)):
            factories.cost_line(made, kind, amount, organisation=unit)
        factories.cost_line(made, "agency", 10, organisation=division, profession=nurse)
        factories.cost_line(made, "own", 500, organisation=division, profession=nurse)
        factories.cost_line(made, "own", 500, organisation=blekinge, profession=nurse)
    index_actions.rebuild()
    milestone(plan, "2017-K1", "0.0266", organisation=division)
    milestone(plan, "2017-K1", "0.0299", profession=doctor)
    milestone(plan, "2017-K1", "0.0300", organisation=division, profession=doctor)
    milestone(plan, "2017-K1", "0.0199", organisation=division, profession=nurse)
    milestone(plan, "2017-K1", organisation=empty)
    milestone(plan, "2017-K1", organisation=empty, profession=nurse)
    milestone(plan, "2017-K1", "0.0200")
    judged = {
        (row.facts.organisation, row.facts.profession): (row.judgement, row.share.agency_sek, row.share.own_sek)
        for row in page_of(leader).context["rows"]
    }
    assert judged == {
        ("Sjukhuset", ""): ("not_reached", 160, 6000),
        (blekinge.name, "doctor"): ("not_reached", 120, 4000),
        ("Sjukhuset", "doctor"): ("reached", 120, 4000),
        ("Sjukhuset", "nurse"): ("not_reached", 40, 2000),
        ("Tandvården", ""): ("unknown", 0, 0),
        ("Tandvården", "nurse"): ("unknown", 0, 0),
        (blekinge.name, ""): ("reached", 160, 8000),
    }
    reasons = {row.reason for row in page_of(leader).context["rows"] if row.judgement == "unknown"}
    assert reasons == {"Egen personalkostnad är noll eller inte redovisad."}


def test_the_shares_are_those_of_the_index_and_its_breakdowns(blekinge):
    drawn = random.Random(7)
    division = factories.OrganisationFactory(parent=blekinge)
    places = [blekinge, division, factories.OrganisationFactory(parent=division, level="department")]
    codes = ("doctor", "nurse", "other")
    periods = [*(f"2016-{month:02}" for month in range(1, 10)), "2016-K4", "2017-T1", "2017-05", "2017-06"]
    for period in periods:
        made = factories.counting_return(blekinge.region, period, 1, **(NOT_LOCKED if period > "2017" else {}))
        CostLine.objects.filter(cost_return=made).delete()
        for place in places:
            for code in codes:
                for kind in ("agency", "own"):
                    amount = Decimal(drawn.randrange(1, 10**9)).scaleb(-2)
                    factories.cost_line(made, kind, amount, organisation=place, profession=factories.profession(code))
    index_actions.rebuild()
    for basis in Basis.values:
        returns = counting_queries.counting_returns(blekinge.region, basis)
        for code in ("2016-K3", "2016-12", "2017-T1", "2017-K2"):
            period = Period.parse(code)
            shares = queries.shares_of(
                blekinge.region,
                returns,
                [Wanted(one.pk, which, period) for one in (blekinge, division) for which in ("", *codes)],
            )
            figure = index_queries.index_for(blekinge.region, period, Window.R12, basis)
            whole = shares[Wanted(blekinge.pk, "", period)]
            assert (whole.agency_sek, whole.own_sek) == (figure.agency_sek, figure.own_sek)
            assert tuple(one.code for one in whole.missing) == figure.missing
            if figure.missing:
                continue
            found = {
                dimension: {
                    part.key: part.cost
                    for part in breakdowns.breakdown_by(blekinge.region, rolling_twelve(period), dimension, basis).parts
                }
                for dimension in (Dimension.PROFESSION, Dimension.ORGANISATION)
            }
            for which in codes:
                share = shares[Wanted(blekinge.pk, which, period)]
                cost = found[Dimension.PROFESSION][str(factories.profession(which).pk)]
                assert (share.agency_sek, share.own_sek) == (cost.agency_sek, cost.own_sek)
            share = shares[Wanted(division.pk, "", period)]
            cost = found[Dimension.ORGANISATION][str(division.pk)]
            assert (share.agency_sek, share.own_sek) == (cost.agency_sek, cost.own_sek)
            # Of the professions within it, their sum is the whole of it.
            parts = [shares[Wanted(division.pk, which, period)] for which in codes]
            assert sum(one.agency_sek for one in parts) == share.agency_sek
            assert sum(one.own_sek for one in parts) == share.own_sek
    assert (OrganisationSum.objects.count(), ProfessionSum.objects.count()) == (39, 39)


def test_more_milestones_cost_no_more_queries(plan, leader, blekinge):
    for period in YEAR:
        factories.counting_return(blekinge.region, period, 20)
    index_actions.rebuild()

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            page_of(leader)
        return len(asked)

    division, doctor = factories.OrganisationFactory(parent=blekinge), factories.profession()

    def milestones(period: str) -> None:
        for organisation in (blekinge, division):
            for profession in (None, doctor):
                milestone(plan, period, organisation=organisation, profession=profession)

    milestones("2017-K1")
    count()
    before = count()
    for period in ("2017-K2", "2017-K3", "2017-K4", "2018-K1"):
        milestones(period)
    assert count() <= before


# A day ---------------------------------------------------------------------------------------------------------------------


def noon(day: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")


@pytest.fixture
def known_since_2017(plan) -> Plan:
    """The plan with a history that begins before the days that are asked about."""
    plan.history.update(history_date=noon("2017-01-02"))
    return plan


def handed_in(region, period: str, submitted: str, locked: str | None, agency: int = 20, **fields):
    times = {"submitted_at": noon(submitted), "locked_at": noon(locked) if locked else None}
    return factories.counting_return(region, period, agency, **({} if locked else NOT_LOCKED) | times | fields)


def test_as_of_a_day_only_what_was_handed_in_by_then_counts(known_since_2017, leader, neighbour, blekinge):
    plan = known_since_2017
    for period in YEAR:
        handed_in(blekinge.region, period, "2017-04-20", "2017-05-10")
    index_actions.rebuild()
    for period in ("2017-K1", "2017-K2"):
        milestone(plan, period)
    Milestone.history.update(history_date=noon("2017-01-03"))
    days = {
        # Not ended, whatever is known of it now.
        "2017-03-31": ("not_yet", "not_yet"),
        # Ended, not handed in.
        "2017-04-19": ("unknown", "unknown"),
        # Handed in, not locked.
        "2017-04-20": ("reached", "unknown"),
        "2017-05-09": ("reached", "unknown"),
        "2017-05-10": ("reached", "reached"),
    }
    for day, (own, other) in days.items():
        for client, expected in ((leader, own), (neighbour, other)):
            assert [row[0] for row in said(client, f"?per={day}")] == [expected, "not_yet"], day
    assert said(leader, "?per=2017-04-20")[0][2].startswith("Preliminärt: ")
    assert said(leader, "?per=2017-05-10")[0][2] == ""
    assert said(leader)[0][0] == "reached"
    assert page_of(leader, "?per=2017-04-19").context["points"] != page_of(leader).context["points"]


def test_as_of_a_day_a_restatement_that_came_later_does_not_count(known_since_2017, leader, blekinge):
    for period in YEAR:
        handed_in(blekinge.region, period, "2017-04-20", "2017-05-10")
    CostReturn.objects.filter(first_month=datetime.date(2017, 1, 1)).update(counts_submitted=False, counts_locked=False)
    restated = {"agency": 60, "number": 2, "reason": "Fel belopp"}
    handed_in(blekinge.region, "2017-K1", "2017-06-01", "2017-06-05", **restated)
    index_actions.rebuild()
    milestone(known_since_2017, "2017-K1", "0.0200")
    Milestone.history.update(history_date=noon("2017-01-03"))
    # 80 ÷ 4 000 was 2.0 %; 120 ÷ 4 000 is 3.0 %.
    assert said(leader, "?per=2017-05-31")[0][0] == "reached"
    assert said(leader, "?per=2017-06-01")[0][0] == "not_reached"
    assert said(leader)[0][0] == "not_reached"


# The straight path ---------------------------------------------------------------------------------------------------------


def test_the_straight_path_begins_where_the_milestones_are_judged(plan, leader, blekinge):
    for period in YEAR:
        factories.counting_return(blekinge.region, period, 30, **(NOT_LOCKED if period == "2017-K1" else {}))
    index_actions.rebuild()
    answer = leader.get(reverse("milestone_suggest", kwargs={"slug": "regionens"}))
    found = answer.context["suggestion"]
    assert (found.known.code, found.share) == ("2017-K1", Decimal("0.03"))
    assert found.preliminary == "Preliminärt: K1 2017 är lämnad men ännu inte låst och kan ändras."
    assert found.preliminary in answer.content.decode()
    verdict = index_queries.region_verdict(blekinge.region, Basis.SUBMITTED, timezone.localdate())
    assert (verdict.figure.period, verdict.figure.ratio) == (found.known, found.share)


# What is printed ----------------------------------------------------------------------------------------------------------


def test_a_column_of_shares_has_one_number_of_decimals(plan, leader, blekinge):
    for period in (*YEAR, "2017-K2"):
        factories.counting_return(blekinge.region, period, 20)
    index_actions.rebuild()
    milestone(plan, "2017-K1", "0.0300")
    for target in ("0.0300", "0.0199"):
        Milestone.objects.filter(first_month__month=4).delete()
        milestone(plan, "2017-K2", target)
        tables = re.findall(r"<tbody>(.*?)</tbody>", page_of(leader).content.decode(), re.DOTALL)
        assert len(tables) == 2
        for table in tables:
            assert {len(found) for found in re.findall(r"\d+,(\d+)\s%", table)} == {2}
    # What prints as its milestone with two decimals and misses it all the same has more; so have all of the column then.
    row = page_of(leader).context["rows"][1]
    assert views.decimals_of([replace(row, facts=replace(row.facts, target_ratio=Decimal("0.019999")))]) == 4


def test_that_nothing_can_be_judged_is_said_once(plan, leader):
    milestone(plan, "2017-K1")
    lead = page_of(leader).content.decode().partition('<p class="lead">')[2].partition("</p>")[0]
    assert lead.count("bedömas") + lead.count("be judged") == 1

"""Staffing beside cost: the table of periods, and own staff against agency staff, by hand."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.actions import index as index_actions
from indicators.models import CostReturn, ReturnState
from indicators.queries import staffing_beside as queries
from indicators.staff_growth import Growth, PartGrowth, Way
from staffing.models import DelegationRule, HireDecision, Position, PostCount, Role
from tests import factories
from tests.indicators.indicator_world import give, indicator

D = Decimal
URL = reverse("region_staffing", kwargs={"code": "10"})
TODAY = datetime.date(2018, 2, 1)
AT = datetime.datetime(2018, 1, 25, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("agency", "own", "way"),
    [
        ((90, 100), (110, 100), Way.SHIFTED),
        ((100, 100), (110, 100), Way.SHIFTED),
        ((110, 100), (110, 100), Way.BOTH_UP),
        ((90, 100), (100, 100), Way.BOTH_DOWN),
        ((110, 100), (90, 100), Way.REVERSED),
        ((None, 100), (90, 100), Way.UNKNOWN),
        ((110, 100), (90, None), Way.UNKNOWN),
    ],
)
def test_how_own_and_agency_staff_moved(agency, own, way) -> None:
    part = PartGrowth("A", Growth(*agency), Growth(*own), Growth(None, None))
    assert part.way is way


@pytest.mark.parametrize(
    ("now", "before", "change", "percent"),
    [
        (D(90), D(120), D(-30), D(-25)),
        (D(0), D(120), D(-120), D(-100)),
        (D(5), D(0), D(5), None),
        (None, D(5), None, None),
        (D(5), None, None, None),
    ],
)
def test_a_growth_from_what_is_missing_is_none(now, before, change, percent) -> None:
    growth = Growth(now, before)
    assert (growth.change, growth.percent) == (change, percent)


# The page --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def divisions(blekinge):
    return [factories.OrganisationFactory(parent=blekinge, name=name) for name in ("Sjukhuset", "Primärvården")]


@pytest.fixture
def costs(blekinge, divisions):
    """Two years of quarters: the hospital's agency cost falls and its own rises; primary care reports no agency cost."""
    hospital, primary = divisions
    made = []
    for year, agency, own in ((2016, 10, 100), (2017, 8, 105)):
        for quarter in range(1, 5):
            one = factories.cost_return(
                blekinge.region,
                f"{year}-K{quarter}",
                state=ReturnState.LOCKED,
                submitted_at=AT,
                locked_at=AT,
                counts_submitted=True,
                counts_locked=True,
            )
            factories.cost_line(one, "agency", agency * 1_000_000, organisation=hospital, hired_hours=850)
            factories.cost_line(one, "own", own * 1_000_000, organisation=hospital)
            factories.cost_line(one, "own", 50_000_000, organisation=primary)
            made.append(one.pk)
    index_actions.recompute(cost_return_ids=made)
    return divisions


@pytest.fixture
def controller(person, blekinge):
    return person(Role.CONTROLLER, blekinge)


def beside(blekinge, user):
    return queries.staffing_beside(blekinge.region, user, "submitted", TODAY)


def test_each_part_against_the_year_before(blekinge, controller, costs) -> None:
    hospital, _primary = costs
    fte = indicator(
        "egna-arsarbetare", unit="fte", numerator_sv="", numerator_en="", denominator_sv="", denominator_en=""
    )
    give(fte, blekinge.region, "2017-K4", 820, organisation_id=hospital.pk)
    give(fte, blekinge.region, "2016-K4", 800, organisation_id=hospital.pk)
    give(fte, blekinge.region, "2017-K4", 1_200)
    found = beside(blekinge, controller).growth
    by_label = {row.label: row for row in found.rows}
    # 4 × 8 − 4 × 10, and 4 × 105 − 4 × 100, in millions.
    row = by_label["Sjukhuset"]
    assert (row.agency.change, row.own.change) == (D(-8_000_000), D(20_000_000))
    assert (row.agency.percent, row.own.percent) == (D(-20), D(5))
    assert (row.own_fte.now, row.own_fte.change, row.way) == (D(820), D(20), Way.SHIFTED)
    row = by_label["Primärvården"]
    assert (row.agency.now, row.agency.change) == (None, None)
    assert (row.own.change, row.way) == (D(0), Way.UNKNOWN)
    whole = found.rows[-1]
    assert whole.is_whole
    assert (whole.agency.change, whole.own.change) == (D(-8_000_000), D(20_000_000))
    assert (whole.own_fte.now, whole.own_fte.change) == (D(1_200), None)


def test_a_year_that_is_not_whole_is_named(blekinge, controller, costs) -> None:
    CostReturn.objects.filter(first_month="2016-04-01").update(counts_submitted=False, counts_locked=False)
    index_actions.rebuild()
    found = beside(blekinge, controller).growth
    assert found.rows == ()
    assert found.missing == ("2016-K2",)


def decide(unit, day: str, outcome: str = "granted", sek: int | None = 100_000) -> None:
    rule = DelegationRule.objects.filter(organisation=unit).first()
    rule = rule or factories.delegation_rule(unit, factories.UserFactory())
    at = datetime.datetime.fromisoformat(f"{day}T10:00:00+00:00")
    hire = factories.hire(unit, rule, requested_at=at - datetime.timedelta(days=2), state=outcome)
    HireDecision.objects.create(
        request=hire,
        outcome=outcome,
        reason=factories.hire_reason("granted", "decision"),
        reason_text="Behövs",
        valid_to=None if outcome == "refused" else hire.last_date,
        granted_hours=None if outcome == "refused" else hire.hours,
        granted_cost_sek=None if outcome == "refused" else sek,
        decided_at=at,
        decided_by_name="Namn",
        role_title="Chef",
        rule_words="Regeln",
    )


@pytest.fixture
def staffed(blekinge, costs):
    """Counts of posts in 2017, and three decisions, the first in the third quarter."""
    hospital, _primary = costs
    indicator("vakansgrad", kind="computed")
    indicator("hyrveckor", kind="computed", unit="weeks")
    indicator("inhyrda-per-egna", kind="computed")
    position = Position.objects.create(
        profession=factories.profession(), code="specialist", name_sv="Specialist", name_en="Specialist"
    )
    PostCount.objects.create(
        organisation=hospital, position=position, date="2017-09-30", posts_fte=D(40), filled_fte=D(35)
    )
    decide(hospital, "2017-08-01")
    decide(hospital, "2017-11-01", "changed", 50_000)
    decide(hospital, "2017-12-31", "refused", None)
    return costs


def test_the_periods_with_what_stands_beside(blekinge, controller, staffed) -> None:
    page = beside(blekinge, controller)
    assert [row.period.code for row in page.rows][:3] == ["2017-K4", "2017-K3", "2017-K2"]
    assert len(page.rows) == 8
    last, third, second = page.rows[:3]
    assert (last.figure.agency_sek, last.figure.own_sek) == (D(8_000_000), D(155_000_000))
    assert (last.hires.granted_count, last.hires.granted_sek) == (1, D(50_000))
    assert (third.hires.granted_count, third.hires.granted_sek) == (1, D(100_000))
    # Before the first request nothing is known of hires.
    assert not second.hires.is_known
    assert list(page.lines) == ["vakansgrad", "inhyrda-per-egna", "hyrveckor"]
    assert page.lines["vakansgrad"].at(last.period).figure == D("12.5")
    assert page.lines["vakansgrad"].at(second.period).figure is None


def test_the_own_region_reads_it_all(signed_in, controller, staffed) -> None:
    page = signed_in(controller).get(URL)
    assert page.status_code == 200
    text = page.content.decode()
    for words in ("12,5\xa0%", "Sjukhuset", "Primärvården"):
        assert words in text


def export(client, file_type: str):
    return client.get(reverse("region_staffing_export", kwargs={"code": "10", "file_type": file_type}))


def test_the_workbook_says_what_the_page_says(signed_in, controller, staffed) -> None:
    answer = export(signed_in(controller), "xlsx")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    periods, growth, *_explained = (list(sheet.values) for sheet in book)
    start = next(number for number, row in enumerate(periods) if row[0] == "K4 2017")
    assert periods[start] == ("K4 2017", 8_000_000, 155_000_000, 12.5, None, None, 1, 50_000)
    # Nothing is known of hires before the first request: an empty cell, not 0.
    assert periods[start + 2][-2:] == (None, None)
    hospital = next(row for row in growth if row[0] == "Sjukhuset")
    assert hospital[1:7] == (32_000_000, 40_000_000, -8_000_000, 420_000_000, 400_000_000, 20_000_000)
    assert hospital[-1] == "egen personal upp, inhyrd ner"
    primary = next(row for row in growth if row[0] == "Primärvården")
    assert primary[1:4] == (None, None, None)


def test_a_csv_file_holds_the_periods(signed_in, controller, staffed) -> None:
    lines = export(signed_in(controller), "csv").content.decode("utf-8-sig").splitlines()
    (last,) = (line for line in lines if line.startswith("K4 2017"))
    assert last.split(";")[1:4] == ["8000000,00", "155000000,00", "12,500"]


def test_the_neighbours_file_has_no_hires(person, signed_in, kalmar, controller, staffed) -> None:
    text = export(signed_in(person(Role.CONTROLLER, kalmar)), "csv").content.decode("utf-8-sig")
    assert "K4 2017" in text
    assert "12,5" not in text
    # As many columns as there are to say to a neighbour: two costs, the indicators and no hires.
    assert len(text.splitlines()[0].split(";")) == 6
    own = export(signed_in(controller), "csv").content.decode("utf-8-sig")
    assert len(own.splitlines()[0].split(";")) == 8


def test_no_file_of_nothing_nor_of_another_type(signed_in, controller, blekinge) -> None:
    client = signed_in(controller)
    assert export(client, "csv").status_code == 404
    assert export(client, "pdf").status_code == 404


def test_the_neighbour_reads_costs_and_no_hires_or_vacancies(person, signed_in, kalmar, staffed) -> None:
    client = signed_in(person(Role.CONTROLLER, kalmar))
    page = client.get(URL)
    assert page.status_code == 200
    assert not page.context["page"].sees_hires
    assert all(row.hires is None for row in page.context["page"].rows)
    text = page.content.decode()
    assert "12,5" not in text
    assert "Sjukhuset" in text


def test_the_coordinator_reads_the_rate_and_no_hires(person, signed_in, staffed) -> None:
    text = signed_in(person(Role.NATIONAL_COORDINATOR)).get(URL).content.decode()
    assert "12,5\xa0%" in text


def test_a_stranger_finds_nothing_and_a_region_without_costs_is_told_so(
    person, signed_in, controller, blekinge
) -> None:
    assert signed_in(person()).get(URL).status_code == 404
    page = signed_in(controller).get(URL)
    assert page.status_code == 200
    assert "empty-state" in page.content.decode()


def test_the_queries_follow_neither_periods_nor_hires(blekinge, controller, staffed) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            beside(blekinge, controller)
        return len(found)

    count()  # what is asked once
    first = count()
    for day in range(1, 6):
        decide(staffed[0], f"2017-10-0{day}")
    assert count() == first
    assert first <= 32

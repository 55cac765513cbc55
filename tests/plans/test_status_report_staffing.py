"""Hires and staffing in a status report: figures by hand, words in both languages, and what is not known."""

from __future__ import annotations

import dataclasses
import datetime
import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents import files
from indicators.other_indicators import Gap, Outcome, missing
from plans import status_report, status_report_document
from plans.queries import reports as queries
from plans.status_report_data import from_snapshot, to_snapshot
from plans.status_report_facts import StaffingFacts
from plans.status_report_staffing import staffing_of
from staffing.hire_quarter import Decided, HireQuarter, Ordered
from staffing.models import HireDecision, HireOrder, HireRequest, Organisation, Position, PostCount
from staffing.vacancy import Sum
from tests import factories
from tests.plans.report_world import K4, World, at, fill, make_world
from tests.plans.test_status_report import facts as report_facts

D = Decimal
YEAR_END = datetime.date(2017, 12, 31)

HIRES = HireQuarter(
    since=datetime.date(2016, 1, 4),
    decided=(
        Decided(1, "granted", D(100_000), is_in_hire_stop=True, is_urgent=False),
        Decided(1, "granted", D(50_000), is_in_hire_stop=False, is_urgent=True),
        Decided(2, "changed", D(25_000), is_in_hire_stop=False, is_urgent=False),
        Decided(2, "refused", None, is_in_hire_stop=False, is_urgent=False),
    ),
    ordered=(
        # 100 h × 1 000 = 100 000 inside, 100 above a list of 900: 10 000.
        Ordered(1, D(100), D(1000), D(900), is_inside_framework=True),
        # 50 h × 1 200 = 60 000 outside, no list.
        Ordered(2, D(50), D(1200), None, is_inside_framework=False),
        # 40 h × 1 000 = 40 000 inside, below the list: nothing above.
        Ordered(2, D(40), D(1000), D(1100), is_inside_framework=True),
    ),
    waiting=1,
    to_follow_up=2,
)


def posts(number: str, filled: str) -> Sum:
    return Sum(D(number), D(filled), is_example=False, earliest=YEAR_END)


def facts(**changes: object) -> StaffingFacts:
    given = {
        "hires": HIRES,
        "weeks": Outcome(D("123.4")),
        "posts": posts("200", "180"),
        "posts_before": posts("200", "176"),
        "is_example": False,
    }
    return StaffingFacts(**given | changes)


def said(language: str = "sv", **changes: object):
    found = staffing_of(facts(**changes), K4, YEAR_END, language)
    assert found is not None
    return found


def rows(**changes: object) -> dict[str, tuple[str, str]]:
    return {row.label: (row.text, row.note) for row in said(**changes).rows}


def test_the_sentence_says_what_was_decided_what_waits_and_how_it_stands() -> None:
    assert said().sentence == (
        "K4 2017: 4 begäranden om inhyrning prövades, 2 beviljades, 1 beviljades med ändring och 1 avslogs"
        " (1 i hyrstopp, 1 brådskande). 1 väntar på beslut. 70,0\xa0% av beställda kronor är inom ramavtal."
        " Vakansgraden är 10,0\xa0%, 2,0\xa0procentenheter lägre än för ett år sedan."
    )
    assert said("en").sentence == (
        "Q4 2017: 4 requests to hire were decided, 2 were granted, 1 was granted with changes and 1 was refused"
        " (1 inside a hire stop, 1 urgent). 1 waits for a decision. 70.0% of the kronor ordered are inside the framework"
        " agreement. The vacancy rate is 10.0%, 2.0\xa0percentage points lower than a year ago."
    )


def test_the_rows_hold_the_figures() -> None:
    found = rows()
    assert found["Beviljade"][0] == "2"
    assert found["Beviljade med ändring"][0] == "1"
    assert found["Avslagna"][0] == "1"
    assert found["Prövade i hyrstopp"][0] == "1"
    assert found["Prövade som brådskande"][0] == "1"
    assert found["Väntar på beslut"][0] == "1"
    assert found["Väntar på uppföljning"][0] == "2"
    # (100 000 + 40 000) ÷ 200 000
    assert found["Avtalstrohet, beställda kronor"] == ("70,0\xa0%", "140\xa0tkr av 200\xa0tkr")
    assert found["Kostnad över prislistan (kr)"] == ("10\xa0000", "1 beställning saknar listpris")
    assert found["Hyrveckor"] == ("123", "enligt kostnadsredovisningen")
    assert found["Vakansgrad vid periodens slut"] == (
        "10,0\xa0%",
        "ett år tidigare 12,0\xa0% (−2,0\xa0procentenheter)",
    )


def test_what_is_not_known_is_a_dash_and_says_why() -> None:
    found = rows(hires=HireQuarter(None), weeks=missing(Gap.COSTS_MISSING), posts=None, posts_before=None)
    assert len(found) == 11
    assert {text for text, _note in found.values()} == {"–"}
    assert all(note for _text, note in found.values())
    assert "0" not in said(hires=HireQuarter(None), posts=None).sentence.replace("2017", "")
    assert said(hires=HireQuarter(None), posts=None).sentence == "K4 2017 finns inga inhyrningar registrerade här."


@pytest.mark.parametrize(
    ("changes", "label", "note"),
    [
        ({"weeks": None}, "Hyrveckor", "redovisas för hela regionen"),
        ({"weeks": missing(Gap.WEEKS_NOT_REPORTED)}, "Hyrveckor", "varken veckor eller timmar är redovisade"),
        ({"weeks": missing(Gap.NOTHING_ASSUMED)}, "Hyrveckor", "hyrveckans timmar är inte angivna"),
        ({"posts": posts("0", "0")}, "Vakansgrad vid periodens slut", "det finns inga tjänster att dela med"),
        ({"hires": dataclasses.replace(HIRES, ordered=())}, "Avtalstrohet, beställda kronor",
         "inget är beställt under perioden"),
        ({"hires": dataclasses.replace(HIRES, ordered=HIRES.ordered[1:2])}, "Kostnad över prislistan (kr)",
         "inget av det beställda har ett listpris"),
    ],
)  # fmt: skip
def test_each_figure_that_is_missing_says_why(changes, label, note) -> None:
    assert rows(**changes)[label] == ("–", note)


def test_nothing_decided_is_a_zero_where_hires_are_kept() -> None:
    quiet = HireQuarter(datetime.date(2017, 11, 6))
    assert rows(hires=quiet)["Beviljade"][0] == "0"
    assert said(hires=quiet).sentence.startswith("K4 2017 prövades ingen begäran om inhyrning. 0 väntar på beslut.")
    assert "Inhyrningar finns registrerade här från 2017-11-06." in said(hires=quiet).basis
    assert "registrerade här från" not in said().basis


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (None, "Vakansgraden är 10,0\xa0%."),
        (posts("200", "180"), "Vakansgraden är 10,0\xa0%, som för ett år sedan."),
        (posts("200", "182"), "Vakansgraden är 10,0\xa0%, 1,0\xa0procentenheter högre än för ett år sedan."),
    ],
)
def test_the_vacancy_rate_against_a_year_before(before, words) -> None:
    assert said(posts_before=before).sentence.endswith(words)


def test_the_snapshot_comes_back_and_an_older_one_says_nothing() -> None:
    data = status_report.compose(report_facts(staffing=facts()))
    assert from_snapshot(json.loads(files.canonical_json(to_snapshot(data)))) == data
    old = json.loads(files.canonical_json(to_snapshot(data)))
    del old["staffing"]
    read = from_snapshot(old)
    assert read.staffing is None
    html, _title = status_report_document.html_of(read)
    assert "part-staffing" not in html
    assert "Inhyrning" not in html
    html, _title = status_report_document.html_of(data)
    assert "part-staffing" in html


# Read from the database ------------------------------------------------------------------------------------------------


@pytest.fixture
def world(db) -> World:
    made = make_world()
    fill(made)
    return made


def decided(world: World, unit, day: str, outcome: str = "granted", sek: int | None = 160_000, **fields) -> HireRequest:
    asked = at(day) - datetime.timedelta(days=3)
    hire = factories.hire(unit, world.rule, requested_at=asked, state=outcome, **fields)
    HireDecision.objects.create(
        request=hire,
        outcome=outcome,
        reason=factories.hire_reason("granted", "decision"),
        reason_text="Behövs",
        valid_to=None if outcome == "refused" else hire.last_date,
        granted_hours=None if outcome == "refused" else hire.hours,
        granted_cost_sek=None if outcome == "refused" else sek,
        decided_at=at(day),
        decided_by_name="Namn Namnsson",
        role_title="Områdeschef",
        rule_words="Regeln",
    )
    return hire


def order(hire: HireRequest, day: str, route: str = "ranked", **fields) -> HireOrder:
    return HireOrder.objects.create(
        request=hire,
        supplier_name="Bolaget",
        route=route,
        price_sek_per_hour=hire.price_sek_per_hour,
        ordered_date=datetime.date.fromisoformat(day),
        **fields,
    )


@pytest.fixture
def hires(world: World) -> World:
    world.rule = factories.delegation_rule(world.root, factories.UserFactory())
    clinic = factories.OrganisationFactory(parent=world.hospital, name="Medicinkliniken")
    before = decided(world, clinic, "2017-09-30")
    first = decided(world, clinic, "2017-10-01", is_in_hire_stop=True, list_price_sek_per_hour=900)
    decided(world, world.primary_care, "2017-12-31", "refused")
    changed = decided(world, world.primary_care, "2017-11-15", "changed", 80_000)
    decided(world, clinic, "2018-01-01")
    order(before, "2017-10-02", "outside")
    order(first, "2017-10-03", filled_date="2017-10-05", ended_date="2017-12-10")
    order(changed, "2018-01-02")
    # Asked for in December: one still waits at the turn of the year, one was decided after it, one withdrawn before it.
    factories.hire(clinic, world.rule, requested_at=at("2017-12-20"))
    gone = factories.hire(clinic, world.rule, requested_at=at("2017-12-20"), state="withdrawn")
    gone.history.update(history_date=at("2017-12-22"))
    factories.hire(world.primary_care, world.rule, requested_at=at("2018-01-02"))
    doctor = factories.profession()
    position = Position.objects.create(profession=doctor, code="specialist", name_sv="Specialist", name_en="Specialist")
    for place, day, number, filled in (
        (clinic, "2016-12-01", 50, 40),
        (clinic, "2017-12-01", 50, 45),
        (world.primary_care, "2017-06-01", 50, 25),
        (clinic, "2018-01-01", 50, 0),
    ):
        PostCount.objects.create(
            organisation=place, position=position, date=day, posts_fte=D(number), filled_fte=D(filled)
        )
    return world


def report_of(world: World):
    return queries.status_report_for(
        plan=world.plan, period=K4, language="sv", number=1, correction="", decisions="", now=timezone.now()
    )


def test_the_whole_region_as_it_stood_at_the_turn_of_the_year(hires) -> None:
    found = {row.label: row.text for row in report_of(hires).staffing.rows}
    assert found == {
        "Beviljade": "1",
        "Beviljade med ändring": "1",
        "Avslagna": "1",
        "Prövade i hyrstopp": "1",
        "Prövade som brådskande": "0",
        # One that still waits, and one that was decided on New Year's Day.
        "Väntar på beslut": "2",
        "Väntar på uppföljning": "1",
        # 160 h × 1 000 outside, as much inside; that of January is not in it.
        "Avtalstrohet, beställda kronor": "50,0\xa0%",
        "Kostnad över prislistan (kr)": "16\xa0000",
        "Hyrveckor": "–",
        # 100 posts, 70 filled.
        "Vakansgrad vid periodens slut": "30,0\xa0%",
    }
    note = next(row.note for row in report_of(hires).staffing.rows if row.label.startswith("Vakansgrad"))
    assert note == "ett år tidigare 20,0\xa0% (+10,0\xa0procentenheter)"


def test_a_division_is_told_of_its_own_alone(hires) -> None:
    hires.plan.organisation = hires.primary_care
    hires.plan.save()
    found = {row.label: row.text for row in report_of(hires).staffing.rows}
    assert (found["Beviljade"], found["Avslagna"], found["Väntar på beslut"]) == ("0", "1", "0")
    assert found["Avtalstrohet, beställda kronor"] == "–"
    assert found["Vakansgrad vid periodens slut"] == "50,0\xa0%"


def test_a_region_without_hires_knows_nothing_of_them(world) -> None:
    staffing = report_of(world).staffing
    assert staffing.sentence == "K4 2017 finns inga inhyrningar registrerade här."
    assert {row.text for row in staffing.rows} == {"–"}


def test_the_other_region_s_hires_are_not_counted(hires) -> None:
    kalmar = Organisation.objects.get(region__code="08", level="region")
    decided(hires, kalmar, "2017-11-01")
    found = {row.label: row.text for row in report_of(hires).staffing.rows}
    assert found["Beviljade"] == "1"


def test_the_queries_do_not_follow_the_number_of_hires(hires) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            report_of(hires)
        return len(found)

    count()  # what is asked once a process
    first = count()
    for _number in range(5):
        order(decided(hires, hires.hospital, "2017-11-20"), "2017-11-21")
    assert count() == first


def test_the_pdf_has_the_section_and_its_figures_as_csv(hires) -> None:
    made = status_report_document.make(report_of(hires))
    assert made.content.startswith(b"%PDF")
    assert made.snapshot["staffing"]["rows"][0]["text"] == "1"

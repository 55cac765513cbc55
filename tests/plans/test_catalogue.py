"""The pages of the catalogue: what they show to whom, their filters, and how much they ask the database."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils.html import escape

from measures.models import Measure
from plans.models import PlanState
from staffing.models import Organisation, Region, Role, User
from tests import factories

LIST = "/atgarder/"
QUERIES = 16


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: object) -> None:
    """Load the catalogue once for the tests of this file, inside a transaction that is rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def reference(loaded: None, db: None) -> None:
    """Give every test the catalogue."""


def root(code: str) -> Organisation:
    return Organisation.objects.get(region__code=code, level="region")


@pytest.fixture
def leader(person: Callable[..., User], signed_in: Callable[[User], Client]) -> Client:
    return signed_in(person(Role.PROCESS_LEADER, root("10")))


def activity(code: str, number: int, progress: str = "not_started", **plan_fields: object) -> factories.ActivityFactory:
    plan = factories.PlanFactory(organisation=root(code), **{"adopted": True, **plan_fields})
    done = {"completed_date": "2026-01-10"} if progress in ("done", "in_operation") else {}
    return factories.ActivityFactory(plan=plan, measure=Measure.objects.get(number=number), progress=progress, **done)


def numbers(response: object) -> list[int]:
    """Return the measures that the page links to, in order."""
    return [int(found) for found in re.findall(r'href="/atgarder/(\d+)/"', response.content.decode())]


def test_all_sixty_stand_by_area(leader: Client) -> None:
    response = leader.get(LIST)
    assert response.status_code == 200
    assert numbers(response) == list(range(1, 61))
    areas = {area.code: area.measure_count for area in response.context["areas"]}
    assert sum(areas.values()) == 60
    assert areas["attractive_workplace"] == 16
    assert [area.number for area, _rows in response.context["groups"]] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("language", "catalogue", "origin"),
    [
        ("sv", "rekonstruerad katalog", "citerad som en av de sextio"),
        ("en", "reconstructed catalogue", "quoted as one of the sixty"),
    ],
)
def test_that_it_is_reconstructed_is_said_on_the_list_and_the_page(
    leader: Client, language: str, catalogue: str, origin: str
) -> None:
    leader.cookies["django_language"] = language
    for path in (LIST, f"{LIST}4/"):
        text = leader.get(path).content.decode()
        assert catalogue in text
        assert origin in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("area=phase_out", [54, 55, 56, 57, 58, 59, 60]),
        ("q=randning", [27]),
        ("q=RANDNING", [27]),
        ("q=rekrytera+pensionärer", []),
        ("q=nätverk", [30, 53]),
        ("q=natverk", [30, 53]),
        ("q=NÄTVERK", [30, 53]),
        ("q=bed+coordinator", [47]),
        ("q=zzz", []),
    ],
)
def test_filters_and_search(leader: Client, query: str, expected: list[int]) -> None:
    assert numbers(leader.get(f"{LIST}?{query}")) == expected


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("profession=nurse", lambda measure: measure.professions.filter(code="nurse").exists()),
        ("level=unit", lambda measure: "unit" in measure.levels),
        ("horizon=short", lambda measure: measure.horizon == "short"),
        ("effect=yes", lambda measure: measure.reported_effect == "yes"),
        ("effect=none", lambda measure: measure.reported_effect == ""),
        (
            "profession=doctor&level=division&horizon=long&area=recruitment",
            lambda measure: (
                measure.professions.filter(code="doctor").exists()
                and "division" in measure.levels
                and measure.horizon == "long"
                and measure.area.code == "recruitment"
            ),
        ),
    ],
)
def test_each_filter_keeps_what_it_names_and_nothing_else(
    leader: Client, query: str, holds: Callable[[Measure], bool]
) -> None:
    wanted = [measure.number for measure in Measure.objects.order_by("area__number", "number") if holds(measure)]
    assert 0 < len(wanted) < 60
    assert numbers(leader.get(f"{LIST}?{query}")) == wanted


def test_a_filter_that_does_not_exist_is_answered_422(leader: Client) -> None:
    assert leader.get(f"{LIST}?horizon=never").status_code == 422


def test_uptake_is_counted_from_adopted_plans_and_silence_is_not_no(leader: Client) -> None:
    activity("10", 5, "done")
    activity("08", 5, "in_progress")
    activity("25", 5)
    activity("12", 5, "in_progress", state=PlanState.DRAFT, adopted=False)
    activity("20", 5, "done").delete()
    response = leader.get(f"{LIST}5/")
    rows = {word: (count, names) for word, count, names in response.context["uptake_rows"]}
    assert rows["införd"] == (1, ["Blekinge"])
    assert rows["pågår"] == (1, ["Kalmar"])
    assert rows["planerad"] == (1, ["Norrbotten"])
    assert rows["ej redovisad"][0] == 18
    assert "Skåne" in rows["ej redovisad"][1]
    assert "införd 1, pågår 1, planerad 1" in leader.get(LIST).content.decode()


def test_what_is_made_up_is_marked(leader: Client) -> None:
    assert "note-example" not in leader.get(LIST).content.decode()
    activity("08", 5, is_example=True)
    for path in (LIST, f"{LIST}5/"):
        assert "note-example" in leader.get(path).content.decode()
    assert "example-tag" in leader.get(f"{LIST}5/").content.decode()


def test_the_page_shows_the_activities_of_plans_that_the_reader_may_see(
    leader: Client, person: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    adopted = activity("08", 42)
    own_draft = activity("10", 42, state=PlanState.DRAFT, adopted=False)
    other_draft = activity("12", 42, state=PlanState.DRAFT, adopted=False)
    page = leader.get(f"{LIST}42/")
    assert list(page.context["page"]) == [own_draft, adopted]
    text = page.content.decode()
    assert own_draft.title in text
    assert other_draft.title not in text
    auditor = signed_in(person(Role.AUDITOR, None))
    assert set(auditor.get(f"{LIST}42/").context["page"]) == {adopted, own_draft, other_draft}


def test_the_page_says_what_the_measure_is_and_where_it_is_documented(leader: Client) -> None:
    text = leader.get(f"{LIST}42/").content.decode()
    measure = Measure.objects.get(number=42)
    for part in (measure.title_sv, measure.description_sv, "gapanalysen", "Socialstyrelsen", "läkare, sjuksköterska"):
        assert escape(part) in text


def test_the_button_leads_into_each_plan_that_may_be_changed(leader: Client) -> None:
    assert "fran-katalogen" not in leader.get(f"{LIST}3/").content.decode()
    own = factories.PlanFactory(organisation=root("10"))
    factories.PlanFactory(organisation=root("08"), adopted=True)
    closed = factories.PlanFactory(organisation=root("10"), adopted=True, state=PlanState.CLOSED)
    text = leader.get(f"{LIST}3/").content.decode()
    assert f"/handlingsplaner/{own.slug}/aktiviteter/fran-katalogen/?measure=3" in text
    assert closed.slug not in text
    assert text.count("fran-katalogen") == 1
    second = factories.PlanFactory(organisation=root("10"))
    assert f"/{second.slug}/aktiviteter/fran-katalogen/" in leader.get(f"{LIST}3/").content.decode()


@pytest.mark.parametrize("role", [Role.STEERING_GROUP, Role.CONTROLLER, Role.MANAGER])
def test_a_reader_has_no_button(person: Callable[..., User], signed_in: Callable[[User], Client], role: Role) -> None:
    factories.PlanFactory(organisation=root("10"))
    client = signed_in(person(role, root("10")))
    assert "fran-katalogen" not in client.get(f"{LIST}3/").content.decode()
    assert numbers(client.get(LIST)) == list(range(1, 61))


def test_without_a_role_there_is_no_catalogue(person: Callable[..., User], signed_in: Callable[[User], Client]) -> None:
    client = signed_in(person())
    assert numbers(client.get(LIST)) == []
    assert client.get(f"{LIST}3/").status_code == 404


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(LIST).status_code == 302
    assert client.get(f"{LIST}3/").status_code == 302


def test_a_measure_that_is_not_there(leader: Client) -> None:
    assert leader.get(f"{LIST}61/").status_code == 404


def test_the_number_of_queries_does_not_follow_the_number_of_rows(
    leader: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for region in Region.objects.all()[:10]:
        for number in (1, 2, 3, 42):
            activity(region.code, number, "in_progress")
    with django_assert_max_num_queries(QUERIES):
        leader.get(LIST)
    with django_assert_max_num_queries(QUERIES):
        leader.get(f"{LIST}42/")


def test_many_activities_are_paged(leader: Client) -> None:
    first = activity("10", 8)
    factories.ActivityFactory.create_batch(
        60, plan=first.plan, section=first.section, area=first.area, measure=first.measure
    )
    assert len(leader.get(f"{LIST}8/").context["page"]) == 50
    assert len(leader.get(f"{LIST}8/?page=2").context["page"]) == 11

"""Posts and vacancies in the browser's place: shown, chosen, entered, corrected, removed; the own region's alone."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from staffing import loading
from staffing.models import Organisation, Position, PostCount, Role, Speciality, StaffingTarget, User
from tests import factories

pytestmark = pytest.mark.django_db

PAGE = "/bemanning/vakanser/10/"
NEW = f"{PAGE}ny/"
NOVEMBER = datetime.date(2016, 11, 30)


def position(code: str = "specialistlakare", profession: str = "doctor") -> Position:
    return Position.objects.get_or_create(
        code=code,
        defaults={"profession": factories.profession(profession), "name_sv": code, "name_en": code},
    )[0]


def speciality(code: str = "psykiatri", profession: str = "doctor") -> Speciality:
    return Speciality.objects.get_or_create(
        code=code,
        defaults={"profession": factories.profession(profession), "name_sv": code, "name_en": code},
    )[0]


def counted(place: Organisation, posts: str = "10", filled: str = "8", **fields: object) -> PostCount:
    given = {"position": position(), "date": timezone.localdate(), **fields}
    return PostCount.objects.create(organisation=place, posts_fte=posts, filled_fte=filled, **given)


@pytest.fixture
def leader(person: Callable[..., User], signed_in: Callable[[User], Client], blekinge: Organisation) -> Client:
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


@pytest.fixture
def hospital(blekinge: Organisation) -> Organisation:
    return factories.OrganisationFactory(parent=blekinge, name="Blekingesjukhuset", code="BLS")


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode().replace("\u00a0", " ")


# What is shown --------------------------------------------------------------------------------------------------------


def test_blekinge_of_november_2016(leader: Client, blekinge: Organisation) -> None:
    counted(blekinge, "330.7", "268.2", date=NOVEMBER, note="Lokal handlingsplan, 2017")
    counted(blekinge, "9", "3", is_example=True)
    text = text_of(leader, f"{PAGE}?per=2016-11-30")
    assert "18,9 %" in text
    assert "268,2" in text
    assert "330,7" in text
    assert "62,5" in text
    assert "Lokal handlingsplan, 2017" in text
    assert "note-example" not in text
    assert "note-example" in text_of(leader, PAGE)


def test_what_is_not_counted_is_named_and_what_is_old_is_left_out(
    leader: Client, blekinge: Organisation, hospital: Organisation
) -> None:
    factories.OrganisationFactory(parent=blekinge, name="Primärvården")
    counted(hospital, "10", "8", date=NOVEMBER)
    text = text_of(leader, f"{PAGE}?per=2016-12-31")
    assert "20,0 %" in text
    assert "Primärvården." in text
    later = text_of(leader, f"{PAGE}?per=2017-12-01")
    assert "20,0 %" not in later.split('id="history"')[0]
    assert "2016-11-30" in later


def test_a_region_without_counts_says_what_to_do(leader: Client) -> None:
    assert "ny/?enhet=" in text_of(leader, PAGE)


def test_what_is_chosen_stands_in_the_address(leader: Client, hospital: Organisation) -> None:
    counted(hospital, "10", "8", speciality=speciality())
    counted(hospital, "10", "2", position=position("st"))
    assert "50,0 %" in text_of(leader, PAGE)
    assert "20,0 %" in text_of(leader, f"{PAGE}?befattning=specialistlakare").split('id="by-place"')[0]
    assert "20,0 %" in text_of(leader, f"{PAGE}?specialitet=psykiatri").split('id="by-place"')[0]
    assert "50,0 %" in text_of(leader, f"{PAGE}?enhet={hospital.pk}")


@pytest.mark.parametrize("query", ["per=igår", "enhet=99999", "befattning=nej", "per=2016-13-01"])
def test_a_choice_that_is_none_is_said(leader: Client, query: str) -> None:
    text_of(leader, f"{PAGE}?{query}", 422)


def test_another_regions_unit_is_no_choice(leader: Client, kalmar: Organisation) -> None:
    elsewhere = factories.OrganisationFactory(parent=kalmar, name="Grannhemlig")
    counted(elsewhere, "7", "1")
    assert "Grannhemlig" not in text_of(leader, f"{PAGE}?enhet={elsewhere.pk}", 422)


@pytest.mark.parametrize(
    "url", [PAGE, f"{PAGE}raknade/", "/bemanning/maltal/10/", "/bemanning/prognos/10/", "/bemanning/"]
)
def test_no_page_asks_more_for_more_rows(
    leader: Client, hospital: Organisation, url: str, django_assert_num_queries
) -> None:
    def more(number: int) -> None:
        unit = factories.OrganisationFactory(parent=hospital)
        counted(unit)
        counted(unit, date=NOVEMBER, note=f"{number}")
        StaffingTarget.objects.create(organisation=unit, position=position(), by_date=NOVEMBER, filled_fte="1")

    more(0)
    leader.get(url)
    with CaptureQueriesContext(connection) as asked:
        leader.get(url)
    for number in range(10):
        more(number)
    with django_assert_num_queries(len(asked)):
        leader.get(url)


@pytest.mark.parametrize("role", [Role.NATIONAL_COORDINATOR, Role.ADMINISTRATOR])
def test_the_nation_and_other_regions_see_nothing(
    person: Callable[..., User], signed_in: Callable[[User], Client], hospital: Organisation, kalmar, role: Role
) -> None:
    count = counted(hospital)
    for user in (person(role), person(Role.PROCESS_LEADER, kalmar)):
        client = signed_in(user)
        for url in (PAGE, NEW, f"{PAGE}raknade/", f"/bemanning/raknade/{count.pk}/ratta/", "/bemanning/?region=10"):
            assert client.get(url).status_code == 404
        assert client.post(f"/bemanning/raknade/{count.pk}/ta-bort/", {"version": 1}).status_code == 404
    assert signed_in(person(role)).get("/bemanning/").status_code == 200
    assert signed_in(person(Role.AUDITOR)).get(PAGE).status_code == 200


# What is entered ------------------------------------------------------------------------------------------------------


def sent(place: Organisation, **fields: object) -> dict:
    return {
        "organisation": place.pk,
        "position": position().pk,
        "speciality": "",
        "date": "2026-06-30",
        "posts_fte": "1 012,5",
        "filled_fte": "1 000,25",
        "note": "",
        **fields,
    }


def test_a_count_is_entered_in_swedish(leader: Client, hospital: Organisation) -> None:
    response = leader.post(NEW, sent(hospital))
    assert response.status_code == 302
    one = PostCount.objects.get()
    assert (one.posts_fte, one.filled_fte) == (Decimal("1012.5"), Decimal("1000.25"))
    assert one.history.get().history_user is not None


def test_the_next_count_begins_with_the_latest(leader: Client, hospital: Organisation) -> None:
    counted(hospital, "12.5", "11")
    text = text_of(leader, f"{NEW}?enhet={hospital.pk}&befattning=specialistlakare")
    assert "12,50" in text
    assert timezone.localdate().isoformat() in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"posts_fte": "-1"},
        {"posts_fte": "många"},
        {"posts_fte": "1,234"},
        {"filled_fte": ""},
        {"date": "2999-01-01"},
        {"date": "2009-12-31"},
        {"date": "i går"},
        {"organisation": "99999"},
    ],
)
def test_what_cannot_be_is_refused(leader: Client, hospital: Organisation, wrong: dict) -> None:
    assert leader.post(NEW, sent(hospital, **wrong)).status_code == 422
    assert not PostCount.objects.exists()


def test_far_more_filled_than_posts_asks_why_in_the_note(leader: Client, hospital: Organisation) -> None:
    slip = sent(hospital, posts_fte="10", filled_fte="99")
    response = leader.post(NEW, slip)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["note"]
    assert not PostCount.objects.exists()
    assert (
        leader.post(NEW, {**slip, "note": "x" * 301}).context["form"].errors["note"].as_data()[0].code == "max_length"
    )
    assert leader.post(NEW, {**slip, "note": "tjänsterna räknas i januari"}).status_code == 302
    one = PostCount.objects.get()
    url, change = f"/bemanning/raknade/{one.pk}/ratta/", {"date": "2026-06-30", "posts_fte": "10", "version": 1}
    assert leader.post(url, {**change, "filled_fte": "98", "note": ""}).status_code == 422
    assert leader.post(url, {**change, "filled_fte": "11", "note": ""}).status_code == 302


def test_more_filled_than_posts_is_said_in_words(leader: Client, hospital: Organisation) -> None:
    counted(hospital, "10", "73.5")
    counted(hospital, "10", "20", date=NOVEMBER)
    for url in (PAGE, "/bemanning/", "/bemanning/prognos/10/"):
        text = text_of(leader, url)
        assert "63,5" in text
        assert not re.search(r"[-\u2212][\d ,]+%", text)
    assert "+63,5" in text_of(leader, PAGE).split('id="by-place"')[1]


def test_a_line_is_of_what_is_the_same(leader: Client, blekinge: Organisation, hospital: Organisation) -> None:
    """One organisation in 2016 and all of them now are no course: the line breaks, and the words say why."""

    def drawn() -> str:
        return str(leader.get(PAGE).context["chart"]).split('class="chart-compact"')[0].replace("\u00a0", " ")

    def joined(chart: str) -> int:
        """Return how many days the line goes through."""
        return sum(
            len(re.findall(r"[\d.]+,[\d.]+|[\d.]+ [\d.]+", path))
            for path in re.findall(r'<path d="([^"]*)" fill="none"', chart)
        )

    today = timezone.localdate()
    for days, filled in ((400, "8"), (200, "7"), (0, "9")):
        counted(hospital, "10", filled, date=today - datetime.timedelta(days))
    assert joined(drawn()) == 3
    assert not leader.get(PAGE).context["picture"].breaks
    other = factories.OrganisationFactory(parent=blekinge, name="Primärvården")
    counted(other, "30", "21", date=today)
    ((before, after),) = leader.get(PAGE).context["picture"].breaks
    assert (before.organisations, after.organisations) == (1, 2)
    broken = drawn()
    title = re.search(r"<title[^>]*>([^<]*)</title>", broken).group(1)
    assert "25 %" in title
    assert (today - datetime.timedelta(400)).isoformat() not in title
    assert joined(broken) == 2
    assert "40,0" in text_of(leader, PAGE).split('class="note"')[-1]


def test_a_day_when_nothing_was_counted_is_not_named_at_the_axis(leader: Client, hospital: Organisation) -> None:
    counted(hospital, "10", "8", date=NOVEMBER)
    counted(hospital, "10", "9")
    chart = str(leader.get(PAGE).context["chart"])
    assert "2016-11" in chart
    assert "2017-12" not in chart
    assert "2017-11" not in chart


def test_the_note_has_one_name_in_form_list_and_table(leader: Client, hospital: Organisation) -> None:
    counted(hospital, note="räknad")
    target = {"organisation": hospital, "position": position(), "by_date": datetime.date(2031, 1, 1)}
    StaffingTarget.objects.create(**target, filled_fte="1", note="mål")
    head = "Organisation;Befattning;Specialitet;Datum;Tjänster;Tillsatta;Anteckning"  # as older templates have it
    pages = [text_of(leader, url) for url in (NEW, f"{PAGE}raknade/", "/bemanning/maltal/10/")]
    table = {"pasted": f"{head}\nBLS;specialistlakare;;2026-06-30;1;1;ur en äldre mall"}
    pages.append(leader.post(f"{PAGE}tabell/", table).content.decode())
    assert "ur en äldre mall" in pages[-1]
    assert all("Anmärkning" in page and "Anteckning" not in page for page in pages)
    assert "Anmärkning" in leader.get(f"{PAGE}mall/?format=csv").content.decode("utf-8-sig")


def test_a_speciality_of_another_profession_and_a_second_count_of_a_day_are_refused(
    leader: Client, hospital: Organisation
) -> None:
    assert leader.post(NEW, sent(hospital, speciality=speciality("ssk", "nurse").pk)).status_code == 422
    assert leader.post(NEW, sent(hospital)).status_code == 302
    assert leader.post(NEW, sent(hospital)).status_code == 422
    assert PostCount.objects.count() == 1


def test_a_manager_counts_the_own_part_and_readers_nothing(
    person: Callable[..., User], signed_in: Callable[[User], Client], blekinge: Organisation, hospital: Organisation
) -> None:
    manager = signed_in(person(Role.MANAGER, hospital))
    assert manager.post(NEW, sent(blekinge)).status_code == 422
    assert manager.post(NEW, sent(hospital)).status_code == 302
    of_the_region = counted(blekinge)
    assert manager.get(f"/bemanning/raknade/{of_the_region.pk}/ratta/").status_code == 403
    for role in (Role.AUDITOR, Role.STEERING_GROUP, Role.DECISION_MAKER):
        reader = signed_in(person(role, blekinge))
        assert reader.get(PAGE).status_code == 200
        assert reader.get(NEW).status_code == 403
        assert reader.post(NEW, sent(hospital)).status_code == 403
        assert reader.post(f"/bemanning/raknade/{of_the_region.pk}/ta-bort/", {"version": 1}).status_code == 403


def test_a_count_is_corrected_under_its_version(leader: Client, hospital: Organisation) -> None:
    one = counted(hospital, is_example=True, date=NOVEMBER)
    url = f"/bemanning/raknade/{one.pk}/ratta/"
    fields = {"date": "2016-11-30", "posts_fte": "9", "filled_fte": "8", "note": "rättad"}
    assert leader.post(url, fields).status_code == 400
    assert leader.post(url, {**fields, "version": 1}).status_code == 302
    one.refresh_from_db()
    assert (one.posts_fte, one.version, one.is_example) == (9, 2, False)
    assert leader.post(url, {**fields, "posts_fte": "7", "version": 1}).status_code == 409
    one.refresh_from_db()
    assert one.posts_fte == 9


def test_a_correction_does_not_land_on_another_counts_day(leader: Client, hospital: Organisation) -> None:
    counted(hospital, date=NOVEMBER)
    one = counted(hospital)
    fields = {"date": "2016-11-30", "posts_fte": "9", "filled_fte": "8", "version": 1}
    assert leader.post(f"/bemanning/raknade/{one.pk}/ratta/", fields).status_code == 422


def test_what_should_not_be_there_is_removed_and_stays_in_the_history(leader: Client, hospital: Organisation) -> None:
    one = counted(hospital)
    url = f"/bemanning/raknade/{one.pk}/ta-bort/"
    assert leader.post(url).status_code == 400
    leader.post(url, {"version": 7})
    assert PostCount.objects.exists()
    leader.post(url, {"version": 1})
    assert not PostCount.objects.exists()
    assert PostCount.history.filter(id=one.pk, history_type="-").exists()


def test_positions_say_what_a_trainee_becomes_and_loading_twice_is_the_same(db: None) -> None:
    loading.load()
    tally = loading.load()
    assert tally["positions new"] == tally["positions changed"] == tally["specialities changed"] == 0
    becomes = dict(Position.objects.filter(becomes__isnull=False).values_list("code", "becomes__code"))
    assert becomes["at"] == "st"
    assert becomes["st"] == "specialistlakare"
    assert becomes["vub-sjukskoterska"] == "specialistsjukskoterska"
    assert Speciality.objects.get(code="allmanmedicin").profession.code == "doctor"

"""Many counts at once: what a table says, what is refused at its cell, and that nothing is written by halves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from documents import sheets
from staffing.models import Organisation, PostCount, PostCountBatch, Role, User
from tests import factories
from tests.staffing.test_workforce import counted, position, speciality

pytestmark = pytest.mark.django_db

URL = "/bemanning/vakanser/10/tabell/"
HEAD = "Organisation;Befattning;Specialitet;Datum;Tjänster;Tillsatta;Anmärkning"
GOOD = "BLS;specialistlakare;psykiatri;2026-06-30;12,5;11;"


@pytest.fixture
def hospital(blekinge: Organisation) -> Organisation:
    position(), position("st"), speciality(), speciality("ssk", "nurse")
    return factories.OrganisationFactory(parent=blekinge, name="Blekingesjukhuset", code="BLS")


@pytest.fixture
def leader(
    person: Callable[..., User], signed_in: Callable[[User], Client], blekinge: Organisation, hospital: Organisation
) -> Client:
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


def table(*rows: str) -> dict[str, str]:
    return {"pasted": "\n".join([HEAD, *rows])}


def confirm(client: Client, preview) -> object:
    context = preview.context
    return client.post(URL, {"pasted": context["pasted"], "seen": context["seen"], "write": "1"})


def test_a_table_is_shown_and_then_written(leader: Client) -> None:
    second = "blekingesjukhuset;ST;;30 juni 2026;20;1 000,25;räknat; för hand"
    preview = leader.post(URL, table(GOOD, second.replace("räknat; för", "räknat för")))
    assert preview.status_code == 200
    assert not PostCount.objects.exists()
    assert confirm(leader, preview).status_code == 302
    rows = PostCount.objects.order_by("position__code")
    assert [(row.posts_fte, row.filled_fte, row.note) for row in rows] == [
        (12.5, 11, ""),
        (20, row_filled := rows[1].filled_fte, "räknat för hand"),
    ]
    assert str(row_filled) == "1000.25"
    assert rows[0].history.get().history_change_reason


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("XXX;st;;2026-06-30;1;1;", "A2"),
        (";st;;2026-06-30;1;1;", "A2"),
        ("BLS;kock;;2026-06-30;1;1;", "B2"),
        ("BLS;st;finns inte;2026-06-30;1;1;", "C2"),
        ("BLS;st;ssk;2026-06-30;1;1;", "C2"),
        ("BLS;st;;igår;1;1;", "D2"),
        ("BLS;st;;2999-01-01;1;1;", "D2"),
        ("BLS;st;;2009-01-01;1;1;", "D2"),
        ("BLS;st;;2026-06-30;;1;", "E2"),
        ("BLS;st;;2026-06-30;-1;1;", "E2"),
        ("BLS;st;;2026-06-30;1.234;1;", "E2"),
        ("BLS;st;;2026-06-30;1;NaN;", "F2"),
        ("BLS;st;;2026-06-30;1;1,234;", "F2"),
        ("BLS;st;;2026-06-30;1;5 st;", "F2"),
        (f"BLS;st;;2026-06-30;1;1;{'x' * 301}", "G2"),
        (f"BLS;st;;2026-06-30;10;99;{'x' * 301}", "G2"),
        ("BLS;st;;2026-06-30;10;99;", "F2"),
    ],
)
def test_what_is_wrong_is_named_at_its_cell_and_nothing_is_written(leader: Client, row: str, cell: str) -> None:
    response = leader.post(URL, table(row, GOOD) | {"write": "1", "seen": ""})
    assert response.status_code == 422
    assert [problem.reference for problem in response.context["problems"]] == [cell]
    assert not PostCount.objects.exists()


def test_far_more_filled_than_posts_is_written_with_a_note_that_says_why(leader: Client) -> None:
    preview = leader.post(URL, table("BLS;st;;2026-06-30;10;73,5;delas med Kalmar"))
    text = preview.content.decode().replace("\u00a0", " ")
    assert "+63,5" in text
    assert "%" not in text.split('id="preview"')[1].split("</table>")[0]
    assert confirm(leader, preview).status_code == 302
    assert PostCount.objects.get().filled_fte == 73.5


def test_the_same_posts_twice_name_both_rows(leader: Client) -> None:
    response = leader.post(URL, table(GOOD, GOOD.replace("BLS", "blekingesjukhuset")))
    (problem,) = response.context["problems"]
    assert problem.reference == "A3"
    assert "2" in str(problem.message)


@pytest.mark.parametrize("data", [{}, {"pasted": "a;b\n1;2"}, table(), table("BLS;st;;2026-06-30;1;;")])
def test_a_table_without_counts_is_refused(leader: Client, data: dict) -> None:
    assert leader.post(URL, data).status_code == 422


def test_a_row_without_filled_posts_is_passed_over(leader: Client) -> None:
    preview = leader.post(URL, table(GOOD, "BLS;st;;2026-06-30;1;;"))
    assert preview.context["skipped"] == 1
    assert len(preview.context["rows"]) == 1


def test_another_regions_unit_and_one_that_is_not_there_answer_alike(leader: Client, kalmar: Organisation) -> None:
    factories.OrganisationFactory(parent=kalmar, name="Länssjukhuset", code="LSK")
    answers = []
    for code in ("LSK", "XXX"):
        (problem,) = leader.post(URL, table(GOOD.replace("BLS", code))).context["problems"]
        answers.append((str(problem.message), str(problem.suggestion)))
    assert answers[0] == answers[1]


def test_a_manager_writes_the_own_part_only(
    person: Callable[..., User], signed_in: Callable[[User], Client], hospital: Organisation
) -> None:
    manager = signed_in(person(Role.MANAGER, hospital))
    assert manager.post(URL, table(GOOD)).status_code == 200
    response = manager.post(URL, table(GOOD.replace("BLS", "10")))
    assert [problem.code for problem in response.context["problems"]] == ["not_yours"]


def test_what_somebody_changed_meanwhile_is_shown_again(leader: Client, hospital: Organisation) -> None:
    preview = leader.post(URL, table(GOOD))
    counted(hospital, "1", "1", speciality=speciality(), date="2026-06-30")
    again = confirm(leader, preview)
    assert again.status_code == 409
    assert PostCount.objects.get().posts_fte == 1
    assert confirm(leader, again).status_code == 302
    one = PostCount.objects.get()
    assert (one.posts_fte, one.version) == (12.5, 2)


def test_the_template_filled_in_is_read_back(leader: Client, hospital: Organisation) -> None:
    counted(hospital, "12.5", "11", speciality=speciality(), date="2026-03-31")
    for file_type in ("xlsx", "csv"):
        response = leader.get(f"/bemanning/vakanser/10/mall/?format={file_type}")
        data = sheets.read_table(response.content, f"mall.{file_type}")
        cells = [[cell.text for cell in row.cells] for row in data.visible_sheets[0].rows]
        assert cells[1][0] == "BLS"
        assert cells[1][5].rstrip("0") == "12,5"
        assert cells[1][6] == ""
        cells[1][6] = "12"
        filled = "\n".join(";".join(row) for row in cells).encode()
        preview = leader.post(URL, {"file": SimpleUploadedFile("mall.csv", filled)})
        assert preview.status_code == 200
        (row,) = preview.context["rows"]
        assert (row.count.date, row.count.filled) == (timezone.localdate(), 12)
    assert leader.get("/bemanning/vakanser/10/mall/").status_code == 400


def test_readers_and_strangers(
    person: Callable[..., User],
    signed_in: Callable[[User], Client],
    blekinge: Organisation,
    kalmar: Organisation,
    hospital: Organisation,
) -> None:
    for role, place, status in ((Role.AUDITOR, blekinge, 403), (Role.PROCESS_LEADER, kalmar, 404)):
        client = signed_in(person(role, place))
        assert client.get(URL).status_code == status
        assert client.post(URL, table(GOOD)).status_code == status
        assert client.get("/bemanning/vakanser/10/mall/?format=csv").status_code == status


# Taken back -------------------------------------------------------------------------------------------------------------
def undo(client: Client, batch: PostCountBatch) -> object:
    return client.post(f"{URL}{batch.pk}/angra/")


def said() -> list[tuple[str, str, str]]:
    return [
        (row.position.code, str(row.filled_fte), row.note)
        for row in PostCount.objects.order_by("position__code", "date")
    ]


def test_a_table_is_taken_back_as_a_whole(leader: Client) -> None:
    confirm(leader, leader.post(URL, table(GOOD, "BLS;st;;2026-06-30;20;18;räknat")))
    before = said()
    PostCount.objects.filter(position__code="st").update(is_example=True)
    changed = GOOD.replace(";11;", ";9,5;ny")
    confirm(leader, leader.post(URL, table(changed, "BLS;st;;2026-06-30;20;17,25;", "BLS;st;;2026-03-31;1;1;")))
    assert len(said()) == 3
    second, first = PostCountBatch.objects.all()
    assert (len(first.rows), len(second.rows)) == (2, 3)
    # The first is built on: the second has written over its counts.
    undo(leader, first)
    assert (len(said()), PostCountBatch.objects.filter(undone_at__isnull=False).count()) == (3, 0)
    assert undo(leader, second).status_code == 302
    assert said() == before
    restored = PostCount.objects.get(position__code="st")
    assert restored.is_example
    assert [row.history_type for row in restored.history.all()] == ["~", "~", "+"]
    assert PostCount.history.filter(history_type="-").count() == 1
    second.refresh_from_db()
    assert second.undone_by is not None
    # Twice changes nothing more.
    again = undo(leader, second)
    assert "redan" in str(list(get_messages(again.wsgi_request))[-1])
    assert said() == before


def test_what_somebody_corrected_since_is_not_taken_back(leader: Client) -> None:
    confirm(leader, leader.post(URL, table(GOOD, "BLS;st;;2026-06-30;20;18;")))
    batch = PostCountBatch.objects.get()
    count = PostCount.objects.get(position__code="st")
    form = {"version": count.version, "posts_fte": "20", "filled_fte": "19", "date": "2026-06-30", "note": ""}
    assert leader.post(f"/bemanning/raknade/{count.pk}/ratta/", form).status_code == 302
    answer = undo(leader, batch)
    assert "Blekingesjukhuset" in str(list(get_messages(answer.wsgi_request))[-1])
    assert [filled for _code, filled, _note in said()] == ["11.00", "19.00"]
    batch.refresh_from_db()
    assert batch.undone_at is None


def test_a_count_that_was_removed_since_stops_it(leader: Client) -> None:
    confirm(leader, leader.post(URL, table(GOOD)))
    PostCount.objects.all().delete()
    undo(leader, PostCountBatch.objects.get())
    assert PostCountBatch.objects.get().undone_at is None


def test_a_table_that_changes_nothing_is_not_kept(leader: Client) -> None:
    for _time in range(2):
        confirm(leader, leader.post(URL, table(GOOD)))
    assert PostCountBatch.objects.count() == 1


def test_a_manager_takes_back_no_table_with_others_counts(
    leader: Client, person: Callable[..., User], signed_in: Callable[[User], Client], blekinge: Organisation
) -> None:
    confirm(leader, leader.post(URL, table(GOOD)))
    elsewhere = factories.OrganisationFactory(parent=blekinge, name="Primärvården", code="PV")
    manager = signed_in(person(Role.MANAGER, elsewhere))
    assert undo(manager, PostCountBatch.objects.get()).status_code == 403
    assert PostCount.objects.exists()


def test_the_page_lists_the_written_tables(leader: Client) -> None:
    confirm(leader, leader.post(URL, table(GOOD)))
    address = f"{URL}{PostCountBatch.objects.get().pk}/angra/"
    assert address in leader.get(URL).content.decode()
    leader.post(address)
    assert address not in leader.get(URL).content.decode()

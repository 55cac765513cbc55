"""A year of hires from an older system: each error at its cell, all or nothing, fast, undone as a whole."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from staffing import hire_import_sheet
from staffing.hire_import_row import ImportRow
from staffing.models import HireDecision, HireImport, HireNotice, HireOrder, HireReason, HireRequest, Role, Speciality
from tests import factories
from tests.documents import test_sheets_faults as files

pytestmark = pytest.mark.django_db

URL = reverse("hire_import") + "?region=10"
HEAD = [one.names[0] for one in hire_import_sheet.FIELDS]
LETTERS = {one.key: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place] for place, one in enumerate(hire_import_sheet.FIELDS)}
DAY = datetime.date


@pytest.fixture
def unit(blekinge):
    factories.profession("doctor")
    nurse = factories.profession("nurse")
    Speciality.objects.create(code="iva", profession=nurse, name_sv="intensivvård", name_en="intensive care")
    factories.hire_reason("request-sick-leave")
    factories.hire_reason("deviation-need", "deviation")
    return factories.OrganisationFactory(
        parent=blekinge, name="Vårdcentralen", code="VC", care_area=factories.care_area()
    )


@pytest.fixture
def leader(person, signed_in, blekinge, unit):
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


def line(number="G-1", **changed):
    """Return a followed-up hire as the cells of a row."""
    values = {
        "old_number": number, "place": "VC", "profession": "doctor", "speciality": None, "requested": DAY(2025, 1, 7),
        "first": DAY(2025, 3, 1), "last": DAY(2025, 3, 28), "hours": 160, "price": 1000.5,
        "reason": "request-sick-leave", "text": "Två är sjuka", "route": "Rangordning", "deviation": None,
        "outcome": "Beviljad", "decided": DAY(2025, 1, 9), "decider": "Områdeschef", "granted_hours": None,
        "valid_to": None, "supplier": "Bolaget", "ordered": DAY(2025, 1, 10), "filled": DAY(2025, 1, 20),
        "not_filled": None, "ended": DAY(2025, 3, 27), "actual_hours": 150, "actual_cost": 150075.25,
    }  # fmt: skip
    assert set(changed) <= set(values)
    return [(values | changed)[one.key] for one in hire_import_sheet.FIELDS]


NOT_ORDERED = dict.fromkeys(("supplier", "ordered", "filled", "ended", "actual_hours", "actual_cost"))
NOT_FILLED = dict.fromkeys(("filled", "ended", "actual_hours", "actual_cost"))
WITHDRAWN = {**NOT_ORDERED, "outcome": "Tillbakadragen", "decided": None, "decider": None}


def workbook(*rows):
    book = Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def send(client, content, name="hyror.xlsx"):
    return client.post(URL, {"file": SimpleUploadedFile(name, content)})


def brought_in(client, *rows):
    """Send, confirm, and return the import."""
    sent = send(client, workbook(*rows))
    assert sent.status_code == 302, [(one.reference, str(one.message)) for one in sent.context["problems"]]
    kept = HireImport.objects.latest("pk")
    assert client.post(reverse("hire_import_confirm", kwargs={"pk": kept.pk})).status_code == 302
    kept.refresh_from_db()
    return kept


# Written ----------------------------------------------------------------------------------------------------------------
def test_a_file_is_shown_then_written_as_it_says(leader, unit):
    sent = send(leader, workbook(line(), line("G-2", **WITHDRAWN), line("G-3", **NOT_ORDERED, outcome="avslag")))
    page = leader.get(sent.url)
    assert not HireRequest.objects.exists()
    assert "G-3" in page.content.decode()
    assert page.context["sums"].actual_sek == Decimal("150075.25")
    kept = HireImport.objects.get()
    leader.post(reverse("hire_import_confirm", kwargs={"pk": kept.pk}))
    made = HireRequest.objects.select_related("decision", "order").get(old_number="G-1")
    assert (str(made), made.state, made.organisation, made.care_area) == (
        "2025-0001",
        "followed_up",
        unit,
        unit.care_area,
    )
    assert (made.hours, made.weeks, made.cost_sek) == (160, 4, 160_080)
    assert (made.rule, made.decider, made.requested_by, made.hire_import) == (None, None, None, kept)
    assert timezone.localdate(made.requested_at) == DAY(2025, 1, 7)
    assert (made.decision.role_title, made.decision.granted_hours, made.decision.valid_to) == (
        "Områdeschef",
        160,
        DAY(2025, 3, 28),
    )
    assert (made.order.filled_date, made.order.ended_date) == (DAY(2025, 1, 20), DAY(2025, 3, 27))
    assert made.order.actual_cost_sek == Decimal("150075.25")
    states = dict(HireRequest.objects.values_list("old_number", "state"))
    assert states == {"G-1": "followed_up", "G-2": "withdrawn", "G-3": "refused"}
    assert HireDecision.objects.count() == 2
    for row in (made, made.decision, made.order):
        record = row.history.get()
        assert record.history_type == "+"
        assert record.history_user.email
        assert "hyror.xlsx" in record.history_change_reason
    assert not HireNotice.objects.exists()


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        (NOT_ORDERED, "granted"),
        (NOT_FILLED, "ordered"),
        ({**NOT_FILLED, "not_filled": "Ingen fanns"}, "not_filled"),
        (dict.fromkeys(("ended", "actual_hours", "actual_cost")), "filled"),
        ({"outcome": "Beviljad med ändringar", "granted_hours": 80}, "followed_up"),
        ({"profession": "Nurse", "speciality": "Intensivvård"}, "followed_up"),
        ({"route": "Direktupphandling", "deviation": "deviation-need"}, "followed_up"),
        ({"place": "vårdcentralen", "requested": None}, "followed_up"),
        ({"actual_cost": 0, "actual_hours": 0}, "followed_up"),
    ],
)
def test_how_far_a_request_has_come(leader, changed, state):
    brought_in(leader, line(**changed))
    assert HireRequest.objects.get().state == state


def test_the_pages_show_what_is_imported(leader, person, signed_in, blekinge):
    brought_in(leader, line(), line("G-2", **WITHDRAWN), line("G-3", **NOT_ORDERED))
    shown = leader.get(reverse("hire_list") + "?region=10&tab=all")
    assert shown.context["table"].paginator.count == 3
    found = leader.get(reverse("hire_list") + "?region=10&tab=all&q=g-2")
    assert [row.record.old_number for row in found.context["table"].page] == ["G-2"]
    for made in HireRequest.objects.all():
        page = leader.get(reverse("hire_detail", kwargs={"pk": made.pk}))
        assert page.status_code == 200
        assert made.old_number in page.content.decode()
    granted = HireRequest.objects.get(old_number="G-3")
    decider = signed_in(person(Role.DECISION_MAKER, blekinge))
    assert decider.post(reverse("hire_decide", kwargs={"pk": granted.pk}), {"version": 1}).status_code == 403
    assert leader.get(reverse("hire_export", kwargs={"file_type": "csv"}) + "?region=10&tab=all").status_code == 200


def test_numbers_follow_the_years_last_in_the_order_asked_for(leader, unit):
    factories.hire(unit, factories.delegation_rule(unit), year=2025, number=7)
    late, early = DAY(2025, 1, 8), DAY(2025, 1, 6)
    before = {"requested": DAY(2024, 12, 30)}
    brought_in(leader, line("A", requested=late), line("B", requested=early), line("C", **before))
    found = {one.old_number: str(one) for one in HireRequest.objects.exclude(old_number="")}
    assert found == {"A": "2025-0009", "B": "2025-0008", "C": "2024-0001"}


def test_what_is_there_already_is_passed_over_and_said(leader):
    brought_in(leader, line())
    # Wrong in every way, but not looked at: the number is there.
    sent = send(leader, workbook(line(" g-1 ", price="dyrt"), line("G-2")))
    page = leader.get(sent.url)
    assert page.context["skipped"] == ["g-1"]
    assert page.context["kept"].count == 1
    leader.post(reverse("hire_import_confirm", kwargs={"pk": page.context["kept"].pk}))
    assert HireRequest.objects.count() == 2
    again = leader.get(send(leader, workbook(line(), line("G-2"))).url)
    assert again.context["kept"].count == 0
    leader.post(reverse("hire_import_confirm", kwargs={"pk": again.context["kept"].pk}))
    assert HireRequest.objects.count() == 2


def test_confirmed_twice_it_is_written_once_and_two_files_of_the_same_do_not_collide(leader):
    addresses = [send(leader, workbook(line())).url for _n in range(2)]
    for address in (*addresses, addresses[0]):
        leader.post(address + "skriv/")
    assert HireRequest.objects.count() == 1
    assert list(HireImport.objects.order_by("pk").values_list("count", flat=True)) == [1, 0]


def test_the_database_holds_rule_or_import(unit, blekinge):
    made = factories.hire(unit, factories.delegation_rule(unit))
    kept = HireImport.objects.create(region=blekinge.region, made_at=timezone.now(), file_name="f", sha256="0")
    for change in ({"rule": None, "decider": None}, {"old_number": "G-1"}, {"hire_import": kept}):
        with pytest.raises(IntegrityError), transaction.atomic():
            HireRequest.objects.filter(pk=made.pk).update(**change)


# Refused ----------------------------------------------------------------------------------------------------------------
TOMORROW = DAY.today() + datetime.timedelta(days=2)
FAULTS = [
    ("old_number", {"number": None}, "empty"),
    ("old_number", {"number": "x" * 61}, "too_long"),
    ("place", {"place": None}, "unknown_place"),
    ("place", {"place": "08-P"}, "unknown_place"),
    ("profession", {"profession": "kock"}, "unknown_word"),
    ("speciality", {"speciality": "okänd"}, "unknown_word"),
    ("speciality", {"speciality": "iva"}, "other_profession"),
    ("requested", {"requested": TOMORROW}, "to_come"),
    ("first", {"first": "i våras"}, "no_day"),
    ("first", {"first": None}, "no_day"),
    ("first", {"first": DAY(2009, 1, 1), "last": DAY(2009, 1, 9)}, "closed"),
    ("last", {"last": DAY(2025, 2, 1)}, "disorder"),
    ("last", {"last": DAY(2028, 3, 3)}, "too_far"),
    ("last", {"last": "2025-02-30"}, "no_day"),
    ("hours", {"hours": 0}, "out_of_range"),
    ("hours", {"hours": "1.234"}, "two_numbers"),
    ("hours", {"hours": 12.25}, "too_exact"),
    ("hours", {"hours": None}, "no_number"),
    ("price", {"price": "dyrt"}, "no_number"),
    ("price", {"price": -1}, "out_of_range"),
    ("price", {"price": 1e9}, "out_of_range"),
    ("price", {"price": 1.005}, "too_exact"),
    ("reason", {"reason": "lust"}, "unknown_word"),
    ("reason", {"reason": "deviation-need"}, "unknown_word"),
    ("text", {"text": None}, "empty"),
    ("text", {"text": "x" * 2001}, "too_long"),
    ("text", {"text": "Anna 19121212-1212 är sjuk"}, "identity_number"),
    ("text", {"text": "a\u202eb"}, "hidden_character"),
    ("route", {"route": "bakvägen"}, "unknown_word"),
    ("deviation", {"route": "Utanför ramavtal"}, "no_reason"),
    ("deviation", {"deviation": "request-sick-leave"}, "unknown_word"),
    ("outcome", {"outcome": "Väntar på beslut"}, "undecided"),
    ("outcome", {"outcome": "kanske"}, "unknown_word"),
    ("decided", {"decided": None}, "empty"),
    ("decided", {"decided": DAY(2025, 1, 2)}, "disorder"),
    ("decided", {"decided": TOMORROW}, "to_come"),
    ("decided", {**WITHDRAWN, "decided": DAY(2025, 1, 9)}, "not_granted"),
    ("decider", {"decider": None}, "empty"),
    ("decider", {"decider": "121212-1212"}, "identity_number"),
    ("decider", {**WITHDRAWN, "decider": "Chef"}, "not_granted"),
    ("granted_hours", {"granted_hours": 161}, "too_much"),
    ("granted_hours", {"outcome": "ändrad"}, "empty"),
    ("granted_hours", {**NOT_ORDERED, "outcome": "avslag", "granted_hours": 10}, "not_granted"),
    ("valid_to", {"valid_to": DAY(2025, 3, 29)}, "outside_days"),
    ("valid_to", {**NOT_ORDERED, "outcome": "avslag", "valid_to": DAY(2025, 3, 2)}, "not_granted"),
    ("supplier", {"supplier": None}, "empty"),
    ("supplier", {**NOT_ORDERED, "supplier": "AB"}, "not_ordered"),
    ("ordered", {**NOT_FILLED, "outcome": "avslag"}, "not_granted"),
    ("ordered", {"ordered": TOMORROW}, "to_come"),
    ("filled", {"filled": DAY(2025, 1, 9)}, "disorder"),
    ("not_filled", {"not_filled": "Ingen"}, "both"),
    ("ended", {"ended": DAY(2025, 1, 19)}, "disorder"),
    ("ended", {"ended": None}, "half_followed_up"),
    ("ended", {**NOT_FILLED, "ended": DAY(2025, 3, 1)}, "not_filled"),
    ("actual_hours", {"actual_hours": None}, "half_followed_up"),
    ("actual_hours", {"actual_hours": -1}, "out_of_range"),
    ("actual_cost", {"actual_cost": None}, "half_followed_up"),
    ("actual_cost", {"actual_cost": 1e12}, "out_of_range"),
    ("actual_cost", {"actual_cost": "5 kr"}, "no_number"),
]


@pytest.mark.parametrize(("key", "changed", "code"), FAULTS, ids=lambda one: str(one)[:30])
def test_an_error_is_named_at_its_cell_and_nothing_is_written(leader, key, changed, code):
    page = send(leader, workbook(line("G-0"), line(**changed)))
    assert page.status_code == 422
    assert [(one.reference, one.code) for one in page.context["problems"]] == [(f"{LETTERS[key]}3", code)]
    (problem,) = page.context["problems"]
    assert str(problem.message)
    assert str(problem.suggestion)
    assert f">{LETTERS[key]}3<" in page.content.decode()
    assert not HireImport.objects.exists()
    assert not HireRequest.objects.exists()


def test_a_number_twice_names_both_rows(leader):
    page = send(leader, workbook(line("G-1"), line("g-1 ")))
    (problem,) = page.context["problems"]
    assert (problem.reference, problem.code) == ("A3", "twice")
    assert "2" in str(problem.message)


def without(column):
    place = HEAD.index(column)
    book = Workbook()
    for row in (HEAD, line()):
        book.active.append(row[:place] + row[place + 1 :])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (workbook(), "a.xlsx", "nothing"),
        (without("Pris kr/timme"), "a.xlsx", "missing_column"),
        (b"Nummer;Enhet\n1;2", "a.csv", "missing_column"),
        ("en;två\n1;2".encode(), "a.csv", "header_not_found"),
    ],
)
def test_a_table_that_is_none_of_hires_is_refused(leader, content, name, code):
    page = send(leader, content, name)
    assert page.status_code == 422
    assert code in [one.code for one in page.context["problems"]]


BAD_FILES = {
    "PDF": b"%PDF-1.7",
    "old Excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "empty": b"",
    "cut": workbook(line())[:-200],
    "macros": files.repack(workbook(line()), None, {"xl/vbaProject.bin": b"x"}),
    "a web page": b"<html><table><tr><td>Nummer</td></tr></table></html>",
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_is_no_table_is_refused_in_words(leader, content):
    page = send(leader, content)
    assert page.status_code == 422
    assert page.context["form"].errors["file"]
    assert not HireImport.objects.exists()


def test_a_merged_cell_and_a_formula_without_a_value_are_named(leader):
    book = load_workbook(io.BytesIO(workbook(line(), line("G-2"), line("G-3"))))
    book.active.merge_cells(f"{LETTERS['place']}2:{LETTERS['place']}3")
    book.active[f"{LETTERS['price']}4"] = "=1+1"
    target = io.BytesIO()
    book.save(target)
    page = send(leader, target.getvalue())
    assert {one.reference for one in page.context["problems"]} >= {"B2", f"{LETTERS['price']}4"}


# A year ---------------------------------------------------------------------------------------------------------------------
def year(count=2000, bad=()):
    rows = []
    for number in range(count):
        first = DAY(2025, 1, 1) + datetime.timedelta(days=number % 300)
        days = {"requested": DAY(2024, 12, 1), "decided": DAY(2024, 12, 3), "ordered": DAY(2024, 12, 5)}
        kinds = [{}, NOT_FILLED, {**NOT_ORDERED}, WITHDRAWN]
        ends = {"filled": DAY(2024, 12, 9), "ended": first + datetime.timedelta(days=20)}
        changed = {**days, **ends, **kinds[number % 4], "first": first, "last": first + datetime.timedelta(days=27)}
        rows.append(line(f"G-{number}", **changed))
    for row, key, value in bad:
        rows[row - 2][list(LETTERS).index(key)] = value
    return workbook(*rows)


def test_two_thousand_rows_are_read_written_and_undone_in_a_few_queries(leader):
    content = year()
    with CaptureQueriesContext(connection) as reading:
        sent = send(leader, content)
    assert sent.status_code == 302
    kept = HireImport.objects.get()
    assert kept.count == 2000
    with CaptureQueriesContext(connection) as writing:
        leader.post(reverse("hire_import_confirm", kwargs={"pk": kept.pk}))
    assert HireRequest.objects.count() == 2000
    assert HireDecision.objects.count() == 1500
    assert HireOrder.objects.count() == 1000
    assert HireRequest.history.count() == 2000
    with CaptureQueriesContext(connection) as undoing:
        leader.post(reverse("hire_import_undo", kwargs={"pk": kept.pk}))
    assert not HireRequest.objects.exists()
    assert HireRequest.history.filter(history_type="-").count() == 2000
    # SQLite takes 999 values at once, so that inserts come in batches; nothing else grows with the rows.
    for queries in (reading, writing, undoing):
        others = [one["sql"] for one in queries if not one["sql"].startswith("INSERT")]
        assert len(others) < 30, others
    assert len(writing) < 300


def test_in_two_thousand_rows_each_bad_cell_is_found_and_no_other(leader):
    bad = [
        (17, "place", "finns inte"),
        (400, "price", "1.234"),
        (401, "text", "Kalle 850101-1234"),
        (1203, "first", "i fjol"),
        (1500, "outcome", "väntar"),
        (2001, "reason", "vet inte"),
    ]
    page = send(leader, year(bad=bad))
    assert [one.reference for one in page.context["problems"]] == [f"{LETTERS[key]}{row}" for row, key, _value in bad]
    assert not HireImport.objects.exists()


# Undone ---------------------------------------------------------------------------------------------------------------------
def test_an_import_is_undone_and_may_come_again(leader):
    kept = brought_in(leader, line(), line("G-2"))
    page = leader.get(reverse("hire_import_preview", kwargs={"pk": kept.pk}))
    assert page.context["is_undoable"]
    leader.post(reverse("hire_import_undo", kwargs={"pk": kept.pk}))
    assert not HireRequest.objects.exists()
    assert not HireOrder.objects.exists()
    kept.refresh_from_db()
    assert kept.undone_by
    for model in (HireRequest, HireDecision, HireOrder):
        assert sorted(model.history.values_list("history_type", flat=True)) == ["+", "+", "-", "-"]
    brought_in(leader, line(), line("G-2"))
    assert HireRequest.objects.count() == 2


def gone_on(made, unit):
    HireRequest.objects.filter(pk=made.pk).update(version=2)


def prolonged(made, unit):
    factories.hire(unit, factories.delegation_rule(unit), number=99, extends=made)


@pytest.mark.parametrize("build", [gone_on, prolonged])
def test_what_somebody_has_gone_on_with_is_not_undone(leader, unit, build):
    kept = brought_in(leader, line(), line("G-2"))
    build(HireRequest.objects.get(old_number="G-2"), unit)
    leader.post(reverse("hire_import_undo", kwargs={"pk": kept.pk}))
    kept.refresh_from_db()
    assert kept.undone_at is None
    assert HireRequest.objects.exclude(old_number="").count() == 2
    assert not leader.get(reverse("hire_import_preview", kwargs={"pk": kept.pk})).context["is_undoable"]


# Who, and the template ----------------------------------------------------------------------------------------------------------
def test_only_the_process_leader_of_the_region_brings_hires_in(person, signed_in, blekinge, kalmar, unit):
    stranger = signed_in(person(Role.PROCESS_LEADER, kalmar))
    assert stranger.get(URL).status_code == 404
    for role in (Role.MANAGER, Role.CONTROLLER):
        other = signed_in(person(role, blekinge))
        assert other.get(URL).status_code == 403
        assert URL not in other.get(reverse("hire_list") + "?region=10").content.decode()
    leader = signed_in(person(Role.PROCESS_LEADER, blekinge))
    assert URL in leader.get(reverse("hire_list") + "?region=10").content.decode()


def test_the_template_filled_in_comes_back(leader):
    answer = leader.get(reverse("hire_import_template", kwargs={"file_type": "xlsx"}) + "?region=10")
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    top = next(row for row in sheet.iter_rows() if row[0].value == "Nummer")
    assert [cell.value for cell in top] == HEAD
    for cell, value in zip(top, line(), strict=True):
        sheet.cell(cell.row + 1, cell.column).value = value
    target = io.BytesIO()
    book.save(target)
    assert send(leader, target.getvalue()).status_code == 302
    text = leader.get(reverse("hire_import_template", kwargs={"file_type": "csv"}) + "?region=10").content
    assert text.decode("utf-8-sig").startswith("Nummer;Enhet")


def test_a_kept_row_is_read_back_as_it_was():
    row = ImportRow.of({
        **dict.fromkeys((one for one in ImportRow.__dataclass_fields__), ""), "place": 1, "care_area": None,
        "profession": 2, "speciality": None, "reason": 3, "deviation": None, "granted_hours": None,
        **dict.fromkeys(("first", "last", "requested", "decided", "valid_to", "ordered"), DAY(2025, 1, 2)),
        "filled": None, "ended": None, "hours": Decimal("1.5"), "price": Decimal("2.25"), "actual_hours": None,
        "actual_cost": Decimal(0),
    })  # fmt: skip
    assert ImportRow.from_json(row.as_json()) == row


def test_no_form_offers_the_reason_of_what_was_decided_elsewhere(leader):
    brought_in(leader, line())
    assert HireReason.objects.get(code="decision-outside-system").is_retired

"""What is wrong in a file of hires is named at its cell, and nothing is written."""

from __future__ import annotations

import datetime
import io

import pytest
from openpyxl import Workbook, load_workbook

from staffing.models import HireImport, HireRequest
from tests.documents import test_sheets_faults as files
from tests.staffing.hire_import_world import (
    DAY,
    HEAD,
    LETTERS,
    NOT_FILLED,
    NOT_ORDERED,
    WITHDRAWN,
    line,
    send,
    workbook,
)
from tests.staffing.hire_import_world import leader as leader  # noqa: PLC0414 -- a fixture
from tests.staffing.hire_import_world import unit as unit  # noqa: PLC0414 -- a fixture

pytestmark = pytest.mark.django_db

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

"""The faults of uploads (1–13 of the guide) in the real template of the product: refused at the cell, and nothing is written.

Each fault takes the template that a controller fetches, filled in, and spoils it; what is sound in another guise is read exactly.
"""

import io
import json
import re
import subprocess
import unicodedata
from decimal import Decimal

import pytest
from django.urls import reverse

from documents import sheets
from documents.sheets import reader
from indicators.models import CostLine, CostUpload
from tests.documents import test_sheets_faults as files
from tests.indicators.test_cost_template import AMOUNT, FIRST, fetched
from tests.indicators.test_upload_pages import act, everything, upload
from tests.indicators.test_upload_pages import controller as controller  # noqa: PLC0414 -- a fixture
from tests.indicators.test_upload_pages import words as words  # noqa: PLC0414 -- a fixture

NBSP, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"
LAST_CELL = "XFD1048576"


@pytest.fixture(autouse=True)
def children(monkeypatch):
    """Return the limits of each child process that has read a file."""
    limits, run = [], subprocess.run

    def noted(command, **options):
        assert command[-1] == "documents.sheets.child"
        limits.append(json.loads(options["input"].partition(b"\n")[0]))
        return run(command, **options)

    monkeypatch.setattr(reader.subprocess, "run", noted)
    return limits


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def template(client, change=None):
    """Return the template of the product with an amount in each row, changed at last."""
    book = fetched(client)
    sheet = book.worksheets[0]
    for number in range(FIRST, sheet.max_row + 1):
        sheet.cell(number, AMOUNT).value = number * 1000
    if change is not None:
        change(book, sheet)
    return saved(book)


def cell(reference, value, number_format=None):
    """Return what writes a value in a cell."""

    def write(_book, sheet):
        sheet[reference].value = value
        if number_format:
            sheet[reference].number_format = number_format

    return write


def both(*changes):
    def change(book, sheet):
        for one in changes:
            one(book, sheet)

    return change


def again(**changed):
    """Return what makes row 7 the same as row 6, in the spellings given by column."""

    def write(_book, sheet):
        for column in "ABDEF":
            sheet[f"{column}7"].value = changed.get(column, sheet[f"{column}6"].value)

    return write


CELLS = {
    "1 another region above the table": (cell("B1", "Kalmar"), "other_region", ["B1"]),
    "1 another period above the table": (cell("B2", "2016-K3"), "other_period", [f"A{row}" for row in range(6, 14)]),
    "1 another period in a row": (cell("A7", "2016-K3"), "other_period", ["A7"]),
    "1 a unit that does not exist": (cell("B7", "qwerty"), "unknown_organisation", ["B7"]),
    "1 a unit of another region": (cell("B7", "08-P"), "unknown_organisation", ["B7"]),
    "2 less than zero": (cell("G7", -1), "negative", ["G7"]),
    "2 a thousand milliards": (cell("G7", 1e12), "too_large", ["G7"]),
    "2 a percentage": (cell("G7", 1.2, "0.0%"), "percent", ["G7"]),
    "2 more than all on call": (cell("J6", 6001), "part_outside", ["J6"]),
    "2 more than all outside": (cell("K6", 6001), "part_outside", ["K6"]),
    **{
        f"2 {text}": (cell("G7", text), "not_a_number", ["G7"])
        for text in ("5 kr", "NaN", "Infinity", "1_000", "１２３")
    },
    "3 a point that may be either": (cell("G7", "1.234"), "ambiguous_number", ["G7"]),
    "4 merged keys": (lambda _book, sheet: sheet.merge_cells("D6:D7"), "merged_cell", ["D6", "D7"]),
    "4 merged amounts": (lambda _book, sheet: sheet.merge_cells("G6:G7"), "merged_cell", ["G6", "G7"]),
    "4 a formula that was never computed": (cell("G7", "=1+1"), "formula_without_value", ["G7"]),
    "5 a row twice": (again(), "duplicate_row", ["A6", "A7"]),
    "5 in capitals": (again(D="LÄKARE"), "duplicate_row", ["A6", "A7"]),
    "5 with a hard space": (again(E=f"somatik{NBSP}"), "duplicate_row", ["A6", "A7"]),
    "5 with letters taken apart": (
        again(D=unicodedata.normalize("NFD", "läkare")),
        "duplicate_row",
        ["A6", "A7"],
    ),
    "6 headings only": (lambda _book, sheet: sheet.delete_rows(FIRST, 20), "no_rows", None),
    "12 a renamed column": (cell("F5", "Slag av personal"), "missing_column", ["F5"]),
    "12 a column gone": (lambda _book, sheet: sheet.delete_cols(4), "missing_column", None),
    "12 an amount without a unit": (cell("G5", "Belopp"), "no_unit", ["G5"]),
}  # fmt: skip


@pytest.mark.parametrize("fault", CELLS)
def test_a_fault_in_the_template_is_named_at_its_cell_and_nothing_is_written(controller, children, fault):
    change, code, places = CELLS[fault]
    content = template(controller, change)
    before = everything()
    page = upload(controller, name="mall.xlsx", content=content)
    assert (page.status_code, everything()) == (422, before)
    found = [problem for one in page.context["groups"] for problem in one["problems"] if problem.code == code]
    assert found, [one["group"].code for one in page.context["groups"]]
    assert all(str(one.message) for one in found)
    if places is not None:
        assert [one.reference for one in found] == places
        for one in found:
            assert f">{one.reference}</td>" in page.text
    assert "Kalmars primärvård" not in page.text
    assert len(children) == 1


def repacked(changes=None, added=None):
    return lambda content: files.repack(content, changes, added)


def encrypted(content):
    spoilt = bytearray(content)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        spoilt[spoilt.find(mark) + offset] |= 1
    return bytes(spoilt)


FILES = {
    "6 cut half-way": ("truncated", lambda content: content[: len(content) // 2]),
    "6 empty": (None, lambda _content: b""),
    "7 a bomb by ratio": ("zip_bomb", repacked(added={"xl/a.xml": b" " * 20_000_000})),
    "7 a bomb by count": ("zip_bomb", repacked(added={f"xl/a{number}.xml": b"<a/>" for number in range(1001)})),
    "7 a zip in the zip": ("embedded_file", lambda content: files.repack(content, added={"xl/embeddings/a.bin": content})),
    "9 password": ("password_protected", lambda _content: files.ole("EncryptionInfo", "EncryptedPackage")),
    "9 an encrypted zip": ("password_protected", encrypted),
    "9 an old Excel file": ("old_excel", lambda _content: files.ole("Workbook")),
    "9 OpenDocument": ("open_document", lambda _content: files.open_document()),
    "9 a PDF": ("pdf", lambda _content: b"%PDF-1.7\n1 0 obj"),
    "9 macros": ("macros", repacked(added={"xl/vbaProject.bin": b"\xcc\x61"})),
    "9 a link to another file": (
        "external_links",
        repacked(added={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
    ),
    "10 an entity from a file": ("unsafe_xml", repacked({files.SHEET: files.replacing(b"<worksheet", files.DTD)})),
    "10 a billion laughs": ("unsafe_xml", repacked({"xl/styles.xml": lambda part: files.LAUGHS + part})),
}  # fmt: skip


@pytest.mark.parametrize("fault", FILES)
@pytest.mark.parametrize("name", ["mall.xlsx", "mall.csv"])
def test_a_template_that_is_not_one_any_more_is_refused_by_its_content(controller, children, fault, name):
    code, spoil = FILES[fault]
    content = spoil(template(controller))
    before = everything()
    page = upload(controller, name=name, content=content)
    assert (page.status_code, everything()) == (422, before)
    assert 'id="error-summary"' in page.text
    # Of an empty file the form says so itself, and no process starts.
    assert len(children) == (code is not None)
    if code is not None:
        with pytest.raises(sheets.UploadRefused) as refused:
            sheets.read_table(content, name)
        assert refused.value.code == code


def test_6_a_template_of_200_mb_is_refused_before_a_process_reads_it(controller, children, settings):
    content = template(controller)
    settings.UPLOAD_LIMIT_BYTES = len(content) - 1
    before = everything()
    assert (upload(controller, name="mall.xlsx", content=content).status_code, everything()) == (422, before)
    assert children == []


def moved(_book, sheet):
    """Move the columns of what is filled in to the left, and the keys after them."""
    sheet.move_range(f"A5:F{sheet.max_row}", cols=20)


def hidden(book, sheet):
    sheet.row_dimensions[7].hidden = True
    book.worksheets[-1].sheet_state = "hidden"


def titled(book, sheet):
    sheet.title = "<b>..' onload="


SOUND = {
    "3 decimal comma and spaces": (both(cell("G6", "1 234,50"), cell("G7", f"2{NBSP}345,5")), "1234.50", "2345.50"),
    "3 a narrow space": (both(cell("G6", f"1{NARROW}234"), cell("G7", "7")), "1234", "7"),
    "3 a minus of word, where a correction is meant": (
        both(cell("G6", f"{MINUS}5 000"), cell("N6", "ja"), cell("G7", 0)), "-5000", "0",
    ),
    "12 columns moved": (moved, "6000", "7000"),
    "12 hidden rows and sheets": (hidden, "6000", "7000"),
    "13 markup in the sheet's name": (titled, "6000", "7000"),
}  # fmt: skip


@pytest.mark.parametrize("guise", SOUND)
def test_what_is_sound_in_another_guise_is_read_exactly(controller, children, guise):
    change, *amounts = SOUND[guise]
    page = upload(controller, name="../../<b>mall</b>.xlsx", content=template(controller, change), follow=True)
    assert page.status_code == 200, [one["group"].code for one in page.context["groups"]]
    assert "<b>" not in page.text
    assert ("7" in " ".join(CostUpload.objects.get().notices)) == (guise == "12 hidden rows and sheets")
    act(controller, "cost_upload_confirm", CostUpload.objects.get().pk)
    rows = CostLine.objects.order_by("pk").values_list("amount_sek", flat=True)
    assert list(rows)[:2] == [Decimal(one) for one in amounts]
    assert len(rows) == 8
    assert len(children) == 1
    assert {"memory_bytes", "cpu_seconds"} <= set(children[0])


def test_8_a_cell_in_the_last_corner_is_named(controller):
    content = template(controller, cell(LAST_CELL, "x"))
    before = everything()
    page = upload(controller, name="mall.xlsx", content=content)
    assert (page.status_code, everything()) == (422, before)
    assert LAST_CELL in page.context["form"].errors["file"][0]


def test_8_a_false_dimension_hides_no_row(controller):
    def lie(part):
        return re.sub(rb'<dimension ref="[^"]+"', b'<dimension ref="A1:A1"', part)

    content = files.repack(template(controller), {files.SHEET: lie})
    upload(controller, name="mall.xlsx", content=content)
    assert len(CostUpload.objects.get().lines) == 8


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(("delimiter", "first"), [(";", ""), ("\t", ""), (";", "sep=;\r\n")])
def test_11_the_template_as_text_is_the_same_in_any_encoding(controller, encoding, delimiter, first):
    content = (first + as_text(controller).replace(";", delimiter)).encode(encoding)
    assert upload(controller, name="mall.csv", content=content).status_code == 302
    assert [Decimal(line[6]) for line in CostUpload.objects.get().lines] == [5] * 8


def test_11_mojibake_in_the_template_is_refused_at_its_cell(controller):
    content = as_text(controller).encode().decode("cp1252").encode()
    before = everything()
    page = upload(controller, name="mall.csv", content=content)
    assert (page.status_code, everything()) == (422, before)
    assert re.search(r"\b[A-O]\d+\b", page.context["form"].errors["file"][0])


def as_text(client):
    """Return the template as CSV with 5 kronor in each row."""
    address = reverse("cost_template", kwargs={"code": "10"}, query={"period": "2016-K4", "format": "csv"})
    head, *rows = client.get(address).content.decode("utf-8-sig").strip().splitlines()
    cells = [row.split(";") for row in rows]
    for one in cells:
        one[6] = "5"
    return "\r\n".join([head, *(";".join(one) for one in cells)])

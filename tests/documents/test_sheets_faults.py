"""Each fault of an upload, injected for real: the code, the place, words, and that nothing was read."""

import io
import os
import re
import signal
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from documents import sheets
from documents.sheets import refusals, worksheets

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"


def workbook(*rows, change=None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Kostnader"
    for row in rows or (("Enhet", "Kostnad"), ("A", 1.5)):
        sheet.append(row)
    if change:
        change(book, sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repack(content, changes=None, added=None, compress=zipfile.ZIP_DEFLATED):
    """Return the workbook with parts changed by functions and others added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", compress) as copy:
        for info in source.infolist():
            part = source.read(info)
            changed = (changes or {}).get(info.filename, lambda same: same)(part)
            assert changed != part or info.filename not in (changes or {}), f"{info.filename} did not change"
            copy.writestr(info.filename, changed)
        for name, part in (added or {}).items():
            copy.writestr(name, part)
    return target.getvalue()


def replacing(old, new):
    return lambda part: part.replace(old, new, 1)


def appended(xml):
    return replacing(b"</sheetData>", xml + b"</sheetData>")


def refused(content, name="budget.xlsx", **limits):
    """Return the refusal; that `read_table` raises it is that nothing was read."""
    with pytest.raises(sheets.UploadRefused) as caught:
        sheets.read_table(content, name, limits=sheets.Limits(**limits))
    assert str(caught.value)
    assert "%(" not in str(caught.value)
    return caught.value


def cells_of(content, **limits):
    data = sheets.read_table(content, "budget.xlsx", limits=sheets.Limits(**limits))
    return {cell.reference: cell for sheet in data.sheets for row in sheet.rows for cell in row.cells}


def ole(*streams):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + b"".join(f"{s}\0".encode("utf-16-le") for s in streams)


def open_document():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<a/>")
    return target.getvalue()


def word_document():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(TYPES, "<Types/>")
        archive.writestr("word/document.xml", "<a/>")
    return target.getvalue()


def plain_zip():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("budget.csv", "a;b")
    return target.getvalue()


def encrypted_zip():
    content = bytearray(workbook())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(mark)
        content[at + offset] |= 1
    return bytes(content)


def external_link():
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"'
        b' Target="file:///C:/budget.xlsx" TargetMode="External"/></Relationships>'
    )
    return repack(workbook(), {"xl/_rels/workbook.xml.rels": replacing(b"</Relationships>", relation)})


def macro_types(part):
    return part.replace(b"spreadsheetml.sheet.main+xml", b"x").replace(
        b"application/vnd.openxmlformats-officedocument.x", b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )


DTD = b'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet'
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'

FILES = {
    "an old Excel file with a new name": ("old_excel", ole("Workbook"), {}),
    "an Excel 5 file": ("old_excel", ole("Book"), {}),
    "an old Word file": ("old_office", ole("WordDocument"), {}),
    "an encrypted workbook": ("password_protected", ole("EncryptionInfo", "EncryptedPackage"), {}),
    "an encrypted zip": ("password_protected", encrypted_zip(), {}),
    "OpenDocument": ("open_document", open_document(), {}),
    "a PDF": ("pdf", b"%PDF-1.7\n1 0 obj", {}),
    "a PDF after a byte order mark": ("pdf", b"\xef\xbb\xbf\n%PDF-1.7\n", {}),
    "a web page": ("web_page", b"<html><table><tr><td>Enhet</td></tr></table></html>", {}),
    "a picture": ("not_a_table", b"\x89PNG\r\n\x1a\n\0\0", {"kind": "PNG"}),
    "XML of 2003": ("not_a_table", b'<?xml version="1.0"?><Workbook/>', {"kind": "XML"}),
    "a Word file": ("not_a_table", word_document(), {"kind": "Word"}),
    "a zip": ("not_a_table", plain_zip(), {"kind": "ZIP"}),
    "a macro": ("macros", repack(workbook(), added={"xl/vbaProject.bin": b"\xcc\x61"}), {}),
    "a macro under another name": ("macros", repack(workbook(), {TYPES: macro_types}), {}),
    "a macro sheet": ("macros", repack(workbook(), added={"xl/macrosheets/sheet1.xml": b"<a/>"}), {}),
    "a binary workbook": (
        "binary_workbook",
        repack(workbook(), {TYPES: replacing(b"spreadsheetml.sheet.main", b"sheet.binary.macroEnabled.main")}),
        {},
    ),
    "a link to another file": ("external_links", external_link(), {}),
    "the part of an external link": (
        "external_links",
        repack(workbook(), added={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
        {},
    ),
    "a data connection": ("external_links", repack(workbook(), added={"xl/connections.xml": b"<connections/>"}), {}),
    "a zip in the zip": (
        "embedded_file",
        repack(workbook(), added={"xl/embeddings/a.bin": workbook()}),
        {"part": "xl/embeddings/a.bin"},
    ),
    "a bomb by ratio": ("zip_bomb", repack(workbook(), added={"xl/a.xml": b" " * 20_000_000}), {"reason": "ratio"}),
    "a bomb by count": (
        "zip_bomb",
        repack(workbook(), added={f"xl/a{number}.xml": b"<a/>" for number in range(1001)}),
        {"reason": "entries"},
    ),
    "an entity from a file": ("unsafe_xml", repack(workbook(), {SHEET: replacing(b"<worksheet", DTD)}), {}),
    "a billion laughs in the styles": (
        "unsafe_xml",
        repack(workbook(), {"xl/styles.xml": lambda part: LAUGHS + part}),
        {"part": "xl/styles.xml"},
    ),
    "a billion laughs in the types": (
        "unsafe_xml",
        repack(workbook(), {TYPES: lambda part: LAUGHS + part}),
        {"part": TYPES},
    ),
    "a billion laughs in the relations": (
        "unsafe_xml",
        repack(workbook(), {"_rels/.rels": lambda part: LAUGHS + part}),
        {"part": "_rels/.rels"},
    ),
    "a DTD in UTF-16": (
        "unsafe_xml",
        repack(workbook(), added={"xl/a.xml": (LAUGHS.decode() + "<a/>").encode("utf-16")}),
        {"part": "xl/a.xml"},
    ),
    "a workbook cut half-way": ("truncated", workbook()[: len(workbook()) // 2], {}),
    "nothing": ("empty_file", b"", {}),
    "only spaces": ("empty_file", b"\xef\xbb\xbf \r\n\r\n", {}),
    "only delimiters": ("empty_file", b";;;\r\n;;;\r\n", {}),
    "a workbook without a value": ("empty_file", workbook(()), {}),
    "broken XML": ("damaged", repack(workbook(), {SHEET: replacing(b"</sheetData>", b"")}), {"part": "Kostnader"}),
    "a broken entity in a plain row": ("damaged", repack(workbook(), {SHEET: replacing(b"<t>A", b"<t>&nej;A")}), {}),
    "a missing sheet": (
        "damaged",
        repack(workbook(), {"xl/_rels/workbook.xml.rels": replacing(b"sheet1.xml", b"sheet9.xml")}),
        {"part": "Kostnader"},
    ),
    "two parts of one name": (
        "damaged",
        repack(workbook(), added={SHEET.upper(): b"<worksheet/>"}),
        {"part": SHEET.upper()},
    ),
    "a row twice": (
        "disordered_rows",
        repack(workbook(), {SHEET: appended(b'<row r="2"><c r="A2"><v>9</v></c></row>')}),
        {"sheet": "Kostnader", "reference": "A2"},
    ),
    "a cell twice": (
        "disordered_rows",
        repack(workbook(), {SHEET: appended(b'<row r="3"><c r="B3"><v>9</v></c><c r="B3"><v>8</v></c></row>')}),
        {"reference": "B3"},
    ),
    "a cell of another row": (
        "disordered_rows",
        repack(workbook(), {SHEET: appended(b'<row r="3"><c r="B7"><v>9</v></c></row>')}),
        {"reference": "B7"},
    ),
    "UTF-16 without a mark": ("unknown_encoding", "Enhet;Kostnad\r\nA;1".encode("utf-16-le"), {}),
    "a NUL": ("unknown_encoding", b"Enhet;Kostnad\r\nA\0;1", {}),
    "no known letters": ("unknown_encoding", b"Enhet;Kostnad\r\n\x81\x8d\x8f;1", {}),
    "UTF-8 taken for cp1252": (
        "mojibake",
        "Enhet;Kostnad\r\n1;2\r\n3;Förvaltning".encode().decode("cp1252").encode(),
        {"reference": "B3", "seen": "FÃ¶rvaltning"},
    ),
    "DOS letters": ("mojibake", "Enhet\r\nläkare".encode("cp850"), {"reference": "A2", "seen": "l„kare"}),
    "letters already lost": ("mojibake", "Enhet\nF\ufffdrvaltning".encode(), {"reference": "A2"}),
    "a quotation mark left open": ("unclosed_quote", b'a;b\r\n1;2\r\n3;"4\r\n5;6\r\n', {"line": 3}),
    "a quotation mark astray": ("stray_quote", b'a;b\r\n"1" x;2\r\n', {"line": 2}),
    "a cell of 40,000 signs": ("cell_too_long", b"a;b\r\n1;" + b"x" * 40_000, {"line": 2}),
}


@pytest.mark.parametrize(("code", "content", "params"), FILES.values(), ids=FILES)
def test_a_file_that_is_not_to_be_read_is_refused_whatever_its_name(code, content, params):
    for name in ("budget.xlsx", "budget.csv"):
        refusal = refused(content, name)
        assert (refusal.code, type(refusal)) == (code, sheets.UploadRefused)
        assert params.items() <= refusal.params.items()


def test_every_refusal_has_been_injected_and_has_its_words():
    elsewhere = {
        "too_large_file", "too_far", "too_many_cells", "too_many_sheets", "too_many_merged", "too_much_text",
        "unreadable", "took_too_long", "unknown_delimiter",
        # Of Word documents: tests/documents/test_word.py
        "word_macros", "no_tables", "too_many_tables",
    }  # fmt: skip
    assert {code for code, _content, _params in FILES.values()} | elsewhere == set(refusals.MESSAGES)


def test_200_mb_is_refused_before_any_process_starts(monkeypatch):
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("a process was started"))
    refusal = refused(bytes(200_000_000))
    assert (refusal.code, refusal.params["size_mb"]) == ("too_large_file", 200)


def test_a_size_that_lies_unpacks_no_further_than_it_says():
    """The local bomb: 50 MB of zeros behind a header that says 40 bytes. calamine's own unpacker would take it all."""
    honest = repack(workbook(), added={"xl/sharedStrings.xml": b"<a>" + b" " * 50_000_000 + b"</a>"})
    said = b"<a>" + b" " * 37
    real = struct.pack("<LL", zlib.crc32(b"<a>" + b" " * 50_000_000 + b"</a>"), 0)[:4]
    lying = honest.replace(real, struct.pack("<L", zlib.crc32(said)))
    lying = lying.replace(struct.pack("<L", 50_000_007), struct.pack("<L", len(said)))
    assert lying != honest
    assert refused(lying).code == "damaged"


def test_entries_that_share_bytes_are_refused():
    """Fifield's bomb in small: the directory names one entry's bytes many times over."""
    content = workbook()
    end = content.rfind(b"PK\x05\x06")
    start = struct.unpack("<L", content[end + 16 : end + 20])[0]
    entries = content[start:end]
    number, count = struct.unpack("<H", content[end + 10 : end + 12])[0], 30
    tail = (
        content[end : end + 8]
        + struct.pack("<HHLL", number * count, number * count, len(entries) * count, start)
        + b"\0\0"
    )
    refusal = refused(content[:start] + entries * count + tail)
    assert (refusal.code, refusal.params["reason"]) == ("zip_bomb", "overlap")


def test_a_cell_in_the_last_corner_costs_nothing():
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    refusal = refused(repack(workbook(), {SHEET: appended(far)}), memory_bytes=400_000_000)
    assert (refusal.code, refusal.params["reference"], refusal.params["sheet"]) == (
        "too_far",
        "XFD1048576",
        "Kostnader",
    )
    styled = repack(workbook(), {SHEET: appended(far.replace(b"><v>1</v></c>", b' s="0"/>'))})
    assert set(cells_of(styled, memory_bytes=400_000_000)) == {"A1", "B1", "A2", "B2"}


@pytest.mark.parametrize("dimension", [b"A1", b"A1:XFD1048576", b"Q9:Z9", b""])
def test_a_false_dimension_hides_no_row(dimension):
    content = repack(
        workbook(*[(f"E{n}", n) for n in range(1, 301)]), {SHEET: replacing(b'ref="A1:B300"', b'ref="%s"' % dimension)}
    )
    cells = cells_of(content, memory_bytes=400_000_000)
    assert len(cells) == 600
    assert cells["B300"].value == 300


def test_rows_without_numbers_are_counted():
    content = repack(workbook(), {SHEET: lambda part: re.sub(rb' r="[A-Z]*[0-9]+"', b"", part)})
    assert {ref: cell.text for ref, cell in cells_of(content).items()} == {
        "A1": "Enhet", "B1": "Kostnad", "A2": "A", "B2": "1,5",
    }  # fmt: skip


def test_too_many_cells_sheets_merges_and_signs():
    wide = workbook(*[[1] * 20] * 20)
    assert refused(wide, cells=399).code == "too_many_cells"
    assert refused(wide, rows=19).params["reference"] == "A20"
    assert refused(wide, columns=19).params["reference"] == "T1"
    assert refused(workbook(change=lambda book, _: book.create_sheet("Två")), sheets=1).code == "too_many_sheets"
    merged = b"<mergeCells>" + b'<mergeCell ref="A1:B2"/>' * 10_001 + b"</mergeCells>"
    assert (
        refused(repack(workbook(), {SHEET: replacing(b"<pageMargins", merged + b"<pageMargins")})).code
        == "too_many_merged"
    )
    assert refused(workbook(*[["x" * 1000]] * 50), answer_bytes=20_000).code == "too_much_text"
    assert refused(b"a;b\r\n1;2\r\n", cells=3).params["sheet"] == "budget.xlsx"
    assert refused(b'sep="\r\na;b\r\n').code == "unknown_delimiter"


PROBLEMS = {
    "formula": ('<c r="B3"><f>SUM(B2)</f></c>', "formula_without_value", "=SUM(B2)"),
    "formula with an empty value": ('<c r="B3"><f>SUM(B2)</f><v/></c>', "formula_without_value", "=SUM(B2)"),
    "formula with spaces for a value": ('<c r="B3"><f>SUM(B2)</f><v> </v></c>', "formula_without_value", "=SUM(B2)"),
    "shared formula": ('<c r="B3"><f t="shared" si="0"/></c>', "formula_without_value", ""),
    "error": ('<c r="B3" t="e"><v>#REF!</v></c>', "error_value", "#REF!"),
    "formula that gives an error": ('<c r="B3" t="e"><f>A1/0</f><v>#DIV/0!</v></c>', "error_value", "#DIV/0!"),
    "NaN": ('<c r="B3"><v>NaN</v></c>', "not_a_number", "NaN"),
    "infinity": ('<c r="B3"><v>1e999</v></c>', "not_a_number", "Infinity"),
    "garbled": ('<c r="B3" t="inlineStr"><is><t>FÃ¶rvaltning</t></is></c>', "mojibake", "FÃ¶rvaltning"),
    "too long": (f'<c r="B3" t="inlineStr"><is><t>{"x" * 32_768}</t></is></c>', "too_long", "x" * 80 + "…"),
}


@pytest.mark.parametrize(("xml", "code", "seen"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_cell_that_cannot_be_read_is_a_problem_at_its_place_and_never_zero(xml, code, seen):
    content = repack(workbook(), {SHEET: appended(f'<row r="3">{xml}</row>'.encode())})
    cells = cells_of(content)
    bad = [cell for cell in cells.values() if cell.problem]
    assert [(cell.reference, cell.value, cell.problem, cell.text) for cell in bad] == [("B3", None, code, seen)]
    problem = sheets.problem_for_cell(bad[0], sheet="Kostnader", header="Kostnad")
    assert (problem.reference, problem.header, problem.code, problem.is_blocking) == ("B3", "Kostnad", code, True)
    assert str(problem.message)
    assert str(problem.suggestion)


def test_a_formula_that_was_computed_is_its_value():
    rows = b'<row r="3"><c r="A3" t="str"><f>""</f><v></v></c><c r="B3"><f>1+1</f><v>2</v></c></row>'
    for extra in (b"", b"<!-- every row is now parsed by expat -->"):
        cells = cells_of(repack(workbook(), {SHEET: appended(rows + extra)}))
        assert (cells["A3"].is_blank, cells["B3"].value) == (True, Decimal(2))


def test_a_comment_around_rows_neither_adds_nor_hides_any():
    fake = b'<!-- <row r="3"><c r="A3"><v>666</v></c></row> --><row r="3" hidden="1"><c r="A3"><v>7</v></c></row>'
    data = sheets.read_table(repack(workbook(), {SHEET: appended(fake)}), "a.xlsx")
    assert [(row.number, row.cells[0].text, row.is_hidden) for row in data.sheets[0].rows][2:] == [(3, "7", True)]


def test_plain_rows_are_counted_as_expat_would_count_them():
    def style(_book, sheet):
        sheet["B3"].number_format = "0 %"
        sheet["D4"].number_format = "0 %"  # an empty cell is no percentage
        sheet.row_dimensions[2].height = 30

    content = workbook(("a", 1, True), ("=1+1", None, date(2026, 1, 1)), (None, 0.5), (), ("x",), change=style)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.read(SHEET)
    styles = {"1", "2", "3"}
    plain = worksheets.scan("a", part, styles, sheets.Limits())
    streamed = worksheets.scan("a", part.replace(b"<sheetData>", b"<!-- --><sheetData>"), styles, sheets.Limits())
    plain.percent_cells.sort()
    streamed.percent_cells.sort()
    assert plain == streamed
    assert (plain.rows, plain.columns, len(plain.problems)) == (5, 3, 1)


def test_merged_cells_are_problems_in_each_of_their_cells():
    content = workbook(("Enhet", "Kostnad"), ("A", 1), (None, 2), change=lambda _, sheet: sheet.merge_cells("A2:A3"))
    assert {ref: cell.problem for ref, cell in cells_of(content).items() if cell.problem} == {
        "A2": "merged_cell", "A3": "merged_cell",
    }  # fmt: skip
    huge = repack(
        workbook(change=lambda _, sheet: sheet.merge_cells("A2:B2")), {SHEET: replacing(b'"A2:B2"', b'"A2:XFD1048576"')}
    )
    assert {ref for ref, cell in cells_of(huge).items() if cell.problem} == {"A2", "B2"}


def test_times_are_problems_and_midnight_is_a_date():
    content = workbook(
        (date(2026, 3, 31), datetime(2026, 3, 31), datetime(2026, 3, 31, 23, 59), timedelta(hours=30))  # noqa: DTZ001
    )
    cells = cells_of(content)
    assert cells["A1"].value == cells["B1"].value == date(2026, 3, 31)
    assert (cells["C1"].problem, cells["C1"].text, cells["D1"].problem) == (
        "has_time",
        "2026-03-31 23:59:00",
        "has_time",
    )


def test_hidden_sheets_rows_and_columns_are_read_and_told():
    def hide(book, sheet):
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        book.create_sheet("Gömd").append(["x"])
        book["Gömd"].sheet_state = "veryHidden"

    data = sheets.read_table(workbook(change=hide), "a.xlsx")
    assert [(sheet.name, sheet.is_hidden) for sheet in data.sheets] == [("Kostnader", False), ("Gömd", True)]
    assert [row.is_hidden for row in data.sheets[0].rows] == [False, True]
    assert {warning.code: warning.params for warning in data.warnings} == {
        "hidden_sheets": {"sheets": "Gömd"},
        "hidden_rows": {"sheet": "Kostnader", "rows": "2", "count": 1},
        "hidden_columns": {"sheet": "Kostnader", "columns": "B"},
    }
    assert all("%(" not in refusals.warning_text(warning) for warning in data.warnings)


def test_a_percentage_keeps_its_value_and_reads_as_it_is_shown():
    def style(_book, sheet):
        sheet["B2"].number_format = "0.0 %"
        sheet["A2"].number_format = "0.0"

    for extra in ({}, {SHEET: appended(b"<!-- expat -->")}):
        content = workbook(("a", "b"), (0.042, 0.042), change=style)
        cells = cells_of(repack(content, extra))
        assert (cells["B2"].value, cells["B2"].text, cells["B2"].is_percent) == (Decimal("0.042"), "4,2 %", True)
        assert (cells["A2"].text, cells["A2"].is_percent) == ("0,042", False)


def test_paths_markup_and_direction_signs_in_names_are_only_text():
    content = workbook(change=lambda _, sheet: setattr(sheet, "title", "<b>..&amp;\u202e"))
    data = sheets.read_table(content, "..\\..\\etc/<script>\u202exslx.\x00exe")
    assert data.filename == "<script>xslx.exe"
    assert data.sheets[0].name == "<b>..&amp;\u202e"


def test_a_hyperlink_is_only_text():
    content = workbook(change=lambda _, sheet: setattr(sheet["A2"], "hyperlink", "https://example.org/x"))
    assert cells_of(content)["A2"].text == "A"


def test_floats_are_read_as_they_are_written():
    cells = cells_of(workbook((0.1, 1.1, 123456789012.35, 12, -0.07, 1e16)))
    assert [cell.value for cell in cells.values()] == [
        Decimal(text) for text in ("0.1", "1.1", "123456789012.35", "12", "-0.07", "1E16")
    ]
    assert [cell.text for cell in cells.values()] == [
        "0,1",
        "1,1",
        "123456789012,35",
        "12",
        "-0,07",
        "10000000000000000",
    ]


def test_the_worker_survives_a_child_that_runs_out_of_memory_time_or_patience():
    large = workbook(*[[f"text {row} {column}" for column in range(20)] for row in range(3000)])
    starved = refused(large, memory_bytes=30_000_000)
    assert (starved.code, type(starved)) in {
        ("unreadable", sheets.UnreadableFile),
        ("too_much_text", sheets.UploadRefused),
    }
    overlapping = b"<mergeCells>" + b'<mergeCell ref="A1:T3000"/>' * 9_999 + b"</mergeCells><pageMargins"
    endless = repack(large, {SHEET: replacing(b"<pageMargins", overlapping)})
    assert refused(endless, cpu_seconds=1).code == "unreadable"
    slow = refused(large, wall_seconds=0.03)
    assert (slow.code, type(slow)) == ("took_too_long", sheets.UnreadableFile)
    assert cells_of(workbook())["B2"].value == Decimal("1.5")


def test_the_worker_survives_a_child_that_is_killed():
    large = workbook(*[[f"text {row} {column}" for column in range(20)] for row in range(4000)])
    killed = []

    def kill_first_child():
        children = Path(f"/proc/{os.getpid()}/task/{reading.native_id}/children")
        while not killed:
            for pid in children.read_text().split():
                if b"documents.sheets.child" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(int(pid), signal.SIGKILL)
                    killed.append(pid)
            time.sleep(0.005)

    caught = []

    def read():
        try:
            sheets.read_table(large, "a.xlsx")
        except sheets.UnreadableFile as error:
            caught.append(error.code)

    reading = threading.Thread(target=read)
    reading.start()
    killer = threading.Thread(target=kill_first_child, daemon=True)
    killer.start()
    reading.join(timeout=30)
    assert (caught, len(killed)) == (["unreadable"], 1)


def test_the_child_knows_no_django_and_no_secret():
    code = "import documents.sheets.child, sys; print([m for m in sys.modules if m.split('.')[0] in ('django', 'openpyxl')])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=Path(__file__).parents[2])
    assert run.stdout == b"[]\n"


def test_the_words_follow_the_language():
    with translation.override("en"):
        assert "macros" in str(sheets.UploadRefused("macros"))

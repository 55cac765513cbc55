"""What is written is read back exactly, and nothing written can run as a formula."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents import sheets
from documents.sheets.escaping import escape_text, unescape_text
from documents.sheets.headers import Field, find

XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="".join(map(chr, range(32))) + "\ufffd\ufffe\uffff"),
    max_size=40,
).filter(lambda text: text.strip() != "")
# Signs that begin formulas and escapes, and the spaces and composed letters that are easily lost.
TRICKY_TEXT = st.text("=+-@\t\n'_x00A4; ,\"å\u0308a\u00a0|<&>", min_size=1, max_size=12).filter(
    lambda t: t.strip() != ""
)
MONEY = st.decimals(min_value=-(10**11), max_value=10**11, places=2, allow_nan=False)
DATES = st.dates(min_value=date(1950, 1, 1), max_value=date(2199, 12, 31))
ROWS = st.lists(st.tuples(st.one_of(XML_TEXT, TRICKY_TEXT), MONEY, DATES), min_size=1, max_size=8)
COLUMNS = (sheets.Column("Enhet"), sheets.Column("Kostnad", "money"), sheets.Column("Datum", "date"))
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _table(rows):
    return sheets.TableSpec(title="Kostnader", columns=COLUMNS, rows=rows)


def _values(data):
    return [tuple(cell.value for cell in row.cells) for row in data.sheets[0].rows[1:]]


@given(rows=ROWS)
@FEW
def test_a_workbook_is_read_as_it_was_written(rows):
    data = sheets.read_table(sheets.write_xlsx([_table(rows)]), "a.xlsx")
    garbled = {cell.reference for row in data.sheets[0].rows for cell in row.cells if cell.problem}
    assert not garbled or any(sign in rows[int(ref[1:]) - 2][0] for ref in garbled for sign in "ÂÃâ„†”ŠŒ")
    if not garbled:
        assert _values(data) == [(text, money, day) for text, money, day in rows]


@given(rows=st.lists(st.tuples(TRICKY_TEXT, MONEY, DATES), min_size=1, max_size=8), delimiter=st.sampled_from(";,\t"))
@FEW
def test_a_csv_file_is_read_as_it_was_written(rows, delimiter):
    data = sheets.read_table(sheets.write_csv(_table(rows), delimiter), "a.csv")
    assert _values(data) == [(text, f"{money:f}".replace(".", ","), day.isoformat()) for text, money, day in rows]


@given(text=st.one_of(st.text(), TRICKY_TEXT))
def test_escaping_is_undone_exactly_and_leaves_no_formula(text):
    escaped = escape_text(text)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    assert not escaped.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    if not any(ord(sign) < 32 and sign not in "\t\n" for sign in plain) and not set(plain) & {"\ufffe", "\uffff"}:
        assert unescape_text(escaped) == plain


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tcmd", "\rcmd", '=HYPERLINK("http://x")', "＝1+1", "'=1"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_text_becomes_a_formula(formula):
    table = sheets.TableSpec(
        title=formula,
        columns=[sheets.Column(formula), sheets.Column("b", "number")],
        rows=[[formula, -5]],
        notes=[formula],
    )
    workbook = openpyxl.load_workbook(io.BytesIO(sheets.write_xlsx([table], example_notice=formula)))
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.value.startswith("'") for cell in cells if cell.data_type == "s" and cell.value != "b")
    assert workbook.worksheets[0]["B3"].value == -5
    lines = sheets.write_csv(table, example_notice=formula).decode("utf-8-sig")
    assert ";-5\r\n" in lines
    assert lines.lstrip('"').startswith("'")


def test_numbers_dates_and_formats_are_real():
    table = sheets.TableSpec(
        title="Andelar",
        columns=[
            sheets.Column("Kostnad", "money"),
            sheets.Column("Andel", "percent"),
            sheets.Column("Datum", "date"),
            sheets.Column("År", "number"),
        ],
        rows=[[Decimal("1234567.50"), Decimal("4.2"), date(2026, 3, 31), 2026], [None, None, None, None]],
    )
    sheet = openpyxl.load_workbook(io.BytesIO(sheets.write_xlsx([table]))).active
    assert [cell.value for cell in sheet[2]][:2] == [1234567.5, 0.042]
    assert [cell.number_format for cell in sheet[2]] == ["#,##0.00", "0.0 %", "yyyy-mm-dd", "General"]
    assert [cell.value for cell in sheet[3]] == [None] * 4
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet["A1"].font.b) == ("A2", "A1:D3", True)
    read = sheets.read_table(sheets.write_xlsx([table]), "a.xlsx").sheets[0].rows[1].cells
    assert [cell.text for cell in read] == ["1234567,5", "4,2 %", "2026-03-31", "2026"]
    assert read[1].value == Decimal("0.042")
    assert sheets.write_csv(table) == (
        "\ufeffKostnad;Andel;Datum;År\r\n1234567,50;4,2 %;2026-03-31;2026\r\n;;;\r\n".encode()
    )


def test_a_template_locks_all_but_its_open_columns_also_below_the_last_row():
    columns = [sheets.Column("Enhet"), sheets.Column("Kostnad", "money", is_unlocked=True)]
    table = sheets.TableSpec(title="Mall", columns=columns, rows=[["A", None]])
    sheet = openpyxl.load_workbook(io.BytesIO(sheets.write_xlsx([table]))).active
    assert sheet.protection.sheet
    assert sheet["A2"].protection.locked
    assert sheet["B1"].protection.locked
    assert not sheet["B2"].protection.locked
    assert not sheet.column_dimensions["B"].protection.locked


def test_equal_tables_are_equal_bytes():
    first, second = (sheets.write_xlsx([_table([("A", Decimal(1), date(2026, 1, 1))])]) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert b"2000-01-01T00:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")


def test_the_notice_stands_first_and_is_passed_by_on_the_way_in():
    table = _table([("A", Decimal(1), date(2026, 1, 1))])
    fields = [Field("unit", ("Enhet",)), Field("cost", ("Kostnad",))]
    for content in (
        sheets.write_xlsx([table], example_notice="Exempeldata, inte på riktigt; siffror, påhittade"),
        sheets.write_csv(table, example_notice="Exempeldata, inte på riktigt; siffror, påhittade"),
    ):
        sheet = sheets.read_table(content, "a").sheets[0]
        assert sheet.rows[0].cells[0].text.startswith("Exempeldata")
        found = find(sheet, fields)
        assert (found.row_number, found.problems) == (2, ())
        assert [found.cell(row, "unit").text for row in found.data_rows(sheet)] == ["A"]


def test_sheet_names_are_made_fit_and_unique():
    tables = [
        sheets.TableSpec(title=t, columns=[sheets.Column("a")], rows=[["x"]]) for t in ("A/B:*", "a b", "x" * 40, "")
    ]
    names = openpyxl.load_workbook(io.BytesIO(sheets.write_xlsx(tables))).sheetnames
    assert len({name.casefold() for name in names}) == 4
    assert all(0 < len(name) <= 31 for name in names)


@pytest.mark.parametrize(
    ("kind", "value"), [("money", "12"), ("number", Decimal("NaN")), ("date", "2026-01-01"), ("number", True)]
)
def test_a_value_of_the_wrong_kind_is_refused_with_its_place(kind, value):
    table = sheets.TableSpec(title="T", columns=[sheets.Column("a"), sheets.Column("b", kind)], rows=[["x", value]])
    for write in (lambda: sheets.write_xlsx([table]), lambda: sheets.write_csv(table)):
        with pytest.raises(ValueError, match="T!B2"):
            write()


def test_text_too_long_for_a_cell_is_refused_and_not_cut():
    table = sheets.TableSpec(title="T", columns=[sheets.Column("a")], rows=[["x" * 32_768]])
    with pytest.raises(sheets.TextTooLong, match="T!A2"):
        sheets.write_xlsx([table])


def test_control_signs_are_shown_and_not_lost():
    table = sheets.TableSpec(title="T", columns=[sheets.Column("a")], rows=[["a\x00b\x0bc"]])
    assert sheets.read_table(sheets.write_xlsx([table]), "a").sheets[0].rows[1].cells[0].value == "a␀b␋c"

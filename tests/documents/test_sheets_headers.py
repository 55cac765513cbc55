"""Headings are found wherever they stand, and what is wrong with them or under them is named by its cell."""

import unicodedata

import pytest

from documents import sheets
from documents.sheets.content import Cell, Row, Sheet
from documents.sheets.headers import Field, find, match

FIELDS = (
    Field("unit", ("Enhet", "Organisatorisk enhet")),
    Field("cost", ("Kostnad, kr", "Kostnad")),
    Field("note", ("Kommentar",), is_required=False),
)


def row(number, *texts):
    return Row(number, tuple(Cell(text or None, number, column) for column, text in enumerate(texts, start=1)))


def sheet(*rows):
    return Sheet("Blad1", rows)


def test_order_case_spaces_and_composition_are_free():
    heading = row(
        1, "KOMMENTAR", unicodedata.normalize("NFD", "kostnad,\u00a0\n kr"), "\u200bOrganisatorisk\u202fENHET "
    )
    found = match(heading, FIELDS)
    assert (dict(found.columns), found.problems) == ({"note": 1, "cost": 2, "unit": 3}, ())
    decomposed = match(row(1, unicodedata.normalize("NFD", "Åtgärd")), [Field("measure", ("åtgärd",))])
    assert dict(decomposed.columns) == {"measure": 1}


def test_unknown_columns_are_listed_and_passed_by():
    found = find(sheet(row(1, "Enhet", "Telefon", "Kostnad"), row(2, "A", "x", "1")), FIELDS)
    assert [cell.reference for cell in found.ignored] == ["B1"]
    assert found.is_complete


def test_a_missing_required_column_is_named_and_an_optional_is_not():
    found = find(sheet(row(3, "Enhet", "Summa")), FIELDS)
    assert [(p.code, p.header, p.row) for p in found.problems] == [("missing_column", "Kostnad, kr", 3)]
    assert "Kostnad, kr" in str(found.problems[0].message)
    assert found.cell(row(4, "A", "5"), "note").is_blank


def test_a_column_that_is_there_twice_is_an_error_with_both_places():
    found = find(sheet(row(1, "Enhet", "Kostnad", "kostnad, KR")), FIELDS)
    assert [(p.code, p.reference) for p in found.problems] == [("duplicate_column", "C1")]
    assert "B1, C1" in str(found.problems[0].message)


def test_the_heading_row_is_found_below_a_title_and_a_notice():
    found = find(
        sheet(row(1, "Exempeldata"), row(4, "Enhet: Kostnad"), row(7, "Enhet", "Kostnad"), row(8, "Enhet", "1")), FIELDS
    )
    assert (found.row_number, [r.number for r in found.data_rows(sheet(row(7, "x"), row(8, "y")))]) == (7, [8])


@pytest.mark.parametrize("number", [20, 21])
def test_only_the_first_twenty_rows_are_searched(number):
    found = find(sheet(row(number, "Enhet", "Kostnad")), FIELDS)
    assert [p.code for p in found.problems] == ([] if number == 20 else ["header_not_found"])


def test_an_empty_sheet_has_no_headings():
    assert [p.code for p in find(sheet(), FIELDS).problems] == ["header_not_found"]


def test_a_slipped_row_of_a_csv_file_is_found_by_its_value_without_heading():
    data = sheets.read_table(b"Enhet,Kostnad\nA,1\nB,1,5\n", "a.csv")
    found = find(data.sheets[0], FIELDS)
    assert [(p.code, p.reference, p.value_seen) for p in found.problems] == [("value_without_header", "C3", "5")]


def test_a_merged_heading_is_a_problem():
    merged = Row(1, (Cell(None, 1, 1, "merged_cell", "Enhet"), Cell("Kostnad", 1, 2)))
    assert [(p.code, p.reference) for p in find(sheet(merged), FIELDS).problems] == [("merged_cell", "A1")]


def test_two_fields_of_one_name_are_a_mistake_in_the_program():
    with pytest.raises(ValueError, match="ENHET"):
        match(row(1, "Enhet"), [Field("a", ("Enhet",)), Field("b", ("ENHET",))])


def problem(reference_row, column, code, header, *, level=sheets.Level.BLOCKING, name="Blad1"):
    return sheets.CellProblem(
        sheet=name,
        row=reference_row,
        column=column,
        header=header,
        value_seen="5 kr",
        code=code,
        message=code,
        level=level,
    )


def test_problems_are_grouped_by_their_repair_and_sorted():
    problems = sheets.ProblemList(
        [
            problem(9, 3, "not_a_number", "Kostnad"),
            problem(2, 1, "looks_high", "Andel", level=sheets.Level.WARNING),
            problem(3, 3, "not_a_number", "Kostnad"),
            problem(2, 2, "unknown_unit", "Enhet"),
            problem(1, 1, "unknown_unit", "Enhet", name="Blad0"),
        ]
    )
    assert [p.reference for p in problems] == ["A2", "B2", "C3", "C9", "A1"]
    assert [(group.code, group.header, group.references, group.is_blocking) for group in problems.groups()] == [
        ("unknown_unit", "Enhet", ("B2", "A1"), True),
        ("not_a_number", "Kostnad", ("C3", "C9"), True),
        ("looks_high", "Andel", ("A2",), False),
    ]
    assert (problems.is_blocking, len(problems.blocking), len(problems.warnings)) == (True, 4, 1)
    assert not sheets.ProblemList(problems.warnings).is_blocking

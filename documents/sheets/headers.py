"""Find the row of headings, and which column holds which field. The order of the columns is free."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.sheets.content import Cell, Row, Sheet
from documents.sheets.near_headers import closest, not_understood
from documents.sheets.problems import CellProblem, problem_at, problem_for_cell
from documents.sheets.references import column_letters

SEARCHED_ROWS = 20


@dataclass(frozen=True, slots=True)
class Field:
    """A column we ask for: its key, the headings it may have (the first is the one we write), and whether it must be."""

    key: str
    names: tuple[str, ...]
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """Which column (from 1) holds which field, and what of the row did not fit."""

    row_number: int
    columns: Mapping[str, int]
    headers: Mapping[str, str]
    ignored: tuple[Cell, ...] = ()
    missing: tuple[Field, ...] = ()
    duplicates: tuple[tuple[Field, tuple[Cell, ...]], ...] = ()
    problems: tuple[CellProblem, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not self.problems

    def cell(self, row: Row, key: str) -> Cell:
        """Return a row's cell for a field; an empty one when the file has no such column."""
        column = self.columns.get(key)
        return row.cells[column - 1] if column else Cell(None, row.number, 0)

    def header(self, key: str) -> str:
        """Return the heading as it stands in the file."""
        return self.headers.get(key, "")

    def data_rows(self, sheet: Sheet) -> tuple[Row, ...]:
        return tuple(row for row in sheet.rows if row.number > self.row_number)


def folded(text: str) -> str:
    """Return a heading as it is compared: NFC, without case, any run of any kind of space as one."""
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join("".join(" " if _is_space(sign) else sign for sign in composed).split())


def _is_space(sign: str) -> bool:
    # Zs holds U+00A0 and U+202F; Cf holds the zero-width signs and the soft hyphen that web pages leave.
    return sign.isspace() or unicodedata.category(sign) in {"Zs", "Cf"}


def match(row: Row, fields: Sequence[Field], *, sheet_name: str = "") -> HeaderMatch:
    """Return which cells of one row are headings of which fields.

    Two fields that share a name are a mistake in the program: :raises ValueError:.
    """
    by_name = _fields_by_name(fields)
    found: dict[str, list[Cell]] = {}
    ignored = []
    for cell in row.cells:
        field = by_name.get(folded(cell.text))
        if field:
            found.setdefault(field.key, []).append(cell)
        elif not cell.is_blank:
            ignored.append(cell)
    missing = tuple(field for field in fields if field.is_required and field.key not in found)
    duplicates = tuple((field, tuple(found[field.key])) for field in fields if len(found.get(field.key, ())) > 1)
    first = {key: cells[0] for key, cells in found.items()}
    merged = (problem_for_cell(cell, sheet=sheet_name, header=cell.text) for cell in first.values())
    return HeaderMatch(
        row_number=row.number,
        columns={key: cell.column for key, cell in first.items()},
        headers={key: cell.text for key, cell in first.items()},
        ignored=tuple(ignored),
        missing=missing,
        duplicates=duplicates,
        problems=(
            *_missing(missing, ignored, row.number, sheet_name),
            *(_duplicate(cells, sheet_name) for _field, cells in duplicates),
            *(problem for problem in merged if problem),
        ),
    )


def find(sheet: Sheet, fields: Sequence[Field]) -> HeaderMatch:
    """Return the best match among the first twenty rows, with every problem of the headings.

    Rows above it, such as a title or a notice that the data are examples, are passed by.
    """
    candidates = [row for row in sheet.rows if row.number <= SEARCHED_ROWS]
    matches = [match(row, fields, sheet_name=sheet.name) for row in candidates]
    best = max(matches, key=lambda one: len(one.columns), default=None)
    if best is None or not best.columns:
        return HeaderMatch(0, {}, {}, missing=tuple(fields), problems=(_not_found(sheet, fields),))
    return HeaderMatch(
        best.row_number,
        best.columns,
        best.headers,
        best.ignored,
        best.missing,
        best.duplicates,
        (*best.problems, *_values_without_heading(sheet, best)),
    )


def _fields_by_name(fields: Sequence[Field]) -> dict[str, Field]:
    by_name: dict[str, Field] = {}
    for field in fields:
        for name in field.names:
            if by_name.setdefault(folded(name), field) is not field:
                raise ValueError(f"two fields are named {name!r}")
    return by_name


def _values_without_heading(sheet: Sheet, found: HeaderMatch) -> list[CellProblem]:
    """Name the first value in each column without a heading: a slipped row in a CSV file, or a forgotten heading."""
    known = {*found.columns.values(), *(cell.column for cell in found.ignored)}
    known |= {cell.column for _field, cells in found.duplicates for cell in cells}
    first: dict[int, Cell] = {}
    for row in found.data_rows(sheet):
        for cell in row.cells:
            if cell.column not in known and not cell.is_blank:
                first.setdefault(cell.column, cell)
    return [
        problem_at(
            cell,
            sheet=sheet.name,
            header=column_letters(column),
            code="value_without_header",
            message=_("The value stands in a column without a heading."),
            suggestion=_("Write a heading above it, move the value to its column, or remove it."),
        )
        for column, cell in sorted(first.items())
    ]


def _missing(missing: Sequence[Field], ignored: Sequence[Cell], row: int, sheet_name: str) -> list[CellProblem]:
    """Name each missing column at the heading that was probably meant for it, else with all that were not understood."""
    near = closest({field.key: tuple(map(folded, field.names)) for field in missing}, ignored, folded)
    rest = [cell for cell in ignored if cell not in near.values()]
    return [
        CellProblem(
            sheet=sheet_name,
            row=row,
            column=near[field.key].column if field.key in near else None,
            header=field.names[0],
            value_seen=near[field.key].text if field.key in near else "",
            code="missing_column",
            message=not_understood(field.names[0], near.get(field.key), rest),
            suggestion=format_lazy(
                _("Change the heading “{seen}” to “{name}”."), seen=near[field.key].text, name=field.names[0]
            )
            if field.key in near
            else format_lazy(
                _("Add a column with the heading “{name}”, or fetch the template again."), name=field.names[0]
            ),
        )
        for field in missing
    ]


def _duplicate(cells: tuple[Cell, ...], sheet_name: str) -> CellProblem:
    references = ", ".join(cell.reference for cell in cells)
    return problem_at(
        cells[1],
        sheet=sheet_name,
        header=cells[0].text,
        code="duplicate_column",
        message=format_lazy(_("The same column is there more than once: {references}."), references=references),
        suggestion=_("Keep one of them and remove or rename the others."),
    )


def _not_found(sheet: Sheet, fields: Sequence[Field]) -> CellProblem:
    names = ", ".join(field.names[0] for field in fields if field.is_required)
    seen = sheet.rows[0].cells[0].text if sheet.rows else ""
    return CellProblem(
        sheet=sheet.name,
        row=None,
        column=None,
        header="",
        value_seen=seen[:80],
        code="header_not_found",
        message=format_lazy(_("None of the first {rows} rows has the headings of the table."), rows=SEARCHED_ROWS),
        suggestion=format_lazy(
            _("The table needs the columns: {names}. Fetch the template, or write the headings."), names=names
        ),
    )

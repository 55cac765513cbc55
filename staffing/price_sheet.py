"""Read a price list from a table: profession, speciality, and a column of kronor an hour for each zone. No database, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.sheets.content import Cell, Row, SheetData
from documents.sheets.headers import Field, find, folded
from documents.sheets.problems import ProblemList, problem_for_cell
from staffing.checked_table import CheckedTable
from values.numbers import AmbiguousNumber, InvalidNumber, parse_decimal

PROFESSION = Field("profession", ("Yrkesgrupp", "Yrke", "Profession"))
SPECIALITY = Field("speciality", ("Specialitet", "Speciality"), is_required=False)
EVERYWHERE = ("Kr per timme", "Pris", "Överallt", "Everywhere", "SEK per hour")
MOST_SEK = 100_000

Key = tuple[int, int | None, int | None]


@dataclass(frozen=True)
class Known:
    """What a table may name: keys by name; specialities by profession and name; zones by name, empty for none."""

    professions: Mapping[str, int]
    specialities: Mapping[tuple[int, str], int]
    zones: Mapping[str, int]


@dataclass(frozen=True)
class Reading:
    """Kronor an hour by profession, speciality and zone, and what is wrong; nothing is used while a problem is blocking."""

    prices: dict[Key, Decimal]
    problems: ProblemList


@dataclass
class _Table(CheckedTable):
    known: Known
    columns: Sequence[tuple[Field, int | None]]
    found: dict[Key, Decimal] = field(default_factory=dict)
    rows: dict[tuple[int, int | None], int] = field(default_factory=dict)


def read(data: SheetData, known: Known) -> Reading:
    """Return the prices of the first sheet that has the headings."""
    zones = [(Field(f"zone-{key}", (name,)), key) for name, key in known.zones.items()]
    columns: list[tuple[Field, int | None]] = [
        (Field("everywhere", EVERYWHERE, is_required=not zones), None),
        *zones,
    ]
    fields = [PROFESSION, SPECIALITY, *(one for one, _zone in columns)]
    problems = ProblemList()
    sheets = data.visible_sheets or data.sheets
    matches = [(sheet, find(sheet, fields)) for sheet in sheets]
    sheet, match = next((one for one in matches if one[1].is_complete), matches[0])
    problems.extend(match.problems)
    if problems.is_blocking:
        return Reading({}, problems)
    table = _Table(sheet, match, problems, _folded(known), columns)
    for row in match.data_rows(sheet):
        _read_row(table, row)
    if not table.found and not problems.is_blocking:
        table.add(Cell(None, match.row_number, 1), PROFESSION, "no_prices", _("The table has no prices."), "")
    return Reading(table.found, problems)


def _folded(known: Known) -> Known:
    return Known(
        {folded(name): key for name, key in known.professions.items()},
        {(profession, folded(name)): key for (profession, name), key in known.specialities.items()},
        known.zones,
    )


def _read_row(table: _Table, row: Row) -> None:
    cells = [table.match.cell(row, one.key) for one in (PROFESSION, SPECIALITY, *(c for c, _zone in table.columns))]
    if all(cell.is_blank for cell in cells):
        return
    profession = _profession(table, cells[0])
    if profession is None:
        return
    is_known, speciality = _speciality(table, cells[1], profession)
    if not is_known or not _is_first(table, cells[0], (profession, speciality)):
        return
    for (column, zone), cell in zip(table.columns, cells[2:], strict=True):
        price = _price(table, cell, column)
        if price is not None:
            table.found[profession, speciality, zone] = price


def _is_first(table: _Table, cell: Cell, key: tuple[int, int | None]) -> bool:
    if key in table.rows:
        message = format_lazy(_("The same profession and speciality stand on row {row} already."), row=table.rows[key])
        table.add(cell, PROFESSION, "row_twice", message, _("Keep one of the rows."))
        return False
    table.rows[key] = cell.row
    return True


def _profession(table: _Table, cell: Cell) -> int | None:
    if problem := problem_for_cell(cell, sheet=table.sheet.name, header=table.match.header(PROFESSION.key)):
        table.problems.add(problem)
        return None
    found = table.known.professions.get(folded(cell.text))
    if found is None:
        names = ", ".join(table.known.professions)
        remedy = format_lazy(_("Write one of: {names}."), names=names)
        table.add(cell, PROFESSION, "unknown_profession", _("There is no such profession."), remedy)
    return found


def _speciality(table: _Table, cell: Cell, profession: int) -> tuple[bool, int | None]:
    if problem := problem_for_cell(cell, sheet=table.sheet.name, header=table.match.header(SPECIALITY.key)):
        table.problems.add(problem)
        return False, None
    if cell.is_blank:
        return True, None
    found = table.known.specialities.get((profession, folded(cell.text)))
    if found is None:
        remedy = _("Write it as in the list of specialities, or leave the cell empty for the whole profession.")
        table.add(cell, SPECIALITY, "unknown_speciality", _("The profession has no such speciality."), remedy)
    return found is not None, found


def _price(table: _Table, cell: Cell, column: Field) -> Decimal | None:
    if problem := problem_for_cell(cell, sheet=table.sheet.name, header=table.match.header(column.key)):
        table.problems.add(problem)
        return None
    if cell.is_blank:
        return None
    remedy = _("Write kronor an hour above zero, such as 1 150 or 1 150,50.")
    try:
        value = cell.value if isinstance(cell.value, Decimal) else parse_decimal(cell.text)
    except AmbiguousNumber:
        table.add(cell, column, "two_numbers", _("This can mean two numbers."), remedy)
        return None
    except InvalidNumber:
        value = None
    if value is None or cell.is_percent or not 0 < value < MOST_SEK or value != round(value, 2):
        table.add(cell, column, "not_a_price", _("This is no price."), remedy)
        return None
    return value

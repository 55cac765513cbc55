"""Read a table of the regions' populations: county code and inhabitants, all regions once. No database, no clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.sheets.content import Cell, Row, SheetData
from documents.sheets.headers import Field, find
from documents.sheets.problems import CellProblem, ProblemList, problem_for_cell
from staffing.checked_table import CheckedTable
from values.numbers import InvalidNumber, parse_decimal

CODE = Field("code", ("Länskod", "Kod", "County code", "Code"))
INHABITANTS = Field(
    "inhabitants", ("Invånare", "Antal invånare", "Folkmängd", "Befolkning", "Inhabitants", "Population")
)
NATION = "00"
"""Statistics Sweden's code of the nation: the row is compared with the sum, never written."""
_CODE = re.compile(r"([0-9]{1,2})(?:\s+\D.*)?")
MOST = 100_000_000


@dataclass(frozen=True)
class Reading:
    """Inhabitants by county code, and what is wrong; nothing is to be written while a problem is blocking."""

    inhabitants: dict[str, int]
    problems: ProblemList


@dataclass
class _Table(CheckedTable):
    regions: Mapping[str, str]
    found: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    total: tuple[Cell, int] | None = None


def read(data: SheetData, regions: Mapping[str, str]) -> Reading:
    """Return the inhabitants of every region (`regions`: names by county code) from the first sheet that has the headings."""
    problems = ProblemList()
    sheets = data.visible_sheets or data.sheets
    matches = [(sheet, find(sheet, (CODE, INHABITANTS))) for sheet in sheets]
    sheet, match = next((one for one in matches if one[1].is_complete), matches[0])
    problems.extend(match.problems)
    if problems.is_blocking:
        return Reading({}, problems)
    table = _Table(sheet, match, problems, regions)
    for row in match.data_rows(sheet):
        _read_row(table, row)
    _check_the_whole(table)
    return Reading(table.found, problems)


def _read_row(table: _Table, row: Row) -> None:
    code_cell, number_cell = table.match.cell(row, CODE.key), table.match.cell(row, INHABITANTS.key)
    if code_cell.is_blank and number_cell.is_blank:
        return
    code = _code(table, code_cell)
    if code is None:
        return
    table.rows[code] = row.number
    number = _number(table, number_cell)
    if number is None:
        return
    if code == NATION:
        table.total = (number_cell, number)
    else:
        table.found[code] = number


def _code(table: _Table, cell: Cell) -> str | None:
    if problem := problem_for_cell(cell, sheet=table.sheet.name, header=table.match.header(CODE.key)):
        table.problems.add(problem)
        return None
    written = _CODE.fullmatch(cell.text.strip())
    code = written[1].zfill(2) if written else ""
    if code != NATION and code not in table.regions:
        remedy = _("Write the county code, such as 10 for Blekinge, or remove the row.")
        table.add(cell, CODE, "unknown_region", _("There is no region with this county code."), remedy)
        return None
    if code in table.rows:
        message = format_lazy(_("The region stands on row {row} already."), row=table.rows[code])
        table.add(cell, CODE, "region_twice", message, _("Keep one of the rows."))
        return None
    return code


def _number(table: _Table, cell: Cell) -> int | None:
    if problem := problem_for_cell(cell, sheet=table.sheet.name, header=table.match.header(INHABITANTS.key)):
        table.problems.add(problem)
        return None
    try:
        value = cell.value if isinstance(cell.value, Decimal) else parse_decimal(cell.text)
    except InvalidNumber:
        value = None
    if value is None or cell.is_percent or value != value.to_integral_value() or not 0 < value < MOST:
        message = (
            _("The number of inhabitants is missing.") if cell.is_blank else _("This is no number of inhabitants.")
        )
        remedy = _("Write a whole number above zero, such as 158 453.")
        table.add(cell, INHABITANTS, "not_inhabitants", message, remedy)
        return None
    return int(value)


def _check_the_whole(table: _Table) -> None:
    missing = [f"{code} {name}" for code, name in table.regions.items() if code not in table.rows]
    if missing:
        table.problems.add(
            CellProblem(
                sheet=table.sheet.name,
                row=None,
                column=None,
                header=CODE.names[0],
                value_seen="",
                code="regions_missing",
                message=format_lazy(_("Not in the table: {regions}."), regions=", ".join(missing)),
                suggestion=_("Add a row for each of them. One region alone is corrected on its own page."),
            )
        )
    if table.total is None or table.problems.is_blocking:
        return
    cell, stated = table.total
    total = sum(table.found.values())
    if stated != total:
        message = format_lazy(_("The row of the nation differs from the sum of the regions, {total}."), total=total)
        table.add(
            cell,
            INHABITANTS,
            "other_total",
            message,
            _("Correct the row that is wrong, or remove the nation's."),
        )

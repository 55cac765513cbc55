"""Write tables as a workbook: real numbers and dates, frozen headings, filters, and the same bytes every time."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import count

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from documents.sheets.references import cell_reference, column_letters
from documents.sheets.tables import Column, TableSpec, Value, checked_rows, number_of, place_of, safe_text
from documents.zips import with_fixed_times

_FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_TITLE = 31
_WIDEST = 60
_NARROWEST = 8
_NOTES_WIDTH = 100
_MOST_DECIMALS = 6
_ROWS_TO_ADD = 500
_FIXED_TIME = datetime(2000, 1, 1)  # noqa: DTZ001 - a constant; the file's time is no fact about its content
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_BOLD = Font(bold=True)
_UNLOCKED = Protection(locked=False)
_WRAPPED = Alignment(vertical="top", wrap_text=True)


def write_xlsx(tables: Sequence[TableSpec], *, example_notice: str | None = None) -> bytes:
    """Return a workbook with a sheet for each table, and one of explanations when a table has notes.

    :raises ValueError: when a value does not fit its column, with its place; `TextTooLong` for a text.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "Oberoende"
    workbook.properties.created = _FIXED_TIME
    titles = list(_sheet_titles([table.title for table in tables]))
    for table, title in zip(tables, titles, strict=True):
        _fill(workbook.create_sheet(title), table, None if table.is_hidden else example_notice)
    _offer_choices(workbook, tables, titles)
    if any(table.notes for table in tables):
        _fill_notes(workbook, tables, titles, example_notice)
    target = io.BytesIO()
    workbook.save(target)
    return with_fixed_times(target.getvalue(), _with_fixed_time)


def _sheet_titles(titles: Sequence[str]) -> Iterator[str]:
    r"""Yield names that Excel allows: 31 characters, none of []:*?/\, and no two alike but for case."""
    taken: set[str] = set()
    for wanted in titles:
        title = _FORBIDDEN_IN_TITLE.sub(" ", wanted).strip("' ")[:_LONGEST_TITLE].strip() or "1"
        numbers = count(2)
        unique = title
        while unique.casefold() in taken:
            ending = f" ({next(numbers)})"
            unique = title[: _LONGEST_TITLE - len(ending)] + ending
        taken.add(unique.casefold())
        yield unique


def _fill(sheet: Worksheet, table: TableSpec, example_notice: str | None) -> None:
    rows = checked_rows(table)
    header_row = (2 if example_notice else 1) + len(table.facts)
    if example_notice:
        _write_text(sheet.cell(1, 1), safe_text(example_notice, table.title)).font = _BOLD
    for number, fact in enumerate(table.facts, start=header_row - len(table.facts)):
        _write_text(sheet.cell(number, 1), safe_text(fact.label, table.title)).font = _BOLD
        if fact.formula:
            sheet.cell(number, 2).value = f"={fact.formula}"
            sheet.cell(number, 2).number_format = "#,##0"
        else:
            _write_text(sheet.cell(number, 2), safe_text(fact.value, table.title))
        place = f"'{sheet.title}'!$B${number}"
        sheet.defined_names[fact.name] = DefinedName(fact.name, attr_text=place)
    for index, column in enumerate(table.columns, start=1):
        cell = _write_text(sheet.cell(header_row, index), safe_text(column.header, table.title))
        cell.font = _BOLD
        cell.alignment = _WRAPPED
        _fill_column(sheet, table, rows, index, header_row)
    sheet.freeze_panes = f"A{header_row + 1}"
    if table.is_hidden:
        sheet.sheet_state = Worksheet.SHEETSTATE_HIDDEN
        return
    last = cell_reference(header_row + len(rows), len(table.columns))
    sheet.auto_filter.ref = f"A{header_row}:{last}"
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    _add_checks(sheet, table, header_row)
    if any(column.is_unlocked for column in table.columns):
        _protect(sheet)


def _fill_column(
    sheet: Worksheet, table: TableSpec, rows: Sequence[Sequence[Value]], index: int, header_row: int
) -> None:
    column = table.columns[index - 1]
    values = [row[index - 1] for row in rows]
    number_format = _number_format(column, values)
    dimension = sheet.column_dimensions[column_letters(index)]
    dimension.width = column.width or _fitting_width(column, values)
    dimension.number_format = number_format
    if column.is_unlocked:
        dimension.protection = _UNLOCKED
    for number, value in enumerate(values, start=header_row + 1):
        if value is None and not column.is_unlocked:
            continue
        cell = sheet.cell(number, index)
        _write_value(cell, value, column, place_of(table, number, index))
        cell.number_format = number_format
        if column.kind == "text":
            cell.alignment = _WRAPPED
        if column.is_unlocked:
            cell.protection = _UNLOCKED


def _add_checks(sheet: Worksheet, table: TableSpec, header_row: int) -> None:
    """Let Excel refuse, in the rows that are there, what a column's formula says may not be written."""
    first, last = header_row + 1, header_row + len(table.rows)
    for index, column in enumerate(table.columns, start=1):
        if not column.check or last < first:
            continue
        rule = DataValidation(type="custom", formula1=column.check.format(row=first), allow_blank=True)
        rule.error, rule.errorTitle, rule.showErrorMessage = column.check_message, column.header, True
        letters = column_letters(index)
        rule.add(f"{letters}{first}:{letters}{last}")
        sheet.add_data_validation(rule)


def _write_value(cell: Cell | MergedCell, value: Value, column: Column, place: str) -> None:
    if value is None:
        return
    if column.kind == "text":
        _write_text(cell, safe_text(value, place))
    elif column.kind == "date":
        if not isinstance(value, date) or isinstance(value, datetime):
            raise ValueError(f"{place}: {value!r} is no date")
        cell.value = value
    else:
        number = number_of(value, column.kind, place)
        cell.value = Decimal(number) / 100 if column.kind == "percent" else number


def _write_text(cell: Cell | MergedCell, text: str) -> Cell | MergedCell:
    # _x0041_ is how the format writes the sign 0x41 (ECMA-376 22.4.2.4), so text that looks so is itself escaped.
    cell.value = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    cell.data_type = "s"
    return cell


def _number_format(column: Column, values: Sequence[Value]) -> str:
    """Return a format with as many decimals as the values have; grouping and comma follow the reader's Excel."""
    if column.kind == "text":
        return "@"
    if column.kind == "date":
        return "yyyy-mm-dd"
    if column.kind == "number":
        return (
            "General" if column.decimals is None else "#,##0" + ("." + "0" * column.decimals if column.decimals else "")
        )
    decimals = min(max((_decimals(value) for value in values), default=0), _MOST_DECIMALS)
    if column.kind == "money":
        return "#,##0.00" if decimals else "#,##0"
    return f"0.{'0' * max(decimals, 1)} %"


def _decimals(value: Value) -> int:
    exponent = value.normalize().as_tuple().exponent if isinstance(value, Decimal) else 0
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _fitting_width(column: Column, values: Sequence[Value]) -> int:
    longest_word = max((len(word) for word in column.header.split()), default=0)
    longest_value = max((len(str(value)) for value in values if value is not None), default=0)
    return min(max(longest_word + 4, longest_value + 3, _NARROWEST), _WIDEST)


def _offer_choices(workbook: Workbook, tables: Sequence[TableSpec], titles: Sequence[str]) -> None:
    """Let the cells of columns with choices be chosen from a list; the lists stand on a hidden sheet of their own.

    A list in the rule itself may have 255 characters and no comma. Readers of uploads leave hidden sheets alone.
    """
    offered = [
        (workbook[title], index, column.choices)
        for table, title in zip(tables, titles, strict=True)
        for index, column in enumerate(table.columns, start=1)
        if column.choices
    ]
    if not offered:
        return
    *_taken, name = _sheet_titles([*titles, _("Explanations"), _("Choices")])
    lists = workbook.create_sheet(name)
    lists.sheet_state = Worksheet.SHEETSTATE_HIDDEN
    for place, (sheet, index, choices) in enumerate(offered, start=1):
        for number, choice in enumerate(choices, start=1):
            _write_text(lists.cell(number, place), safe_text(choice, name))
        letters, target = column_letters(place), column_letters(index)
        rule = DataValidation(
            type="list", formula1=f"'{name}'!${letters}$1:${letters}${len(choices)}", allow_blank=True
        )
        rule.error, rule.errorTitle = _("Choose one of the list."), _("Not in the list")
        rule.showErrorMessage = True
        # Frozen panes begin below the headings.
        first = int(str(sheet.freeze_panes).lstrip("A"))
        rule.add(f"{target}{first}:{target}{max(sheet.max_row, first) + _ROWS_TO_ADD}")
        sheet.add_data_validation(rule)


def _protect(sheet: Worksheet) -> None:
    """Lock all but the unlocked columns against slips; without a password, since it is no secret."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.sort = protection.autoFilter = False


def _fill_notes(
    workbook: Workbook, tables: Sequence[TableSpec], titles: Sequence[str], example_notice: str | None
) -> None:
    *_taken, title = _sheet_titles([*titles, _("Explanations")])
    sheet = workbook.create_sheet(title)
    sheet.column_dimensions["A"].width = _NOTES_WIDTH
    lines: list[tuple[str, Font | None]] = [(example_notice, _BOLD)] if example_notice else []
    for table in tables:
        if table.notes:
            lines += [(table.title, _BOLD), *((note, None) for note in table.notes), ("", None)]
    for number, (line, font) in enumerate(lines, start=1):
        if line:
            cell = _write_text(sheet.cell(number, 1), safe_text(line, title))
            cell.alignment = _WRAPPED
            if font:
                cell.font = font


def _with_fixed_time(name: str, part: bytes) -> bytes:
    """Return the part of the workbook, the properties without the time of writing, which is no fact about its content."""
    stamp = _FIXED_TIME.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return _MODIFIED.sub(rb"\g<1>" + stamp, part) if name == _CORE else part

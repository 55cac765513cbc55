"""Read a whole file: which sheets have the table, what is wrong with its headings, and then row by row."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.sheets.content import Sheet, SheetData
from documents.sheets.headers import HeaderMatch, find, folded
from documents.sheets.near_headers import closest, not_understood
from documents.sheets.problems import CellProblem, ProblemList
from documents.sheets.refusals import warning_text
from indicators.cost_upload.facts import Facts, read_facts
from indicators.cost_upload.rows import RowReader
from indicators.cost_upload.template import AMOUNTS, FIELDS, HELP_SHEETS, REFERENCE_HEADINGS, UNITLESS_AMOUNT
from indicators.cost_upload.totals import is_total_heading
from indicators.cost_upload.words import FileTotal, PlacedLine, Reading, Text, Words

_REFERENCES = {folded(name) for name in REFERENCE_HEADINGS}
_AMOUNT_HEADINGS = tuple(folded(name) for one in (UNITLESS_AMOUNT, *AMOUNTS) for name in one.names)
_AMOUNT_WORDS = tuple(folded(name) for name in UNITLESS_AMOUNT.names)


def read(data: SheetData, words: Words, *, is_in_thousands: bool = False) -> Reading:
    """Return the lines of every visible sheet that has the headings, with every problem found.

    With `is_in_thousands`, amounts under a heading that says kr are taken for thousands of kronor.
    """
    problems = ProblemList()
    totals: tuple[FileTotal, ...] = ()
    notices: list[Text] = [warning_text(warning) for warning in data.warnings]
    lines: list[PlacedLine] = []
    tables = [(sheet, find(sheet, FIELDS)) for sheet in named_sheets(data)]
    with_headings = [(sheet, match) for sheet, match in tables if len(match.columns) > 1]
    facts: dict[str, Facts] = {}
    for sheet, match in with_headings or tables[:1]:
        problems.extend(match.problems)
        if match.columns:
            problems.extend(_amount_problems(sheet, match))
            facts[sheet.name] = read_facts(sheet, match, words)
            problems.extend(facts[sheet.name].problems)
    skipped = [sheet.name for sheet, match in tables if len(match.columns) <= 1 and not _is_help(sheet)]
    if with_headings and skipped:
        notices.append(
            format_lazy(_("Not read, since it has no headings of the table: {sheets}."), sheets=", ".join(skipped))
        )
    if not problems.is_blocking:
        reader = RowReader(words, problems, is_in_thousands=is_in_thousands)
        for sheet, match in with_headings:
            reader.template_period = facts[sheet.name].period or reader.template_period
            start = len(lines)
            reader.read_lines(sheet, match, lines)
            reader.totals.add_columns(sheet, match, reader.exponent, lines, start)
            notices += _heading_notices(match)
        notices += reader.notices()
        totals = reader.totals.compared(lines)
        if not lines and not problems.is_blocking:
            problems.add(_nothing_read(data, with_headings))
    return Reading(tuple(lines), problems, tuple(notices), totals)


def _is_help(sheet: Sheet) -> bool:
    """Return whether the sheet is the one of explanations that our own template has, in either language."""
    return folded(sheet.name) in HELP_SHEETS


def named_sheets(data: SheetData) -> list[Sheet]:
    """Return the visible sheets; the one table of a text file is called what the file is called."""
    return [sheet if sheet.name else dataclasses.replace(sheet, name=data.filename) for sheet in data.visible_sheets]


def _amount_problems(sheet: Sheet, match: HeaderMatch) -> Iterator[CellProblem]:
    """Yield what is wrong with the columns of amounts as a whole: no unit, no column, or several."""
    present = [one for one in AMOUNTS if one.key in match.columns]
    if len(present) == 1 and UNITLESS_AMOUNT.key not in match.columns:
        return
    seen = [match.header(one.key) for one in (*present, UNITLESS_AMOUNT) if one.key in match.columns]
    if not seen and not any(folded(cell.text).startswith(_AMOUNT_WORDS) for cell in match.ignored):
        yield _no_amounts(sheet, match)
        return
    if len(seen) > 1:
        message, code = _("The file has more than one column of amounts."), "several_amounts"
        suggestion = _("Keep one of them: Belopp (kr), Belopp (tkr) or Belopp (mnkr).")
    else:
        message, code = _("It is not said in which unit the amounts are."), "no_unit"
        suggestion = _("Write the heading as Belopp (kr), Belopp (tkr) or Belopp (mnkr).")
    columns = [match.columns[one.key] for one in (*present, UNITLESS_AMOUNT) if one.key in match.columns]
    if not columns:
        # "Belopp (euro)" is no heading of ours, and it is the one to put right.
        alike = [cell for cell in match.ignored if folded(cell.text).startswith(_AMOUNT_WORDS)]
        seen, columns = [cell.text for cell in alike], [cell.column for cell in alike]
    yield CellProblem(
        sheet=sheet.name,
        row=match.row_number or None,
        column=columns[-1] if columns else None,
        header="Belopp (kr)",
        value_seen=", ".join(seen),
        code=code,
        message=message,
        suggestion=suggestion,
    )


def _no_amounts(sheet: Sheet, match: HeaderMatch) -> CellProblem:
    """Name the heading that was probably meant for the amounts, else all that were not understood."""
    taken = {one.column for one in match.problems}
    ignored = [cell for cell in match.ignored if folded(cell.text) not in _REFERENCES and cell.column not in taken]
    name = AMOUNTS[0].names[0]
    near = closest({"amount": _AMOUNT_HEADINGS}, ignored, folded).get("amount")
    return CellProblem(
        sheet=sheet.name,
        row=match.row_number or None,
        column=near.column if near else None,
        header=name,
        value_seen=near.text if near else "",
        code="missing_column",
        message=not_understood(name, near, ignored),
        suggestion=format_lazy(_("Change the heading “{seen}” to “{name}”."), seen=near.text, name=name)
        if near
        else _("Write the heading as Belopp (kr), Belopp (tkr) or Belopp (mnkr)."),
    )


def _heading_notices(match: HeaderMatch) -> list[Text]:
    names = ", ".join(
        cell.text for cell in match.ignored if folded(cell.text) not in _REFERENCES and not is_total_heading(cell.text)
    )
    return (
        [format_lazy(_("Columns that the table does not have were left out: {names}."), names=names)] if names else []
    )


def _nothing_read(data: SheetData, tables: Sequence[tuple[Sheet, HeaderMatch]]) -> CellProblem:
    return CellProblem(
        sheet=tables[0][0].name if tables else data.filename,
        row=None,
        column=None,
        header="",
        value_seen="",
        code="no_rows",
        message=_("The file has headings but no amounts."),
        suggestion=_("Write at least one amount; a true zero is written as 0."),
    )

"""A table to be written: its columns with their kinds, and its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from documents.sheets.escaping import escape_text
from documents.sheets.references import cell_reference

Kind = Literal["text", "number", "money", "percent", "date"]
Value = str | Decimal | int | date | None
LONGEST_TEXT = 32_767


class TextTooLong(ValueError):
    """A text is longer than a cell of Excel can hold; cutting it in silence would lose a part."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `percent` takes 4.2 for 4,2 %; `money` takes kronor; `width` is in characters, None fits the content.

    `decimals` are those that a `number` is shown with in a workbook; without them as many as it has. `choices` are what a
    cell of text may say: a workbook offers them in a list, in the rows that are there and in those that are added below.
    `check` is a spreadsheet formula, with `{row}` for the row's number, that is true of what may be written in a cell;
    `check_message` is what a workbook says when it is not.
    """

    header: str
    kind: Kind = "text"
    width: int | None = None
    is_unlocked: bool = False
    decimals: int | None = None
    choices: Sequence[str] = ()
    check: str = ""
    check_message: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a whole workbook is about, such as its period: a label and a value above the headings, in a cell with a name.

    With a `formula` (of our own, without "=", never from data) the cell computes a number. A file that no spreadsheet program
    has opened holds no value for it, so it is for people: readers of uploads take nothing from such a cell.
    """

    label: str
    value: str
    name: str
    formula: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """One table: a sheet of a workbook, or a CSV file. `notes` are lines for the sheet of explanations.

    When any column is unlocked, the sheet is protected, without a password, and only those columns take input. A hidden
    one is for the program that reads the workbook back: nothing but headings and rows. `facts` stand above the headings in
    a workbook, and not in a CSV file.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = ()
    is_hidden: bool = False
    facts: Sequence[Fact] = ()


def safe_text(value: object, place: str) -> str:
    """Return text that is inert in a spreadsheet.

    :raises TextTooLong: past Excel's 32,767 characters, with the place.
    """
    text = escape_text(str(value))
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(f"{place}: {len(text)} characters, at most {LONGEST_TEXT} fit a cell")
    return text


def checked_rows(table: TableSpec) -> Sequence[Sequence[Value]]:
    """Return the rows.

    :raises ValueError: when one has not as many values as there are columns.
    """
    for number, row in enumerate(table.rows, start=1):
        if len(row) != len(table.columns):
            raise ValueError(f"{table.title}, row {number}: {len(row)} values for {len(table.columns)} columns")
    return table.rows


def number_of(value: Value, kind: Kind, place: str) -> Decimal | int:
    """Return a finite number.

    :raises ValueError: for a text or a NaN in a column of numbers, with the place.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int) or not Decimal(value).is_finite():
        raise ValueError(f"{place}: {value!r} is no {kind}")
    return value


def place_of(table: TableSpec, row: int, column: int) -> str:
    return f"{table.title}!{cell_reference(row, column)}"

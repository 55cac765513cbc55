"""What was read: sheets of rows of cells, each with its place in the file."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from documents.sheets.references import cell_reference

CellValue = str | Decimal | date | bool | None


class Cell(NamedTuple):
    """One cell. A named tuple and not a dataclass because a return has 100,000 of them (four times faster to make).

    `value` is None for an empty cell and for one with a `problem`; a problem is never read as 0 or as empty.
    A percentage in a workbook has the value 0.042 and the text "4,2 %"; in a CSV file every value is its text.
    """

    value: CellValue
    row: int
    column: int
    problem: str | None = None
    shown: str | None = None
    is_percent: bool = False

    @property
    def reference(self) -> str:
        return cell_reference(self.row, self.column)

    @property
    def text(self) -> str:
        """Return what a person sees: decimal comma, ÅÅÅÅ-MM-DD, "4,2 %"; empty for an empty cell."""
        if self.shown is not None:
            return self.shown
        if self.is_percent and isinstance(self.value, Decimal):
            return f"{text_of(self.value * 100)} %"
        return text_of(self.value)

    @property
    def is_blank(self) -> bool:
        return self.problem is None and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


def text_of(value: CellValue) -> str:
    """Return a value as a Swedish spreadsheet shows it, ungrouped."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
    if isinstance(value, bool):
        return "SANT" if value else "FALSKT"  # the words of Swedish Excel, whatever language our page has
    return value if isinstance(value, str) else value.isoformat()


@dataclass(frozen=True, slots=True)
class Row:
    """A row with something in it; `number` is its row in the sheet, or its first line in a text file, from 1."""

    number: int
    cells: tuple[Cell, ...]
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. Rows without any content are left out; every row has as many cells as the widest."""

    name: str
    rows: tuple[Row, ...]
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class SheetWarning:
    """Something the reader of the preview must know: hidden sheets, rows or columns. Words: `refusals.warning_text`."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetData:
    """A whole file. `filename` has lost its folders and control signs; it is still text from outside."""

    sheets: tuple[Sheet, ...]
    warnings: tuple[SheetWarning, ...] = ()
    filename: str = ""

    @property
    def visible_sheets(self) -> tuple[Sheet, ...]:
        return tuple(sheet for sheet in self.sheets if not sheet.is_hidden)

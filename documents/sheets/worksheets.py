"""Scan a worksheet's XML once, as a stream, for the facts that calamine does not tell.

Merged cells, formulas that were never computed, error cells, hidden rows and columns, percentages, and how far the cells
really reach: the file's own <dimension> is not asked.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from xml.parsers import expat

from documents.sheets.limits import Limits
from documents.sheets.packages import safe_parser
from documents.sheets.references import cell_reference, column_letters, column_number, split_range
from documents.sheets.verdicts import Refused

_MOST_MERGED_RANGES = 10_000
_TRUE = ("1", "true")

# A row as Excel, LibreOffice and openpyxl write it when there is nothing to tell of it: not hidden, every cell in it empty,
# or with a value, and of a type that is not an error. Expat calls back into Python for each element of a sheet, which costs
# three times what calamine needs to read it all; so such rows are counted here and only an empty <row/> is left of them.
# All else in the sheet, and every row that differs in the least, is parsed by expat. In XML without "<!" each "<" begins a
# tag, so the pattern cannot be led astray by comments or CDATA; the possessive signs (+) rule out backtracking.
_PLAIN_ROW = re.compile(
    rb"""<row r="([1-9][0-9]*+)"(?: (?:spans|ht|customHeight|s|customFormat|x14ac:dyDescent|thickBot|thickTop)="[^"<]*+")*+>"""
    rb"""((?:<c r="[A-Z]{1,3}+\1"(?: s="[0-9]++")?+(?: t="(?:s|n|b|str|inlineStr)")?+(?:/>|>(?:"""
    rb"""(?:<f(?: [a-z]+="[^"<]*+")*+(?:/>|>[^<]*+</f>))?+<v>[^<\s][^<]*+</v>"""
    rb"""|<is><t(?: xml:space="preserve")?+>[^<]*+</t></is>)</c>))*+)</row>"""
)
_DIMENSION = re.compile(rb'(<dimension[^>]*? ref=")[^"]*"')
_PLAIN_CELL = re.compile(rb'<c r="([A-Z]+)[0-9]+"(?: s="([0-9]+)")?(?: t="[a-zA-Z]+")?>')


@dataclass(slots=True)
class Facts:
    """What one sheet is. `problems` maps (row, column) to (code, what is seen)."""

    rows: int = 0
    columns: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[str] = field(default_factory=list)
    percent_cells: list[tuple[int, int]] = field(default_factory=list)
    problems: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


class _Scan:
    """The handlers of one parse; attributes instead of locals because expat calls back."""

    def __init__(self, sheet: str, percent_styles: Collection[str], limits: Limits) -> None:
        self.facts = Facts()
        self.sheet = sheet
        self.limits = limits
        self.percent_styles = percent_styles
        self.merged: list[tuple[int, int, int, int]] = []
        self.row = self.column = 0
        self.row_text = "0"
        self.are_rows_hidden = False
        self.cell_type: str | None = None
        self.is_percent = False
        # Where an uncomputed formula is waiting for its value; None when no formula is open.
        self.open_formula: tuple[int, int] | None = None
        self.parser = safe_parser(sheet)
        self.handlers = {
            "c": self.start_cell,
            "v": self.start_value,
            "row": self.start_row,
            "f": self.start_formula,
            "is": self.start_value,
            "mergeCell": self.start_merged,
            "col": self.start_columns,
            "sheetFormatPr": self.start_format,
        }
        self.parser.StartElementHandler = self.start

        self.known_rows: dict[tuple[tuple[bytes, bytes], ...], tuple[int, tuple[int, ...]] | None] = {}

    def run(self, part: bytes) -> None:
        self.parser.Parse(part if b"<!" in part else _PLAIN_ROW.sub(self.count_plain_row, part), True)

    def count_plain_row(self, row: re.Match[bytes]) -> bytes:
        """Count a row and return what is left of it; all of it, when it is for `start_cell` to say what is wrong."""
        number = int(row[1])
        shape = tuple(_PLAIN_CELL.findall(row[2]))
        if shape not in self.known_rows:
            self.known_rows[shape] = self.read_shape(shape)
        known = self.known_rows[shape]
        if known is None or number > self.limits.rows:
            return row[0]
        columns, percent_columns = known
        if columns:
            self.facts.rows = max(self.facts.rows, number)
            self.facts.columns = max(self.facts.columns, columns)
        self.facts.percent_cells.extend((number, column) for column in percent_columns)
        return b'<row r="%d"/>' % number

    def read_shape(self, shape: tuple[tuple[bytes, bytes], ...]) -> tuple[int, tuple[int, ...]] | None:
        """Return how far the cells with a value reach and which are percentages; None when out of order or too far."""
        columns = [column_number(letters.decode()) for letters, _style in shape]
        if columns != sorted(set(columns)) or (columns and columns[-1] > self.limits.columns):
            return None
        percents = (
            column
            for column, (_letters, style) in zip(columns, shape, strict=True)
            if style.decode() in self.percent_styles
        )
        return (columns[-1] if columns else 0), tuple(percents)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        handler = self.handlers.get(name)
        if handler is None:
            handler = self.handlers.setdefault(name, self.handlers.get(name.rpartition(":")[2], _ignore))
        handler(attributes)

    def start_row(self, attributes: dict[str, str]) -> None:
        self.open_formula = None
        self.parser.CharacterDataHandler = None
        number = int(attributes["r"]) if "r" in attributes else self.row + 1
        if number <= self.row:
            raise Refused("disordered_rows", sheet=self.sheet, reference=f"A{number}")
        self.row, self.column, self.row_text = number, 0, str(number)
        if attributes.get("hidden") in _TRUE or (self.are_rows_hidden and attributes.get("hidden") is None):
            self.facts.hidden_rows.add(number)

    def start_cell(self, attributes: dict[str, str]) -> None:
        self.open_formula = None
        self.parser.CharacterDataHandler = None
        reference = attributes.get("r")
        column = self.column + 1
        if reference is not None:
            if not reference.endswith(self.row_text):
                raise Refused("disordered_rows", sheet=self.sheet, reference=reference)
            column = column_number(reference[: -len(self.row_text)])
        if column <= self.column:
            raise Refused("disordered_rows", sheet=self.sheet, reference=reference or cell_reference(self.row, column))
        self.column = column
        self.cell_type = attributes.get("t")
        self.is_percent = attributes.get("s") in self.percent_styles

    def start_value(self, _: dict[str, str]) -> None:
        """Count a cell that holds something; a styled empty cell far away costs nothing and is let be."""
        facts, row, column = self.facts, self.row, self.column
        facts.rows = max(facts.rows, row)
        facts.columns = max(facts.columns, column)
        if row > self.limits.rows or column > self.limits.columns:
            self.refuse_far(row, column)
        if self.is_percent:
            facts.percent_cells.append((row, column))
        if self.cell_type == "e":
            facts.problems[row, column] = ("error_value", "")
            self.parser.CharacterDataHandler = self.read_error
        elif self.open_formula is not None:
            if self.cell_type == "str":  # the computed value is the empty text
                del facts.problems[self.open_formula]
                self.open_formula = None
            else:
                self.parser.CharacterDataHandler = self.read_formula_value

    def start_formula(self, _: dict[str, str]) -> None:
        self.open_formula = (self.row, self.column)
        self.facts.problems[self.open_formula] = ("formula_without_value", "")
        self.facts.rows = max(self.facts.rows, self.row)
        self.facts.columns = max(self.facts.columns, self.column)
        if self.row > self.limits.rows or self.column > self.limits.columns:
            self.refuse_far(self.row, self.column)
        self.parser.CharacterDataHandler = self.read_formula

    def start_merged(self, attributes: dict[str, str]) -> None:
        self.merged.append(split_range(attributes.get("ref", "")))
        if len(self.merged) > _MOST_MERGED_RANGES:
            raise Refused("too_many_merged", sheet=self.sheet, limit=_MOST_MERGED_RANGES)

    def start_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in _TRUE:
            first, last = int(attributes["min"]), int(attributes["max"])
            last = min(last, self.limits.columns)
            self.facts.hidden_columns.extend(column_letters(column) for column in range(first, last + 1))

    def start_format(self, attributes: dict[str, str]) -> None:
        self.are_rows_hidden = attributes.get("zeroHeight") in _TRUE

    def read_error(self, text: str) -> None:
        code, seen = self.facts.problems[self.row, self.column]
        self.facts.problems[self.row, self.column] = (code, (seen + text)[:100])

    def read_formula(self, text: str) -> None:
        if self.open_formula is not None:
            code, seen = self.facts.problems[self.open_formula]
            self.facts.problems[self.open_formula] = (code, (seen or "=") + text[:100])

    def read_formula_value(self, text: str) -> None:
        if text.strip() and self.open_formula is not None:
            del self.facts.problems[self.open_formula]
            self.open_formula = None
            self.parser.CharacterDataHandler = None

    def refuse_far(self, row: int, column: int) -> None:
        raise Refused(
            "too_far",
            sheet=self.sheet,
            reference=cell_reference(row, column),
            rows=self.limits.rows,
            columns=self.limits.columns,
        )


def _ignore(_: dict[str, str]) -> None:
    return


def without_dimension(part: bytes) -> bytes:
    """Return the sheet with a dimension of one cell, since what the file says of its size is not to be believed."""
    return _DIMENSION.sub(rb'\g<1>A1"', part, count=1)


def scan(sheet: str, part: bytes, percent_styles: Collection[str], limits: Limits) -> Facts:
    """Return the facts of one sheet.

    :raises Refused: for a DTD, broken XML, cells out of order or outside of the limits.
    """
    scanning = _Scan(sheet, percent_styles, limits)
    try:
        scanning.run(part)
    except (expat.ExpatError, ValueError, KeyError, LookupError) as error:
        raise Refused("damaged", part=sheet) from error
    facts = scanning.facts
    if facts.rows * facts.columns > limits.cells:
        raise Refused("too_many_cells", sheet=sheet, limit=limits.cells)
    for first_row, first_column, last_row, last_column in scanning.merged:
        for row in range(first_row, min(last_row, facts.rows) + 1):
            for column in range(first_column, min(last_column, facts.columns) + 1):
                facts.problems[row, column] = ("merged_cell", "")
    return facts

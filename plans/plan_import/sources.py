"""Files of every kind as grids: Word, workbooks, CSV, and text pasted from Excel or Word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from documents import sheets
from documents.sheets.content import Cell
from documents.sheets.problems import CELL_MESSAGES
from documents.sheets.refusals import warning_text
from documents.word import reader as word
from plans.plan_import.grid import LONGEST_CELL, Grid, GridRow

MERGED = "merged_cell"


def read(content: bytes, filename: str) -> tuple[tuple[Grid, ...], list[str]]:
    """Return the tables of a file, and what to say about how it was read.

    :raises documents.sheets.UploadRefused: in words, when the file is of another kind, unsafe or broken.
    """
    if word.is_word(content):
        return from_word(word.read_document(content, filename)), []
    data = sheets.read_table(content, filename)
    return from_sheets(data)


def from_word(document: word.WordData) -> tuple[Grid, ...]:
    """Return the document's tables, each with the paragraphs before it; row numbers go on through the document."""
    grids: list[Grid] = []
    waiting: list[GridRow] = []
    number = 0
    for block in document.blocks:
        number += 1
        if not block.rows:
            waiting.append(GridRow(number, (block.text[:LONGEST_CELL],), is_text=True, is_heading=block.is_heading))
            continue
        rows = waiting
        width = max(sum(cell.span for cell in row) for row in block.rows)
        for row in block.rows:
            rows.append(_word_row(number, row, width))
            number += 1
        grids.append(Grid("", tuple(rows)))
        waiting = []
    return tuple(grids)


def _word_row(number: int, row: word.TableRow, width: int) -> GridRow:
    cells: list[str] = []
    continued: set[int] = set()
    for cell in row:
        if cell.is_continued:
            continued.update(range(len(cells), len(cells) + cell.span))
        cells += [cell.text[:LONGEST_CELL], *[""] * (cell.span - 1)]
    cells += [""] * (width - len(cells))
    with_text = [cell for cell in row if cell.text.strip()]
    is_full = (
        width > 1 and len(with_text) == 1 and with_text[0].span >= max(2, width - 1) and not with_text[0].is_continued
    )
    return GridRow(number, tuple(cells), frozenset(continued), is_full=is_full)


def from_sheets(data: sheets.SheetData) -> tuple[tuple[Grid, ...], list[str]]:
    """Return the visible sheets; hidden ones are named and not read, and so are cells whose value is not in the file."""
    said = [str(warning_text(warning)) for warning in data.warnings]
    grids = []
    for sheet in data.visible_sheets:
        above: dict[int, str] = {}
        rows = []
        for row in sheet.rows:
            rows.append(_sheet_row(row.number, row.cells, above))
            said += [
                f"{sheet.name} {cell.reference}: {CELL_MESSAGES[cell.problem][0]}".strip()
                for cell in row.cells
                if cell.problem and cell.problem != MERGED
            ]
        grids.append(Grid(sheet.name, tuple(rows)))
    return tuple(grids), said


def _sheet_row(number: int, cells: Sequence[Cell], above: dict[int, str]) -> GridRow:
    """Return a row; a merged cell without text goes on with the merged one to its left, else with the one above."""
    texts: list[str] = []
    continued: set[int] = set()
    spans = 0
    is_right_of_merged = False
    for index, cell in enumerate(cells):
        is_merged, text = cell.problem == MERGED, cell.text[:LONGEST_CELL] if cell.problem in {None, MERGED} else ""
        if is_merged and not text.strip() and is_right_of_merged:
            spans += 1
        elif is_merged and not text.strip() and index in above:
            text = above[index]
            continued.add(index)
        is_right_of_merged = is_merged and index not in continued
        if is_merged and text.strip():
            above[index] = text
        elif not is_merged:
            above.pop(index, None)
        texts.append(text)
    with_text = [text for index, text in enumerate(texts) if text.strip() and index not in continued]
    return GridRow(
        number,
        tuple(texts),
        frozenset(continued),
        is_full=len(with_text) == 1 and spans >= 1 and spans + 1 >= len(texts) - 1,
    )


def from_paste(text: str) -> tuple[Grid, ...]:
    """Return the table that was pasted: cells divided by tabs, quoted where they hold line breaks, as Excel copies them.

    :raises documents.sheets.UploadRefused: it is no table.
    """
    data = sheets.read_table(text.encode(), "")
    return from_sheets(data)[0]


def cell_count(grids: Iterable[Grid]) -> int:
    """Return the number of cells with text."""
    return sum(len(row.filled) for grid in grids for row in grid.rows)

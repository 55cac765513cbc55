"""Read the cells of a row: what a word means, what a number is, or a problem at the cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from documents.sheets.content import Cell, Row
from documents.sheets.headers import HeaderMatch
from documents.sheets.problems import ProblemList, problem_at, problem_for_cell
from indicators.cost_upload.meanings import Wrong
from indicators.cost_upload.words import Text, Words
from values.period import Period


@dataclass
class CellReader:
    """Reads the cells of one sheet at a time. Each spelling is looked up once, however many rows have it."""

    words: Words
    problems: ProblemList
    spellings: dict[tuple[str, str], object] = field(default_factory=dict, kw_only=True)
    told: set[tuple[str, Period]] = field(default_factory=set, kw_only=True)
    """Problems of a whole period that have been named at their first row."""
    is_row_wrong: bool = field(default=False, init=False)
    sheet: str = field(default="", init=False)
    match: HeaderMatch = field(default_factory=lambda: HeaderMatch(0, {}, {}), init=False)

    def add(self, row: Row, key: str, code: str, message: Text, suggestion: Text) -> None:
        """Name a problem at a row's cell of a column."""
        self.problems.add(
            problem_at(
                self.match.cell(row, key),
                sheet=self.sheet,
                header=self.match.header(key),
                code=code,
                message=message,
                suggestion=suggestion,
            )
        )

    def word(self, row: Row, key: str, resolve: Callable[[str, Words], Any]) -> Any:
        """Return what a cell of words means; None after a problem."""
        cell = self.match.cell(row, key)
        if self.is_unsound(cell, key):
            return None
        spelling = (key, cell.value if type(cell.value) is str else cell.text)
        if spelling not in self.spellings:
            try:
                self.spellings[spelling] = resolve(cell.text.strip(), self.words)
            except Wrong as wrong:
                self.spellings[spelling] = wrong
        meaning = self.spellings[spelling]
        if isinstance(meaning, Wrong):
            self.is_row_wrong = True
            if not self._is_told(meaning):
                self.add(row, key, meaning.code, meaning.message, meaning.suggestion)
            return None
        return meaning

    def _is_told(self, wrong: Wrong) -> bool:
        """Return whether the problem is one of a whole period and has been named; from now on it has."""
        if wrong.once is None:
            return False
        problem = (wrong.code, wrong.once)
        is_told = problem in self.told
        self.told.add(problem)
        return is_told

    def number(self, row: Row, key: str, convert: Callable[[Cell], Decimal]) -> Decimal | None:
        """Return the number that `convert` makes of a cell; None when it is empty, has no column, or after a problem."""
        column = self.match.columns.get(key)
        if not column:
            return None
        cell = row.cells[column - 1]
        # Most cells are empty: asked first, since a return has a hundred thousand of them.
        if (cell.value is None and cell.problem is None) or self.is_unsound(cell, key) or cell.is_blank:
            return None
        try:
            return convert(cell)
        except Wrong as wrong:
            self.add(row, key, wrong.code, wrong.message, wrong.suggestion)
            return None

    def is_unsound(self, cell: Cell, key: str) -> bool:
        """Return whether reading the file found something wrong with the cell, which then is named."""
        if cell.problem is None:
            return False
        found = problem_for_cell(cell, sheet=self.sheet, header=self.match.header(key))
        if found:
            self.problems.add(found)
        return True

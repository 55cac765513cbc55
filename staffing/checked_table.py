"""A table of a file while it is read: where it stands, what its columns are called, and what is wrong in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from documents.sheets.content import Cell, Sheet
from documents.sheets.headers import Field, HeaderMatch
from documents.sheets.problems import ProblemList, problem_at


@dataclass
class CheckedTable:
    """The sheet with its headings; `problems` grows while its rows are read."""

    sheet: Sheet
    match: HeaderMatch
    problems: ProblemList

    def add(self, cell: Cell, column: Field, code: str, message: str | Promise, suggestion: str | Promise) -> None:
        """Name a problem at a cell of a column."""
        self.problems.add(
            problem_at(
                cell,
                sheet=self.sheet.name,
                header=self.match.header(column.key),
                code=code,
                message=message,
                suggestion=suggestion,
            )
        )

"""Errors that name their cell, grouped by what repairs them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.sheets.content import Cell
from documents.sheets.references import cell_reference

_SEEN_CHARS = 80

CELL_MESSAGES: dict[str, tuple[str | Promise, str | Promise]] = {
    "merged_cell": (
        _("The cell is merged with others, so it is not certain which row the value belongs to."),
        _("Unmerge the cells and write the value in each of them."),
    ),
    "formula_without_value": (
        _("The cell has a formula that was never computed."),
        _("Open the file in Excel, let it compute, save and upload it again, or write the value itself."),
    ),
    "error_value": (_("The formula in the cell gives an error."), _("Correct the formula, or write the value itself.")),
    "has_time": (_("The cell holds a time of day."), _("Write only the date, such as 2026-03-31.")),
    "not_a_number": (_("The cell holds something that is not a number."), _("Write the number with digits.")),
    "mojibake": (
        _("The letters å, ä and ö are garbled."),
        _("Import the original into Excel again as UTF-8, or correct the text."),
    ),
    "too_long": (_("The text is longer than a cell can hold."), _("Shorten the text.")),
}


class Level(StrEnum):
    BLOCKING = "blocking"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProblem:
    """One thing wrong at one cell; a problem of the whole sheet, such as a missing column, has no row."""

    sheet: str
    row: int | None
    column: int | None
    header: str
    value_seen: str
    code: str
    message: str | Promise
    suggestion: str | Promise = ""
    level: Level = Level.BLOCKING

    @property
    def reference(self) -> str:
        return cell_reference(self.row, self.column) if self.row and self.column else ""

    @property
    def is_blocking(self) -> bool:
        return self.level is Level.BLOCKING


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems that one act repairs: the same code in the same column. `problems` is never empty."""

    problems: tuple[CellProblem, ...]

    @property
    def code(self) -> str:
        return self.problems[0].code

    @property
    def header(self) -> str:
        return self.problems[0].header

    @property
    def message(self) -> str | Promise:
        return self.problems[0].message

    @property
    def suggestion(self) -> str | Promise:
        return self.problems[0].suggestion

    @property
    def is_blocking(self) -> bool:
        return any(problem.is_blocking for problem in self.problems)

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(problem.reference for problem in self.problems)


class ProblemList:
    """All problems of one file, in the order of the file; sheets in the order they were first named."""

    def __init__(self, problems: Iterable[CellProblem] = ()) -> None:
        self._problems: list[CellProblem] = []
        self._sheets: dict[str, int] = {}
        self.extend(problems)

    def add(self, problem: CellProblem) -> None:
        self._sheets.setdefault(problem.sheet, len(self._sheets))
        self._problems.append(problem)

    def extend(self, problems: Iterable[CellProblem]) -> None:
        for problem in problems:
            self.add(problem)

    def __iter__(self) -> Iterator[CellProblem]:
        return iter(sorted(self._problems, key=self._place))

    def __len__(self) -> int:
        return len(self._problems)

    @property
    def is_blocking(self) -> bool:
        return any(problem.is_blocking for problem in self._problems)

    @property
    def blocking(self) -> tuple[CellProblem, ...]:
        return tuple(problem for problem in self if problem.is_blocking)

    @property
    def warnings(self) -> tuple[CellProblem, ...]:
        return tuple(problem for problem in self if not problem.is_blocking)

    def groups(self) -> tuple[ProblemGroup, ...]:
        """Return the problems by repair: what blocks first, and then in the order of the file."""
        grouped: dict[tuple[str, str], list[CellProblem]] = {}
        for problem in self:
            grouped.setdefault((problem.code, problem.header), []).append(problem)
        groups = (ProblemGroup(tuple(problems)) for problems in grouped.values())
        return tuple(sorted(groups, key=lambda group: not group.is_blocking))

    def _place(self, problem: CellProblem) -> tuple[int, int, int, str]:
        return self._sheets[problem.sheet], problem.row or 0, problem.column or 0, problem.code


def problem_at(
    cell: Cell,
    *,
    sheet: str,
    header: str,
    code: str,
    message: str | Promise,
    suggestion: str | Promise = "",
    level: Level = Level.BLOCKING,
) -> CellProblem:
    """Return a problem that the caller found in a cell, with the place and the value filled in."""
    return CellProblem(
        sheet=sheet,
        row=cell.row,
        column=cell.column,
        header=header,
        value_seen=_shortened(cell.text),
        code=code,
        message=message,
        suggestion=suggestion,
        level=level,
    )


def problem_for_cell(cell: Cell, *, sheet: str, header: str) -> CellProblem | None:
    """Return the problem that reading the file found in a cell, in words; None for a sound cell."""
    if cell.problem is None:
        return None
    message, suggestion = CELL_MESSAGES[cell.problem]
    return problem_at(cell, sheet=sheet, header=header, code=cell.problem, message=message, suggestion=suggestion)


def _shortened(text: str) -> str:
    return text if len(text) <= _SEEN_CHARS else text[: _SEEN_CHARS - 1] + "…"

"""Tabular files in and out: `sheets.read_table(…)`, `sheets.write_xlsx(…)`, and errors that name their cell.

The names are resolved at first use (PEP 562): the child process that reads uploads is started inside this package,
and must load neither Django nor openpyxl. It starts in 55 ms instead of 165.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from documents.sheets.content import Cell, Row, Sheet, SheetData, SheetWarning
    from documents.sheets.csv_writer import write_csv
    from documents.sheets.headers import Field, HeaderMatch
    from documents.sheets.limits import Limits
    from documents.sheets.problems import CellProblem, Level, ProblemGroup, ProblemList, problem_for_cell
    from documents.sheets.reader import read_table
    from documents.sheets.refusals import UnreadableFile, UploadRefused
    from documents.sheets.tables import Column, Fact, TableSpec, TextTooLong
    from documents.sheets.xlsx_writer import write_xlsx

_HOMES = {
    "Cell": "content",
    "Row": "content",
    "Sheet": "content",
    "SheetData": "content",
    "SheetWarning": "content",
    "write_csv": "csv_writer",
    "Field": "headers",
    "HeaderMatch": "headers",
    "Limits": "limits",
    "CellProblem": "problems",
    "Level": "problems",
    "ProblemGroup": "problems",
    "ProblemList": "problems",
    "problem_for_cell": "problems",
    "read_table": "reader",
    "UnreadableFile": "refusals",
    "UploadRefused": "refusals",
    "Column": "tables",
    "Fact": "tables",
    "TableSpec": "tables",
    "TextTooLong": "tables",
    "write_xlsx": "xlsx_writer",
}

__all__ = [
    "Cell",
    "CellProblem",
    "Column",
    "Fact",
    "Field",
    "HeaderMatch",
    "Level",
    "Limits",
    "ProblemGroup",
    "ProblemList",
    "Row",
    "Sheet",
    "SheetData",
    "SheetWarning",
    "TableSpec",
    "TextTooLong",
    "UnreadableFile",
    "UploadRefused",
    "problem_for_cell",
    "read_table",
    "write_csv",
    "write_xlsx",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

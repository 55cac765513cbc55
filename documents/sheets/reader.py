"""Take in an uploaded table: `read_table(content, filename)`."""

import json
import logging
import re
import subprocess
import sys
import unicodedata
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from documents.sheets.content import Cell, Row, Sheet, SheetData, SheetWarning
from documents.sheets.escaping import unescape_text
from documents.sheets.limits import Limits
from documents.sheets.mojibake import has_garbled
from documents.sheets.refusals import UnreadableFile, UploadRefused

logger = logging.getLogger(__name__)

_DEFAULT_LIMITS = Limits()
_SOURCE = Path(__file__).resolve().parents[2]
_LONGEST_NAME = 100
_SEEN_CHARS = 80
_MEGABYTE = 1_000_000


def read_table(content: bytes, filename: str, *, limits: Limits = _DEFAULT_LIMITS) -> SheetData:
    """Read an XLSX, CSV or TSV file, told by its content, in a child process with bounded memory and time.

    :raises UploadRefused: with a code and words when the file is of another kind, unsafe or broken.
    :raises UnreadableFile: when the child process died or took too long.
    """
    name = clean_filename(filename)
    if not content:
        raise UploadRefused("empty_file", filename=name)
    if len(content) > limits.file_bytes:
        size, limit = len(content) // _MEGABYTE, limits.file_bytes // _MEGABYTE
        raise UploadRefused("too_large_file", filename=name, size_mb=size, limit_mb=limit)
    is_maybe_garbled, answer = _ask_child(content, name, limits)
    if "refused" in answer:
        params = answer["params"]
        if params.get("sheet") == "":  # a text file is its only sheet
            params["sheet"] = name
        raise UploadRefused(answer["refused"], filename=name, **params)
    return SheetData(
        sheets=tuple(_sheet(plain, limits, is_maybe_garbled=is_maybe_garbled) for plain in answer["sheets"]),
        warnings=tuple(SheetWarning(code, params) for code, params in answer["warnings"]),
        filename=name,
    )


def clean_filename(filename: str) -> str:
    """Return the name without folders and without control and direction signs, at most 100 characters."""
    name = re.split(r"[/\\]", filename)[-1]
    return "".join(sign for sign in name if unicodedata.category(sign)[0] != "C").strip()[-_LONGEST_NAME:]


def _ask_child(content: bytes, name: str, limits: Limits) -> tuple[bool, dict[str, Any]]:
    # -E -s and an environment of two words: no path, setting or secret of the server reaches the process.
    command = [sys.executable, "-E", "-s", "-m", "documents.sheets.child"]
    head = json.dumps(asdict(limits)).encode() + b"\n"
    try:
        run = subprocess.run(  # noqa: S603 - fixed words; the upload goes in on stdin
            command,
            input=head + content,
            capture_output=True,
            timeout=limits.wall_seconds,
            cwd=_SOURCE,
            env={"LC_ALL": "C.UTF-8"},
            check=False,
        )
        if run.returncode:
            logger.warning("The process reading an upload ended with code %s.", run.returncode)
            raise UnreadableFile("unreadable", filename=name)
        answer = json.loads(run.stdout, parse_float=_decimal, parse_constant=_not_a_number)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile("took_too_long", filename=name, seconds=int(limits.wall_seconds)) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFile("unreadable", filename=name) from error
    return answer[0], answer[1]


def _decimal(text: str) -> Decimal:
    """Return the number as written; calamine has floats only, and 12.0 is 12 (the shortest text of a float is exact)."""
    return Decimal(text.removesuffix(".0"))


def _not_a_number(text: str) -> dict[str, str]:
    return {"not_a_number": text}


def _sheet(plain: dict[str, Any], limits: Limits, *, is_maybe_garbled: bool) -> Sheet:
    hidden = {int(row) for row in plain.get("hidden_rows", ())}
    problems = {(int(row), int(column)): (code, seen) for row, column, code, seen in plain.get("problems", ())}
    percents = {(int(row), int(column)) for row, column in plain.get("percent_cells", ())}
    numbers = map(int, plain["numbers"]) if "numbers" in plain else range(1, len(plain["rows"]) + 1)
    rows = []
    for number, values in zip(numbers, plain["rows"], strict=True):
        cells = _cells(values, number, limits.cell_chars)
        if is_maybe_garbled:
            cells = _with_garbled(cells)
        rows.append((number, cells))
    _place(rows, problems, percents)
    return Sheet(
        name=plain["name"],
        rows=tuple(
            Row(number, tuple(cells), number in hidden)
            for number, cells in rows
            if not all(cell.is_blank for cell in cells)
        ),
        is_hidden=plain["is_hidden"],
    )


def _cells(values: list[Any], row: int, longest: int) -> list[Cell]:
    cells = []
    # A named tuple's own constructor is a function in Python; this one is not, and runs 100,000 times for a return.
    new, cell_type, decimal_type = tuple.__new__, Cell, Decimal
    for column, value in enumerate(values, start=1):
        if type(value) is decimal_type:
            cells.append(new(cell_type, (value, row, column, None, None, False)))
        elif value == "":
            cells.append(new(cell_type, (None, row, column, None, None, False)))
        elif isinstance(value, str):
            if len(value) > longest:
                cells.append(Cell(None, row, column, "too_long", value[:_SEEN_CHARS] + "…"))
            else:
                text = unescape_text(value) if value[0] == "'" else value
                cells.append(new(cell_type, (text, row, column, None, None, False)))
        elif isinstance(value, dict):
            cells.append(_special(value, row, column))
        else:
            cells.append(Cell(Decimal(value) if type(value) is int else value, row, column))
    return cells


def _special(value: dict[str, str], row: int, column: int) -> Cell:
    if "date" in value:
        return Cell(date.fromisoformat(value["date"]), row, column)
    if "time" in value:
        return Cell(None, row, column, "has_time", value["time"])
    return Cell(None, row, column, "not_a_number", value["not_a_number"])


def _with_garbled(cells: list[Cell]) -> list[Cell]:
    return [
        cell._replace(value=None, problem="mojibake", shown=cell.value[:_SEEN_CHARS])
        if isinstance(cell.value, str) and has_garbled(cell.value)
        else cell
        for cell in cells
    ]


def _place(
    rows: list[tuple[int, list[Cell]]],
    problems: dict[tuple[int, int], tuple[str, str]],
    percents: set[tuple[int, int]],
) -> None:
    """Put what the scan of the XML found onto the cells (workbooks only, where row n is at n - 1)."""
    for row, column in percents:
        cells = rows[row - 1][1]
        cell = cells[column - 1]
        if isinstance(cell.value, Decimal):
            cells[column - 1] = Cell(cell.value, row, column, is_percent=True)
    for (row, column), (code, seen) in problems.items():
        cells = rows[row - 1][1]
        cell = cells[column - 1]
        cells[column - 1] = Cell(None, row, column, code, (seen or cell.text)[:_SEEN_CHARS])

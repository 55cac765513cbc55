"""Read CSV, TSV and text pasted from a spreadsheet. Every value stays text: what "1.234" means is not for us to guess."""

import csv
import io
import re
from collections import Counter
from typing import Any

from documents.sheets.limits import Limits
from documents.sheets.mojibake import has_garbled
from documents.sheets.references import cell_reference
from documents.sheets.verdicts import Refused

_UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_DELIMITERS = (";", "\t", ",")  # in the order that wins when the file allows several
_SEP_LINE = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)
_SAMPLE_CHARS = 50_000
_SAMPLE_RECORDS = 30
_DOS_END = "\x1a"


def read_delimited(content: bytes, limits: Limits) -> dict[str, Any]:
    """Return the one sheet of a text file as plain values.

    :raises Refused: for an unknown or broken encoding, broken quotes, or a table outside of the limits.
    """
    text = decode(content)
    if not text.strip():
        raise Refused("empty_file")
    sep = _SEP_LINE.match(text)
    lines_before = 1 if sep else 0
    text = text[sep.end() :] if sep else text
    rows, numbers = _records(text, sep[1] if sep else guess_delimiter(text), lines_before, limits)
    if not rows:
        raise Refused("empty_file")
    if has_garbled(text):
        _refuse_garbled(rows, numbers)
    width = max(map(len, rows))
    if len(rows) * width > limits.cells:
        raise Refused("too_many_cells", sheet="", limit=limits.cells)
    rows = [row + [""] * (width - len(row)) for row in rows]
    return {"sheets": [{"name": "", "is_hidden": False, "rows": rows, "numbers": numbers}], "warnings": []}


def decode(content: bytes) -> str:
    """Return the text: by its byte order mark, else as UTF-8, else as the cp1252 that Swedish Excel writes.

    :raises Refused: when it is none of them.
    """
    mark = content[:2]
    try:
        if mark in _UTF16_MARKS:
            return content[2:].decode(_UTF16_MARKS[mark]).rstrip(_DOS_END)
        if b"\x00" in content:
            raise Refused("unknown_encoding")
        try:
            return content.decode("utf-8-sig").rstrip(_DOS_END)
        except UnicodeDecodeError:
            return content.decode("cp1252").rstrip(_DOS_END)
    except UnicodeDecodeError as error:
        raise Refused("unknown_encoding") from error


def guess_delimiter(text: str) -> str:
    """Return the sign that cuts most of the first records into the same number of cells, more than one."""

    def agreement(delimiter: str) -> int:
        widths: Counter[int] = Counter()
        try:
            for record in csv.reader(io.StringIO(text[:_SAMPLE_CHARS], newline=""), delimiter=delimiter):
                widths[len(record)] += len(record) > 1
                if widths.total() == _SAMPLE_RECORDS:
                    break
        except csv.Error:
            pass  # the real reading says where and why
        return max(widths.values(), default=0)

    return max(_DELIMITERS, key=agreement)


def _records(text: str, delimiter: str, lines_before: int, limits: Limits) -> tuple[list[list[str]], list[int]]:
    """Return the records that hold something, and the line each begins on."""
    csv.field_size_limit(limits.cell_chars)
    if delimiter in '"\r\n':
        raise Refused("unknown_delimiter", delimiter=delimiter)
    rows, numbers = [], []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = lines_before + 1
    try:
        for record in reader:
            if any(map(str.strip, record)):
                rows.append(record)
                numbers.append(line)
            if len(rows) > limits.rows or len(record) > limits.columns:
                reference = cell_reference(line, len(record))
                raise Refused("too_far", sheet="", reference=reference, rows=limits.rows, columns=limits.columns)
            line = lines_before + reader.line_num + 1
    except csv.Error as error:
        raise _quote_refusal(str(error), line, limits) from error
    return rows, numbers


def _quote_refusal(error: str, line: int, limits: Limits) -> Refused:
    if "field larger" in error:
        return Refused("cell_too_long", line=line, limit=limits.cell_chars)
    return Refused("unclosed_quote" if "unexpected end" in error else "stray_quote", line=line)


def _refuse_garbled(rows: list[list[str]], numbers: list[int]) -> None:
    for number, row in zip(numbers, rows, strict=True):
        for column, text in enumerate(row, start=1):
            if has_garbled(text):
                raise Refused("mojibake", reference=cell_reference(number, column), seen=text[:80])

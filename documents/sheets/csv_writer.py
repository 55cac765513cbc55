"""Write a table as the CSV that a Swedish Excel opens by a double click."""

import csv
import io
from datetime import date
from decimal import Decimal

from documents.sheets.content import text_of
from documents.sheets.tables import Column, TableSpec, Value, checked_rows, number_of, place_of, safe_text

_BYTE_ORDER_MARK = "\ufeff"


def write_csv(table: TableSpec, delimiter: str = ";", *, example_notice: str | None = None) -> bytes:
    """Return UTF-8 with a byte order mark, CRLF and decimal comma; text that looks like a formula is made inert."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
    if example_notice:
        writer.writerow([safe_text(example_notice, table.title)])
    writer.writerow([safe_text(column.header, table.title) for column in table.columns])
    for number, row in enumerate(checked_rows(table), start=2):
        writer.writerow(
            _text(value, column, place_of(table, number, index))
            for index, (value, column) in enumerate(zip(row, table.columns, strict=True), start=1)
        )
    return (_BYTE_ORDER_MARK + target.getvalue()).encode("utf-8")


def _text(value: Value, column: Column, place: str) -> str:
    if value is None:
        return ""
    if column.kind == "text":
        return safe_text(value, place)
    if column.kind == "date":
        if not isinstance(value, date):
            raise ValueError(f"{place}: {value!r} is no date")
        return text_of(value)
    number = f"{Decimal(number_of(value, column.kind, place)):f}".replace(".", ",")
    return f"{number} %" if column.kind == "percent" else number

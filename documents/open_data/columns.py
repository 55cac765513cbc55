"""The columns of an open list: how a row of its JSON becomes a row of CSV, and what stands beside the CSV (CSVW)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from documents.sheets.escaping import escape_text

LIST_SEPARATOR = ";"
"""Between the parts of a cell that holds several."""


@dataclass(frozen=True)
class OpenColumn:
    """A column of the CSV: its name, CSVW datatype, title for people, and unit ("SEK", "percent"; empty: none).

    `path` leads to the value in the row's JSON, by key or place; without one it stands under the column's name.
    """

    name: str
    datatype: str
    title: str | Promise
    unit: str = ""
    path: tuple[str | int, ...] = ()
    is_list: bool = False

    def cell(self, row: Any) -> str:
        """Return the cell's text: numbers with a decimal point, dates as ISO 8601, nothing for what is missing."""
        found = row
        for step in self.path or (self.name,):
            if found is None:
                return ""
            found = found[step]
        return LIST_SEPARATOR.join(_text(one) for one in found) if self.is_list else _text(found)

    def described(self) -> dict[str, Any]:
        """Return the column as CSVW describes it."""
        known: dict[str, Any] = {"name": self.name, "titles": str(self.title), "datatype": self.datatype}
        if self.is_list:
            known["separator"] = LIST_SEPARATOR
        if self.unit:
            known["schema:unitText"] = self.unit
        return known


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    return str(value) if isinstance(value, int) else escape_text(str(value))


def write(columns: Sequence[OpenColumn], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the rows as RFC 4180 has it: UTF-8 without a mark, comma, CRLF; text that looks like a formula is made inert."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([column.cell(row) for column in columns] for row in rows)
    return target.getvalue().encode("utf-8")


def csvw(columns: Sequence[OpenColumn], *, url: str, title: str, language: str, licence: str) -> dict[str, Any]:
    """Return the metadata of the CSV at `url`: CSV on the Web, with the unit of each column as `schema:unitText`."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "url": url,
        "dc:title": title,
        "dc:license": {"@id": licence},
        "dialect": {"encoding": "utf-8", "delimiter": ",", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {"columns": [{**column.described(), "null": ""} for column in columns]},
    }

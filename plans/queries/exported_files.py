"""What an exported workbook knows of itself: of which plan it is, when it was exported, and what each text was."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from documents import sheets
from plans import plan_document
from plans.plan_difference import Column, Values

SHORTEST = 2


@dataclass(frozen=True)
class Exported:
    """The export of a file; `rows` are the version and the fingerprints by column of each activity, by key."""

    plan: str
    at: datetime.datetime
    rows: Mapping[int, tuple[int | None, Values]]

    def prints_of(self, key: int | None, version: int | None) -> Values | None:
        """Return the fingerprints of a row; None when it is another version of the activity than the export had."""
        found = self.rows.get(key) if key is not None else None
        return None if found is None or version not in {None, found[0]} else found[1]


def read(data: sheets.SheetData) -> dict[str, Any]:
    """Return what the hidden sheet of an export says, as JSON's own types; empty when there is none that can be read."""
    for sheet in data.sheets:
        if sheet.is_hidden and len(sheet.rows) >= SHORTEST and sheet.rows[0].cells[0].text == plan_document.EXPORTED:
            names = [cell.text for cell in sheet.rows[0].cells]
            rows = [dict(zip(names, (cell.text for cell in row.cells), strict=True)) for row in sheet.rows[1:]]
            last = rows[-1]
            return {
                "plan": last.get("plan", ""),
                "at": last.get("at", ""),
                "rows": {row[plan_document.EXPORTED]: _row(row) for row in rows},
            }
    return {}


def _row(row: Mapping[str, str]) -> dict[str, Any]:
    return {"version": row.get("version", ""), "prints": {column.value: row.get(column.value, "") for column in Column}}


def of(kept: Mapping[str, Any]) -> Exported | None:
    """Return the export that `read` found; None when it says nothing, or what no export says."""
    if not kept:
        return None
    try:
        at = datetime.datetime.fromisoformat(kept["at"])
        rows = {int(key): (_version(row["version"]), _prints(row["prints"])) for key, row in kept["rows"].items()}
    except ValueError:
        return None
    return None if at.tzinfo is None else Exported(kept["plan"], at, rows)


def _version(text: str) -> int | None:
    return int(text) if text else None


def _prints(kept: Mapping[str, str]) -> Values:
    return {column: kept[column.value] for column in Column}

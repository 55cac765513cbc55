"""A file as rows of texts, the same for Word, spreadsheets and pasted text; kept as JSON while a person looks at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_CELL = 12_000


@dataclass(frozen=True)
class GridRow:
    """A row. `number` is its place in the file, from 1; `continued` are the columns that go on with the row above.

    `is_text`: a paragraph that stands before the table, in one cell; `is_heading`: it is set as one. `is_full`: one merged
    cell covers the whole width.
    """

    number: int
    cells: tuple[str, ...]
    continued: frozenset[int] = frozenset()
    is_full: bool = False
    is_text: bool = False
    is_heading: bool = False

    @property
    def filled(self) -> list[int]:
        """Return the columns with text of their own."""
        return [index for index, text in enumerate(self.cells) if text.strip() and index not in self.continued]


@dataclass(frozen=True)
class Grid:
    """A table of the file with the text before it; `name` is the sheet's, or empty."""

    name: str
    rows: tuple[GridRow, ...]

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return max((len(row.cells) for row in self.rows if not row.is_text), default=0)


def to_json(grids: Sequence[Grid]) -> list[dict[str, Any]]:
    """Return the tables as JSON's own types."""
    return [
        {
            "name": grid.name,
            "rows": [
                {
                    "n": row.number,
                    "c": list(row.cells),
                    **({"v": sorted(row.continued)} if row.continued else {}),
                    **{key: True for key, is_so in _marks(row).items() if is_so},
                }
                for row in grid.rows
            ],
        }
        for grid in grids
    ]


def _marks(row: GridRow) -> dict[str, bool]:
    return {"full": row.is_full, "text": row.is_text, "heading": row.is_heading}


def from_json(tables: Sequence[Mapping[str, Any]]) -> tuple[Grid, ...]:
    """Return the tables that `to_json` wrote."""
    return tuple(
        Grid(
            table["name"],
            tuple(
                GridRow(
                    number=row["n"],
                    cells=tuple(row["c"]),
                    continued=frozenset(row.get("v", ())),
                    is_full=row.get("full", False),
                    is_text=row.get("text", False),
                    is_heading=row.get("heading", False),
                )
                for row in table["rows"]
            ),
        )
        for table in tables
    )

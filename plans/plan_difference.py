"""What an edited file changes in a plan: row by row and field by field against what stands there now and what was exported.

Three texts decide: the file's, the one that stands now, and the one that was exported (`before`, at the version that the row
carries). Only the file differs from what was exported: an edit. Only the plan does: nothing, the file is merely old. Both do,
and otherwise: a conflict, which a person decides. Pure: no Django, no clock.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Column(StrEnum):
    """A column of the file that is read back."""

    SECTION = "section"
    AREA = "area"
    TITLE = "title"
    DESCRIPTION = "description"
    RESPONSIBLE = "responsible"
    DEADLINE = "deadline"
    STATUS = "status"


Values = Mapping[str, str]


@dataclass(frozen=True)
class FileRow:
    """A row of the file; `key` is None for a new activity, `version` is what was exported (None when it is not told)."""

    row: int
    key: int | None
    version: int | None
    values: Values


@dataclass(frozen=True)
class Standing:
    """An activity as it stands now, and its values at the exported version (None when they are not known)."""

    version: int
    now: Values
    before: Values | None


@dataclass(frozen=True)
class FieldEdit:
    """A field: what stands now, what the file says, and what was exported. `is_conflict`: both changed it."""

    column: Column
    now: str
    file: str
    before: str
    is_conflict: bool


@dataclass(frozen=True)
class RowEdit:
    """An activity that the file changes."""

    row: int
    key: int
    title: str
    fields: tuple[FieldEdit, ...]


@dataclass(frozen=True)
class Missing:
    """An activity that the file does not have."""

    key: int
    version: int
    title: str


@dataclass(frozen=True)
class Difference:
    """Everything that an edited file says otherwise than the plan."""

    edits: tuple[RowEdit, ...] = ()
    new: tuple[FileRow, ...] = ()
    missing: tuple[Missing, ...] = ()
    unknown: tuple[FileRow, ...] = ()
    twice: tuple[FileRow, ...] = ()
    unchanged: int = 0
    without_title: tuple[int, ...] = field(default=())

    @property
    def is_none(self) -> bool:
        """Return whether the file says what the plan says."""
        return not (self.edits or self.new or self.missing)

    @property
    def conflicts(self) -> int:
        """Return the number of fields that both changed."""
        return sum(one.is_conflict for edit in self.edits for one in edit.fields)


def plain(text: str) -> str:
    """Return a text as it is compared: composed, one kind of line break and of space, nothing at the ends of its lines."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    spaced = composed.replace("\u00a0", " ").replace("\u202f", " ")
    return "\n".join(line.rstrip() for line in spaced.split("\n")).strip()


def difference(rows: Sequence[FileRow], standing: Mapping[int, Standing]) -> Difference:
    """Return what the rows change in the activities, by key; a column that the file lacks changes nothing."""
    edits, new, unknown, twice, without_title = [], [], [], [], []
    seen: set[int] = set()
    unchanged = 0
    for row in rows:
        if row.key is None:
            if plain(row.values.get(Column.TITLE, "")):
                new.append(row)
            else:
                without_title.append(row.row)
        elif row.key not in standing:
            unknown.append(row)
        elif row.key in seen:
            twice.append(row)
        else:
            seen.add(row.key)
            fields = _fields(row, standing[row.key])
            if fields:
                edits.append(RowEdit(row.row, row.key, standing[row.key].now[Column.TITLE], fields))
            else:
                unchanged += 1
    return Difference(
        edits=tuple(edits),
        new=tuple(new),
        missing=tuple(
            Missing(key, one.version, one.now[Column.TITLE]) for key, one in standing.items() if key not in seen
        ),
        unknown=tuple(unknown),
        twice=tuple(twice),
        unchanged=unchanged,
        without_title=tuple(without_title),
    )


def _fields(row: FileRow, standing: Standing) -> tuple[FieldEdit, ...]:
    found = []
    for column in Column:
        if column not in row.values:
            continue
        now, said = standing.now[column], row.values[column]
        is_known = row.version == standing.version or standing.before is not None
        before = now if row.version == standing.version or standing.before is None else standing.before[column]
        if plain(said) == plain(now) or (is_known and plain(said) == plain(before)):
            continue
        if column is Column.TITLE and not plain(said):
            continue
        # Without the exported version nobody knows whether the plan moved on since: a person decides.
        is_conflict = not is_known or plain(before) != plain(now)
        found.append(FieldEdit(column, now, said, before, is_conflict))
    return tuple(found)

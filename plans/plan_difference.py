"""What an edited file changes in a plan: row by row and field by field against what stands there now and what was exported.

Three texts decide: the file's, the one that stands now, and the one that was exported. Only the file differs from what was
exported: an edit. Only the plan does: the file is merely old, and the plan is left as it is. Both do, and otherwise: a
conflict, which a person decides. What was exported is known by the fingerprints that an export carries, else by the history
at the version that the row carries. Pure: no Django, no clock.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
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
    """A row of the file; `key` is None for a new activity, `version` is what was exported (None when it is not told).

    `prints` are the fingerprints of what was exported, by column (None when the file does not carry them).
    """

    row: int
    key: int | None
    version: int | None
    values: Values
    prints: Values | None = None


@dataclass(frozen=True)
class Standing:
    """An activity as it stands now, and its values at the exported version (None when they are not known)."""

    version: int
    now: Values
    before: Values | None


@dataclass(frozen=True)
class FieldEdit:
    """A field: what stands now, what the file says, and what was exported (None when nobody knows).

    `is_conflict`: both changed it, or nobody knows whether the plan did (then `is_known` is False).
    """

    column: Column
    now: str
    file: str
    before: str | None
    is_conflict: bool
    is_known: bool = True


@dataclass(frozen=True)
class RowEdit:
    """An activity that the file changes, at the `version` that it is compared with."""

    row: int
    key: int
    title: str
    version: int
    fields: tuple[FieldEdit, ...]


@dataclass(frozen=True)
class FieldSince:
    """A field that the plan changed since the export and the file did not: what was exported, and what stands now."""

    column: Column
    before: str
    now: str


@dataclass(frozen=True)
class RowSince:
    """An activity that the plan changed since the export, where the file did not."""

    key: int
    title: str
    fields: tuple[FieldSince, ...]


@dataclass(frozen=True)
class Missing:
    """An activity that the file does not have."""

    key: int
    version: int
    title: str


@dataclass(frozen=True)
class Difference:
    """Everything that an edited file says otherwise than the plan, and what the plan has changed since the export.

    `since`, `newer` and `gone` are the plan's changes, which stay: fields, activities that were not exported, and rows of
    the file whose activity has been removed. `missing` are those that were exported and are not in the file.
    """

    edits: tuple[RowEdit, ...] = ()
    new: tuple[FileRow, ...] = ()
    missing: tuple[Missing, ...] = ()
    unknown: tuple[FileRow, ...] = ()
    twice: tuple[FileRow, ...] = ()
    unchanged: int = 0
    without_title: tuple[int, ...] = ()
    since: tuple[RowSince, ...] = ()
    newer: tuple[Missing, ...] = ()
    gone: tuple[FileRow, ...] = ()

    @property
    def is_none(self) -> bool:
        """Return whether the file asks for nothing to be changed."""
        return not (self.edits or self.new or self.missing)

    @property
    def is_behind(self) -> bool:
        """Return whether the plan has changed since the export in something that the file does not say."""
        return bool(self.since or self.newer or self.gone or self.conflicts)

    @property
    def changed(self) -> int:
        """Return the number of activities that the file alone changes something in."""
        return sum(any(not one.is_conflict for one in edit.fields) for edit in self.edits)

    @property
    def conflicts(self) -> int:
        """Return the number of fields that both changed."""
        return sum(one.is_conflict for edit in self.edits for one in edit.fields)


def plain(text: str) -> str:
    """Return a text as it is compared: composed, one kind of line break and of space, nothing at the ends of its lines."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    spaced = composed.replace("\u00a0", " ").replace("\u202f", " ")
    return "\n".join(line.rstrip() for line in spaced.split("\n")).strip()


def fingerprint(text: str) -> str:
    """Return what an export carries of a text: enough to tell whether it is the same, and nothing to read."""
    return hashlib.sha256(plain(text).encode()).hexdigest()[:16]


def difference(
    rows: Sequence[FileRow], standing: Mapping[int, Standing], exported: Collection[int] | None = None
) -> Difference:
    """Return what the rows change in the activities, by key; a column that the file lacks changes nothing.

    `exported` are the keys of what was exported, None when the file does not say which.
    """
    reading = _Reading(standing, exported)
    for row in rows:
        reading.read(row)
    return reading.told()


class _Reading:
    """Sorts the rows of a file by what they do."""

    def __init__(self, standing: Mapping[int, Standing], exported: Collection[int] | None) -> None:
        self.standing, self.exported = standing, exported
        self.seen: set[int] = set()
        self.edits: list[RowEdit] = []
        self.since: list[RowSince] = []
        self.new: list[FileRow] = []
        self.unknown: list[FileRow] = []
        self.gone: list[FileRow] = []
        self.twice: list[FileRow] = []
        self.without_title: list[int] = []
        self.unchanged = 0

    def read(self, row: FileRow) -> None:
        """Sort one row."""
        if row.key is None:
            if plain(row.values.get(Column.TITLE, "")):
                self.new.append(row)
            else:
                self.without_title.append(row.row)
        elif row.key not in self.standing:
            (self.gone if self.exported and row.key in self.exported else self.unknown).append(row)
        elif row.key in self.seen:
            self.twice.append(row)
        else:
            self.seen.add(row.key)
            self._compare(row, row.key, self.standing[row.key])

    def _compare(self, row: FileRow, key: int, standing: Standing) -> None:
        title = standing.now[Column.TITLE]
        edited, since = _fields(row, standing)
        if since:
            self.since.append(RowSince(key, title, since))
        if edited:
            self.edits.append(RowEdit(row.row, key, title, standing.version, edited))
        else:
            self.unchanged += 1

    def told(self) -> Difference:
        """Return all of it, with what the file does not have."""
        lacking = [
            Missing(key, one.version, one.now[Column.TITLE])
            for key, one in self.standing.items()
            if key not in self.seen
        ]
        newer = [one for one in lacking if self.exported is not None and one.key not in self.exported]
        return Difference(
            edits=tuple(self.edits),
            new=tuple(self.new),
            missing=tuple(one for one in lacking if one not in newer),
            unknown=tuple(self.unknown),
            twice=tuple(self.twice),
            unchanged=self.unchanged,
            without_title=tuple(self.without_title),
            since=tuple(self.since),
            newer=tuple(newer),
            gone=tuple(self.gone),
        )


def _fields(row: FileRow, standing: Standing) -> tuple[tuple[FieldEdit, ...], tuple[FieldSince, ...]]:
    """Return the fields that the file changes, and those that only the plan has changed."""
    edits, since = [], []
    prints = _prints(row, standing)
    for column in Column:
        if column not in row.values:
            continue
        now, said = standing.now[column], row.values[column]
        if plain(said) == plain(now):
            continue
        exported = None if prints is None else prints[column]
        if exported == fingerprint(said):
            since.append(FieldSince(column, said, now))
        elif column is not Column.TITLE or plain(said):
            # Without what was exported nobody knows whether the plan moved on since: a person decides.
            is_conflict = exported != fingerprint(now)
            before = _text_of(exported, standing, column) if is_conflict else now
            edits.append(FieldEdit(column, now, said, before, is_conflict, exported is not None))
    return tuple(edits), tuple(since)


def _prints(row: FileRow, standing: Standing) -> Values | None:
    """Return the fingerprints of what was exported: the file's own, else of the values at its version; None when not known."""
    if row.prints is not None:
        return row.prints
    before = standing.now if row.version == standing.version else standing.before
    return None if before is None else {column: fingerprint(before[column]) for column in Column}


def _text_of(exported: str | None, standing: Standing, column: Column) -> str | None:
    """Return the exported text when the history has it."""
    text = None if standing.before is None else standing.before[column]
    return text if text is not None and fingerprint(text) == exported else None

"""What was understood of a file, as frozen values, and what a person chose over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from plans.deadlines import DeadlineKind
from plans.plan_import.headers import Column
from plans.progress import Progress


class Flag(StrEnum):
    """What a person should look at in a row."""

    UNDATED = "undated"
    UNPARSED = "unparsed"
    NO_RESPONSIBLE = "no_responsible"
    NO_TITLE = "no_title"
    LONG_TITLE = "long_title"
    LONG_DEADLINE = "long_deadline"
    UNKNOWN_STATUS = "unknown_status"
    NO_REASON = "no_reason"
    TWICE = "twice"
    NO_AREA = "no_area"
    DONE_TODAY = "done_today"


class Taken(StrEnum):
    """What a row was taken for."""

    ACTIVITY = "activity"
    SECTION = "section"
    AREA = "area"
    SKIP = "skip"


@dataclass(frozen=True)
class Choices:
    """What a person said: columns by table ("0") and column ("2"), and by row ("0:14") or name what it is.

    `columns`: a column's word, or "" for none. `sections`: an organisation's key. `areas`: a catalogue area's code, or "".
    `rows`: what a row is. `excluded`: rows that are left out. `measures`: the measure that was confirmed for a row.
    """

    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sections: Mapping[str, int] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)
    excluded: frozenset[str] = frozenset()
    measures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportedActivity:
    """An activity as the file says it, with its place there (`row` is "table:number")."""

    row: str
    section: str
    area: str
    title: str
    description: str
    responsibles: tuple[str, ...]
    deadline_text: str
    deadline_kind: DeadlineKind
    due_date: date | None
    progress: Progress
    status_text: str
    measure_number: int | None
    suggested_measure: int | None
    flags: frozenset[Flag]
    is_excluded: bool = False


@dataclass(frozen=True)
class NamedPart:
    """A section or area of the file: its name, what it was matched to (None: nothing), and whether that is sure."""

    name: str
    match: int | str | None
    is_sure: bool
    count: int


@dataclass(frozen=True)
class TableColumns:
    """A table's columns: the headings as they stand, what each was taken for, and some values of each."""

    index: int
    name: str
    headings: tuple[str, ...]
    columns: tuple[Column | None, ...]
    samples: tuple[tuple[str, ...], ...]
    is_inherited: bool


@dataclass(frozen=True)
class OtherRow:
    """A row that is no activity: its place, its text, and what it was taken for."""

    row: str
    text: str
    taken: Taken


@dataclass(frozen=True)
class Understood:
    """Everything that was read out of a file."""

    tables: tuple[TableColumns, ...]
    activities: tuple[ImportedActivity, ...]
    sections: tuple[NamedPart, ...]
    areas: tuple[NamedPart, ...]
    others: tuple[OtherRow, ...]
    has_identities: bool

    @property
    def included(self) -> tuple[ImportedActivity, ...]:
        """Return the activities that are not left out."""
        return tuple(activity for activity in self.activities if not activity.is_excluded)

    def flagged(self, flag: Flag) -> tuple[ImportedActivity, ...]:
        """Return the included activities with the flag."""
        return tuple(activity for activity in self.included if flag in activity.flags)

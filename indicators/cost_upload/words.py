"""What a file is read with, and what reading it gives."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language

from documents.sheets.problems import ProblemList
from indicators.cost_lines import LineRow
from values.period import Period

Text = str | Promise


def period_name(period: Period) -> str:
    """Return what the period is called on every page, in the reader's language."""
    return period.label(get_language() or "sv")


class Place(NamedTuple):
    """An organisation that a name or code means."""

    pk: int
    valid_from: datetime.date
    valid_to: datetime.date | None

    def is_there(self, period: Period) -> bool:
        """Return whether the organisation existed on any day of the period."""
        return self.valid_from <= period.last_date and (self.valid_to is None or self.valid_to >= period.first_date)


@dataclass(frozen=True)
class KnownReturn:
    """A return that the region has: its months, whether lines may be written to it, and whether it can be removed."""

    period: Period
    state: str
    is_removable: bool = False


@dataclass(frozen=True)
class Words:
    """What the names of a file can mean in one region; keys have gone through `search_key`."""

    root: Place
    organisations: Mapping[str, tuple[Place, ...]]
    professions: Mapping[str, tuple[int, bool]]
    care_areas: Mapping[str, int]
    returns: tuple[KnownReturn, ...]
    today: datetime.date


class PlacedLine(NamedTuple):
    """A line with the period that it is for."""

    period: Period
    line: LineRow


@dataclass(frozen=True)
class FileTotal:
    """A total that the file states, and what the rows that it is of add up to, in kronor."""

    label: str
    sheet: str
    reference: str
    stated_sek: Decimal
    computed_sek: Decimal

    @property
    def difference_sek(self) -> Decimal:
        """Return what the file states − what its rows add up to."""
        return self.stated_sek - self.computed_sek

    @property
    def is_different(self) -> bool:
        """Return whether they differ by a krona or more: öre are lost in totals of rounded cells."""
        return abs(self.difference_sek) >= 1

    def as_json(self) -> list[str]:
        """Return the total as JSON can hold it."""
        return [self.label, self.sheet, self.reference, f"{self.stated_sek:f}", f"{self.computed_sek:f}"]

    @classmethod
    def from_json(cls, values: list[str]) -> FileTotal:
        """Return the total that `as_json` wrote."""
        label, sheet, reference, stated, computed = values
        return cls(label, sheet, reference, Decimal(stated), Decimal(computed))


@dataclass(frozen=True)
class Reading:
    """All of a file: its lines (only worth anything without blocking problems), its problems, and what to know about it.

    `totals` are those that the file states itself.
    """

    lines: tuple[PlacedLine, ...]
    problems: ProblemList
    notices: tuple[Text, ...]
    totals: tuple[FileTotal, ...] = ()

    @property
    def periods(self) -> tuple[Period, ...]:
        return tuple(sorted({placed.period for placed in self.lines}))

    def rows_of(self, period: Period) -> list[LineRow]:
        """Return the lines of one period."""
        return [placed.line for placed in self.lines if placed.period == period]

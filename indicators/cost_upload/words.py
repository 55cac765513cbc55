"""What a file is read with, and what reading it gives."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise

from documents.sheets.problems import ProblemList
from indicators.cost_lines import LineRow
from values.period import Period

Text = str | Promise


class Place(NamedTuple):
    """An organisation that a name or code means."""

    pk: int
    valid_from: datetime.date
    valid_to: datetime.date | None


@dataclass(frozen=True)
class KnownReturn:
    """A return that the region has: its months, and whether lines may be written to it."""

    period: Period
    state: str


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
class Reading:
    """All of a file: its lines (only worth anything without blocking problems), its problems, and what to know about it."""

    lines: tuple[PlacedLine, ...]
    problems: ProblemList
    notices: tuple[Text, ...]

    @property
    def periods(self) -> tuple[Period, ...]:
        return tuple(sorted({placed.period for placed in self.lines}))

    def rows_of(self, period: Period) -> list[LineRow]:
        """Return the lines of one period."""
        return [placed.line for placed in self.lines if placed.period == period]

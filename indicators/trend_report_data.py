"""What a national trend report says, as frozen values that become the JSON snapshot and come back from it unchanged.

Page, PDF and workbook are made from the snapshot alone. The computed sentences are in it in both languages, so that no later rule
or translation changes what was once published; what the coordinator has written is in it as written. Amounts are nominal kronor,
ratios fractions, unrounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from documents import snapshots
from indicators.trend_report_lines import (
    Cost,
    FigureChange,
    InconsistentTrend,
    NationCost,
    PartCost,
    PartLine,
    QuarterLine,
    RegionLine,
    RevisedLine,
    SeriesLine,
    YearLine,
)
from values.language import is_english
from values.period import Period

SCHEMA = 1
"""Counted up when a field changes its meaning or goes; fields may be added with a default."""


@dataclass(frozen=True)
class Texts:
    """What the coordinator has written, by chapter; empty where nothing is."""

    introduction: str = ""
    cost_comment: str = ""
    regions_comment: str = ""
    parts_comment: str = ""
    movers_comment: str = ""
    examples: str = ""


@dataclass(frozen=True)
class ChosenExample:
    """A region's good example as it read when it was fetched; `path` is its page, `key` tells it from the others."""

    key: int
    region_code: str
    region: str
    measure_sv: str
    measure_en: str
    title: str
    text: str
    path: str
    is_example: bool = False

    def measure(self, language: str) -> str:
        """Return which measure it is of."""
        return self.measure_en if is_english(language) else self.measure_sv


@dataclass(frozen=True)
class Previous:
    """The report that was published last, of an earlier period."""

    code: str
    number: int
    published_at: datetime
    data_time: datetime


@dataclass(frozen=True)
class Definition:
    """A term and what it means in this report."""

    term: str
    text: str


@dataclass(frozen=True)
class Sentences:
    """What the figures say, in words of one language."""

    lead: str
    trend: str
    cost: str
    years: str
    met: str
    close: str
    movers_cost: str
    movers_ratio: str
    movers_apart: str
    professions: str
    care_areas: str
    missing: str
    revised: str
    series: str
    definitions: tuple[Definition, ...]


@dataclass(frozen=True)
class TrendReportData:
    """The whole report; `data_time` is when everything was read, in Swedish time.

    `is_met` compares the nation's twelve months unrounded; None where any region lacks some of them.

    :raises InconsistentTrend: the regions, the professions or the care areas do not add up to the nation.
    """

    schema: int
    period_code: str
    number: int
    correction: str
    data_time: datetime
    revised_since: datetime
    previous: Previous | None
    target: Decimal | None
    is_met: bool | None
    r12: NationCost
    period_cost: NationCost
    regions: tuple[RegionLine, ...]
    professions: tuple[PartLine, ...]
    care_areas: tuple[PartLine, ...]
    years: tuple[YearLine, ...]
    quarters: tuple[QuarterLine, ...]
    series: tuple[SeriesLine, ...]
    revised: tuple[RevisedLine, ...]
    texts: Texts
    is_example: bool
    sentences_sv: Sentences | None = None
    sentences_en: Sentences | None = None
    corrects: tuple[FigureChange, ...] = ()
    chosen: tuple[ChosenExample, ...] = ()

    def __post_init__(self) -> None:
        self._add_up("R12", self.r12, [line.r12 for line in self.regions])
        self._add_up("period", self.period_cost, [line.period for line in self.regions])
        for parts in (self.professions, self.care_areas):
            self._parts_add_up("R12", self.r12, [part.r12 for part in parts])
            self._parts_add_up("period", self.period_cost, [part.period for part in parts])

    def _add_up(self, name: str, whole: NationCost, costs: list[Cost]) -> None:
        counted = [cost for cost in costs if cost.ratio is not None]
        sums = (
            sum((cost.agency_sek or Decimal(0) for cost in counted), Decimal(0)),
            sum((cost.own_sek or Decimal(0) for cost in counted), Decimal(0)),
        )
        said = (whole.cost.agency_sek or Decimal(0), whole.cost.own_sek or Decimal(0))
        if sums != said or len(counted) != len(whole.included):
            raise InconsistentTrend(f"{name}: the regions add up to {sums}, but the nation is {said}.")

    def _parts_add_up(self, name: str, whole: NationCost, parts: list[PartCost]) -> None:
        total = sum((part.agency_sek for part in parts), Decimal(0))
        if parts and total != (whole.cost.agency_sek or Decimal(0)):
            raise InconsistentTrend(f"{name}: the parts add up to {total}, but the nation is {whole.cost.agency_sek}.")

    @property
    def period(self) -> Period:
        """The period that the report is about."""
        return Period.parse(self.period_code)

    def sentences(self, language: str) -> Sentences:
        """Return the sentences in the language.

        :raises InconsistentTrend: the report was not composed.
        """
        said = self.sentences_en if is_english(language) else self.sentences_sv
        if said is None:
            raise InconsistentTrend("The report has no sentences.")
        return said

    @property
    def has_made_up_examples(self) -> bool:
        """Whether any of the regions' examples is example data."""
        return any(one.is_example for one in self.chosen)

    @property
    def lowered_cost(self) -> tuple[RegionLine, ...]:
        """The regions whose cost of twelve months fell, most in kronor first."""
        found = [line for line in self.regions if line.r12_moved is not None and line.r12_moved.sek < 0]
        return tuple(sorted(found, key=lambda line: line.r12_moved.sek if line.r12_moved else Decimal(0)))

    @property
    def lowered_ratio(self) -> tuple[RegionLine, ...]:
        """The regions whose ratio of twelve months fell, most in percentage points first."""
        found = [line for line in self.regions if _points(line) is not None and (_points(line) or 0) < 0]
        return tuple(sorted(found, key=lambda line: _points(line) or Decimal(0)))

    @property
    def compared(self) -> tuple[RegionLine, ...]:
        """The regions that have both years."""
        return tuple(line for line in self.regions if line.r12_moved is not None)


def _points(line: RegionLine) -> Decimal | None:
    return line.r12_moved.points if line.r12_moved else None


def to_snapshot(data: TrendReportData) -> dict[str, Any]:
    """Return the report as dicts, lists and the values that `documents.files.canonical_json` writes."""
    plain: dict[str, Any] = snapshots.to_plain(data)
    return plain


def from_snapshot(snapshot: Mapping[str, Any]) -> TrendReportData:
    """Return the report that a snapshot, parsed from its JSON, holds.

    :raises ValueError: another schema than this code reads.
    """
    if snapshot.get("schema") != SCHEMA:
        raise ValueError(f"A snapshot of schema {snapshot.get('schema')!r} cannot be read; this is schema {SCHEMA}.")
    return snapshots.from_plain(TrendReportData, snapshot)

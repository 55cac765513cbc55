"""What a national trend report says, as frozen values that become the JSON snapshot and come back from it unchanged.

Page, PDF and workbook are made from the snapshot alone. The computed sentences are in it in both languages, so that no later rule
or translation changes what was once published; what the coordinator has written is in it as written. Amounts are nominal kronor,
ratios fractions, unrounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from documents import snapshots
from values.language import is_english
from values.period import Period

SCHEMA = 1
"""Counted up when a field changes its meaning or goes; fields may be added with a default."""


class InconsistentTrend(ValueError):
    """A total is not the sum of its details: the report must not be made."""


@dataclass(frozen=True)
class Cost:
    """Costs of some months: kronor and their ratio; all None when `missing` names periods (for a region) or nobody reports."""

    agency_sek: Decimal | None
    own_sek: Decimal | None
    ratio: Decimal | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Moved:
    """A change against the same months a year before: kronor, per cent of the earlier cost, percentage points of the ratio."""

    sek: Decimal
    percent: Decimal | None
    points: Decimal | None


@dataclass(frozen=True)
class NationCost:
    """The nation over some months. `moved` is over the regions that have both years: `moved_regions` of them."""

    cost: Cost
    before: Cost
    included: tuple[str, ...]
    left_out: tuple[str, ...]
    moved: Moved | None
    moved_regions: int

    @property
    def region_count(self) -> int:
        """All the regions, whether they are in it or not."""
        return len(self.included) + len(self.left_out)

    @property
    def is_broad(self) -> bool:
        """Whether nine regions in ten are in it: with fewer it says more of which regions they are than of the nation."""
        return len(self.included) * 10 >= self.region_count * 9 > 0


@dataclass(frozen=True)
class RegionLine:
    """A region over twelve months and over the period, each with the year before; `is_met` compares twelve months unrounded."""

    code: str
    name: str
    target: Decimal | None
    is_met: bool | None
    was_met: bool | None
    r12: Cost
    r12_before: Cost
    r12_moved: Moved | None
    period: Cost
    period_before: Cost
    period_moved: Moved | None


@dataclass(frozen=True)
class PartCost:
    """A part of the nation's agency cost over some months; shares of a table sum to exactly 100.

    `now_sek` and `before_sek` are over the regions that have both years, and None when there are none.
    """

    agency_sek: Decimal
    share_percent: Decimal | None
    now_sek: Decimal | None
    before_sek: Decimal | None

    @property
    def moved_sek(self) -> Decimal | None:
        """The change in kronor; None when it is not known."""
        return None if self.now_sek is None or self.before_sek is None else self.now_sek - self.before_sek

    @property
    def moved_percent(self) -> Decimal | None:
        """The change in per cent of the earlier cost; None of a cost that was not above zero."""
        if self.moved_sek is None or self.before_sek is None or self.before_sek <= 0:
            return None
        return self.moved_sek / self.before_sek * 100


@dataclass(frozen=True)
class PartLine:
    """A profession or a care area over twelve months and over the period."""

    key: str
    name_sv: str
    name_en: str
    r12: PartCost
    period: PartCost

    def name(self, language: str) -> str:
        """Return the name in the language."""
        return self.name_en if is_english(language) else self.name_sv


@dataclass(frozen=True)
class YearLine:
    """A calendar year of the nation: the regions that have it whole, and the change over those that also have the one before."""

    year: int
    cost: Cost
    regions: int
    moved: Moved | None


@dataclass(frozen=True)
class QuarterLine:
    """A quarter of the nation: its own cost, and the twelve months that end with it; of fewer than nine regions in ten, None."""

    code: str
    agency_sek: Decimal | None
    r12_sek: Decimal | None
    r12_ratio: Decimal | None
    regions: int

    @property
    def period(self) -> Period:
        """The quarter."""
        return Period.parse(self.code)


@dataclass(frozen=True)
class PublishedValue:
    """A figure as a publication says it: the words of the source, never corrected, and the number in them."""

    value: str
    number: Decimal | None
    source: str
    note: str
    is_approximate: bool

    @property
    def is_number(self) -> bool:
        """Whether the source's words are the number and nothing else."""
        return self.number is not None and self.value == str(self.number)


@dataclass(frozen=True)
class SeriesLine:
    """A year of a national figure as published, beside the one computed here, in `unit` and rounded as the published ones are.

    `is_conflict`: the sources say different things; `is_apart`: the computed figure is none of the published.
    """

    period: str
    figure: str
    unit: str
    values: tuple[PublishedValue, ...]
    computed: Decimal | None
    is_conflict: bool
    is_apart: bool


@dataclass(frozen=True)
class RevisedLine:
    """A return that came to count since the last report: restated, or handed in late (`agency_before_sek` None)."""

    code: str
    region: str
    period_code: str
    number: int
    reason: str
    at: date
    agency_before_sek: Decimal | None
    agency_sek: Decimal
    ratio_before: Decimal | None
    ratio: Decimal | None

    @property
    def is_late(self) -> bool:
        """Whether nothing counted for the months before."""
        return self.agency_before_sek is None


@dataclass(frozen=True)
class FigureChange:
    """A figure that another version of the same report said otherwise: kronor or a ratio, None when it was missing."""

    place_sv: str
    place_en: str
    figure: str
    before: Decimal | None
    now: Decimal | None

    @property
    def is_ratio(self) -> bool:
        """Whether the figure is a fraction, else kronor."""
        return self.figure.endswith("_ratio")

    def place(self, language: str) -> str:
        """Return whose figure it is."""
        return self.place_en if is_english(language) else self.place_sv


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

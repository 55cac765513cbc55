"""The lines of a national trend report, as frozen values: costs and changes of places, parts, years and quarters, and what was revised.

Amounts are nominal kronor, ratios fractions, unrounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from values.language import is_english
from values.period import Period


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

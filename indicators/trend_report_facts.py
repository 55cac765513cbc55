"""What a national trend report is composed from, as it was read at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from indicators.cost_index import IndexFigure, Window
from indicators.trend_report_data import ChosenExample, Previous, Texts, TrendReportData
from indicators.trend_report_lines import RevisedLine
from values.period import Period

Key = tuple[Period, Window]
"""Which figure: a period, and the window seen from it."""


@dataclass(frozen=True)
class RegionName:
    """A region by its county code, named as on the last day of the period."""

    code: str
    name: str


@dataclass(frozen=True)
class PartName:
    """A profession or a care area; `key` is its code."""

    key: str
    name_sv: str
    name_en: str


@dataclass(frozen=True)
class PartFact:
    """Agency cost in kronor of a region × months × profession × care area; `window` and `is_before` say which months."""

    region: str
    window: Window
    is_before: bool
    profession: str
    care_area: str
    agency_sek: Decimal


@dataclass(frozen=True)
class PublishedFact:
    """A national figure as published."""

    period: str
    figure: str
    unit: str
    value: str
    source: str
    note: str
    is_approximate: bool


@dataclass(frozen=True)
class Facts:
    """Everything that the report says, as read. `figures` hold every region's figure, by county code, for each key.

    `first_year` is the first with any return; `corrected` the published version that this one corrects.
    """

    period: Period
    number: int
    correction: str
    data_time: datetime
    revised_since: datetime
    previous: Previous | None
    target: Decimal | None
    first_year: int
    regions: tuple[RegionName, ...]
    figures: Mapping[Key, Mapping[str, IndexFigure]]
    parts: tuple[PartFact, ...]
    professions: tuple[PartName, ...]
    care_areas: tuple[PartName, ...]
    published: tuple[PublishedFact, ...]
    revised: tuple[RevisedLine, ...]
    texts: Texts
    is_example: bool
    corrected: TrendReportData | None = None
    chosen: tuple[ChosenExample, ...] = ()

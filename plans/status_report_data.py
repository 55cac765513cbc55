"""What a status report says, as frozen values that become the JSON snapshot and come back from it unchanged.

Page and PDF are made from the snapshot alone. Every sentence and every word of a status is in it, so that neither a later
translation nor a later rule changes what was once reported. Persons are not named: roles are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from documents import snapshots
from plans.progress import ProgressSummary

SCHEMA = 1
"""Counted up when a field changes its meaning or goes; fields may be added with a default."""


class InconsistentReport(ValueError):
    """A total is not the sum of its details: the report must not be made."""


class Standing(StrEnum):
    """How an activity stands, in one word: its progress, unless the deadline says more."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    AT_RISK = "at_risk"
    LATE = "late"
    NOT_STARTED = "not_started"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True)
class PlanHead:
    """Whose plan the report is about, named as on the last day of the period."""

    title: str
    slug: str
    region: str
    organisation: str
    is_whole_region: bool
    registry_number: str
    goal: str
    start_date: date
    end_date: date
    target_ratio: Decimal
    target_date: date | None
    source: str


@dataclass(frozen=True)
class ActivityLine:
    """An activity as it stood; `number` is its place in the plan, `days_late` counts from the due date."""

    number: int
    section: str
    area: str
    title: str
    responsible: str
    deadline: str
    due_date: date | None
    deadline_kind: str
    progress: str
    progress_text: str
    standing: Standing
    standing_text: str
    note: str
    days_late: int | None
    completed_date: date | None
    last_update_date: date | None


@dataclass(frozen=True)
class SectionLine:
    """A section of the plan and the sums of its activities."""

    title: str
    summary: ProgressSummary


@dataclass(frozen=True)
class ChangeLine:
    """One thing that happened to one activity: from what, to what, and why."""

    title: str
    section: str
    old: str
    new: str
    reason: str


@dataclass(frozen=True)
class ChangeGroup:
    """What happened of one kind, under words of its own."""

    kind: str
    heading: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class WindowCost:
    """Costs of some months in kronor and their ratio as a fraction; all None when `missing` names periods."""

    label: str
    agency_sek: Decimal | None
    own_sek: Decimal | None
    ratio: Decimal | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class CostChange:
    """Against the same months a year before: kronor, per cent, and percentage points of the ratio."""

    sek: Decimal | None
    percent: Decimal | None
    points: Decimal | None


@dataclass(frozen=True)
class PartLine:
    """A division, profession or care area: its costs in kronor, share in per cent, ratio as a fraction.

    `is_remainder` is what no division reports: a part of the sum, and nobody's to compare. Where `is_agency_reported` is
    false, the zero of `agency_sek` adds nothing to the sum and is not to be printed.
    """

    label: str
    is_remainder: bool
    agency_sek: Decimal
    own_sek: Decimal
    share_percent: Decimal | None
    ratio: Decimal | None
    is_met: bool | None
    change: CostChange
    is_agency_reported: bool = True


@dataclass(frozen=True)
class SeriesPoint:
    """One period of the series: rolling twelve months of the region and the nation, and the period's own cost."""

    label: str
    r12_ratio: Decimal | None
    nation_ratio: Decimal | None
    agency_sek: Decimal | None
    agency_before_sek: Decimal | None


@dataclass(frozen=True)
class Costs:
    """What the agency staff cost; `excess_sek` is what a year's cost is above the target at today's own cost.

    `is_met` compares unrounded. `preliminary` names periods that are handed in and not yet locked. `framework_share` is a
    fraction, None when the returns do not report it. `nation_regions` says how many regions the nation's figure holds,
    and `nation_note` why there is none at the period.

    :raises InconsistentReport: the parts do not add up to the whole.
    """

    r12: WindowCost
    r12_change: CostChange | None
    period: WindowCost
    period_before: WindowCost
    period_change: CostChange | None
    is_met: bool | None
    gap_points: Decimal | None
    excess_sek: Decimal | None
    divisions: tuple[PartLine, ...]
    professions: tuple[PartLine, ...]
    care_areas: tuple[PartLine, ...]
    series: tuple[SeriesPoint, ...]
    nation_ratio: Decimal | None
    nation_regions: str
    framework_share: Decimal | None
    preliminary: tuple[str, ...]
    is_example: bool
    nation_note: str = ""

    def __post_init__(self) -> None:
        _parts_add_up("divisions", self.divisions, self.r12)
        _parts_add_up("professions", self.professions, self.period)
        _parts_add_up("care areas", self.care_areas, self.period)


def _parts_add_up(name: str, parts: tuple[PartLine, ...], whole: WindowCost) -> None:
    if not parts:
        return
    sums = (sum(part.agency_sek for part in parts), sum(part.own_sek for part in parts))
    if sums != (whole.agency_sek, whole.own_sek):
        raise InconsistentReport(
            f"The {name} add up to {sums}, but {whole.label} is {whole.agency_sek, whole.own_sek}."
        )


@dataclass(frozen=True)
class Definition:
    """A term and what it means in this report."""

    term: str
    text: str


@dataclass(frozen=True)
class Sentences:
    """What the figures say, in words."""

    verdict: str
    target: str
    trend: str
    excess: str
    cost: str
    divisions: str
    progress: str
    attention: str
    changes: str
    framework: str
    basis: tuple[str, ...]
    definitions: tuple[Definition, ...]
    undivided: str = ""
    standing: str = ""


@dataclass(frozen=True)
class StaffingRow:
    """A figure of hires or posts as it is read: `number` is unrounded, in `unit`; None with why in `note`."""

    label: str
    number: Decimal | None
    text: str
    unit: str
    note: str


@dataclass(frozen=True)
class Staffing:
    """Hires and staffing: in a sentence, as rows, and what they rest on."""

    sentence: str
    basis: str
    rows: tuple[StaffingRow, ...]
    is_example: bool


@dataclass(frozen=True)
class StatusReportData:
    """The whole report.

    `data_time` is when everything was read, in Swedish time; activities and changes are as of `as_of` (None in reports that
    were frozen as of the reading); `since` is what the changes are counted from. `staffing` is None in reports that were frozen
    before hires were in them: these say nothing of it.

    :raises InconsistentReport: the sections, or the activities, do not add up to the plan's sums.
    """

    schema: int
    language: str
    version: int
    correction: str
    period_code: str
    period_label: str
    data_time: datetime
    since: datetime
    plan: PlanHead
    decisions: tuple[str, ...]
    total: ProgressSummary
    sections: tuple[SectionLine, ...]
    activities: tuple[ActivityLine, ...]
    changes: tuple[ChangeGroup, ...]
    costs: Costs
    sentences: Sentences
    is_example_plan: bool
    is_example_progress: bool
    as_of: datetime | None = None
    since_report: str = ""
    staffing: Staffing | None = None

    def __post_init__(self) -> None:
        by_section = sum((section.summary for section in self.sections), ProgressSummary())
        if by_section != self.total:
            raise InconsistentReport(f"The sections add up to {by_section}, but the plan is {self.total}.")
        if len(self.activities) != self.total.total:
            raise InconsistentReport(f"{len(self.activities)} activities, but the plan has {self.total.total}.")
        late = sum(line.standing is Standing.LATE for line in self.activities)
        if late != self.total.late:
            raise InconsistentReport(f"{late} activities are late, but the plan counts {self.total.late}.")

    @property
    def late(self) -> tuple[ActivityLine, ...]:
        """The late activities, those latest first."""
        late = [line for line in self.activities if line.standing is Standing.LATE]
        return tuple(sorted(late, key=lambda line: (-(line.days_late or 0), line.number)))

    def open_of_kind(self, *kinds: str) -> tuple[ActivityLine, ...]:
        """Return the activities still to be done whose deadline is of one of the kinds, in the order of the plan."""
        open_ones = (Standing.IN_PROGRESS, Standing.NOT_STARTED, Standing.PAUSED, Standing.AT_RISK, Standing.LATE)
        return tuple(line for line in self.activities if line.deadline_kind in kinds and line.standing in open_ones)


def to_snapshot(data: StatusReportData) -> dict[str, Any]:
    """Return the report as dicts, lists and the values that `documents.files.canonical_json` writes."""
    plain: dict[str, Any] = snapshots.to_plain(data)
    return plain


def from_snapshot(snapshot: Mapping[str, Any]) -> StatusReportData:
    """Return the report that a snapshot, parsed from its JSON, holds.

    :raises ValueError: another schema than this code reads.
    """
    if snapshot.get("schema") != SCHEMA:
        raise ValueError(f"A snapshot of schema {snapshot.get('schema')!r} cannot be read; this is schema {SCHEMA}.")
    return snapshots.from_plain(StatusReportData, snapshot)

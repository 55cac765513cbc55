"""What a status report is composed from, as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from indicators.cost_index import IndexFigure
from indicators.cost_parts import Part
from indicators.other_indicators import Outcome
from plans.deadlines import DeadlineKind
from plans.progress import Health, Progress
from plans.status_report_data import PlanHead
from plans.status_report_words import Since
from staffing.hire_quarter import HireQuarter
from staffing.vacancy import Sum
from values.period import Period


@dataclass(frozen=True)
class ActivityFacts:
    """An activity as it stood; activities come in the order of the plan. Times are Swedish local times.

    `has_health_reason` says that a person set the health, with a reason.
    """

    key: int
    section: str
    area: str
    title: str
    responsible: str
    deadline_text: str
    deadline_kind: DeadlineKind
    due_date: date | None
    progress: Progress
    health: Health
    cancelled_reason: str
    receiver: str
    completed_date: date | None
    last_update_date: date | None
    created_at: datetime
    has_health_reason: bool = False


@dataclass(frozen=True)
class UpdateFacts:
    """A line of an activity's log; updates come in order of time."""

    key: int
    old_progress: Progress
    old_health: Health


@dataclass(frozen=True)
class MoveFacts:
    """A moved deadline; moves come in order of time."""

    key: int
    old_text: str
    new_text: str
    reason: str


@dataclass(frozen=True)
class RemovedFacts:
    """An activity that was taken out of the plan."""

    title: str
    section: str


@dataclass(frozen=True)
class SeriesFacts:
    """One period: the region's rolling twelve months, the nation's ratio, and the period's own cost, now and a year before."""

    period: Period
    r12_ratio: Decimal | None
    nation_ratio: Decimal | None
    agency_sek: Decimal | None
    agency_before_sek: Decimal | None


@dataclass(frozen=True)
class CostFacts:
    """The figures of the plan's scope. `framework_share` is None when no return reports it.

    `nation_lacks` names the regions whose returns the nation lacks at the period, when it is of too few to be compared.

    `remainder_key` is the key of the part of `divisions` that is not divided.
    """

    r12: IndexFigure
    r12_before: IndexFigure
    period: IndexFigure
    period_before: IndexFigure
    divisions: tuple[Part, ...]
    remainder_key: str
    professions: tuple[Part, ...]
    care_areas: tuple[Part, ...]
    series: tuple[SeriesFacts, ...]
    nation_ratio: Decimal | None
    nation_included: int
    nation_regions: int
    framework_share: Decimal | None
    preliminary: tuple[Period, ...]
    is_example: bool
    nation_lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class StaffingFacts:
    """Hires and posts of the plan's organisation and all below it.

    `weeks` are the hire weeks of the cost return, None for a part of a region: they are reported of the whole. `posts` are as of the
    report, `posts_before` as of the same period's end a year before.
    """

    hires: HireQuarter
    weeks: Outcome | None
    posts: Sum | None
    posts_before: Sum | None
    is_example: bool


@dataclass(frozen=True)
class Facts:
    """Everything that a report is made of, read as at one moment: `data_time`, in Swedish local time.

    Activities and changes are as of `as_of`: the end of the period, or the reading when the period had not ended.
    `known_since` is set where the plan's history begins after `as_of`: what it said before is not known.
    """

    language: str
    version: int
    correction: str
    period: Period
    data_time: datetime
    as_of: datetime
    since: Since
    plan: PlanHead
    decisions: tuple[str, ...]
    sections: tuple[str, ...]
    activities: tuple[ActivityFacts, ...]
    updates: tuple[UpdateFacts, ...]
    moves: tuple[MoveFacts, ...]
    removed: tuple[RemovedFacts, ...]
    costs: CostFacts
    is_example_plan: bool
    is_example_progress: bool
    known_since: datetime | None = None
    staffing: StaffingFacts | None = None

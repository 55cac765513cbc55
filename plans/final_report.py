"""What a final report says of a plan that is over (domain.md §4), as frozen values: pure, from facts to sentences' figures.

Done and in operation are what was carried out; handed over has a receiver; cancelled has a reason; what is open remains.
The five sum to all. Stated counts are other people's: shown as they are, and flagged where they do not add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from documents import snapshots
from plans.plan_snapshot import PlanActivity, PlanSnapshot
from values.period import MONTHS_IN_YEAR, Period
from values.ratio import meets

SCHEMA = 1


class Outcome(StrEnum):
    """How an activity ended."""

    DONE = "done"
    IN_OPERATION = "in_operation"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"
    REMAINING = "remaining"


class Verdict(StrEnum):
    """Whether the plan's target was reached: the last twelve months of its time against at most the target, unrounded."""

    REACHED = "reached"
    MISSED = "missed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class OutcomeLine:
    """An activity and how it ended; `note` is the receiver, the reason, or nothing."""

    title: str
    section: str
    area: str
    responsible: str
    outcome: Outcome
    note: str
    completed_date: date | None


@dataclass(frozen=True)
class OutcomeCount:
    """How many ended in each way; they sum to `total`."""

    total: int
    done: int
    in_operation: int
    handed_over: int
    cancelled: int
    remaining: int


@dataclass(frozen=True)
class Stated:
    """Counts that somebody states; None is not stated. `is_odd`: they do not add up, or are not the plan's own."""

    total: int | None
    finished: int | None
    remaining: int | None


@dataclass(frozen=True)
class CostLine:
    """Twelve months: kronor, and the ratio to own staff cost as a fraction; None where `missing` names periods."""

    label: str
    agency_sek: Decimal | None
    own_sek: Decimal | None
    ratio: Decimal | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class FinalReportData:
    """The whole final report, in Swedish.

    What was not said from the beginning has a default, which says nothing: `verdict` and `closed_date` are None in reports that
    were made before them. `preliminary` names the periods of `before` and `after` that were handed in and not locked;
    `is_whole_region` is False where the costs are the plan's organisation's, with all below it.
    """

    schema: int
    number: int
    made_at: datetime
    title: str
    slug: str
    region: str
    organisation: str
    start_date: date
    end_date: date
    registry_number: str
    goal: str
    target_ratio: Decimal
    summary: str
    decisions: tuple[str, ...]
    extract_to: tuple[str, ...]
    correction: str
    count: OutcomeCount
    stated: Stated
    lines: tuple[OutcomeLine, ...]
    before: CostLine
    after: CostLine
    change_sek: Decimal | None
    change_percent: Decimal | None
    change_points: Decimal | None
    is_example: bool
    has_example_costs: bool = False
    verdict: Verdict | None = None
    preliminary: tuple[str, ...] = ()
    closed_date: date | None = None
    is_whole_region: bool = True


_OUTCOMES: Mapping[str, Outcome] = {
    "done": Outcome.DONE,
    "in_operation": Outcome.IN_OPERATION,
    "handed_over": Outcome.HANDED_OVER,
    "cancelled": Outcome.CANCELLED,
}


def outcome_of(progress: str) -> Outcome:
    """Return how an activity of this progress ended; what is not ended remains."""
    return _OUTCOMES.get(progress, Outcome.REMAINING)


def count(outcomes: Iterable[Outcome]) -> OutcomeCount:
    """Return the counts of each outcome and their sum."""
    every = list(outcomes)
    return OutcomeCount(total=len(every), **{outcome.value: every.count(outcome) for outcome in Outcome})


def odd_counts(stated: Stated, own: OutcomeCount) -> tuple[str, ...]:
    """Return what does not add up in stated counts, by code: nothing is corrected, it is said.

    "sum": stated done and remaining are not the stated total (65, of which 61 and 6). "total", "finished", "remaining": the
    stated figure is not the plan's own. Finished are those done and in operation; remaining here are all others.
    """
    odd = []
    if (
        stated.total is not None
        and stated.finished is not None
        and stated.remaining is not None
        and stated.finished + stated.remaining != stated.total
    ):
        odd.append("sum")
    finished = own.done + own.in_operation
    for name, said, is_so in (
        ("total", stated.total, own.total),
        ("finished", stated.finished, finished),
        ("remaining", stated.remaining, own.total - finished),
    ):
        if said is not None and said != is_so:
            odd.append(name)
    return tuple(odd)


def lines_of(plan: PlanSnapshot) -> tuple[OutcomeLine, ...]:
    """Return every activity of the plan with how it ended, in the order of the plan."""
    sections = {section.key: section.title for section in plan.sections}
    areas = {area.key: area.title for area in plan.areas}
    return tuple(
        OutcomeLine(
            title=activity.title,
            section=sections[activity.section],
            area=areas[activity.area],
            responsible="; ".join(one.title for one in activity.responsibles),
            outcome=outcome_of(activity.progress),
            note=_note(activity),
            completed_date=activity.completed_date,
        )
        for activity in plan.activities
    )


def _note(activity: PlanActivity) -> str:
    return {"handed_over": activity.receiver, "cancelled": activity.cancelled_reason}.get(activity.progress, "")


def of_outcome(lines: Sequence[OutcomeLine], outcome: Outcome) -> tuple[OutcomeLine, ...]:
    """Return the activities that ended so."""
    return tuple(line for line in lines if line.outcome is outcome)


def shows_example_costs(data: FinalReportData) -> bool:
    """Return whether figures that are made up stand in the report; where none stand, there is nothing to mark."""
    has_figures = data.before.agency_sek is not None or data.after.agency_sek is not None
    return data.has_example_costs and has_figures


def cost_quarters(start: date, end: date, closed: date, today: date) -> tuple[Period, Period]:
    """Return the last quarter before the plan, and the last quarter of its time that has ended by `today`.

    A plan's time ends with its period, or with the day when it was closed if that came first. The first of the two is never
    after the second: of a plan that was closed before it began, both are the same.
    """
    last = Period.containing(min(end, closed), 3)
    if last.last_date >= today:
        last = Period.containing(today, 3).previous()
    return min(Period.containing(start, 3).previous(), last), last


@dataclass(frozen=True)
class Early:
    """How long before the end of its period a plan was closed: whole months, or days where there is no whole one."""

    months: int
    days: int


def early(closed: date | None, end: date) -> Early | None:
    """Return how early the plan was closed; None on the last day of its period, after it, and where the day is not known.

    Whole months from the day to the end of the period's last day: from 27 November 2026 to the end of 2027 they are 13.
    """
    if closed is None or closed >= end:
        return None
    over = end + timedelta(days=1)
    months = (over.year - closed.year) * MONTHS_IN_YEAR + over.month - closed.month - (over.day < closed.day)
    return Early(months, (end - closed).days)


def verdict(after: CostLine, target: Decimal) -> Verdict:
    """Return whether the target was reached; without own staff cost, or with a period missing, it cannot be judged."""
    is_met = meets(after.agency_sek, after.own_sek, target)
    if is_met is None:
        return Verdict.UNKNOWN
    return Verdict.REACHED if is_met else Verdict.MISSED


def to_snapshot(data: FinalReportData) -> dict[str, Any]:
    """Return the report as `documents.files.canonical_json` writes it."""
    plain: dict[str, Any] = snapshots.to_plain(data)
    return plain


def from_snapshot(snapshot: Mapping[str, Any]) -> FinalReportData:
    """Return the report that a snapshot, parsed from its JSON, holds.

    :raises ValueError: another schema than this code reads.
    """
    if snapshot.get("schema") != SCHEMA:
        raise ValueError(
            f"A final report of schema {snapshot.get('schema')!r} cannot be read; this is schema {SCHEMA}."
        )
    return snapshots.from_plain(FinalReportData, snapshot)

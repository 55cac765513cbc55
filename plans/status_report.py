"""Compose a plan's status report from what was read: pure, so that the same facts always give the same report.

Costs follow domain.md §5 (`indicators.cost_index`), progress §4 (`plans.progress`). Amounts are kronor, ratios fractions,
unrounded. What changed is counted from the report before, or from the period's first day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from indicators import cost_index
from indicators.cost_index import IndexFigure, Part
from plans import progress as computations
from plans import status_report_text as text
from plans.deadlines import DeadlineKind
from plans.progress import ActivityState, Health, Progress
from plans.status_report_data import (
    SCHEMA,
    ActivityLine,
    ChangeGroup,
    ChangeLine,
    CostChange,
    Costs,
    PartLine,
    PlanHead,
    SectionLine,
    SeriesPoint,
    Standing,
    StatusReportData,
    WindowCost,
)
from plans.status_report_text import Since, Writer
from values.period import Period
from values.ratio import meets

LONGEST_TITLE, LONGEST_REASON, LONGEST_GOAL = 300, 500, 1_500
"""Characters of what people wrote that a report prints; what is longer ends with "…"."""

WITHOUT_END = (DeadlineKind.CONTINUOUS, DeadlineKind.RECURRING)
_HIDDEN = {"Cc", "Cf", "Cs", "Co"}
_HUNDRED = 100


@dataclass(frozen=True)
class ActivityFacts:
    """An activity as read; activities come in the order of the plan. Times are Swedish local times."""

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


@dataclass(frozen=True)
class Facts:
    """Everything that a report is made of, read as at one moment: `data_time`, in Swedish local time."""

    language: str
    version: int
    correction: str
    period: Period
    data_time: datetime
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


def compose(facts: Facts) -> StatusReportData:
    """Return the report of the facts.

    :raises InconsistentReport: totals and details differ, so that the facts were not read as at one moment.
    """
    today = facts.data_time.date()
    states = [_state(activity) for activity in facts.activities]
    total = computations.summarize(states, today)
    by_section = {
        title: computations.summarize(
            [state for state, activity in zip(states, facts.activities, strict=True) if activity.section == title],
            today,
        )
        for title in facts.sections
    }
    costs = _costs(facts.costs, facts.plan, facts.period, facts.language)
    changes = changes_since(facts)
    without_end = sum(
        activity.deadline_kind in WITHOUT_END and activity.due_date is None and computations.is_open(activity.progress)
        for activity in facts.activities
    )
    return StatusReportData(
        schema=SCHEMA,
        language=facts.language,
        version=facts.version,
        correction=clean(facts.correction, LONGEST_GOAL),
        period_code=facts.period.code,
        period_label=facts.period.label(facts.language),
        data_time=facts.data_time,
        since=facts.since.at,
        plan=facts.plan,
        decisions=tuple(clean(line, LONGEST_REASON) for line in facts.decisions),
        total=total,
        sections=tuple(SectionLine(title, summary) for title, summary in by_section.items()),
        activities=tuple(
            _line(number, activity, today, facts.language) for number, activity in enumerate(facts.activities, start=1)
        ),
        changes=changes,
        costs=costs,
        sentences=text.sentences(
            plan=facts.plan,
            costs=costs,
            total=total,
            asap_or_continuous=without_end,
            changes=changes,
            since=facts.since,
            data_time=facts.data_time,
            period_last_date=facts.period.last_date,
            language=facts.language,
        ),
        is_example_plan=facts.is_example_plan,
        is_example_progress=facts.is_example_progress,
    )


def clean(written: str, longest: int) -> str:
    """Return what a person wrote, composed (NFC), on one line, without invisible signs that turn or break the text."""
    composed = unicodedata.normalize("NFC", re.sub(r"\s+", " ", written))
    seen = "".join(sign for sign in composed if unicodedata.category(sign) not in _HIDDEN or sign in "\u00ad\u200d")
    seen = seen.strip()
    return seen if len(seen) <= longest else f"{seen[: longest - 1].rstrip()}…"


def standing_of(progress: Progress, health: Health) -> Standing:
    """Return one word for progress and health: what is open says its trouble first."""
    if progress in computations.FINISHED:
        return Standing.DONE
    if computations.is_open(progress) and health is not Health.ON_TRACK:
        return Standing.LATE if health is Health.LATE else Standing.AT_RISK
    return Standing(progress.value)


def _state(activity: ActivityFacts) -> ActivityState:
    created = activity.created_at.date()
    return ActivityState(
        progress=activity.progress,
        health=activity.health,
        deadline_kind=activity.deadline_kind,
        due_date=activity.due_date,
        created_date=created,
        last_update_date=activity.last_update_date or created,
        has_owner=bool(activity.responsible),
    )


def _line(number: int, activity: ActivityFacts, today: date, language: str) -> ActivityLine:
    standing = standing_of(activity.progress, activity.health)
    is_past = standing is Standing.LATE and activity.due_date is not None and activity.due_date < today
    note = {Progress.CANCELLED: activity.cancelled_reason, Progress.HANDED_OVER: activity.receiver}
    return ActivityLine(
        number=number,
        section=activity.section,
        area=activity.area,
        title=clean(activity.title, LONGEST_TITLE),
        responsible=clean(activity.responsible, LONGEST_REASON),
        deadline=clean(activity.deadline_text, LONGEST_TITLE),
        due_date=activity.due_date,
        deadline_kind=activity.deadline_kind.value,
        progress=activity.progress.value,
        progress_text=text.progress_word(activity.progress, language),
        standing=standing,
        standing_text=text.standing_word(standing, language),
        note=clean(note.get(activity.progress, ""), LONGEST_REASON),
        days_late=(today - activity.due_date).days if is_past and activity.due_date else None,
        completed_date=activity.completed_date,
        last_update_date=activity.last_update_date,
    )


# What changed --------------------------------------------------------------------------------------------------------


def changes_since(facts: Facts) -> tuple[ChangeGroup, ...]:
    """Return what happened to the activities since `facts.since`, grouped by kind, each in the order of the plan.

    Of several updates only the net change counts: from what stood before the first of them to what stands now.
    """
    found: dict[str, list[ChangeLine]] = {kind: [] for kind in text.CHANGE_HEADINGS}
    first_update: dict[int, UpdateFacts] = {}
    for update in facts.updates:
        first_update.setdefault(update.key, update)
    moves = _moves_by_activity(facts.moves)
    for activity in facts.activities:
        is_new = activity.created_at > facts.since.at
        if is_new:
            found["added"].append(_change(activity, "", activity.deadline_text, ""))
        elif kind := _status_change(activity, first_update.get(activity.key), facts):
            old, new = _status_words(activity, first_update.get(activity.key), facts.language)
            reason = activity.cancelled_reason if kind == "cancelled" else activity.receiver
            found[kind].append(_change(activity, old, new, reason if kind in {"cancelled", "handed_over"} else ""))
        if not is_new and (moved := moves.get(activity.key)):
            found["moved"].append(_change(activity, *moved))
    found["removed"] = [ChangeLine(clean(one.title, LONGEST_TITLE), one.section, "", "", "") for one in facts.removed]
    return tuple(
        ChangeGroup(kind, text.change_heading(kind, facts.language), tuple(lines))
        for kind, lines in found.items()
        if lines
    )


def _status_change(activity: ActivityFacts, first: UpdateFacts | None, facts: Facts) -> str:
    """Return the kind of the net change of status, or nothing."""
    old_progress = first.old_progress if first else activity.progress
    old_health = first.old_health if first else _health_then(activity, facts)
    if old_progress is not activity.progress:
        return _progress_change(old_progress, activity.progress, activity.health)
    if not computations.is_open(activity.progress) or old_health is activity.health:
        return ""
    return {Health.LATE: "late", Health.AT_RISK: "at_risk", Health.ON_TRACK: "recovered"}[activity.health]


def _health_then(activity: ActivityFacts, facts: Facts) -> Health:
    """Return the health at the start, when nobody has said anything since: late only if the due date had passed by then."""
    due_since = activity.due_date is not None and activity.due_date >= facts.since.at.date()
    return Health.ON_TRACK if activity.health is Health.LATE and due_since else activity.health


def _progress_change(old: Progress, new: Progress, health: Health) -> str:
    if new in computations.FINISHED:
        return "" if old in computations.FINISHED else "finished"
    if new in {Progress.CANCELLED, Progress.HANDED_OVER}:
        return new.value
    if not computations.is_open(old):
        return "reopened"
    if health is Health.LATE:
        return "late"
    if new is Progress.PAUSED:
        return "paused"
    return "started" if old is Progress.NOT_STARTED else "other"


def _status_words(activity: ActivityFacts, first: UpdateFacts | None, language: str) -> tuple[str, str]:
    now = text.standing_word(standing_of(activity.progress, activity.health), language)
    if first is None:
        return text.progress_word(activity.progress, language), now
    return text.standing_word(standing_of(first.old_progress, first.old_health), language), now


def _moves_by_activity(moves: Iterable[MoveFacts]) -> Mapping[int, tuple[str, str, str]]:
    """Return from what to what each deadline was moved in the end, with every reason."""
    found: dict[int, tuple[str, str, str]] = {}
    for move in moves:
        old, _new, reasons = found.get(move.key, (move.old_text, "", ""))
        found[move.key] = (old, move.new_text, f"{reasons}; {move.reason}" if reasons else move.reason)
    return found


def _change(activity: ActivityFacts, old: str, new: str, reason: str) -> ChangeLine:
    return ChangeLine(
        title=clean(activity.title, LONGEST_TITLE),
        section=activity.section,
        old=clean(old, LONGEST_TITLE),
        new=clean(new, LONGEST_TITLE),
        reason=clean(reason, LONGEST_REASON),
    )


# Costs ---------------------------------------------------------------------------------------------------------------


def _costs(facts: CostFacts, plan: PlanHead, period: Period, language: str) -> Costs:
    r12, ratio = facts.r12, facts.r12.ratio
    gap = None if ratio is None else (ratio - plan.target_ratio) * _HUNDRED
    excess = None
    if r12.agency_sek is not None and r12.own_sek is not None and ratio is not None:
        excess = r12.agency_sek - plan.target_ratio * r12.own_sek
    label = Writer(language).say("tolv månader till och med {p}", "twelve months to {p}", p=period.label(language))
    return Costs(
        r12=_window(r12, label, language),
        r12_change=_change_of(facts.r12, facts.r12_before),
        period=_window(facts.period, period.label(language), language),
        period_before=_window(facts.period_before, period.year_before().label(language), language),
        period_change=_change_of(facts.period, facts.period_before),
        is_met=meets(r12.agency_sek, r12.own_sek, plan.target_ratio),
        gap_points=gap,
        excess_sek=excess,
        divisions=_parts(facts.divisions, plan.target_ratio, facts.remainder_key),
        professions=_parts(facts.professions, plan.target_ratio),
        care_areas=_parts(facts.care_areas, plan.target_ratio),
        series=tuple(
            SeriesPoint(
                label=point.period.label(language),
                r12_ratio=point.r12_ratio,
                nation_ratio=point.nation_ratio,
                agency_sek=point.agency_sek,
                agency_before_sek=point.agency_before_sek,
            )
            for point in facts.series
        ),
        nation_ratio=facts.nation_ratio,
        nation_regions=Writer(language).say(
            "{n} av {all} regioner", "{n} of {all} regions", n=facts.nation_included, all=facts.nation_regions
        ),
        framework_share=facts.framework_share,
        preliminary=tuple(one.label(language) for one in facts.preliminary),
        is_example=facts.is_example,
    )


def _window(figure: IndexFigure, label: str, language: str) -> WindowCost:
    missing = tuple(Period.parse(code).label(language) for code in figure.missing)
    return WindowCost(label, figure.agency_sek, figure.own_sek, figure.ratio, missing)


def _change_of(now: IndexFigure, before: IndexFigure) -> CostChange | None:
    change = cost_index.change(now, before)
    return None if change is None else CostChange(change.sek, change.percent, change.points)


def _parts(parts: Sequence[Part], target: Decimal, remainder_key: str = "") -> tuple[PartLine, ...]:
    return tuple(
        PartLine(
            label=part.label,
            is_remainder=bool(remainder_key) and part.key == remainder_key,
            agency_sek=part.cost.agency_sek,
            own_sek=part.cost.own_sek,
            share_percent=part.share_percent,
            ratio=part.ratio,
            is_met=meets(part.cost.agency_sek, part.cost.own_sek, target),
            change=CostChange(part.change.sek, part.change.percent, part.change.points)
            if part.change
            else CostChange(None, None, None),
        )
        for part in parts
    )

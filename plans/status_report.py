"""Compose a plan's status report from what was read: pure, so that the same facts always give the same report.

Costs follow domain.md §5 (`indicators.cost_index`), progress §4 (`plans.progress`). Amounts are kronor, ratios fractions,
unrounded. What changed is counted from the report before, or from the period's first day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from plans import progress as computations
from plans import status_report_text as text
from plans import status_report_words as words
from plans.deadlines import DeadlineKind
from plans.progress import ActivityState, Health, Progress
from plans.status_report_costs import costs_of
from plans.status_report_data import (
    SCHEMA,
    ActivityLine,
    ChangeGroup,
    ChangeLine,
    SectionLine,
    Standing,
    StatusReportData,
)
from plans.status_report_facts import ActivityFacts, Facts, MoveFacts, UpdateFacts
from plans.status_report_staffing import staffing_of

LONGEST_TITLE, LONGEST_REASON, LONGEST_GOAL = 300, 500, 1_500
"""Characters of what people wrote that a report prints; what is longer ends with "…"."""

WITHOUT_END = (DeadlineKind.CONTINUOUS, DeadlineKind.RECURRING)
_HIDDEN = {"Cc", "Cf", "Cs", "Co"}


def compose(facts: Facts) -> StatusReportData:
    """Return the report of the facts.

    :raises InconsistentReport: totals and details differ, so that the facts were not read as at one moment.
    """
    today = facts.as_of.date()
    states = [_state(activity) for activity in facts.activities]
    total = computations.summarize(states, today)
    by_section = {
        title: computations.summarize(
            [state for state, activity in zip(states, facts.activities, strict=True) if activity.section == title],
            today,
        )
        for title in facts.sections
    }
    costs = costs_of(facts.costs, facts.plan, facts.period, facts.language)
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
        as_of=facts.as_of,
        since=facts.since.at,
        since_report=facts.since.report_label,
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
            as_of=facts.as_of,
            data_time=facts.data_time,
            known_since=facts.known_since,
            period_last_date=facts.period.last_date,
            language=facts.language,
        ),
        is_example_plan=facts.is_example_plan,
        is_example_progress=facts.is_example_progress,
        staffing=staffing_of(facts.staffing, facts.period, today, facts.language),
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
        progress_text=words.progress_word(activity.progress, language),
        standing=standing,
        standing_text=words.standing_word(standing, language),
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
    found: dict[str, list[ChangeLine]] = {kind: [] for kind in words.CHANGE_HEADINGS}
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
        ChangeGroup(kind, words.change_heading(kind, facts.language), tuple(lines))
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
    now = words.standing_word(standing_of(activity.progress, activity.health), language)
    if first is None:
        return words.progress_word(activity.progress, language), now
    return words.standing_word(standing_of(first.old_progress, first.old_health), language), now


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

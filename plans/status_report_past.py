"""An activity as it stood at a moment, from its logs: what a report of an ended period shows, whenever it is made.

Progress is what the last update until then says; before the first update it is what that one changed from; without any it
is what it is. Titles, sections and responsible roles have no log here and are those of the reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from plans import deadlines
from plans import progress as computations
from plans.progress import Health, Progress
from plans.status_report_facts import ActivityFacts
from values.period import Period


@dataclass(frozen=True)
class Logged:
    """A line of an activity's log, in Swedish local time; lines come in order of time."""

    at: datetime
    old_progress: Progress
    old_health: Health
    new_progress: Progress
    new_health: Health


@dataclass(frozen=True)
class Moved:
    """A deadline that was moved, in Swedish local time; moves come in order of time."""

    at: datetime
    old_text: str
    old_due_date: date | None


def moment_of(period: Period, now: datetime) -> datetime:
    """Return what a report of the period is as of: the end of its last day, or `now` when it has not ended."""
    return min(now, datetime.combine(period.last_date, time.max, tzinfo=now.tzinfo))


def as_stood(activity: ActivityFacts, log: Sequence[Logged], moves: Sequence[Moved], at: datetime) -> ActivityFacts:
    """Return the activity, read later, as it stood at the moment."""
    stood = _deadline_then(activity, moves, at)
    said = [line for line in log if line.at <= at]
    progress, health = _said(activity, log, said)
    stood = replace(
        stood,
        progress=progress,
        cancelled_reason=activity.cancelled_reason if progress is Progress.CANCELLED else "",
        receiver=activity.receiver if progress is Progress.HANDED_OVER else "",
        completed_date=_until(activity.completed_date, at) if computations.is_finished(progress) else None,
        last_update_date=said[-1].at.date() if said else (None if log else _until(activity.last_update_date, at)),
    )
    is_unchanged = len(said) == len(log) and all(move.at <= at for move in moves)
    return replace(
        stood, health=_health_then(stood, health, at, is_by_hand=activity.has_health_reason and is_unchanged)
    )


def _said(activity: ActivityFacts, log: Sequence[Logged], said: Sequence[Logged]) -> tuple[Progress, Health]:
    """Return progress and health as they were last said until then."""
    if said:
        return said[-1].new_progress, said[-1].new_health
    return (log[0].old_progress, log[0].old_health) if log else (activity.progress, activity.health)


def _deadline_then(activity: ActivityFacts, moves: Sequence[Moved], at: datetime) -> ActivityFacts:
    """Return the activity with the deadline that the first later move changed from."""
    later = next((move for move in moves if move.at > at), None)
    if later is None:
        return activity
    kind = deadlines.parse(later.old_text, reference_date=later.old_due_date).kind
    return replace(activity, deadline_text=later.old_text, deadline_kind=kind, due_date=later.old_due_date)


def _health_then(activity: ActivityFacts, said: Health, at: datetime, *, is_by_hand: bool) -> Health:
    """Return the health by the dates of then; a risk that was said stands until the day has passed, as it does today."""
    if is_by_hand and computations.is_open(activity.progress):
        return activity.health
    computed = computations.compute_health(
        progress=activity.progress,
        deadline_kind=activity.deadline_kind,
        due_date=activity.due_date,
        created_date=activity.created_at.date(),
        today=at.date(),
    )
    is_risk = said is Health.AT_RISK and computations.is_open(activity.progress) and computed is Health.ON_TRACK
    return Health.AT_RISK if is_risk else computed


def _until(day: date | None, at: datetime) -> date | None:
    return day if day is not None and day <= at.date() else None

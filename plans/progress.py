"""Where activities stand: progress, health, staleness, and the sums of them (domain.md §4)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from plans.deadlines import ASAP_DAYS, DeadlineKind, asap_overdue, is_late

STALE_DAYS = (30, 60, 180)
"""Default: the days without an update after which an activity is more and more stale."""


class Progress(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    IN_OPERATION = "in_operation"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    HANDED_OVER = "handed_over"


class Health(StrEnum):
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    LATE = "late"


OPEN = frozenset({Progress.NOT_STARTED, Progress.IN_PROGRESS, Progress.PAUSED})
FINISHED = frozenset({Progress.DONE, Progress.IN_OPERATION})


def is_open(progress: Progress) -> bool:
    """Return whether something remains to be done here: not started, in progress or paused."""
    return progress in OPEN


def is_finished(progress: Progress) -> bool:
    """Return whether the work is done, in ordinary operation or not; cancelled and handed over are neither."""
    return progress in FINISHED


@dataclass(frozen=True)
class ActivityState:
    """What the sums need to know of one activity; `health` is the one in force, override included."""

    progress: Progress
    health: Health
    deadline_kind: DeadlineKind
    due_date: date | None
    created_date: date
    last_update_date: date
    has_owner: bool


def compute_health(
    *,
    progress: Progress,
    deadline_kind: DeadlineKind,
    due_date: date | None,
    created_date: date,
    today: date,
    override: Health | None = None,
    asap_days: int = ASAP_DAYS,
) -> Health:
    """Return an activity's health as of `today`.

    An open activity is late when its due date has passed, or when it was to be done as soon as possible and is older
    than `asap_days`; else it is on track. A person's override (given with a reason, which the caller keeps) wins while
    it stands, and is the only way to "at risk". Of an activity that is not open the dates say nothing: it is on track as far
    as they go, and `health_at_end` says how it stands.
    """
    if not is_open(progress):
        return Health.ON_TRACK
    if override is not None:
        return override
    is_asap_overdue = deadline_kind is DeadlineKind.ASAP and asap_overdue(created_date, today, asap_days)
    return Health.LATE if is_asap_overdue or is_late(deadline_kind, due_date, today) else Health.ON_TRACK


def health_at_end(progress: Progress, had: Health) -> Health:
    """Return the health of an activity that is not open any more, which `had` the one given while it was.

    What is finished is not late any more. What was cancelled or handed over did not catch up: it keeps the health it had.
    """
    return Health.ON_TRACK if is_finished(progress) else had


DATELESS = frozenset({DeadlineKind.ASAP, DeadlineKind.CONTINUOUS, DeadlineKind.UNDATED, DeadlineKind.UNPARSED})


def says_something(
    *,
    progress: Progress,
    health: Health,
    deadline_kind: DeadlineKind,
    last_update_date: date | None,
    is_left_open: bool = False,
) -> bool:
    """Return whether an open activity's health is worth a word, or nobody has judged it yet.

    "On track" is what the dates say until somebody says otherwise. Of an activity that is not begun, or has no date to be
    held against, it says nothing before the first update, nor while `is_left_open`: updates were made, none of them of health.
    """
    if health is not Health.ON_TRACK:
        return True
    if is_left_open or deadline_kind is DeadlineKind.UNPARSED:
        return False
    return last_update_date is not None or (progress is not Progress.NOT_STARTED and deadline_kind not in DATELESS)


def staleness(last_update: date, today: date, thresholds: Sequence[int] = STALE_DAYS) -> int:
    """Return the largest of `thresholds` (days) that has gone without an update, or 0: by default 0, 30, 60 or 180."""
    days = (today - last_update).days
    return max((threshold for threshold in thresholds if days >= threshold), default=0)


@dataclass(frozen=True)
class ProgressSummary:
    """How many activities stand where. Summaries add up with `+`; `ProgressSummary()` is the empty one.

    The seven counts per progress sum to `total`. `late`, `at_risk`, `stale`, `undated`, `unparsed` and `no_owner` count
    open activities only, since they ask someone to act.

    :raises ValueError: the counts do not sum to the total, or a part is larger than the whole it is a part of.
    """

    total: int = 0
    not_started: int = 0
    in_progress: int = 0
    done: int = 0
    in_operation: int = 0
    paused: int = 0
    cancelled: int = 0
    handed_over: int = 0
    late: int = 0
    at_risk: int = 0
    stale: int = 0
    undated: int = 0
    unparsed: int = 0
    no_owner: int = 0

    def __post_init__(self) -> None:
        counted = sum(self.count(progress) for progress in Progress)
        if counted != self.total:
            raise ValueError(f"The activities counted by progress are {counted}, but the total is {self.total}.")
        if any(getattr(self, field.name) < 0 for field in fields(self)):
            raise ValueError("A count of activities is negative.")
        wholes = (self.late + self.at_risk, self.stale, self.undated + self.unparsed, self.no_owner)
        if max(wholes) > self.open:
            raise ValueError(f"More activities are late, stale, undated or unowned than the {self.open} that are open.")

    def count(self, progress: Progress) -> int:
        """Return the number of activities with this progress."""
        count: int = getattr(self, progress.value)
        return count

    @property
    def open(self) -> int:
        return sum(self.count(progress) for progress in OPEN)

    @property
    def finished(self) -> int:
        return sum(self.count(progress) for progress in FINISHED)

    def __add__(self, other: object) -> "ProgressSummary":
        if not isinstance(other, ProgressSummary):
            return NotImplemented
        return ProgressSummary(
            **{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)}
        )


def summarize(states: Iterable[ActivityState], today: date, thresholds: Sequence[int] = STALE_DAYS) -> ProgressSummary:
    """Count activities by progress, and the open ones that are late, at risk, stale, undated, unparsed or unowned.

    Stale is from the lowest of `thresholds` on.
    """
    every = list(states)
    by_progress = Counter(state.progress for state in every)
    still_open = [state for state in every if is_open(state.progress)]
    by_health = Counter(state.health for state in still_open)
    by_kind = Counter(state.deadline_kind for state in still_open)
    return ProgressSummary(
        total=len(every),
        late=by_health[Health.LATE],
        at_risk=by_health[Health.AT_RISK],
        stale=sum(staleness(state.last_update_date, today, thresholds) > 0 for state in still_open),
        undated=by_kind[DeadlineKind.UNDATED],
        unparsed=by_kind[DeadlineKind.UNPARSED],
        no_owner=sum(not state.has_owner for state in still_open),
        **{progress.value: by_progress[progress] for progress in Progress},
    )

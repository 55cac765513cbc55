"""A thing to do as the overview lists it, and the order of the list: pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One thing to do: when (None: no day), what, where, why it is here, and whether it is late, has failed or is of a plan that is over."""

    day: datetime.date | None
    title: str
    url: str
    note: str
    is_late: bool = False
    is_failed: bool = False
    is_over: bool = False


@dataclass(frozen=True)
class Tasks:
    """The first things to do, in order of date, and how many of one's own activities wait beyond them."""

    tasks: list[Task]
    more: int


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """Return the tasks by date, without a date last; of one day the late and the failed first, of plans that are over after all."""
    return sorted(
        tasks,
        key=lambda task: (task.is_over, task.day or datetime.date.max, not (task.is_late or task.is_failed)),
    )

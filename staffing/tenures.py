"""Who has held a role, from when to when: pure, from the versions that its history keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

SLIP = timedelta(minutes=1)
"""A version that stood no longer than this was a slip of the pen, or one of several saves of one act."""


@dataclass(frozen=True)
class Version:
    """One version of a role: since when, who held it then, and who wrote it; accounts by key, None for nobody."""

    at: datetime
    holder: int | None
    by: int | None = None


@dataclass(frozen=True)
class Tenure:
    """A time in which one person held the role, or nobody; `until` is None while it goes on, `since` where nothing says."""

    holder: int | None
    since: datetime | None
    until: datetime | None
    by: int | None


def tenures(versions: Iterable[Version], holder_now: int | None) -> list[Tenure]:
    """Return the times of the role, newest first; versions that change something else, or stood a moment only, are none of their own.

    What the role says now counts, also where the history does not tell how it came to it.
    """
    found: list[Tenure] = []
    ordered = sorted(versions, key=lambda one: one.at)
    for version, later in zip_longest(ordered, ordered[1:]):
        if later is not None and later.at - version.at < SLIP:
            continue
        if found and found[-1].holder == version.holder:
            continue
        if found:
            found[-1] = _ended(found[-1], version.at)
        found.append(Tenure(version.holder, version.at, None, version.by))
    if not found or found[-1].holder != holder_now:
        found.append(Tenure(holder_now, None, None, None))
    return found[::-1]


def _ended(tenure: Tenure, at: datetime) -> Tenure:
    return Tenure(tenure.holder, tenure.since, at, tenure.by)

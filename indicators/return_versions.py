"""Which version of a cost return counted at a moment, from the times of its life alone: what "as of a day" rests on.

Pure. A version counts from when it was handed in (where only locked ones count: locked), until a later version does.
What was handed in and then opened again has lost its time: it counts from when it was handed in last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from values.period import Period


@dataclass(frozen=True)
class Version:
    """A version of a region's return: its months, its number from 1, and when it was handed in and locked; None is not."""

    return_id: int
    period: Period
    number: int
    submitted_at: datetime | None
    locked_at: datetime | None

    def is_locked_at(self, moment: datetime) -> bool:
        """Return whether it had been locked at the moment."""
        return self.locked_at is not None and self.locked_at <= moment

    def is_submitted_at(self, moment: datetime) -> bool:
        """Return whether it had been handed in at the moment; what is locked has been."""
        return self.is_locked_at(moment) or (self.submitted_at is not None and self.submitted_at <= moment)


def counting_at(versions: Iterable[Version], moment: datetime, *, only_locked: bool) -> dict[Period, Version]:
    """Return, of one region's versions, the latest of each period that had been handed in (or locked) at the moment."""
    found: dict[Period, Version] = {}
    for one in sorted(versions, key=lambda version: version.number):
        if one.is_locked_at(moment) if only_locked else one.is_submitted_at(moment):
            found[one.period] = one
    return found

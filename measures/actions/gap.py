"""Start and close rounds of the gap analysis, and save answers one field at a time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from measures.models import GapAssessment, GapRound, Measure, ScaleStep
from staffing import editing
from staffing.models import Organisation, Region, User

FIELDS = ("degree", "effect", "difficulty", "priority", "is_not_relevant", "comment", "evidence_url")


class OpenRoundExists(Exception):
    """The region has an open round already."""


class RoundClosed(Exception):
    """The round takes no more answers."""


@dataclass
class FieldTaken(Exception):
    """Somebody else changed the same field after it was shown: what it held, and the row as it stands now."""

    field: str
    before: Any
    current: GapAssessment

    @property
    def theirs(self) -> Any:
        return getattr(self.current, self.field)


@transaction.atomic
def start_round(*, region: Region, title: str, by: User, today: datetime.date) -> GapRound:
    """Return a new open round.

    :raises OpenRoundExists: when the region has one; at most one is open.
    """
    try:
        with transaction.atomic():
            return GapRound.objects.create(region=region, title=title, opened_date=today, updated_by=by)
    except IntegrityError:
        raise OpenRoundExists from None


@transaction.atomic
def close_round(*, gap_round: GapRound, version: int, by: User, today: datetime.date) -> None:
    """Close the round for good: it is read only from now on.

    :raises StaleVersion: somebody changed it meanwhile. :raises RoundClosed: it is closed already.
    """
    if not gap_round.is_open:
        raise RoundClosed
    editing.claim_version(gap_round, version)
    gap_round.closed_date, gap_round.updated_by = max(today, gap_round.opened_date), by
    gap_round.save()


@transaction.atomic
def save_field(
    *, gap_round: GapRound, organisation: Organisation, measure: Measure, field: str, value: Any, before: Any, by: User
) -> GapAssessment:
    """Write one field of an answer and return the row; people who write other fields of it never meet.

    `before` is what the writer saw. Where the field holds something else by now, and not `value`, nothing is written.

    :raises FieldTaken: somebody else changed the field meanwhile. :raises RoundClosed: the round was closed meanwhile.
    """
    if field not in FIELDS:
        raise ValueError(f"{field!r} is no field of an assessment.")
    # The lock makes readers of the same row wait for one another; SQLite's transactions are one at a time anyway.
    if not GapRound.objects.select_for_update().get(pk=gap_round.pk).is_open:
        raise RoundClosed
    key = {"round": gap_round, "organisation": organisation, "measure": measure}
    row = GapAssessment.objects.filter(**key).first() or GapAssessment(**key, version=0)
    current = getattr(row, field)
    if current == value:
        return row
    if current != before:
        raise FieldTaken(field, before, row)
    setattr(row, field, value)
    row.updated_by = by
    row.version += 1
    row.save()
    return row


@transaction.atomic
def rename_step(*, step: ScaleStep, version: int) -> None:
    """Write the new words of a step; its history keeps the old ones.

    :raises StaleVersion: somebody changed it meanwhile.
    """
    editing.claim_version(step, version)
    step.save()

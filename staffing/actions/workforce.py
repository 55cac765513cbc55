"""Counts of posts, target numbers, assumptions and budgets: written with who did it, corrected under a version, never lost in silence."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from staffing import editing
from staffing.actions import post_count_batches, saving
from staffing.models import (
    HireBudget,
    Organisation,
    OwnStaffRate,
    PostCount,
    Region,
    StaffingTarget,
    User,
    WorkforceAssumption,
)
from staffing.vacancy import Count

LONGEST_REASON = 100


class CountedAlready(Exception):
    """Somebody wrote the same while the form was open."""


class CountsChanged(Exception):
    """Somebody wrote some of the counts after they were shown."""


Editable = PostCount | StaffingTarget | WorkforceAssumption | HireBudget | OwnStaffRate


def save(*, instance: Editable, version: int | None, by: User) -> None:
    """Save what its form has checked; with a version it corrects what is there. Example data that somebody corrects is theirs.

    :raises StaleVersion: when somebody changed or made the row meanwhile.
    :raises CountedAlready: when somebody wrote another of the same.
    """
    instance.is_example = False
    try:
        with transaction.atomic():
            if version is not None:
                editing.claim_version(instance, version)
            saving.save_by(instance, by)
    except IntegrityError as error:
        raise CountedAlready from error


@transaction.atomic
def remove(*, instance: Editable, version: int, by: User) -> None:
    """Remove a row that should not be there; its history stays.

    :raises StaleVersion: when somebody changed it meanwhile.
    """
    editing.claim_version(instance, version)
    saving.delete_by(instance, by)


def _matching(counts: Sequence[Count]) -> dict[tuple[Any, ...], PostCount]:
    """Return the rows that are there for the counts' keys and days."""
    keys = {(*count.key, count.date) for count in counts}
    rows = PostCount.objects.filter(
        organisation__in={count.organisation for count in counts}, date__in={count.date for count in counts}
    )
    found = {(row.organisation_id, row.position_id, row.speciality_id, row.date): row for row in rows}
    return {key: row for key, row in found.items() if key in keys}


def seen_counts(counts: Sequence[Count]) -> str:
    """Return what is there for the counts' keys and days, as one text that becomes another when any of it is changed."""
    return ",".join(sorted(f"{row.pk}:{row.version}" for row in _matching(counts).values()))


@transaction.atomic
def write_counts(
    *, region: Region, counts: Sequence[Count], notes: Sequence[str], seen: str, by: User, now: datetime.datetime
) -> int:
    """Write a table of counts of the region, all or nothing, to be taken back as a whole; return how many became others.

    :raises CountsChanged: when what is there is not what was `seen`.
    """
    # Taken first, so that of two tables for one organisation the second waits for the first.
    list(Organisation.objects.select_for_update().filter(pk__in={count.organisation for count in counts}))
    there = _matching(counts)
    if seen_counts(counts) != seen:
        raise CountsChanged
    written: list[tuple[PostCount, dict[str, Any] | None]] = []
    for count, note in zip(counts, notes, strict=True):
        row = there.get((*count.key, count.date))
        if row and (row.posts_fte, row.filled_fte, row.note) == (count.posts, count.filled, note):
            continue
        before = None if row is None else post_count_batches.values_of(row)
        row = row or PostCount(
            organisation_id=count.organisation,
            position_id=count.position,
            speciality_id=count.speciality,
            date=count.date,
        )
        row.posts_fte, row.filled_fte, row.note, row.is_example = count.posts, count.filled, note, False
        _save_from_table(row, is_new=before is None, by=by)
        written.append((row, before))
    post_count_batches.keep(region=region, written=written, by=by, now=now)
    return len(written)


def _save_from_table(row: PostCount, *, is_new: bool, by: User) -> None:
    if not is_new:
        editing.claim_version(row, row.version)
    told: Any = row
    told._change_reason = _("Read from a table")[:LONGEST_REASON]  # noqa: SLF001
    try:
        saving.save_by(row, by)
    except IntegrityError as error:
        raise CountsChanged from error

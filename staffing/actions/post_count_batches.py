"""A table of counts that was written: kept as what it replaced, and taken back as a whole while nobody has changed any of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from staffing import editing
from staffing.actions import saving
from staffing.models import PostCount, PostCountBatch, Region, User

FIELDS = ("posts_fte", "filled_fte", "note", "is_example")
NAMED = 3


class NotToUndo(Exception):
    """It is taken back already, or somebody has changed a count of it; the message says which."""


def values_of(count: PostCount) -> dict[str, Any]:
    """Return what a table writes over, as JSON keeps it."""
    return {name: value if isinstance(value := getattr(count, name), bool) else str(value) for name in FIELDS}


def keep(
    *, region: Region, written: Sequence[tuple[PostCount, dict[str, Any] | None]], by: User, now: datetime.datetime
) -> PostCountBatch | None:
    """Keep which counts a table wrote, each with what was there before, None where nothing was; None when it wrote nothing."""
    if not written:
        return None
    rows = [{"count": count.pk, "version": count.version, "before": before} for count, before in written]
    return PostCountBatch.objects.create(region=region, made_by=by, made_at=now, rows=rows)


def counts_of(batch: PostCountBatch) -> QuerySet[PostCount]:
    """Return the counts of the table that are still there."""
    return PostCount.objects.filter(pk__in=[row["count"] for row in batch.rows])


@transaction.atomic
def undo(*, batch: PostCountBatch, by: User, now: datetime.datetime) -> int:
    """Put every count of the table back as it was, and remove those that it made; their history stays. Return how many.

    :raises NotToUndo: it is taken back already, or somebody has changed or removed a count of it since.
    """
    # The condition stands in the UPDATE: of two that take it back one finds no row.
    if not PostCountBatch.objects.filter(pk=batch.pk, undone_at__isnull=True).update(undone_at=now, undone_by=by):
        raise NotToUndo(_("The table is taken back already."))
    found = counts_of(batch).select_related("organisation", "position", "speciality").select_for_update(of=("self",))
    there = {count.pk: count for count in found}
    changed = [there.get(row["count"]) for row in batch.rows if _is_changed(there.get(row["count"]), row)]
    if changed:
        named = ", ".join(str(count) for count in changed if count is not None) or _("a count that was removed")
        words = _("The table cannot be taken back: somebody has changed %(counts)s since.")
        raise NotToUndo(words % {"counts": named if len(changed) <= NAMED else _("several of its counts")})
    for row in batch.rows:
        _put_back(there[row["count"]], row["before"], by)
    return len(batch.rows)


def _is_changed(count: PostCount | None, row: dict[str, Any]) -> bool:
    return count is None or count.version != row["version"]


def _put_back(count: PostCount, before: dict[str, Any] | None, by: User) -> None:
    told: Any = count
    told._change_reason = _("The table was taken back")  # noqa: SLF001
    if before is None:
        saving.delete_by(count, by)
        return
    editing.claim_version(count, count.version)
    for name in FIELDS:
        field: Any = count._meta.get_field(name)  # noqa: SLF001 -- Django's public name for it
        setattr(count, name, field.to_python(before[name]))
    saving.save_by(count, by)

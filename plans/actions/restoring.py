"""Give a field of an activity back what it said before."""

from __future__ import annotations

import datetime

from django.db import transaction

from plans.actions import activities
from plans.models import Activity
from plans.queries.restoring import Earlier
from staffing.models import User


class NothingToRestore(Exception):
    """The field said nothing else then."""


@transaction.atomic
def restore_field(
    *,
    activity: Activity,
    version: int,
    field: str,
    earlier: Earlier,
    by: User,
    now: datetime.datetime,
    move_reason: str = "",
) -> Activity:
    """Set the field to what it said earlier, by the rules that every edit is written by; return the activity as saved.

    :raises StaleVersion: somebody changed the activity since `version`.
    :raises NothingToRestore: the field is not one that can be restored, or says the same now.
    :raises MoveNeedsReason: a deadline becomes another date without a reason.
    """
    if field not in earlier.values or getattr(activity, field) == earlier.values[field]:
        raise NothingToRestore
    return activities.update_activity(
        activity=activity,
        version=version,
        changes={field: earlier.values[field]},
        move_reason=move_reason,
        by=by,
        now=now,
    )

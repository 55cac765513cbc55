"""Where an activity stands on a day: late, at risk or on track, and for how long nobody said anything."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TypedDict

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from plans import progress
from plans.deadlines import DeadlineKind
from plans.models import Activity, PlanState

BATCH = 1_000
STANDING_FIELDS = ("health", "stale_days")


class Standing(TypedDict):
    """The two fields of an activity that follow from the others and the day."""

    health: str
    stale_days: int


def computed_health(activity: Activity, today: datetime.date) -> progress.Health:
    """Return the health that the dates give, whatever anyone said."""
    return progress.compute_health(
        progress=progress.Progress(activity.progress),
        deadline_kind=DeadlineKind(activity.deadline_kind),
        due_date=activity.due_date,
        created_date=_created_date(activity, today),
        today=today,
    )


def standing_fields(activity: Activity, today: datetime.date) -> Standing:
    """Return the `health` and `stale_days` that the activity, saved or not yet, has on `today`.

    A health set by hand with a reason stands while the activity is open. "At risk" needs no reason before the due date;
    without one it gives way to "late" when the date passes. What is finished is neither late nor stale; what was cancelled or
    handed over keeps the health it had.
    """
    is_open = progress.is_open(progress.Progress(activity.progress))
    last_said = activity.last_update_date or _created_date(activity, today)
    return Standing(
        health=str(_health(activity, today)),
        stale_days=progress.staleness(last_said, today) if is_open else 0,
    )


def refresh_standing(*, today: datetime.date) -> Iterator[int]:
    """Bring health and staleness of every open activity up to `today`; yield the number looked at after each batch.

    Rows that stand as they should are read and not written. The number of queries follows the number of batches.
    """
    waiting = Activity.objects.present().open().filter(plan__revises__isnull=True)
    waiting = waiting.exclude(plan__state=PlanState.CLOSED).order_by("pk")
    last_pk = seen = 0
    while keys := list(waiting.filter(pk__gt=last_pk).values_list("pk", flat=True)[:BATCH]):
        _refresh(keys, today)
        last_pk, seen = keys[-1], seen + len(keys)
        yield seen


@transaction.atomic
def _refresh(keys: list[int], today: datetime.date) -> None:
    # Locked before they are judged: a status reported meanwhile is seen, not written over. `open()` is asked again.
    waiting = Activity.objects.present().open().select_for_update()
    changed = []
    for activity in waiting.filter(pk__in=keys):
        fields = standing_fields(activity, today)
        if (activity.health, activity.stale_days) != (fields["health"], fields["stale_days"]):
            activity.health, activity.stale_days = fields["health"], fields["stale_days"]
            changed.append(activity)
    if changed:
        bulk_update_with_history(changed, Activity, list(STANDING_FIELDS), batch_size=BATCH)


def _health(activity: Activity, today: datetime.date) -> progress.Health:
    said, stage = progress.Health(activity.health), progress.Progress(activity.progress)
    if not progress.is_open(stage):
        return progress.health_at_end(stage, said)
    computed = computed_health(activity, today)
    if activity.health_reason:
        return said
    return said if said is progress.Health.AT_RISK and computed is progress.Health.ON_TRACK else computed


def _created_date(activity: Activity, today: datetime.date) -> datetime.date:
    return timezone.localdate(activity.created_at) if activity.created_at else today

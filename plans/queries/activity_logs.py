"""The logs of a plan's activities, by key of the activity, as `plans.status_report_past` reads them."""

from __future__ import annotations

from django.utils import timezone

from plans.models import DeadlineMove, Plan, StatusUpdate
from plans.progress import Health, Progress
from plans.status_report_past import Logged, Moved


def updates_of(plan: Plan) -> dict[int, list[Logged]]:
    """Return the status updates of each activity that has any, in order of time: one query."""
    rows = StatusUpdate.objects.filter(activity__plan=plan).order_by("at", "pk")
    found: dict[int, list[Logged]] = {}
    for key, at, *said in rows.values_list(
        "activity_id", "at", "old_progress", "old_health", "new_progress", "new_health"
    ):
        old_progress, old_health, new_progress, new_health = said
        line = Logged(
            timezone.localtime(at),
            Progress(old_progress),
            Health(old_health),
            Progress(new_progress),
            Health(new_health),
        )
        found.setdefault(key, []).append(line)
    return found


def moves_of(plan: Plan) -> dict[int, list[Moved]]:
    """Return the moves of the deadline of each activity that has any, in order of time: one query."""
    rows = DeadlineMove.objects.filter(activity__plan=plan).order_by("at", "pk")
    found: dict[int, list[Moved]] = {}
    for key, at, text, due_date in rows.values_list("activity_id", "at", "old_text", "old_due_date"):
        found.setdefault(key, []).append(Moved(timezone.localtime(at), text, due_date))
    return found

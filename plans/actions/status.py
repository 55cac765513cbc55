"""Report how activities go: every word is a line of an append-only log, and the activity's own fields follow it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_update_with_history

from plans import progress as computations
from plans.actions import health as standing
from plans.models import Activity, ActivityStep, HealthChoice, ProgressChoice, StatusUpdate
from plans.models.activities import FINISHED, OPEN
from staffing import editing
from staffing.models import User

STATUS_FIELDS = (
    "progress",
    "completed_date",
    "cancelled_reason",
    "receiver",
    "health",
    "health_reason",
    "is_health_left_open",
    "stale_days",
    "last_update_date",
)
UNDONE_FIELDS = tuple(name for name in STATUS_FIELDS if name != "stale_days")
SAVED_FIELDS = [*STATUS_FIELDS, "updated_by", "updated_at"]


class StatusRefused(Exception):
    """A status that cannot stand as it was given; `field` is the form's field that mends it, `message` says how."""

    field = "comment"
    message: str | Promise = ""

    def __init__(self) -> None:
        super().__init__(str(self.message))


class OverrideNeedsReason(StatusRefused):
    """The health is set against what the dates say."""

    message = _(
        "The dates say otherwise. Write one line on why, for example what was agreed, and it stands until the activity is done."
    )


class CancellationNeedsReason(StatusRefused):
    """An activity is cancelled without a word."""

    field = "cancelled_reason"
    message = _("Say why the activity is cancelled.")


class HandoverNeedsReceiver(StatusRefused):
    """An activity is handed over to nobody."""

    field = "receiver"
    message = _("Say who takes the activity over.")


class CompletedInTheFuture(StatusRefused):
    """A day of completion that has not come."""

    field = "completed_date"
    message = _("The activity cannot have been completed on a day that has not come.")


class NothingToUndo(Exception):
    """The last change of the activity is not a status that can be taken back."""


@transaction.atomic
def update_status(
    *,
    activity: Activity,
    version: int,
    progress: str,
    health: str,
    comment: str,
    by: User,
    now: datetime.datetime,
    completed_date: datetime.date | None = None,
    cancelled_reason: str = "",
    receiver: str = "",
    change_reason: str = "",
) -> Activity:
    """Set progress and health, and log them with the line of text; return the activity as saved.

    An empty health is none that was chosen: it stays as it was said or as the dates give it, and unassessed if it was.

    A finished activity gets its day of completion (the one given, the one it had, or today), every other loses it. Without a
    reason of its own a cancellation takes the comment. A health against the dates needs a comment, once. What is cancelled or
    handed over keeps the health it had. `change_reason` is what an act of the whole plan says of itself in the history.

    :raises StaleVersion: somebody changed the activity since `version`.
    :raises StatusRefused: one of its kinds, when something is missing.
    """
    fresh = claimed(activity, version)
    today = timezone.localdate(now)
    before = (fresh.progress, fresh.health)
    fresh.is_health_left_open = not (health or fresh.is_health_judged)
    fresh.completed_date = _completed_date(fresh, progress, completed_date, today)
    fresh.progress = ProgressChoice(progress)
    fresh.cancelled_reason = _cancelled_reason(fresh, cancelled_reason or comment)
    fresh.receiver = _receiver(fresh, receiver)
    unchosen = standing.standing_fields(fresh, today)["health"]
    _set_health(fresh, _wanted_health(fresh, health or unchosen), comment, today)
    if change_reason:
        # The name that simple_history reads.
        fresh._change_reason = change_reason[:100]  # type: ignore[attr-defined]  # noqa: SLF001
    _save(fresh, by, today)
    _log([(fresh, *before)], comment, by, now)
    return fresh


@transaction.atomic
def confirm_unchanged(*, activities: Iterable[Activity], by: User, now: datetime.datetime) -> int:
    """Log that nothing has changed, for one or for all; return how many were confirmed.

    What the same person already confirmed the same day is left alone, so that a double tap makes one line. Finished
    activities are left alone as well. The number of queries does not follow the number of activities.
    """
    today = timezone.localdate(now)
    keys = [activity.pk for activity in activities]
    said_today = StatusUpdate.objects.filter(activity__in=keys, by=by, at__date=today)
    # One that was taken back has its earlier day of update again, and can be confirmed anew.
    said_today = said_today.filter(comment="", old_progress=F("new_progress"), activity__last_update_date=today)
    done = set(said_today.values_list("activity_id", flat=True))
    waiting = Activity.objects.present().open().select_for_update().filter(pk__in=keys).exclude(pk__in=done)
    confirmed = [(activity, activity.progress, activity.health) for activity in waiting]
    for activity, _progress, _health in confirmed:
        activity.is_health_left_open = not activity.is_health_judged
        _touch(activity, by, today)
        # A version of its own, which `undo_status` goes back from.
        activity.version += 1
    bulk_update_with_history(
        [activity for activity, *_before in confirmed],
        Activity,
        ["health", "is_health_left_open", "stale_days", "last_update_date", "updated_by", "version"],
        default_user=by,
    )
    _log(confirmed, "", by, now)
    return len(confirmed)


@transaction.atomic
def undo_status(*, activity: Activity, version: int, by: User, now: datetime.datetime) -> Activity:
    """Put the activity's status and day of update back to what they were, and log that too; return it as saved.

    The last change may be a status or a "no change". The activity is as long without an update as it was before it.

    :raises StaleVersion: somebody changed the activity since `version`.
    :raises NothingToUndo: the last change was not one of status.
    """
    fresh = claimed(activity, version)
    today = timezone.localdate(now)
    earlier = fresh.history.filter(version__lt=version).order_by("-version", "-history_id").first()
    if earlier is None or all(getattr(earlier, name) == getattr(fresh, name) for name in UNDONE_FIELDS):
        raise NothingToUndo
    before = (fresh.progress, fresh.health)
    for name in UNDONE_FIELDS:
        setattr(fresh, name, getattr(earlier, name))
    _stand(fresh, by, today)
    fresh.save(update_fields=SAVED_FIELDS)
    _log([(fresh, *before)], gettext("Undone: the status is what it was."), by, now)
    return fresh


@transaction.atomic
def tick_step(*, step: ActivityStep, is_done: bool, by: User, now: datetime.datetime) -> bool:
    """Tick a step off, or take the tick away, and log it; return whether it was changed.

    Says which way, so that two who tick the same step at once agree. No field of a form is touched, so no version is claimed.
    """
    if not ActivityStep.objects.filter(pk=step.pk, is_done=not is_done).update(is_done=is_done):
        return False
    fresh = Activity.objects.select_for_update().get(pk=step.activity_id)
    before = (fresh.progress, fresh.health)
    today = timezone.localdate(now)
    fresh.is_health_left_open = not fresh.is_health_judged
    _save(fresh, by, today)
    said = gettext("Step done: %(step)s") if is_done else gettext("Step not done: %(step)s")
    _log([(fresh, *before)], said % {"step": step.text}, by, now)
    return True


def claimed(activity: Activity, version: int) -> Activity:
    """Return the activity as it stands in the database, claimed for this transaction alone.

    :raises StaleVersion: it is not at `version` any more.
    """
    editing.claim_version(activity, version)
    return Activity.objects.select_related("plan", "section").get(pk=activity.pk)


def _completed_date(
    activity: Activity, progress: str, given: datetime.date | None, today: datetime.date
) -> datetime.date | None:
    if progress not in FINISHED:
        return None
    if given is not None and given > today:
        raise CompletedInTheFuture
    return given or activity.completed_date or today


def _cancelled_reason(activity: Activity, given: str) -> str:
    if activity.progress != ProgressChoice.CANCELLED:
        return ""
    if not (given or activity.cancelled_reason):
        raise CancellationNeedsReason
    return given or activity.cancelled_reason


def _receiver(activity: Activity, given: str) -> str:
    if lacks_receiver(activity, activity.progress, given):
        raise HandoverNeedsReceiver
    return given or activity.receiver if activity.progress == ProgressChoice.HANDED_OVER else ""


def lacks_receiver(activity: Activity, progress: str, given: str = "") -> bool:
    """Return whether that progress has to be reported with a receiver, and none is known."""
    return progress == ProgressChoice.HANDED_OVER and not (given or activity.receiver)


def _wanted_health(activity: Activity, wanted: str) -> HealthChoice:
    """Return the health that is reported; what is cancelled or handed over keeps the one it had, whatever a form says."""
    is_given_up = activity.progress not in (*OPEN, *FINISHED)
    return HealthChoice(activity.health if is_given_up else wanted)


def is_against_the_dates(activity: Activity, wanted: str, today: datetime.date) -> bool:
    """Return whether the dates of an open activity say otherwise than that health: late or not."""
    computed = standing.computed_health(activity, today)
    return activity.progress in OPEN and (wanted == HealthChoice.LATE) != (computed is computations.Health.LATE)


def needs_reason(activity: Activity, wanted: str, today: datetime.date) -> bool:
    """Return whether that health has to be reported with a line: against the dates, and no line of before says why."""
    has_reason = wanted == activity.health and bool(activity.health_reason)
    return not has_reason and is_against_the_dates(activity, wanted, today)


def _set_health(activity: Activity, wanted: str, comment: str, today: datetime.date) -> None:
    """Set the health that a person chose; against the dates only with a reason, which then stands beside it."""
    if needs_reason(activity, wanted, today) and not comment:
        raise OverrideNeedsReason
    kept = activity.health_reason if wanted == activity.health else ""
    activity.health_reason = comment or kept if is_against_the_dates(activity, wanted, today) else ""
    activity.health = HealthChoice(wanted)


def _touch(activity: Activity, by: User, today: datetime.date) -> None:
    activity.last_update_date = today
    _stand(activity, by, today)


def _stand(activity: Activity, by: User, today: datetime.date) -> None:
    activity.updated_by = by
    fields = standing.standing_fields(activity, today)
    activity.health, activity.stale_days = fields["health"], fields["stale_days"]


def _save(activity: Activity, by: User, today: datetime.date) -> None:
    _touch(activity, by, today)
    activity.save(update_fields=SAVED_FIELDS)


def _log(changed: Iterable[tuple[Activity, str, str]], comment: str, by: User, now: datetime.datetime) -> None:
    StatusUpdate.objects.bulk_create(
        StatusUpdate(
            activity=activity,
            at=now,
            by=by,
            by_name=str(by),
            old_progress=old_progress,
            new_progress=activity.progress,
            old_health=old_health,
            new_health=activity.health,
            comment=comment[:500],
        )
        for activity, old_progress, old_health in changed
    )

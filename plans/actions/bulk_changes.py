"""Change many activities at once by the ordinary actions, keep what each was, and put it back.

One transaction, row by row: what one row cannot take is skipped and named, and the others are changed all the same. A row that
somebody changed after the reader saw it is left alone, when the change is made and when it is undone.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from plans.actions import activities as activity_actions
from plans.actions import health as standing
from plans.actions import responsibles as roles
from plans.actions import status as status_actions
from plans.models import (
    Activity,
    BulkAct,
    BulkChange,
    BulkChangeRow,
    BulkOutcome,
    DeadlineMove,
    Plan,
    PlanArea,
    PlanSection,
    ProgressChoice,
)
from staffing.editing import StaleVersion
from staffing.models import User

SAME, NO_RIGHT, STALE, GONE, REFUSED = "same", "no_right", "stale", "gone", "refused"
"""Why a row is left alone: it says so already, is not the person's, was changed or deleted meanwhile, or cannot be so."""

MOST_ROWS = 1_000


class AlreadyUndone(Exception):
    """Somebody took the change back before."""


@dataclass(frozen=True)
class Wanted:
    """What is to become of the rows; `value` is kept with the change, the rest is what the act needs."""

    act: BulkAct
    value: str = ""
    reason: str = ""
    receiver: str = ""
    place: PlanSection | PlanArea | None = None
    responsibles: tuple[roles.Responsible, ...] = ()

    @property
    def is_status(self) -> bool:
        """Return whether it says how the activities go, and not what the plan says."""
        return self.act == BulkAct.PROGRESS


FIELD = {
    BulkAct.DEADLINE: "deadline_text",
    BulkAct.PROGRESS: "progress",
    BulkAct.SECTION: "section_id",
    BulkAct.AREA: "area_id",
    BulkAct.PRIORITY: "priority",
    BulkAct.HORIZON: "horizon",
    BulkAct.HIDE: "is_hidden",
    BulkAct.UNHIDE: "is_hidden",
}
"""The field of an activity that an act is about, where it is one."""

KEPT = {
    BulkAct.DEADLINE: ("deadline_text", "deadline_kind", "due_date", "original_due_date", "deadline_moves"),
    BulkAct.SECTION: ("section_id", "area_id", "order"),
    BulkAct.AREA: ("section_id", "area_id", "order"),
}
"""The fields that are kept to be put back, where they are more than that one."""


def is_same(wanted: Wanted, activity: Activity) -> bool:
    """Return whether the activity is as wanted already; needs `responsibles` with their roles prefetched to ask nothing."""
    if wanted.act == BulkAct.RESPONSIBLE:
        return tuple(_responsibles(activity)) == wanted.responsibles
    if wanted.act == BulkAct.DELETE:
        return False
    goals = {BulkAct.HIDE: str(True), BulkAct.UNHIDE: str(False)}
    goal = str(wanted.place.pk) if wanted.place is not None else goals.get(wanted.act, wanted.value)
    return str(getattr(activity, FIELD[wanted.act])) == goal


@transaction.atomic
def apply(
    *,
    plan: Plan,
    wanted: Wanted,
    activities: Mapping[int, Activity],
    seen: Mapping[int, int],
    may: Callable[[Activity], bool],
    key: uuid.UUID,
    by: User,
    now: datetime.datetime,
) -> BulkChange:
    """Change the activities and return the record of it; a form that is sent twice changes once.

    `seen` holds the version that the person saw of each chosen row, `activities` those of them that are in the plan now.
    """
    # The plan's row is the queue: the second of a double submit finds what the first recorded.
    Plan.objects.select_for_update().get(pk=plan.pk)
    if (first := BulkChange.objects.filter(key=key).first()) is not None:
        return first
    change = BulkChange.objects.create(
        plan=plan, act=wanted.act, value=wanted.value, reason=wanted.reason, key=key, at=now, by=by, by_name=str(by)
    )
    rows = [
        _changed_row(change, wanted, activities[pk], version, may=may, by=by, now=now)
        for pk, version in seen.items()
        if pk in activities
    ]
    BulkChangeRow.objects.bulk_create(rows)
    return change


def _changed_row(
    change: BulkChange,
    wanted: Wanted,
    activity: Activity,
    version: int,
    *,
    may: Callable[[Activity], bool],
    by: User,
    now: datetime.datetime,
) -> BulkChangeRow:
    row = BulkChangeRow(change=change, activity=activity, outcome=BulkOutcome.SKIPPED)
    if activity.deleted_at is not None:
        row.reason = GONE
    elif not may(activity):
        row.reason = NO_RIGHT
    elif activity.version != version:
        row.reason = STALE
    elif is_same(wanted, activity):
        row.reason = SAME
    else:
        row.before = before_of(wanted, activity)
        try:
            with transaction.atomic():
                written = _write(wanted, activity, version, by=by, now=now)
        except StaleVersion:
            row.reason = STALE
        except (status_actions.StatusRefused, activity_actions.MoveNeedsReason):
            row.reason = REFUSED
        else:
            row.outcome, row.version_after = BulkOutcome.CHANGED, written.version
    return row


def before_of(wanted: Wanted, activity: Activity) -> dict[str, Any]:
    """Return what the activity says of that which is to be changed: enough to print it, and to put it back."""
    if wanted.act == BulkAct.RESPONSIBLE:
        return {"responsibles": [[one.title, one.part] for one in _responsibles(activity)]}
    if wanted.act == BulkAct.DELETE:
        return {}
    kept = {name: getattr(activity, name) for name in KEPT.get(wanted.act, (FIELD[wanted.act],))}
    if wanted.act in (BulkAct.SECTION, BulkAct.AREA):
        kept |= {"section_title": activity.section.title, "area_title": activity.area.title}
    return kept


def _responsibles(activity: Activity) -> list[roles.Responsible]:
    return [roles.Responsible(row.role.title, row.part) for row in activity.responsibles.all()]


def _write(wanted: Wanted, activity: Activity, version: int, *, by: User, now: datetime.datetime) -> Activity:
    """Do to one activity what its own page would do."""
    common: dict[str, Any] = {"activity": activity, "version": version, "by": by, "now": now}
    match wanted.act:
        case BulkAct.PROGRESS:
            return status_actions.update_status(
                progress=wanted.value,
                health="",
                comment=wanted.reason,
                cancelled_reason=wanted.reason if wanted.value == ProgressChoice.CANCELLED else "",
                receiver=wanted.receiver,
                **common,
            )
        case BulkAct.DELETE:
            return activity_actions.delete_activity(**common)
        case BulkAct.HIDE | BulkAct.UNHIDE:
            return _hide(activity, version, is_hidden=wanted.act == BulkAct.HIDE, by=by)
        case BulkAct.RESPONSIBLE:
            return activity_actions.update_activity(changes={}, responsibles=wanted.responsibles, **common)
    values: dict[BulkAct, Any] = {
        BulkAct.SECTION: wanted.place,
        BulkAct.AREA: wanted.place,
        BulkAct.PRIORITY: int(wanted.value) if wanted.act == BulkAct.PRIORITY else None,
    }
    name = "deadline_text" if wanted.act == BulkAct.DEADLINE else str(wanted.act)
    value = values.get(wanted.act, wanted.value)
    return activity_actions.update_activity(changes={name: value}, move_reason=wanted.reason, **common)


def _hide(activity: Activity, version: int, *, is_hidden: bool, by: User) -> Activity:
    fresh = status_actions.claimed(activity, version)
    fresh.is_hidden, fresh.updated_by = is_hidden, by
    fresh.save(update_fields=["is_hidden", "updated_by", "updated_at"])
    return fresh


@transaction.atomic
def undo(
    *,
    change: BulkChange,
    may: Callable[[Activity], bool],
    by: User,
    now: datetime.datetime,
) -> None:
    """Put back the rows that nobody has touched since, and mark the others as kept.

    :raises AlreadyUndone: somebody was first.
    """
    fields = {"undone_at": now, "undone_by": by, "undone_by_name": str(by)}
    if not BulkChange.objects.filter(pk=change.pk, undone_at__isnull=True).update(**fields):
        raise AlreadyUndone
    rows = list(
        change.rows.filter(outcome=BulkOutcome.CHANGED).select_related(
            "activity__plan", "activity__section__organisation", "activity__area"
        )
    )
    for row in rows:
        row.outcome = BulkOutcome.KEPT
        if row.activity.version == row.version_after and may(row.activity):
            try:
                with transaction.atomic():
                    row.version_after = _put_back(BulkAct(change.act), row, by=by, now=now).version
            except (StaleVersion, status_actions.NothingToUndo, PlaceGone):
                continue
            row.outcome = BulkOutcome.UNDONE
    BulkChangeRow.objects.bulk_update(rows, ["outcome", "version_after"], batch_size=200)


class PlaceGone(Exception):
    """The section or area that the activity stood in is not in the plan any more."""


def _put_back(act: BulkAct, row: BulkChangeRow, *, by: User, now: datetime.datetime) -> Activity:
    version = row.version_after or 0
    common: dict[str, Any] = {"activity": row.activity, "version": version, "by": by, "now": now}
    if act == BulkAct.PROGRESS:
        return status_actions.undo_status(**common)
    if act == BulkAct.UPLOAD:
        return _put_back_of_file(row, by=by, now=now)
    if act == BulkAct.DELETE:
        return activity_actions.restore_activity(**common)
    if act == BulkAct.RESPONSIBLE:
        wanted = [roles.Responsible(title, part) for title, part in row.before["responsibles"]]
        return activity_actions.update_activity(changes={}, responsibles=wanted, **common)
    return _put_back_fields(row.activity, version, row.before, by=by, now=now)


def _put_back_of_file(row: BulkChangeRow, *, by: User, now: datetime.datetime) -> Activity:
    """Put back what an edited file did to an activity: the status first, since it was written last."""
    before, version = row.before, row.version_after or 0
    if before["kind"] == "made":
        return activity_actions.delete_activity(activity=row.activity, version=version, by=by, now=now)
    if before["kind"] == "removed":
        return activity_actions.restore_activity(activity=row.activity, version=version, by=by, now=now)
    fresh, fields = row.activity, dict(before["fields"])
    if before["has_status"]:
        fresh = status_actions.undo_status(activity=fresh, version=version, by=by, now=now)
    texts = {name: fields.pop(name) for name in ("title", "description") if name in fields}
    if texts or "responsibles" in before:
        wanted = [roles.Responsible(*one) for one in before["responsibles"]] if "responsibles" in before else None
        fresh = activity_actions.update_activity(
            activity=fresh, version=fresh.version, changes=texts, responsibles=wanted, by=by, now=now
        )
    if fields:
        fresh = _put_back_fields(fresh, fresh.version, fields, by=by, now=now)
    return fresh


def _put_back_fields(
    activity: Activity, version: int, before: Mapping[str, Any], *, by: User, now: datetime.datetime
) -> Activity:
    fresh = status_actions.claimed(activity, version)
    _set(fresh, before)
    if "deadline_moves" in before:
        # A move that was a slip is no move: it goes with its line in the log, and stays in the history and in this change.
        _forget_move(fresh)
    fresh.updated_by = by
    fields = standing.standing_fields(fresh, timezone.localdate(now))
    fresh.health, fresh.stale_days = fields["health"], fields["stale_days"]
    fresh.save()
    return fresh


def _set(activity: Activity, before: Mapping[str, Any]) -> None:
    plain = {name: value for name, value in before.items() if not name.endswith("_title")}
    for name in ("due_date", "original_due_date"):
        if plain.get(name):
            plain[name] = datetime.date.fromisoformat(plain[name])
    for name, value in plain.items():
        setattr(activity, name, value)
    if "section_id" in plain:
        places = (PlanSection.objects.filter(pk=plain["section_id"]), PlanArea.objects.filter(pk=plain["area_id"]))
        if not all(rows.filter(plan_id=activity.plan_id).exists() for rows in places):
            raise PlaceGone


def _forget_move(activity: Activity) -> None:
    last = DeadlineMove.objects.filter(activity=activity).order_by("-at", "-pk")
    for move in last[: max(0, last.count() - activity.deadline_moves)]:
        move.delete()

"""Write what a draft revision changed into the plan that it revises, row by row, leaving status and logs as they are."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from plans.actions import health
from plans.actions.revisions import removed, saved
from plans.models import (
    Activity,
    ActivityResponsible,
    ActivityStep,
    DeadlineMove,
    Plan,
    PlanArea,
    PlanSection,
)
from plans.queries.adoption import PLAN_FIELDS, TEXT_FIELDS
from staffing.models import User

PART_FIELDS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (PlanSection, ("organisation_id", "title", "order")),
    (PlanArea, ("area_id", "title", "order")),
)


@dataclass(frozen=True)
class _Act:
    """The adoption that everything is written in."""

    standing: Plan
    draft: Plan
    by: User
    now: datetime.datetime
    reason: str

    @property
    def today(self) -> datetime.date:
        return timezone.localdate(self.now)


def write_back(*, standing: Plan, draft: Plan, by: User, now: datetime.datetime, reason: str) -> None:
    """Bring the standing plan to what the draft says; call it inside the adoption, with both plans claimed.

    The plan's own fields are set and left for the caller to save. What is new in the draft moves to the plan; what was
    taken out of it is deleted to history.
    """
    act = _Act(standing, draft, by, now, reason)
    for name in (*PLAN_FIELDS, "region_id"):
        setattr(standing, name, getattr(draft, name))
    sections, areas = (_parts(act, model, names) for model, names in PART_FIELDS)
    originals = {
        row.pk: row
        for row in Activity.objects.select_for_update().filter(plan=standing).prefetch_related("responsibles", "steps")
    }
    copies = Activity.objects.filter(plan=draft).prefetch_related("responsibles", "steps", "moves").order_by("pk")
    for copy in copies:
        copy.section_id, copy.area_id = sections[copy.section_id], areas[copy.area_id]
        original = originals.get(copy.revises_id) if copy.revises_id else None
        if original is not None:
            _change(act, original, copy)
        elif copy.deleted_at is None:
            _move(act, copy)


def _parts(act: _Act, model: Any, names: tuple[str, ...]) -> dict[int, int]:
    """Bring sections or areas over; return the standing row's key for each of the draft's."""
    originals = {row.pk: row for row in model.objects.filter(plan=act.standing)}
    copies = list(model.objects.filter(plan=act.draft))
    changed = []
    for copy in copies:
        original = originals.get(copy.revises_id)
        if original is not None and any(getattr(original, name) != getattr(copy, name) for name in names):
            changed.append((original, copy))
    # Two that change names with each other meet on the way: they step aside first.
    for original, _copy in changed:
        model.objects.filter(pk=original.pk).update(title=f"~{original.pk}")
    for original, copy in changed:
        for name in names:
            setattr(original, name, getattr(copy, name))
        original.version += 1
        saved(original, act.reason, act.by)
    for copy in copies:
        if copy.revises_id not in originals:
            copy.plan = act.standing
            copy.version += 1
            saved(copy, act.reason, act.by)
    return {copy.pk: copy.revises_id if copy.revises_id in originals else copy.pk for copy in copies}


def _move(act: _Act, activity: Activity) -> None:
    """Take a new activity into the plan: it is the plan's from now, and its history goes with it."""
    activity.plan, activity.created_at = act.standing, act.now
    _finish(act, activity)


def _change(act: _Act, original: Activity, copy: Activity) -> None:
    if copy.deleted_at is not None and original.deleted_at is not None:
        return
    if copy.deleted_at is not None:
        original.deleted_at, original.deleted_by = act.now, act.by
        _finish(act, original)
        return
    is_changed = original.deleted_at is not None
    original.deleted_at = original.deleted_by = None
    for name in (*TEXT_FIELDS, "section_id", "area_id"):
        if getattr(original, name) != getattr(copy, name):
            setattr(original, name, getattr(copy, name))
            is_changed = True
    is_changed |= _carry_deadline(act, original, copy)
    is_changed |= _carry_responsibles(act, original, copy)
    is_changed |= _carry_steps(original, copy)
    if is_changed:
        _finish(act, original)


def _finish(act: _Act, activity: Activity) -> None:
    standing = health.standing_fields(activity, act.today)
    activity.health, activity.stale_days = standing["health"], standing["stale_days"]
    activity.version += 1
    activity.updated_by = act.by
    saved(activity, act.reason, act.by)


def _carry_deadline(act: _Act, original: Activity, copy: Activity) -> bool:
    """Take the draft's deadline over with its moves; return whether anything differs.

    A move counts from the adoption, which is when the plan came to say so. One that was taken back in the draft never was.
    """
    names = ("deadline_text", "deadline_kind", "due_date")
    if all(getattr(original, name) == getattr(copy, name) for name in names):
        return False
    if original.due_date != copy.due_date:
        moves = sorted(copy.moves.all(), key=lambda move: (move.at, move.pk))
        for move in moves:
            DeadlineMove.objects.create(
                activity=original,
                at=act.now,
                by=move.by,
                by_name=move.by_name,
                old_text=move.old_text,
                new_text=move.new_text,
                old_due_date=move.old_due_date,
                new_due_date=move.new_due_date,
                reason=move.reason,
            )
        original.deadline_moves += len(moves)
    for name in names:
        setattr(original, name, getattr(copy, name))
    original.original_due_date = original.original_due_date or copy.original_due_date
    return True


def _carry_responsibles(act: _Act, original: Activity, copy: Activity) -> bool:
    present = {row.role_id: row for row in original.responsibles.all()}
    wanted = {row.role_id: (row.part, row.order) for row in copy.responsibles.all()}
    if {role: (row.part, row.order) for role, row in present.items()} == wanted:
        return False
    for role_id, (part, order) in wanted.items():
        row = present.pop(role_id, None) or ActivityResponsible(activity=original, role_id=role_id)
        if row.pk is None or (row.part, row.order) != (part, order):
            row.part, row.order = part, order
            saved(row, act.reason, act.by)
    for row in present.values():
        removed(row, act.reason, act.by)
    return True


def _carry_steps(original: Activity, copy: Activity) -> bool:
    """Take the draft's steps over; one with the same text keeps its tick, which is the plan's."""
    present = {step.text: step for step in original.steps.all()}
    wanted = {step.text: step.order for step in copy.steps.all()}
    if {text: step.order for text, step in present.items()} == wanted:
        return False
    for text, order in wanted.items():
        step = present.pop(text, None) or ActivityStep(activity=original, text=text)
        if step.pk is None or step.order != order:
            step.order = order
            step.save()
    ActivityStep.objects.filter(pk__in=[step.pk for step in present.values()]).delete()
    return True

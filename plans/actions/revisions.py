"""Lead a plan from draft to consultation and back, and open and give up the draft in which an adopted plan is changed."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext
from simple_history.utils import bulk_create_with_history

from plans.actions import freezing
from plans.models import (
    Activity,
    ActivityResponsible,
    ActivityStep,
    Plan,
    PlanArea,
    PlanRevision,
    PlanSection,
    PlanState,
)
from plans.queries import adoption as queries
from staffing import editing
from staffing.models import User

COPIED_OF_PLAN = (*queries.PLAN_FIELDS, "region_id", "source", "is_example", "has_example_progress")
NOT_COPIED = frozenset({"id", "plan", "section", "area", "revises", "version", "created_at", "updated_at"})


class WrongState(Exception):
    """The plan is not in a state from which this can be done."""


@transaction.atomic
def send_to_consultation(*, plan: Plan, version: int, by: User) -> Plan:
    """Hand the draft over for consultation and decision; return the plan as saved.

    :raises StaleVersion: somebody changed the plan since `version`.
    :raises WrongState: it is no draft.
    """
    reason = gettext("Sent for consultation")
    return _step(claimed(plan, version), by, (PlanState.DRAFT, PlanState.CONSULTATION), reason)


@transaction.atomic
def back_to_draft(*, plan: Plan, version: int, by: User, reason: str = "") -> Plan:
    """Take the plan back from consultation, to be worked on; return the plan as saved.

    :raises StaleVersion: somebody changed the plan since `version`.
    :raises WrongState: it is not in consultation.
    """
    said = reason or gettext("Taken back to draft")
    return _step(claimed(plan, version), by, (PlanState.CONSULTATION, PlanState.DRAFT), said)


@transaction.atomic
def start_draft_revision(*, plan: Plan, by: User, now: datetime.datetime) -> Plan:
    """Return the draft in which the adopted plan is changed: the open one, or a new copy of the plan.

    A plan that was adopted before its revisions were kept is frozen first, as it stands, so that there is something to
    compare with. Deleted activities are copied too, deleted, so that they can be restored in the draft.

    :raises WrongState: the plan is not adopted.
    """
    standing = (
        Plan.objects.select_for_update(of=("self",)).select_related("region", "organisation", "revises").get(pk=plan.pk)
    )
    if standing.state != PlanState.ADOPTED or standing.revises_id is not None:
        raise WrongState
    if (open_one := queries.open_draft(standing)) is not None:
        return open_one
    if not PlanRevision.objects.filter(plan=standing).exists():
        freezing.freeze_as_it_stands(plan=standing, by=by, now=now)
    try:
        with transaction.atomic():
            return _copy(standing, by)
    except IntegrityError:
        # SQLite locks no rows: of two who press at once the constraint lets one through.
        found = queries.open_draft(standing)
        if found is None:
            raise
        return found


@transaction.atomic
def give_up_draft_revision(*, draft: Plan, version: int, by: User, now: datetime.datetime, reason: str) -> Plan:
    """End the draft without adopting it; what was written in it stays readable, and a new one can be started.

    :raises StaleVersion: somebody changed the draft since `version`.
    :raises WrongState: it is no open draft revision.
    """
    fresh = claimed(draft, version)
    if fresh.revises_id is None or fresh.revision_ended_at is not None:
        raise WrongState
    fresh.revision_ended_at, fresh.updated_by = now, by
    return saved(fresh, gettext("Draft revision given up: %(reason)s") % {"reason": reason}, by)


def claimed(plan: Plan, version: int) -> Plan:
    """Return the plan as it stands in the database, claimed for this transaction alone.

    :raises StaleVersion: it is not at `version` any more.
    """
    editing.claim_version(plan, version)
    return Plan.objects.select_related("region", "organisation", "revises").get(pk=plan.pk)


def saved(row: Any, reason: str, by: User) -> Any:
    """Save a row with the reason and the person in its history; return it."""
    # The names that simple_history reads.
    row._change_reason, row._history_user = reason[:100], by  # noqa: SLF001
    row.save()
    return row


def removed(row: Any, reason: str, by: User) -> None:
    """Delete a row with the reason and the person in its history."""
    row._change_reason, row._history_user = reason[:100], by  # noqa: SLF001
    row.delete()


def _step(fresh: Plan, by: User, step: tuple[PlanState, PlanState], reason: str) -> Plan:
    before, after = step
    if fresh.state != before or fresh.revision_ended_at is not None:
        raise WrongState
    fresh.state, fresh.updated_by = after, by
    written: Plan = saved(fresh, reason, by)
    return written


def _copy(standing: Plan, by: User) -> Plan:
    number = queries.next_number(standing)
    draft = Plan(revises=standing, parent=standing.parent, state=PlanState.DRAFT, updated_by=by)
    for name in COPIED_OF_PLAN:
        setattr(draft, name, getattr(standing, name))
    earlier = Plan.objects.filter(revises=standing).count()
    suffix = f"-utkast-{number}" if not earlier else f"-utkast-{number}-{earlier + 1}"
    draft.slug = standing.slug[: 80 - len(suffix)] + suffix
    saved(draft, gettext("Draft of revision %(number)s started") % {"number": number}, by)
    sections = _copy_parts(standing, draft, by, PlanSection, ("organisation_id", "title", "order"))
    areas = _copy_parts(standing, draft, by, PlanArea, ("area_id", "title", "order"))
    _copy_activities(standing, draft, sections, areas, by)
    return draft


def _copy_parts(standing: Plan, draft: Plan, by: User, model: Any, names: tuple[str, ...]) -> dict[int, int]:
    """Copy the sections or areas; return the copy's key for each original's."""
    originals = list(model.objects.filter(plan=standing))
    copies = [model(plan=draft, revises=row, **{name: getattr(row, name) for name in names}) for row in originals]
    bulk_create_with_history(copies, model, default_user=by)
    return {copy.revises_id: copy.pk for copy in model.objects.filter(plan=draft)}


def _copy_activities(standing: Plan, draft: Plan, sections: dict[int, int], areas: dict[int, int], by: User) -> None:
    names = [field.attname for field in Activity._meta.concrete_fields if field.name not in NOT_COPIED]  # noqa: SLF001
    copies = []
    for row in Activity.objects.filter(plan=standing).order_by("pk"):
        copy = Activity(plan=draft, revises=row, section_id=sections[row.section_id], area_id=areas[row.area_id])
        for name in names:
            setattr(copy, name, getattr(row, name))
        copies.append(copy)
    bulk_create_with_history(copies, Activity, default_user=by)
    # What has waited since it was written down has waited as long in the draft; Django writes the clock's time into a new row.
    written = Activity.objects.filter(pk=OuterRef("revises")).values("created_at")
    Activity.objects.filter(plan=draft).update(created_at=Subquery(written))
    keys = {row.revises_id: row.pk for row in Activity.objects.filter(plan=draft)}
    responsibles = ActivityResponsible.objects.filter(activity__plan=standing).order_by("pk")
    bulk_create_with_history(
        [
            ActivityResponsible(activity_id=keys[row.activity_id], role_id=row.role_id, part=row.part, order=row.order)
            for row in responsibles
        ],
        ActivityResponsible,
        default_user=by,
    )
    ActivityStep.objects.bulk_create(
        ActivityStep(activity_id=keys[row.activity_id], text=row.text, order=row.order, is_done=row.is_done)
        for row in ActivityStep.objects.filter(activity__plan=standing).order_by("pk")
    )

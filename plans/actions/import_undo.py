"""Take back what an import wrote, as one batch, unless somebody has worked with it since."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from plans import access
from plans.models import Activity, ActivityResponsible, Plan, PlanArea, PlanImport, PlanSection, StatusUpdate
from staffing.models import ResponsibleRole, User


class NotToUndo(Exception):
    """The batch cannot be taken back; `names` are the activities that somebody has worked with since."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = list(names)


def _only_of(model: Any, made: Sequence[int], activity_ids: Sequence[int]) -> set[int]:
    """Return those of the parts that an import made which hold nothing but its own activities."""
    others = Activity.objects.exclude(pk__in=activity_ids)
    field = "section_id" if model is PlanSection else "area_id"
    used = set(others.filter(**{f"{field}__in": made}).values_list(field, flat=True))
    return set(model.objects.filter(pk__in=made).values_list("pk", flat=True)) - used


@transaction.atomic
def undo_import(*, plan_import: PlanImport, by: User, now: datetime.datetime) -> list[str]:
    """Take the batch back: a plan that it made goes, with all in it; from another plan what it added does, to history.

    The sections, areas and responsible roles that came with it go too. Return the names of those that stay, since something
    else uses them now.

    :raises NotToUndo: somebody has worked with some of it since, or with the plan that it made, or it is undone already.
    """
    fresh = PlanImport.objects.select_for_update(of=("self",)).select_related("plan").get(pk=plan_import.pk)
    if fresh.confirmed_at is None or fresh.undone_at is not None or fresh.plan is None:
        raise NotToUndo([])
    batch = list(Activity.objects.select_for_update().filter(pk__in=fresh.made["activities"]))
    touched = _touched(fresh, batch)
    if touched or not access.is_open_to_edits(fresh.plan):
        raise NotToUndo(touched)
    plan, is_whole = fresh.plan, fresh.is_new_plan
    fresh.undone_at = now
    if is_whole:
        fresh.plan = None
    fresh.save()
    if is_whole:
        _delete_plan(plan, batch)
    else:
        _take_back(batch, fresh.made, by, now)
    _remove_roles(batch, fresh.made.get("roles", ()), by, now)
    return _staying(fresh.made)


def _touched(plan_import: PlanImport, batch: Sequence[Activity]) -> list[str]:
    """Return the names of what somebody has worked with since: activities, and in a new plan all that is its own."""
    reported = set(StatusUpdate.objects.filter(activity__in=batch).values_list("activity_id", flat=True))
    found = [one.title for one in batch if one.version > 1 or one.deleted_at or one.pk in reported]
    plan = plan_import.plan
    if plan is None or not plan_import.is_new_plan:
        return found
    made = plan_import.made
    others = Activity.objects.filter(plan=plan).exclude(pk__in=made["activities"]).values_list("title", flat=True)
    parts: list[str] = []
    for rows, keys in ((plan.sections, made["sections"]), (plan.areas, made["areas"])):
        parts += rows.exclude(pk__in=keys, version=1).values_list("title", flat=True)
    renamed = [plan.title] if plan.version > 1 else []
    return [*found, *others, *parts, *renamed]


def _delete_plan(plan: Plan, batch: Sequence[Activity]) -> None:
    """Delete a plan that only the import has written; its history stays.

    :raises NotToUndo: something hangs on it, such as a risk analysis.
    """
    try:
        with transaction.atomic():
            # The rows refer to each other both ways, so they go in this order.
            for activity in batch:
                activity.delete()
            plan.delete()
    except ProtectedError as error:
        kinds = {str(one._meta.verbose_name) for one in error.protected_objects}  # noqa: SLF001
        raise NotToUndo(sorted(kinds)) from error


def _take_back(batch: list[Activity], made: dict[str, list[int]], by: User, now: datetime.datetime) -> None:
    """Move the activities to history; those of a section or area that came with them go with it, when it holds no others."""
    keys = [one.pk for one in batch]
    sections = _only_of(PlanSection, made["sections"], keys)
    areas = _only_of(PlanArea, made["areas"], keys)
    gone = [one for one in batch if one.section_id in sections or one.area_id in areas]
    for activity in gone:
        activity.delete()
    for model, found in ((PlanSection, sections), (PlanArea, areas)):
        for part in model.objects.filter(pk__in=found):
            part.delete()
    kept = [one for one in batch if one.pk is not None]
    for activity in kept:
        activity.deleted_at, activity.deleted_by, activity.updated_by = now, by, by
        activity.version += 1
    fields = ["deleted_at", "deleted_by", "updated_by", "version"]
    bulk_update_with_history(kept, Activity, fields, batch_size=500, default_user=by, default_date=now)


def _remove_roles(batch: Sequence[Activity], made: Sequence[int], by: User, now: datetime.datetime) -> None:
    """Delete the roles that the import made and that nothing else uses: no other activity, no holder, no new title.

    An activity in history that named one of them names none; `restore_activity` finds its roles again by their titles.
    """
    keys = [one.pk for one in batch if one.pk is not None]
    named_by = ActivityResponsible.objects.filter(role__in=made)
    used = set(named_by.exclude(activity__in=keys).values_list("role_id", flat=True))
    unused = ResponsibleRole.objects.filter(pk__in=made, holder=None, version=1).exclude(pk__in=used)
    going = list(unused.select_for_update())
    activities = named_by.filter(role__in=going).values("activity_id")
    for row in ActivityResponsible.objects.filter(activity__in=activities):
        row._history_user, row._history_date = by, now  # type: ignore[attr-defined]  # noqa: SLF001
        row.delete()
    for role in going:
        role._history_user, role._history_date = by, now  # type: ignore[attr-defined]  # noqa: SLF001
        role.delete()


def _staying(made: Mapping[str, Sequence[int]]) -> list[str]:
    """Return what is still there of the parts and roles that an import made, with what they are."""
    kinds: tuple[tuple[Any, str], ...] = ((PlanSection, "sections"), (PlanArea, "areas"), (ResponsibleRole, "roles"))
    return [
        _("%(kind)s “%(name)s”") % {"kind": model._meta.verbose_name, "name": one.title}  # noqa: SLF001
        for model, key in kinds
        for one in model.objects.filter(pk__in=made.get(key, ())).order_by("pk")
    ]

"""Move activities between sections and areas, and up and down where they stand."""

from __future__ import annotations

import datetime
from enum import StrEnum

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from plans.actions.activities import update_activity
from plans.actions.status import claimed
from plans.models import Activity, PlanArea, PlanSection
from staffing.models import User


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


@transaction.atomic
def move_activity(
    *,
    activity: Activity,
    version: int,
    section: PlanSection,
    area: PlanArea,
    by: User,
    now: datetime.datetime,
    after: Activity | None = None,
    is_first: bool = False,
) -> Activity:
    """Put the activity in the section and area: first, after another activity there, or last; return it as saved.

    :raises StaleVersion: somebody changed the activity since `version`.
    :raises ForeignPlace: the section or area is another plan's.
    """
    moved = update_activity(
        activity=activity, version=version, changes={"section": section, "area": area}, by=by, now=now
    )
    others = [other for other in _group(moved) if other.pk != moved.pk]
    place = 0 if is_first else len(others)
    if after is not None:
        place = next((index + 1 for index, other in enumerate(others) if other.pk == after.pk), len(others))
    _renumber([*others[:place], moved, *others[place:]], by)
    return moved


@transaction.atomic
def nudge_activity(*, activity: Activity, version: int, direction: Direction, by: User) -> Activity:
    """Change places with the neighbour above or below in the same section and area; at the edge nothing moves.

    :raises StaleVersion: somebody changed the activity since `version`.
    """
    fresh = claimed(activity, version)
    group = _group(fresh)
    here = next(index for index, other in enumerate(group) if other.pk == fresh.pk)
    there = here + (1 if direction is Direction.DOWN else -1)
    if 0 <= there < len(group):
        group[here], group[there] = group[there], group[here]
    _renumber(group, by)
    return group[there] if 0 <= there < len(group) else fresh


def _group(activity: Activity) -> list[Activity]:
    """Return the present activities of the section and area in order, locked."""
    places = Activity.objects.present().filter(section_id=activity.section_id, area_id=activity.area_id)
    return list(places.select_for_update().order_by("order", "pk"))


def _renumber(wanted: list[Activity], by: User) -> None:
    """Give the numbers that the group has to its members in the wanted order; only those that change are written."""
    numbers = sorted({activity.order for activity in wanted})
    if len(numbers) < len(wanted):
        numbers = list(range(1, len(wanted) + 1))
    changed = []
    for activity, number in zip(wanted, numbers, strict=True):
        if activity.order != number:
            activity.order = number
            changed.append(activity)
    if changed:
        bulk_update_with_history(changed, Activity, ["order"], default_user=by)

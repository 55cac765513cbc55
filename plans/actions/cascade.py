"""Oblige divisions to write plans of their own, begin such a plan from its parent, and reduce a plan without dropping rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from simple_history.utils import bulk_update_with_history

from plans.actions import activities as activity_actions
from plans.actions import plans as plan_actions
from plans.actions import responsibles as roles
from plans.models import Activity, Plan, PlanArea, PlanObligation, PlanSection, PriorityArea
from staffing import editing
from staffing.models import Organisation, User

TAKEN_UP = (
    "title",
    "description",
    "measure",
    "deadline_text",
    "priority",
    "horizon",
    "conditions",
    "funding",
)
"""What a division's activity takes over from the one it carries out; effects stay, or they would be counted twice."""


class AlreadyAnswered(Exception):
    """A plan answers the obligation."""


class PriorityTaken(Exception):
    """Somebody else changed the area; `text` is what it says now, None when it is not prioritised."""

    def __init__(self, area: PlanArea, text: str | None) -> None:
        super().__init__(area.title)
        self.area, self.text = area, text


class NotBelow(Exception):
    """The organisation is not one that the plan can oblige, or the other plan is not that organisation's."""


@transaction.atomic
def oblige(
    *, plan: Plan, organisations: Iterable[Organisation], due_date: datetime.date, message: str
) -> list[PlanObligation]:
    """Oblige each organisation that is not obliged yet; return the new obligations.

    :raises NotBelow: an organisation is of another region.
    """
    # The plan's row is the queue: sent twice at once, the second finds what the first made.
    Plan.objects.select_for_update().get(pk=plan.pk)
    present = set(plan.obligations.values_list("organisation_id", flat=True))
    made = []
    for organisation in organisations:
        if organisation.region_id != plan.region_id:
            raise NotBelow
        if organisation.pk not in present:
            made.append(
                PlanObligation.objects.create(plan=plan, organisation=organisation, due_date=due_date, message=message)
            )
    return made


@transaction.atomic
def update_obligation(*, obligation: PlanObligation, version: int, written: dict[str, Any]) -> PlanObligation:
    """Write the day, the message, the excuse or the plan that answers.

    :raises StaleVersion: somebody changed the obligation since `version`.
    :raises NotBelow: the plan that is to answer is another organisation's.
    """
    editing.claim_version(obligation, version)
    for name, value in written.items():
        setattr(obligation, name, value)
    child = obligation.child_plan
    if child is not None and child.organisation_id != obligation.organisation_id:
        raise NotBelow
    obligation.save()
    if child is not None and child.parent_id != obligation.plan_id:
        child.parent = obligation.plan
        child.save(update_fields=["parent", "updated_at"])
    return obligation


@transaction.atomic
def withdraw_obligation(*, obligation: PlanObligation, version: int) -> None:
    """Take the obligation back; its history stays.

    :raises StaleVersion: somebody changed the obligation since `version`.
    :raises AlreadyAnswered: a plan answers it.
    """
    editing.claim_version(obligation, version)
    if obligation.child_plan_id is not None:
        raise AlreadyAnswered
    obligation.delete()


@dataclass(frozen=True)
class PriorityChange:
    """What an area's page said and what it is to say; None is "not prioritised"."""

    area: PlanArea
    before: str | None
    after: str | None


@transaction.atomic
def change_priorities(*, plan: Plan, changes: Iterable[PriorityChange]) -> None:
    """Make areas prioritised, with what is expected there, or not so any more; areas that are not named stay.

    :raises PriorityTaken: somebody changed one of them meanwhile to something else; nothing is written.
    """
    Plan.objects.select_for_update().get(pk=plan.pk)
    present = {priority.area_id: priority for priority in plan.priority_areas.all()}
    for change in changes:
        priority = present.get(change.area.pk)
        now = None if priority is None else priority.guidance
        if now == change.after:
            continue
        if now != change.before:
            raise PriorityTaken(change.area, now)
        if change.after is None:
            present[change.area.pk].delete()
        else:
            priority = priority or PriorityArea(plan=plan, area=change.area, version=0)
            priority.guidance, priority.version = change.after, priority.version + 1
            priority.save()


@transaction.atomic
def start_child_plan(
    *, obligation: PlanObligation, activities: Iterable[Activity], by: User, now: datetime.datetime
) -> Plan:
    """Begin the division's plan: the parent's period, target and areas, and the activities that it takes up; return it.

    :raises AlreadyAnswered: a plan answers the obligation.
    """
    fresh = PlanObligation.objects.select_for_update().get(pk=obligation.pk)
    if fresh.child_plan_id is not None:
        raise AlreadyAnswered
    parent = obligation.plan
    child = plan_actions.create_plan(
        organisation=obligation.organisation,
        by=by,
        parent=parent,
        title=gettext("Action plan of %(organisation)s") % {"organisation": obligation.organisation.name},
        start_date=parent.start_date,
        end_date=parent.end_date,
        target_ratio=parent.target_ratio,
        target_date=parent.target_date,
        is_example=parent.is_example,
    )
    areas = _copied_areas(parent, child)
    section = PlanSection.objects.get(plan=child)
    for activity in activities:
        _take_up(activity, section, areas[activity.area_id], by, now)
    fresh.child_plan = child
    fresh.version += 1
    fresh.save()
    return child


def _copied_areas(parent: Plan, child: Plan) -> dict[int, PlanArea]:
    return {
        area.pk: PlanArea.objects.create(plan=child, area=area.area, title=area.title, order=area.order)
        for area in parent.areas.select_related("area").order_by("order", "title")
    }


def _take_up(activity: Activity, section: PlanSection, area: PlanArea, by: User, now: datetime.datetime) -> Activity:
    fields = {name: getattr(activity, name) for name in TAKEN_UP}
    fields |= {"section": section, "area": area, "parent": activity}
    rows = activity.responsibles.select_related("role").order_by("order", "pk")
    return activity_actions.create_activity(
        plan=section.plan,
        fields=fields,
        by=by,
        now=now,
        responsibles=[roles.Responsible(row.role.title, row.part) for row in rows],
    )


@transaction.atomic
def take_up_activities(
    *, plan: Plan, section: PlanSection, activities: Iterable[Activity], by: User, now: datetime.datetime
) -> list[Activity]:
    """Return new activities of the plan that carry out its parent plan's, each in the area of the same kind or name.

    :raises NotBelow: an activity is not the parent plan's.
    """
    areas = {area.area_id or area.title: area for area in plan.areas.all()}
    made = []
    for activity in activities:
        if plan.parent_id is None or activity.plan_id != plan.parent_id:
            raise NotBelow
        key: int | str = activity.area.area_id or activity.area.title
        if key not in areas:
            areas[key] = PlanArea.objects.create(
                plan=plan, area=activity.area.area, title=activity.area.title, order=len(areas) + 1
            )
        made.append(_take_up(activity, section, areas[key], by, now))
    return made


@transaction.atomic
def hide_activities(*, plan: Plan, wanted: Mapping[int, bool], by: User) -> int:
    """Leave activities of the plan out of its reduced form (True) or take them in (False); return how many changed.

    Nothing is dropped, and activities that are not named stay as they are.
    """
    changed = []
    for activity in Activity.objects.present().filter(plan=plan, pk__in=wanted).select_for_update():
        if activity.is_hidden != wanted[activity.pk]:
            activity.is_hidden = wanted[activity.pk]
            activity.version += 1
            activity.updated_by, activity.updated_at = by, timezone.now()
            changed.append(activity)
    if changed:
        fields = ["is_hidden", "version", "updated_by", "updated_at"]
        bulk_update_with_history(changed, Activity, fields, batch_size=500, default_user=by)
    return len(changed)

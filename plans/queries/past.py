"""A plan as it stood at a moment, read from the histories of its rows in a fixed number of queries.

Texts, places and roles are those of the latest history row until then. Progress and health are also what the log of status
updates says (`plans.status_report_past`), since some logs are older than the rows that were written from them. Steps have no
history: they are those of today. Titles of roles, measures and organisations are today's words for the same thing.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from plans import plan_snapshot as facts
from plans import progress, status_report_past
from plans.deadlines import DeadlineKind
from plans.models import (
    Activity,
    ActivityResponsible,
    ActivityStep,
    Plan,
    PlanArea,
    PlanSection,
)
from plans.progress import ActivityState, Health, Progress
from plans.queries import activity_logs, history_rows, past_surroundings, snapshots
from plans.status_report_facts import ActivityFacts


class PlanNotThere(Exception):
    """The plan was not in the system at the moment; `since` is when its history begins."""

    def __init__(self, since: datetime.datetime | None) -> None:
        super().__init__(f"The history of the plan begins {since}.")
        self.since = since


@dataclass(frozen=True)
class PastPlan:
    """A plan at a moment: rows with the values of then, to be read and never saved, and the snapshot made of them.

    `activities` are by key of the row, in the order of the plan.
    """

    at: datetime.datetime
    plan: Plan
    sections: tuple[PlanSection, ...]
    areas: tuple[PlanArea, ...]
    activities: dict[int, Activity]
    responsibles: dict[int, list[ActivityResponsible]]
    steps: dict[int, list[ActivityStep]]
    standing: Plan

    @cached_property
    def snapshot(self) -> facts.PlanSnapshot:
        """Return the whole plan as one frozen value; reads what surrounded it, in seven queries more."""
        return facts.PlanSnapshot(
            schema=facts.SCHEMA,
            at=self.at,
            plan=snapshots.plan_facts(self.plan),
            sections=tuple(
                facts.Section(_key(one), one.title, one.organisation.name, one.organisation_id) for one in self.sections
            ),
            areas=tuple(facts.Area(_key(one), one.title, one.area.code if one.area else "") for one in self.areas),
            activities=tuple(
                snapshots.activity_facts(
                    one,
                    [facts.Responsible(row.role.title, row.part) for row in self.responsibles.get(one.pk, ())],
                    [facts.Step(step.text, step.is_done) for step in self.steps.get(one.pk, ())],
                )
                for one in self.activities.values()
            ),
            **past_surroundings.surroundings(self.standing, self.at),
        )

    def state_of(self, activity: Activity) -> ActivityState:
        """Return what the sums need to know of an activity."""
        created = timezone.localdate(activity.created_at)
        return ActivityState(
            progress=Progress(activity.progress),
            health=Health(activity.health),
            deadline_kind=DeadlineKind(activity.deadline_kind),
            due_date=activity.due_date,
            created_date=created,
            last_update_date=activity.last_update_date or created,
            has_owner=bool(activity.responsible_text),
        )


def end_of(day: datetime.date) -> datetime.datetime:
    """Return the last moment of the day in Sweden."""
    return datetime.datetime.combine(day, datetime.time.max, timezone.get_current_timezone())


def plan_at(plan: Plan, at: datetime.datetime) -> Plan:
    """Return the plan's own row as it was: one query, two when it was not there.

    :raises PlanNotThere: its history begins later.
    """
    rows = Plan.history.filter(id=plan.pk).select_related("region", "organisation", "updated_by")
    row = rows.filter(history_date__lte=at).order_by("-history_date", "-history_id").first()
    if row is None:
        raise PlanNotThere(rows.order_by("history_date").values_list("history_date", flat=True).first())
    then: Plan = history_rows.as_it_was(Plan, row, "region", "organisation", "updated_by")
    # The address is today's, for the links of the page.
    then.slug, then.revises = plan.slug, plan.revises
    return then


def snapshot_at(plan: Plan, at: datetime.datetime) -> facts.PlanSnapshot:
    """Return the plan as it stood at the moment, as `snapshots.snapshot_of` returns it as it stands.

    :raises PlanNotThere: its history begins later.
    """
    return read(plan, plan_at(plan, at), at).snapshot


def read(plan: Plan, then: Plan, at: datetime.datetime) -> PastPlan:
    """Return all of the plan, whose own row then was `then` (`plan_at`): eight queries, however long the plan is."""
    at = timezone.localtime(at)
    activities = _activities(plan, at)
    sections = _parts(PlanSection, plan, at, {one.section_id for one in activities}, "organisation")
    areas = _parts(PlanArea, plan, at, {one.area_id for one in activities}, "area")
    by_section, by_area = {one.pk: one for one in sections}, {one.pk: one for one in areas}
    for one in activities:
        one.plan, one.section, one.area = then, by_section[one.section_id], by_area[one.area_id]
    activities.sort(key=_plan_order)
    _bring_to_where_the_logs_say(plan, activities, at)
    responsibles = _responsibles(plan, at)
    steps: dict[int, list[ActivityStep]] = {}
    for step in ActivityStep.objects.filter(activity__plan=plan).order_by("order", "pk"):
        steps.setdefault(step.activity_id, []).append(step)
    return PastPlan(
        at=at,
        plan=then,
        sections=tuple(sections),
        areas=tuple(areas),
        activities={one.pk: one for one in activities},
        responsibles=responsibles,
        steps=steps,
        standing=plan.revises or plan,
    )


# Rows ------------------------------------------------------------------------------------------------------------------


def _key(part: Any) -> int:
    """Return the key of a section or an area: that of the standing plan's part where a draft's row says which it changes."""
    key: int = part.revises_id or part.pk
    return key


def _parts(model: Any, plan: Plan, at: datetime.datetime, needed: set[int], related: str) -> list[Any]:
    """Return the sections or areas of then, in order; one that an activity stood in and that has no history yet, as first known."""
    rows = model.history.filter(id__in=model.history.filter(plan_id=plan.pk).order_by().values("id"))
    found: dict[int, Any] = {}
    first: dict[int, Any] = {}
    for row in rows.select_related(related).order_by("history_date", "history_id"):
        first.setdefault(row.id, row)
        if row.history_date <= at:
            found[row.id] = row
    standing = {key: row for key, row in found.items() if row.plan_id == plan.pk and row.history_type != "-"}
    kept = {**{key: found.get(key, first.get(key)) for key in needed}, **standing}
    made = [history_rows.as_it_was(model, row, related) for row in kept.values() if row is not None]
    return sorted(made, key=lambda one: (one.order, one.title))


def _activities(plan: Plan, at: datetime.datetime) -> list[Activity]:
    return [
        history_rows.as_it_was(Activity, row, "measure", "parent", "updated_by")
        for row in history_rows.latest(Activity, at, "measure", "parent", "updated_by", plan_id=plan.pk)
        if row.plan_id == plan.pk and row.deleted_at is None
    ]


def _plan_order(one: Activity) -> tuple[int, str, int, str, int, int]:
    """Return what `queries.plans.PLAN_ORDER` sorts by."""
    return one.section.order, one.section.title, one.area.order, one.area.title, one.order, one.pk


def _responsibles(plan: Plan, at: datetime.datetime) -> dict[int, list[ActivityResponsible]]:
    ever = Activity.history.filter(plan_id=plan.pk).order_by().values("id")
    rows = history_rows.latest(ActivityResponsible, at, "role__organisation", "role__holder", activity_id__in=ever)
    found: dict[int, list[ActivityResponsible]] = {}
    for row in sorted(rows, key=lambda row: (row.order, row.id)):
        if row.role is not None:
            found.setdefault(row.activity_id, []).append(history_rows.as_it_was(ActivityResponsible, row, "role"))
    return found


# Status ----------------------------------------------------------------------------------------------------------------


def _bring_to_where_the_logs_say(plan: Plan, activities: list[Activity], at: datetime.datetime) -> None:
    """Set progress, health, deadline and days as the logs have them at the moment."""
    logs, moves = activity_logs.updates_of(plan), activity_logs.moves_of(plan)
    for one in activities:
        log = logs.get(one.pk, [])
        # Later lines would undo a word that was said by hand and still stood; the first tells what stood before any.
        until = [line for line in log if line.at <= at] or log[:1]
        _take(one, status_report_past.as_stood(facts_of(one), until, moves.get(one.pk, ()), at), at)


def _take(one: Activity, stood: ActivityFacts, at: datetime.datetime) -> None:
    is_finished = progress.is_finished(stood.progress)
    one.progress, one.health = str(stood.progress), str(stood.health)
    one.deadline_text, one.deadline_kind, one.due_date = stood.deadline_text, str(stood.deadline_kind), stood.due_date
    one.cancelled_reason, one.receiver = stood.cancelled_reason, stood.receiver
    one.last_update_date = stood.last_update_date
    one.completed_date = (stood.completed_date or stood.last_update_date) if is_finished else None
    silent_since = stood.last_update_date or stood.created_at.date()
    one.stale_days = progress.staleness(silent_since, at.date()) if progress.is_open(stood.progress) else 0


def facts_of(one: Activity) -> ActivityFacts:
    """Return the activity of then as reports and their rules of the past read it."""
    return ActivityFacts(
        key=one.pk,
        section=one.section.title,
        area=one.area.title,
        title=one.title,
        responsible=one.responsible_text,
        deadline_text=one.deadline_text,
        deadline_kind=DeadlineKind(one.deadline_kind),
        due_date=one.due_date,
        progress=Progress(one.progress),
        health=Health(one.health),
        cancelled_reason=one.cancelled_reason,
        receiver=one.receiver,
        completed_date=one.completed_date,
        last_update_date=one.last_update_date,
        created_at=timezone.localtime(one.created_at),
        has_health_reason=bool(one.health_reason),
    )

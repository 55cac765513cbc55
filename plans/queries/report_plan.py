"""The plan of a status report: as it stood at the report's moment, by the same reading as the pages of a day (`past`).

Where the history of the plan begins after the moment, nobody knows what it said then. A page of that day shows nothing; a report
of an ended period is asked for all the same, by plans that were made elsewhere and entered here. It counts what was entered with
the plan, brings status and deadlines to where the logs say, and says since when the plan is known.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils import timezone

from plans import status_report_past
from plans.deadlines import DeadlineKind
from plans.models import Activity, Plan
from plans.progress import Health, Progress
from plans.queries import activity_logs, history_rows, past
from plans.queries.activities import IN_PLAN_ORDER
from plans.status_report_facts import ActivityFacts, RemovedFacts

ENTERED_WITH_THE_PLAN = datetime.timedelta(days=1)
"""How long after a plan was written down its first activities may be."""

ACTIVITY_FIELDS = (
    "pk",
    "section__title",
    "area__title",
    "title",
    "responsible_text",
    "deadline_text",
    "deadline_kind",
    "due_date",
    "progress",
    "health",
    "cancelled_reason",
    "receiver",
    "completed_date",
    "last_update_date",
    "created_at",
    "health_reason",
)


@dataclass(frozen=True)
class ReportedPlan:
    """The plan's row, its section titles and activities in order, and what was taken out since the report before.

    `known_since` is when the plan's history begins, where that is after the report's moment: the rest is then today's.
    """

    plan: Plan
    sections: tuple[str, ...]
    activities: tuple[ActivityFacts, ...]
    removed: tuple[RemovedFacts, ...]
    known_since: datetime.datetime | None = None


def plan_as_of(plan: Plan, since: datetime.datetime, as_of: datetime.datetime) -> ReportedPlan:
    """Return the plan as it stood at the moment, and what was taken out after `since`: at most eleven queries."""
    try:
        then = past.plan_at(plan, as_of)
    except past.PlanNotThere as error:
        if plan.created_at <= as_of:
            return _as_it_stands(plan, since, as_of)
        return _entered_later(plan, error.since or plan.created_at, since, as_of)
    if not Activity.history.filter(plan_id=plan.pk).exists():
        return _as_it_stands(plan, since, as_of)
    found = past.read(plan, then, as_of)
    return ReportedPlan(
        plan=then,
        sections=tuple(one.title for one in found.sections),
        activities=tuple(past.facts_of(one) for one in found.activities.values()),
        removed=_removed_then(found, since),
    )


def _removed_then(found: past.PastPlan, since: datetime.datetime) -> tuple[RemovedFacts, ...]:
    """Return what had been taken out since then and was not back; what came and went meanwhile was never reported."""
    key = found.plan.pk
    rows = [
        row
        for row in history_rows.latest(Activity, found.at, plan_id=key)
        if row.plan_id == key and row.deleted_at and row.deleted_at > since and row.created_at <= since
    ]
    titles = {one.pk: one.title for one in found.sections}
    places = {one.pk: number for number, one in enumerate(found.sections)}
    rows.sort(key=lambda row: (places.get(row.section_id, len(places)), row.order, row.id))
    return tuple(RemovedFacts(row.title, titles.get(row.section_id, "")) for row in rows)


# Without a history of the time -----------------------------------------------------------------------------------------


def _entered_later(
    plan: Plan, known_since: datetime.datetime, since: datetime.datetime, as_of: datetime.datetime
) -> ReportedPlan:
    """Return a plan that was written down after the moment: it held what was entered with it from its first day."""
    found = _as_it_stands(plan, since, as_of, known_by=known_since + ENTERED_WITH_THE_PLAN)
    begun = datetime.datetime.combine(plan.start_date, datetime.time.min, timezone.get_current_timezone())
    return replace(
        found,
        activities=tuple(replace(one, created_at=min(one.created_at, begun)) for one in found.activities),
        known_since=timezone.localtime(known_since),
    )


def _as_it_stands(
    plan: Plan, since: datetime.datetime, as_of: datetime.datetime, *, known_by: datetime.datetime | None = None
) -> ReportedPlan:
    """Return the plan's rows of today, those written until `known_by`, with status and deadlines as the logs have them."""
    in_plan = Q(deleted_at__isnull=True) | Q(deleted_at__gt=as_of)
    rows = Activity.objects.filter(in_plan, plan=plan, created_at__lte=known_by or as_of).order_by(*IN_PLAN_ORDER)
    logs, moves = activity_logs.updates_of(plan), activity_logs.moves_of(plan)
    read = [_activity(row) for row in rows.values_list(*ACTIVITY_FIELDS)]
    return ReportedPlan(
        plan=plan,
        sections=tuple(plan.sections.order_by("order", "title").values_list("title", flat=True)),
        activities=tuple(
            status_report_past.as_stood(one, logs.get(one.key, ()), moves.get(one.key, ()), as_of) for one in read
        ),
        removed=_removed(plan, since, as_of),
    )


def _activity(row: tuple[Any, ...]) -> ActivityFacts:
    found = dict(zip(ACTIVITY_FIELDS, row, strict=True))
    return ActivityFacts(
        key=found["pk"],
        section=found["section__title"],
        area=found["area__title"],
        title=found["title"],
        responsible=found["responsible_text"],
        deadline_text=found["deadline_text"],
        deadline_kind=DeadlineKind(found["deadline_kind"]),
        due_date=found["due_date"],
        progress=Progress(found["progress"]),
        health=Health(found["health"]),
        cancelled_reason=found["cancelled_reason"],
        receiver=found["receiver"],
        completed_date=found["completed_date"],
        last_update_date=found["last_update_date"],
        created_at=timezone.localtime(found["created_at"]),
        has_health_reason=bool(found["health_reason"]),
    )


def _removed(plan: Plan, since: datetime.datetime, now: datetime.datetime) -> tuple[RemovedFacts, ...]:
    """Return what was taken out since then; what came and went meanwhile was never reported."""
    rows = Activity.objects.filter(plan=plan, deleted_at__gt=since, deleted_at__lte=now, created_at__lte=since)
    return tuple(RemovedFacts(*row) for row in rows.order_by(*IN_PLAN_ORDER).values_list("title", "section__title"))

"""Write plans and activities in bulk, with the history that the pages show; by the same rules as the pages write by."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from measures.models import Measure
from plans import progress
from plans.actions import activities as activity_actions
from plans.actions import health
from plans.models import (
    Activity,
    ActivityResponsible,
    ActivityStep,
    HealthChoice,
    Plan,
    PlanArea,
    PlanSection,
    ProgressChoice,
    StatusUpdate,
)
from staffing.models import ResponsibleRole
from values.text import search_key

MARK = "Exempeldata"
"""Who a made-up status update is by, and how its comment begins."""

HISTORY_DATE = "_history_date"
"""What simple_history dates a row of history by: here the day where the updates ended, not the day of loading."""

_WRITTEN_LATER = ["progress", "health", "completed_date", "cancelled_reason", "last_update_date", "stale_days"]


@dataclass(frozen=True)
class Responsible:
    """A role by title and its part in the activity."""

    title: str
    part: str = ""


@dataclass(frozen=True)
class Update:
    """A made-up status update of a day."""

    day: datetime.date
    progress: ProgressChoice
    health: HealthChoice
    comment: str


@dataclass(frozen=True)
class Draft:
    """An activity to be written, with what has happened to it since the plan was adopted."""

    section: PlanSection
    area: PlanArea
    order: int
    title: str
    description: str
    deadline_text: str
    responsibles: tuple[Responsible, ...]
    measure: Measure | None
    updates: tuple[Update, ...] = field(default=())


def at_ten(day: datetime.date) -> datetime.datetime:
    """Return ten in the morning of the day, in the time zone of the users."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))


def write_activities(
    plan: Plan, drafts: Sequence[Draft], today: datetime.date, *, with_history: bool = True
) -> list[Activity]:
    """Write the drafts with responsible roles, steps, status updates and history; `today` decides lateness.

    The history begins with the activity as planned and goes on with its state after each update, on that day; lateness comes
    by the nightly rule, which leaves none. Without history the number of rows is what matters, and each activity is written once.
    """
    begun_at = at_ten(plan.adopted_date or plan.start_date)
    planned = [_planned(plan, draft) for draft in drafts]
    activities = [activity for activity, _steps in planned]
    if with_history:
        bulk_create_with_history(activities, Activity, default_date=begun_at)
        _write_rounds(activities, drafts)
    for activity, draft in zip(activities, drafts, strict=True):
        activity.created_at = begun_at
        _stand(activity, draft, today)
    if with_history:
        Activity.objects.bulk_update(activities, _WRITTEN_LATER)
    else:
        Activity.objects.bulk_create(activities)
    # Django writes the clock's time into `created_at`; what was to be done "as soon as possible" waits since the adoption.
    Activity.objects.filter(pk__gte=activities[0].pk, plan=plan).update(created_at=begun_at)
    ActivityStep.objects.bulk_create(
        ActivityStep(activity=activity, text=text, order=order)
        for activity, steps in planned
        for order, text in enumerate(steps)
    )
    _write_responsibles(activities, drafts, begun_at if with_history else None)
    _write_updates(activities, drafts)
    if with_history:
        _begin_history(plan, begun_at)
    return activities


def _write_rounds(activities: Sequence[Activity], drafts: Sequence[Draft]) -> None:
    """Write the state after the first update of each activity, then after the second, and so on: as many batches as updates."""
    for number in range(max((len(draft.updates) for draft in drafts), default=0)):
        changed = []
        for activity, draft in zip(activities, drafts, strict=True):
            if number < len(draft.updates):
                _report(activity, draft.updates[number])
                setattr(activity, HISTORY_DATE, at_ten(draft.updates[number].day))
                changed.append(activity)
        bulk_update_with_history(changed, Activity, _WRITTEN_LATER)


def _begin_history(plan: Plan, begun_at: datetime.datetime) -> None:
    """Date the history of the plan and its parts from its beginning, so that the plan can be read as of a day."""
    Plan.history.filter(id=plan.pk, history_date__gt=begun_at).update(history_date=begun_at)
    for part in (PlanSection, PlanArea):
        part.history.filter(plan_id=plan.pk, history_date__gt=begun_at).update(history_date=begun_at)
    Activity.history.filter(plan_id=plan.pk).update(created_at=begun_at)


def _planned(plan: Plan, draft: Draft) -> tuple[Activity, tuple[str, ...]]:
    derived = activity_actions.derived_fields(
        title=draft.title,
        description=draft.description,
        responsibles=[responsible.title for responsible in draft.responsibles],
        deadline_text=draft.deadline_text,
        today=plan.start_date,
    )
    activity = Activity(
        plan=plan,
        section=draft.section,
        area=draft.area,
        measure=draft.measure,
        order=draft.order,
        title=draft.title,
        description=draft.description,
        deadline_text=draft.deadline_text,
        deadline_kind=derived["deadline_kind"],
        due_date=derived["due_date"],
        original_due_date=derived["due_date"],
        search_key=derived["search_key"],
        responsible_text=derived["responsible_text"],
        horizon=draft.measure.horizon if draft.measure else "",
    )
    return activity, derived["steps"]


def _write_responsibles(activities: Iterable[Activity], drafts: Iterable[Draft], at: datetime.datetime | None) -> None:
    """Write the roles of the activities, with history from `at`, or without."""
    roles: dict[tuple[int, str], ResponsibleRole] = {}
    rows = []
    for activity, draft in zip(activities, drafts, strict=True):
        for order, responsible in enumerate(draft.responsibles):
            key = (draft.section.organisation_id, search_key(responsible.title))
            if key not in roles:
                roles[key], _is_new = ResponsibleRole.objects.get_or_create(
                    organisation_id=key[0], title_key=key[1], defaults={"title": responsible.title}
                )
            rows.append(ActivityResponsible(activity=activity, role=roles[key], part=responsible.part, order=order))
    if at:
        bulk_create_with_history(rows, ActivityResponsible, default_date=at)
    else:
        ActivityResponsible.objects.bulk_create(rows)


def _write_updates(activities: Iterable[Activity], drafts: Iterable[Draft]) -> None:
    rows = []
    for activity, draft in zip(activities, drafts, strict=True):
        old_progress, old_health = ProgressChoice.NOT_STARTED, HealthChoice.ON_TRACK
        for update in draft.updates:
            rows.append(
                StatusUpdate(
                    activity=activity,
                    at=at_ten(update.day),
                    by_name=MARK,
                    old_progress=old_progress,
                    new_progress=update.progress,
                    old_health=old_health,
                    new_health=update.health,
                    comment=f"{MARK}: {update.comment}",
                )
            )
            old_progress, old_health = update.progress, update.health
    StatusUpdate.objects.bulk_create(rows)


def _report(activity: Activity, update: Update) -> None:
    """Bring the activity to where the update leaves it."""
    activity.progress, activity.health, activity.last_update_date = update.progress, update.health, update.day
    is_finished = progress.is_finished(progress.Progress(update.progress))
    activity.completed_date = update.day if is_finished else None
    is_cancelled = update.progress == ProgressChoice.CANCELLED
    activity.cancelled_reason = f"{MARK}: {update.comment}" if is_cancelled else ""


def _stand(activity: Activity, draft: Draft, today: datetime.date) -> None:
    """Bring the activity to where its updates end, then let the rules say whether it is late or stale."""
    if draft.updates:
        _report(activity, draft.updates[-1])
    standing = health.standing_fields(activity, today)
    activity.health, activity.stale_days = standing["health"], standing["stale_days"]

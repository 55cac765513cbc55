"""Make, change, copy and delete activities, keeping everything that is derived from what people type."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from measures.models import Measure
from plans import deadlines
from plans.actions import health as standing
from plans.actions import responsibles as roles
from plans.actions.status import claimed
from plans.models import Activity, ActivityStep, DeadlineMove, KindChoice, Plan, PlanArea, PlanSection
from staffing.models import User
from values.text import loose_key, search_key

# What a person may write. The rest follows from it, or has an action of its own.
WRITABLE = frozenset(
    {
        "section",
        "area",
        "measure",
        "title",
        "description",
        "deadline_text",
        "priority",
        "horizon",
        "expected_effect_sek",
        "expected_effect_fte",
        "effect_from_date",
        "conditions",
        "funding",
        "parent",
    }
)
TWICE = datetime.timedelta(minutes=1)
"""The same activity sent again by the same person within this time is a double submit."""


class ForeignPlace(Exception):
    """The section or area is another plan's, or the activity that is carried out is not the parent plan's."""


class MoveNeedsReason(Exception):
    """A deadline that was set is moved without a word."""


class DerivedFields(TypedDict):
    """What follows from an activity's texts; all but `steps` are fields of `Activity`."""

    deadline_kind: str
    due_date: datetime.date | None
    search_key: str
    responsible_text: str
    steps: tuple[str, ...]


def derived_fields(
    *,
    title: str,
    description: str = "",
    responsibles: Sequence[str] = (),
    deadline_text: str = "",
    today: datetime.date,
) -> DerivedFields:
    """Return what an activity's texts lead to; pages, imports and the demo make activities by this one rule.

    `responsibles` are the titles of the responsible roles in order. Asks and writes nothing. To make an activity in bulk:
    pop `steps` (texts, to become `ActivityStep` in their order), give the rest to `Activity(...)` beside `title`,
    `description` and `deadline_text`, set `original_due_date` to the `due_date`, then take `health` and `stale_days` from
    `actions.health.standing_fields(activity, today)`. `search_key` is a `values.text.loose_key`: search with the same key.
    """
    deadline = deadlines.parse(deadline_text, reference_date=today)
    responsible_text = "; ".join(responsibles)
    return DerivedFields(
        deadline_kind=str(deadline.kind),
        due_date=deadline.due_date,
        search_key=loose_key(f"{title} {description} {responsible_text}"),
        responsible_text=responsible_text,
        steps=deadline.steps,
    )


@transaction.atomic
def create_activity(
    *,
    plan: Plan,
    fields: Mapping[str, Any],
    by: User,
    now: datetime.datetime,
    responsibles: Sequence[roles.Responsible] = (),
    steps: Sequence[str] = (),
    continues: Activity | None = None,
) -> Activity:
    """Return a new activity, last in its section and area; steps that the deadline's text names come after the given.

    `continues` is the activity of an earlier plan that it goes on with.

    :raises ForeignPlace: the section or area is another plan's.
    """
    # The plan's row is the queue: the second of a double submit finds the first, and places are given out one at a time.
    Plan.objects.select_for_update().get(pk=plan.pk)
    activity = Activity(plan=plan, updated_by=by, continues=continues)
    _write(activity, fields)
    if twin := _twin(activity, by, now):
        return twin
    today = timezone.localdate(now)
    derived = _derive(activity, responsibles, today)
    activity.deadline_kind, activity.due_date = derived["deadline_kind"], derived["due_date"]
    activity.original_due_date = activity.due_date
    activity.order = next_order(activity.section_id, activity.area_id)
    _save(activity, today)
    roles.assign(activity=activity, wanted=responsibles)
    _keep_steps(activity, _merged_steps(steps, derived["steps"]))
    return activity


@transaction.atomic
def create_from_measures(
    *,
    section: PlanSection,
    placements: Iterable[tuple[Measure, PlanArea | None]],
    by: User,
    now: datetime.datetime,
) -> list[Activity]:
    """Return one new activity for each measure in its area, with the measure's title and description to start from.

    Where no area is given, the plan gets the measure's own.

    :raises ForeignPlace: an area is another plan's than the section.
    """
    made = []
    for measure, given in placements:
        area = given or _area_of(section.plan, measure)
        fields = {"section": section, "area": area, "measure": measure, "horizon": measure.horizon}
        fields |= {"title": measure.title, "description": measure.description}
        made.append(create_activity(plan=section.plan, fields=fields, by=by, now=now))
    return made


def _area_of(plan: Plan, measure: Measure) -> PlanArea:
    """Return the plan's area of the measure's own name, made as the last one when there is none."""
    last = plan.areas.aggregate(last=Max("order"))["last"] or 0
    area, _is_made = PlanArea.objects.get_or_create(
        plan=plan, title=measure.area.name, defaults={"area": measure.area, "order": last + 1}
    )
    return area


@transaction.atomic
def update_activity(
    *,
    activity: Activity,
    version: int,
    changes: Mapping[str, Any],
    by: User,
    now: datetime.datetime,
    move_reason: str = "",
    responsibles: Sequence[roles.Responsible] | None = None,
    steps: Sequence[str] | None = None,
) -> Activity:
    """Write the changes and what follows from them; return the activity as saved.

    `responsibles` and `steps` replace those of the activity; None leaves them. A step with the same text keeps its tick.

    :raises StaleVersion: somebody changed the activity since `version`.
    :raises MoveNeedsReason: a deadline that was set is moved, or taken away, without a reason.
    :raises ForeignPlace: the section or area is another plan's.
    """
    fresh = claimed(activity, version)
    today = timezone.localdate(now)
    old_text = fresh.deadline_text
    place = (fresh.section_id, fresh.area_id)
    _write(fresh, changes)
    fresh.updated_by = by
    wanted = _present_responsibles(fresh) if responsibles is None else responsibles
    derived = _derive(fresh, wanted, today)
    named: tuple[str, ...] = ()
    if fresh.deadline_text != old_text:
        if move := _set_deadline(fresh, derived, old_text, move_reason):
            move.at, move.by, move.by_name = now, by, str(by)
            move.save()
        named = derived["steps"]
    if place != (fresh.section_id, fresh.area_id):
        fresh.order = next_order(fresh.section_id, fresh.area_id)
    _save(fresh, today)
    if responsibles is not None:
        roles.assign(activity=fresh, wanted=responsibles)
    if steps is not None or named:
        kept = [step.text for step in fresh.steps.all()] if steps is None else steps
        _keep_steps(fresh, _merged_steps(kept, named))
    return fresh


@transaction.atomic
def copy_activity(
    *, activity: Activity, section: PlanSection, area: PlanArea, by: User, now: datetime.datetime
) -> Activity:
    """Return a copy in the section and area, of the same plan or another: its texts, roles and steps, and nothing that happened.

    :raises ForeignPlace: the section and the area are of different plans.
    """
    # A copy stands for itself: it does not carry out what the original does.
    fields = {name: getattr(activity, name) for name in WRITABLE - {"parent"}}
    title = gettext("%(title)s (copy)") % {"title": activity.title}
    fields |= {"section": section, "area": area, "title": title[:300]}
    return create_activity(
        plan=section.plan,
        fields=fields,
        by=by,
        now=now,
        responsibles=_present_responsibles(activity),
        steps=[step.text for step in activity.steps.all()],
    )


@transaction.atomic
def delete_activity(*, activity: Activity, version: int, by: User, now: datetime.datetime) -> Activity:
    """Move the activity to history, from where it can be restored; return it as saved.

    :raises StaleVersion: somebody changed the activity since `version`.
    """
    fresh = claimed(activity, version)
    fresh.deleted_at, fresh.deleted_by, fresh.updated_by = now, by, by
    fresh.save(update_fields=["deleted_at", "deleted_by", "updated_by", "updated_at"])
    return fresh


@transaction.atomic
def restore_activity(*, activity: Activity, version: int, by: User, now: datetime.datetime) -> Activity:
    """Take a deleted activity back into its plan, as late or on track as it is now; return it as saved.

    Where its responsible roles are gone, with the import that made them, they are found or made again by their titles.

    :raises StaleVersion: somebody changed the activity since `version`, or it was restored already.
    """
    fresh = claimed(activity, version)
    fresh.deleted_at = fresh.deleted_by = None
    fresh.updated_by = by
    _save(fresh, timezone.localdate(now))
    if fresh.responsible_text and not fresh.responsibles.exists():
        roles.assign(activity=fresh, wanted=roles.parse(fresh.responsible_text))
    return fresh


def next_order(section_id: int, area_id: int) -> int:
    """Return the place after the last activity of the section and area."""
    last = Activity.objects.filter(section_id=section_id, area_id=area_id).aggregate(last=Max("order"))["last"]
    return 1 if last is None else last + 1


def _write(activity: Activity, fields: Mapping[str, Any]) -> None:
    if unknown := fields.keys() - WRITABLE:
        raise TypeError(f"Not fields that a person writes: {', '.join(sorted(unknown))}.")
    for name, value in fields.items():
        setattr(activity, name, value)
    if {activity.section.plan_id, activity.area.plan_id} != {activity.plan_id}:
        raise ForeignPlace
    if activity.parent is not None and activity.parent.plan_id != activity.plan.parent_id:
        raise ForeignPlace


def _twin(activity: Activity, by: User, now: datetime.datetime) -> Activity | None:
    same = {name: getattr(activity, name) for name in ("plan", "section", "area", "measure", "title", "description")}
    just_made = Activity.objects.present().filter(created_at__gte=now - TWICE, updated_by=by, version=1)
    return just_made.filter(**same, deadline_text=activity.deadline_text).first()


def _derive(activity: Activity, wanted: Sequence[roles.Responsible], today: datetime.date) -> DerivedFields:
    derived = derived_fields(
        title=activity.title,
        description=activity.description,
        responsibles=[responsible.title for responsible in wanted],
        deadline_text=activity.deadline_text,
        today=activity.plan.yearly_from(today),
    )
    activity.search_key, activity.responsible_text = derived["search_key"], derived["responsible_text"]
    return derived


def is_moved(activity: Activity, new: datetime.date | None) -> bool:
    """Return whether a new due date moves a deadline that once was set, which takes a reason."""
    return activity.original_due_date is not None and _date_before(activity, new) != new


def _date_before(activity: Activity, new: datetime.date | None) -> datetime.date | None:
    """Return the date that a new one is a move from."""
    if activity.deadline_kind == KindChoice.UNPARSED and activity.original_due_date is not None and new is not None:
        # The date went when a text came that could not be read, and that was logged; the same date again is no move more.
        return _last_due_date(activity)
    return activity.due_date


def _set_deadline(activity: Activity, derived: DerivedFields, old_text: str, reason: str) -> DeadlineMove | None:
    """Take the deadline that the text means; return the move when a date that once was set is another now."""
    new = derived["due_date"]
    old, is_move = _date_before(activity, new), is_moved(activity, new)
    activity.deadline_kind, activity.due_date = derived["deadline_kind"], new
    if activity.original_due_date is None:
        activity.original_due_date = new
    if not is_move:
        return None
    if not reason:
        raise MoveNeedsReason
    activity.deadline_moves += 1
    return DeadlineMove(
        activity=activity,
        old_text=old_text,
        new_text=activity.deadline_text,
        old_due_date=old,
        new_due_date=new,
        reason=reason,
    )


def _last_due_date(activity: Activity) -> datetime.date | None:
    """Return the date that the deadline had before its text could not be read."""
    dated = [move for move in activity.moves.all() if move.old_due_date is not None]
    return max(dated, key=lambda move: (move.at, move.pk)).old_due_date if dated else activity.original_due_date


def _save(activity: Activity, today: datetime.date) -> None:
    fields = standing.standing_fields(activity, today)
    activity.health, activity.stale_days = fields["health"], fields["stale_days"]
    activity.save()


def _present_responsibles(activity: Activity) -> list[roles.Responsible]:
    rows = activity.responsibles.select_related("role")
    return [roles.Responsible(row.role.title, row.part) for row in rows]


def _merged_steps(texts: Sequence[str], named: Sequence[str]) -> list[str]:
    """Return the texts with those that the deadline names and that are not there yet, once each."""
    once: dict[str, str] = {}
    for text in [*texts, *named]:
        if key := search_key(text):
            once.setdefault(key, text.strip()[:300])
    return list(once.values())


def _keep_steps(activity: Activity, texts: Sequence[str]) -> None:
    present = {search_key(step.text): step for step in activity.steps.all()}
    for order, text in enumerate(texts):
        step = present.pop(search_key(text), None) or ActivityStep(activity=activity)
        if step.pk is None or (step.text, step.order) != (text, order):
            step.text, step.order = text, order
            step.save()
    ActivityStep.objects.filter(pk__in=[step.pk for step in present.values()]).delete()

"""Write a file's activities into a plan as one batch; `import_undo` takes the batch back."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from measures.models import Measure, MeasureArea
from plans.actions import activities as activity_actions
from plans.actions import health
from plans.actions import plans as plan_actions
from plans.actions import responsibles as roles
from plans.models import (
    Activity,
    ActivityResponsible,
    ActivityStep,
    Plan,
    PlanArea,
    PlanImport,
    PlanSection,
    ProgressChoice,
)
from plans.models.activities import FINISHED
from plans.plan_import import grid
from plans.plan_import.understood import ImportedActivity, NamedPart, Understood
from staffing import editing
from staffing.models import Organisation, ResponsibleRole, User
from values.text import search_key


class AlreadyWritten(Exception):
    """The batch is in the plan already."""


class NothingToWrite(Exception):
    """The file holds no activity that is not left out."""


@transaction.atomic
def keep_import(
    *,
    organisation: Organisation,
    grids: Sequence[grid.Grid],
    notices: Sequence[str],
    filename: str,
    content: bytes,
    by: User | None,
    plan: Plan | None = None,
    title: str = "",
    start_date: datetime.date | None = None,
    end_date: datetime.date | None = None,
) -> PlanImport:
    """Keep what was read of a file until a person has looked at it; nothing of the plan is written."""
    return PlanImport.objects.create(
        organisation=organisation,
        plan=plan,
        is_new_plan=plan is None,
        title=title,
        start_date=start_date,
        end_date=end_date,
        filename=filename,
        sha256=hashlib.sha256(content).hexdigest(),
        tables=grid.to_json(grids),
        notices=list(notices),
        created_by=by,
    )


@transaction.atomic
def choose(*, plan_import: PlanImport, version: int, choices: dict[str, Any]) -> PlanImport:
    """Keep what the person corrected.

    :raises StaleVersion: it was corrected elsewhere since `version`.
    :raises AlreadyWritten: the batch is in the plan.
    """
    editing.claim_version(plan_import, version)
    if plan_import.confirmed_at is not None:
        raise AlreadyWritten
    plan_import.choices = choices
    plan_import.save(update_fields=["choices"])
    return plan_import


@transaction.atomic
def write_import(*, plan_import: PlanImport, understood: Understood, by: User | None, now: datetime.datetime) -> Plan:
    """Write all activities that are not left out, in one transaction; return the plan.

    :raises AlreadyWritten: the batch is in the plan.
    :raises NothingToWrite: there is none.
    """
    fresh = (
        PlanImport.objects.select_for_update(of=("self",))
        .select_related("organisation__region", "plan")
        .get(pk=plan_import.pk)
    )
    if fresh.confirmed_at is not None:
        raise AlreadyWritten
    wanted = understood.included
    if not wanted:
        raise NothingToWrite
    plan = fresh.plan or _new_plan(fresh, by)
    sections, new_sections = _sections(plan, fresh, understood.sections)
    areas, new_areas = _areas(plan, understood.areas)
    written, new_roles = _activities(plan, wanted, sections, areas, by=by, now=now)
    fresh.plan = plan
    fresh.confirmed_at = now
    fresh.made = {
        "activities": [activity.pk for activity in written],
        "sections": [section.pk for section in new_sections],
        "areas": [area.pk for area in new_areas],
        "roles": [role.pk for role in new_roles],
    }
    fresh.save()
    Plan.objects.filter(pk=plan.pk).update(updated_by=by, updated_at=now)
    return plan


def _new_plan(plan_import: PlanImport, by: User | None) -> Plan:
    plan = plan_actions.create_plan(
        organisation=plan_import.organisation,
        by=by,
        title=plan_import.title,
        start_date=plan_import.start_date,
        end_date=plan_import.end_date,
        source=plan_import.filename,
    )
    # The file says which sections there are.
    plan.sections.all().delete()
    return plan


def _sections(
    plan: Plan, plan_import: PlanImport, parts: Sequence[NamedPart]
) -> tuple[dict[str, PlanSection], list[PlanSection]]:
    """Return the section of each name, those that the plan has and the new ones; unknown names are the plan's own organisation."""
    present = {search_key(section.title): section for section in plan.sections.all()}
    known = Organisation.objects.filter(region=plan.region).in_bulk([part.match for part in parts if part.match])
    order = plan.sections.aggregate(last=Max("order"))["last"] or 0
    found: dict[str, PlanSection] = {}
    made = []
    for part in parts:
        section = present.get(search_key(part.name))
        if section is None:
            order += 1
            organisation = known.get(int(part.match)) if part.match else None
            section = PlanSection.objects.create(
                plan=plan, organisation=organisation or plan_import.organisation, title=part.name[:120], order=order
            )
            present[search_key(part.name)] = section
            made.append(section)
        found[part.name] = section
    return found, made


def _areas(plan: Plan, parts: Sequence[NamedPart]) -> tuple[dict[str, PlanArea], list[PlanArea]]:
    """Return the area of each name, under the file's own words, tied to the catalogue's area that it was matched to."""
    present = {search_key(area.title): area for area in plan.areas.all()}
    catalogue = {area.code: area for area in MeasureArea.objects.all()}
    order = plan.areas.aggregate(last=Max("order"))["last"] or 0
    found: dict[str, PlanArea] = {}
    made = []
    for part in parts:
        area = present.get(search_key(part.name))
        if area is None:
            order += 1
            area = PlanArea.objects.create(
                plan=plan, area=catalogue.get(str(part.match)), title=part.name[:120], order=order
            )
            present[search_key(part.name)] = area
            made.append(area)
        found[part.name] = area
    return found, made


def _activities(
    plan: Plan,
    wanted: Sequence[ImportedActivity],
    sections: dict[str, PlanSection],
    areas: dict[str, PlanArea],
    *,
    by: User | None,
    now: datetime.datetime,
) -> tuple[list[Activity], list[ResponsibleRole]]:
    """Return the activities that were made, and the responsible roles that they needed and nobody had."""
    today = timezone.localdate(now)
    measures = Measure.objects.in_bulk(
        [one.measure_number for one in wanted if one.measure_number], field_name="number"
    )
    last = dict(Activity.objects.filter(plan=plan).order_by().values_list("section_id").annotate(last=Max("order")))
    activities, steps = [], []
    for one in wanted:
        section = sections[one.section]
        last[section.pk] = last.get(section.pk, 0) + 1
        activity, named = _activity(plan, one, section, areas[one.area], today)
        activity.order, activity.updated_by = last[section.pk], by
        activity.measure = measures.get(one.measure_number) if one.measure_number else None
        activities.append(activity)
        steps.append(named)
    written = bulk_create_with_history(activities, Activity, batch_size=500, default_user=by, default_date=now)
    ActivityStep.objects.bulk_create(
        ActivityStep(activity=activity, text=text[:300], order=order)
        for activity, named in zip(written, steps, strict=True)
        for order, text in enumerate(named)
    )
    return list(written), _responsibles(written, wanted, by, now)


def _activity(
    plan: Plan, one: ImportedActivity, section: PlanSection, area: PlanArea, today: datetime.date
) -> tuple[Activity, tuple[str, ...]]:
    derived = activity_actions.derived_fields(
        title=one.title,
        description=one.description,
        responsibles=one.responsibles,
        deadline_text=one.deadline_text,
        today=plan.yearly_from(today),
    )
    is_finished = one.progress in FINISHED
    activity = Activity(
        plan=plan,
        section=section,
        area=area,
        title=one.title,
        description=one.description,
        deadline_text=one.deadline_text,
        deadline_kind=derived["deadline_kind"],
        due_date=derived["due_date"],
        original_due_date=derived["due_date"],
        search_key=derived["search_key"],
        responsible_text=derived["responsible_text"][:500],
        progress=str(one.progress),
        # The file seldom says when: the day of the import is the first on which it is known to be done.
        completed_date=today if is_finished else None,
        last_update_date=today if one.progress != ProgressChoice.NOT_STARTED else None,
        cancelled_reason=_said(one) if one.progress == ProgressChoice.CANCELLED else "",
        receiver=_said(one)[:200] if one.progress == ProgressChoice.HANDED_OVER else "",
    )
    standing = health.standing_fields(activity, today)
    activity.health, activity.stale_days = standing["health"], standing["stale_days"]
    return activity, derived["steps"]


def _said(one: ImportedActivity) -> str:
    return _("According to the imported file: %(status)s") % {"status": one.status_text or one.deadline_text}


def _responsibles(
    written: Sequence[Activity], wanted: Sequence[ImportedActivity], by: User | None, now: datetime.datetime
) -> list[ResponsibleRole]:
    """Put the roles on the activities: the organisation's own, else the region's, else new ones, which are returned.

    Each is asked for once.
    """
    found: dict[tuple[int, str], ResponsibleRole] = {}
    rows, made = [], []
    for activity, one in zip(written, wanted, strict=True):
        organisation = activity.section.organisation
        seen: set[int] = set()
        for title in one.responsibles:
            key = (organisation.pk, search_key(title))
            if key not in found:
                found[key], is_made = roles.role_of(title=title, organisation=organisation)
                made += [found[key]] if is_made else []
            role = found[key]
            if role.pk not in seen:
                rows.append(ActivityResponsible(activity=activity, role=role, order=len(seen)))
                seen.add(role.pk)
    if rows:
        bulk_create_with_history(rows, ActivityResponsible, batch_size=500, default_user=by, default_date=now)
    return made

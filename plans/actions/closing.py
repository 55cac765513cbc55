"""Close a plan, write its final report, and carry it on into the next period."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from documents import files
from plans import final_report
from plans.actions import activities as activity_actions
from plans.actions import frozen_documents, governance, status
from plans.actions import plans as plan_actions
from plans.actions import responsibles as roles
from plans.actions.revisions import saved
from plans.models import Activity, FinalReport, Plan, PlanArea, PlanGroup, PlanSection, PlanState, ProgressChoice
from plans.plan_snapshot import MemberFacts
from plans.queries import closing as queries
from staffing import editing
from staffing.models import User

WRITTEN = ("summary", "decisions", "extract_to", "stated_total", "stated_finished", "stated_remaining")
_YEARS = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:(?P<dash>[-–/])(?P<short>\d\d))?(?!\d)")


class NotAdopted(Exception):
    """Only an adopted plan is closed."""


class DraftRevisionOpen(Exception):
    """The plan is being revised: adopt the draft revision or give it up first."""


class StillOpen(Exception):
    """Some activities have neither a receiver nor a reason."""

    def __init__(self, titles: list[str]) -> None:
        super().__init__(", ".join(titles))
        self.titles = titles


class NotClosed(Exception):
    """The plan is not closed: it has no final report yet."""


class CorrectionNeeded(Exception):
    """There is a final report already: a new version says what it corrects."""


@dataclass(frozen=True)
class Ending:
    """How an open activity ends: handed over to a receiver, or cancelled for a reason; `text` says which."""

    activity: Activity
    progress: ProgressChoice
    text: str


@transaction.atomic
def close_plan(
    *,
    plan: Plan,
    version: int,
    endings: Iterable[Ending],
    written: Mapping[str, Any],
    by: User,
    now: datetime.datetime,
) -> FinalReport:
    """End what is open, close the plan and make its final report; return the report. All of it or nothing.

    :raises StaleVersion: the plan or one of the activities was changed meanwhile.
    :raises NotAdopted: the plan is not adopted.
    :raises DraftRevisionOpen: the plan is being revised.
    :raises StillOpen: some activities have neither receiver nor reason.
    """
    editing.claim_version(plan, version)
    fresh = Plan.objects.select_for_update(of=("self",)).select_related("region", "organisation").get(pk=plan.pk)
    if fresh.state != PlanState.ADOPTED:
        raise NotAdopted
    if fresh.draft_revisions.filter(revision_ended_at__isnull=True).exists():
        raise DraftRevisionOpen
    for ending in endings:
        _end(ending, by, now)
    if left := list(queries.left_to_end(fresh).values_list("title", flat=True)):
        raise StillOpen(left)
    fresh.state, fresh.updated_by = PlanState.CLOSED, by
    saved(fresh, gettext("The plan was closed"), by)
    return _report(fresh, written, correction="", by=by, now=now)


def _end(ending: Ending, by: User, now: datetime.datetime) -> None:
    is_handed_over = ending.progress == ProgressChoice.HANDED_OVER
    status.update_status(
        activity=ending.activity,
        version=ending.activity.version,
        progress=ending.progress,
        health=ending.activity.health,
        comment=ending.text[:500],
        by=by,
        now=now,
        receiver=ending.text[:200] if is_handed_over else "",
        cancelled_reason="" if is_handed_over else ending.text,
        change_reason=gettext("Ended when the plan was closed"),
    )


@transaction.atomic
def correct_report(
    *, plan: Plan, written: Mapping[str, Any], correction: str, by: User, now: datetime.datetime
) -> FinalReport:
    """Return a new version of the final report that says what it corrects; the earlier ones stay.

    :raises NotClosed: the plan is not closed.
    :raises CorrectionNeeded: nothing says what is corrected.
    """
    fresh = Plan.objects.select_for_update(of=("self",)).select_related("region", "organisation").get(pk=plan.pk)
    if fresh.state != PlanState.CLOSED:
        raise NotClosed
    if fresh.final_reports.exists() and not correction:
        raise CorrectionNeeded
    return _report(fresh, written, correction=correction, by=by, now=now)


@transaction.atomic
def first_report(*, plan: Plan, written: Mapping[str, Any], now: datetime.datetime) -> FinalReport:
    """Return the first final report of a plan that was closed elsewhere, by nobody here and so without a PDF."""
    return _report(plan, written, correction="", by=None, now=now)


def _report(
    plan: Plan, written: Mapping[str, Any], *, correction: str, by: User | None, now: datetime.datetime
) -> FinalReport:
    report = FinalReport(
        plan=plan,
        number=plan.final_reports.count() + 1,
        correction=correction,
        made_at=now,
        made_by=by,
        made_by_name=str(by or ""),
        **{name: written.get(name, getattr(FinalReport(), name)) for name in WRITTEN},
    )
    report.snapshot = files.canonical_json(final_report.to_snapshot(queries.data_for(report, now)))
    report.save()
    return report if by is None else frozen_documents.order(subject=report, by=by)


@dataclass(frozen=True)
class Resets:
    """What a copied plan begins anew with: deadlines, responsible roles, expected effects, groups. Status always is."""

    deadlines: bool = True
    responsibles: bool = False
    effects: bool = False
    groups: bool = False


def next_title(title: str, first_year: int, last_year: int, next_first_year: int) -> str:
    """Return the title with the years of the plan moved to the next period: "Plan 2026–27" becomes "Plan 2028–29"."""
    shift = next_first_year - first_year

    def moved(match: re.Match[str]) -> str:
        year = int(match["year"])
        if not first_year <= year <= last_year:
            return match.group()
        end = f"{match['dash']}{(int(match['short']) + shift) % 100:02}" if match["short"] else ""
        return f"{year + shift}{end}"

    return _YEARS.sub(moved, title)


@transaction.atomic
def copy_plan(
    *,
    plan: Plan,
    title: str,
    start_date: datetime.date,
    end_date: datetime.date,
    activities: Iterable[Activity],
    resets: Resets,
    by: User,
    now: datetime.datetime,
) -> Plan:
    """Return a draft plan of the next period with the chosen activities, each linked to the one that it goes on with.

    Sections and areas come along, and the groups with their members; nothing that happened does. A copy sent twice within
    a minute is one plan.
    """
    Plan.objects.select_for_update().get(pk=plan.pk)
    since = now - activity_actions.TWICE
    twin = Plan.objects.filter(
        copied_from=plan, title=title, start_date=start_date, created_at__gte=since, updated_by=by
    ).first()
    if twin is not None:
        return twin
    copy = plan_actions.create_plan(
        organisation=plan.organisation,
        by=by,
        title=title,
        start_date=start_date,
        end_date=end_date,
        goal=plan.goal,
        target_ratio=plan.target_ratio,
        target_date=plan.target_date if plan.target_date and plan.target_date >= start_date else None,
        parent=plan.parent,
        copied_from=plan,
        is_example=plan.is_example,
    )
    copy.sections.all().delete()
    sections = {
        old.pk: PlanSection.objects.create(plan=copy, organisation=old.organisation, title=old.title, order=old.order)
        for old in plan.sections.select_related("organisation")
    }
    areas = {
        old.pk: PlanArea.objects.create(plan=copy, area=old.area, title=old.title, order=old.order)
        for old in plan.areas.select_related("area")
    }
    for old in activities:
        _copy_activity(old, copy, sections[old.section_id], areas[old.area_id], resets, by, now)
    if not resets.groups:
        _copy_groups(plan, copy)
    return copy


def _copy_groups(old: Plan, plan: Plan) -> None:
    for group in old.groups.prefetch_related("members").order_by("order", "pk"):
        governance.save_group(
            group=PlanGroup(plan=plan, order=group.order),
            version=None,
            written={"kind": group.kind, "name": group.name, "assignment": group.assignment},
            members=[MemberFacts(one.role_title, one.part) for one in group.members.all()],
        )


COPIED = ("measure", "title", "description", "priority", "horizon", "conditions", "funding")
EFFECTS = ("expected_effect_sek", "expected_effect_fte", "effect_from_date")


def _copy_activity(  # noqa: PLR0917 - where it comes from, where it goes, and who copies it when
    old: Activity,
    plan: Plan,
    section: PlanSection,
    area: PlanArea,
    resets: Resets,
    by: User,
    now: datetime.datetime,
) -> Activity:
    fields = {name: getattr(old, name) for name in COPIED} | {"section": section, "area": area}
    if not resets.deadlines:
        fields["deadline_text"] = old.deadline_text
    if not resets.effects:
        fields |= {name: getattr(old, name) for name in EFFECTS}
    rows = [] if resets.responsibles else old.responsibles.select_related("role").order_by("order", "pk")
    return activity_actions.create_activity(
        plan=plan,
        fields=fields,
        by=by,
        now=now,
        responsibles=[roles.Responsible(row.role.title, row.part) for row in rows],
        steps=[step.text for step in old.steps.all()],
        continues=old,
    )

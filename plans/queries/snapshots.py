"""Read a whole plan into one frozen value, in a fixed number of queries however long the plan is."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from plans import adoption
from plans import plan_snapshot as facts
from plans.models import (
    Activity,
    ActivityResponsible,
    ActivityStep,
    Consultation,
    GroupMember,
    Milestone,
    Plan,
    PlanGroup,
    PlanRevision,
    Risk,
    RiskAnalysis,
)
from plans.queries.plans import PLAN_ORDER
from staffing.models import Level


def snapshot_of(plan: Plan, now: datetime.datetime) -> facts.PlanSnapshot:
    """Return the plan as it is in the database.

    What surrounds a plan (risks, consultations, groups, milestones) is the standing plan's, also in a draft revision.
    """
    standing = plan.revises or plan
    return facts.PlanSnapshot(
        schema=facts.SCHEMA,
        at=timezone.localtime(now),
        plan=plan_facts(plan),
        sections=tuple(
            facts.Section(row.revises_id or row.pk, row.title, row.organisation.name, row.organisation_id)
            for row in plan.sections.select_related("organisation")
        ),
        areas=tuple(
            facts.Area(row.revises_id or row.pk, row.title, row.area.code if row.area else "")
            for row in plan.areas.select_related("area")
        ),
        activities=_activities(plan),
        risk_analyses=_risk_analyses(standing),
        consultations=tuple(
            facts.ConsultationFacts(
                row.pk, row.party, row.party_kind, row.form, row.held_date, row.outcome, row.minutes
            )
            for row in Consultation.objects.filter(plan=standing)
        ),
        groups=_groups(standing),
        milestones=tuple(
            milestone_facts(row)
            for row in Milestone.objects.filter(plan=standing).select_related("organisation", "profession")
        ),
        waivers=waivers_of(standing),
    )


def plan_facts(plan: Plan) -> facts.PlanFacts:
    """Return what the plan says of itself; needs `region` and `organisation` loaded to ask nothing."""
    return facts.PlanFacts(
        slug=plan.slug,
        title=plan.title,
        region=plan.region.short_name,
        organisation=plan.organisation.name,
        is_whole_region=plan.organisation.level == Level.REGION,
        state=plan.state,
        start_date=plan.start_date,
        end_date=plan.end_date,
        goal=plan.goal,
        target_ratio=plan.target_ratio,
        target_date=plan.target_date,
        registry_number=plan.registry_number,
        adopted_date=plan.adopted_date,
        adopted_by=plan.adopted_by,
        source=plan.source,
        is_example=plan.is_example,
        has_example_progress=plan.has_example_progress,
    )


def _activities(plan: Plan) -> tuple[facts.PlanActivity, ...]:
    rows = Activity.objects.present().filter(plan=plan).select_related("measure", "parent", "section", "area")
    rows = rows.order_by(*PLAN_ORDER)
    responsibles: dict[int, list[facts.Responsible]] = {}
    for part in ActivityResponsible.objects.filter(activity__plan=plan).select_related("role").order_by("order", "pk"):
        responsibles.setdefault(part.activity_id, []).append(facts.Responsible(part.role.title, part.part))
    steps: dict[int, list[facts.Step]] = {}
    for step in ActivityStep.objects.filter(activity__plan=plan).order_by("order", "pk"):
        steps.setdefault(step.activity_id, []).append(facts.Step(step.text, step.is_done))
    return tuple(activity_facts(row, responsibles.get(row.pk, ()), steps.get(row.pk, ())) for row in rows)


def activity_facts(
    row: Activity, responsibles: Iterable[facts.Responsible], steps: Iterable[facts.Step]
) -> facts.PlanActivity:
    """Return one activity; needs `measure`, `parent`, `section` and `area` loaded to ask nothing."""
    return facts.PlanActivity(
        key=row.revises_id or row.pk,
        section=row.section.revises_id or row.section_id,
        area=row.area.revises_id or row.area_id,
        responsibles=tuple(responsibles),
        steps=tuple(steps),
        measure_number=row.measure.number if row.measure else None,
        measure_code=row.measure.code if row.measure else "",
        measure_title=row.measure.title_sv if row.measure else "",
        parent_key=row.parent_id,
        parent_title=row.parent.title if row.parent else "",
        continues_key=row.continues_id,
        **{name: getattr(row, name) for name in PLAIN_FIELDS},
    )


PLAIN_FIELDS = (
    "title",
    "description",
    "deadline_text",
    "deadline_kind",
    "due_date",
    "original_due_date",
    "deadline_moves",
    "progress",
    "health",
    "completed_date",
    "cancelled_reason",
    "receiver",
    "last_update_date",
    "priority",
    "horizon",
    "expected_effect_sek",
    "expected_effect_fte",
    "effect_from_date",
    "conditions",
    "funding",
    "is_hidden",
)
"""The fields of an activity that its snapshot holds as they are."""


def milestone_facts(row: Milestone) -> facts.MilestoneFacts:
    """Return one milestone; needs `organisation` and `profession` loaded to ask nothing."""
    return facts.MilestoneFacts(
        row.pk,
        row.organisation.name,
        row.organisation_id,
        row.profession.code if row.profession else "",
        row.period.code,
        row.target_ratio,
        row.note,
        row.profession.name_sv if row.profession else "",
        row.profession.name_en if row.profession else "",
    )


def waivers_of(plan: Plan, until: datetime.datetime | None = None) -> tuple[facts.WaiverFacts, ...]:
    """Return what the standing plan's revisions were adopted without, of those that were recorded until the moment: one query."""
    revisions = PlanRevision.objects.filter(plan=plan).exclude(risk_waiver="", consultation_waiver="")
    if until is not None:
        revisions = revisions.filter(recorded_at__lte=until)
    return tuple(one for revision in revisions.order_by("number") for one in waivers_in(revision, revision.number))


def waivers_in(decided: Any, number: int) -> list[facts.WaiverFacts]:
    """Return what a decision, or the revision of it, does without."""
    return [
        facts.WaiverFacts(number, gate.value, reason, decided.adopted_date, decided.adopted_by)
        for gate, reason in adoption.waivers_of(decided).items()
    ]


def _risk_analyses(plan: Plan) -> tuple[facts.RiskAnalysisFacts, ...]:
    risks: dict[int, list[facts.RiskLine]] = {}
    for risk in Risk.objects.filter(analysis__plan=plan).order_by("order", "pk"):
        risks.setdefault(risk.analysis_id, []).append(_copied(facts.RiskLine, risk, key=risk.pk))
    return tuple(
        _copied(
            facts.RiskAnalysisFacts,
            row,
            key=row.pk,
            organisation=row.organisation.name if row.organisation else "",
            risks=tuple(risks.get(row.pk, ())),
        )
        for row in RiskAnalysis.objects.filter(plan=plan).select_related("organisation")
    )


def _groups(plan: Plan) -> tuple[facts.GroupFacts, ...]:
    members: dict[int, list[facts.MemberFacts]] = {}
    for member in GroupMember.objects.filter(group__plan=plan).order_by("order", "pk"):
        members.setdefault(member.group_id, []).append(facts.MemberFacts(member.role_title, member.part))
    return tuple(
        facts.GroupFacts(row.pk, row.kind, row.name, row.assignment, tuple(members.get(row.pk, ())))
        for row in PlanGroup.objects.filter(plan=plan)
    )


def _copied(kind: Any, row: Any, **derived: Any) -> Any:
    """Return the dataclass `kind` with `derived` and, for its other fields, the row's of the same name."""
    names = [name for name in kind.__dataclass_fields__ if name not in derived]
    return kind(**derived, **{name: getattr(row, name) for name in names})

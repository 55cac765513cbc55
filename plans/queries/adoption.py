"""What stands between a plan and its adoption, and what the adoption would change."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from documents import files
from plans import adoption, plan_snapshot, risk_bands
from plans.models import (
    Activity,
    ActivityResponsible,
    ActivityStep,
    Consultation,
    Plan,
    PlanRevision,
    RiskAnalysis,
)
from plans.queries import snapshots

NO_TIME = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""The moment that a fingerprint is taken at: any, so that only what the plan says counts."""


def gates_of(plan: Plan, adopted_date: datetime.date) -> tuple[adoption.GateState, ...]:
    """Return the gates of the plan; those of a draft revision are the standing plan's."""
    standing = plan.revises or plan
    analyses = RiskAnalysis.objects.filter(plan=standing).values_list("title", "finished_date", "revision_id")
    held = Consultation.objects.filter(plan=standing)
    return adoption.gates(
        [adoption.Analysis(title, day, used is not None) for title, day, used in analyses],
        [
            adoption.Held(party, kind, day, used is not None)
            for party, kind, day, used in held.values_list("party", "party_kind", "held_date", "revision_id")
        ],
        adopted_date,
        draft_days(plan),
    )


def draft_days(plan: Plan) -> adoption.DraftDays | None:
    """Return the days that a draft revision's gates are judged by; None of a plan that is no draft revision."""
    if plan.revises is None:
        return None
    return adoption.DraftDays(plan.revises.adopted_date, timezone.localdate(plan.created_at))


def unused_until(
    plan: Plan, day: datetime.date, not_before: datetime.date | None = None
) -> tuple[QuerySet[RiskAnalysis], QuerySet[Consultation]]:
    """Return the standing plan's analyses and consultations that an adoption of the day stands on: done by then, and unused.

    `not_before` is the day of the adoption before.
    """
    analyses = RiskAnalysis.objects.filter(plan=plan, revision__isnull=True, finished_date__lte=day)
    held = Consultation.objects.filter(plan=plan, revision__isnull=True, held_date__lte=day)
    if not_before is None:
        return analyses, held
    return analyses.filter(finished_date__gte=not_before), held.filter(held_date__gte=not_before)


def shortfalls_of(plan: Plan, adopted_date: datetime.date) -> list[adoption.Shortfall]:
    """Return what the analyses that open the gate leave undone; those without anything are left out. Two queries."""
    standing = plan.revises or plan
    days = draft_days(plan)
    finished, _held = unused_until(standing, adopted_date, days.adopted_before if days else None)
    found = (shortfall_of(analysis) for analysis in finished.prefetch_related("risks").order_by("pk"))
    return [one for one in found if one.is_any]


def shortfall_of(analysis: RiskAnalysis) -> adoption.Shortfall:
    """Return what the analysis leaves undone."""
    judged = [(one.probability, one.consequence, one.is_serious, one.countermeasure) for one in analysis.risks.all()]
    return adoption.Shortfall(
        key=analysis.pk,
        title=analysis.title,
        uncountered=risk_bands.count_uncountered(judged, analysis.scale),
        lacks_safety_representative=adoption.lacks_safety_representative(
            analysis.safety_representative, analysis.participants
        ),
    )


def next_number(plan: Plan) -> int:
    """Return the number of the revision that the next adoption of the standing plan makes."""
    latest = PlanRevision.objects.filter(plan=plan).order_by("-number").values_list("number", flat=True).first()
    return (latest or 0) + 1


def open_draft(plan: Plan) -> Plan | None:
    """Return the open draft revision of the standing plan."""
    return Plan.objects.filter(revises=plan, revision_ended_at__isnull=True).first()


@dataclass(frozen=True)
class DraftChanges:
    """How many activities of a draft revision were changed, are new and were taken out, and whether the plan's own facts were."""

    changed: int
    added: int
    removed: int
    is_plan_changed: bool

    @property
    def is_none(self) -> bool:
        """Return whether the draft says what the plan says."""
        return not (self.changed or self.added or self.removed or self.is_plan_changed)


# What a plan says of itself that a revision may change.
PLAN_FIELDS = (
    "title",
    "organisation_id",
    "start_date",
    "end_date",
    "goal",
    "target_ratio",
    "target_date",
    "registry_number",
)
# What a revision may change of an activity. Status is the standing plan's alone; order and place follow on their own.
TEXT_FIELDS = (
    "measure_id",
    "parent_id",
    "continues_id",
    "is_hidden",
    "order",
    "title",
    "description",
    "responsible_text",
    "priority",
    "horizon",
    "expected_effect_sek",
    "expected_effect_fte",
    "effect_from_date",
    "conditions",
    "funding",
    "search_key",
)
DEADLINE_FIELDS = ("deadline_text", "deadline_kind", "due_date", "original_due_date", "deadline_moves")


_COUNTED_FIELDS = tuple(
    name
    # Not what follows on its own: the place in the order, what is searched in, and the log of moves.
    for name in (*TEXT_FIELDS, *DEADLINE_FIELDS)
    if name not in {"order", "search_key", "responsible_text", "original_due_date", "deadline_moves", "deadline_kind"}
)


def changes_of_draft(draft: Plan, standing: Plan) -> DraftChanges:
    """Return what a draft revision of the standing plan has changed so far: two queries.

    Counted as `plan_compare` counts it, so that the draft, the comparison and the revision after say the same number.
    """
    rows = Activity.objects.filter(plan__in=[draft, standing]).values_list(
        "plan_id", "pk", "revises_id", "deleted_at", "section_id", "area_id", "section__revises_id", "area__revises_id",
        *_COUNTED_FIELDS,
    )  # fmt: skip
    lists = _lists_of([draft.pk, standing.pk])
    originals: dict[int, tuple[bool, tuple[Any, ...]]] = {}
    copies: list[tuple[int | None, bool, tuple[Any, ...]]] = []
    for plan_id, pk, revises, deleted_at, section, area, old_section, old_area, *said in rows:
        listed = lists.get(pk)
        if plan_id == standing.pk:
            originals[pk] = (deleted_at is None, (section, area, *said, listed))
        else:
            copies.append((revises, deleted_at is None, (old_section, old_area, *said, listed)))
    changed = added = removed = 0
    for key, is_in, now in copies:
        was_in, before = originals.get(key, (False, ())) if key is not None else (False, ())
        added += is_in and not was_in
        removed += was_in and not is_in
        changed += is_in and was_in and now != before
    is_plan_changed = any(getattr(draft, name) != getattr(standing, name) for name in PLAN_FIELDS)
    return DraftChanges(changed, added, removed, is_plan_changed)


def _lists_of(plans: list[int]) -> dict[int, list[tuple[str, str]]]:
    """Return the responsible roles, each with its part, and the steps of each activity of the plans, in order: one query."""
    roles = (
        ActivityResponsible.objects.filter(activity__plan__in=plans)
        .order_by()
        .annotate(
            kind=Value("role"), said=Concat(Cast("role_id", TextField()), Value(" "), "part", output_field=TextField())
        )
    )
    steps = (
        ActivityStep.objects.filter(activity__plan__in=plans)
        .order_by()
        .annotate(kind=Value("step"), said=Cast("text", TextField()))
    )
    names = ("activity_id", "kind", "order", "pk", "said")
    found: dict[int, list[tuple[str, str]]] = {}
    for key, kind, _order, _pk, said in sorted(roles.values_list(*names).union(steps.values_list(*names), all=True)):
        found.setdefault(key, []).append((kind, said))
    return found


def fingerprint(plan: Plan) -> str:
    """Return one hash of what the plan says now: what a person checked, and what is adopted, must be the same."""
    return fingerprint_of(snapshots.snapshot_of(plan, NO_TIME))


def fingerprint_of(snapshot: plan_snapshot.PlanSnapshot) -> str:
    """Return one hash of what the plan said then, whenever that was."""
    plain = plan_snapshot.to_snapshot(replace(snapshot, at=NO_TIME))
    return hashlib.sha256(files.canonical_json(plain).encode()).hexdigest()

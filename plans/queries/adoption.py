"""What stands between a plan and its adoption, and what the adoption would change."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, replace

from documents import files
from plans import adoption, plan_snapshot, risk_bands
from plans.models import Activity, Consultation, Plan, PlanRevision, RiskAnalysis
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
    )


def shortfalls_of(plan: Plan, adopted_date: datetime.date) -> list[adoption.Shortfall]:
    """Return what the analyses that open the gate leave undone; those without anything are left out. Two queries."""
    standing = plan.revises or plan
    finished = RiskAnalysis.objects.filter(plan=standing, revision=None, finished_date__lte=adopted_date)
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


def changes_of_draft(draft: Plan, standing: Plan) -> DraftChanges:
    """Return what a draft revision of the standing plan has changed so far: two queries."""
    compared = [name for name in (*TEXT_FIELDS, *DEADLINE_FIELDS) if name != "search_key"]
    names = ("revises_id", "deleted_at", "section__revises_id", "area__revises_id", *compared)
    copies = list(Activity.objects.filter(plan=draft).values_list(*names))
    originals = {
        row[0]: row[1:]
        for row in Activity.objects.filter(plan=standing).values_list(
            "pk", "deleted_at", "section_id", "area_id", *compared
        )
    }
    changed = added = removed = 0
    for key, *copy in copies:
        before = originals.get(key)
        is_in, was_in = copy[0] is None, before is not None and before[0] is None
        added += is_in and not was_in
        removed += was_in and not is_in
        changed += is_in and was_in and before is not None and tuple(copy[1:]) != tuple(before[1:])
    is_plan_changed = any(getattr(draft, name) != getattr(standing, name) for name in PLAN_FIELDS)
    return DraftChanges(changed, added, removed, is_plan_changed)


def fingerprint(plan: Plan) -> str:
    """Return one hash of what the plan says now: what a person checked, and what is adopted, must be the same."""
    return fingerprint_of(snapshots.snapshot_of(plan, NO_TIME))


def fingerprint_of(snapshot: plan_snapshot.PlanSnapshot) -> str:
    """Return one hash of what the plan said then, whenever that was."""
    plain = plan_snapshot.to_snapshot(replace(snapshot, at=NO_TIME))
    return hashlib.sha256(files.canonical_json(plain).encode()).hexdigest()

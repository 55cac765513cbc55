"""What stands between a plan and its adoption, and what the adoption would change."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from plans import adoption
from plans.models import Activity, Consultation, Plan, PlanRevision, RiskAnalysis


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


def next_number(plan: Plan) -> int:
    """Return the number of the revision that the next adoption of the standing plan makes."""
    latest = PlanRevision.objects.filter(plan=plan).order_by("-number").values_list("number", flat=True).first()
    return (latest or 0) + 1


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


def changes_of_draft(draft: Plan) -> DraftChanges:
    """Return what a draft revision has changed so far, in a fixed number of queries."""
    compared = [name for name in (*TEXT_FIELDS, *DEADLINE_FIELDS) if name != "search_key"]
    names = ("revises_id", "deleted_at", "section__revises_id", "area__revises_id", *compared)
    copies = list(Activity.objects.filter(plan=draft).values_list(*names))
    originals = {
        row[0]: row[1:]
        for row in Activity.objects.filter(plan_id=draft.revises_id).values_list(
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
    plan_was = Plan.objects.values_list(*PLAN_FIELDS).get(pk=draft.revises_id)
    is_plan_changed = plan_was != tuple(getattr(draft, name) for name in PLAN_FIELDS)
    return DraftChanges(changed, added, removed, is_plan_changed)

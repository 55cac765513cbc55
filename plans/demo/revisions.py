"""The first revision of the demo's adopted plans, and an open draft revision of an example plan."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from django.db import transaction

from plans import plan_snapshot
from plans.actions import activities, freezing, revisions
from plans.demo import blekinge, writing
from plans.models import Activity, Plan, PlanRevision, PlanState
from plans.queries import adoption, snapshots
from staffing.models import Role, User

DRAFTED_REGION = "10"
NOT_BEGUN: dict[str, Any] = {
    "progress": "not_started",
    "health": "on_track",
    "completed_date": None,
    "cancelled_reason": "",
    "receiver": "",
    "last_update_date": None,
}
"""What every activity of a plan says on the day when it is adopted."""
REAL_SUMMARY = "Exempeldata: den första revisionen är planens text som den trycktes 2017. Att beslutet är registrerat här är påhittat."
EXAMPLE_SUMMARY = "Exempeldata: den första revisionen."
BODY = "Exempeldata: regionstyrelsen"


@transaction.atomic
def load(now: datetime.datetime) -> int:
    """Freeze the first revision of each adopted demo plan that has none; return how many. Their PDFs are made when asked for."""
    made = [_freeze(plan) for plan in _unfrozen()]
    if made:
        _draft(now)
    return len(made)


def _unfrozen() -> list[Plan]:
    found = Plan.objects.standing().filter(state=PlanState.ADOPTED, revisions__isnull=True)
    known = found.filter(is_example=True) | found.filter(slug=blekinge.SLUG)
    return list(known.select_related("region", "organisation", "revises"))


def _freeze(plan: Plan) -> PlanRevision:
    day = plan.adopted_date or plan.start_date
    at = writing.at_ten(day)
    decision = freezing.Decision(
        adopted_date=day,
        adopted_by=BODY if plan.is_example else plan.adopted_by,
        summary=EXAMPLE_SUMMARY if plan.is_example else REAL_SUMMARY,
    )
    snapshot = _as_adopted(snapshots.snapshot_of(plan, at))
    revision = freezing.store_revision(plan=plan, decision=decision, snapshot=snapshot, by=None, now=at)
    for done in adoption.unused_until(plan, day):
        # As if it had been said then: no history of its own, of the day of loading.
        done.update(revision=revision)
    return revision


def _as_adopted(snapshot: plan_snapshot.PlanSnapshot) -> plan_snapshot.PlanSnapshot:
    """Return the plan before anything had happened to it."""
    return replace(snapshot, activities=tuple(replace(one, **NOT_BEGUN) for one in snapshot.activities))


def _draft(now: datetime.datetime) -> None:
    """Begin to change the example plan of the drafted region: two texts and a deadline."""
    plan = Plan.objects.standing().filter(is_example=True, region__code=DRAFTED_REGION, state=PlanState.ADOPTED).first()
    leader = User.objects.filter(
        role_assignments__role=Role.PROCESS_LEADER, role_assignments__organisation__region__code=DRAFTED_REGION
    ).first()
    if plan is None or leader is None:
        return
    draft = revisions.start_draft_revision(plan=plan, by=leader, now=now)
    dated = Activity.objects.filter(plan=draft, due_date__isnull=False).order_by("pk")[:2]
    edits = (
        {"deadline_text": "2027-12-31"},
        {"conditions": "Exempeldata: kräver beslut i budgeten för 2027."},
    )
    for activity, changes in zip(dated, edits, strict=False):
        activities.update_activity(
            activity=activity,
            version=activity.version,
            changes=changes,
            by=leader,
            now=now,
            move_reason="Exempeldata: upphandlingen är försenad.",
        )

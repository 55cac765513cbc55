"""Freeze a plan as a revision: the snapshot now; the document is made of it by a job (`frozen_documents`)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext

from documents import files
from plans import plan_snapshot
from plans.models import Plan, PlanRevision
from plans.queries import adoption as queries
from plans.queries import snapshots
from staffing.models import User

RECORD_KIND = "plan_revision"


@dataclass(frozen=True)
class Decision:
    """What is recorded of an adoption: the day, the body, the case, what it changes, and why a gate is passed by."""

    adopted_date: datetime.date
    adopted_by: str
    registry_number: str = ""
    summary: str = ""
    risk_waiver: str = ""
    consultation_waiver: str = ""


def freeze_revision(*, plan: Plan, decision: Decision, by: User | None, now: datetime.datetime) -> PlanRevision:
    """Return the plan's next revision with the plan, as it is in the database, frozen in it.

    Call it in the transaction of the adoption, with the plan's row locked.
    """
    return store_revision(plan=plan, decision=decision, snapshot=snapshots.snapshot_of(plan, now), by=by, now=now)


def store_revision(
    *, plan: Plan, decision: Decision, snapshot: plan_snapshot.PlanSnapshot, by: User | None, now: datetime.datetime
) -> PlanRevision:
    """Return the plan's next revision with the given snapshot, and what it is adopted without, frozen in it."""
    number = queries.next_number(plan)
    waivers = (*snapshot.waivers, *snapshots.waivers_in(decision, number))
    plain = plan_snapshot.to_snapshot(replace(snapshot, waivers=waivers))
    record = files.freeze(
        kind=RECORD_KIND,
        name=f"handlingsplan-{plan.slug}-revision-{number}.json",
        content_type="application/json",
        snapshot=plain,
        content=files.canonical_json(plain).encode(),
        by=by,
    )
    return PlanRevision.objects.create(
        plan=plan,
        number=number,
        adopted_date=decision.adopted_date,
        adopted_by=decision.adopted_by,
        registry_number=decision.registry_number,
        summary=decision.summary,
        risk_waiver=decision.risk_waiver,
        consultation_waiver=decision.consultation_waiver,
        record=record,
        recorded_at=now,
        recorded_by=by,
        recorded_by_name="" if by is None else str(by),
    )


def freeze_as_it_stands(*, plan: Plan, by: User, now: datetime.datetime) -> PlanRevision:
    """Freeze a plan that was adopted before its revisions were kept, under the decision that it names."""
    day = timezone.localdate(now)
    decision = Decision(
        adopted_date=plan.adopted_date or day,
        adopted_by=plan.adopted_by,
        registry_number=plan.registry_number,
        summary=gettext("The plan as it stood on %(day)s, when the first change of it was begun.") % {"day": day},
    )
    return freeze_revision(plan=plan, decision=decision, by=by, now=now)

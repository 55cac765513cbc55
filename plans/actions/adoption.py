"""Adopt a plan, or the draft revision of one: gates, decision, frozen revision."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from plans import adoption
from plans.actions import freezing, frozen_documents, write_back
from plans.actions.revisions import WrongState, claimed, saved
from plans.models import Outcome, Plan, PlanDecision, PlanRevision, PlanState
from plans.queries import adoption as queries
from staffing.models import User


class GatesOpen(Exception):
    """A gate is neither passed nor waived; `gates` says which."""

    def __init__(self, gates: Iterable[adoption.Gate]) -> None:
        self.gates = list(gates)
        super().__init__(", ".join(self.gates))


class ChangedMeanwhile(Exception):
    """What would be adopted is not what the person saw."""


class AdoptedBeforeTheLast(Exception):
    """The day of adoption is before that of the revision before."""


@transaction.atomic
def adopt_plan(
    *, plan: Plan, version: int, seen: str, decision: freezing.Decision, by: User, now: datetime.datetime
) -> PlanRevision:
    """Adopt a plan in consultation for the first time; return its revision, frozen.

    `seen` is the fingerprint of what the person checked (`queries.adoption.fingerprint`).

    :raises StaleVersion: somebody changed the plan since `version`; of two adoptions at once this stops the second.
    :raises WrongState: it is not in consultation, or it is a draft revision.
    :raises ChangedMeanwhile: the plan's text is another than the person saw.
    :raises GatesOpen: a gate is neither passed nor waived.
    """
    fresh = claimed(plan, version)
    if fresh.state != PlanState.CONSULTATION or fresh.revises_id is not None:
        raise WrongState
    return _adopt(fresh, _checked(fresh, seen, decision), by, now)


@transaction.atomic
def adopt_draft_revision(
    *, draft: Plan, version: int, seen: str, decision: freezing.Decision, by: User, now: datetime.datetime
) -> PlanRevision:
    """Write the draft's changes into the standing plan and freeze it as the next revision; return that.

    Addresses, status logs and what was reported meanwhile live on: the plan's own rows are changed, not replaced.

    :raises StaleVersion: somebody changed the draft since `version`; of two adoptions at once this stops the second.
    :raises WrongState: it is no draft revision in consultation, or its plan is closed.
    :raises ChangedMeanwhile: the draft's text is another than the person saw.
    :raises GatesOpen: a gate is neither passed nor waived.
    :raises AdoptedBeforeTheLast: the day is before that of the revision before.
    """
    fresh = claimed(draft, version)
    if fresh.state != PlanState.CONSULTATION or fresh.revises_id is None or fresh.revision_ended_at is not None:
        raise WrongState
    standing = Plan.objects.select_for_update().get(pk=fresh.revises_id)
    if standing.state != PlanState.ADOPTED:
        raise WrongState
    if standing.adopted_date is not None and decision.adopted_date < standing.adopted_date:
        raise AdoptedBeforeTheLast
    decision = _checked(fresh, seen, decision)
    reason = gettext("Adopted in revision %(number)s") % {"number": queries.next_number(standing)}
    write_back.write_back(standing=standing, draft=fresh, by=by, now=now, reason=reason)
    fresh.revision_ended_at, fresh.updated_by = now, by
    saved(fresh, reason, by)
    standing.version += 1
    return _adopt(standing, decision, by, now, not_before=standing.adopted_date)


def _checked(plan: Plan, seen: str, decision: freezing.Decision) -> freezing.Decision:
    """Return what is decided, with the reasons that it needs alone."""
    if queries.fingerprint(plan) != seen:
        raise ChangedMeanwhile
    gates = queries.gates_of(plan, decision.adopted_date)
    if still_open := adoption.missing(gates, adoption.waivers_of(decision)):
        raise GatesOpen(still_open)
    return adoption.without_needless(decision, gates)


def _adopt(
    plan: Plan,
    decision: freezing.Decision,
    by: User,
    now: datetime.datetime,
    *,
    not_before: datetime.date | None = None,
) -> PlanRevision:
    number = queries.next_number(plan)
    plan.state, plan.updated_by = PlanState.ADOPTED, by
    plan.adopted_date, plan.adopted_by = decision.adopted_date, decision.adopted_by
    plan.registry_number = decision.registry_number or plan.registry_number
    reason = gettext("Adopted as revision %(number)s") % {"number": number}
    saved(plan, reason, by)
    revision = freezing.freeze_revision(plan=plan, decision=decision, by=by, now=now)
    _use_up(plan, revision, by, not_before)
    PlanDecision.objects.create(
        plan=plan,
        revision=revision,
        decided_date=decision.adopted_date,
        subject=gettext("Revision %(number)s of the plan") % {"number": number},
        text=decision.summary or gettext("The plan is adopted."),
        outcome=Outcome.APPROVED,
        decided_by=decision.adopted_by,
        registry_number=decision.registry_number,
        recorded_at=now,
        recorded_by=by,
        recorded_by_name=str(by),
    )
    return frozen_documents.order(subject=revision, by=by)


def _use_up(plan: Plan, revision: PlanRevision, by: User, not_before: datetime.date | None) -> None:
    """Tie the finished analyses and the consultations held to the decision that stands on them."""
    analyses, held = queries.unused_until(plan, revision.adopted_date, not_before)
    rows: list[Any] = [*analyses, *held]
    for row in rows:
        row.revision = revision
        row.version += 1
        saved(row, gettext("Adopted in revision %(number)s") % {"number": revision.number}, by)

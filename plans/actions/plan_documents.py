"""Order a plan's PDF."""

from __future__ import annotations

import datetime

from django.db import transaction

from documents import files
from plans import plan_snapshot
from plans.actions import frozen_documents
from plans.models import Plan, PlanDocument
from plans.queries import adoption, snapshots
from staffing.models import User


@transaction.atomic
def order(
    *, plan: Plan, language: str, is_internal: bool, is_reduced: bool, by: User, now: datetime.datetime
) -> PlanDocument:
    """Return the PDF of the plan as it is now: the one that is made or on its way, or a new one that is queued."""
    taken = snapshots.snapshot_of(plan, now)
    document, _is_new = PlanDocument.objects.get_or_create(
        plan=plan,
        fingerprint=adoption.fingerprint_of(taken),
        language=language,
        is_internal=is_internal,
        is_reduced=is_reduced,
        defaults={"snapshot": files.canonical_json(plan_snapshot.to_snapshot(taken)), "ordered_at": now},
    )
    return frozen_documents.order(subject=document, by=by)

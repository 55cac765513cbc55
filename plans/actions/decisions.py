"""Record what the steering group decided."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext

from plans.actions import revisions
from plans.models import Outcome, Plan, PlanDecision, PlanState, StatusReport
from staffing.models import User

TWICE = datetime.timedelta(minutes=1)
"""The same decision sent again by the same person within this time is a double submit."""


class ForeignReport(Exception):
    """The status report is another plan's."""


@transaction.atomic
def record_decision(
    *,
    plan: Plan,
    decided_date: datetime.date,
    subject: str,
    text: str,
    outcome: str,
    decided_by: str,
    by: User,
    now: datetime.datetime,
    registry_number: str = "",
    report: StatusReport | None = None,
) -> PlanDecision:
    """Return the decision as recorded, on the standing plan; a plan in consultation that is sent back is a draft again.

    :raises ForeignReport: the report is another plan's.
    """
    standing = plan.revises or plan
    # The plan's row is the queue: the second of a double submit finds the first.
    Plan.objects.select_for_update().get(pk=standing.pk)
    if report is not None and report.plan_id != standing.pk:
        raise ForeignReport
    written = {
        "decided_date": decided_date,
        "subject": subject,
        "text": text,
        "outcome": outcome,
        "decided_by": decided_by,
        "registry_number": registry_number,
        "report": report,
    }
    twin = PlanDecision.objects.filter(plan=standing, recorded_by=by, recorded_at__gte=now - TWICE, **written).first()
    if twin is not None:
        return twin
    made = PlanDecision.objects.create(
        plan=standing, recorded_at=now, recorded_by=by, recorded_by_name=str(by), **written
    )
    fresh = Plan.objects.get(pk=plan.pk)
    if outcome == Outcome.SENT_BACK and report is None and fresh.state == PlanState.CONSULTATION:
        reason = gettext("Sent back: %(subject)s") % {"subject": subject}
        revisions.back_to_draft(plan=fresh, version=fresh.version, by=by, reason=reason)
    return made

"""What strangers may read of plans as open data: what every region already sees of the others, and no more."""

from __future__ import annotations

from django.db.models import QuerySet

from plans.access import PUBLIC_STATES
from plans.models import Activity, Plan, StatusReport
from plans.models.activities import ActivityQuerySet
from plans.models.plans import PlanQuerySet


def open_plans() -> PlanQuerySet:
    """Return the adopted and closed plans; a draft revision is never one."""
    return Plan.objects.standing().filter(state__in=PUBLIC_STATES)


def open_activities() -> ActivityQuerySet:
    """Return the present activities of those plans."""
    return Activity.objects.present().filter(plan__in=open_plans())


def open_status_reports() -> QuerySet[StatusReport]:
    """Return the frozen reports of those plans."""
    return StatusReport.objects.filter(plan__in=open_plans(), file__isnull=False)

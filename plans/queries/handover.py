"""What a new holder of a responsible role takes over: its open activities, and who held it before."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery

from plans import access
from plans.models import Activity, PlanState, StatusUpdate
from plans.models.activities import OPEN
from staffing import queries as staffing_queries
from staffing.access import rights_of
from staffing.models import ResponsibleRole, User


@dataclass(frozen=True)
class HandOver:
    """A role with what is open in it; what was said is internal, and left out for who does not belong to the region."""

    activities: QuerySet[Activity]
    holders: list[staffing_queries.Held]
    is_internal: bool


def handover_of(role: ResponsibleRole, reader: User) -> HandOver:
    """Return the role's open activities that the reader may see, due first, each with the last line that was said of it."""
    is_internal = rights_of(reader).is_member(role.organisation.region_id)
    activities = (
        access.visible_activities(reader)
        .filter(responsibles__role=role, progress__in=OPEN, plan__revises__isnull=True)
        .exclude(plan__state=PlanState.CLOSED)
        .select_related("plan")
        .order_by(F("due_date").asc(nulls_last=True), "plan_id", "order", "pk")
    )
    if is_internal:
        said = StatusUpdate.objects.filter(activity=OuterRef("pk")).exclude(comment="").order_by("-at", "-pk")
        activities = activities.annotate(
            last_comment=Subquery(said.values("comment")[:1]),
            last_comment_at=Subquery(said.values("at")[:1]),
            last_comment_by=Subquery(said.values("by_name")[:1]),
        )
    return HandOver(activities, staffing_queries.holders_of(role), is_internal)

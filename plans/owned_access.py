"""What a person answers for: by the responsible roles that they hold, and by the organisations that they are manager of."""

from __future__ import annotations

from django.db.models import Q

from plans.access import visible_activities
from plans.models import PlanState
from plans.models.activities import ActivityQuerySet
from staffing.access import Permission, rights_of
from staffing.models import User

NOT_ADOPTED_YET = (PlanState.DRAFT, PlanState.CONSULTATION)


def managed_organisation_ids(user: User) -> list[int]:
    """Return the organisations that the person is manager of, those below them included."""
    return [
        organisation_id
        for organisation_id, held in rights_of(user).by_organisation.items()
        if Permission.UPDATE_STATUS in held and Permission.EDIT_PLAN not in held
    ]


def owned_activities(user: User) -> ActivityQuerySet:
    """Return the present activities of adopted plans that the person answers for: what is theirs to report.

    A plan that is not adopted yet binds nobody, so nobody is late with it, and nobody is reminded of it.
    """
    return _owned(user).filter(plan__state=PlanState.ADOPTED)


def activities_to_come(user: User) -> ActivityQuerySet:
    """Return the present activities that become the person's if the plan, which is not adopted yet, is adopted."""
    return _owned(user).filter(plan__state__in=NOT_ADOPTED_YET)


def _owned(user: User) -> ActivityQuerySet:
    return (
        visible_activities(user)
        .filter(Q(responsibles__role__holder=user) | Q(section__organisation_id__in=managed_organisation_ids(user)))
        .filter(plan__region_id__in=rights_of(user).region_ids)
        .filter(plan__revises__isnull=True)
        .distinct()
    )

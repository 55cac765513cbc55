"""Who may see and change plans, activities and their reports."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from plans.models import Activity, Plan, PlanState, StatusReport
from staffing.access import NOT_YOUR_ROLE, Allowed, Denied, Permission, rights_of
from staffing.models import User

PUBLIC_STATES = (PlanState.ADOPTED, PlanState.CLOSED)
CLOSED_PLAN = _("The plan is closed and cannot be changed.")


def visible_plans(user: User | AnonymousUser) -> QuerySet[Plan]:
    """Return the plans of the person's own regions and what other regions have adopted."""
    rights = rights_of(user)
    if not rights.has_role:
        return Plan.objects.none()
    if Permission.READ_ALL in rights.national:
        return Plan.objects.all()
    return Plan.objects.filter(Q(region_id__in=rights.region_ids) | Q(state__in=PUBLIC_STATES))


def visible_activities(user: User | AnonymousUser) -> QuerySet[Activity]:
    """Return the present activities of the plans that the person may see."""
    rights = rights_of(user)
    activities = Activity.objects.present()
    if not rights.has_role:
        return activities.none()
    if Permission.READ_ALL in rights.national:
        return activities
    return activities.filter(Q(plan__region_id__in=rights.region_ids) | Q(plan__state__in=PUBLIC_STATES))


def visible_status_reports(user: User | AnonymousUser) -> QuerySet[StatusReport]:
    """Return all reports of the person's own regions, and the frozen ones of other regions' adopted plans."""
    rights = rights_of(user)
    if not rights.has_role:
        return StatusReport.objects.none()
    if Permission.READ_ALL in rights.national:
        return StatusReport.objects.all()
    return StatusReport.objects.filter(
        Q(plan__region_id__in=rights.region_ids) | Q(plan__state__in=PUBLIC_STATES, file__isnull=False)
    )


def can_read_internal(user: User | AnonymousUser, plan: Plan) -> bool:
    """Return whether comments, logs, reasons and history of the plan are for this person's eyes."""
    return rights_of(user).is_member(plan.region_id)


def can_read_past(user: User | AnonymousUser, plan: Plan, then: Plan | None) -> bool:
    """Return whether the person may read the plan as it was: other regions only while it was adopted.

    `then` is the plan's row as it was (None: it was not there). That it is visible today is asked for before.
    """
    return can_read_internal(user, plan) or (then is not None and then.state in PUBLIC_STATES)


def managed_organisation_ids(user: User) -> list[int]:
    """Return the organisations that the person is manager of, those below them included."""
    return [
        organisation_id
        for organisation_id, held in rights_of(user).by_organisation.items()
        if Permission.UPDATE_STATUS in held and Permission.EDIT_PLAN not in held
    ]


def owned_activities(user: User) -> QuerySet[Activity]:
    """Return the present activities of open plans that the person answers for.

    Those whose responsible role the person holds, and those of the organisations that the person is manager of.
    """
    managed = managed_organisation_ids(user)
    return (
        visible_activities(user)
        .filter(Q(responsibles__role__holder=user) | Q(section__organisation_id__in=managed))
        .filter(plan__region_id__in=rights_of(user).region_ids)
        .exclude(plan__state=PlanState.CLOSED)
        .distinct()
    )


def can_create_plan(user: User | AnonymousUser) -> Allowed | Denied:
    """Answer whether the person may write a plan anywhere."""
    return Allowed() if rights_of(user).can_somewhere(Permission.EDIT_PLAN) else Denied(NOT_YOUR_ROLE)


def can_lead_plan(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person leads the work with the plan: its risks, consultations, groups, milestones, revisions."""
    if not rights_of(user).can(Permission.EDIT_PLAN, plan.organisation_id):
        return Denied(NOT_YOUR_ROLE)
    return Denied(CLOSED_PLAN) if plan.state == PlanState.CLOSED else Allowed()


def can_edit_plan(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may change the plan, its sections, areas and activities."""
    if not rights_of(user).can(Permission.EDIT_PLAN, plan.organisation_id):
        return Denied(NOT_YOUR_ROLE)
    return Denied(CLOSED_PLAN) if plan.state == PlanState.CLOSED else Allowed()


def can_update_status(user: User | AnonymousUser, activity: Activity) -> Allowed | Denied:
    """Answer whether the person may report how the activity goes: its manager, its role's holder, the process leader.

    Needs `activity.plan` and `activity.section` loaded; the holder is looked up only when the organisation does not decide.
    """
    if activity.plan.state == PlanState.CLOSED:
        return Denied(CLOSED_PLAN)
    rights = rights_of(user)
    if rights.can(Permission.UPDATE_STATUS, activity.section.organisation_id):
        return Allowed()
    is_holder = (
        isinstance(user, User)
        and activity.plan.region_id in rights.region_ids
        and activity.responsibles.filter(role__holder=user).exists()
    )
    return Allowed() if is_holder else Denied(NOT_YOUR_ROLE)


def can_make_report(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may have a status report of the plan made."""
    allowed = rights_of(user).can(Permission.MAKE_REPORT, plan.organisation_id)
    return Allowed() if allowed else Denied(NOT_YOUR_ROLE)

"""Who may remind of an activity or a collection, and who reads what was sent."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from plans import access
from plans.models import Activity, PlanState, Reminder, StatementRound
from plans.models.activities import OPEN
from plans.models.chasing import ReminderQuerySet
from staffing.access import NOT_YOUR_ROLE, ROLE_PERMISSIONS, Allowed, Denied, Permission, rights_of
from staffing.models import User

READS_LOG = frozenset({Permission.EDIT_PLAN, Permission.READ_ALL})


def can_remind(user: User | AnonymousUser, activity: Activity) -> Allowed | Denied:
    """Answer whether the person may remind those who answer for the activity: whoever leads its plan, while it is carried out."""
    if not rights_of(user).can(Permission.EDIT_PLAN, activity.plan.organisation_id):
        return Denied(NOT_YOUR_ROLE)
    if activity.plan.state != PlanState.ADOPTED or activity.plan.revises_id is not None:
        return Denied(_("People are reminded only of activities in an adopted plan."))
    return Allowed() if activity.progress in OPEN else Denied(_("The activity is no longer open."))


def can_remind_regions(user: User | AnonymousUser, collection: StatementRound) -> Allowed | Denied:
    """Answer whether the person may remind the regions that have not answered: who collects, while it is open."""
    answer = access.can_collect_statements(user)
    if isinstance(answer, Allowed) and collection.closed_date is not None:
        return Denied(_("The collection is closed, so nobody is reminded of it."))
    return answer


def logged_region_ids(user: User | AnonymousUser) -> frozenset[int] | None:
    """Return the regions whose log of reminders the person reads; None means all.

    Process leaders and auditors read their own region's, administrators and national auditors everybody's.
    """
    rights = rights_of(user)
    if rights.national & {Permission.ADMINISTER, Permission.READ_ALL}:
        return None
    return frozenset(
        assignment.organisation.region_id
        for assignment in rights.assignments
        if assignment.organisation is not None and ROLE_PERMISSIONS[assignment.role] & READS_LOG
    )


def logged_reminders(user: User | AnonymousUser) -> ReminderQuerySet:
    """Return what was sent about activities of the regions whose log the person reads."""
    region_ids = logged_region_ids(user)
    if region_ids is None:
        return Reminder.objects.all()
    return Reminder.objects.filter(
        pk__in=Reminder.regions.through.objects.filter(region__in=region_ids).values("reminder")
    )

"""What each role may do, and where: the one table of rights that every app asks.

Reading follows from membership: who holds any role in a region sees what the region works with, everyone who holds a role
anywhere sees what regions publish (adopted plans, locked returns, frozen reports, the catalogue). Writing follows from the table.
An account without a role in force sees nothing.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staffing.models import Organisation, Region, ResponsibleRole, Role, RoleAssignment, User
from staffing.models.people import RoleAssignmentQuerySet


class Permission(StrEnum):
    """An act that a role may do within its scope."""

    EDIT_PLAN = "edit_plan"
    UPDATE_STATUS = "update_status"
    MAKE_REPORT = "make_report"
    REPORT_COSTS = "report_costs"
    LOCK_RETURNS = "lock_returns"
    READ_SUBMITTED = "read_submitted"
    READ_ALL = "read_all"
    EDIT_CATALOGUE = "edit_catalogue"
    ADMINISTER = "administer"
    ASSESS_GAP = "assess_gap"
    COMMENT = "comment"
    RECORD_DECISION = "record_decision"
    COLLECT_STATEMENTS = "collect_statements"
    COLLECT_RETURNS = "collect_returns"
    PUBLISH_TREND = "publish_trend"
    ENTER_INDICATORS = "enter_indicators"
    REQUEST_HIRE = "request_hire"
    MANAGE_HIRES = "manage_hires"
    DECIDE_HIRES = "decide_hires"
    COUNT_POSTS = "count_posts"
    KEEP_NATIONAL_FRAMEWORKS = "keep_national_frameworks"


ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.PROCESS_LEADER: frozenset(
        {
            Permission.EDIT_PLAN,
            Permission.UPDATE_STATUS,
            Permission.MAKE_REPORT,
            Permission.ASSESS_GAP,
            Permission.COMMENT,
            Permission.RECORD_DECISION,
            Permission.ENTER_INDICATORS,
            Permission.REQUEST_HIRE,
            Permission.MANAGE_HIRES,
            Permission.DECIDE_HIRES,
            Permission.COUNT_POSTS,
        }
    ),
    Role.MANAGER: frozenset(
        {
            Permission.UPDATE_STATUS,
            Permission.ASSESS_GAP,
            Permission.COMMENT,
            Permission.REQUEST_HIRE,
            Permission.DECIDE_HIRES,
            Permission.COUNT_POSTS,
        }
    ),
    Role.CONTROLLER: frozenset(
        {
            Permission.REPORT_COSTS,
            Permission.COMMENT,
            Permission.ENTER_INDICATORS,
            Permission.DECIDE_HIRES,
            Permission.COUNT_POSTS,
        }
    ),
    Role.DECISION_MAKER: frozenset({Permission.COMMENT, Permission.DECIDE_HIRES}),
    Role.STEERING_GROUP: frozenset({Permission.RECORD_DECISION, Permission.COMMENT}),
    Role.NATIONAL_COORDINATOR: frozenset(
        {
            Permission.LOCK_RETURNS,
            Permission.READ_SUBMITTED,
            Permission.EDIT_CATALOGUE,
            Permission.COLLECT_STATEMENTS,
            Permission.COLLECT_RETURNS,
            Permission.PUBLISH_TREND,
            Permission.KEEP_NATIONAL_FRAMEWORKS,
        }
    ),
    Role.AUDITOR: frozenset({Permission.READ_ALL, Permission.READ_SUBMITTED}),
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER}),
}


DECIDING_ROLES = frozenset(role for role, held in ROLE_PERMISSIONS.items() if Permission.DECIDE_HIRES in held)
"""Who may be named to decide on hires, and stand in for who does: those who act in the region, not those who read."""


@dataclass(frozen=True)
class Allowed:
    """The answer yes."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """The answer no, with the reason in words for the person who asked."""

    reason: str | Promise

    def __bool__(self) -> bool:
        return False


NOT_YOUR_ROLE = _("Your role does not cover this.")


def require(answer: Allowed | Denied) -> None:
    """Go on when allowed.

    :raises PermissionDenied: with the reason, which becomes the 403 page.
    """
    if isinstance(answer, Denied):
        raise PermissionDenied(str(answer.reason))


@dataclass(frozen=True)
class Rights:
    """What one person may do on one day, read once a request.

    `national` holds the permissions that reach every region; `by_organisation` those of each organisation, already spread
    to all below it; `region_ids` are the regions where the person holds any role.
    """

    national: frozenset[Permission]
    by_organisation: dict[int, frozenset[Permission]]
    region_ids: frozenset[int]
    has_role: bool
    is_national: bool
    assignments: tuple[RoleAssignment, ...] = ()

    @property
    def regions(self) -> list[Region]:
        """Return the regions where the person holds a role, by code; nothing is asked of the database."""
        found = {
            assignment.organisation.region_id: assignment.organisation.region
            for assignment in self.assignments
            if assignment.organisation is not None
        }
        return sorted(found.values(), key=lambda region: region.code)

    def can(self, permission: Permission, organisation_id: int) -> bool:
        """Return whether the permission reaches the organisation."""
        return permission in self.national or permission in self.by_organisation.get(organisation_id, frozenset())

    def can_somewhere(self, permission: Permission) -> bool:
        """Return whether the permission reaches any organisation at all."""
        return permission in self.national or any(permission in held for held in self.by_organisation.values())

    def organisation_ids(self, permission: Permission) -> frozenset[int] | None:
        """Return the organisations that the permission reaches; None means all."""
        if permission in self.national:
            return None
        return frozenset(key for key, held in self.by_organisation.items() if permission in held)

    def regions_of(self, permission: Permission) -> frozenset[int]:
        """Return the regions where the person holds a role with the permission, in any part of them; no query."""
        return frozenset(
            assignment.organisation.region_id
            for assignment in self.assignments
            if assignment.organisation is not None and permission in ROLE_PERMISSIONS[assignment.role]
        )

    def is_member(self, region_id: int) -> bool:
        """Return whether the person may read what the region works with, drafts and comments included."""
        return region_id in self.region_ids or Permission.READ_ALL in self.national


NO_RIGHTS = Rights(frozenset(), {}, frozenset(), has_role=False, is_national=False)


def _spread(assignments: list[RoleAssignment]) -> dict[int, frozenset[Permission]]:
    """Return the permissions of each organisation, from the assigned ones down the tree: one query, or none."""
    assigned: dict[int, frozenset[Permission]] = {}
    region_ids = set()
    for assignment in assignments:
        organisation = assignment.organisation
        if organisation is not None and ROLE_PERMISSIONS[assignment.role]:
            before = assigned.get(organisation.pk, frozenset())
            assigned[organisation.pk] = before | ROLE_PERMISSIONS[assignment.role]
            region_ids.add(organisation.region_id)
    if not assigned:
        return {}
    children: dict[int | None, list[int]] = {}
    for key, parent in Organisation.objects.filter(region_id__in=region_ids).order_by().values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(key)
    held: dict[int, frozenset[Permission]] = {}
    waiting = [(root, frozenset[Permission]()) for root in children.get(None, [])]
    while waiting:
        key, inherited = waiting.pop()
        permissions = inherited | assigned.get(key, frozenset())
        if permissions:
            held[key] = permissions
        waiting += [(child, permissions) for child in children.get(key, [])]
    return held


def load_rights(user: User, today: datetime.date) -> Rights:
    """Read what the person may do on `today`: two queries at most, however deep the tree."""
    if not user.is_active:
        return NO_RIGHTS
    assignments = list(
        RoleAssignment.objects.in_force(today).filter(user=user).select_related("organisation__region").order_by("pk")
    )
    national = [assignment for assignment in assignments if assignment.organisation_id is None]
    return Rights(
        national=frozenset().union(*(ROLE_PERMISSIONS[assignment.role] for assignment in national)),
        by_organisation=_spread(assignments),
        region_ids=frozenset(
            assignment.organisation.region_id for assignment in assignments if assignment.organisation is not None
        ),
        has_role=bool(assignments),
        is_national=bool(national),
        assignments=tuple(assignments),
    )


def rights_of(user: User | AnonymousUser) -> Rights:
    """Return the person's rights today, read once for each `user` object, that is once a request."""
    if not isinstance(user, User):
        return NO_RIGHTS
    today = timezone.localdate()
    kept: tuple[datetime.date, Rights] | None = getattr(user, "_rights", None)
    if kept is None or kept[0] != today:
        kept = (today, load_rights(user, today))
        keeper: Any = user
        keeper._rights = kept  # noqa: SLF001
    return kept[1]


def can_administer(user: User | AnonymousUser) -> Allowed | Denied:
    """Answer whether the person may change users, roles and reference data."""
    return Allowed() if Permission.ADMINISTER in rights_of(user).national else Denied(NOT_YOUR_ROLE)


def can_read_accounts(user: User | AnonymousUser) -> Allowed | Denied:
    """Answer whether the person may read accounts and rights: an administrator all, an auditor those of the own scope."""
    rights = rights_of(user)
    is_reader = Permission.ADMINISTER in rights.national or rights.can_somewhere(Permission.READ_ALL)
    return Allowed() if is_reader else Denied(NOT_YOUR_ROLE)


def can_read_reference_data(user: User | AnonymousUser) -> Allowed | Denied:
    """Answer whether the person reads the reference data and what was changed in it: the nation's roles."""
    return Allowed() if rights_of(user).is_national else Denied(NOT_YOUR_ROLE)


def can_read_reminder_log(user: User | AnonymousUser) -> Allowed | Denied:
    """Answer whether the person reads who was reminded: process leaders, auditors and administrators, each in their scope."""
    is_leader = rights_of(user).can_somewhere(Permission.EDIT_PLAN)
    return Allowed() if is_leader else can_read_accounts(user)


def can_edit_responsible_roles(user: User | AnonymousUser, organisation_id: int) -> Allowed | Denied:
    """Answer whether the person may name responsible roles of the organisation and say who holds them."""
    rights = rights_of(user)
    is_editor = Permission.ADMINISTER in rights.national or rights.can(Permission.EDIT_PLAN, organisation_id)
    return Allowed() if is_editor else Denied(NOT_YOUR_ROLE)


def visible_regions(user: User | AnonymousUser) -> QuerySet[Region]:
    """Return all regions to whoever holds a role: that a region exists is public."""
    return Region.objects.all() if rights_of(user).has_role else Region.objects.none()


def open_regions() -> QuerySet[Region]:
    """Return the regions as open data shows them to strangers: all."""
    return Region.objects.all()


def own_regions(user: User | AnonymousUser) -> QuerySet[Region]:
    """Return the regions where the person holds a role."""
    return Region.objects.filter(pk__in=rights_of(user).region_ids)


def visible_organisations(user: User | AnonymousUser) -> QuerySet[Organisation]:
    """Return the organisations of the person's own regions; all of them to the nation's roles."""
    rights = rights_of(user)
    if rights.is_national:
        return Organisation.objects.all()
    return Organisation.objects.filter(region_id__in=rights.region_ids)


def visible_responsible_roles(user: User | AnonymousUser) -> QuerySet[ResponsibleRole]:
    """Return the responsible roles of the person's own regions, all to an administrator or a national auditor."""
    rights = rights_of(user)
    if sees_all_rights(user):
        return ResponsibleRole.objects.all()
    return ResponsibleRole.objects.filter(organisation__region_id__in=rights.region_ids)


def sees_all_rights(user: User | AnonymousUser) -> bool:
    """Return whether every account and right is for this person to read: an administrator, a national auditor."""
    national = rights_of(user).national
    return Permission.ADMINISTER in national or Permission.READ_ALL in national


def visible_users(user: User | AnonymousUser) -> QuerySet[User]:
    """Return the accounts: all to an administrator or national auditor, else those with a role in the same regions."""
    rights = rights_of(user)
    if sees_all_rights(user):
        return User.objects.all()
    members = RoleAssignment.objects.filter(organisation__region_id__in=rights.region_ids)
    return User.objects.filter(pk__in=members.values("user_id"))


def visible_role_assignments(user: User | AnonymousUser) -> RoleAssignmentQuerySet:
    """Return the rights that the person may read: all to an administrator, a region's own to its auditors and leaders."""
    rights = rights_of(user)
    if sees_all_rights(user):
        return RoleAssignment.objects.all()
    return RoleAssignment.objects.filter(organisation__region_id__in=rights.region_ids)

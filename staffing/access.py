"""What each role may do, and where: the one table of rights that every app asks.

Reading follows from membership: who holds any role in a region sees what the region works with, everyone who holds a role
anywhere sees what regions publish (adopted plans, locked returns, frozen reports, the catalogue). Writing follows from the table.
An account without a role in force sees nothing.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staffing.models import Organisation, Region, ResponsibleRole, Role, RoleAssignment, User


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


ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.PROCESS_LEADER: frozenset({Permission.EDIT_PLAN, Permission.UPDATE_STATUS, Permission.MAKE_REPORT}),
    Role.MANAGER: frozenset({Permission.UPDATE_STATUS}),
    Role.CONTROLLER: frozenset({Permission.REPORT_COSTS}),
    Role.DECISION_MAKER: frozenset(),
    Role.STEERING_GROUP: frozenset(),
    Role.NATIONAL_COORDINATOR: frozenset(
        {Permission.LOCK_RETURNS, Permission.READ_SUBMITTED, Permission.EDIT_CATALOGUE}
    ),
    Role.AUDITOR: frozenset({Permission.READ_ALL, Permission.READ_SUBMITTED}),
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER}),
}


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

    def is_member(self, region_id: int) -> bool:
        """Return whether the person may read what the region works with, drafts and comments included."""
        return region_id in self.region_ids or Permission.READ_ALL in self.national


NO_RIGHTS = Rights(frozenset(), {}, frozenset(), has_role=False, is_national=False)


def _spread(assignments: list[RoleAssignment]) -> dict[int, frozenset[Permission]]:
    """Return the permissions of each organisation, from the assigned ones down the tree."""
    held: dict[int, frozenset[Permission]] = {}
    frontier: dict[int, frozenset[Permission]] = {}
    for assignment in assignments:
        if assignment.organisation_id is not None:
            before = frontier.get(assignment.organisation_id, frozenset())
            frontier[assignment.organisation_id] = before | ROLE_PERMISSIONS[assignment.role]
    while frontier:
        grown = {key: held.get(key, frozenset()) | more for key, more in frontier.items()}
        frontier_before = {key: more for key, more in grown.items() if held.get(key) != more}
        held.update(grown)
        children = Organisation.objects.filter(parent_id__in=frontier_before).values_list("pk", "parent_id")
        frontier = {child: held.get(child, frozenset()) | grown[parent] for child, parent in children}
    return held


def load_rights(user: User, today: datetime.date) -> Rights:
    """Read what the person may do on `today`: a handful of queries, one a level of the tree."""
    if not user.is_active:
        return NO_RIGHTS
    assignments = list(
        RoleAssignment.objects.in_force(today).filter(user=user).select_related("organisation").order_by("pk")
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
    )


def rights_of(user: User | AnonymousUser) -> Rights:
    """Return the person's rights today, read once for each `user` object, that is once a request."""
    if not isinstance(user, User):
        return NO_RIGHTS
    today = timezone.localdate()
    kept: tuple[datetime.date, Rights] | None = getattr(user, "_rights", None)
    if kept is None or kept[0] != today:
        kept = (today, load_rights(user, today))
        user._rights = kept  # type: ignore[attr-defined]  # noqa: SLF001
    return kept[1]


def can_administer(user: User | AnonymousUser) -> Allowed | Denied:
    """Answer whether the person may change users, roles and reference data."""
    return Allowed() if Permission.ADMINISTER in rights_of(user).national else Denied(NOT_YOUR_ROLE)


def visible_regions(user: User | AnonymousUser) -> QuerySet[Region]:
    """Return all regions to whoever holds a role: that a region exists is public."""
    return Region.objects.all() if rights_of(user).has_role else Region.objects.none()


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
    if Permission.ADMINISTER in rights.national or Permission.READ_ALL in rights.national:
        return ResponsibleRole.objects.all()
    return ResponsibleRole.objects.filter(organisation__region_id__in=rights.region_ids)


def visible_users(user: User | AnonymousUser) -> QuerySet[User]:
    """Return the accounts: all to an administrator or national auditor, else those with a role in the same regions."""
    rights = rights_of(user)
    if Permission.ADMINISTER in rights.national or Permission.READ_ALL in rights.national:
        return User.objects.all()
    return User.objects.filter(role_assignments__organisation__region_id__in=rights.region_ids).distinct()


def visible_role_assignments(user: User | AnonymousUser) -> QuerySet[RoleAssignment]:
    """Return the rights that the person may read: all to an administrator, a region's own to its auditors and leaders."""
    rights = rights_of(user)
    if Permission.ADMINISTER in rights.national or Permission.READ_ALL in rights.national:
        return RoleAssignment.objects.all()
    return RoleAssignment.objects.filter(organisation__region_id__in=rights.region_ids)

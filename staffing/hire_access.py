"""Who sees and decides hires: the own region alone, and one named decider (domain.md §1 and §6, KL 7 ch.)."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staffing.access import NOT_YOUR_ROLE, Allowed, Denied, Permission, rights_of
from staffing.models import (
    DelegationList,
    DelegationRule,
    DelegationSubstitute,
    FrameworkAgreement,
    HireBudget,
    HireImport,
    HireOrder,
    HireRequest,
    HireState,
    HireStop,
    Level,
    Organisation,
    OwnStaffRate,
    PostCount,
    Region,
    ResponsibleRole,
    StaffingTarget,
    User,
)

DECIDED_BY_ANOTHER = _("Another role decides on this request.")
USED_AGREEMENT = _("Hires refer to this version of the agreement. Make a new version, and change that.")
REPLACED_AGREEMENT = _("A later version replaces this one. It stays as it was.")
OWN_REQUEST = _("Nobody decides on their own request; a substitute does.")


def regions_seen(user: User | AnonymousUser) -> QuerySet[Region]:
    """Return the regions whose hires and posts the person sees: the own ones, all to the national auditor."""
    rights = rights_of(user)
    if Permission.READ_ALL in rights.national:
        return Region.objects.all()
    return Region.objects.filter(pk__in=rights.region_ids)


def sees_hires(user: User | AnonymousUser, region: Region) -> bool:
    """Return whether the person sees the region's hires, as `regions_seen` says: no query."""
    rights = rights_of(user)
    return Permission.READ_ALL in rights.national or region.pk in rights.region_ids


def visible_hire_requests(user: User | AnonymousUser) -> QuerySet[HireRequest]:
    """Return the requests of the own regions; to others there are none."""
    return HireRequest.objects.filter(region__in=regions_seen(user))


def visible_post_counts(user: User | AnonymousUser) -> QuerySet[PostCount]:
    """Return the counts of posts of the own regions."""
    return PostCount.objects.filter(organisation__region__in=regions_seen(user))


def visible_staffing_targets(user: User | AnonymousUser) -> QuerySet[StaffingTarget]:
    """Return the target numbers of the own regions."""
    found = StaffingTarget.objects.filter(organisation__region__in=regions_seen(user))
    return found.select_related("organisation__region", "position")


def visible_delegation_rules(user: User | AnonymousUser) -> QuerySet[DelegationRule]:
    """Return the rules of delegation of the own regions."""
    return DelegationRule.objects.filter(organisation__region__in=regions_seen(user))


def visible_hire_stops(user: User | AnonymousUser) -> QuerySet[HireStop]:
    """Return the hire stops of the own regions."""
    return HireStop.objects.filter(organisation__region__in=regions_seen(user))


def visible_delegation_lists(user: User | AnonymousUser) -> QuerySet[DelegationList]:
    """Return the lists of delegated decisions of the own regions."""
    return DelegationList.objects.filter(organisation__region__in=regions_seen(user))


def visible_frameworks(user: User | AnonymousUser) -> QuerySet[FrameworkAgreement]:
    """Return the national agreements to whoever holds a role, and the own regions'."""
    if not rights_of(user).has_role:
        return FrameworkAgreement.objects.none()
    return FrameworkAgreement.objects.filter(Q(region__isnull=True) | Q(region__in=regions_seen(user)))


def can_request_hire(user: User | AnonymousUser, organisation_id: int) -> Allowed | Denied:
    """Answer whether the person asks for hires of the unit: its manager or the region's process leader."""
    return _answer(user, Permission.REQUEST_HIRE, organisation_id)


def can_manage_hires(user: User | AnonymousUser, organisation_id: int) -> Allowed | Denied:
    """Answer whether the person keeps agreements, rules of delegation, substitutes and hire stops there: a process leader."""
    return _answer(user, Permission.MANAGE_HIRES, organisation_id)


def can_import_hires(user: User | AnonymousUser, region: Region) -> Allowed | Denied:
    """Answer whether the person brings hires of an older system into the region: its process leader."""
    root = Organisation.objects.filter(region=region, level=Level.REGION).values_list("pk", flat=True).first()
    return Denied(NOT_YOUR_ROLE) if root is None else can_manage_hires(user, root)


def visible_hire_imports(user: User | AnonymousUser) -> QuerySet[HireImport]:
    """Return the imports into the own regions."""
    return HireImport.objects.filter(region__in=regions_seen(user))


def can_keep_framework(user: User | AnonymousUser, region: Region | None) -> Allowed | Denied:
    """Answer whether the person keeps the region's agreements; the nation's are the national coordinator's."""
    rights = rights_of(user)
    if region is None:
        is_keeper = Permission.KEEP_NATIONAL_FRAMEWORKS in rights.national
    else:
        root = Organisation.objects.filter(region=region, level=Level.REGION).values_list("pk", flat=True).first()
        is_keeper = root is not None and rights.can(Permission.MANAGE_HIRES, root)
    return Allowed() if is_keeper else Denied(NOT_YOUR_ROLE)


def can_change_framework(user: User | AnonymousUser, agreement: FrameworkAgreement) -> Allowed | Denied:
    """Answer whether the person changes this version: not when hires refer to it, nor when a later one replaces it."""
    keeps = can_keep_framework(user, agreement.region)
    if not keeps:
        return keeps
    if FrameworkAgreement.objects.filter(replaces=agreement).exists():
        return Denied(REPLACED_AGREEMENT)
    return Denied(USED_AGREEMENT) if is_used(agreement) else Allowed()


def can_end_framework(user: User | AnonymousUser, agreement: FrameworkAgreement) -> Allowed | Denied:
    """Answer whether the person ends the version or makes the next one, used or not: not when a later one replaces it."""
    keeps = can_keep_framework(user, agreement.region)
    if keeps and FrameworkAgreement.objects.filter(replaces=agreement).exists():
        return Denied(REPLACED_AGREEMENT)
    return keeps


def is_used(agreement: FrameworkAgreement) -> bool:
    """Return whether a request or an order refers to the agreement."""
    is_asked = HireRequest.objects.filter(agreement=agreement).exists()
    return is_asked or HireOrder.objects.filter(supplier__agreement=agreement).exists()


def places_managed(user: User | AnonymousUser, region: Region) -> QuerySet[Organisation]:
    """Return the region's organisations whose rules and hire stops the person keeps."""
    reached = rights_of(user).organisation_ids(Permission.MANAGE_HIRES)
    places = Organisation.objects.filter(region=region)
    return places if reached is None else places.filter(pk__in=reached)


def visible_substitutes(user: User | AnonymousUser) -> QuerySet[DelegationSubstitute]:
    """Return the substitutes of the own regions' roles."""
    return DelegationSubstitute.objects.filter(role__organisation__region__in=regions_seen(user))


def visible_deciding_roles(user: User | AnonymousUser) -> QuerySet[ResponsibleRole]:
    """Return the own regions' roles that can be named in rules of delegation."""
    return ResponsibleRole.objects.filter(organisation__region__in=regions_seen(user))


def can_count_posts(user: User | AnonymousUser, organisation_id: int) -> Allowed | Denied:
    """Answer whether the person reports posts and target numbers: controller, process leader, manager of the unit."""
    return _answer(user, Permission.COUNT_POSTS, organisation_id)


def can_keep_budget(user: User | AnonymousUser, organisation_id: int) -> Allowed | Denied:
    """Answer whether the person enters the organisation's budget for hires: its controller or its process leader."""
    return _answer(user, Permission.REPORT_COSTS, organisation_id) or can_manage_hires(user, organisation_id)


def can_keep_own_rates(user: User | AnonymousUser, region: Region) -> Allowed | Denied:
    """Answer whether the person says what own staff costs: a controller or process leader of the whole region."""
    root = Organisation.objects.filter(region=region, level=Level.REGION).values_list("pk", flat=True).first()
    return Denied(NOT_YOUR_ROLE) if root is None else can_keep_budget(user, root)


def visible_hire_budgets(user: User | AnonymousUser) -> QuerySet[HireBudget]:
    """Return the budgets for hires of the own regions."""
    return HireBudget.objects.filter(organisation__region__in=regions_seen(user))


def visible_own_rates(user: User | AnonymousUser) -> QuerySet[OwnStaffRate]:
    """Return what own staff costs in the own regions."""
    return OwnStaffRate.objects.filter(region__in=regions_seen(user))


def can_follow_up(user: User | AnonymousUser, request: HireRequest) -> Allowed | Denied:
    """Answer whether the person says what was ordered and what it cost: who may ask for the unit, or its controller."""
    asks = can_request_hire(user, request.organisation_id)
    return asks or _answer(user, Permission.REPORT_COSTS, request.organisation_id)


def can_answer(user: User | AnonymousUser, request: HireRequest) -> Allowed | Denied:
    """Answer whether the person answers questions and withdraws: who asked for the hire, with a right there still.

    Whoever may ask for the unit does it in their place.
    """
    return can_request_hire(user, request.organisation_id)


def deciding_regions(user: User | AnonymousUser) -> frozenset[int]:
    """Return the regions where the person's role lets them be named to decide: an auditor or a steering group is not."""
    return rights_of(user).regions_of(Permission.DECIDE_HIRES)


def can_decide(
    user: User | AnonymousUser, request: HireRequest, today: datetime.date | None = None
) -> Allowed | Denied:
    """Answer whether the person decides on the request: the holder of the role that the rule names, or its substitute today.

    An account whose rights in the region have ended, or are to read alone, decides nothing, and nobody decides on what they asked for themselves.
    """
    if not isinstance(user, User) or request.region_id not in deciding_regions(user):
        return Denied(NOT_YOUR_ROLE)
    if request.decider is None or not holds(user, request.decider, today or timezone.localdate()):
        return Denied(DECIDED_BY_ANOTHER)
    if request.requested_by_id == user.pk:
        return Denied(OWN_REQUEST)
    return Allowed()


def holds(user: User, role: ResponsibleRole, today: datetime.date) -> bool:
    """Return whether the person holds the role, or is its substitute on the day."""
    return role.holder_id == user.pk or is_substitute(user, role, today)


def is_substitute(user: User, role: ResponsibleRole, today: datetime.date) -> bool:
    """Return whether the person stands in for the role's holder on the day: one query."""
    return DelegationSubstitute.objects.filter(
        role=role, user=user, valid_from__lte=today, valid_to__gte=today
    ).exists()


def to_decide(user: User | AnonymousUser, today: datetime.date) -> QuerySet[HireRequest]:
    """Return the requests that wait for the person's decision, the oldest first."""
    if not isinstance(user, User):
        return HireRequest.objects.none()
    standing_in = DelegationSubstitute.objects.filter(user=user, valid_from__lte=today, valid_to__gte=today)
    waiting = HireRequest.objects.filter(state=HireState.REQUESTED, region_id__in=deciding_regions(user))
    mine = Q(decider__holder=user) | Q(decider__in=standing_in.values("role"))
    return waiting.filter(mine).exclude(requested_by=user).order_by("requested_at", "pk")


def _answer(user: User | AnonymousUser, permission: Permission, organisation_id: int) -> Allowed | Denied:
    return Allowed() if rights_of(user).can(permission, organisation_id) else Denied(NOT_YOUR_ROLE)

"""Who may read the catalogue, and who reads, answers and leads a gap analysis."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from measures.models import GapRound, Measure
from staffing.access import NOT_YOUR_ROLE, Allowed, Denied, Permission, rights_of
from staffing.models import Level, Organisation, Region, User

CLOSED_ROUND = _("The round is closed and can only be read.")


def visible_measures(user: User | AnonymousUser) -> QuerySet[Measure]:
    """Return the whole catalogue to whoever holds a role, nothing to others."""
    return Measure.objects.all() if rights_of(user).has_role else Measure.objects.none()


def open_measures() -> QuerySet[Measure]:
    """Return the catalogue as open data shows it to strangers: all of it, and nothing of what regions think of it."""
    return Measure.objects.all()


def gap_regions(user: User | AnonymousUser) -> QuerySet[Region]:
    """Return the regions whose gap analyses the person may read: the own ones, all to a national auditor."""
    rights = rights_of(user)
    if Permission.READ_ALL in rights.national:
        return Region.objects.all()
    return Region.objects.filter(pk__in=rights.region_ids)


def visible_gap_rounds(user: User | AnonymousUser) -> QuerySet[GapRound]:
    """Return the rounds of those regions; a gap analysis is working material that other regions do not see."""
    return GapRound.objects.filter(region__in=gap_regions(user)).select_related("region")


def can_assess(user: User | AnonymousUser, gap_round: GapRound, organisation: Organisation) -> Allowed | Denied:
    """Answer whether the person may answer for the organisation in the round."""
    if not rights_of(user).can(Permission.ASSESS_GAP, organisation.pk):
        return Denied(NOT_YOUR_ROLE)
    return Allowed() if gap_round.is_open else Denied(CLOSED_ROUND)


def can_lead_gap(user: User | AnonymousUser, region: Region) -> Allowed | Denied:
    """Answer whether the person leads the region's gap analysis: starts rounds and closes them."""
    root = Organisation.objects.filter(region=region, level=Level.REGION).values_list("pk", flat=True).first()
    rights = rights_of(user)
    is_leader = root is not None and all(
        rights.can(permission, root) for permission in (Permission.ASSESS_GAP, Permission.EDIT_PLAN)
    )
    return Allowed() if is_leader else Denied(NOT_YOUR_ROLE)


def can_close_round(user: User | AnonymousUser, gap_round: GapRound) -> Allowed | Denied:
    """Answer whether the person may close the round."""
    answer = can_lead_gap(user, gap_round.region)
    return Denied(CLOSED_ROUND) if answer and not gap_round.is_open else answer


def can_edit_scales(user: User | AnonymousUser) -> Allowed | Denied:
    """Answer whether the person may change the words of the scales, which all regions share."""
    national = rights_of(user).national
    may = Permission.ADMINISTER in national or Permission.EDIT_CATALOGUE in national
    return Allowed() if may else Denied(NOT_YOUR_ROLE)

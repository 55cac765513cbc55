"""Who may read the catalogue; who reads, answers and leads a gap analysis; who reads, writes and withdraws good examples."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from measures.models import ExampleState, GapRound, GoodExample, Measure
from staffing.access import NOT_YOUR_ROLE, Allowed, Denied, Permission, rights_of
from staffing.models import Level, Organisation, Region, User

CLOSED_ROUND = _("The round is closed and can only be read.")
WITHDRAWN = _("The example is withdrawn and can only be read.")
NOT_A_DRAFT = _("The example is shared already, or withdrawn.")


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


def visible_examples(user: User | AnonymousUser) -> QuerySet[GoodExample]:
    """Return the shared examples to whoever holds a role, the own regions' all, and to the coordinator what was once shared."""
    rights = rights_of(user)
    if not rights.has_role:
        return GoodExample.objects.none()
    if Permission.READ_ALL in rights.national:
        return GoodExample.objects.all()
    seen = Q(region_id__in=rights.region_ids) | Q(state=ExampleState.SHARED)
    if Permission.EDIT_CATALOGUE in rights.national:
        seen |= Q(shared_at__isnull=False)
    return GoodExample.objects.filter(seen)


def regions_to_write_examples_for(user: User | AnonymousUser) -> list[Region]:
    """Return the regions whose good examples the person writes: one query."""
    reached = rights_of(user).organisation_ids(Permission.EDIT_PLAN)
    roots = Organisation.objects.filter(level=Level.REGION)
    if reached is not None:
        roots = roots.filter(pk__in=reached)
    return [root.region for root in roots.select_related("region").order_by("region__code")]


def can_write_examples(user: User | AnonymousUser, region: Region) -> Allowed | Denied:
    """Answer whether the person writes and shares the region's good examples: its process leader."""
    is_writer = region.pk in {one.pk for one in regions_to_write_examples_for(user)}
    return Allowed() if is_writer else Denied(NOT_YOUR_ROLE)


def can_change_example(user: User | AnonymousUser, example: GoodExample) -> Allowed | Denied:
    """Answer whether the person may change the example."""
    answer = can_write_examples(user, example.region)
    return Denied(WITHDRAWN) if answer and example.is_withdrawn else answer


def can_share_example(user: User | AnonymousUser, example: GoodExample) -> Allowed | Denied:
    """Answer whether the person may share the example with every region."""
    answer = can_write_examples(user, example.region)
    return Denied(NOT_A_DRAFT) if answer and not example.is_draft else answer


def can_withdraw_example(user: User | AnonymousUser, example: GoodExample) -> Allowed | Denied:
    """Answer whether the person may withdraw the example: its region, or the coordinator once it is shared."""
    is_coordinator = Permission.EDIT_CATALOGUE in rights_of(user).national and example.shared_at is not None
    answer = Allowed() if is_coordinator else can_write_examples(user, example.region)
    return Denied(WITHDRAWN) if answer and example.is_withdrawn else answer

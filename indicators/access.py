"""Who may see and change cost returns, and on which basis figures are shown to whom."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from indicators.models import (
    Basis,
    CollectionRound,
    CostReturn,
    IndexValue,
    Indicator,
    IndicatorValue,
    PublishedFigure,
    ReturnState,
    TrendReport,
)
from indicators.models.other_indicators import IndicatorValueQuerySet
from indicators.models.returns import CostReturnQuerySet
from staffing.access import NOT_YOUR_ROLE, Allowed, Denied, Permission, rights_of
from staffing.models import PostCount, Region, User
from values.period import Period

REPORT_WITHIN_DAYS = 30
"""Days after the last day of a period within which its costs are to be handed in."""
NOT_OPEN = _("The return is submitted or locked; it is corrected by a restatement.")


def visible_cost_returns(user: User | AnonymousUser) -> CostReturnQuerySet:
    """Return own regions' returns in every state, submitted ones to the nation's roles, else the locked ones."""
    rights = rights_of(user)
    if not rights.has_role:
        return CostReturn.objects.none()
    if Permission.READ_ALL in rights.national:
        return CostReturn.objects.all()
    public = Q(state=ReturnState.LOCKED)
    if Permission.READ_SUBMITTED in rights.national:
        public |= Q(state=ReturnState.SUBMITTED)
    return CostReturn.objects.filter(Q(region_id__in=rights.region_ids) | public)


def basis_for(user: User | AnonymousUser, region: Region | None) -> Basis:
    """Return which returns the person's figures stand on: submitted ones in the own region and for the nation's roles."""
    rights = rights_of(user)
    if Permission.READ_SUBMITTED in rights.national:
        return Basis.SUBMITTED
    return Basis.SUBMITTED if region is not None and region.pk in rights.region_ids else Basis.LOCKED


def visible_index_values(user: User | AnonymousUser) -> QuerySet[IndexValue]:
    """Return the stored sums that the person may see, on the right basis for each region."""
    rights = rights_of(user)
    if not rights.has_role:
        return IndexValue.objects.none()
    if Permission.READ_SUBMITTED in rights.national:
        return IndexValue.objects.filter(basis=Basis.SUBMITTED)
    own = Q(region_id__in=rights.region_ids)
    return IndexValue.objects.filter((own & Q(basis=Basis.SUBMITTED)) | (~own & Q(basis=Basis.LOCKED)))


def open_index_values() -> QuerySet[IndexValue]:
    """Return the stored sums that strangers may see as open data: those that stand on locked returns alone."""
    return IndexValue.objects.filter(basis=Basis.LOCKED)


def open_published_figures() -> QuerySet[PublishedFigure]:
    """Return what others have published, as open data shows it to strangers: all of it."""
    return PublishedFigure.objects.all()


def open_trend_reports() -> QuerySet[TrendReport]:
    """Return the published trend reports: what is published is published to strangers too."""
    return TrendReport.objects.filter(published_at__isnull=False)


def due_date(period: Period) -> datetime.date:
    """Return the last day to hand in the costs of a period."""
    return period.last_date + datetime.timedelta(days=REPORT_WITHIN_DAYS)


def can_report_costs(user: User | AnonymousUser, region_root_id: int) -> Allowed | Denied:
    """Answer whether the person may enter, upload, submit and restate costs of the region with this root organisation."""
    return Allowed() if rights_of(user).can(Permission.REPORT_COSTS, region_root_id) else Denied(NOT_YOUR_ROLE)


def can_lock_returns(user: User | AnonymousUser) -> Allowed | Denied:
    """Answer whether the person may lock submitted returns."""
    return Allowed() if Permission.LOCK_RETURNS in rights_of(user).national else Denied(NOT_YOUR_ROLE)


def can_recompute(user: User | AnonymousUser, region_root_id: int) -> Allowed | Denied:
    """Answer whether the person may have a region's figures computed anew: who reports its costs, or locks them."""
    return Allowed() if can_report_costs(user, region_root_id) or can_lock_returns(user) else Denied(NOT_YOUR_ROLE)


def can_set_assumptions(user: User | AnonymousUser) -> Allowed | Denied:
    """Answer whether the person may set what is assumed for the whole nation: its coordinator, or an administrator."""
    held = rights_of(user).national & {Permission.LOCK_RETURNS, Permission.ADMINISTER}
    return Allowed() if held else Denied(NOT_YOUR_ROLE)


def visible_collection_rounds(user: User | AnonymousUser) -> QuerySet[CollectionRound]:
    """Return the rounds to whoever holds a role: that a period is collected, and until when, is known to all."""
    return CollectionRound.objects.all() if rights_of(user).has_role else CollectionRound.objects.none()


def placed_regions(user: User | AnonymousUser) -> QuerySet[Region]:
    """Return the regions whose standing in a round the person reads: own ones, all to the nation's roles that read submitted returns."""
    rights = rights_of(user)
    if rights.national & {Permission.READ_SUBMITTED, Permission.READ_ALL}:
        return Region.objects.all()
    return Region.objects.filter(pk__in=rights.region_ids)


def can_collect_returns(user: User | AnonymousUser) -> Allowed | Denied:
    """Answer whether the person opens, changes and closes collection rounds: the national coordinator."""
    return Allowed() if Permission.COLLECT_RETURNS in rights_of(user).national else Denied(NOT_YOUR_ROLE)


def can_remind_reporters(user: User | AnonymousUser, collection: CollectionRound) -> Allowed | Denied:
    """Answer whether the person may remind the regions that have not handed in: who collects, while the round is open."""
    answer = can_collect_returns(user)
    if isinstance(answer, Allowed) and collection.closed_at is not None:
        return Denied(_("The collection is closed, so nobody is reminded of it."))
    return answer


def can_publish_trend(user: User | AnonymousUser) -> Allowed | Denied:
    """Answer whether the person may write, publish and correct the national trend report."""
    return Allowed() if Permission.PUBLISH_TREND in rights_of(user).national else Denied(NOT_YOUR_ROLE)


def visible_trend_reports(user: User | AnonymousUser) -> QuerySet[TrendReport]:
    """Return the published trend reports to whoever holds a role, and the drafts to who writes them."""
    if can_publish_trend(user):
        return TrendReport.objects.all()
    if not rights_of(user).has_role:
        return TrendReport.objects.none()
    return open_trend_reports()


# Other indicators: what they are is for everybody who signs in; a region's figures are its own until it shares them.


def visible_indicators(user: User | AnonymousUser) -> QuerySet[Indicator]:
    """Return the definitions, retired ones too, to whoever holds a role."""
    return Indicator.objects.all() if rights_of(user).has_role else Indicator.objects.none()


def visible_indicator_values(user: User | AnonymousUser) -> IndicatorValueQuerySet:
    """Return the figures of own regions, all of them to the nation's readers, else those that a region has shared.

    Sharing is the region's own act, figure by figure, since no coordinator locks these (domain.md §1: other regions see what
    a region has let go). What is shared stays shared: a correction of it is shared, too, and the older version stays readable.
    """
    rights = rights_of(user)
    if not rights.has_role:
        return IndicatorValue.objects.none()
    if reads_all_figures(user):
        return IndicatorValue.objects.all()
    return IndicatorValue.objects.filter(Q(region_id__in=rights.region_ids) | Q(shared_at__isnull=False))


def reads_all_figures(user: User | AnonymousUser) -> bool:
    """Return whether the person sees figures that regions have not shared: the nation's coordinator and auditor."""
    return bool(rights_of(user).national & {Permission.READ_ALL, Permission.READ_SUBMITTED})


def reads_vacancy(user: User | AnonymousUser, region_id: int) -> bool:
    """Return whether the person reads the region's vacancy rate: the own region, and the nation's readers; no region shares it."""
    return region_id in rights_of(user).region_ids or reads_all_figures(user)


def counted_posts(user: User | AnonymousUser) -> QuerySet[PostCount]:
    """Return the counts of posts whose sum the person reads as a region's vacancy rate, though not count by count."""
    if reads_all_figures(user):
        return PostCount.objects.all()
    return PostCount.objects.filter(organisation__region_id__in=rights_of(user).region_ids)


def can_edit_indicators(user: User | AnonymousUser) -> Allowed | Denied:
    """Answer whether the person may define, change and retire indicators: who keeps the catalogue, or an administrator."""
    held = rights_of(user).national & {Permission.EDIT_CATALOGUE, Permission.ADMINISTER}
    return Allowed() if held else Denied(NOT_YOUR_ROLE)


def can_enter_indicator_values(user: User | AnonymousUser, region_root_id: int) -> Allowed | Denied:
    """Answer whether the person may enter, correct, upload and share figures of the region with this root organisation."""
    may = rights_of(user).can(Permission.ENTER_INDICATORS, region_root_id)
    return Allowed() if may else Denied(NOT_YOUR_ROLE)


def can_enter_indicator(user: User | AnonymousUser, region_root_id: int, indicator: Indicator) -> Allowed | Denied:
    """Answer whether the person may enter figures of the indicator: no computed one, and none that is retired."""
    if not indicator.is_entered:
        return Denied(_("The indicator is computed from what is reported elsewhere, so nothing is entered."))
    if indicator.retired_at is not None:
        return Denied(_("The indicator is retired, so nothing more is entered."))
    return can_enter_indicator_values(user, region_root_id)

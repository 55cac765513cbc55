"""What the pages of cost returns share: whose region it is, and who may do what there."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from indicators import access, tasks
from indicators.models import CostReturn
from indicators.queries import returns as queries
from staffing import access as staffing_access
from staffing.models import Region, User


def visible_region(request: HttpRequest, code: str) -> Region:
    """Return a region that the person may work in or oversees; of other regions these pages do not exist."""
    rights = staffing_access.rights_of(request.user)
    regions = Region.objects.all() if rights.is_national else staffing_access.own_regions(request.user)
    return get_object_or_404(regions, code=code)


def reporting_region(request: HttpRequest, code: str) -> Region:
    """Return a region whose costs the person reports: out of sight 404, not theirs to report 403."""
    region = visible_region(request, code)
    require_reporter(request.user, region)
    return region


def require_reporter(user: User | AnonymousUser, region: Region) -> None:
    """Go on when the person reports the region's costs.

    :raises PermissionDenied: when not.
    """
    staffing_access.require(access.can_report_costs(user, queries.root_of(region).pk))


def visible_return(request: HttpRequest, code: str, pk: int) -> CostReturn:
    """Return a return that the person may see."""
    returns = access.visible_cost_returns(request.user).select_related(
        "region", "submitted_by", "locked_by", "both_count_by"
    )
    return get_object_or_404(returns, region__code=code, pk=pk)


def own_return(request: HttpRequest, code: str, pk: int) -> CostReturn:
    """Return a return that the person reports."""
    cost_return = visible_return(request, code, pk)
    require_reporter(request.user, cost_return.region)
    return cost_return


def recompute(region: Region, user: User | AnonymousUser) -> None:
    """Queue what the figures need after a change of the region's returns."""
    tasks.enqueue_recompute(region, user if isinstance(user, User) else None)

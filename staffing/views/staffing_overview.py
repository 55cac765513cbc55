"""The way into staffing: how it stands in a region, and what there is to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from staffing import access, hire_quarter_queries
from staffing import workforce_queries as queries
from staffing.models import Region
from staffing.views import staffing_frame
from values.period import Period


@require_safe
def staffing_overview(request: HttpRequest) -> HttpResponse:
    """Show how the staffing of a region stands; to the nation's roles without a region, what is theirs to read."""
    region = staffing_frame.region_asked_for(request)
    context = staffing_frame.tabs(request, region, "overview")
    context["can_ask"] = access.rights_of(request.user).can_somewhere(access.Permission.REQUEST_HIRE)
    if region is not None:
        context |= _posts(request, region) | _hires(region)
    return render(request, "staffing/staffing_overview.html", context)


def _hires(region: Region) -> dict[str, Any]:
    """Return what was decided of hires in the quarter that goes on, and what waits; five queries."""
    now = timezone.now()
    period = Period.containing(timezone.localdate(now))
    return {
        "period": period,
        "hires": hire_quarter_queries.quarter_of(region, period.first_date, period.last_date, now),
    }


def _posts(request: HttpRequest, region: Region) -> dict[str, Any]:
    """Return how the posts stand today, and how many target numbers are not reached."""
    tree = queries.tree_of(region)
    picture = queries.picture(request.user, tree, queries.Chosen(timezone.localdate(), tree.branches[0].organisation))
    gaps = queries.gaps(queries.targets_of(region), tree, picture.standing)
    lacking = sum(1 for gap in gaps if gap.is_reached is False)
    return {"picture": picture, "targets": {"all": len(gaps), "lacking": lacking}}

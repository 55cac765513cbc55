"""What the pages of staffing share: the region that is looked at, and the tabs' context."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from staffing import access, hire_access
from staffing.models import Region


def region_or_404(request: HttpRequest, code: str) -> Region:
    """Return the region with the county code.

    :raises Http404: when its staffing is not for the reader to see, or there is none: both answer alike.
    """
    return get_object_or_404(hire_access.regions_seen(request.user), code=code)


def region_asked_for(request: HttpRequest) -> Region | None:
    """Return the region of `?region=`, else the reader's first; None to the nation's roles that see no region's staffing.

    :raises Http404: when the region that is asked for is out of sight, or the reader holds no role.
    """
    if code := request.GET.get("region", ""):
        return region_or_404(request, code)
    rights = access.rights_of(request.user)
    if not rights.has_role:
        raise Http404
    return rights.regions[0] if rights.regions else hire_access.regions_seen(request.user).first()


def tabs(request: HttpRequest, region: Region | None, tab: str) -> dict[str, Any]:
    """Return what `staffing/_staffing_tabs.html` needs, and the regions to choose between."""
    regions = list(hire_access.regions_seen(request.user))
    return {"region": region, "regions": regions, "staffing_tab": tab}

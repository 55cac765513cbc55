"""The way into staffing: how it stands in a region, and what there is to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from staffing.views import staffing_frame


@require_safe
def staffing_overview(request: HttpRequest) -> HttpResponse:
    """Show how the staffing of a region stands; to the nation's roles without a region, what is theirs to read."""
    region = staffing_frame.region_asked_for(request)
    return render(request, "staffing/staffing_overview.html", staffing_frame.tabs(request, region, "overview"))

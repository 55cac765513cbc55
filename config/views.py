"""Pages and answers that belong to no app: help, accessibility, health, errors."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.models import Job


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show how each role does its job."""
    return render(request, "config/help.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "config/accessibility.html")


@login_not_required
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers and is migrated, else 503; no details for strangers."""
    try:
        Job.objects.order_by("pk").values("pk").first()
        pending = MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"ready": False}, status=503)
    return JsonResponse({"ready": not pending}, status=503 if pending else 200)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show what was wrong with the request."""
    return render(request, "400.html", {"reason": str(exception)}, status=400)


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """Show why the act is refused."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)

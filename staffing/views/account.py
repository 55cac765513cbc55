"""One's own account: what is kept about me, and a copy of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from staffing import access, queries
from staffing.models import RoleAssignment


@require_safe
def account_detail(request: HttpRequest) -> HttpResponse:
    """Show who I am here, my roles and what I can do with my data."""
    assignments = RoleAssignment.objects.filter(user=request.user).select_related("organisation__region")
    context = {
        "assignments": assignments.order_by("-valid_from", "pk"),
        "today": timezone.localdate(),
        "responsible_roles": request.user.responsible_roles.select_related("organisation"),  # type: ignore[union-attr]
        "has_role": access.rights_of(request.user).has_role,
    }
    return render(request, "staffing/account_detail.html", context)


@never_cache
@require_safe
def account_export(request: HttpRequest) -> HttpResponse:
    """Hand over what is kept about me, as JSON."""
    data = queries.account_data(request.user)  # type: ignore[arg-type]
    filename = f"oberoende-mina-uppgifter-{timezone.localdate():%Y-%m-%d}.json"
    return JsonResponse(
        data,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )

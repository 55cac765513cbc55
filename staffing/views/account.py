"""One's own account: what is kept about me, and a copy of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from staffing import access, queries
from staffing.models import RoleAssignment
from staffing.requests import person_of


@require_safe
def account_detail(request: HttpRequest) -> HttpResponse:
    """Show who I am here, my roles and what I can do with my data."""
    person = person_of(request)
    assignments = RoleAssignment.objects.filter(user=person).select_related("organisation__region")
    context = {
        "assignments": assignments.order_by("-valid_from", "pk"),
        "today": timezone.localdate(),
        "responsible_roles": person.responsible_roles.select_related("organisation"),
        "has_role": access.rights_of(person).has_role,
    }
    return render(request, "staffing/account_detail.html", context)


@never_cache
@require_safe
def account_export(request: HttpRequest) -> HttpResponse:
    """Hand over what is kept about me, as JSON."""
    data = queries.account_data(person_of(request))
    filename = f"oberoende-mina-uppgifter-{timezone.localdate():%Y-%m-%d}.json"
    return JsonResponse(
        data,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )

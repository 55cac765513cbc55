"""The page of what is assumed: each value with its date and source, and a form for a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from indicators import access
from indicators.forms.assumptions import AssumptionForm
from indicators.models import Assumption
from staffing import access as staffing_access
from staffing import editing


@require_http_methods(["GET", "HEAD", "POST"])
def assumption_list(request: HttpRequest) -> HttpResponse:
    """Show what is assumed, and take a new value from a date on: earlier periods keep theirs."""
    if not staffing_access.rights_of(request.user).has_role:
        raise Http404
    answer = access.can_set_assumptions(request.user)
    form = AssumptionForm(request.POST or None)
    if request.method == "POST":
        staffing_access.require(answer)
        if form.is_valid():
            form.save()
            messages.success(request, _("The assumption is saved. Figures from its date on are shown with it."))
            return redirect("assumption_list")
    context = {"assumptions": Assumption.objects.order_by("code", "-valid_from"), "form": form, "can_set": bool(answer)}
    status = editing.UNPROCESSABLE if form.is_bound else 200
    return render(request, "indicators/assumption_list.html", context, status=status)

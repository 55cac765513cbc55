"""The page of what is assumed: each value with its date and source, and a form for a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from indicators import access
from indicators.forms.assumptions import AssumptionForm
from indicators.queries import reference as queries
from indicators.views.reference import ListMixin
from staffing import access as staffing_access
from staffing import editing
from staffing.actions import reference as actions
from staffing.requests import person_of


class AssumptionList(ListMixin, TemplateView):
    """Show what is assumed, and take a new value from a date on: earlier periods keep theirs."""

    template_name = "indicators/assumption_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the values, what has none, and the form."""
        rows = queries.assumption_rows(timezone.localdate())
        return super().get_context_data(
            rows=rows,
            lacking=queries.not_assumed(rows),
            changes=queries.changed_assumptions() if self.sees_changes else [],
            **{"form": AssumptionForm(), **kwargs},
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save a new value, signed."""
        staffing_access.require(access.can_set_assumptions(request.user))
        form = AssumptionForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=editing.UNPROCESSABLE)
        actions.add(instance=form.instance, by=person_of(request))
        messages.success(request, _("The assumption is saved. Figures from its date on are shown with it."))
        return redirect("assumption_list")

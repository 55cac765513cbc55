"""End a framework agreement before its day, with the reason; also one that hires refer to: what was called off stays."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import UpdateView

from staffing import access, editing, framework_queries, hire_access
from staffing.actions import frameworks as actions
from staffing.delegation_forms import FrameworkEndForm
from staffing.models import FrameworkAgreement
from staffing.requests import person_of
from staffing.views.frameworks import Changing


class FrameworkEnd(editing.VersionedUpdateMixin, Changing, UpdateView):
    """Set an earlier last day."""

    form_class = FrameworkEndForm
    template_name = "staffing/staffing_form.html"
    heading = _("End the agreement early")

    def get_object(self, queryset: QuerySet[FrameworkAgreement] | None = None) -> FrameworkAgreement:
        """Return the version when its keeper may end it."""
        access.require(hire_access.can_end_framework(self.request.user, self.agreement))
        return get_object_or_404(self.visible(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the history."""
        return super().get_context_data(changes=framework_queries.history_of(self.object), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save unless somebody was first, or a later version stands by now."""
        reason, by = form.cleaned_data["reason"], person_of(self.request)
        try:
            actions.end_early(agreement=form.instance, version=form.seen_version, reason=reason, by=by)
        except actions.AlreadyReplaced:
            access.require(access.Denied(hire_access.REPLACED_AGREEMENT))
            raise
        return self.done(_("The agreement ends that day. What is called off from it stays."))

"""Hire stops: those in force first, what they caught, who is affected; made, corrected and ended, never deleted."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView

from staffing import changes, delegation_queries, hire_access
from staffing import delegation_forms as forms
from staffing.models import HireStop
from staffing.views.delegation import KeptCreate, KeptUpdate, StaffingMixin


class StopMixin(StaffingMixin):
    """A page of hire stops."""

    tab, list_name, list_title = "stops", "hire_stop_list", _("Hire stops")


class HireStopList(StopMixin, TemplateView):
    """The region's hire stops."""

    template_name = "staffing/hire_stop_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the stops with what they caught."""
        visible = hire_access.visible_hire_stops(self.request.user).select_related("organisation__region")
        rows = delegation_queries.stop_rows(visible, self.region, timezone.localdate())
        return super().get_context_data(
            rows=rows,
            in_force=sum(row.when == delegation_queries.NOW for row in rows),
            can_add=self.keeps_some(),
            is_example=any(row.stop.is_example for row in rows),
            **kwargs,
        )


def _visible(view: Any) -> QuerySet[HireStop]:
    visible = hire_access.visible_hire_stops(view.request.user)
    return visible.select_related("organisation__region", "profession", "care_area")


class HireStopDetail(StopMixin, DetailView):
    """A stop: what it says, who is affected, what it caught, and its history."""

    template_name = "staffing/hire_stop_detail.html"
    context_object_name = "stop"

    def get_queryset(self) -> QuerySet[HireStop]:
        """Return the stops that the reader sees."""
        return _visible(self)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the page shows."""
        self.region, today = self.object.organisation.region, timezone.localdate()
        rows = delegation_queries.stop_rows(_visible(self).filter(pk=self.object.pk), self.region, today)
        return super().get_context_data(
            row=rows[0],
            affected=delegation_queries.affected(self.object, today),
            can_change=hire_access.can_manage_hires(self.request.user, self.object.organisation_id),
            changes=changes.changes_of(self.object.history.all()),
            **kwargs,
        )


class HireStopCreate(StopMixin, KeptCreate):
    """Enter a hire stop."""

    form_class = forms.StopCreateForm
    heading = _("New hire stop")
    saved = _("The hire stop is saved. A request inside it is decided one level up.")


class HireStopUpdate(StopMixin, KeptUpdate):
    """Correct a hire stop."""

    form_class: Any = forms.StopForm
    heading = _("Correct the hire stop")
    why_field = "why"

    def get_queryset(self) -> QuerySet[HireStop]:
        """Return the stops that the reader sees."""
        return _visible(self)

    def about(self) -> str:
        """Name the stop."""
        return delegation_queries.stop_name(self.object)

    def back(self) -> str:
        """Return the address of the stop."""
        return reverse("hire_stop_detail", kwargs={"pk": self.object.pk})


class HireStopEnd(HireStopUpdate):
    """End a hire stop."""

    form_class = forms.StopEndForm
    takes_scope = False
    why_field = "reason"
    heading = _("End the hire stop")
    saved = _("The hire stop ends that day.")

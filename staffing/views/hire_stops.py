"""Hire stops: those in force first, what they caught, who is affected; made, corrected and ended, never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView

from staffing import changes, delegation_queries, hire_access
from staffing import delegation_forms as forms
from staffing.hire_statistics import Caught
from staffing.models import HireStop
from staffing.views.delegation import KeptCreate, KeptUpdate, StaffingMixin


@dataclass(frozen=True)
class StopLine:
    """A stop with what it caught, what tells it from others of its place, and the list of the requests that it caught."""

    row: delegation_queries.StopRow

    @property
    def stop(self) -> HireStop:
        return self.row.stop

    @property
    def when(self) -> str:
        return self.row.when

    @property
    def caught(self) -> Caught:
        return self.row.caught

    @property
    def name(self) -> str:
        return stop_name(self.stop)

    @property
    def address(self) -> str:
        return caught_address(self.stop)


def stop_name(stop: HireStop) -> str:
    """Return place, whom it concerns and its days: a place can have several stops."""
    whom = [stop.profession.name if stop.profession else gettext("all professions")]
    whom += [stop.care_area.name] if stop.care_area else []
    words = {"place": stop.organisation.name, "whom": ", ".join(whom), "first": stop.valid_from.isoformat()}
    if stop.valid_to is None:
        return gettext("%(place)s: %(whom)s, from %(first)s") % words
    return gettext("%(place)s: %(whom)s, %(first)s – %(last)s") % {**words, "last": stop.valid_to.isoformat()}


def caught_address(stop: HireStop) -> str:
    """Return the address of the list of the requests that the stop caught, as `delegation_queries` counts them."""
    filters = {"region": stop.organisation.region.code, "tab": "all", "unit": stop.organisation_id, "stop": "1"}
    chosen = {"profession": stop.profession_id, "care_area": stop.care_area_id}
    days = {"first": stop.valid_from.isoformat(), "last": stop.valid_to.isoformat() if stop.valid_to else None}
    filters |= {key: value for key, value in {**chosen, **days}.items() if value is not None}
    return f"{reverse('hire_list')}?{urlencode(filters)}"


class StopMixin(StaffingMixin):
    """A page of hire stops."""

    tab, list_name, list_title = "stops", "hire_stop_list", _("Hire stops")


class HireStopList(StopMixin, TemplateView):
    """The region's hire stops."""

    template_name = "staffing/hire_stop_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the stops with what they caught."""
        visible = hire_access.visible_hire_stops(self.request.user).select_related("organisation__region")
        found = delegation_queries.stop_rows(visible, self.region, timezone.localdate())
        rows = [StopLine(row) for row in found]
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
            row=StopLine(rows[0]),
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
        return stop_name(self.object)

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

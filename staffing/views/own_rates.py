"""What an hour of own staff costs: the region's assumptions, by profession and speciality, from a day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import CreateView, UpdateView

from staffing import access, changes, editing, hire_access
from staffing import hire_budget_queries as queries
from staffing.actions import workforce as actions
from staffing.hire_budget_forms import OwnRateForm
from staffing.models import OwnStaffRate, Region
from staffing.requests import person_of
from staffing.views import hires, staffing_frame

TITLE = gettext_lazy("Own staff per hour")


@require_safe
def own_rate_list(request: HttpRequest) -> HttpResponse:
    """List what own staff costs in the region, what holds today first of each."""
    region = hires.region_of_page(request)
    rates = queries.rates_of(region)
    current = queries.current_of(rates, timezone.localdate())
    context = {
        "rows": [(rate, rate.pk in current) for rate in rates],
        "today": timezone.localdate(),
        "can_change": bool(hire_access.can_keep_own_rates(request.user, region)),
        "is_example": any(rate.is_example for rate in rates),
        **staffing_frame.tabs(request, region, "hires"),
    }
    return render(request, "staffing/own_rate_list.html", context)


class _RateForm(editing.InvalidFormMixin):
    """What the pages of one cost share."""

    request: HttpRequest
    heading: Any = ""

    def region_of(self) -> Region:
        """Return the region of the page."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the frame's words and the way back."""
        region = self.region_of()
        words = {"page_heading": self.heading, "list_title": TITLE, "about": region.short_name, "back": back(region)}
        return super().get_context_data(**words, **kwargs) | staffing_frame.tabs(self.request, region, "hires")


def back(region: Region) -> str:
    """Return the address of the region's list."""
    return f"{reverse('own_rate_list')}?region={region.code}"


class OwnRateCreate(_RateForm, CreateView):
    """Enter what own staff costs from a day."""

    form_class = OwnRateForm
    template_name = "staffing/own_rate_form.html"
    heading = gettext_lazy("New cost of own staff")

    @cached_property
    def region(self) -> Region:
        """Return the region, when its costs of own staff are the reader's to enter: 404 out of sight, else 403."""
        region = hires.region_of_page(self.request)
        access.require(hire_access.can_keep_own_rates(self.request.user, region))
        return region

    def region_of(self) -> Region:
        """Return the region that is chosen."""
        return self.region

    def get_form_kwargs(self) -> dict[str, Any]:
        """Begin with a cost of the region from today."""
        begun = OwnStaffRate(region=self.region, valid_from=timezone.localdate())
        return {**super().get_form_kwargs(), "instance": begun}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save it."""
        made: Any = form
        try:
            actions.save(instance=made.instance, version=None, by=person_of(self.request))
        except actions.CountedAlready:
            made.add_error("valid_from", _("There is a cost of own staff from that day already."))
            return self.form_invalid(form)
        messages.success(self.request, _("The cost of own staff is saved."))
        return redirect(back(self.region))


def rate_to_change(request: HttpRequest, pk: int) -> OwnStaffRate:
    """Return the cost when it is the reader's to change.

    :raises Http404: when it is out of sight.
    :raises PermissionDenied: when it is another's.
    """
    rate = get_object_or_404(hire_access.visible_own_rates(request.user).select_related("region"), pk=pk)
    access.require(hire_access.can_keep_own_rates(request.user, rate.region))
    return rate


class OwnRateEdit(_RateForm, editing.VersionedUpdateMixin, UpdateView):
    """Correct what own staff costs; what requests were held against stays with them."""

    model = OwnStaffRate
    form_class = OwnRateForm
    template_name = "staffing/own_rate_form.html"
    heading = gettext_lazy("Correct the cost of own staff")

    def region_of(self) -> Region:
        """Return the region of the cost."""
        return self.object.region

    def get_object(self, queryset: Any = None) -> OwnStaffRate:
        """Return the cost when it is the reader's to change."""
        return rate_to_change(self.request, self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the history."""
        return super().get_context_data(changes=changes.changes_of(self.object.history.all()), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save it unless somebody was first."""
        versioned: Any = form
        try:
            actions.save(instance=versioned.instance, version=versioned.seen_version, by=person_of(self.request))
        except actions.CountedAlready:
            versioned.add_error("valid_from", _("There is a cost of own staff from that day already."))
            return self.form_invalid(form)
        messages.success(self.request, _("The cost of own staff is saved."))
        return redirect(back(versioned.instance.region))


@require_POST
def own_rate_remove(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Remove a cost that was entered by mistake; its history stays."""
    rate = rate_to_change(request, pk)
    region = rate.region
    try:
        actions.remove(instance=rate, version=editing.posted_version(request), by=person_of(request))
    except editing.StaleVersion:
        messages.warning(request, _("Somebody has changed the cost of own staff meanwhile. Look again."))
        return redirect("own_rate_edit", pk=pk)
    messages.success(request, _("The cost of own staff is removed."))
    return redirect(back(region))

"""Target numbers (måltal): how many filled posts are aimed at, by when, and how many are lacking."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import CreateView, UpdateView

from staffing import access, changes, editing, hire_access
from staffing import workforce_queries as queries
from staffing.actions import workforce as actions
from staffing.models import StaffingTarget
from staffing.requests import person_of
from staffing.views import staffing_frame
from staffing.views.post_counts import RegionCreateMixin
from staffing.workforce_forms import StaffingTargetCreateForm, StaffingTargetForm


@require_safe
def staffing_target_list(request: HttpRequest, code: str) -> HttpResponse:
    """List the region's target numbers against what is filled today."""
    region = staffing_frame.region_or_404(request, code)
    tree, today = queries.tree_of(region), timezone.localdate()
    picture = queries.picture(request.user, tree, queries.Chosen(today, tree.branches[0].organisation))
    gaps = queries.gaps(queries.targets_of(region), tree, picture.standing)
    mine = {branch.organisation.pk for branch in queries.countable(request.user, tree, today)}
    context = {
        **staffing_frame.tabs(request, region, "workforce"),
        "rows": [(gap, gap.target.organisation_id in mine) for gap in gaps],
        "can_count": bool(mine),
        "today": today,
        "is_example": any(gap.target.is_example for gap in gaps),
    }
    return render(request, "staffing/staffing_target_list.html", context)


class StaffingTargetCreate(RegionCreateMixin, editing.InvalidFormMixin, CreateView):
    """Aim at a number of filled posts by a day."""

    form_class = StaffingTargetCreateForm
    template_name = "staffing/staffing_target_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the frame."""
        return super().get_context_data(**kwargs) | staffing_frame.tabs(self.request, self.region, "workforce")

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it."""
        try:
            actions.save(instance=form.instance, version=None, by=person_of(self.request))
        except actions.CountedAlready:
            form.add_error("by_date", _("There is a target number for that day already."))
            return self.form_invalid(form)
        messages.success(self.request, _("The target number is saved."))
        return redirect("staffing_target_list", code=self.region.code)


def target_to_change(request: HttpRequest, pk: int) -> StaffingTarget:
    """Return the target number when it is the reader's to change.

    :raises Http404: when it is out of sight.
    :raises PermissionDenied: when it is another's.
    """
    found = get_object_or_404(hire_access.visible_staffing_targets(request.user), pk=pk)
    access.require(hire_access.can_count_posts(request.user, found.organisation_id))
    return found


class StaffingTargetEdit(editing.VersionedUpdateMixin, UpdateView):
    """Change a target number; what it was before stays in its history."""

    model = StaffingTarget
    form_class = StaffingTargetForm
    template_name = "staffing/staffing_target_form.html"

    def get_object(self, queryset: Any = None) -> StaffingTarget:
        """Return the target number when it is the reader's to change."""
        return target_to_change(self.request, self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the frame and the history."""
        found = super().get_context_data(changes=changes.changes_of(self.object.history.all()), **kwargs)
        return found | staffing_frame.tabs(self.request, self.object.organisation.region, "workforce")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save it unless somebody was first."""
        versioned: Any = form
        actions.save(instance=versioned.instance, version=versioned.seen_version, by=person_of(self.request))
        messages.success(self.request, _("The target number is saved."))
        return redirect("staffing_target_list", code=versioned.instance.organisation.region.code)


@require_POST
def staffing_target_remove(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Remove a target number that is no longer aimed at; its history stays."""
    target = target_to_change(request, pk)
    version = editing.posted_version(request)
    code = target.organisation.region.code
    try:
        actions.remove(instance=target, version=version, by=person_of(request))
    except editing.StaleVersion:
        messages.warning(request, _("Somebody has changed the target number meanwhile. Look again."))
        return redirect("staffing_target_edit", pk=pk)
    messages.success(request, _("The target number is removed."))
    return redirect("staffing_target_list", code=code)

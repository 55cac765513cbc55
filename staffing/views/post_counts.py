"""Counts of posts, one at a time: listed, entered, corrected and removed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import CreateView, UpdateView

from staffing import access, changes, editing, hire_access
from staffing import workforce_queries as queries
from staffing.access import NOT_YOUR_ROLE, Denied
from staffing.actions import workforce as actions
from staffing.models import Position, PostCount, Region, Speciality
from staffing.requests import person_of
from staffing.views import staffing_frame
from staffing.workforce_forms import PostCountCreateForm, PostCountForm

PER_PAGE = 50


class RegionCreateMixin:
    """A page that adds something to a region, for whoever may count posts somewhere in it."""

    region: Region
    tree: queries.Tree
    branches: list[Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the region, and ask for the right: 404 out of sight, 403 where nothing is the reader's to count."""
        self.region = staffing_frame.region_or_404(request, kwargs["code"])
        self.tree = queries.tree_of(self.region)
        self.branches = queries.countable(request.user, self.tree, timezone.localdate())
        if not self.branches:
            access.require(Denied(NOT_YOUR_ROLE))
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a mixin of views

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the organisations that are the reader's to count."""
        return {**super().get_form_kwargs(), "branches": self.branches}  # type: ignore[misc]  # a mixin of views


@require_safe
def post_count_list(request: HttpRequest, code: str) -> HttpResponse:
    """List every count of the region, the latest first, to be corrected."""
    region = staffing_frame.region_or_404(request, code)
    rows = (
        hire_access.visible_post_counts(request.user)
        .filter(organisation__region=region)
        .select_related("organisation", "position", "speciality")
        .order_by("-date", "organisation__order", "position__order", "pk")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    mine = access.rights_of(request.user).organisation_ids(access.Permission.COUNT_POSTS)
    context = {
        **staffing_frame.tabs(request, region, "workforce"),
        "page": page,
        "rows": [(row, mine is None or row.organisation_id in mine) for row in page],
        "is_example": any(row.is_example for row in page),
    }
    return render(request, "staffing/post_count_list.html", context)


class PostCountCreate(RegionCreateMixin, editing.InvalidFormMixin, CreateView):
    """Count once more: begins with the latest count of the same posts, when the address names them."""

    form_class = PostCountCreateForm
    template_name = "staffing/post_count_form.html"
    latest: PostCount | None = None

    def get_initial(self) -> dict[str, Any]:
        """Begin with today and the latest count."""
        found: dict[str, Any] = {"date": timezone.localdate()}
        asked = self.request.GET
        place = next(
            (one.organisation for one in self.branches if str(one.organisation.pk) == asked.get("enhet")), None
        )
        position = Position.objects.filter(code=asked.get("befattning", "")).first()
        speciality = Speciality.objects.filter(code=asked.get("specialitet", "")).first()
        found |= {"organisation": place, "position": position, "speciality": speciality}
        self.latest = queries.latest_count(place, position, speciality) if place and position else None
        if self.latest:
            found |= {"posts_fte": self.latest.posts_fte, "filled_fte": self.latest.filled_fte}
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the frame, and what the form began with."""
        found = super().get_context_data(**kwargs)
        return found | staffing_frame.tabs(self.request, self.region, "workforce") | {"latest": self.latest}

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it."""
        try:
            actions.save(instance=form.instance, version=None, by=person_of(self.request))
        except actions.CountedAlready:
            form.add_error("date", _("The posts are counted already on that day."))
            return self.form_invalid(form)
        messages.success(self.request, _("The count is saved."))
        one = form.instance
        return redirect(f"{reverse('workforce', args=[self.region.code])}?enhet={one.organisation_id}&per={one.date}")


def count_to_change(request: HttpRequest, pk: int) -> PostCount:
    """Return the count when it is the reader's to change.

    :raises Http404: when it is out of sight.
    :raises PermissionDenied: when it is another's to count.
    """
    rows = hire_access.visible_post_counts(request.user).select_related(
        "organisation__region", "position", "speciality"
    )
    found = get_object_or_404(rows, pk=pk)
    access.require(hire_access.can_count_posts(request.user, found.organisation_id))
    return found


class PostCountEdit(editing.VersionedUpdateMixin, UpdateView):
    """Correct a count; what it said before stays in its history."""

    model = PostCount
    form_class = PostCountForm
    template_name = "staffing/post_count_form.html"

    def get_object(self, queryset: Any = None) -> PostCount:
        """Return the count when it is the reader's to change."""
        return count_to_change(self.request, self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the frame and the history."""
        found = super().get_context_data(changes=changes.changes_of(self.object.history.all()), **kwargs)
        return found | staffing_frame.tabs(self.request, self.object.organisation.region, "workforce")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save it unless somebody was first."""
        versioned: Any = form
        actions.save(instance=versioned.instance, version=versioned.seen_version, by=person_of(self.request))
        messages.success(self.request, _("The count is corrected."))
        return redirect("post_count_list", code=versioned.instance.organisation.region.code)


@require_POST
def post_count_remove(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Remove a count that should not be there; its history stays."""
    count = count_to_change(request, pk)
    version = editing.posted_version(request)
    code = count.organisation.region.code
    try:
        actions.remove(instance=count, version=version, by=person_of(request))
    except editing.StaleVersion:
        messages.warning(request, _("Somebody has changed the count meanwhile. Look again."))
        return redirect("post_count_edit", pk=pk)
    messages.success(request, _("The count is removed."))
    return redirect("post_count_list", code=code)

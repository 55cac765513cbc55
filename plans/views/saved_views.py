"""Pages where views of a plan's list are named, used, renamed and taken away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import CreateView, TemplateView, UpdateView, View

from plans import access
from plans.actions import saved_views as actions
from plans.forms.saved_views import SavedViewForm, filters_of, kept_query
from plans.models import SavedView
from plans.queries import plans as plan_queries
from plans.queries import saved_views as queries
from plans.views.activity_acts import seen_version
from plans.views.plans import PlanMixin
from staffing.access import require
from staffing.editing import CONFLICT, InvalidFormMixin, StaleVersion, VersionedUpdateMixin
from staffing.filter_chips import Chip
from staffing.requests import person_of

LONGEST_QUERY = 1_000


class ViewMixin(PlanMixin):
    """A page about the views of a plan."""

    @cached_property
    def choices(self) -> plan_queries.FilterChoices:
        """Return what the plan's list can be filtered by."""
        return plan_queries.filter_choices(self.plan)

    def kept(self, query: str) -> str:
        """Return what of the query the list knows."""
        return kept_query(query[:LONGEST_QUERY], today=timezone.localdate(), choices=self.choices)

    def chips(self, query: str) -> list[Chip]:
        """Return the filters of a query in words."""
        return filters_of(query, today=timezone.localdate(), choices=self.choices).chips()

    def list_url(self, query: str = "") -> str:
        """Return the address of the list in that state."""
        return f"{self.plan.get_absolute_url()}?{query}" if query else self.plan.get_absolute_url()

    def own_view(self, *, is_deleted: bool = False) -> SavedView:
        """Return one of the person's own views: another's is shared and 403, or out of sight and 404."""
        rows = SavedView.objects.filter(plan=self.plan).select_related("plan")
        if is_deleted:
            return get_object_or_404(rows, pk=self.kwargs["pk"], owner=person_of(self.request))
        seen = access.visible_saved_views(self.request.user, self.plan).values("pk")
        view = get_object_or_404(rows.filter(pk__in=seen), pk=self.kwargs["pk"])
        require(access.can_change_view(self.request.user, view))
        return view


class SavedViewList(ViewMixin, TemplateView):
    """The person's own views of the plan, with their filters in words, and those that others share."""

    template_name = "plans/saved_view_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the views."""
        menu = queries.view_menu(person_of(self.request), self.plan)
        return super().get_context_data(
            own=[(view, self.chips(self.kept(view.query))) for view in menu.own],
            shared=[(view, self.chips(self.kept(view.query))) for view in menu.shared],
            can_save=access.can_save_views(self.request.user, self.plan),
            **kwargs,
        )


class SavedViewOpen(ViewMixin, View):
    """The short address of a view: it leads to the list in its state."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go to the list; what the plan does not know any more is left out, and said."""
        view = get_object_or_404(access.visible_saved_views(request.user, self.plan), pk=kwargs["pk"])
        kept = self.kept(view.query)
        if kept != view.query:
            messages.info(
                request, _("Something that the view filtered by is not in the plan any more and is left out.")
            )
        return HttpResponseRedirect(self.list_url(kept))


class SavedViewCreate(ViewMixin, InvalidFormMixin, CreateView):
    """Name the filters that are on."""

    template_name = "plans/saved_view_form.html"
    form_class = SavedViewForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who may keep views."""
        require(access.can_save_views(request.user, self.plan))
        self.query = self.kept(request.GET.urlencode())
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tie the new view to the person, the plan and the filters that the address names."""
        view = SavedView(owner=person_of(self.request), plan=self.plan, query=self.query)
        can_share = access.can_share_views(self.request.user, self.plan)
        return {**super().get_form_kwargs(), "instance": view, "can_share": can_share}

    def form_valid(self, form: SavedViewForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Save it and go to the list in its state."""
        try:
            view = actions.create_view(view=form.save(commit=False))
        except actions.TooManyViews:
            words = _("You have %(count)s views of this plan. Delete one that you do not use.")
            form.add_error(None, words % {"count": actions.MOST_VIEWS})
            return self.form_invalid(form)
        except actions.NameTaken:
            form.add_error("name", _("You have a view with this name already."))
            return self.form_invalid(form)
        messages.success(self.request, _("The view “%(name)s” is saved.") % {"name": view.name})
        return HttpResponseRedirect(self.list_url(view.query))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filters in words."""
        return super().get_context_data(
            chips=self.chips(self.query), cancel_url=self.list_url(self.query), heading=_("Save view"), **kwargs
        )


class SavedViewEdit(ViewMixin, VersionedUpdateMixin, UpdateView):
    """Rename one's view, or share it."""

    template_name = "plans/saved_view_form.html"
    form_class = SavedViewForm

    def get_object(self, queryset: QuerySet[SavedView] | None = None) -> SavedView:
        """Return the view."""
        return self.own_view()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say whether it can be shared."""
        can_share = access.can_share_views(self.request.user, self.plan)
        return {**super().get_form_kwargs(), "can_share": can_share}

    def form_valid(self, form: SavedViewForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Save it and go back to the list of views."""
        actions.update_view(view=form.save(commit=False), version=form.seen_version)
        messages.success(self.request, _("Saved."))
        return HttpResponseRedirect(reverse("saved_view_list", args=[self.plan.slug]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filters in words."""
        return super().get_context_data(
            chips=self.chips(self.kept(self.object.query)),
            cancel_url=reverse("saved_view_list", args=[self.plan.slug]),
            heading=_("Change view"),
            **kwargs,
        )


class SavedViewDelete(ViewMixin, View):
    """Take one's view away, and offer to take it back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete it."""
        view = self.own_view()
        try:
            actions.delete_view(view=view, version=seen_version(request), now=timezone.now())
        except StaleVersion:
            return self.stale()
        undo = render_to_string("plans/_saved_view_undo.html", {"view": view, "plan": self.plan}, request)
        messages.success(request, undo, extra_tags="undo")
        return HttpResponseRedirect(reverse("saved_view_list", args=[self.plan.slug]))

    def stale(self) -> HttpResponse:
        """Say that the view was changed in another window, and that nothing was done."""
        context = {"plan": self.plan, "back": reverse("saved_view_list", args=[self.plan.slug])}
        return HttpResponse(render_to_string("plans/saved_view_stale.html", context, self.request), status=CONFLICT)


class SavedViewRestore(SavedViewDelete):
    """Take a deleted view back; one that is there already is shown."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Restore it."""
        view = self.own_view(is_deleted=True)
        version = seen_version(request)
        if view.deleted_at:
            try:
                actions.restore_view(view=view, version=version)
            except StaleVersion:
                return self.stale()
            except actions.NameTaken:
                messages.error(request, _("You have a view with this name already."))
            else:
                messages.success(request, _("The view “%(name)s” is back.") % {"name": view.name})
        return HttpResponseRedirect(reverse("saved_view_list", args=[self.plan.slug]))

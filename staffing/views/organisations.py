"""The organisations of a region as a tree: read by its people, kept by administrators; closed, never lost."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import CreateView, DetailView, TemplateView, UpdateView

from staffing import access, actions, changes, collation, editing, forms, queries
from staffing.models import Level, Organisation
from staffing.requests import person_of
from staffing.views import frame
from staffing.views.frame import AdministrationMixin
from staffing.views.users import AdministratorMixin

A_PAGE = 100


class OrganisationList(AdministrationMixin, TemplateView):
    """The tree of one region."""

    template_name = "staffing/organisation_list.html"
    tab = "organisation_list"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the region's tree, a page at a time; closed ones when asked for."""
        region = frame.region_asked_for(self.request)
        today = timezone.localdate()
        with_closed = self.request.GET.get("closed") == "1"
        organisations = access.visible_organisations(self.request.user).filter(region=region)
        tree = queries.organisation_tree(organisations)
        # A closed place can hold none that is open: the tree without closed ones has no holes.
        shown = [branch for branch in tree if with_closed or branch.organisation.is_open_on(today)]
        return super().get_context_data(
            region=region,
            regions=frame.regions_to_choose(self.request),
            page=Paginator(shown, A_PAGE).get_page(self.request.GET.get("page")),
            count=len(shown),
            closed_count=len(tree) - len(shown) if not with_closed else 0,
            with_closed=with_closed,
            today=today,
            **kwargs,
        )


class OrganisationDetail(AdministrationMixin, DetailView):
    """An organisation: where it belongs, what is below, what refers to it, and its history."""

    template_name = "staffing/organisation_detail.html"
    tab = "organisation_list"

    def get_queryset(self) -> QuerySet[Organisation]:
        """Return the organisations that the reader may see."""
        return access.visible_organisations(self.request.user).select_related("region", "parent", "care_area")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add children, traces and history."""
        return super().get_context_data(
            children=self.object.children.order_by("order", collation.swedish("name"), "pk"),
            traces=actions.traces_of(self.object),
            changes=changes.changes_of(self.object.history.all()),
            today=timezone.localdate(),
            can_have_children=self.object.level != Level.UNIT,
            **kwargs,
        )


class OrganisationCreate(editing.InvalidFormMixin, AdministratorMixin, CreateView):
    """Make an organisation below another one."""

    form_class = forms.OrganisationCreateForm
    template_name = "staffing/organisation_form.html"
    tab = "organisation_list"

    @cached_property
    def parent(self) -> Organisation:
        """Return the organisation above."""
        above = Organisation.objects.select_related("region").exclude(level=Level.UNIT)
        return get_object_or_404(above, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form where the new one belongs."""
        return {**super().get_form_kwargs(), "parent": self.parent, "today": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the organisation above."""
        return super().get_context_data(parent=self.parent, **kwargs)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Create and show it."""
        organisation = actions.create_organisation(organisation=form.instance, by=person_of(self.request))
        messages.success(self.request, _("The organisation is added."))
        return redirect("organisation_detail", pk=organisation.pk)


class _OrganisationUpdate(editing.VersionedUpdateMixin, AdministratorMixin, UpdateView):
    tab = "organisation_list"
    queryset = Organisation.objects.select_related("region", "parent")


class OrganisationUpdate(_OrganisationUpdate):
    """Change name, code, care area and place among siblings."""

    form_class = forms.OrganisationForm
    template_name = "staffing/organisation_form.html"

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Save unless somebody was first."""
        actions.change_organisation(
            organisation=form.instance, version=form.cleaned_data["version"], by=person_of(self.request)
        )
        messages.success(self.request, _("The organisation is saved."))
        return redirect("organisation_detail", pk=self.object.pk)


class OrganisationClose(_OrganisationUpdate):
    """Let an organisation end with a day."""

    form_class = forms.OrganisationCloseForm
    template_name = "staffing/organisation_close.html"

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"valid_to": self.object.valid_to or timezone.localdate()}

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Close, unless something in it goes on."""
        try:
            with transaction.atomic():
                actions.close_organisation(
                    organisation=form.instance,
                    version=form.cleaned_data["version"],
                    valid_to=form.cleaned_data["valid_to"],
                    by=person_of(self.request),
                )
        except actions.StillInUse as use:
            form.add_error(None, _still_in_use(use))
            return self.form_invalid(form)
        messages.success(self.request, _("The organisation closes on that day. It stays where it has been used."))
        return redirect("organisation_detail", pk=self.object.pk)


def _still_in_use(use: actions.StillInUse) -> str:
    parts = []
    if use.open_below:
        words = ngettext("%(n)s organisation below", "%(n)s organisations below", use.open_below)
        parts.append(words % {"n": use.open_below})
    if use.open_roles:
        words = ngettext("%(n)s role in it", "%(n)s roles in it", use.open_roles)
        parts.append(words % {"n": use.open_roles})
    listed = _(" and ").join(parts)
    return _("It cannot close: after that day there is still %(what)s. End them first.") % {"what": listed}


class OrganisationDelete(_OrganisationUpdate):
    """Delete an organisation made by mistake; one that left traces is refused with their number."""

    form_class = forms.OrganisationDeleteForm
    template_name = "staffing/organisation_delete.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what refers to it."""
        return super().get_context_data(traces=actions.traces_of(self.object), **kwargs)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Delete, or say how much refers to it."""
        region = self.object.region
        try:
            with transaction.atomic():
                actions.delete_organisation(
                    organisation=self.object, version=form.cleaned_data["version"], by=person_of(self.request)
                )
        except actions.HasHistory as refused:
            counts = ", ".join(f"{name.lower()}: {count}" for name, count in refused.counts)
            form.add_error(None, _("It has history and is not deleted (%(counts)s). Close it.") % {"counts": counts})
            return self.form_invalid(form)
        messages.success(self.request, _("The organisation is deleted."))
        return redirect(f"{reverse('organisation_list')}?region={region.code}")

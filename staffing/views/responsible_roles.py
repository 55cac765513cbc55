"""The roles that plans name as responsible, per region, and who holds them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import CreateView, TemplateView, UpdateView

from staffing import access, actions, changes, editing, forms, queries
from staffing.access import NOT_YOUR_ROLE, Denied
from staffing.models import Region, ResponsibleRole
from staffing.requests import person_of
from staffing.views import frame
from staffing.views.frame import AdministrationMixin

A_PAGE = 100


def _list_of(region: Region) -> HttpResponse:
    return redirect(f"{reverse('responsible_role_list')}?region={region.code}")


class ResponsibleRoleList(AdministrationMixin, TemplateView):
    """The responsible roles of one region."""

    template_name = "staffing/responsiblerole_list.html"
    tab = "responsible_role_list"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the roles with their holders, and which of them the reader may edit."""
        region = frame.region_asked_for(self.request)
        roles = queries.roles_of_region(person_of(self.request), region)
        page = Paginator(roles, A_PAGE).get_page(self.request.GET.get("page"))
        rights = access.rights_of(self.request.user)
        editable = frame.edits_roles_in(self.request)
        return super().get_context_data(
            region=region,
            regions=[one for one in frame.regions_to_choose(self.request) if self._sees(one)],
            page=page,
            rows=[(role, editable is None or role.organisation_id in editable) for role in page],
            can_add=editable is None or (region.pk in rights.region_ids and bool(editable)),
            **kwargs,
        )

    def _sees(self, region: Region) -> bool:
        return access.sees_all_rights(self.request.user) or region.pk in access.rights_of(self.request.user).region_ids


class ResponsibleRoleCreate(editing.InvalidFormMixin, AdministrationMixin, CreateView):
    """Add a responsible role in a region."""

    form_class = forms.ResponsibleRoleCreateForm
    template_name = "staffing/responsiblerole_form.html"
    tab = "responsible_role_list"

    @cached_property
    def region(self) -> Region:
        """Return the region of the address, when the reader may add roles somewhere in it."""
        region = frame.region_asked_for(self.request)
        editable = frame.edits_roles_in(self.request)
        if editable is not None and not editable:
            access.require(Denied(NOT_YOUR_ROLE))
        return region

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the organisations whose roles the reader may edit."""
        scope = {
            "region": self.region,
            "organisation_ids": frame.edits_roles_in(self.request),
            "today": timezone.localdate(),
        }
        return {**super().get_form_kwargs(), **scope}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the region."""
        return super().get_context_data(region=self.region, **kwargs)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Add, unless the same was added a moment ago."""
        try:
            with transaction.atomic():
                actions.create_responsible_role(role=form.instance, by=person_of(self.request))
        except IntegrityError:
            form.add_error("title", _("The organisation already has this role."))
            return self.form_invalid(form)
        messages.success(self.request, _("The role is added."))
        return _list_of(self.region)


class ResponsibleRoleUpdate(editing.VersionedUpdateMixin, AdministrationMixin, UpdateView):
    """Change a role's title or holder; its history stands below."""

    form_class = forms.ResponsibleRoleForm
    template_name = "staffing/responsiblerole_form.html"
    tab = "responsible_role_list"
    context_object_name = "role"

    def get_queryset(self) -> QuerySet[ResponsibleRole]:
        """Return the roles that the reader may see."""
        visible = access.visible_responsible_roles(self.request.user)
        return visible.select_related("organisation__region", "holder")

    def get_object(self, queryset: QuerySet[ResponsibleRole] | None = None) -> ResponsibleRole:
        """Return the role when the reader may edit it."""
        role = super().get_object(queryset)
        access.require(access.can_edit_responsible_roles(self.request.user, role.organisation_id))
        return role

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form the day."""
        return {**super().get_form_kwargs(), "today": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add region and history."""
        return super().get_context_data(
            region=self.object.organisation.region, changes=changes.changes_of(self.object.history.all()), **kwargs
        )

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Save unless somebody was first."""
        actions.change_responsible_role(
            role=form.instance, version=form.cleaned_data["version"], by=person_of(self.request)
        )
        messages.success(self.request, _("The role is saved."))
        return _list_of(self.object.organisation.region)

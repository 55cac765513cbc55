"""What is taken over with a responsible role."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.views.generic import DetailView

from plans.queries import handover as queries
from staffing import access as rights
from staffing.models import ResponsibleRole
from staffing.requests import person_of
from staffing.views.frame import AdministrationMixin

A_PAGE = 50


class RoleHandOver(AdministrationMixin, DetailView):
    """The open activities of a role and its holders: for all who may see the role, so that old and new holder can sit together."""

    template_name = "plans/role_handover.html"
    context_object_name = "role"
    tab = "responsible_role_list"

    def get_queryset(self) -> QuerySet[ResponsibleRole]:
        """Return the roles that the person may see."""
        return rights.visible_responsible_roles(self.request.user).select_related("organisation__region", "holder")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the activities, the holders, and whether the person says who holds the role."""
        found = queries.handover_of(self.object, person_of(self.request))
        return super().get_context_data(
            handover=found,
            page=Paginator(found.activities, A_PAGE).get_page(self.request.GET.get("page") or 1),
            can_edit=bool(rights.can_edit_responsible_roles(self.request.user, self.object.organisation_id)),
            is_mine=self.object.holder_id == self.request.user.pk,
            **kwargs,
        )

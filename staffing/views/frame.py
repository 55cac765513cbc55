"""What the administration's pages share: their tabs, and the region that is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import ContextMixin, View

from staffing import access, queries
from staffing.access import Permission
from staffing.models import Region
from staffing.requests import person_of


@dataclass(frozen=True)
class Tab:
    """A link among the administration's pages."""

    url: str
    label: str | Promise
    is_current: bool


class AdministrationMixin(ContextMixin, View):
    """Give a page its tabs; `tab` names the list that it belongs to."""

    tab = "user_list"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tabs that the reader can use, and whether the reader administers."""
        names = [("organisation_list", _("Organisations")), ("responsible_role_list", _("Responsible roles"))]
        if access.can_read_accounts(self.request.user):
            names.insert(0, ("user_list", _("Users and rights")))
        if access.can_read_reminder_log(self.request.user):
            names.append(("reminder_log", _("Sent reminders")))
        if access.can_read_reference_data(self.request.user):
            names.append(("reference_data", _("Reference data")))
        tabs = [Tab(reverse(name), label, name == self.tab) for name, label in names]
        can_administer = bool(access.can_administer(self.request.user))
        return super().get_context_data(**{"admin_tabs": tabs, "can_administer": can_administer, **kwargs})


def region_asked_for(request: HttpRequest) -> Region:
    """Return the region of `?region=`, else the reader's first.

    :raises Http404: when there is none that the reader may see; what is out of sight and what is not there answer alike.
    """
    region = queries.region_for(person_of(request), request.GET.get("region", ""))
    if region is None:
        raise Http404
    return region


def regions_to_choose(request: HttpRequest) -> list[Region]:
    """Return the regions whose organisations the reader may see."""
    rights = access.rights_of(request.user)
    return list(Region.objects.all()) if rights.is_national else rights.regions


def edits_roles_in(request: HttpRequest) -> frozenset[int] | None:
    """Return the organisations whose responsible roles the reader may edit; None means all."""
    rights = access.rights_of(request.user)
    if Permission.ADMINISTER in rights.national:
        return None
    return rights.organisation_ids(Permission.EDIT_PLAN)

"""What every page's frame needs: the menu of what the reader's roles can use, and who the reader is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staffing import access
from staffing.access import Permission, Rights
from staffing.models import Region, RoleAssignment


@dataclass(frozen=True)
class MenuItem:
    """A link of the main menu."""

    url: str
    label: str | Promise
    icon: str
    is_current: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the menu, the reader's rights, roles and region; nothing for those not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    rights = access.rights_of(user)
    own = list(access.own_regions(user)) if rights.region_ids else []
    return {
        "rights": rights,
        "nav": menu(rights, own, request.path),
        "frame_place": own[0].short_name if len(own) == 1 else (_("The nation") if rights.is_national else ""),
        "frame_roles": _roles(request),
    }


def menu(rights: Rights, own: list[Region], path: str) -> list[MenuItem]:
    """Return the links that the rights can use; the current one is the longest that begins the path."""
    links: list[tuple[str, str | Promise, str]] = [(reverse("overview"), _("Overview"), "overview")]
    if rights.has_role:
        if own:
            links.append((reverse("activity_mine"), _("My activities"), "mine"))
        links += [
            (reverse("plan_list"), _("Action plans"), "plan"),
            (reverse("measure_list"), _("Catalogue of measures"), "catalogue"),
            (
                reverse("region_index", kwargs={"code": own[0].code}) if own else reverse("cost_return_list"),
                _("Costs and index"),
                "costs",
            ),
            (reverse("nation_index"), _("The nation"), "nation"),
            (reverse("report_list"), _("Reports"), "reports"),
        ]
    if Permission.ADMINISTER in rights.national:
        links.append((reverse("user_list"), _("Administration"), "admin"))
    current = max((url for url, _label, _icon in links if path.startswith(url)), key=len, default="")
    return [MenuItem(url, label, icon, url == current) for url, label, icon in links]


def _roles(request: HttpRequest) -> list[str]:
    held = (
        RoleAssignment.objects.in_force(timezone.localdate()).filter(user=request.user).select_related("organisation")
    )
    return [f"{assignment.get_role_display()}, {assignment.organisation or _('the nation')}" for assignment in held]

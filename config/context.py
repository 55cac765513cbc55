"""What every page's frame needs: the menu of what the reader's roles can use, and who the reader is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staffing import access
from staffing.access import Permission, Rights
from staffing.models import Role


@dataclass(frozen=True)
class MenuItem:
    """A link of the main menu."""

    url: str
    label: str | Promise
    icon: str
    is_current: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the menu, the reader's rights, roles and region; two queries, whatever the number of roles.

    Those not signed in get the address for questions only.
    """
    support = {"support_email": settings.SUPPORT_EMAIL}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return support
    rights = access.rights_of(user)
    own = rights.regions
    return {
        **support,
        "rights": rights,
        "nav": menu(rights, request.path),
        "frame_place": own[0].short_name if len(own) == 1 else (_("The nation") if rights.is_national else ""),
        "frame_roles": [
            f"{assignment.get_role_display()}, {assignment.organisation or _('the nation')}"
            for assignment in rights.assignments
        ],
        "role_codes": {assignment.role for assignment in rights.assignments},
    }


def menu(rights: Rights, path: str) -> list[MenuItem]:
    """Return the links that the rights can use; the current one is the longest that begins the path."""
    links: list[tuple[str, str | Promise, str]] = [(reverse("overview"), _("Overview"), "overview")]
    if rights.has_role:
        own = rights.regions
        # An auditor changes nothing, so nothing is an auditor's to report.
        if any(held.organisation and held.role != Role.AUDITOR for held in rights.assignments):
            links.append((reverse("activity_mine"), _("My activities"), "mine"))
        links += [
            (reverse("plan_list"), _("Action plans"), "plan"),
            (reverse("measure_list"), _("Catalogue of measures"), "catalogue"),
            *(
                [(reverse("gap_round_list"), _("Gap analysis"), "gap")]
                if own or Permission.READ_ALL in rights.national
                else []
            ),
            (
                reverse("region_index", kwargs={"code": own[0].code}) if own else reverse("cost_return_list"),
                _("Costs and index"),
                "costs",
            ),
            (reverse("nation_index"), _("The nation"), "nation"),
            (reverse("staffing_overview"), _("Staffing"), "staffing"),
            (reverse("report_list"), _("Reports"), "reports"),
        ]
    administration = _administration(rights)
    if administration:
        links.append((reverse(administration), _("Administration"), "admin"))
    current = max((url for url, _label, icon in links if _is_within(path, url, icon)), key=len, default="")
    return [MenuItem(url, label, icon, url == current) for url, label, icon in links]


def _administration(rights: Rights) -> str:
    """Return the name of the first administration page that the rights can use, or nothing."""
    if Permission.ADMINISTER in rights.national or rights.can_somewhere(Permission.READ_ALL):
        return "user_list"
    if rights.can_somewhere(Permission.EDIT_PLAN):
        return "responsible_role_list"
    return "reference_data" if rights.is_national else ""


def _is_within(path: str, url: str, icon: str) -> bool:
    """Return whether the page belongs to the link; the administration and the costs have several lists."""
    if icon == "admin":
        return path.startswith("/administration/")
    if icon == "overview":
        return path == url
    if icon == "reports" and path.startswith("/redovisningar/"):
        return True
    if icon == "catalogue" and path.startswith("/exempel/"):
        return True
    # An activity is a page of its plan, at an address of its own.
    if icon == "plan" and path.startswith("/aktiviteter/"):
        return True
    return path.startswith("/kostnader/" if icon == "costs" else url)

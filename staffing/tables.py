"""The list of accounts."""

from __future__ import annotations

import datetime
from typing import ClassVar

import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from staffing import collation
from staffing.models import RoleAssignment, User
from staffing.templatetags import oberoende

SHOWN_ROLES = 3


class UserTable(tables.Table):
    """Accounts with the roles that they hold now."""

    name = tables.Column(verbose_name=_("Name"))
    email = tables.Column(verbose_name=_("E-mail"))
    roles_now = tables.Column(verbose_name=_("Roles now"), orderable=False, empty_values=())
    last_login = tables.Column(verbose_name=_("Last signed in"), empty_values=())
    is_active = tables.Column(verbose_name=_("Account"))

    class Meta:
        model = User
        fields: ClassVar = ["name", "email", "roles_now", "last_login", "is_active"]
        order_by = "name"
        empty_text = _("No account matches. Change the filter, or clear it.")

    @property
    def caption(self) -> str:
        """Return what the table shows."""
        return gettext("Accounts")

    def order_name(self, users: QuerySet[User], is_descending: bool) -> tuple[QuerySet[User], bool]:  # noqa: FBT001
        """Sort as the Swedish alphabet does."""
        order = collation.swedish("name")
        return users.order_by(order.desc() if is_descending else order.asc(), "pk"), True

    def render_name(self, value: str, record: User) -> SafeString:
        """Link to the account."""
        return format_html('<a href="{}">{}</a>', reverse("user_detail", kwargs={"pk": record.pk}), value)

    def render_roles_now(self, record: User) -> SafeString:
        """List the first roles in words, and say how many more there are."""
        held: list[RoleAssignment] = record.roles_now  # type: ignore[attr-defined]  # put there by a Prefetch
        if not held:
            return format_html('<span class="soft">{}</span>', gettext("no role"))
        lines = [f"{right.get_role_display()}, {right.organisation or gettext('the nation')}" for right in held]
        more = len(lines) - SHOWN_ROLES
        if more > 0:
            lines = [*lines[:SHOWN_ROLES], ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}]
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))

    def render_last_login(self, value: datetime.datetime | None) -> str:
        """Print the day and time, or the dash."""
        return oberoende.iso(value)

    def render_is_active(self, value: bool, record: User) -> SafeString:  # noqa: FBT001
        """Print the state as word and shape."""
        if not value:
            return format_html('<span class="status status-cancelled">{}</span>', pgettext("account", "closed"))
        if not record.has_usable_password():
            return format_html('<span class="status status-open">{}</span>', pgettext("account", "invited"))
        return format_html('<span class="status status-done">{}</span>', pgettext("account", "open"))

"""The filter of the list of accounts."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staffing.models import Region, Role, RoleAssignment, User

STATES = [
    ("open", pgettext_lazy("account", "open")),
    ("closed", pgettext_lazy("account", "closed")),
    ("invited", _("invited, no password yet")),
]


class UserFilterSet(django_filters.FilterSet):
    """Accounts by free text, role, region and state."""

    q = django_filters.CharFilter(label=_("Name or e-mail"), method="filter_text")
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role.choices, method="filter_role")
    region = django_filters.ModelChoiceFilter(
        label=_("Region"), queryset=Region.objects.all(), to_field_name="code", method="filter_region"
    )
    state = django_filters.ChoiceFilter(label=_("Account"), choices=STATES, method="filter_state")

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []

    def filter_text(self, users: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Keep those whose name or address holds every word, whatever the case."""
        found = users.annotate(words=Lower(Concat("name", Value(" "), "email", output_field=TextField())))
        for word in value.lower().split():
            found = found.filter(words__contains=word)
        return found

    def _held(self, **fields: Any) -> QuerySet[RoleAssignment]:
        return RoleAssignment.objects.in_force(timezone.localdate()).filter(**fields)

    def filter_role(self, users: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Keep those who hold the role now."""
        return users.filter(pk__in=self._held(role=value).values("user_id"))

    def filter_region(self, users: QuerySet[User], name: str, value: Region) -> QuerySet[User]:
        """Keep those who hold a role in the region now."""
        return users.filter(pk__in=self._held(organisation__region=value).values("user_id"))

    def filter_state(self, users: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Keep open accounts, closed ones, or open ones whose invitation nobody has used."""
        if value == "invited":
            return users.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return users.filter(is_active=value == "open")

"""The form that names the state of a plan's list, and what of an address is a state of it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from plans.filtersets import ActivityFilterSet
from plans.forms.fields import PlainTextMixin
from plans.models import Activity, SavedView
from plans.queries.plans import FilterChoices
from plans.tables import ActivityTable
from staffing.editing import VersionedForm


def filters_of(query: str, *, today: datetime.date, choices: FilterChoices) -> ActivityFilterSet:
    """Return the list's filters as the query sets them."""
    return ActivityFilterSet(QueryDict(query), queryset=Activity.objects.none(), today=today, plan_choices=choices)


def kept_query(query: str, *, today: datetime.date, choices: FilterChoices) -> str:
    """Return what of the query the plan's list knows: filters that hold, and a column to sort by; the rest is dropped.

    What names a section, a role or a measure that is gone is dropped as well, so that a view that is kept for a year leads to
    a list and not to an error.
    """
    filterset = filters_of(query, today=today, choices=choices)
    filterset.form.is_valid()
    given, kept = QueryDict(query), QueryDict(mutable=True)
    for name in filterset.form.fields:
        value = given.get(name, "").strip()
        if value and name not in filterset.form.errors and "\x00" not in value:
            kept[name] = value
    sort = given.get("sort", "")
    if sort.removeprefix("-") in ActivityTable.base_columns and sort.removeprefix("-") != "plan":
        kept["sort"] = sort
    return kept.urlencode()


class SavedViewForm(PlainTextMixin, VersionedForm):
    """A name, and who may use the view."""

    class Meta:
        model = SavedView
        fields = ("name", "is_shared")
        help_texts = {"is_shared": _("All in the region who may read the plan can use it.")}

    def __init__(self, *args: Any, can_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_share:
            del self.fields["is_shared"]

    def clean_name(self) -> str:
        """Refuse a name that the person has given to another view of the plan."""
        name = " ".join(self.cleaned_data["name"].split())
        same = Q(owner_id=self.instance.owner_id, plan_id=self.instance.plan_id, name=name)
        if SavedView.objects.present().filter(same).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("You have a view with this name already."))
        return name

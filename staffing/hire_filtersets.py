"""The filter of the list of hires: one GET form, whose state is the address."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from staffing import queries
from staffing.forms import DayField
from staffing.models import (
    HireReason,
    HireRequest,
    HireState,
    Organisation,
    Profession,
    ReasonKind,
    Region,
    Speciality,
)
from values.text import loose_key

NOT_FILTERS = ("page",)
NUMBER = re.compile(r"(?:(\d{4})-)?0*(\d{1,8})")
YES = [("1", _("yes")), ("0", _("no"))]


@dataclass(frozen=True)
class Chip:
    """A filter that is on: what it is, its value in words, and the address without it."""

    label: str
    value: str
    without: str


class HireFilterForm(forms.Form):
    """A row of filters; their labels stand alone, without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for field in self.fields.values():
            field.is_expected = True  # type: ignore[attr-defined]  # that a filter may be left out goes without saying


class _DayFilter(CharFilter):
    field_class = DayField


class HireFilterSet(FilterSet):
    """Hires of one region by unit (and all below), profession, state, reason, period and hire stop; and by free text."""

    folded = ("reason", "first", "last", "stop", "exception")

    q = CharFilter(method="by_text", label=_("Search"))
    unit = ChoiceFilter(method="by_unit", label=_("Unit, and all below"))
    profession = ModelChoiceFilter(queryset=Profession.objects.all(), label=_("Profession"))
    state = ChoiceFilter(choices=HireState, label=_("State"))
    reason = ModelChoiceFilter(queryset=HireReason.objects.filter(kind=ReasonKind.REQUEST), label=_("Reason"))
    first = _DayFilter(method="by_first", label=_("Work from"))
    last = _DayFilter(method="by_last", label=_("Work until"))
    stop = ChoiceFilter(choices=YES, method="by_stop", label=_("Inside a hire stop"))
    exception = ChoiceFilter(choices=YES, method="by_exception", label=_("An exception from the agreement"))

    class Meta:
        model = HireRequest
        form = HireFilterForm
        fields = ()

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: list[Organisation] = []
        self.below: dict[int, list[int]] = {}
        self._spread(region)

    def _spread(self, region: Region) -> None:
        """Offer the region's organisations, and remember what is below each: one query."""
        tree = queries.organisation_tree(Organisation.objects.filter(region=region))
        self.places = [branch.organisation for branch in tree]
        self.filters["unit"].extra["choices"] = [(str(one.organisation.pk), one.indented_name) for one in tree]
        for place in reversed(self.places):
            below = self.below.setdefault(place.pk, [])
            below.append(place.pk)
            if place.parent_id is not None:
                self.below.setdefault(place.parent_id, []).extend(below)

    def by_text(self, found: QuerySet[HireRequest], _name: str, text: str) -> QuerySet[HireRequest]:
        """Keep the requests whose number, unit, profession or speciality holds every word.

        Names are compared here, not in the database: they are few, and SQLite folds no å.
        """
        for word in loose_key(text).split():
            professions = [one.pk for one in Profession.objects.all() if word in loose_key(one.name)]
            specialities = [one.pk for one in Speciality.objects.all() if word in loose_key(one.name)]
            places = [one.pk for one in self.places if word in loose_key(one.name)]
            fits = Q(organisation__in=places) | Q(profession__in=professions) | Q(speciality__in=specialities)
            if number := NUMBER.fullmatch(word):
                year, last = number.groups()
                fits |= Q(number=int(last), year=int(year)) if year else Q(number=int(last))
            found = found.filter(fits)
        return found

    def by_unit(self, found: QuerySet[HireRequest], _name: str, value: str) -> QuerySet[HireRequest]:
        """Keep those of the unit and of all below it."""
        return found.filter(organisation__in=self.below.get(int(value), []))

    def by_first(self, found: QuerySet[HireRequest], _name: str, day: datetime.date) -> QuerySet[HireRequest]:
        """Keep the work that goes on after the day."""
        return found.filter(last_date__gte=day)

    def by_last(self, found: QuerySet[HireRequest], _name: str, day: datetime.date) -> QuerySet[HireRequest]:
        """Keep the work that begins before the day is over."""
        return found.filter(first_date__lte=day)

    def by_stop(self, found: QuerySet[HireRequest], _name: str, value: str) -> QuerySet[HireRequest]:
        """Keep what was asked for inside a hire stop, or outside."""
        return found.filter(is_in_hire_stop=value == "1")

    def by_exception(self, found: QuerySet[HireRequest], _name: str, value: str) -> QuerySet[HireRequest]:
        """Keep what departs from the agreement in price, length or way, or what does not."""
        departs = Q(deviation_reason__isnull=False)
        return found.filter(departs if value == "1" else ~departs)

    def chips(self) -> list[Chip]:
        """Return the filters that are on, each with the address that takes it off."""
        if not self.form.is_bound or not self.form.is_valid():
            return []
        return [
            Chip(str(field.label), self._words(field, self.form.cleaned_data[name]), self._without(name))
            for name, field in self.form.fields.items()
            if self.form.cleaned_data.get(name) not in (None, "")
        ]

    @property
    def is_open_further_down(self) -> bool:
        """Return whether a filter is on that is folded away under "more filters"."""
        return any(self.data.get(name) for name in self.folded)

    def _words(self, field: forms.Field, value: Any) -> str:
        offered: Any = getattr(field, "choices", ()) if isinstance(value, str) else ()
        return str(dict(offered).get(value, value)).removeprefix("– ")

    def _without(self, name: str) -> str:
        rest: QueryDict = self.data.copy()
        for key in (name, *NOT_FILTERS):
            rest.pop(key, None)
        return f"?{rest.urlencode()}" if rest else "?"

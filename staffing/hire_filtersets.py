"""The filter of the list of hires: one GET form, whose state is the address."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from staffing import queries
from staffing.filter_chips import ChipsMixin, FilterForm
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

NUMBER = re.compile(r"(?:(\d{4})-)?0*(\d{1,8})")
YES = [("1", _("yes")), ("0", _("no"))]


class _DayFilter(CharFilter):
    field_class = DayField


class HireFilterSet(ChipsMixin, FilterSet):
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
        form = FilterForm
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
        """Keep the requests whose number (also in an older system), unit, profession or speciality holds every word.

        Names are compared here, not in the database: they are few, and SQLite folds no å.
        """
        named = [
            [(one.pk, loose_key(one.name)) for one in some]
            for some in (self.places, Profession.objects.all(), Speciality.objects.all())
        ]
        for word in loose_key(text).split():
            places, professions, specialities = ([pk for pk, name in some if word in name] for some in named)
            fits = Q(organisation__in=places) | Q(profession__in=professions) | Q(speciality__in=specialities)
            fits |= Q(old_number__iexact=word)
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

    def _words(self, field: forms.Field, value: Any) -> str:
        return super()._words(field, value).removeprefix("– ")

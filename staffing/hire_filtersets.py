"""The filter of the list of hires: one GET form, whose state is the address."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from staffing import hire_quarter_queries, hire_statistics_queries, queries
from staffing.filter_chips import ChipsMixin, FilterForm
from staffing.forms import DayField
from staffing.models import (
    CareArea,
    HireReason,
    HireRequest,
    HireRoute,
    HireState,
    Organisation,
    Outcome,
    Profession,
    ReasonKind,
    Region,
    Speciality,
)
from staffing.models.hires import UNDECIDED
from values.text import loose_key

NUMBER = re.compile(r"(?:(\d{4})-)?0*(\d{1,8})")
YES = [("1", _("yes")), ("0", _("no"))]
DECIDED, ORDERED, TO_FOLLOW_UP = "decided", "ordered", "to_follow_up"
OUTCOMES = [
    (DECIDED, _("decided")),
    (Outcome.GRANTED, _("granted")),
    (Outcome.CHANGED, _("granted with changes")),
    (Outcome.REFUSED, _("refused")),
    (HireState.WITHDRAWN, _("was withdrawn")),
    (HireState.REQUESTED, _("waits for a decision")),
    (ORDERED, _("ordered, filled or not")),
    (TO_FOLLOW_UP, _("waits for the actual cost")),
]


class _DayFilter(CharFilter):
    field_class = DayField


class _HireFilterForm(FilterForm):
    """Days in order: a search from a later day to an earlier one finds nothing, and is a slip."""

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        data = super().clean() or self.cleaned_data
        for first, last in (("first", "last"), ("asked_from", "asked_to")):
            if data.get(first) and data.get(last) and data[last] < data[first]:
                self.add_error(last, _("The last day is before the first."))
        return data


class HireFilterSet(ChipsMixin, FilterSet):
    """Hires of one region by unit (and all below), profession, care area, state, reason, days, outcome, way and stop; and by words."""

    folded = (
        *("care_area", "reason", "first", "last", "stop", "exception"),
        *("asked_from", "asked_to", "outcome", "route", "renewal", "refusal"),
    )

    q = CharFilter(method="by_text", label=_("Search"))
    unit = ChoiceFilter(method="by_unit", label=_("Unit, and all below"))
    profession = ModelChoiceFilter(queryset=Profession.objects.all(), label=_("Profession"))
    care_area = ModelChoiceFilter(queryset=CareArea.objects.all(), label=_("Care area"))
    state = ChoiceFilter(choices=HireState, label=_("State"))
    reason = ChoiceFilter(field_name="reason", label=_("Reason"))
    first = _DayFilter(method="by_first", label=_("Work from"))
    last = _DayFilter(method="by_last", label=_("Work until"))
    stop = ChoiceFilter(choices=YES, method="by_stop", label=_("Inside a hire stop"))
    exception = ChoiceFilter(choices=YES, method="by_exception", label=_("An exception from the agreement"))
    asked_from = _DayFilter(method="by_asked_from", label=_("Asked for from"))
    asked_to = _DayFilter(method="by_asked_to", label=_("Asked for until"))
    outcome = ChoiceFilter(choices=OUTCOMES, method="by_outcome", label=_("What became of it"))
    route = ChoiceFilter(choices=HireRoute, label=_("Route"))
    renewal = ChoiceFilter(choices=YES, method="by_renewal", label=_("A renewal"))
    refusal = ChoiceFilter(method="by_refusal", label=_("Refused because of"))

    class Meta:
        model = HireRequest
        form = _HireFilterForm
        fields = ()

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: list[Organisation] = []
        self.below: dict[int, list[int]] = {}
        self._spread(region)
        self._offer_reasons()

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

    def _offer_reasons(self) -> None:
        """Offer the reasons to ask, and those to refuse: one query."""
        reasons = list(HireReason.objects.exclude(kind=ReasonKind.DEVIATION))
        for name, kind in (("reason", ReasonKind.REQUEST), ("refusal", ReasonKind.DECISION)):
            choices = [(str(one.pk), one.name) for one in reasons if one.kind == kind]
            self.filters[name].extra["choices"] = choices

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

    def by_asked_from(self, found: QuerySet[HireRequest], _name: str, day: datetime.date) -> QuerySet[HireRequest]:
        """Keep what was asked for on the Swedish day or later."""
        return found.filter(requested_at__gte=hire_statistics_queries.day_starts(day))

    def by_asked_to(self, found: QuerySet[HireRequest], _name: str, day: datetime.date) -> QuerySet[HireRequest]:
        """Keep what was asked for on the Swedish day or earlier."""
        after = day + datetime.timedelta(days=1) if day < datetime.date.max else day
        return found.filter(requested_at__lt=hire_statistics_queries.day_starts(after))

    def by_outcome(self, found: QuerySet[HireRequest], _name: str, value: str) -> QuerySet[HireRequest]:
        """Keep what this became of, whatever has followed: what is ordered was granted."""
        if value == DECIDED:
            return found.exclude(state__in=UNDECIDED)
        if value == ORDERED:
            return found.filter(order__isnull=False)
        if value == TO_FOLLOW_UP:
            return hire_quarter_queries.to_follow_up(found, timezone.now())
        if value in {Outcome.GRANTED, Outcome.CHANGED}:
            return found.exclude(state__in=UNDECIDED).filter(decision__outcome=value)
        return found.filter(state=value)

    def by_renewal(self, found: QuerySet[HireRequest], _name: str, value: str) -> QuerySet[HireRequest]:
        """Keep what prolongs another request, or what does not."""
        return found.filter(extends__isnull=value == "0")

    def by_refusal(self, found: QuerySet[HireRequest], _name: str, reason: str) -> QuerySet[HireRequest]:
        """Keep what was refused for the reason."""
        return found.filter(state=HireState.REFUSED, decision__reason=int(reason))

    def _words(self, field: forms.Field, value: Any) -> str:
        return super()._words(field, value).removeprefix("– ")

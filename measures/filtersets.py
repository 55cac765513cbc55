"""The filter forms of the catalogue and of the good examples: one GET form each, whose state is the address."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from measures.models import GoodExample, Horizon, Measure, MeasureArea, Outcome
from staffing.collation import swedish
from staffing.models import CareArea, Level, Profession, Region
from values.text import loose_key

LEVELS = [(level.value, level.label) for level in (Level.REGION, Level.DIVISION, Level.UNIT)]
NO_EFFECT = "none"
EFFECTS = [("yes", _("reported to have worked")), (NO_EFFECT, _("no effect reported"))]


class MeasureFilterSet(FilterSet):
    """Filter the catalogue by what a measure is for and what is known of it."""

    q = CharFilter(method="by_text", label=_("Search"))
    area = ModelChoiceFilter(queryset=MeasureArea.objects.order_by("number"), to_field_name="code", label=_("Area"))
    profession = ModelChoiceFilter(
        queryset=Profession.objects.order_by("order"),
        to_field_name="code",
        field_name="professions",
        label=_("Profession"),
    )
    level = ChoiceFilter(method="by_level", choices=LEVELS, label=_("Level"))
    horizon = ChoiceFilter(choices=Horizon, label=_("Horizon"))
    effect = ChoiceFilter(method="by_effect", choices=EFFECTS, label=_("Reported effect"))

    class Meta:
        model = Measure
        fields = ()

    def by_text(self, queryset: QuerySet[Measure], _name: str, text: str) -> QuerySet[Measure]:
        """Keep the measures that hold every word in either language, whatever its case and its dots and rings."""
        for word in loose_key(text).split():
            queryset = queryset.filter(search_key__contains=word)
        return queryset

    def by_level(self, queryset: QuerySet[Measure], _name: str, level: str) -> QuerySet[Measure]:
        """Keep the measures of a level. Levels are a JSON list, which SQLite cannot look into, and measures are few."""
        found = [pk for pk, levels in queryset.order_by().values_list("pk", "levels") if level in levels]
        return queryset.filter(pk__in=found)

    def by_effect(self, queryset: QuerySet[Measure], _name: str, value: str) -> QuerySet[Measure]:
        """Keep the measures that regions report to have worked, or those where nothing is reported."""
        return queryset.filter(reported_effect="" if value == NO_EFFECT else value)


class ExampleFilterSet(FilterSet):
    """Filter good examples by what they are about and whose they are."""

    q = CharFilter(method="by_text", label=_("Search"))
    area = ModelChoiceFilter(
        queryset=MeasureArea.objects.order_by("number"),
        to_field_name="code",
        field_name="measure__area",
        label=_("Area"),
    )
    measure = ModelChoiceFilter(queryset=Measure.objects.order_by("number"), to_field_name="number", label=_("Measure"))
    region = ModelChoiceFilter(
        queryset=Region.objects.order_by(swedish("short_name")), to_field_name="code", label=_("Region")
    )
    profession = ModelChoiceFilter(
        queryset=Profession.objects.order_by("order"), to_field_name="code", label=_("Profession")
    )
    care_area = ModelChoiceFilter(queryset=CareArea.objects.all(), to_field_name="code", label=_("Care area"))
    outcome = ChoiceFilter(choices=Outcome, label=_("Outcome"))

    class Meta:
        model = GoodExample
        fields = ()

    def by_text(self, queryset: QuerySet[GoodExample], _name: str, text: str) -> QuerySet[GoodExample]:
        """Keep the examples that hold every word, whatever its case and its dots and rings."""
        for word in loose_key(text).split():
            queryset = queryset.filter(search_key__contains=word)
        return queryset

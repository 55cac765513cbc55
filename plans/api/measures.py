"""The catalogue as open data, with how many regions' adopted plans have come how far with each measure."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from documents.open_data import OpenColumn, OpenList
from measures import access, api, queries
from measures.filtersets import MeasureFilterSet
from measures.models import Measure
from plans.queries import catalogue
from plans.uptake import Uptake


class UptakeSerializer(serializers.Serializer):
    """In how many regions the measure is introduced, under way, planned; not reported is not "no"."""

    introduced = serializers.IntegerField()
    in_progress = serializers.IntegerField()
    planned = serializers.IntegerField()
    not_reported = serializers.IntegerField()


class CountedMeasureSerializer(api.MeasureSerializer):
    """A measure with the regions' uptake, from adopted plans alone."""

    uptake = serializers.SerializerMethodField()
    is_example_uptake = serializers.SerializerMethodField()

    @extend_schema_field(UptakeSerializer)
    def get_uptake(self, measure: Measure) -> dict[str, int]:
        """Return the number of regions at each step."""
        row = self.context["uptakes"].of(measure)
        return {step.name.lower(): row.count(step) for step in reversed(Uptake)}

    def get_is_example_uptake(self, measure: Measure) -> bool:
        """Return whether made-up plans are among those that are counted."""
        return bool(self.context["uptakes"].has_examples)


class MeasureList(OpenList):
    """The catalogue of measures, reconstructed from public plans and reports, with the regions' uptake."""

    serializer_class = CountedMeasureSerializer
    filterset_class = MeasureFilterSet
    queryset: ClassVar = Measure.objects.none()
    columns = (
        *api.COLUMNS,
        *(
            OpenColumn(f"regions_{step}", "integer", title, "regions", path=("uptake", step))
            for step, title in (
                ("introduced", _("Regions that have introduced it")),
                ("in_progress", _("Regions that work with it")),
                ("planned", _("Regions that plan it")),
                ("not_reported", _("Regions that do not report it")),
            )
        ),
        OpenColumn("is_example_uptake", "boolean", _("Example data")),
    )

    def get_queryset(self) -> QuerySet[Measure]:
        """Return the catalogue in its order."""
        return queries.for_list(access.open_measures())

    def get_serializer_context(self) -> dict[str, Any]:
        """Add the uptake of every measure: three queries."""
        return {**super().get_serializer_context(), "uptakes": catalogue.uptakes()}

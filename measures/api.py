"""A measure of the catalogue as open data; the list, with what the regions' plans make of it, is `plans.api.measures`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from documents.open_data import OpenColumn
from measures.models import Horizon, Measure, Origin
from staffing.models import Level


class AreaSerializer(serializers.Serializer):
    """One of the seven areas."""

    code = serializers.CharField()
    name_sv = serializers.CharField()
    name_en = serializers.CharField()


class MeasureSerializer(serializers.Serializer):
    """A measure in both languages: what it is, for whom, and how well it is known."""

    number = serializers.IntegerField()
    code = serializers.CharField()
    area = AreaSerializer()
    title_sv = serializers.CharField()
    title_en = serializers.CharField()
    description_sv = serializers.CharField()
    description_en = serializers.CharField()
    professions = serializers.SerializerMethodField()
    levels = serializers.ListField(child=serializers.ChoiceField(choices=Level.choices))
    horizon = serializers.ChoiceField(choices=Horizon.choices)
    is_reported_effective = serializers.SerializerMethodField()
    origin = serializers.ChoiceField(choices=Origin.choices)

    def get_professions(self, measure: Measure) -> list[str]:
        """Return the codes of the professions that the measure is for."""
        return [profession.code for profession in measure.professions.all()]

    def get_is_reported_effective(self, measure: Measure) -> bool | None:
        """Return true where regions report that it worked; what is not reported is null, never false."""
        return True if measure.reported_effect else None


COLUMNS = (
    OpenColumn("number", "integer", _("Number")),
    OpenColumn("code", "string", _("Code")),
    OpenColumn("area", "string", _("Area"), path=("area", "code")),
    OpenColumn("title_sv", "string", _("Title in Swedish")),
    OpenColumn("title_en", "string", _("Title in English")),
    OpenColumn("description_sv", "string", _("Description in Swedish")),
    OpenColumn("description_en", "string", _("Description in English")),
    OpenColumn("professions", "string", _("Professions"), is_list=True),
    OpenColumn("levels", "string", _("Levels"), is_list=True),
    OpenColumn("horizon", "string", _("Horizon")),
    OpenColumn("is_reported_effective", "boolean", _("Reported effect")),
    OpenColumn("origin", "string", _("Origin")),
)

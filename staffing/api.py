"""Regions as open data."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from documents.open_data import OpenColumn, OpenList
from staffing import access
from staffing.models import Population, Region

KOLADA_NATION = "0000"


def kolada_id(code: str | None) -> str:
    """Return the id that Kolada has for the region with this county code, or for the nation: four digits."""
    return KOLADA_NATION if code is None else f"00{code}"


class PopulationSerializer(serializers.Serializer):
    """How many live in the region, and on which day."""

    inhabitants = serializers.IntegerField()
    date = serializers.DateField()


class RegionSerializer(serializers.Serializer):
    """A region with the name and the population of today."""

    code = serializers.CharField(help_text=_("County code."))
    kolada_id = serializers.SerializerMethodField(help_text=_("The region's id in Kolada."))
    name = serializers.SerializerMethodField()
    short_name = serializers.CharField()
    healthcare_region = serializers.CharField()
    population = serializers.SerializerMethodField(help_text=_("The latest known; null when none is."))

    def get_kolada_id(self, region: Region) -> str:
        """Return the id in Kolada."""
        return kolada_id(region.code)

    def get_name(self, region: Region) -> str:
        """Return the name in force today, else the short one."""
        today: datetime.date = self.context["today"]
        names = [one for one in region.names.all() if one.valid_from <= today]
        return names[-1].name if names else region.short_name

    @extend_schema_field(PopulationSerializer(allow_null=True))
    def get_population(self, region: Region) -> dict[str, Any] | None:
        """Return the latest population up to today."""
        known: list[Population] = [one for one in region.populations.all() if one.date <= self.context["today"]]
        return PopulationSerializer(max(known, key=lambda one: one.date)).data if known else None


class RegionList(OpenList):
    """The regions: county code, names, id in Kolada, healthcare region, population with its date."""

    serializer_class = RegionSerializer
    columns = (
        OpenColumn("code", "string", _("County code")),
        OpenColumn("kolada_id", "string", _("Id in Kolada")),
        OpenColumn("name", "string", _("Name")),
        OpenColumn("short_name", "string", _("Short name")),
        OpenColumn("healthcare_region", "string", _("Healthcare region")),
        OpenColumn("population", "integer", _("Population"), "persons", path=("population", "inhabitants")),
        OpenColumn("population_date", "date", _("Population on"), path=("population", "date")),
    )
    queryset: ClassVar = Region.objects.none()

    def get_queryset(self) -> QuerySet[Region]:
        """Return all regions: three queries."""
        return access.open_regions().prefetch_related("names", "populations").order_by("code")

    def get_serializer_context(self) -> dict[str, Any]:
        """Add the day that the name is of."""
        return {**super().get_serializer_context(), "today": timezone.localdate()}

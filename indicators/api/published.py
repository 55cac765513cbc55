"""Figures as they have been published elsewhere, with their sources, however they conflict."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from documents.open_data import OpenColumn, OpenList
from indicators import access, loading
from indicators.filtersets import PublishedFigureFilterSet
from indicators.models import PublishedFigure


class PublishedFigureSerializer(serializers.Serializer):
    """A figure as it was published: `value` word for word, `number` where it is one."""

    entity = serializers.CharField()
    region = serializers.SerializerMethodField()
    figure = serializers.CharField()
    value = serializers.CharField()
    number = serializers.SerializerMethodField()
    unit = serializers.CharField()
    period = serializers.CharField()
    is_approximate = serializers.BooleanField()
    source = serializers.CharField()
    reference = serializers.SerializerMethodField()
    note = serializers.CharField()

    def get_region(self, figure: PublishedFigure) -> str | None:
        """Return the county code; null when it is of no region."""
        return figure.region.code if figure.region else None

    def get_reference(self, figure: PublishedFigure) -> str:
        """Return how the source is referred to in words."""
        return loading.references().get(figure.source, figure.source)

    def get_number(self, figure: PublishedFigure) -> float | None:
        """Return the value as a number; null when it is words ("drygt 4")."""
        try:
            number = Decimal(figure.value)
        except InvalidOperation:
            return None
        return float(number) if number.is_finite() else None


class PublishedFigureList(OpenList):
    """What has been published of the nation and of regions since 2010, each with its source; conflicts are kept."""

    serializer_class = PublishedFigureSerializer
    filterset_class = PublishedFigureFilterSet
    queryset: ClassVar = PublishedFigure.objects.none()
    columns = (
        OpenColumn("entity", "string", _("Entity")),
        OpenColumn("region", "string", _("County code")),
        OpenColumn("figure", "string", _("Figure")),
        OpenColumn("value", "string", _("As published")),
        OpenColumn("number", "decimal", _("Value, in the unit of the row")),
        OpenColumn("unit", "string", _("Unit")),
        OpenColumn("period", "string", _("Period")),
        OpenColumn("is_approximate", "boolean", _("Approximate")),
        OpenColumn("source", "string", _("Source")),
        OpenColumn("reference", "string", _("Source in words")),
        OpenColumn("note", "string", _("Note")),
    )

    def get_queryset(self) -> QuerySet[PublishedFigure]:
        """Return all of them."""
        return access.open_published_figures().select_related("region").order_by("entity", "period", "figure", "pk")

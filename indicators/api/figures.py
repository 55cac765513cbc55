"""Costs and the index per region, period and window, in the shape that Kolada's users know."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from documents.open_data import OpenColumn, OpenList
from indicators import access
from indicators.cost_index import Window
from indicators.filtersets import NATION, OpenFigureFilterSet
from indicators.models import IndexValue
from indicators.open_figures import DECIMALS, UNITS, Kpi, Status
from indicators.queries.open_figures import OpenRow, OpenRows
from staffing.api import kolada_id

TITLES: dict[Kpi, str | Promise] = {
    Kpi.AGENCY_COST: _("Cost of agency staff"),
    Kpi.OWN_COST: _("Cost of own staff"),
    Kpi.COST_RATIO: _("Agency cost in relation to own staff cost"),
}
KPI_CHOICES = [(kpi.value, title) for kpi, title in TITLES.items()]
DEFINITION = _(
    "Publicly run healthcare without dental care, nominal kronor, from locked returns alone. The index is the sum of agency "
    "cost divided by the sum of own staff cost."
)


class KpiSerializer(serializers.Serializer):
    """A key figure: what it is, its unit and how it is rounded."""

    id = serializers.ChoiceField(choices=KPI_CHOICES)
    title = serializers.CharField()
    description = serializers.CharField()
    unit = serializers.ChoiceField(choices=sorted(set(UNITS.values())))
    decimals = serializers.IntegerField()


class KpiList(OpenList):
    """The key figures of the open data."""

    serializer_class = KpiSerializer
    filter_backends = ()
    columns = (
        OpenColumn("id", "string", _("Key figure")),
        OpenColumn("title", "string", _("Title")),
        OpenColumn("description", "string", _("Description")),
        OpenColumn("unit", "string", _("Unit")),
        OpenColumn("decimals", "integer", _("Decimals")),
    )

    def get_queryset(self) -> list[dict[str, Any]]:
        """Return all of them; nothing is asked of the database."""
        return [
            {
                "id": kpi.value,
                "title": str(TITLES[kpi]),
                "description": str(DEFINITION),
                "unit": UNITS[kpi],
                "decimals": DECIMALS[kpi],
            }
            for kpi in Kpi
        ]


class MissingSerializer(serializers.Serializer):
    """A region that is left out, and the periods of which its returns are lacking (none: it has no own staff cost)."""

    region = serializers.CharField()
    periods = serializers.ListField(child=serializers.CharField())


class ValueSerializer(serializers.Serializer):
    """A value with what is to be known of it. What is missing is null and never 0."""

    value = serializers.FloatField(allow_null=True)
    status = serializers.ChoiceField(choices=[status.value for status in Status])
    missing = MissingSerializer(many=True)
    target_percent = serializers.FloatField(allow_null=True)
    is_target_met = serializers.BooleanField(allow_null=True)
    is_revised = serializers.BooleanField()
    is_example = serializers.BooleanField()


class FigureSerializer(serializers.Serializer):
    """One key figure of one place and period; `values` has one value, as Kolada's without a split by sex."""

    kpi = serializers.ChoiceField(choices=KPI_CHOICES)
    municipality = serializers.CharField(help_text=_("The region's id in Kolada; 0000 is the nation."))
    region = serializers.CharField(help_text=_("County code; 00 is the nation."))
    period = serializers.CharField()
    window = serializers.ChoiceField(choices=[window.value for window in Window])
    unit = serializers.ChoiceField(choices=sorted(set(UNITS.values())))
    values = serializers.SerializerMethodField()

    @extend_schema_field(ValueSerializer(many=True))
    def get_values(self, shown: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the one value."""
        return [shown["value"]]

    def to_representation(self, row: OpenRow) -> dict[str, Any]:
        """Return the row as it is written: by hand, for a thousand rows through two serializers take a second."""
        figure = row.figure
        return {
            "kpi": figure.kpi.value,
            "municipality": kolada_id(row.code),
            "region": row.code or NATION,
            "period": row.period.code,
            "window": row.window.value,
            "unit": UNITS[figure.kpi],
            "values": [
                {
                    "value": None if figure.value is None else float(figure.value),
                    "status": figure.status.value,
                    "missing": [{"region": code, "periods": list(found)} for code, found in figure.missing.items()],
                    "target_percent": None if figure.target_percent is None else float(figure.target_percent),
                    "is_target_met": figure.is_met,
                    "is_revised": row.is_revised,
                    "is_example": row.is_example,
                }
            ],
        }


VALUE = ("values", 0)


class MissingColumn(OpenColumn):
    """The missing periods in one cell: `09 2026-K3 2026-K4;10 2026-K3`."""

    def cell(self, row: Any) -> str:
        """Return the regions with their periods."""
        return ";".join(" ".join((one["region"], *one["periods"])) for one in row["values"][0]["missing"])


class FigureList(OpenList):
    """Agency cost, own staff cost and the index per region and for the nation, the latest first; locked returns alone."""

    serializer_class = FigureSerializer
    filterset_class = OpenFigureFilterSet
    queryset: ClassVar = IndexValue.objects.none()
    columns = (
        OpenColumn("kpi", "string", _("Key figure")),
        OpenColumn("municipality", "string", _("Id in Kolada")),
        OpenColumn("region", "string", _("County code")),
        OpenColumn("period", "string", _("Period")),
        OpenColumn("window", "string", _("Figure for")),
        OpenColumn("value", "decimal", _("Value, in the unit of the row"), path=(*VALUE, "value")),
        OpenColumn("unit", "string", _("Unit")),
        OpenColumn("status", "string", _("Status"), path=(*VALUE, "status")),
        MissingColumn("missing", "string", _("Missing periods")),
        OpenColumn("target_percent", "decimal", _("Target"), "percent", path=(*VALUE, "target_percent")),
        OpenColumn("is_target_met", "boolean", _("Target met"), path=(*VALUE, "is_target_met")),
        OpenColumn("is_revised", "boolean", _("Revised"), path=(*VALUE, "is_revised")),
        OpenColumn("is_example", "boolean", _("Example data"), path=(*VALUE, "is_example")),
    )

    def get_queryset(self) -> QuerySet[IndexValue]:
        """Return the sums that strangers may see."""
        return access.open_index_values()

    def filter_queryset(self, queryset: QuerySet[IndexValue]) -> OpenRows:
        """Return the figures that are asked for."""
        kpi = self.request.query_params.get("kpi")
        return OpenRows(super().filter_queryset(queryset), [Kpi(kpi)] if kpi in set(Kpi) else list(Kpi))

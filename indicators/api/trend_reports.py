"""The published national trend reports, as open data: which there are, and their two frozen files."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from documents import downloads
from documents.open_data import OpenColumn, OpenList, OpenView
from indicators import access
from indicators.filtersets import OpenTrendReportFilterSet
from indicators.models import TrendReport

FIELDS = (
    "first_month",
    "length",
    "number",
    "correction",
    "is_example",
    "published_at",
    "file__sha256",
    "workbook__sha256",
)


class TrendReportSerializer(serializers.Serializer):
    """A published report in one version: what it is of, what it corrects, and where its files are with the hash of each."""

    id = serializers.IntegerField(source="pk")
    period = serializers.CharField(source="period.code")
    version = serializers.IntegerField(source="number")
    corrects = serializers.CharField(source="correction", allow_blank=True)
    pdf = serializers.SerializerMethodField()
    pdf_sha256 = serializers.CharField(source="file.sha256")
    xlsx = serializers.SerializerMethodField()
    xlsx_sha256 = serializers.CharField(source="workbook.sha256")
    published_at = serializers.DateTimeField()
    is_example = serializers.BooleanField()

    def get_pdf(self, report: TrendReport) -> str:
        """Return the address of the report."""
        return self._address(report, "pdf")

    def get_xlsx(self, report: TrendReport) -> str:
        """Return the address of its figures."""
        return self._address(report, "xlsx")

    def _address(self, report: TrendReport, file_type: str) -> str:
        address: str = self.context["request"].build_absolute_uri(f"/api/v1/trend-reports/{report.pk}.{file_type}")
        return address


class TrendReportList(OpenList):
    """The national trend reports that are published, the latest first; every version stays."""

    serializer_class = TrendReportSerializer
    filterset_class = OpenTrendReportFilterSet
    queryset: ClassVar = TrendReport.objects.none()
    columns = (
        OpenColumn("id", "integer", _("Id")),
        OpenColumn("period", "string", _("Period")),
        OpenColumn("version", "integer", _("Version")),
        OpenColumn("corrects", "string", _("What is corrected")),
        OpenColumn("pdf", "anyURI", "PDF"),
        OpenColumn("pdf_sha256", "string", _("SHA-256 of the PDF")),
        OpenColumn("xlsx", "anyURI", "XLSX"),
        OpenColumn("xlsx_sha256", "string", _("SHA-256 of the workbook")),
        OpenColumn("published_at", "dateTime", _("Published")),
        OpenColumn("is_example", "boolean", _("Example data")),
    )

    def get_queryset(self) -> QuerySet[TrendReport]:
        """Return the reports without the bytes of their files."""
        reports = access.open_trend_reports().select_related("file", "workbook").only(*FIELDS)
        return reports.order_by("-first_month", "length", "-number")


class TrendReportFile(OpenView):
    """A frozen file of a published report, byte for byte."""

    schema = None

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:  # noqa: FBT001, FBT002
        """Accept whatever is asked for: the address names the type."""
        return super().perform_content_negotiation(request, force=True)

    def get(self, request: Request, pk: int, file_type: str) -> HttpResponseBase:
        """Return the bytes; their hash is the ETag.

        :raises Http404: there is no such published report, or no such file of it.
        """
        report = get_object_or_404(access.open_trend_reports().select_related("file", "workbook"), pk=pk)
        found = {"pdf": report.file, "xlsx": report.workbook}.get(file_type)
        if found is None:
            raise Http404
        return downloads.frozen_response(request._request, found)  # noqa: SLF001 -- Django's own request

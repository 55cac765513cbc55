"""Adopted plans, their activities and their published status reports as open data.

No person is in it: who is responsible, who adopted and who asked for a report stay in the product, and so does every comment, reason,
description and log.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from documents.open_data import OpenColumn, OpenList, OpenObject
from plans import open_access
from plans.api.filtersets import STATES, OpenActivityFilterSet, OpenPlanFilterSet, OpenReportFilterSet
from plans.models import Activity, KindChoice, Plan, ProgressChoice, StatusReport

_HUNDRED = 100
SLUG = "[-a-zA-Z0-9_]+"


class PlanSerializer(serializers.Serializer):
    """An adopted or closed plan."""

    slug = serializers.CharField()
    title = serializers.CharField()
    region = serializers.CharField(source="region.code")
    organisation = serializers.CharField(source="organisation.name")
    state = serializers.ChoiceField(choices=STATES)
    start_date = serializers.DateField()
    end_date = serializers.DateField()
    goal = serializers.CharField()
    target_percent = serializers.SerializerMethodField()
    target_date = serializers.DateField(allow_null=True)
    adopted_date = serializers.DateField()
    registry_number = serializers.CharField()
    sections = serializers.SerializerMethodField()
    is_example = serializers.BooleanField()
    has_example_progress = serializers.BooleanField()

    def get_target_percent(self, plan: Plan) -> float:
        """Return the highest share of own staff cost that the plan aims at."""
        return float(plan.target_ratio * _HUNDRED)

    def get_sections(self, plan: Plan) -> list[str]:
        """Return the titles of the sections in the plan's order."""
        return [section.title for section in plan.sections.all()]


def _plans() -> QuerySet[Plan]:
    return open_access.open_plans().select_related("region", "organisation").prefetch_related("sections")


class PlanList(OpenList):
    """The adopted and closed plans with their periods, targets and sections; drafts are not here."""

    serializer_class = PlanSerializer
    filterset_class = OpenPlanFilterSet
    queryset: ClassVar = Plan.objects.none()
    columns = (
        OpenColumn("slug", "string", _("Address")),
        OpenColumn("title", "string", _("Title")),
        OpenColumn("region", "string", _("County code")),
        OpenColumn("organisation", "string", _("Organisation")),
        OpenColumn("state", "string", _("State")),
        OpenColumn("start_date", "date", _("First day")),
        OpenColumn("end_date", "date", _("Last day")),
        OpenColumn("goal", "string", _("Goal")),
        OpenColumn("target_percent", "decimal", _("Target"), "percent"),
        OpenColumn("target_date", "date", _("Target date")),
        OpenColumn("adopted_date", "date", _("Adopted")),
        OpenColumn("registry_number", "string", _("Registry number")),
        OpenColumn("sections", "string", _("Sections"), is_list=True),
        OpenColumn("is_example", "boolean", _("Example data")),
        OpenColumn("has_example_progress", "boolean", _("Status is example data")),
    )

    def get_queryset(self) -> QuerySet[Plan]:
        """Return the plans that strangers may read."""
        return _plans().order_by("region__code", "-start_date", "title", "pk")


class PlanObject(OpenObject):
    """One adopted or closed plan. Its activities are in the list of activities: `plan` is the filter."""

    serializer_class = PlanSerializer
    lookup_field = "slug"
    queryset: ClassVar = Plan.objects.none()

    def get_queryset(self) -> QuerySet[Plan]:
        """Return the plans that strangers may read: another is not found."""
        return _plans()


class ActivitySerializer(serializers.Serializer):
    """What an adopted plan says will be done, by when, and how far it has come."""

    id = serializers.IntegerField()
    plan = serializers.CharField()
    region = serializers.CharField()
    section = serializers.CharField()
    area = serializers.CharField()
    title = serializers.CharField()
    measure = serializers.CharField(allow_null=True)
    deadline_text = serializers.CharField()
    deadline_kind = serializers.ChoiceField(choices=KindChoice.choices)
    due_date = serializers.DateField(allow_null=True)
    progress = serializers.ChoiceField(choices=ProgressChoice.choices)
    progress_text = serializers.CharField()
    is_left_out_of_reduced_plan = serializers.BooleanField()
    is_example = serializers.BooleanField()

    def to_representation(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the row as it is written: by hand, for a thousand of them field by field take half a second."""
        return {
            "id": row["pk"],
            "plan": row["plan__slug"],
            "region": row["plan__region__code"],
            "section": row["section__title"],
            "area": row["area__title"],
            "title": row["title"],
            "measure": row["measure__code"],
            "deadline_text": row["deadline_text"],
            "deadline_kind": row["deadline_kind"],
            "due_date": None if row["due_date"] is None else row["due_date"].isoformat(),
            "progress": row["progress"],
            "progress_text": str(ProgressChoice(row["progress"]).label),
            "is_left_out_of_reduced_plan": row["is_hidden"],
            "is_example": row["plan__is_example"] or row["plan__has_example_progress"],
        }


SHOWN = (
    "pk",
    "title",
    "deadline_text",
    "deadline_kind",
    "due_date",
    "progress",
    "is_hidden",
    "plan__slug",
    "plan__is_example",
    "plan__has_example_progress",
    "plan__region__code",
    "section__title",
    "area__title",
    "measure__code",
)


class ActivityList(OpenList):
    """The activities of adopted and closed plans in the plans' order: deadline as printed, and how far each has come."""

    serializer_class = ActivitySerializer
    filterset_class = OpenActivityFilterSet
    queryset: ClassVar = Activity.objects.none()
    columns = (
        OpenColumn("id", "integer", _("Id")),
        OpenColumn("plan", "string", _("Action plan")),
        OpenColumn("region", "string", _("County code")),
        OpenColumn("section", "string", _("Section")),
        OpenColumn("area", "string", _("Area")),
        OpenColumn("title", "string", _("Title")),
        OpenColumn("measure", "string", _("Measure")),
        OpenColumn("deadline_text", "string", _("Deadline as printed")),
        OpenColumn("deadline_kind", "string", _("Kind of deadline")),
        OpenColumn("due_date", "date", _("Due date")),
        OpenColumn("progress", "string", _("Status")),
        OpenColumn("progress_text", "string", _("Status in words")),
        OpenColumn("is_left_out_of_reduced_plan", "boolean", _("left out of the reduced plan")),
        OpenColumn("is_example", "boolean", _("Example data")),
    )

    def get_queryset(self) -> QuerySet[Activity, dict[str, Any]]:
        """Return the columns that strangers see of the activities that they may read."""
        return open_access.open_activities().order_by("plan__slug", "order", "pk").values(*SHOWN)

    def filterset_kwargs(self) -> dict[str, Any]:
        """Return the day that deadlines are counted from."""
        return {"today": timezone.localdate()}


class StatusReportSerializer(serializers.Serializer):
    """A published report: of what, in which version, and the hash that proves the file."""

    id = serializers.IntegerField(source="pk")
    plan = serializers.CharField(source="plan.slug")
    plan_title = serializers.CharField(source="plan.title")
    region = serializers.CharField(source="plan.region.code")
    period = serializers.CharField(source="period.code")
    version = serializers.IntegerField(source="number")
    language = serializers.CharField()
    file_name = serializers.CharField(source="file.name")
    size_bytes = serializers.IntegerField(source="file.size_bytes")
    sha256 = serializers.CharField(source="file.sha256")
    published_at = serializers.DateTimeField(source="file.created_at")


REPORT_FIELDS = (
    "first_month",
    "length",
    "number",
    "language",
    "plan__slug",
    "plan__title",
    "plan__region__code",
    "file__name",
    "file__size_bytes",
    "file__sha256",
    "file__created_at",
)


class StatusReportList(OpenList):
    """The frozen status reports of adopted and closed plans, the latest first."""

    serializer_class = StatusReportSerializer
    filterset_class = OpenReportFilterSet
    queryset: ClassVar = StatusReport.objects.none()
    columns = (
        OpenColumn("id", "integer", _("Id")),
        OpenColumn("plan", "string", _("Action plan")),
        OpenColumn("plan_title", "string", _("Title")),
        OpenColumn("region", "string", _("County code")),
        OpenColumn("period", "string", _("Period")),
        OpenColumn("version", "integer", _("Version")),
        OpenColumn("language", "string", _("Language")),
        OpenColumn("file_name", "string", _("File name")),
        OpenColumn("size_bytes", "integer", _("Size"), "bytes"),
        OpenColumn("sha256", "string", "SHA-256"),
        OpenColumn("published_at", "dateTime", _("Published")),
    )

    def get_queryset(self) -> QuerySet[StatusReport]:
        """Return the reports that strangers may know of, without the files themselves."""
        reports = open_access.open_status_reports().select_related("plan__region", "file").only(*REPORT_FIELDS)
        return reports.order_by("-first_month", "plan__slug", "language", "-number", "pk")

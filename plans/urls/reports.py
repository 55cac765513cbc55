"""Status reports."""

from django.urls import URLPattern, path

from plans.views import reports

urlpatterns: list[URLPattern] = [
    path("rapporter/", reports.report_list, name="report_list"),
    path("rapporter/<int:pk>/", reports.status_report_detail, name="status_report_detail"),
    path("rapporter/<int:pk>/pdf/", reports.status_report_download, name="status_report_download"),
    path("rapporter/<int:pk>/lage/", reports.status_report_state, name="status_report_state"),
    path("rapporter/<int:pk>/igen/", reports.status_report_retry, name="status_report_retry"),
    path("handlingsplaner/<slug:slug>/rapporter/", reports.StatusReportList.as_view(), name="status_report_list"),
    path("handlingsplaner/<slug:slug>/rapporter/ny/", reports.status_report_create, name="status_report_create"),
]

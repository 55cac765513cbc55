"""Addresses of the app `plans`, one module for each noun."""

from django.urls import URLPattern

from plans.urls import (
    activities,
    cascade,
    catalogue,
    closing,
    compare,
    files,
    imports,
    plans,
    reports,
    revisions,
    statements,
)

urlpatterns: list[URLPattern] = [
    *closing.urlpatterns,
    *files.urlpatterns,
    *imports.urlpatterns,
    *plans.urlpatterns,
    *activities.urlpatterns,
    *cascade.urlpatterns,
    *catalogue.urlpatterns,
    *reports.urlpatterns,
    *compare.urlpatterns,
    *statements.urlpatterns,
    *revisions.urlpatterns,
]

"""Addresses of the app `plans`, one module for each noun."""

from django.urls import URLPattern

from plans.urls import (
    activities,
    cascade,
    catalogue,
    chasing,
    closing,
    compare,
    examples,
    files,
    governance,
    imports,
    plans,
    reports,
    revisions,
    risks,
    statements,
    working,
)

urlpatterns: list[URLPattern] = [
    *imports.urlpatterns,
    *chasing.urlpatterns,
    *closing.urlpatterns,
    *examples.urlpatterns,
    *files.urlpatterns,
    *cascade.urlpatterns,
    *catalogue.urlpatterns,
    *compare.urlpatterns,
    *governance.urlpatterns,
    *reports.urlpatterns,
    *revisions.urlpatterns,
    *risks.urlpatterns,
    *statements.urlpatterns,
    *working.urlpatterns,
    *plans.urlpatterns,
    *activities.urlpatterns,
]

"""Addresses of the app `plans`, one module for each noun."""

from django.urls import URLPattern

from plans.urls import activities, cascade, catalogue, closing, imports, plans, reports, statements, working

urlpatterns: list[URLPattern] = [
    *closing.urlpatterns,
    *imports.urlpatterns,
    *plans.urlpatterns,
    *activities.urlpatterns,
    *cascade.urlpatterns,
    *catalogue.urlpatterns,
    *reports.urlpatterns,
    *statements.urlpatterns,
    *working.urlpatterns,
]

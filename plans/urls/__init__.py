"""Addresses of the app `plans`, one module for each noun."""

from django.urls import URLPattern

from plans.urls import activities, catalogue, plans, reports, revisions

urlpatterns: list[URLPattern] = [
    *plans.urlpatterns,
    *activities.urlpatterns,
    *catalogue.urlpatterns,
    *reports.urlpatterns,
    *revisions.urlpatterns,
]

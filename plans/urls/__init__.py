"""Addresses of the app `plans`, one module for each noun."""

from django.urls import URLPattern

from plans.urls import activities, catalogue, compare, plans, reports

urlpatterns: list[URLPattern] = [
    *plans.urlpatterns,
    *activities.urlpatterns,
    *catalogue.urlpatterns,
    *reports.urlpatterns,
    *compare.urlpatterns,
]

"""Addresses of the app `staffing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

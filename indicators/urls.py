"""Addresses of the app `indicators`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of the app `plans`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""The app `staffing`; what it may import is in docs/architecture.md."""

from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "staffing"
    default_auto_field = "django.db.models.BigAutoField"

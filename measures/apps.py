"""The app `measures`; what it may import is in docs/architecture.md."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "measures"
    default_auto_field = "django.db.models.BigAutoField"

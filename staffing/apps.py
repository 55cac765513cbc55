"""The app `staffing`; what it may import is in docs/architecture.md."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from staffing import collation


class StaffingConfig(AppConfig):
    name = "staffing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Teach each new database connection the Swedish alphabet."""
        connection_created.connect(collation.prepare_connection, dispatch_uid="staffing.collation")

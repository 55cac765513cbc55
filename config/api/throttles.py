"""How often one address may ask."""

from __future__ import annotations

from django.conf import settings
from rest_framework.throttling import AnonRateThrottle


class PerAddress(AnonRateThrottle):
    """So many requests a minute from each address; who it is behind proxies, `TRUSTED_PROXIES` says."""

    scope = "open_data"

    def get_rate(self) -> str:
        """Return the rate of the settings."""
        return str(settings.API_THROTTLE_RATE)

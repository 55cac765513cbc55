"""How often one address may ask."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle

from documents.open_data.pages import is_whole_file


class PerAddress(AnonRateThrottle):
    """So many requests a minute from each address; who it is behind proxies, `TRUSTED_PROXIES` says."""

    scope = "open_data"

    def get_rate(self) -> str:
        """Return the rate of the settings."""
        return str(settings.API_THROTTLE_RATE)


class WholeFiles(AnonRateThrottle):
    """So many whole CSV files a minute from each address: one takes as long as ten pages."""

    scope = "open_data_whole_files"

    def get_rate(self) -> str:
        """Return the rate of the settings."""
        return str(settings.API_WHOLE_FILES_RATE)

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request when it is for a whole file."""
        is_counted = request.method == "GET" and is_whole_file(request)
        return not is_counted or super().allow_request(request, view)

"""Addresses that are read outside the product: in mails and calendars."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings


def absolute(path: str) -> str:
    """Return the whole address of a page of the product."""
    return urljoin(settings.SITE_URL, path)

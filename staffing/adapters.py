"""How allauth signs people in: accounts are made by an administrator, nobody signs up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Close the sign-up page, count failed attempts per account, and lead back to our own pages."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: an account is made by an administrator."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the account's page."""
        return reverse("account_detail")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Return the sign-in page."""
        return reverse("account_login")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts per host name and address: whoever spells the host differently would get new attempts.
        return str(credentials.get("email", "")).strip().lower()

"""What a request says: who sends it, and where they want to go after an act."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from staffing.models import User


def person_of(request: HttpRequest) -> User:
    """Return who is signed in.

    :raises PermissionDenied: when nobody is, which `LoginRequiredMiddleware` has seen to already.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def next_url(request: HttpRequest, default: str) -> str:
    """Return the address that the form asks to go back to when it is a page of ours, else the default."""
    wanted = request.POST.get("next", "")
    # A path only: an address with a host, even our own, is nobody's to send.
    is_path = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_path else default

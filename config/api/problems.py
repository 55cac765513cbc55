"""How the open data tells what went wrong: `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

CONTENT_TYPE = "application/problem+json"
DETAILS: dict[int, str | Promise] = {
    HTTPStatus.BAD_REQUEST: _("The request was not understood."),
    HTTPStatus.FORBIDDEN: _("This is not open data."),
    HTTPStatus.NOT_FOUND: _("There is nothing at this address, or it is not published."),
    HTTPStatus.METHOD_NOT_ALLOWED: _("The open data can only be read: use GET."),
    HTTPStatus.NOT_ACCEPTABLE: _("The answer comes as JSON, lists also as CSV: ask for application/json or text/csv."),
    HTTPStatus.TOO_MANY_REQUESTS: _("You have asked too often. Wait as many seconds as the header Retry-After says."),
}


def problem(request: HttpRequest, status: int, errors: Any = None) -> HttpResponse:
    """Return the problem; `errors` names each parameter that was wrong, and why."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(DETAILS.get(status, HTTPStatus(status).description)),
        "instance": request.path,
    }
    if errors:
        body["errors"] = errors
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def answer(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Answer an exception of a view of the open data; None for what is a fault of ours, which is then raised."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    response = problem(context["request"], error.status_code, _errors(error))
    wait = getattr(error, "wait", None)
    if wait is not None:
        response["Retry-After"] = str(math.ceil(wait))
    return response


def _errors(error: exceptions.APIException) -> list[dict[str, str]]:
    if not isinstance(error, exceptions.ValidationError) or not isinstance(error.detail, dict):
        return []
    return [
        {"parameter": name, "detail": str(detail)}
        for name, details in error.detail.items()
        for detail in (details if isinstance(details, list) else [details])
    ]

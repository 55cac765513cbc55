"""Pages of an open list: `limit` and `offset`, with the address of the next page; what is no page is refused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response

LAST_OFFSET = 10_000_000
"""Higher than any list is long, and low enough for every database."""


def is_whole_file(request: Request) -> bool:
    """Return whether all rows are asked for: as CSV, without a limit."""
    return request.accepted_renderer.format == "csv" and "limit" not in request.query_params


class Pages(LimitOffsetPagination):
    """`limit` rows from `offset` on; the address of the next page stands in the body and in the `Link` header."""

    parameters = ("limit", "offset")

    def get_limit(self, request: Request) -> int:
        """Return how many rows a page has; a CSV file of which nothing is said has them all, for a spreadsheet asks for no next page.

        :raises ValidationError: the limit is no number, or out of bounds.
        """
        usual = LAST_OFFSET if is_whole_file(request) else settings.API_PAGE_SIZE
        return _number(request, "limit", usual, 1, settings.API_LARGEST_PAGE)

    def get_offset(self, request: Request) -> int:
        """Return how many rows are left out before the page.

        :raises ValidationError: the offset is no number, or out of bounds.
        """
        return _number(request, "offset", 0, 0, LAST_OFFSET)

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page, with the next one named in the header too, where readers of CSV look."""
        response = super().get_paginated_response(data)
        links = {"next": self.get_next_link(), "prev": self.get_previous_link()}
        response["Link"] = ", ".join(f'<{url}>; rel="{name}"' for name, url in links.items() if url)
        if not response["Link"]:
            del response["Link"]
        return response

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return both parameters with their bounds."""
        limit = {"type": "integer", "minimum": 1, "maximum": settings.API_LARGEST_PAGE}
        offset = {"type": "integer", "minimum": 0, "maximum": LAST_OFFSET, "default": 0}
        return [
            {
                "name": "limit",
                "in": "query",
                "required": False,
                "description": _("Rows in a page: %(rows)s when nothing is said, and all of them as CSV.")
                % {"rows": settings.API_PAGE_SIZE},
                "schema": limit,
            },
            {
                "name": "offset",
                "in": "query",
                "required": False,
                "description": _("Rows to leave out before the page."),
                "schema": offset,
            },
        ]


def _number(request: Request, name: str, default: int, least: int, most: int) -> int:
    given = request.query_params.get(name)
    if given is None:
        return default
    number = int(given) if given.isascii() and given.isdigit() and len(given) <= len(str(most)) else -1
    if not least <= number <= most:
        raise ValidationError({name: _("A whole number from %(least)s to %(most)s.") % {"least": least, "most": most}})
    return number

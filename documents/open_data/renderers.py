"""An open list as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer, JSONRenderer

from documents.open_data import columns


class PlainJson(JSONRenderer):
    """JSON as it is; a media type parameter changes nothing of it."""

    def get_indent(self, accepted_media_type: str, renderer_context: Mapping[str, Any]) -> None:
        """Return none: answers are for machines."""


class Csv(BaseRenderer):
    """The rows of the page that the JSON would hold, by the columns of the view."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        """Return the rows of one page."""
        return columns.write(renderer_context["view"].columns, data["results"])

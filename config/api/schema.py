"""The OpenAPI description: made from the views, with the problems that each of them can answer."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from config.api.problems import CONTENT_TYPE

PREFIX = "/api/v1/"
OF_LISTS, OF_OBJECTS = ("400", "406", "429"), ("400", "404", "406", "429")
DESCRIPTIONS = {
    "400": "A parameter is unknown or wrong.",
    "404": "Not there, or not published.",
    "406": "Neither JSON nor CSV is asked for.",
    "429": "Asked too often; Retry-After says how long to wait.",
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


class OpenSchema(AutoSchema):
    """Operations are called by their address: `list_figures`, `list_figures_csv`."""

    def get_operation_id(self) -> str:
        """Return the name of the operation."""
        rest = self.path.removeprefix(PREFIX).split("{")[0].strip("/")
        kind = "get" if "{" in self.path else "list"
        return f"{kind}_{rest.replace('-', '_').replace('.', '_')}"

    def get_tags(self) -> list[str]:
        """Return the dataset that the address is of."""
        return [self.path.removeprefix(PREFIX).split("/")[0].split(".")[0]]


def with_problems(result: dict[str, Any], generator: Any, **_kwargs: Any) -> dict[str, Any]:
    """Add the problems to every operation, and leave to a `.csv` address nothing but CSV."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for path, operations in result["paths"].items():
        for operation in operations.values():
            content = operation["responses"]["200"]["content"]
            if "text/csv" in content:
                content["text/csv"] = {"schema": {"type": "string"}}
            if path.endswith(".csv"):
                operation["responses"]["200"]["content"] = {"text/csv": content["text/csv"]}
            for status in OF_OBJECTS if "{" in path else OF_LISTS:
                operation["responses"][status] = {
                    "description": DESCRIPTIONS[status],
                    "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
    return result


@cache
def openapi(language: str) -> dict[str, Any]:
    """Return the description in the language; it does not change while the process lives."""
    with translation.override(language):
        found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found

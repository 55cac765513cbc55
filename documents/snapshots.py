"""Frozen dataclasses to the plain values that `documents.files.canonical_json` writes, and back again unchanged."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return dataclasses as dicts, tuples as lists, words of an enum as text; other values as they are."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return str(value) if isinstance(value, StrEnum) else value


def from_plain(kind: type[T], value: Mapping[str, Any]) -> T:
    """Return the dataclass `kind` that `value`, parsed from JSON, holds; what `value` lacks takes the field's default.

    :raises TypeError: a field without a default is missing.
    """
    built: T = _built(kind, value)
    return built


@cache
def _hints(kind: type) -> dict[str, Any]:
    """Return the annotations of a dataclass; to evaluate them for each of five hundred things costs more than all else."""
    return typing.get_type_hints(kind)


def _built(kind: Any, value: Any) -> Any:
    """Return `value`, as JSON gives it, as what the annotation `kind` asks for."""
    if value is None:
        return None
    if isinstance(kind, types.UnionType):
        (kind,) = (one for one in typing.get_args(kind) if one is not types.NoneType)
    if typing.get_origin(kind) is tuple:
        item = typing.get_args(kind)[0]
        return tuple(_built(item, one) for one in value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        present = [field.name for field in fields(kind) if field.name in value]
        return kind(**{name: _built(hints[name], value[name]) for name in present})
    if kind in {date, datetime}:
        return kind.fromisoformat(value)
    return kind(value) if kind is Decimal or (isinstance(kind, type) and issubclass(kind, StrEnum)) else value

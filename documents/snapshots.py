"""Frozen dataclasses to the plain values that `documents.files.canonical_json` writes, and back again unchanged."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Hashable, Mapping
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
    build = _builder(typing.cast("Hashable", kind))
    if build is None:
        raise TypeError(f"{kind} is no dataclass.")
    built: T = build(value)
    return built


Build = Callable[[Any], Any]


@cache
def _builder(kind: Any) -> Build | None:
    """Return what makes a value of the annotation `kind` from what JSON gives; None when JSON gives it as it is.

    Made once for each annotation: to ask it anew for each of five hundred activities costs five times the work itself.
    """
    if isinstance(kind, types.UnionType):
        (kind,) = (one for one in typing.get_args(kind) if one is not types.NoneType)
    if typing.get_origin(kind) is tuple:
        item = _builder(typing.get_args(kind)[0])
        return tuple if item is None else lambda value: tuple(map(_unless_none(item), value))
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass_builder(kind)
    if kind in {date, datetime}:
        return typing.cast("Build", kind.fromisoformat)
    is_text = isinstance(kind, type) and (kind is Decimal or issubclass(kind, StrEnum))
    return typing.cast("Build", kind) if is_text else None


def _unless_none(build: Build) -> Build:
    return lambda value: None if value is None else build(value)


def _dataclass_builder(kind: type) -> Build:
    hints = typing.get_type_hints(kind)
    builders = {field.name: _builder(hints[field.name]) for field in fields(kind)}

    def build(value: Mapping[str, Any]) -> Any:
        taken = {}
        for name, part in builders.items():
            if name in value:
                raw = value[name]
                taken[name] = raw if part is None or raw is None else part(raw)
        return kind(**taken)

    return build

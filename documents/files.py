"""Freeze a file: facts as canonical JSON, the bytes made from them, and hashes that prove both."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from documents.models import FrozenFile, FrozenFileError

if TYPE_CHECKING:
    from django.db.models import Model

__all__ = ["FrozenFileError", "NotCanonicalError", "canonical_json", "freeze", "verify"]


class NotCanonicalError(TypeError):
    """A value has no single text in canonical JSON; the message says where it is."""


def freeze(
    *,
    kind: str,
    name: str,
    content_type: str,
    snapshot: dict[str, Any],
    content: bytes,
    by: Model | None,
    is_disposable: bool = False,
) -> FrozenFile:
    """Store `content` with the facts it was made from: for good, or until it is old when it is no record (`is_disposable`).

    Inside `jobs.finishing(job)` the file and the job's state "done" are one transaction.

    :raises NotCanonicalError: when the snapshot holds a float or another value without one fixed text.
    """
    text = canonical_json(snapshot)
    return FrozenFile.objects.create(
        kind=kind,
        name=name,
        content_type=content_type,
        snapshot=text,
        snapshot_sha256=_sha256(text.encode()),
        content=content,
        sha256=_sha256(content),
        size_bytes=len(content),
        created_by_id=None if by is None else by.pk,
        created_by_name="" if by is None else str(by),
        is_disposable=is_disposable,
    )


def verify(file: FrozenFile) -> bool:
    """Say whether snapshot, bytes and size are still those that were frozen."""
    content = bytes(file.content)
    return (
        file.sha256 == _sha256(content)
        and file.size_bytes == len(content)
        and file.snapshot_sha256 == _sha256(file.snapshot.encode())
    )


def canonical_json(data: Any) -> str:
    """Write `data` as the one JSON text it can have: sorted keys, no spaces, decimals and dates as strings.

    Decimals are written without exponent and with the digits they carry ("1.50"), aware times with their offset.

    :raises NotCanonicalError: for floats, naive times, keys that are not text, lazy translations, other objects.
    """
    return json.dumps(_plain(data, "$"), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(value: Any, path: str) -> Any:
    """Return `value` in JSON's own types; `path` names the place in the message of a refusal."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dict):
        return {_key(key, path): _plain(item, f"{path}.{key}") for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, f"{path}[{number}]") for number, item in enumerate(value)]
    return _as_text(value, path)


def _key(key: Any, path: str) -> str:
    if not isinstance(key, str):
        raise NotCanonicalError(f"{path}: the key {key!r} is not text.")
    return str(key)


def _as_text(value: Any, path: str) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, datetime) and timezone.is_naive(value):
        raise NotCanonicalError(f"{path}: the time {value.isoformat()} has no zone.")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise NotCanonicalError(f"{path}: {value!r} ({type(value).__name__}) has no fixed text; use Decimal, date or str.")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

"""What a region submitted by a template, as frozen values: the snapshot that the PDF and the frozen page are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents import snapshots

SCHEMA = 1
LANGUAGE = "sv"
"""Submitted statements are records of Swedish authorities."""


@dataclass(frozen=True)
class AnswerLine:
    """A question in words and its answer; an empty text is "not answered"."""

    code: str
    question: str
    text: str


@dataclass(frozen=True)
class PartLines:
    """A part of the template with its answers."""

    heading: str
    answers: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class StatementData:
    """A whole submitted statement, in Swedish whatever the page's language was."""

    schema: int
    kind: str
    title: str
    region: str
    year: int
    number: int
    correction: str
    registry_number: str
    submitted_at: datetime
    is_example: bool
    parts: tuple[PartLines, ...]


def to_snapshot(data: StatementData) -> dict[str, Any]:
    """Return the statement as `documents.files.canonical_json` writes it."""
    plain: dict[str, Any] = snapshots.to_plain(data)
    return plain


def from_snapshot(snapshot: Mapping[str, Any]) -> StatementData:
    """Return the statement that a snapshot, parsed from its JSON, holds.

    :raises ValueError: another schema than this code reads.
    """
    if snapshot.get("schema") != SCHEMA:
        raise ValueError(f"A statement of schema {snapshot.get('schema')!r} cannot be read; this is schema {SCHEMA}.")
    return snapshots.from_plain(StatementData, snapshot)

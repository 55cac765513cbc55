"""What is frozen comes back as it was, and what an older record lacks takes its default."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest

from documents.files import canonical_json
from documents.snapshots import from_plain, to_plain


class Word(StrEnum):
    """A word."""

    ONE = "one"


@dataclass(frozen=True)
class Part:
    """A part of a whole."""

    day: date | None
    words: tuple[Word, ...] = ()


@dataclass(frozen=True)
class Whole:
    """Something with a field of each kind."""

    at: datetime
    amount: Decimal | None
    texts: tuple[str, ...]
    parts: tuple[Part, ...]
    maybe: Part | None
    days: tuple[date | None, ...]
    number: int = 7


WHOLE = Whole(
    at=datetime(2027, 3, 1, 12, tzinfo=UTC),
    amount=Decimal("10.50"),
    texts=("a", "b"),
    parts=(Part(date(2027, 1, 31), (Word.ONE,)), Part(None)),
    maybe=None,
    days=(None, date(2027, 2, 28)),
)


def _read(value: object) -> dict[str, object]:
    return json.loads(canonical_json(value))


def test_what_is_written_is_read_back_as_it_was() -> None:
    """Equal values, and of the same types: a word is a member again, a list is a tuple."""
    back = from_plain(Whole, _read(to_plain(WHOLE)))
    assert back == WHOLE
    assert isinstance(back.amount, Decimal)
    assert isinstance(back.parts[0].words[0], Word)
    assert isinstance(back.texts, tuple)


def test_an_older_record_takes_defaults_and_one_without_the_needed_is_refused() -> None:
    """A field that came later has its default; a field that has none must be there."""
    plain = to_plain(WHOLE)
    del plain["number"]
    assert from_plain(Whole, _read(plain)).number == 7
    del plain["amount"]
    with pytest.raises(TypeError, match="amount"):
        from_plain(Whole, _read(plain))

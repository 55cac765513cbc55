"""Swedish order of names on both databases, and a LOWER that knows å on SQLite.

PostgreSQL brings the collation `sv-x-icu`. SQLite gets one of the same name when a connection opens; it follows the same
order for what names hold: spaces and signs, digits, a–z with accents ignored at first, then å, ä, ö; case decides last.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from django.db.models.functions import Collate

NAME = "sv-x-icu"
# Where the Swedish alphabet ends, after z; æ and ø are sorted as ä and ö. "{" is the character after "z".
_AFTER_Z = {"å": "{1", "ä": "{2", "æ": "{2", "ö": "{3", "ø": "{3"}
_PLAIN = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "þ": "th", "œ": "oe"})


def swedish(field: str) -> Collate:
    """Return the expression that sorts a text field as the Swedish alphabet does."""
    return Collate(F(field), NAME)


@lru_cache(maxsize=20_000)
def sort_key(text: str) -> tuple[str, str, str]:
    """Return what `text` is compared by: its letters, then their accents, then their case (lower first)."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return "".join(_letter(character) for character in folded), folded, text.swapcase()


def _letter(character: str) -> str:
    if character in _AFTER_Z:
        return _AFTER_Z[character]
    bare = "".join(part for part in unicodedata.normalize("NFD", character) if not unicodedata.combining(part))
    plain = bare.translate(_PLAIN)
    # Spaces and signs come before digits, digits before letters.
    return plain if plain[:1].isalnum() else f" {plain}"


def compare(first: str, second: str) -> int:
    """Return -1, 0 or 1 as `first` sorts before, with or after `second`."""
    first_key, second_key = sort_key(first), sort_key(second)
    return (first_key > second_key) - (first_key < second_key)


def prepare_connection(sender: object, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Give a new SQLite connection the Swedish collation and a LOWER beyond a–z; PostgreSQL has both."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(NAME, compare)
        connection.connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value

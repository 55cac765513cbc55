"""Text made comparable: for searching, and for addresses.

Two keys, on purpose. `search_key` tells å from a, as the Swedish alphabet does, and is for matching names that must be
the same name: areas, organisations, column headings. `loose_key` lets "angest" find "Ångest" and is for search boxes,
where a miss costs more than a hit too many. Both sides of a comparison go through the same key, and neither relies on
the database, whose LOWER knows no å in SQLite.
"""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
# Letters that Unicode does not take apart into a base and a mark.
_BASE_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})


def search_key(text: str) -> str:
    """Return `text` composed (NFC), casefolded, without invisible characters, every run of spaces as one."""
    visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", visible).casefold())
    return _SPACES.sub(" ", folded).strip()


def loose_key(text: str) -> str:
    """Return the search key without diacritics: å and ä as a, ö as o, é as e."""
    parts = unicodedata.normalize("NFD", search_key(text))
    bare = "".join(character for character in parts if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", bare).translate(_BASE_LETTERS)


def slugify_sv(text: str) -> str:
    """Return `text` for an address: a–z, 0–9 and single hyphens; å and ä become a, ö becomes o. May be empty."""
    return _NOT_IN_SLUG.sub("-", loose_key(text)).strip("-")

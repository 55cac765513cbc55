"""Compare the translations that stand in the repository with those just collected: nothing new, missing or fuzzy.

Usage: translations.py KEPT_LOCALE COLLECTED_LOCALE
"""

# ruff: noqa: INP001 -- a script of the checks, part of no package

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po


def load(locale: str) -> Catalog:
    """Return the Swedish catalogue of a locale folder."""
    with (Path(locale) / "sv/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="sv")


def identity(message: object) -> tuple[object, object]:
    """Return what tells two messages apart."""
    return (message.context, message.id)  # type: ignore[attr-defined]


kept, collected = load(sys.argv[1]), load(sys.argv[2])
known = {identity(message) for message in kept if message.id}
wanted = {identity(message) for message in collected if message.id}
problems = [f"not collected (run make messages): {key[1]!r}" for key in sorted(wanted - known, key=str)]
problems += [f"no longer used (run make messages): {key[1]!r}" for key in sorted(known - wanted, key=str)]
for message in kept:
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.id and (message.fuzzy or not all(texts)):
        problems.append(f"no Swedish text: {message.id!r}")
print("\n".join(problems[:50]) or f"{len(known)} texts, all in Swedish.")  # noqa: T201
sys.exit(bool(problems))

"""Compare the translations that stand in the repository with those just collected: nothing new, missing or fuzzy.

A text behind a name that the collecting does not know would never be among them, so such names are told as well.

Usage: translations.py KEPT_LOCALE COLLECTED_LOCALE
"""

# ruff: noqa: INP001 -- a script of the checks, part of no package

import re
import subprocess
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


def hidden_names() -> list[str]:
    """Return the files that import a translating function under a name of their own: xgettext finds `_` and the real ones."""
    files = subprocess.run(["git", "ls-files", "*.py"], check=True, capture_output=True, text=True).stdout.split()  # noqa: S607
    alias = re.compile(r"\bn?p?gettext(?:_lazy)? as (?!_\b)(\w+)")
    return [f"{name}: {found}" for name in files for found in alias.findall(Path(name).read_text(encoding="utf-8"))]


kept, collected = load(sys.argv[1]), load(sys.argv[2])
known = {identity(message) for message in kept if message.id}
wanted = {identity(message) for message in collected if message.id}
problems = [f"not collected (run make messages): {key[1]!r}" for key in sorted(wanted - known, key=str)]
problems += [f"no longer used (run make messages): {key[1]!r}" for key in sorted(known - wanted, key=str)]
problems += [f"translates under a name that is not collected: {found}" for found in hidden_names()]
for message in kept:
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.id and (message.fuzzy or not all(texts)):
        problems.append(f"no Swedish text: {message.id!r}")
print("\n".join(problems[:50]) or f"{len(known)} texts, all in Swedish.")  # noqa: T201
sys.exit(bool(problems))

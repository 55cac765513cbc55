"""What the acts of a plan's life say of themselves in its history: stored as text, shown in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from staffing.changes import Change

ADOPTED_IN = gettext_noop("Adopted in revision %(number)s")
ADOPTED_AS = gettext_noop("Adopted as revision %(number)s")
SAID = (
    gettext_noop("Sent for consultation"),
    gettext_noop("Taken back to draft"),
    gettext_noop("Sent back: %(subject)s"),
    gettext_noop("Draft of revision %(number)s started"),
    gettext_noop("Draft revision given up: %(reason)s"),
    ADOPTED_IN,
    ADOPTED_AS,
    gettext_noop("The plan was closed"),
    gettext_noop("Ended when the plan was closed"),
)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return each sentence in each language as a pattern, with the sentence that it is a translation of."""
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for sentence in SAID:
                pattern = re.sub(r"%\\\((\w+)\\\)s|%\((\w+)\)s", r"(?P<\1\2>.*)", re.escape(gettext(sentence)))
                found.append((re.compile(pattern, re.DOTALL), sentence))
    return tuple(found)


def in_own_words(reason: str) -> str:
    """Return what an act said in the language of the page; what a person wrote, and what is not known, as it stands."""
    for pattern, sentence in _patterns():
        if match := pattern.fullmatch(reason):
            return gettext(sentence) % match.groupdict()
    return reason


def adopted_number(reason: str) -> int | None:
    """Return the number of the revision that a plan says it was adopted as, None when its act was another."""
    return _number(ADOPTED_AS, reason)


def is_adopted_in(reason: str) -> bool:
    """Return whether a part of a plan, or its draft revision, says that it was adopted with the plan."""
    return _number(ADOPTED_IN, reason) is not None


def _number(said: str, reason: str) -> int | None:
    for pattern, sentence in _patterns():
        if sentence == said and (match := pattern.fullmatch(reason)) and match["number"].isdecimal():
            return int(match["number"])
    return None


def translated(changes: Iterable[Change]) -> list[Change]:
    """Return the changes with their reasons in the language of the page."""
    return [replace(change, reason=in_own_words(change.reason)) if change.reason else change for change in changes]

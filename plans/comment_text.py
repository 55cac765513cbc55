"""What people type in comments: cleaned, and taken apart into plain text, links and mentions. No Django, no database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from values.text import search_key

_LAYOUT = frozenset("\n\t")
# Characters that turn the direction of reading: a text can be made to read as another with them.
_DIRECTION = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_URL = re.compile(r"https?://[^\s<>\"'\u0000-\u001f]+", re.IGNORECASE)
_AFTER_URL = ".,;:!?…»”’)]}"
_BEFORE_MENTION = re.compile(r"\w$")
_GOES_ON = re.compile(r"\w")
_NAME = re.compile(r"(?<!\w)@[^\W\d_][\w.-]*(?<![.-])")


class SegmentKind(StrEnum):
    TEXT = "text"
    LINK = "link"
    MENTION = "mention"


@dataclass(frozen=True)
class Segment:
    """A piece of a comment. A link's text is its whole address, of http or https and nothing else."""

    kind: SegmentKind
    text: str


def clean(text: str) -> str:
    """Return the text without characters that nobody sees, composed (NFC), with one kind of line end and no blank ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = (
        character
        for character in lines
        if character in _LAYOUT or (character not in _DIRECTION and unicodedata.category(character) not in ("Cc", "Cs"))
    )
    return unicodedata.normalize("NFC", "".join(seen)).strip()


def mentioned(text: str, labels: Iterable[str]) -> list[str]:
    """Return those of `labels` that stand after an @ in the text, in the order they come, each once.

    The longest label that fits is meant ("@Anna Berg Larsson" is not Anna Berg), whatever its case.
    """
    return list(dict.fromkeys(label for _start, _end, label in _places(text, labels)))


def reaching_nobody(text: str, labels: Iterable[str]) -> list[str]:
    """Return what stands after an @ in the text, at the beginning of a word, without being one of `labels`: "@styrgrupp"."""
    taken = {start for start, _end, _label in _places(text, labels)}
    return list(dict.fromkeys(match.group() for match in _NAME.finditer(text) if match.start() not in taken))


def segments(text: str, labels: Iterable[str]) -> list[Segment]:
    """Return the text in pieces: mentions of `labels`, addresses of http and https, and the rest."""
    marks = [(start, end, SegmentKind.MENTION) for start, end, _label in _places(text, labels)]
    for match in _URL.finditer(text):
        end = match.end()
        while text[end - 1] in _AFTER_URL and not _closes(text[match.start() : end]):
            end -= 1
        if end - match.start() > len("https://") and not any(
            start < end and match.start() < stop for start, stop, _ in marks
        ):
            marks.append((match.start(), end, SegmentKind.LINK))
    found, done = [], 0
    for start, end, kind in sorted(marks):
        if start > done:
            found.append(Segment(SegmentKind.TEXT, text[done:start]))
        found.append(Segment(kind, text[start:end]))
        done = end
    if done < len(text):
        found.append(Segment(SegmentKind.TEXT, text[done:]))
    return found


def _closes(address: str) -> bool:
    """Return whether the address ends with a bracket that it opened itself, as "…/wiki/Plan_(styrning)" does."""
    return address.endswith(")") and address.count("(") >= address.count(")")


def _places(text: str, labels: Iterable[str]) -> list[tuple[int, int, str]]:
    by_length: Sequence[str] = sorted({label for label in labels if label}, key=len, reverse=True)
    folded: Mapping[str, str] = {label: search_key(label) for label in by_length}
    found = []
    at = text.find("@")
    while at >= 0:
        after = at + 1
        if not _BEFORE_MENTION.search(text[:at]):
            for label in by_length:
                end = after + len(label)
                if search_key(text[after:end]) == folded[label] and not _GOES_ON.match(text[end : end + 1]):
                    found.append((at, end, label))
                    after = end
                    break
        at = text.find("@", after)
    return found

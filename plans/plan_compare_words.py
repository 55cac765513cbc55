"""What differs between two texts, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
_LEAST_ALIKE = 0.25
"""Default: texts with a smaller share of words in common are shown as one text for another; their mixture reads as noise."""

_MOST_WORDS = 4_000_000
"""Words of the one times words of the other; beyond that the middle is shown as replaced, since finding more takes seconds."""


class Part(StrEnum):
    """What happened to a stretch of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Segment:
    """A stretch of text and what happened to it. All but the removed, joined, are the new text."""

    part: Part
    text: str


def segments(old: str, new: str) -> tuple[Segment, ...]:
    """Return the two texts as one run of segments; what was replaced stands as removed and then added.

    Only the words are compared, not the space between them: where that differs the new text's is kept.
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    old_words, new_words = [token.strip() for token in before], [token.strip() for token in after]
    found: list[Segment] = []
    for tag, first, last, start, end in _operations(old_words, new_words):
        if tag == "equal":
            _put(found, Part.KEPT, after[start:end])
        else:
            _put(found, Part.REMOVED, before[first:last])
            _put(found, Part.ADDED, after[start:end])
    return tuple(found)


def _operations(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Return `difflib`'s operations, the common beginning and end taken off first."""
    head = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), None)
    if head is None:
        head = min(len(old), len(new))
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    return [
        ("equal", 0, head, 0, head),
        *(
            (tag, head + first, head + last, head + start, head + end)
            for tag, first, last, start, end in _middle(middle_old, middle_new, head + tail)
        ),
        ("equal", len(old) - tail, len(old), len(new) - tail, len(new)),
    ]


def _middle(old: list[str], new: list[str], in_common: int) -> list[tuple[str, int, int, int, int]]:
    replaced = [("replace", 0, len(old), 0, len(new))]
    if not old or not new or len(old) * len(new) > _MOST_WORDS:
        return replaced
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    found: list[tuple[str, int, int, int, int]] = list(matcher.get_opcodes())
    kept = in_common + sum(last - first for tag, first, last, _start, _end in found if tag == "equal")
    is_alike = 2 * kept >= _LEAST_ALIKE * (len(old) + len(new) + 2 * in_common)
    return found if is_alike else replaced


def _put(found: list[Segment], part: Part, tokens: list[str]) -> None:
    """Add a stretch, to the last one when that is of the same kind."""
    if not tokens:
        return
    text = "".join(tokens)
    if found and found[-1].part is part:
        found[-1] = Segment(part, found[-1].text + text)
    else:
        found.append(Segment(part, text))

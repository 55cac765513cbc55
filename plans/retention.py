"""Which of a plan's ordered PDFs have had their day: the rule, without a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Ordered:
    """A PDF that was ordered at `ordered_at`.

    `kind` is the same for those that take one another's place: of one plan, in one language, whole or reduced, for the same
    readers. `is_made` says that its file is there, `is_underway` that it is being made.
    """

    key: int
    kind: tuple[object, ...]
    ordered_at: datetime
    is_made: bool
    is_underway: bool


def superseded(documents: Iterable[Ordered], before: datetime) -> list[int]:
    """Return the keys of those that were ordered before the moment and that a later one of the same kind has replaced.

    Of each kind the latest stays, whatever its age, and so does the latest that has its file, when a later one has none.
    """
    found, seen, made = [], set(), set()
    for one in sorted(documents, key=lambda one: (one.ordered_at, one.key), reverse=True):
        is_latest = one.kind not in seen or (one.is_made and one.kind not in made)
        seen.add(one.kind)
        if one.is_made:
            made.add(one.kind)
        if not is_latest and not one.is_underway and one.ordered_at < before:
            found.append(one.key)
    return found

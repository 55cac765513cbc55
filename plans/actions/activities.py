"""Make, change, copy and delete activities, keeping everything that is derived from what people type."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TypedDict

from plans import deadlines
from values.text import loose_key


class DerivedFields(TypedDict):
    """What follows from an activity's texts; all but `steps` are fields of `Activity`."""

    deadline_kind: str
    due_date: datetime.date | None
    search_key: str
    responsible_text: str
    steps: tuple[str, ...]


def derived_fields(
    *,
    title: str,
    description: str = "",
    responsibles: Sequence[str] = (),
    deadline_text: str = "",
    today: datetime.date,
) -> DerivedFields:
    """Return what an activity's texts lead to; pages, imports and the demo make activities by this one rule.

    `responsibles` are the titles of the responsible roles in order. Asks and writes nothing. To make an activity in bulk:
    pop `steps` (texts, to become `ActivityStep` in their order), give the rest to `Activity(...)` beside `title`,
    `description` and `deadline_text`, set `original_due_date` to the `due_date`, then take `health` and `stale_days` from
    `actions.health.standing_fields(activity, today)`. `search_key` is a `values.text.loose_key`: search with the same key.
    """
    deadline = deadlines.parse(deadline_text, reference_date=today)
    responsible_text = "; ".join(responsibles)
    return DerivedFields(
        deadline_kind=str(deadline.kind),
        due_date=deadline.due_date,
        search_key=loose_key(f"{title} {description} {responsible_text}"),
        responsible_text=responsible_text,
        steps=deadline.steps,
    )

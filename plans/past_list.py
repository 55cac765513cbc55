"""The activities of a plan as of a day, filtered, sorted and summed in memory by the rules of the page of today."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django_tables2.data import TableListData

from plans import progress
from plans.models import Activity, KindChoice
from plans.models.activities import FINISHED, OPEN
from plans.progress import ProgressSummary
from plans.queries.past import PastPlan
from plans.queries.plans import ROW_FIELDS, FilterChoices, SectionProgress
from staffing.collation import sort_key
from values.text import loose_key

Row = dict[str, Any]

FILTERS = frozenset(
    {"q", "section", "responsible", "progress", "deadline", "area", "health", "measure", "updated", "scope"}
)
"""What `_fits` knows; a test holds it against `filtersets.ActivityFilterSet`."""


def choices_of(past: PastPlan) -> FilterChoices:
    """Return what the activities of then can be filtered by."""
    roles = {row.role.pk: row.role for some in past.responsibles.values() for row in some}
    titles = Counter(role.title for role in roles.values())
    named = [
        (pk, f"{role.title} ({role.organisation.name})" if titles[role.title] > 1 else role.title)
        for pk, role in roles.items()
    ]
    measures = {one.measure.pk: one.measure for one in past.activities.values() if one.measure is not None}
    return FilterChoices(
        sections=[(one.pk, one.title) for one in past.sections],
        areas=[(one.pk, one.title) for one in past.areas],
        roles=sorted(named, key=lambda pair: sort_key(pair[1])),
        measures=[(pk, str(one)) for pk, one in sorted(measures.items(), key=lambda pair: pair[1].number)],
    )


def rows_of(past: PastPlan, wanted: dict[str, Any], today: datetime.date) -> list[Row]:
    """Return the rows that fit the filters of `filtersets.ActivityFilterSet`, in the order of the plan."""
    return [_row(one) for one in past.activities.values() if _fits(past, one, wanted, today)]


def _row(one: Activity) -> Row:
    """Return what `queries.plans.activity_rows` reads of an activity; its plan, section and area are those of then."""
    return {name: _read(one, path) for name, path in ROW_PATHS}


def _read(one: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        one = getattr(one, name)
    return one


ROW_PATHS = tuple((name, tuple(name.split("__"))) for name in ROW_FIELDS)


def _fits(past: PastPlan, one: Activity, wanted: dict[str, Any], today: datetime.date) -> bool:
    """Return whether an activity fits every filter that is on."""
    said = {name: value for name, value in wanted.items() if value not in (None, "")}
    exact = {"section": one.section_id, "area": one.area_id, "measure": one.measure_id}
    if any(str(exact[name]) != said[name] for name in exact.keys() & said.keys()):
        return False
    if "responsible" in said and said["responsible"] not in {
        str(row.role_id) for row in past.responsibles.get(one.pk, ())
    }:
        return False
    if "q" in said:
        text = loose_key(f"{one.title} {one.description} {one.responsible_text}")
        if not all(word in text for word in loose_key(said["q"]).split()):
            return False
    if "progress" in said and one.progress not in {"open": OPEN, "finished": FINISHED}.get(
        said["progress"], (said["progress"],)
    ):
        return False
    if "scope" in said and one.is_hidden is not (said["scope"] == "left_out"):
        return False
    asks_open = said.keys() & {"health", "deadline", "updated"}
    return not asks_open or (one.progress in OPEN and _fits_open(one, said, today))


def _fits_open(one: Activity, said: dict[str, Any], today: datetime.date) -> bool:
    """Return whether an open activity fits the filters that concern open ones only."""
    if "health" in said and one.health != said["health"]:
        return False
    if "updated" in said and one.stale_days < int(said["updated"]):
        return False
    return "deadline" not in said or _is_due(one, said["deadline"], today)


def _is_due(one: Activity, wanted: str, today: datetime.date) -> bool:
    if wanted in KindChoice.values:
        return one.deadline_kind == wanted
    if one.due_date is None:
        return False
    if wanted == "late":
        return one.due_date < today
    return today <= one.due_date <= today + datetime.timedelta(days=int(wanted))


def progress_of(past: PastPlan, today: datetime.date) -> tuple[list[SectionProgress], ProgressSummary]:
    """Return the progress of each section of then, and of the whole plan."""
    states: dict[int, list[progress.ActivityState]] = {one.pk: [] for one in past.sections}
    for one in past.activities.values():
        states[one.section_id].append(past.state_of(one))
    by_section = [
        SectionProgress(one.pk, one.title, progress.summarize(states[one.pk], today)) for one in past.sections
    ]
    return by_section, sum((part.summary for part in by_section), ProgressSummary())


class PastRows(TableListData):
    """Rows in memory that sort as the columns of the activity table sort in the database."""

    data: list[Row]

    def order_by(self, aliases: Sequence[str]) -> None:
        """Sort by the first column named; titles as the Swedish alphabet does, missing days last either way."""
        for alias in list(aliases)[:1]:
            name, is_descending = alias.lstrip("-"), alias.startswith("-")
            if name in ("due_date", "updated"):
                key = "last_update_date" if name == "updated" else name
                dated = [row for row in self.data if row[key] is not None]
                missing = [row for row in self.data if row[key] is None]
                dated.sort(key=lambda row: row[key], reverse=is_descending)
                self.data = dated + missing
            else:
                key = {"responsible": "responsible_text"}.get(name, name)
                self.data.sort(key=lambda row: sort_key(str(row.get(key) or "")), reverse=is_descending)

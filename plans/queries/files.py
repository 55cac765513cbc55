"""Read an edited plan back: the rows of the file, and what they change in the plan as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import translation

from documents import sheets
from plans import plan_difference, plan_document
from plans.models import Activity, Plan, PlanArea, PlanSection, PlanUpload, ProgressChoice
from plans.plan_difference import Column, Difference, FileRow, Standing
from plans.plan_import import headers
from plans.plan_import.words import status_of
from plans.queries import exported_files

READ = {
    headers.Column.SECTION: Column.SECTION,
    headers.Column.AREA: Column.AREA,
    headers.Column.TITLE: Column.TITLE,
    headers.Column.DESCRIPTION: Column.DESCRIPTION,
    headers.Column.RESPONSIBLE: Column.RESPONSIBLE,
    headers.Column.DEADLINE: Column.DEADLINE,
    headers.Column.STATUS: Column.STATUS,
}
VERSION = "version"
NO_ACTIVITY = -1
LONGEST_NUMBER = 15


class NotOurExport(Exception):
    """The file has no column Id: it was not exported from here."""


def rows_of(data: sheets.SheetData) -> list[dict[str, Any]]:
    """Return the rows of an exported file as JSON's own types.

    :raises NotOurExport: no sheet has the column Id.
    """
    shown_only = _shown_only()
    for sheet in data.visible_sheets:
        for place, row in enumerate(sheet.rows):
            texts = ["" if cell.text.strip() in shown_only else cell.text for cell in row.cells]
            columns = headers.read_header(texts)
            if columns and headers.Column.IDENTITY in columns.values():
                version = next((index for index, text in enumerate(texts) if text.strip().casefold() == VERSION), None)
                return [_row(one, columns, version) for one in sheet.rows[place + 1 :]]
    raise NotOurExport


def _shown_only() -> set[str]:
    """Return the headings of what an export shows and does not read back, in both languages."""
    found: set[str] = set()
    for language in ("sv", "en"):
        with translation.override(language):
            found.update(plan_document.not_read_back(name) for name in plan_document.shown_names())
    return found


def _row(row: Any, columns: dict[int, headers.Column], version: int | None) -> dict[str, Any]:
    texts = {column: row.cells[index].text for index, column in columns.items()}
    return {
        "row": row.number,
        "id": texts.get(headers.Column.IDENTITY, "").strip(),
        "version": row.cells[version].text.strip() if version is not None else "",
        "values": {READ[column].value: text for column, text in texts.items() if column in READ},
    }


def versions_of(plan: Plan) -> dict[int, int]:
    """Return the version of each activity by the key that its snapshot has."""
    rows = Activity.objects.present().filter(plan=plan).values_list("revises_id", "pk", "version")
    return {revises or pk: version for revises, pk, version in rows}


def activities_by_key(plan: Plan) -> dict[int, Activity]:
    """Return the plan's activities by that key."""
    rows = Activity.objects.present().filter(plan=plan).select_related("plan", "section__organisation", "area")
    return {one.revises_id or one.pk: one for one in rows}


def difference_of(upload: PlanUpload) -> Difference:
    """Return what the file changes in the plan as it stands now, in a fixed number of queries."""
    activities = activities_by_key(upload.plan)
    prefetch_related_objects(list(activities.values()), "responsibles__role")
    exported = exported_files.of(upload.exported)
    rows = [_file_row(row, exported) for row in upload.rows]
    old = _exported(rows, activities)
    standing = {key: Standing(one.version, values_of(one), old.get(key)) for key, one in activities.items()}
    with_status = [_with_status(row, standing) for row in rows]
    return plan_difference.difference(with_status, standing, None if exported is None else exported.rows)


def _file_row(row: dict[str, Any], exported: exported_files.Exported | None) -> FileRow:
    key, version = _key(row["id"]), _number(row["version"])
    return FileRow(
        row["row"], key, version, row["values"], None if exported is None else exported.prints_of(key, version)
    )


def _key(text: str) -> int | None:
    """Return None for an empty Id, and a key that no activity has for one that is no number."""
    if not text:
        return None
    number = _number(text)
    return NO_ACTIVITY if number is None else number


def _number(text: str) -> int | None:
    """Return a whole number of plain digits; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def _exported(rows: Iterable[FileRow], activities: dict[int, Activity]) -> dict[int, dict[str, str]]:
    """Return the values at the exported versions of those that have moved on since: one query for them all."""
    wanted = {
        activities[row.key].pk: (row.key, row.version)
        for row in rows
        if row.key in activities and row.version is not None and row.version != activities[row.key].version
    }
    if not wanted:
        return {}
    titles = dict(PlanSection.objects.filter(plan__activities__in=wanted).values_list("pk", "title"))
    areas = dict(PlanArea.objects.filter(plan__activities__in=wanted).values_list("pk", "title"))
    found: dict[int, dict[str, str]] = {}
    for record in Activity.history.filter(id__in=wanted).order_by("history_id"):
        key, version = wanted[record.id]
        if record.version == version and key is not None:
            section, area = titles.get(record.section_id, ""), areas.get(record.area_id, "")
            found[key] = _values(record, section, area, record.responsible_text)
    return found


def values_of(activity: Activity) -> dict[str, str]:
    """Return the values of an activity by column, as an export has them; the status as its key."""
    # The roles as they are called today: `responsible_text` is what they were called when the activity was last saved.
    responsible = "; ".join(one.role.title for one in activity.responsibles.all())
    return _values(activity, activity.section.title, activity.area.title, responsible)


def _values(row: Any, section: str, area: str, responsible: str) -> dict[str, str]:
    return {
        Column.SECTION: section,
        Column.AREA: area,
        Column.TITLE: row.title,
        Column.DESCRIPTION: row.description,
        Column.RESPONSIBLE: responsible,
        Column.DEADLINE: row.deadline_text,
        Column.STATUS: row.progress,
    }


def _with_status(row: FileRow, standing: dict[int, Standing]) -> FileRow:
    """Return the row with its status as a key; a word that is not known is what stands now, and said elsewhere."""
    if Column.STATUS not in row.values:
        return row
    said = row.values[Column.STATUS]
    known = _status_keys().get(said.strip().casefold()) or (str(found) if (found := status_of(said)) else None)
    now = standing[row.key].now[Column.STATUS] if row.key in standing else ProgressChoice.NOT_STARTED.value
    return replace(row, values={**row.values, Column.STATUS: known or now})


def _status_keys() -> dict[str, str]:
    """Return the status of each word that an export writes, in both languages."""
    found: dict[str, str] = {}
    for language in ("sv", "en"):
        with translation.override(language):
            found |= {str(choice.label).casefold(): choice.value for choice in ProgressChoice}
    return found


def unknown_statuses(upload: PlanUpload) -> list[tuple[int, str]]:
    """Return the rows whose status is no word that is known, with the word."""
    keys = _status_keys()
    return [
        (row["row"], said)
        for row in upload.rows
        if (said := row["values"].get(Column.STATUS.value, "").strip())
        and said.casefold() not in keys
        and status_of(said) is None
    ]

"""Write what an edited file changes, and nothing else, through the same actions as the pages."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents import sheets
from plans.actions import activities, bulk_changes, status, upload_planning
from plans.actions import responsibles as roles
from plans.models import Activity, BulkAct, BulkChange, BulkChangeRow, BulkOutcome, Plan, PlanUpload
from plans.plan_difference import Column, FieldEdit, Missing, RowEdit, plain
from plans.queries import exported_files
from plans.queries import files as queries
from staffing.models import User
from values.text import search_key

TEXTS = {Column.TITLE: "title", Column.DESCRIPTION: "description", Column.DEADLINE: "deadline_text"}
PLACE = bulk_changes.KEPT[BulkAct.SECTION]
KEPT = {
    Column.TITLE: ("title",),
    Column.DESCRIPTION: ("description",),
    Column.DEADLINE: bulk_changes.KEPT[BulkAct.DEADLINE],
    Column.SECTION: PLACE,
    Column.AREA: PLACE,
}
"""The fields of an activity that a column of the file changes: what they were is kept, to be put back."""


class AlreadyWritten(Exception):
    """The file is written."""


@dataclass(frozen=True)
class Refused:
    """What was not written and why: of a row of the file by its number, or of an activity of the plan by its title.

    `columns` are those that stay as they are while the rest of the row is written; none when nothing of it is.
    """

    row: int | str
    why: str
    columns: tuple[Column, ...] = ()
    is_new: bool = False


@dataclass
class Written:
    """What was written, the rows that were not and why, and the change that takes it back (None when nothing was).

    `kept` counts the fields that both had changed and in which the plan's text stays.
    """

    changed: int = 0
    made: int = 0
    removed: int = 0
    kept: int = 0
    refused: list[Refused] = field(default_factory=list)
    rows: list[BulkChangeRow] = field(default_factory=list)
    change: BulkChange | None = None


@transaction.atomic
def keep_upload(*, plan: Plan, data: sheets.SheetData, content: bytes, by: User) -> PlanUpload:
    """Keep the rows of an exported file until a person has seen what they change.

    :raises NotOurExport: the file has no column Id.
    """
    return PlanUpload.objects.create(
        plan=plan,
        filename=data.filename[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        rows=queries.rows_of(data),
        exported=exported_files.read(data),
        created_by=by,
    )


@transaction.atomic
def write_upload(
    *,
    upload: PlanUpload,
    take: Collection[str],
    move_reason: str,
    by: User,
    now: datetime.datetime,
    remove: Collection[str] = (),
) -> Written:
    """Write the edits, the conflicts that are taken, the new rows, and delete what is to be removed.

    `take` names the conflicts in which the file's text is wanted, with the version of the activity that the person saw
    ("key:column:version"); in the others the plan's text is kept, and counted. `remove` names activities that the file does
    not have, in the same way ("key:version"); the others that it lacks are left as they are. What the person may not change,
    or a rule refuses (`upload_planning.planned`), is left as it is and named. All of it is one change, which can be taken back
    as one.

    :raises AlreadyWritten: it was written before.
    """
    fresh = (
        PlanUpload.objects.select_for_update(of=("self",))
        .select_related("plan__organisation", "plan__region")
        .get(pk=upload.pk)
    )
    if fresh.confirmed_at is not None:
        raise AlreadyWritten
    told = queries.difference_of(fresh)
    planned = upload_planning.planned(
        plan=fresh.plan, told=told, by=by, today=timezone.localdate(now), has_reason=bool(move_reason)
    )
    writer = _Writer(fresh.plan, planned, move_reason, by, now)
    for one in planned.edits:
        writer.edit(one, take)
    for new in planned.new:
        writer.make(new)
    for missing in told.missing:
        seen = [text for text in remove if text.partition(":")[0] == str(missing.key)]
        if seen:
            writer.remove(missing, is_as_seen=f"{missing.key}:{missing.version}" in seen)
    written = writer.written
    if written.rows:
        written.change = BulkChange.objects.create(
            plan=fresh.plan,
            act=BulkAct.UPLOAD,
            value=fresh.filename,
            reason=move_reason,
            key=uuid.uuid4(),
            at=now,
            by=by,
            by_name=str(by),
        )
        for done in written.rows:
            done.change = written.change
        BulkChangeRow.objects.bulk_create(written.rows)
    fresh.confirmed_at, fresh.written, fresh.change = now, len(written.rows), written.change
    fresh.save()
    return written


def take_of(edit: RowEdit, one: FieldEdit) -> str:
    """Return what names a conflict as the person saw it: another change since makes another of it."""
    return f"{edit.key}:{one.column.value}:{edit.version}"


class _Writer:
    """Writes the rows one by one as they are planned, and notes what is refused."""

    def __init__(
        self, plan: Plan, planned: upload_planning.Planned, move_reason: str, by: User, now: datetime.datetime
    ) -> None:
        self.plan, self.planned, self.move_reason, self.by, self.now = plan, planned, move_reason, by, now
        self.written = Written()

    def edit(self, planned: upload_planning.PlannedEdit, take: Collection[str]) -> None:
        """Write the fields of a row that no rule refuses, of the conflicts only those that are taken."""
        edit = planned.edit
        asked = [one for one in edit.fields if not one.is_conflict or take_of(edit, one) in take]
        fields = [one for one in asked if one in planned.writable]
        self.written.kept += len(edit.fields) - len(asked)
        refused = {one.column: planned.refused[one.column] for one in asked if one not in fields}
        self._refuse(edit.row, refused, is_rest_written=bool(fields))
        if not fields:
            return
        activity = self.planned.activities[edit.key]
        said = {one.column: one.file for one in fields}
        progress = said.pop(Column.STATUS, None)
        before = _before(activity, said)
        last = self._texts(activity, said) if said else activity
        if progress is not None:
            last = self._status(last, progress)
        shown = [(one.column.value, one.now, one.file) for one in fields]
        self.written.changed += 1
        self._record(last, "edited", {**before, "has_status": progress is not None, "shown": shown})

    def remove(self, missing: Missing, *, is_as_seen: bool) -> None:
        """Delete an activity that the file does not have, when it is as the person saw it."""
        activity = self.planned.activities[missing.key]
        if why := self.planned.text_refusal:
            self.written.refused.append(Refused(missing.title, str(why)))
        elif not is_as_seen:
            self.written.refused.append(Refused(missing.title, _("somebody changed it meanwhile")))
        else:
            gone = activities.delete_activity(activity=activity, version=missing.version, by=self.by, now=self.now)
            self.written.removed += 1
            self._record(gone, "removed", {})

    def _record(self, activity: Activity, kind: str, before: dict[str, Any]) -> None:
        self.written.rows.append(
            BulkChangeRow(
                activity=activity,
                outcome=BulkOutcome.CHANGED,
                before={"kind": kind, **before},
                version_after=activity.version,
            )
        )

    def _texts(self, activity: Activity, said: dict[Column, str]) -> Activity:
        changes: dict[str, Any] = {TEXTS[column]: plain(text) for column, text in said.items() if column in TEXTS}
        if Column.TITLE in said:
            changes["title"] = upload_planning.title_of(said[Column.TITLE])
        if Column.SECTION in said:
            changes["section"] = self.planned.sections[search_key(said[Column.SECTION])]
        if Column.AREA in said:
            changes["area"] = self.planned.areas[search_key(said[Column.AREA])]
        responsibles = None
        if Column.RESPONSIBLE in said:
            parts = {search_key(row.role.title): row.part for row in activity.responsibles.select_related("role")}
            responsibles = [
                roles.Responsible(one.title, parts.get(search_key(one.title), ""))
                for one in upload_planning.responsibles_of(said[Column.RESPONSIBLE])
            ]
        return activities.update_activity(
            activity=activity,
            version=activity.version,
            changes=changes,
            by=self.by,
            now=self.now,
            move_reason=self.move_reason,
            responsibles=responsibles,
        )

    def _status(self, activity: Activity, progress: str) -> Activity:
        return status.update_status(
            activity=activity,
            version=activity.version,
            progress=progress,
            health="",
            comment=_("From an edited file."),
            by=self.by,
            now=self.now,
        )

    def make(self, planned: upload_planning.PlannedNew) -> None:
        """Make the activity of a row without Id, without what a rule refuses of it."""
        if planned.why:
            self.written.refused.append(Refused(planned.row, planned.why, is_new=True))
            return
        self._refuse(planned.row, planned.refused, is_rest_written=True, is_new=True)
        said = {column: "" if column in planned.refused else text for column, text in planned.values.items()}
        made = activities.create_activity(
            plan=self.plan,
            fields={
                "section": planned.section,
                "area": planned.area,
                "title": said[Column.TITLE],
                "description": said[Column.DESCRIPTION],
                "deadline_text": said[Column.DEADLINE],
            },
            by=self.by,
            now=self.now,
            responsibles=upload_planning.responsibles_of(said[Column.RESPONSIBLE]),
        )
        self.written.made += 1
        if said[Column.STATUS] not in {"", made.progress}:
            made = self._status(made, said[Column.STATUS])
        self._record(made, "made", {})

    def _refuse(self, row: int, refused: Mapping[Column, str], *, is_rest_written: bool, is_new: bool = False) -> None:
        """Note the columns of a row that are left, once for each reason."""
        for why in dict.fromkeys(refused.values()):
            columns = tuple(column for column, said in refused.items() if said == why) if is_rest_written else ()
            self.written.refused.append(Refused(row, why, columns, is_new))


def _before(activity: Activity, said: Collection[Column]) -> dict[str, Any]:
    """Return what the activity says of that which is to be changed, to be put back."""
    names = {name for column in said for name in KEPT.get(column, ())}
    kept: dict[str, Any] = {"fields": {name: getattr(activity, name) for name in sorted(names)}}
    if Column.RESPONSIBLE in said:
        rows = activity.responsibles.select_related("role")
        kept["responsibles"] = [[row.role.title, row.part] for row in rows]
    return kept

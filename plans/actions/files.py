"""Write what an edited file changes, and nothing else, through the same actions as the pages."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import sheets
from plans import access
from plans.actions import activities, bulk_changes, status
from plans.actions import responsibles as roles
from plans.models import Activity, BulkAct, BulkChange, BulkChangeRow, BulkOutcome, Plan, PlanUpload
from plans.plan_difference import Column, FieldEdit, FileRow, Missing, RowEdit, plain
from plans.queries import exported_files
from plans.queries import files as queries
from staffing.models import User
from values.text import search_key

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

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


LONGEST_DEADLINE = 200
NOT_IN_A_DRAFT = gettext_lazy("the plan's text can only be changed in a draft (revision)")


class AlreadyWritten(Exception):
    """The file is written."""


class TooLong(Exception):
    """A text is longer than its field."""


@dataclass
class Written:
    """What was written, the rows that were not and why, and the change that takes it back (None when nothing was).

    `kept` counts the fields that both had changed and in which the plan's text stays.
    """

    changed: int = 0
    made: int = 0
    removed: int = 0
    kept: int = 0
    refused: list[tuple[int | str, str]] = field(default_factory=list)
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
    not have, in the same way ("key:version"); the others that it lacks are left as they are. A row that the person may not
    change, or that a rule refuses, is left as it is and named. All of it is one change, which can be taken back as one.

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
    writer = _Writer(fresh.plan, move_reason, by, now)
    for edit in told.edits:
        wanted = [one for one in edit.fields if not one.is_conflict or take_of(edit, one) in take]
        writer.written.kept += len(edit.fields) - len(wanted)
        if wanted:
            writer.edit(edit, wanted)
    for row in told.new:
        writer.make(row)
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
    """Writes rows one by one; what a rule refuses is noted and undone for that row alone."""

    def __init__(self, plan: Plan, move_reason: str, by: User, now: datetime.datetime) -> None:
        self.plan, self.move_reason, self.by, self.now = plan, move_reason, by, now
        self.written = Written()
        self.activities = queries.activities_by_key(plan)
        self.sections = {search_key(one.title): one for one in plan.sections.all()}
        self.areas = {search_key(one.title): one for one in plan.areas.all()}
        self.can_edit = bool(access.can_edit_plan(by, plan))

    def edit(self, edit: RowEdit, fields: list[FieldEdit]) -> None:
        """Write the fields of a row: texts by the plan's editor, the status by whoever may report it."""
        activity = self.activities[edit.key]
        said = {one.column: one.file for one in fields}
        status_said = said.pop(Column.STATUS, None)
        if said and not self.can_edit:
            self._refuse(edit.row, NOT_IN_A_DRAFT)
            said = {}
        before = _before(activity, said)
        try:
            with transaction.atomic():
                written = self._texts(activity, said) if said else None
                reported = None if status_said is None else self._status(written or activity, status_said, edit.row)
        except activities.MoveNeedsReason:
            self._refuse(edit.row, _("the deadline is moved without a reason"))
        except KeyError as missing:
            self._refuse(edit.row, _("the plan has no “%(name)s”") % {"name": missing.args[0]})
        except status.StatusRefused as refused:
            self._refuse(edit.row, str(refused))
        except TooLong as error:
            self._refuse(edit.row, str(error))
        else:
            if (last := reported or written) is not None:
                columns = {*said, Column.STATUS} if reported else {*said}
                shown = [(one.column.value, one.now, one.file) for one in fields if one.column in columns]
                self.written.changed += 1
                self._record(last, "edited", {**before, "has_status": reported is not None, "shown": shown})

    def remove(self, missing: Missing, *, is_as_seen: bool) -> None:
        """Delete an activity that the file does not have, when it is as the person saw it."""
        activity = self.activities[missing.key]
        if not self.can_edit:
            self._refuse(missing.title, NOT_IN_A_DRAFT)
        elif not is_as_seen:
            self._refuse(missing.title, _("somebody changed it meanwhile"))
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
        if len(plain(said.get(Column.DEADLINE, ""))) > LONGEST_DEADLINE:
            raise TooLong(_("the deadline is longer than %(limit)s characters") % {"limit": LONGEST_DEADLINE})
        changes: dict[str, Any] = {TEXTS[column]: plain(text) for column, text in said.items() if column in TEXTS}
        if Column.TITLE in said:
            changes["title"] = " ".join(plain(said[Column.TITLE]).split())[:300]
        if Column.SECTION in said:
            changes["section"] = self._found(self.sections, said[Column.SECTION])
        if Column.AREA in said:
            changes["area"] = self._found(self.areas, said[Column.AREA])
        responsibles = None
        if Column.RESPONSIBLE in said:
            parts = {search_key(row.role.title): row.part for row in activity.responsibles.select_related("role")}
            responsibles = [
                roles.Responsible(one.title, parts.get(search_key(one.title), ""))
                for one in roles.parse(plain(said[Column.RESPONSIBLE]).replace("\n", ";"))
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

    def _status(self, activity: Activity, progress: str, row: int) -> Activity | None:
        if not access.can_update_status(self.by, activity):
            self._refuse(row, _("the status is not yours to report"))
            return None
        return status.update_status(
            activity=activity,
            version=activity.version,
            progress=progress,
            health="",
            comment=_("From an edited file."),
            by=self.by,
            now=self.now,
        )

    def make(self, row: FileRow) -> None:
        """Make the activity of a row without Id."""
        if not self.can_edit:
            self._refuse(row.row, NOT_IN_A_DRAFT)
            return
        said = {column: plain(row.values.get(column, "")) for column in Column}
        try:
            section = self._found(self.sections, said[Column.SECTION])
            area = self._found(self.areas, said[Column.AREA])
        except KeyError as missing:
            self._refuse(row.row, _("the plan has no “%(name)s”") % {"name": missing.args[0]})
            return
        made = activities.create_activity(
            plan=self.plan,
            fields={
                "section": section,
                "area": area,
                "title": " ".join(said[Column.TITLE].split())[:300],
                "description": said[Column.DESCRIPTION],
                "deadline_text": said[Column.DEADLINE][:200],
            },
            by=self.by,
            now=self.now,
            responsibles=roles.parse(said[Column.RESPONSIBLE].replace("\n", ";")),
        )
        self.written.made += 1
        reported = None
        if said[Column.STATUS] not in {"", made.progress} and self.plan.revises_id is None:
            reported = self._status(made, said[Column.STATUS], row.row)
        self._record(reported or made, "made", {})

    @staticmethod
    def _found(known: dict[str, Any], name: str) -> Any:
        key = search_key(name)
        if key not in known:
            raise KeyError(name)
        return known[key]

    def _refuse(self, row: int | str, why: StrOrPromise) -> None:
        self.written.refused.append((row, str(why)))


def _before(activity: Activity, said: Collection[Column]) -> dict[str, Any]:
    """Return what the activity says of that which is to be changed, to be put back."""
    names = {name for column in said for name in KEPT.get(column, ())}
    kept: dict[str, Any] = {"fields": {name: getattr(activity, name) for name in sorted(names)}}
    if Column.RESPONSIBLE in said:
        rows = activity.responsibles.select_related("role")
        kept["responsibles"] = [[row.role.title, row.part] for row in rows]
    return kept

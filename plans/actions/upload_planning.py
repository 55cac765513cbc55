"""What an edited file would write into a plan and what each rule refuses of it: the page shows it, and the writing follows it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans import access, deadlines
from plans.actions import activities as activity_actions
from plans.actions import responsibles as roles
from plans.actions import status
from plans.models import Activity, Plan, PlanArea, PlanSection, PlanState, ProgressChoice
from plans.plan_difference import Column, Difference, FieldEdit, FileRow, RowEdit, plain
from plans.queries import bulk_changes, files
from staffing.access import Permission, rights_of
from staffing.models import User
from values.text import search_key

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

NOT_IN_A_DRAFT = gettext_lazy("the plan's text can only be changed in a draft (revision)")
NOT_YOURS_TO_CHANGE = gettext_lazy("the plan's text is not yours to change")
NO_STATUS_IN_A_DRAFT = gettext_lazy("status is reported on the adopted plan, not in a draft revision")
NOT_YOURS_TO_REPORT = gettext_lazy("the status is not yours to report")

_FIELDS = {Column.TITLE: "title", Column.DEADLINE: "deadline_text", Column.RESPONSIBLE: "responsible_text"}
_FIELD_OF: Callable[[str], Any] = Activity._meta.get_field  # noqa: SLF001
LONGEST = {column: _FIELD_OF(name).max_length for column, name in _FIELDS.items()}


@dataclass(frozen=True)
class PlannedEdit:
    """An activity that the file changes; `refused` says by column why a field is not written.

    `is_moved`: its deadline is moved, which takes a reason.
    """

    edit: RowEdit
    refused: Mapping[Column, str]
    is_moved: bool

    @property
    def writable(self) -> tuple[FieldEdit, ...]:
        """Return the fields that no rule refuses; the conflicts among them only when they are taken."""
        return tuple(one for one in self.edit.fields if one.column not in self.refused)

    @property
    def is_written(self) -> bool:
        """Return whether something of it is written without asking."""
        return any(not one.is_conflict for one in self.writable)


@dataclass(frozen=True)
class PlannedNew:
    """A new activity with its values as they are written; `why` it is not made, or what it is made without, by column."""

    row: int
    values: Mapping[Column, str]
    section: PlanSection | None
    area: PlanArea | None
    due_date: datetime.date | None
    refused: Mapping[Column, str]
    why: str = ""


@dataclass(frozen=True)
class Planned:
    """All that a file would write, with the plan's activities by key, its sections and areas by name (`values.text.search_key`)."""

    activities: Mapping[int, Activity]
    sections: Mapping[str, PlanSection]
    areas: Mapping[str, PlanArea]
    edits: tuple[PlannedEdit, ...]
    new: tuple[PlannedNew, ...]
    text_refusal: StrOrPromise

    @property
    def changed(self) -> int:
        """Return the number of activities that are changed without asking."""
        return sum(one.is_written for one in self.edits)

    @property
    def made(self) -> int:
        """Return the number of activities that are made."""
        return sum(not one.why for one in self.new)

    @property
    def left(self) -> int:
        """Return the number of rows that ask for something and of which nothing can be written."""
        return sum(not one.writable for one in self.edits) + sum(bool(one.why) for one in self.new)

    @property
    def can_write(self) -> bool:
        """Return whether the rows have anything that can be written, conflicts that are taken among it."""
        return bool(self.made) or any(one.writable for one in self.edits)

    @property
    def has_moves(self) -> bool:
        """Return whether a deadline can be moved."""
        return any(one.is_moved and Column.DEADLINE not in one.refused for one in self.edits)

    @property
    def must_have_reason(self) -> bool:
        """Return whether a deadline is moved without asking."""
        return any(
            field.column is Column.DEADLINE and not field.is_conflict
            for one in self.edits
            if one.is_moved
            for field in one.writable
        )


def planned(*, plan: Plan, told: Difference, by: User, today: datetime.date, has_reason: bool = True) -> Planned:
    """Return what the file would write for the person, in a fixed number of queries; nothing is written.

    `has_reason`: a reason is given for the deadlines that are moved, without which they stay.
    """
    return _Planning(plan, told, by, today, has_reason=has_reason).all()


class _Planning:
    """Asks each rule about each row."""

    def __init__(self, plan: Plan, told: Difference, by: User, today: datetime.date, *, has_reason: bool) -> None:
        self.plan, self.told, self.by, self.today, self.has_reason = plan, told, by, today, has_reason
        self.activities = files.activities_by_key(plan)
        edited = [self.activities[edit.key] for edit in told.edits]
        prefetch_related_objects(edited, "moves")
        self.sections = {search_key(one.title): one for one in plan.sections.select_related("organisation")}
        self.areas = {search_key(one.title): one for one in plan.areas.all()}
        self.text_refusal = _text_refusal(by, plan)
        self.may_report = bulk_changes.reportable(by, plan, [one.pk for one in edited])
        self.may_report_in = _reportable_in(by, plan)
        self.seen: dict[tuple[str, ...], int] = {}

    def all(self) -> Planned:
        """Return the plan of it all."""
        edits = tuple(self._edit(edit) for edit in self.told.edits)
        new = tuple(self._new(row) for row in self.told.new)
        return Planned(self.activities, self.sections, self.areas, edits, new, self.text_refusal)

    def _edit(self, edit: RowEdit) -> PlannedEdit:
        activity = self.activities[edit.key]
        said = {one.column: one.file for one in edit.fields}
        is_moved = Column.DEADLINE in said and self._is_moved(activity, said[Column.DEADLINE])
        refused = _kept_reasons((column, self._why(activity, column, text)) for column, text in said.items())
        if is_moved and not self.has_reason:
            refused.setdefault(Column.DEADLINE, _("the deadline is moved without a reason"))
        return PlannedEdit(edit, refused, is_moved)

    def _why(self, activity: Activity, column: Column, text: str) -> StrOrPromise:
        """Return why a field of an activity is not written; nothing when it is."""
        if column is Column.STATUS:
            return self._why_no_status(activity, text, may_report=self.may_report(activity))
        return self.text_refusal or self._unknown(column, text) or _too_long(column, text)

    def _is_moved(self, activity: Activity, text: str) -> bool:
        deadline = deadlines.parse(plain(text), reference_date=self.plan.yearly_from(self.today))
        return activity_actions.is_moved(activity, deadline.due_date)

    def _why_no_status(self, activity: Activity, progress: str, *, may_report: bool) -> StrOrPromise:
        if self.plan.revises_id is not None:
            return NO_STATUS_IN_A_DRAFT
        if not may_report:
            return NOT_YOURS_TO_REPORT
        if status.lacks_receiver(activity, progress):
            return _("it is not said who takes the activity over")
        return ""

    def _unknown(self, column: Column, name: str) -> str:
        """Return that the plan lacks a section or area of the name; nothing for what it has, and for other columns."""
        if column is Column.SECTION and search_key(name) not in self.sections:
            return (
                _("the plan has no section “%(name)s”") % {"name": plain(name)}
                if plain(name)
                else _("no section is given")
            )
        if column is Column.AREA and search_key(name) not in self.areas:
            return (
                _("the plan has no area “%(name)s”") % {"name": plain(name)} if plain(name) else _("no area is given")
            )
        return ""

    def _new(self, row: FileRow) -> PlannedNew:
        said = {column: plain(row.values.get(column, "")) for column in Column}
        said[Column.TITLE] = title_of(said[Column.TITLE])
        section = self.sections.get(search_key(said[Column.SECTION]))
        area = self.areas.get(search_key(said[Column.AREA]))
        why = (
            self.text_refusal
            or self._unknown(Column.SECTION, said[Column.SECTION])
            or self._unknown(Column.AREA, said[Column.AREA])
            or _too_long(Column.TITLE, said[Column.TITLE])
            or self._twin(row.row, said)
        )
        refused = _kept_reasons(
            (column, _too_long(column, said[column])) for column in (Column.RESPONSIBLE, Column.DEADLINE)
        )
        if said[Column.STATUS] not in {"", ProgressChoice.NOT_STARTED} and section is not None:
            may_report = self.may_report_in(section)
            lacking = self._why_no_status(Activity(plan=self.plan), said[Column.STATUS], may_report=may_report)
            refused |= _kept_reasons([(Column.STATUS, lacking)])
        due_date = deadlines.parse(said[Column.DEADLINE], reference_date=self.plan.yearly_from(self.today)).due_date
        return PlannedNew(row.row, said, section, area, due_date, refused, str(why))

    def _twin(self, row: int, said: Mapping[Column, str]) -> str:
        """Return that an earlier row makes the same activity; nothing for the first."""
        names = (Column.SECTION, Column.AREA)
        texts = (Column.TITLE, Column.DESCRIPTION, Column.DEADLINE)
        key = (*(search_key(said[name]) for name in names), *(said[name] for name in texts))
        first = self.seen.setdefault(key, row)
        return "" if first == row else _("row %(row)s is the same new activity") % {"row": first}


def title_of(text: str) -> str:
    """Return a title on one line."""
    return " ".join(plain(text).split())


def responsibles_of(text: str) -> tuple[roles.Responsible, ...]:
    """Return the roles that a cell names, by semicolons or lines."""
    return roles.parse(plain(text).replace("\n", ";"))


def _text_refusal(by: User, plan: Plan) -> StrOrPromise:
    if access.can_edit_plan(by, plan):
        return ""
    return NOT_IN_A_DRAFT if plan.state == PlanState.ADOPTED else NOT_YOURS_TO_CHANGE


def _reportable_in(by: User, plan: Plan) -> Callable[[PlanSection], bool]:
    """Return the question whether the person may report on what is made in a section."""
    reached = rights_of(by).organisation_ids(Permission.UPDATE_STATUS)
    is_open = access.is_open_to_reports(plan)
    return lambda section: is_open and (reached is None or section.organisation_id in reached)


def _too_long(column: Column, text: str) -> str:
    """Return that a text is longer than its field; nothing when it is not."""
    longest = LONGEST.get(column)
    if longest is None:
        return ""
    lengths = [(len(title_of(text) if column is Column.TITLE else plain(text)), longest)]
    if column is Column.RESPONSIBLE:
        lengths += [(len(one.title), roles.LONGEST_TITLE) for one in responsibles_of(text)]
    limit = next((limit for length, limit in lengths if length > limit), None)
    return "" if limit is None else _("the text is longer than %(limit)s characters") % {"limit": limit}


def _kept_reasons(reasons: Iterable[tuple[Column, Any]]) -> dict[Column, str]:
    return {column: str(why) for column, why in reasons if why}

"""What a change of several activities is chosen from, and what it would do to each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from measures.models import Horizon
from plans import access, plan_document, plan_words
from plans.actions import bulk_changes as actions
from plans.models import (
    Activity,
    ActivityResponsible,
    BulkAct,
    BulkChange,
    BulkChangeRow,
    BulkOutcome,
    KindChoice,
    Plan,
    Priority,
    ProgressChoice,
)
from plans.plan_difference import Column
from plans.queries import row_facts
from plans.queries.plans import PLAN_ORDER
from staffing.access import Permission, rights_of
from staffing.models import User

Words = str | Promise

REASONS: dict[str, Words] = {
    actions.SAME: _("is so already"),
    actions.NO_RIGHT: _("not yours to report on"),
    actions.STALE: _("somebody changed it meanwhile"),
    actions.GONE: _("is deleted"),
    actions.REFUSED: _("cannot be so: open the activity and change it there"),
}


def chosen_activities(plan: Plan, keys: Iterable[int]) -> dict[int, Activity]:
    """Return those of the keys that are activities of the plan, deleted ones too, in its order; three queries."""
    rows = Activity.objects.filter(plan=plan, pk__in=list(keys)).order_by(*PLAN_ORDER)
    related = rows.select_related("plan", "section__organisation", "area").prefetch_related("responsibles__role")
    found = {activity.pk: activity for activity in related}
    for activity in found.values():
        activity.plan = plan
    return found


def may_change(user: User, plan: Plan, act: BulkAct, keys: Iterable[int]) -> Callable[[Activity], bool]:
    """Return the question whether the person may do this to an activity, asked of no database a second time.

    Text follows the right to edit the plan; status follows `access.can_update_status`, row by row.
    """
    if act != BulkAct.PROGRESS:
        may_edit = bool(access.can_edit_plan(user, plan))
        return lambda _activity: may_edit
    return reportable(user, plan, keys)


def reportable(user: User, plan: Plan, keys: Iterable[int]) -> Callable[[Activity], bool]:
    """Return `access.can_update_status` for many activities of one plan, in one query at most."""
    if not access.is_open_to_reports(plan):
        return lambda _activity: False
    rights = rights_of(user)
    reached = rights.organisation_ids(Permission.UPDATE_STATUS)
    if reached is None:
        return lambda _activity: True
    holder = user if plan.region_id in rights.region_ids else None
    held = row_facts.facts_of(plan, keys, holder=holder).held
    return lambda activity: activity.section.organisation_id in reached or activity.pk in held


def changeable(user: User, plan: Plan) -> Q | None:
    """Return what keeps those of the plan's activities that the person may change in some way; None: all of them are.

    All are for whoever edits the plan; else those that `reportable` answers yes for.
    """
    if access.can_edit_plan(user, plan):
        return None
    if not access.is_open_to_reports(plan):
        return Q(pk__in=[])
    rights = rights_of(user)
    reached = rights.organisation_ids(Permission.UPDATE_STATUS)
    if reached is None:
        return None
    theirs = Q(section__organisation_id__in=reached)
    if plan.region_id in rights.region_ids:
        theirs |= Q(Exists(ActivityResponsible.objects.filter(activity=OuterRef("pk"), role__holder=user)))
    return theirs


def counted_changeable(user: User, plan: Plan, activities: QuerySet[Activity]) -> tuple[int, int]:
    """Return how many of the plan's activities there are, and how many of them are the person's to change; one query."""
    theirs = changeable(user, plan)
    if theirs is None:
        count = activities.order_by().count()
        return count, count
    found = activities.order_by().aggregate(count=Count("pk"), theirs=Count("pk", filter=theirs))
    return found["count"], found["theirs"]


def may_undo(user: User, change: BulkChange) -> Callable[[Activity], bool]:
    """Return the question whether the person may put an activity back: what each row of an edited file did to it decides."""
    rows = dict(change.rows.values_list("activity_id", "before"))
    if change.act != BulkAct.UPLOAD:
        return may_change(user, change.plan, BulkAct(change.act), rows)
    may_edit = bool(access.can_edit_plan(user, change.plan))
    may_report = reportable(user, change.plan, rows)

    def may(activity: Activity) -> bool:
        before = rows[activity.pk]
        is_status_alone = before["kind"] == "edited" and not before["fields"] and "responsibles" not in before
        return (may_edit or is_status_alone) and (not before.get("has_status") or may_report(activity))

    return may


@dataclass(frozen=True)
class PreviewRow:
    """What would become of one activity: from, to, or why it is left alone."""

    activity: Activity
    before: Words
    after: Words
    skipped: Words = ""


def preview(
    wanted: actions.Wanted, activities: Mapping[int, Activity], may: Callable[[Activity], bool]
) -> list[PreviewRow]:
    """Return what the change would do, in the order of the plan; deleted activities are left out."""
    rows = []
    after = value_words(wanted.act, wanted.value)
    for activity in activities.values():
        if activity.deleted_at is not None:
            continue
        skipped: Words = ""
        if not may(activity):
            skipped = REASONS[actions.NO_RIGHT]
        elif actions.is_same(wanted, activity):
            skipped = REASONS[actions.SAME]
        rows.append(PreviewRow(activity, before_words(wanted.act, actions.before_of(wanted, activity)), after, skipped))
    return rows


_CHOICES: dict[str, Any] = {BulkAct.PROGRESS: ProgressChoice, BulkAct.PRIORITY: Priority, BulkAct.HORIZON: Horizon}
_FIXED: dict[str, Words] = {
    BulkAct.HIDE: _("left out of the reduced plan"),
    BulkAct.UNHIDE: _("in the reduced plan"),
    BulkAct.DELETE: _("deleted from the plan and kept in its history"),
}


def value_words(act: str, value: str) -> Words:
    """Return what was written, as the reader's language says it."""
    if act in _FIXED:
        return _FIXED[act]
    if act in _CHOICES and value:
        offered = _CHOICES[act]
        found: Words = offered(int(value) if act == BulkAct.PRIORITY else value).label
        return found
    return value or _("none")


def before_words(act: str, before: Mapping[str, Any]) -> Words:
    """Return what stood there, as the reader's language says it."""
    special: dict[str, Callable[[], Words]] = {
        BulkAct.RESPONSIBLE: lambda: "; ".join(title for title, _part in before["responsibles"]) or _("none"),
        BulkAct.DEADLINE: lambda: before["deadline_text"] or KindChoice(before["deadline_kind"]).label,
        BulkAct.SECTION: lambda: str(before["section_title"]),
        BulkAct.AREA: lambda: str(before["area_title"]),
        BulkAct.HIDE: lambda: _FIXED[BulkAct.HIDE if before["is_hidden"] else BulkAct.UNHIDE],
        BulkAct.UNHIDE: lambda: _FIXED[BulkAct.HIDE if before["is_hidden"] else BulkAct.UNHIDE],
        BulkAct.DELETE: lambda: _("in the plan"),
    }
    return special[act]() if act in special else value_words(act, str(before[act]))


@dataclass(frozen=True)
class DoneRow:
    """What became of one activity in a change that was made."""

    activity: Activity
    outcome: str
    words: Words
    before: Words
    after: Words
    reason: Words


def done_rows(change: BulkChange) -> list[DoneRow]:
    """Return what the change did to each activity, in the order that it was done."""
    rows = BulkChangeRow.objects.filter(change=change).select_related("activity")
    return [
        DoneRow(
            row.activity,
            row.outcome,
            BulkOutcome(row.outcome).label,
            *_from_and_to(change, row),
            REASONS.get(row.reason, ""),
        )
        for row in rows
    ]


def _from_and_to(change: BulkChange, row: BulkChangeRow) -> tuple[Words, Words]:
    """Return what the activity said and what the change made of it, in words."""
    if change.act == BulkAct.UPLOAD:
        return _file_words(row.before)
    before = before_words(change.act, row.before) if row.before or change.act == BulkAct.DELETE else ""
    return before, value_words(change.act, change.value)


def _file_words(before: Mapping[str, Any]) -> tuple[Words, Words]:
    """Return what an edited file did to an activity: a line for each column that it changed."""
    if before["kind"] == "made":
        return "–", _("new")
    if before["kind"] == "removed":
        return before_words(BulkAct.DELETE, {}), _FIXED[BulkAct.DELETE]
    names = dict(zip(Column, plan_document.column_names(), strict=True))
    sides: tuple[list[str], list[str]] = ([], [])
    for column, *texts in before["shown"]:
        for side, text in zip(sides, texts, strict=True):
            said = plan_words.progress(text) if column == Column.STATUS else text
            side.append(f"{names[Column(column)]}: {said or '–'}")
    return "\n".join(sides[0]), "\n".join(sides[1])


def change_words(change: BulkChange) -> Words:
    """Return the change in one line: "status: pågår"."""
    if change.act in (BulkAct.HIDE, BulkAct.UNHIDE, BulkAct.DELETE):
        return BulkAct(change.act).label
    return format_lazy("{act}: {value}", act=BulkAct(change.act).label, value=value_words(change.act, change.value))


def counted(changes: QuerySet[BulkChange]) -> QuerySet[BulkChange]:
    """Add to each change how many activities it changed, those that were taken back included."""
    return changes.annotate(count=Count("rows", filter=~Q(rows__outcome=BulkOutcome.SKIPPED))).order_by("-at", "-pk")

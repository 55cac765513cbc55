"""What happened to a plan's activities, and what was done to many of them at once, as the plan's history tells it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans import change_reasons
from plans.models import Activity, BulkChange, Comment, Plan, PlanImport
from plans.queries import bulk_changes
from staffing import changes

ACTIVITY, COMMENT = "activity", "comment"


def saves(plan: Plan, until: datetime.datetime) -> QuerySet[Any, Any]:
    """Return when each save of an activity or a comment was made, what of, and its key in that history; the latest first.

    To be paged: a plan can have tens of thousands. `told` turns a page of it into words.
    """
    kinds = ((ACTIVITY, Activity, {"plan_id": plan.pk}), (COMMENT, Comment, {"activity__plan_id": plan.pk}))
    activities, comments = (
        model.history.filter(history_date__lte=until, **of)
        .order_by()
        .annotate(of_what=Value(kind, output_field=CharField()))
        .values_list("history_date", "of_what", "history_id")
        for kind, model, of in kinds
    )
    return activities.union(comments, all=True).order_by("-history_date", "-history_id")


def told(page: Sequence[tuple[datetime.datetime, str, int]]) -> list[changes.Change]:
    """Return the saves of a page in words, newest first; those that changed nothing that is shown are left out."""
    of = {kind: [key for _at, what, key in page if what == kind] for kind in (ACTIVITY, COMMENT)}
    return change_reasons.translated(changes.merged(_of_activities(of[ACTIVITY]), _of_comments(of[COMMENT])))


def _of_activities(keys: list[int]) -> list[changes.Change]:
    # In order of time, as `changes_of` reads them: what was entered afterwards can bear an earlier day.
    is_before = Q(history_date__lt=OuterRef("history_date")) | Q(
        history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id")
    )
    earlier = Activity.history.filter(is_before, id=OuterRef("id")).order_by("-history_date", "-history_id")
    rows = Activity.history.filter(history_id__in=keys).annotate(before=Subquery(earlier.values("history_id")[:1]))
    found = list(rows.values_list("id", "before"))
    there = set(Activity.objects.filter(pk__in={key for key, _before in found}).values_list("pk", flat=True))
    return changes.changes_of(
        Activity.history.filter(history_id__in={*keys, *(before for _key, before in found if before is not None)}),
        names=lambda row: row.title,
        # What an import brought and took back again is gone with its page.
        urls=lambda row: reverse("activity_history", args=[row.id]) if row.id in there else "",
        told=set(keys),
    )


def _of_comments(keys: list[int]) -> list[changes.Change]:
    rows = list(Comment.history.filter(history_id__in=keys).select_related("history_user"))
    titles = dict(Activity.objects.filter(pk__in={row.activity_id for row in rows}).values_list("pk", "title"))
    return [_comment(row, titles.get(row.activity_id, "")) for row in rows]


def _comment(row: Any, title: str) -> changes.Change:
    if row.history_type == "+":
        said = _("Commented")
    else:
        said = _("Took a comment away") if row.deleted_at or row.history_type == "-" else _("Changed a comment")
    url = reverse("activity_detail", args=[row.activity_id]) if title else ""
    return changes.Change(row.history_date, str(row.history_user or ""), "", title, (), said, url)


def of_many(plan: Plan) -> list[changes.Change]:
    """Return what was done to many activities at once: files that were written, changes in bulk, their undoing, a next period."""
    imports = PlanImport.objects.filter(plan=plan, confirmed_at__isnull=False).select_related("created_by")
    found = [one for each in imports.defer("tables") for one in _import(each)]
    for change in bulk_changes.counted(BulkChange.objects.filter(plan=plan)):
        found += _bulk(plan, change)
    return found + [_next_period(one) for one in Plan.objects.filter(copied_from=plan)]


def _next_period(plan: Plan) -> changes.Change:
    begun = plan.history.select_related("history_user").order_by("history_id")[0]
    said = _("Begun anew in the next period")
    return changes.Change(
        begun.history_date, str(begun.history_user or ""), "", plan.title, (), said, plan.get_absolute_url()
    )


def _import(one: PlanImport) -> list[changes.Change]:
    count = len(one.made.get("activities", ()))
    said = ngettext("Imported %(count)s activity from a file", "Imported %(count)s activities from a file", count)
    made = changes.Change(_confirmed(one), str(one.created_by or ""), "", one.filename, (), said % {"count": count})
    if one.undone_at is None:
        return [made]
    return [made, changes.Change(one.undone_at, _who_undid(one), "", one.filename, (), _("Took the import back"))]


def _confirmed(one: PlanImport) -> datetime.datetime:
    assert one.confirmed_at is not None  # noqa: S101 - only what was written is asked for
    return one.confirmed_at


def _who_undid(one: PlanImport) -> str:
    """Return who took the import back: who took its activities away. The import itself keeps only who brought it."""
    gone = Activity.history.filter(id__in=one.made.get("activities", ()))
    last = gone.select_related("history_user").order_by("-history_id").first()
    return str(last.history_user or "") if last else ""


def _bulk(plan: Plan, change: Any) -> list[changes.Change]:
    url = reverse("bulk_change_detail", args=[plan.slug, change.pk])
    words = str(bulk_changes.change_words(change))
    words = words[:1].upper() + words[1:]
    said = ngettext("Changed %(count)s activity at once", "Changed %(count)s activities at once", change.count)
    made = changes.Change(change.at, change.by_name, "", words, (), said % {"count": change.count}, url)
    if change.undone_at is None:
        return [made]
    undone = changes.Change(change.undone_at, change.undone_by_name, "", words, (), _("Took the change back"), url)
    return [made, undone]

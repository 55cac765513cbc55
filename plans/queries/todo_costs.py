"""What costs ask: of the regions to report, of the nation to wait for them, lock them and publish what they say."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from indicators import access
from indicators.collecting import Standing
from indicators.models import CollectionRound, ReturnState, TrendReport
from indicators.queries import collecting
from indicators.queries.collecting import RoundRow
from plans.todo import Task
from staffing.access import Permission, rights_of
from staffing.models import Region, User
from values.period import LENGTHS, Period, PeriodKind

MOST_LATE = 4
"""Late regions that a task names; the rest is counted."""


def cost_tasks(user: User | AnonymousUser, region: Region | None, today: datetime.date) -> list[Task]:
    """Return what costs ask of the person, in the region (None: in the nation)."""
    return [*_return_tasks(user, region, today), *_lock_tasks(user), *_round_tasks(user, today)]


def _return_tasks(user: User | AnonymousUser, region: Region | None, today: datetime.date) -> list[Task]:
    """Return the cost returns that the controller has open, and what the region owes and has not begun, each until its round's last day."""
    if region is None or not rights_of(user).can_somewhere(Permission.REPORT_COSTS):
        return []
    to_submit = access.visible_cost_returns(user).filter(region=region, state=ReturnState.OPEN).order_by("first_month")
    last_day = collecting.due_dates()
    rounds = {one.period: one for one in CollectionRound.objects.filter(closed_at__isnull=True)}
    found = [
        Task(
            last_day(one.period),
            _("Submit the costs of %(period)s") % {"period": one.period.label(_language())},
            reverse("cost_return_detail", kwargs={"code": region.code, "pk": one.pk}),
            _where(region, rounds.get(one.period)),
            is_late=last_day(one.period) < today,
        )
        for one in to_submit
    ]
    return found + [
        Task(
            owed.due_date,
            _("Report the costs of %(period)s") % {"period": owed.period.label(_language())},
            reverse("cost_return_create", kwargs={"code": region.code}, query={"period": owed.period.code}),
            _where(region, rounds.get(owed.period)),
            is_late=owed.due_date < today,
        )
        for owed in collecting.owed_by(region, today)
    ]


def _where(region: Region, collection: CollectionRound | None) -> str:
    """Return whose costs they are, and which open collection asks for them until when."""
    if collection is None:
        return region.short_name
    words = _("%(region)s · %(collection)s, to be handed in by %(day)s")
    return words % {
        "region": region.short_name,
        "collection": collection,
        "day": collection.due_date.isoformat(),
    }


def _lock_tasks(user: User | AnonymousUser) -> list[Task]:
    if not access.can_lock_returns(user):
        return []
    waiting = access.visible_cost_returns(user).filter(state=ReturnState.SUBMITTED).aggregate(n=Count("pk"))
    if not waiting["n"]:
        return []
    words = ngettext("%(number)s return to lock", "%(number)s returns to lock", waiting["n"]) % {"number": waiting["n"]}
    return [Task(None, words, reverse("cost_return_waiting"), _("Submitted by the regions"))]


def _round_tasks(user: User | AnonymousUser, today: datetime.date) -> list[Task]:
    """Return the open collections of costs for who collects: how far each has come, and what is next when every region is locked."""
    if not access.can_collect_returns(user):
        return []
    rows = collecting.round_rows(user, today, is_open=True)
    reports = _trend_reports([row.collection.period for row in rows])
    return [_round_task(row, reports.get(row.collection.period), today) for row in rows]


def _trend_reports(periods: list[Period]) -> dict[Period, TrendReport]:
    """Return the newest trend report of each period, without its figures: one query, none without periods."""
    if not periods:
        return {}
    found = TrendReport.objects.filter(first_month__in=[one.first_date for one in periods]).defer("snapshot")
    return {Period(one.first_month.year, one.first_month.month, one.length): one for one in found.order_by("number")}


def _round_task(row: RoundRow, report: TrendReport | None, today: datetime.date) -> Task:
    collection, places = row.collection, row.places.values()
    expected = [one for one in places if one.is_expected]
    if expected and all(one.standing is Standing.LOCKED and not one.is_correcting for one in expected):
        return _ready_task(collection, report)
    words = ngettext(
        "%(number)s of %(total)s regions has handed in its costs – by %(day)s",
        "%(number)s of %(total)s regions have handed in their costs – by %(day)s",
        row.submitted,
    )
    return Task(
        collection.due_date,
        words % {"number": row.submitted, "total": row.expected, "day": collection.due_date.isoformat()},
        collection.get_absolute_url(),
        f"{collection}{_late_words(row)}",
        is_late=row.late > 0,
    )


def _late_words(row: RoundRow) -> str:
    """Return " · late: Gotland, Halland and 3 more", or nothing."""
    late = [region.short_name for region, place in row.places.items() if place.is_late]
    if not late:
        return ""
    names, more = ", ".join(late[:MOST_LATE]), len(late) - MOST_LATE
    words = _("late: %(names)s and %(more)s more") if more > 0 else _("late: %(names)s")
    return " · " + words % {"names": names, "more": more}


def _ready_task(collection: CollectionRound, report: TrendReport | None) -> Task:
    """Return what is next when every region is locked: the trend report of a quarter, then that the collection is closed."""
    if collection.length != LENGTHS[PeriodKind.QUARTER] or (report is not None and report.is_published):
        return Task(
            None, _("All regions are locked: close the collection"), collection.get_absolute_url(), str(collection)
        )
    if report is not None:
        url = reverse("trend_report_preview", kwargs={"pk": report.pk})
        return Task(None, _("All regions are locked: publish the trend report"), url, str(collection))
    url = reverse("trend_report_list", query={"period": collection.period.code}, fragment="begin")
    return Task(None, _("All regions are locked: make the trend report"), url, str(collection))


def _language() -> str:
    return get_language() or "sv"

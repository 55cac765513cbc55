"""What reports are made of, and the lists of reports."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from indicators.queries import costs
from indicators.queries import index as index_queries
from plans import access, status_report, status_report_past
from plans.models import DeadlineMove, Plan, StatusReport, StatusUpdate
from plans.progress import Health, Progress
from plans.queries import report_costs, report_plan, report_staffing
from plans.status_report_data import PlanHead, StatusReportData
from plans.status_report_facts import Facts, MoveFacts, UpdateFacts
from plans.status_report_words import Since
from staffing.models import Level, RegionName, User
from values.period import Period

SHOWN_WITH = ("plan__region", "job", "file")


# What a report is made of --------------------------------------------------------------------------------------------


def status_report_for(
    *,
    plan: Plan,
    period: Period,
    language: str,
    number: int,
    correction: str,
    decisions: str,
    now: datetime.datetime,
) -> StatusReportData:
    """Return the report of the plan for the period as things stood when it ended, read as at one moment: `now`.

    :raises InconsistentReport: totals and details differ.
    """
    facts = facts_for(
        plan=plan,
        period=period,
        language=language,
        number=number,
        correction=correction,
        decisions=decisions,
        now=now,
    )
    return status_report.compose(facts)


@contextmanager
def as_at_one_moment() -> Iterator[None]:
    """Let everything that is read inside be of the same moment, whoever writes meanwhile, and hold nobody up.

    PostgreSQL is asked for one snapshot. On SQLite a transaction that only reads has one by itself (WAL), and must not stand
    in the writers' queue as our transactions do otherwise. Inside another transaction it is left as it was begun.
    """
    if connection.in_atomic_block:
        yield
        return
    with _reading_only(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _reading_only() -> Iterator[None]:
    """Let transactions that begin inside take no write lock on SQLite."""
    if connection.vendor != "sqlite":
        yield
        return
    sqlite: Any = connection
    usual = sqlite.transaction_mode
    sqlite.transaction_mode = "DEFERRED"
    try:
        yield
    finally:
        sqlite.transaction_mode = usual


def facts_for(
    *,
    plan: Plan,
    period: Period,
    language: str,
    number: int,
    correction: str,
    decisions: str,
    now: datetime.datetime,
) -> Facts:
    """Return what a report of the plan for the period is made of, read as at one moment: a fixed number of queries."""
    with as_at_one_moment(), translation.override(language):
        read_at = timezone.localtime(now)
        as_of = status_report_past.moment_of(period, read_at)
        since = _since(plan, period)
        found = report_plan.plan_as_of(plan, since.at, as_of)
        head = _head(found.plan, period)
        costs_of_plan = report_costs.cost_facts(found.plan, period, is_whole_region=head.is_whole_region)
        return Facts(
            language=language,
            version=number,
            correction=correction,
            period=period,
            data_time=read_at,
            as_of=as_of,
            since=since,
            plan=head,
            decisions=tuple(filter(None, (line.strip() for line in decisions.splitlines()))),
            sections=found.sections,
            activities=found.activities,
            updates=_updates(plan, since.at, as_of),
            moves=_moves(plan, since.at, as_of),
            removed=found.removed,
            known_since=found.known_since,
            costs=costs_of_plan,
            staffing=report_staffing.staffing_facts(
                found.plan, period, as_of, costs_of_plan.period, is_whole_region=head.is_whole_region
            ),
            is_example_plan=plan.is_example,
            is_example_progress=plan.has_example_progress,
        )


def _since(plan: Plan, period: Period) -> Since:
    """Return what the last frozen report of an earlier period was as of, or the first moment of this period.

    A report from before they were as of a day, and read after this period ended, counts to the end of its own period.
    """
    earlier = (
        StatusReport.objects.filter(plan=plan, file__isnull=False, first_month__lt=period.first_date)
        .order_by("-first_month", "-file__created_at")
        .select_related("file")
        .defer("file__content")
        .first()
    )
    if earlier is None or earlier.file is None:
        return Since(timezone.make_aware(datetime.datetime.combine(period.first_date, datetime.time())))
    snapshot = json.loads(earlier.file.snapshot)
    made_at = datetime.datetime.fromisoformat(snapshot["data_time"])
    if snapshot.get("as_of"):
        made_at = datetime.datetime.fromisoformat(snapshot["as_of"])
    elif made_at.date() > period.last_date:
        made_at = status_report_past.moment_of(earlier.period, timezone.localtime(made_at))
    label = _("the report for %(period)s") % {"period": earlier.period.label(translation.get_language() or "sv")}
    return Since(timezone.localtime(made_at), label)


def _head(plan: Plan, period: Period) -> PlanHead:
    named = RegionName.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=period.last_date),
        region_id=plan.region_id,
        valid_from__lte=period.last_date,
    ).order_by("-valid_from")
    name = named.values_list("name", flat=True).first() or plan.region.short_name
    is_whole_region = plan.organisation.level == Level.REGION
    return PlanHead(
        title=status_report.clean(plan.title, status_report.LONGEST_TITLE),
        slug=plan.slug,
        region=name,
        organisation=name if is_whole_region else plan.organisation.name,
        is_whole_region=is_whole_region,
        registry_number=plan.registry_number,
        goal=status_report.clean(plan.goal, status_report.LONGEST_GOAL),
        start_date=plan.start_date,
        end_date=plan.end_date,
        target_ratio=plan.target_ratio,
        target_date=plan.target_date,
        source=plan.source,
    )


def _updates(plan: Plan, since: datetime.datetime, now: datetime.datetime) -> tuple[UpdateFacts, ...]:
    rows = StatusUpdate.objects.filter(activity__plan=plan, at__gt=since, at__lte=now).order_by("at", "pk")
    return tuple(
        UpdateFacts(key, Progress(progress), Health(health))
        for key, progress, health in rows.values_list("activity_id", "old_progress", "old_health")
    )


def _moves(plan: Plan, since: datetime.datetime, now: datetime.datetime) -> tuple[MoveFacts, ...]:
    rows = DeadlineMove.objects.filter(activity__plan=plan, at__gt=since, at__lte=now).order_by("at", "pk")
    return tuple(MoveFacts(*row) for row in rows.values_list("activity_id", "old_text", "new_text", "reason"))


# Which reports can be made -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PeriodChoices:
    """The periods that a report can be about, the latest first, the one to begin with, and those whose costs are awaited."""

    periods: tuple[Period, ...]
    default: Period | None
    awaited: tuple[Period, ...] = ()


def period_choices(plan: Plan, today: datetime.date) -> PeriodChoices:
    """Return the ended quarters with costs since the plan began; without any costs, the ended quarters of the plan.

    The default is the last one within the plan's time whose costs are complete. Awaited are the quarters of the plan that have
    ended after the last one with costs.
    """
    reported = costs.reported_periods(report_costs.OWN_BASIS, region_id=plan.region_id)
    axis = index_queries.series_axis(reported) or _quarters_of(plan)
    ended = [one for one in axis if plan.start_date <= one.last_date <= today]
    covered = {month for one in reported for month in one.months}
    whole = [one for one in ended if covered.issuperset(one.months)]
    inside = [one for one in whole if one.first_date <= plan.end_date]
    default = next((group[-1] for group in (inside, whole, ended) if group), None)
    awaited = (one for one in _quarters_of(plan) if axis[-1].last_date < one.first_date and one.last_date <= today)
    return PeriodChoices(tuple(reversed(ended)), default, tuple(awaited))


def _quarters_of(plan: Plan) -> list[Period]:
    axis = [Period.containing(plan.start_date)]
    while axis[-1].next().first_date <= plan.end_date:
        axis.append(axis[-1].next())
    return axis


# Lists of reports ----------------------------------------------------------------------------------------------------


def listed(reports: QuerySet[StatusReport]) -> QuerySet[StatusReport]:
    """Return the reports, the latest period first, with what a list shows of each and without the files themselves."""
    return (
        reports.select_related(*SHOWN_WITH)
        .defer("file__content", "file__snapshot")
        .order_by("-first_month", "-length", "plan__title", "plan_id", "language", "-number")
    )


def reports_of(user: User | AnonymousUser, plan: Plan) -> QuerySet[StatusReport]:
    """Return the plan's reports that the person may see."""
    return listed(access.visible_status_reports(user).filter(plan=plan))

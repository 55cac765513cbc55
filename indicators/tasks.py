"""What runs in the background for costs: each handler loads by id and calls one action."""

from __future__ import annotations

import datetime
import hashlib

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from documents import jobs, pdf
from indicators import access
from indicators import trend_report_document as document
from indicators.actions import collection_reminders
from indicators.actions import index as index_actions
from indicators.actions import trend_report as trend_actions
from indicators.models import CollectionReminder, CostReturn, TrendReport
from indicators.queries import costs
from indicators.queries import trend_report as trend_queries
from staffing.models import Region, User

COST_INDEX = "cost_index"


def enqueue_recompute(region: Region, by: User | None) -> jobs.Job | None:
    """Queue the computation of what changed in the region's returns, or return None when nothing did.

    Call it after the change is committed. The key holds the state of the changed returns: the same change asked for
    twice is one job, a change made while a job runs is a job of its own.
    """
    changed = costs.stale_returns([region.pk])
    if not costs.is_stale(region):
        return None
    return _enqueue(region, changed, by, what="")


def enqueue_whole_region(region: Region, by: User | None) -> jobs.Job:
    """Queue the computation of every return of the region, changed or not: what a person asks for."""
    return _enqueue(region, CostReturn.objects.filter(region=region), by, what="all:")


def _enqueue(region: Region, returns: QuerySet[CostReturn], by: User | None, *, what: str) -> jobs.Job:
    versions = list(returns.order_by("pk").values_list("pk", "version"))
    state = hashlib.sha256(repr(versions).encode()).hexdigest()[:16]
    return jobs.enqueue(
        kind=COST_INDEX,
        payload={"cost_return_ids": [pk for pk, _version in versions]},
        unique_key=f"{COST_INDEX}:{region.code}:{what}{state}",
        by=by,
    )


def is_computing(region: Region | None) -> bool:
    """Return whether a job for the region (any region) is queued or running."""
    key = COST_INDEX if region is None else f"{COST_INDEX}:{region.code}:"
    return jobs.Job.objects.unfinished().filter(kind=COST_INDEX, unique_key__startswith=key).exists()


def compute_cost_index(*, cost_return_ids: list[int], progress: jobs.Progress) -> None:
    """Compute the figures that the returns touch: the handler of the kind `cost_index`."""
    progress.report(10, _("Summing the cost returns"))
    with jobs.finishing(progress.job):
        index_actions.recompute(cost_return_ids=cost_return_ids)


def compute_what_is_stale(*, today: datetime.date, progress: jobs.Progress) -> None:
    """Compute whatever no job has computed, in every region: the nightly net under `enqueue_recompute`."""
    index_actions.recompute(cost_return_ids=list(costs.stale_returns().values_list("pk", flat=True)))


def remind_of_collections(*, today: datetime.date, progress: jobs.Progress | None = None) -> int:
    """Queue the reminders of open rounds whose day has come; return how many: the daily entry `collection_reminders`."""
    return len(collection_reminders.remind_when_due(now=timezone.now()))


def send_collection_mail(*, reminder_id: int, progress: jobs.Progress | None = None) -> None:
    """Send a reminder of a round, once: the handler of the kind `collection_mail`."""
    reminder = CollectionReminder.objects.select_related("round", "user", "by").filter(pk=reminder_id).first()
    if reminder is not None:
        collection_reminders.deliver(reminder=reminder, now=timezone.now())


def render_trend_report(*, report_id: int, progress: jobs.Progress) -> None:
    """Make both files of a trend report's snapshot and so publish it: the handler of the kind `trend_report`."""
    report = TrendReport.objects.get(pk=report_id)
    if report.is_published:
        return
    # Looked up anew: a right that was withdrawn while the job waited is gone.
    asker = User.objects.filter(jobs=progress.job).first()
    if asker is None or not access.can_publish_trend(asker):
        raise jobs.JobFailed("forbidden", _("You may no longer publish the trend report. Ask your administrator."))
    progress.report(20, _("Laying out the pages"))
    data = trend_queries.read(report.snapshot)
    try:
        content = document.render(data)
    except pdf.RenderError as error:
        raise jobs.JobFailed(f"render_{error.reason}", str(error)) from error
    progress.report(80, _("Writing the workbook"))
    workbook = document.workbook(data)
    with jobs.finishing(progress.job):
        trend_actions.freeze(report=report, name=document.file_name(data), pdf=content, workbook=workbook, by=asker)

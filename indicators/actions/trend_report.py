"""Write, publish and correct the national trend report: a draft, then one frozen act."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from documents import files, jobs, snapshots
from documents.models import FrozenFile, Job
from indicators import trend_report_data
from indicators.actions import index as index_actions
from indicators.models import TrendReport
from indicators.queries import costs
from indicators.queries import trend_report as queries
from indicators.trend_report_data import ChosenExample, TrendReportData
from staffing import editing
from staffing.models import User
from values.period import Period

JOB_KIND = FILE_KIND = "trend_report"
WORKBOOK_KIND = "trend_report_workbook"
PDF_TYPE = "application/pdf"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NotADraft(Exception):
    """The report is published, or its files are being made: it is not changed."""


class CorrectionNeeded(Exception):
    """A new version says what it corrects."""


class NothingToReport(Exception):
    """No region has locked the period: there is no figure to publish."""


class FiguresChanged(Exception):
    """The report is no longer the one that was looked at."""


@transaction.atomic
def start(*, period: Period, by: User) -> TrendReport:
    """Return the draft of the period: the one there is, else a new one.

    Of a published period it is the next version, with the texts and the good examples of the one before. Figures of returns that were locked just
    now are computed first: what the draft shows at once is what can be published.
    """
    bring_up_to_date()
    same = TrendReport.objects.select_for_update().filter(first_month=period.first_date, length=period.length)
    latest = same.order_by("-number").first()
    if latest is not None and not latest.is_published:
        return latest
    made = TrendReport(first_month=period.first_date, length=period.length)
    if latest is not None:
        made.number = latest.number + 1
        for name in TrendReport.TEXTS:
            setattr(made, name, getattr(latest, name))
        made.chosen_examples = latest.chosen_examples
    made._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- how simple-history takes it
    made.save()
    return made


@transaction.atomic
def write(*, report: TrendReport, version: int, written: Mapping[str, Any], by: User) -> TrendReport:
    """Write the texts of a draft.

    :raises NotADraft: it is published or being made.
    :raises staffing.editing.StaleVersion: somebody wrote it meanwhile.
    """
    fresh = _draft(report)
    editing.claim_version(fresh, version)
    for name in (*TrendReport.TEXTS, "correction"):
        if name in written:
            setattr(fresh, name, written[name])
    fresh._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- how simple-history takes it
    fresh.save()
    return fresh


@transaction.atomic
def choose_examples(*, report: TrendReport, version: int, chosen: Sequence[ChosenExample], by: User) -> TrendReport:
    """Copy regions' good examples into a draft, instead of those that it has; the order is that of the report.

    :raises NotADraft: it is published or being made.
    :raises staffing.editing.StaleVersion: somebody wrote it meanwhile.
    """
    fresh = _draft(report)
    editing.claim_version(fresh, version)
    fresh.chosen_examples = [snapshots.to_plain(one) for one in chosen]
    fresh._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- how simple-history takes it
    fresh.save()
    return fresh


@transaction.atomic
def drop_example(*, key: int, by: User) -> None:
    """Take the copy of a good example out of every draft; what is published, or being made, keeps it."""
    for report in TrendReport.objects.select_for_update().filter(published_at__isnull=True):
        kept = [one for one in report.chosen_examples if one["key"] != key]
        if kept == report.chosen_examples or _is_underway(report):
            continue
        editing.claim_version(report, report.version)
        report.chosen_examples = kept
        report._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- how simple-history takes it
        report.save()


@transaction.atomic
def discard(*, report: TrendReport) -> None:
    """Delete a draft; its history stays.

    :raises NotADraft: it is published or being made.
    """
    _draft(report).delete()


def fingerprint(data: TrendReportData) -> str:
    """Return what tells a report from any other: the hash of all that it says but when it was read."""
    fixed = replace(data, data_time=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))
    return hashlib.sha256(files.canonical_json(trend_report_data.to_snapshot(fixed)).encode()).hexdigest()


def bring_up_to_date() -> None:
    """Compute the figures of returns that changed and that no job has come to yet, so that the report does not lag."""
    if costs.is_stale(None):
        index_actions.recompute(cost_return_ids=list(costs.stale_returns().values_list("pk", flat=True)))


@transaction.atomic
def publish(*, report: TrendReport, seen: str, by: User, now: datetime.datetime) -> TrendReport:
    """Freeze what the draft says now and queue its files; when they are made, everybody may read it.

    `seen` is the fingerprint of what the person looked at. Asked for twice, it is published once.

    :raises NotADraft: it is published already.
    :raises CorrectionNeeded: it is a new version that does not say what it corrects.
    :raises NothingToReport: no region has locked the period.
    :raises FiguresChanged: a return or a text has changed since.
    """
    fresh = TrendReport.objects.select_for_update().get(pk=report.pk)
    if fresh.is_published:
        raise NotADraft
    if _is_underway(fresh):
        return fresh
    if fresh.number > 1 and not fresh.correction.strip():
        raise CorrectionNeeded
    bring_up_to_date()
    data = queries.report_for(fresh, now)
    if not data.period_cost.included:
        raise NothingToReport
    if fingerprint(data) != seen:
        raise FiguresChanged
    fresh.snapshot = files.canonical_json(trend_report_data.to_snapshot(data))
    fresh.is_example = data.is_example
    fresh.published_by_name = str(by)
    fresh.job = jobs.enqueue(kind=JOB_KIND, payload={"report_id": fresh.pk}, unique_key=f"{JOB_KIND}:{fresh.pk}", by=by)
    fresh.save()
    return fresh


@transaction.atomic
def freeze(*, report: TrendReport, name: str, pdf: bytes, workbook: bytes, by: User | None) -> TrendReport:
    """Freeze both files of the report's snapshot, and so publish it; what is published is left alone.

    Call it inside `jobs.finishing(job)`, so that both files and the end of the job are one act.
    """
    fresh = TrendReport.objects.select_for_update().get(pk=report.pk)
    if fresh.is_published:
        return fresh
    snapshot = trend_report_data.to_snapshot(queries.read(fresh.snapshot))

    def frozen(kind: str, ending: str, content_type: str, content: bytes) -> FrozenFile:
        return files.freeze(
            kind=kind, name=f"{name}.{ending}", content_type=content_type, snapshot=snapshot, content=content, by=by
        )

    fresh.file = frozen(FILE_KIND, "pdf", PDF_TYPE, pdf)
    fresh.workbook = frozen(WORKBOOK_KIND, "xlsx", XLSX_TYPE, workbook)
    fresh.published_at = fresh.file.created_at
    fresh.snapshot = ""
    fresh.save()
    return fresh


def _draft(report: TrendReport) -> TrendReport:
    """Return the draft, locked.

    :raises NotADraft: it is published or being made.
    """
    fresh = TrendReport.objects.select_for_update().get(pk=report.pk)
    if fresh.is_published or _is_underway(fresh):
        raise NotADraft
    return fresh


def _is_underway(report: TrendReport) -> bool:
    return report.job_id is not None and Job.objects.unfinished().filter(pk=report.job_id).exists()

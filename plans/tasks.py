"""What runs outside a request: the nightly look at what has become late or stale, and the making of reports."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from documents import jobs, pdf
from plans import access, final_report_document, plan_document, plan_snapshot, statement_document
from plans import status_report_document as document
from plans.actions import comments as comment_actions
from plans.actions import frozen_documents, health, retention, single_reminders
from plans.actions import reminders as reminder_actions
from plans.actions import reports as report_actions
from plans.models import (
    CommentMention,
    FinalReport,
    PlanDocument,
    PlanRevision,
    Reminder,
    StatementEdition,
    StatusReport,
)
from plans.queries import closing as closing_queries
from plans.queries import comments as comment_queries
from plans.queries import reports as report_queries
from plans.queries import revisions as revision_queries
from plans.status_report_data import InconsistentReport
from staffing.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def refresh_health(*, today: datetime.date, progress: jobs.Progress | None = None) -> int:
    """Bring lateness and staleness of every open activity up to `today`; return how many were looked at."""
    seen = 0
    for seen in health.refresh_standing(today=today):  # noqa: B007 - the last count is the answer
        if progress is not None:
            progress.report(50, _("Looking at what has become late"))
    return seen


def _asker(progress: jobs.Progress, may: Callable[[User, Any], object], subject: Any, refusal: _StrOrPromise) -> User:
    """Return who asked for the job, looked up anew: a right that was withdrawn while the job waited is gone.

    :raises JobFailed: the account or the right is gone.
    """
    asker = User.objects.filter(jobs=progress.job).first()
    if asker is None or not may(asker, subject):
        raise jobs.JobFailed("forbidden", refusal)
    return asker


@contextmanager
def _rendering() -> Iterator[None]:
    """Let a document that cannot be laid out end the job with the reason."""
    try:
        yield
    except pdf.RenderError as error:
        raise jobs.JobFailed(f"render_{error.reason}", str(error)) from error


def _lay_out(
    progress: jobs.Progress, subject: Any, asker: User, *, name: str, snapshot: str, render: Callable[[], bytes]
) -> None:
    """Make the PDF of what was frozen as `snapshot`, and freeze it as the subject's own in the act that ends the job."""
    progress.report(40, _("Laying out the pages"))
    with _rendering():
        content = render()
    with jobs.finishing(progress.job):
        frozen_documents.freeze(subject=subject, name=name, content=content, snapshot=json.loads(snapshot), by=asker)


def render_status_report(*, report_id: int, progress: jobs.Progress) -> None:
    """Make and freeze a status report: the handler of the kind `status_report`."""
    report = StatusReport.objects.select_related("plan__region", "plan__organisation").get(pk=report_id)
    if report.file_id is not None:
        return
    asker = _asker(
        progress,
        access.can_make_report,
        report.plan,
        _("You may no longer make reports of this plan. Ask your administrator."),
    )
    progress.report(10, _("Collecting figures and activities"))
    report_actions.bring_costs_up_to_date(region=report.plan.region)
    made = _made(report, progress)
    progress.report(90, _("Storing the report"))
    with jobs.finishing(progress.job):
        frozen_documents.freeze(subject=report, name=made.name, content=made.content, snapshot=made.snapshot, by=asker)


def _made(report: StatusReport, progress: jobs.Progress) -> document.Made:
    try:
        data = report_queries.status_report_for(
            plan=report.plan,
            period=report.period,
            language=report.language,
            number=report.number,
            correction=report.correction,
            decisions=report.decisions,
            now=timezone.now(),
        )
        progress.report(40, _("Laying out the pages"))
        with _rendering():
            return document.make(data)
    except InconsistentReport as error:
        words = _("The figures changed while they were read and do not add up. Order the report again.")
        raise jobs.JobFailed("inconsistent", words) from error


def render_statement(*, edition_id: int, progress: jobs.Progress) -> None:
    """Make and freeze the PDF of a submitted statement: the handler of the kind `statement`."""
    edition = StatementEdition.objects.select_related("statement__region").get(pk=edition_id)
    if edition.file_id is not None:
        return
    asker = _asker(
        progress,
        access.can_write_statement,
        edition.statement.region,
        _("You may no longer submit for this region. Ask your administrator."),
    )
    data = statement_document.read(edition.snapshot)
    _lay_out(
        progress,
        edition,
        asker,
        name=statement_document.file_name(data),
        snapshot=edition.snapshot,
        render=lambda: statement_document.render(data),
    )


def render_final_report(*, report_id: int, progress: jobs.Progress) -> None:
    """Make and freeze the PDF of a final report: the handler of the kind `final_report`."""
    report = FinalReport.objects.select_related("plan__organisation").get(pk=report_id)
    if report.file_id is not None:
        return
    asker = _asker(
        progress,
        access.can_make_report,
        report.plan,
        _("You may no longer make reports of this plan. Ask your administrator."),
    )
    data = closing_queries.read(report)
    _lay_out(
        progress,
        report,
        asker,
        name=final_report_document.file_name(data, "pdf"),
        snapshot=report.snapshot,
        render=lambda: final_report_document.render(data),
    )


def render_revision(*, revision_id: int, progress: jobs.Progress) -> None:
    """Make and freeze the PDF of an adopted revision from its frozen snapshot: the handler of the kind `plan_revision`."""
    revision = PlanRevision.objects.select_related("plan__organisation", "record").get(pk=revision_id)
    if revision.document_id is not None:
        return
    asker = _asker(
        progress,
        access.can_read_internal,
        revision.plan,
        _("You may no longer make documents of this plan. Ask your administrator."),
    )
    _lay_out(
        progress,
        revision,
        asker,
        name=revision.record.name.replace(".json", ".pdf"),
        snapshot=revision.record.snapshot,
        # The document of an adopted plan is read by other regions too: what is internal is not in it.
        render=lambda: plan_document.make_pdf(
            revision_queries.snapshot_in(revision), revision=revision.number, is_internal=False
        ),
    )


def render_plan_document(*, document_id: int, progress: jobs.Progress) -> None:
    """Make and freeze a plan's PDF from the snapshot of its order: the handler of the kind `plan_document`."""
    document = PlanDocument.objects.select_related("plan__organisation").get(pk=document_id)
    if document.file_id is not None:
        return
    asker = _asker(
        progress,
        access.can_read_document,
        document,
        _("Whoever ordered the PDF may no longer read the plan. Order it again."),
    )
    taken = plan_snapshot.from_snapshot(json.loads(document.snapshot))
    _lay_out(
        progress,
        document,
        asker,
        name=plan_document.file_name(taken, "pdf", is_reduced=document.is_reduced),
        snapshot=document.snapshot,
        render=lambda: plan_document.make_pdf(
            taken, language=document.language, is_internal=document.is_internal, is_reduced=document.is_reduced
        ),
    )


def send_mention_mail(*, mention_id: int, base_url: str, progress: jobs.Progress | None = None) -> None:
    """Tell somebody that a comment names them, once, in their language: the handler of the kind `mention_mail`.

    Whoever may not read the thread any more, or is not named any more, is told nothing.
    """
    related = ("user", "comment__author", "comment__activity__plan")
    mention = CommentMention.objects.select_related(*related).filter(pk=mention_id).first()
    if mention is None or not comment_queries.mentions_of(mention.user).filter(pk=mention_id).exists():
        return
    if not mention.user.is_active or not comment_actions.claim_mail(mention, timezone.now()):
        return
    url = urljoin(base_url, mention.comment.get_absolute_url())
    context = {"user": mention.user, "comment": mention.comment, "activity": mention.comment.activity, "url": url}
    with translation.override(mention.user.language):
        subject = " ".join(render_to_string("plans/email/mention_subject.txt", context).split())
        text = render_to_string("plans/email/mention_message.txt", context)
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [mention.user.email])
    except OSError:
        comment_actions.release_mail(mention)
        raise


def send_reminders(*, today: datetime.date, progress: jobs.Progress | None = None) -> int:
    """Send the digests whose day and time have come; run each hour, it sends to each person at most once a week."""
    reminder_actions.forget_erased()
    return len(reminder_actions.send_digests(now=timezone.now()).sent)


def prune(*, today: datetime.date, progress: jobs.Progress | None = None) -> int:
    """Delete what is older than the settings keep it; return how many rows: the nightly entry `pruning`."""
    pruned = retention.prune(now=timezone.now())
    return pruned.jobs + pruned.uploads + pruned.documents + pruned.files


def send_reminder_mail(*, reminder_id: int, progress: jobs.Progress | None = None) -> None:
    """Send a single reminder, unless its receiver's account was closed meanwhile: the handler of the kind `reminder_mail`."""
    reminder = Reminder.objects.filter(pk=reminder_id, user__is_active=True).first()
    if reminder is not None:
        single_reminders.deliver(reminder=reminder, now=timezone.now())

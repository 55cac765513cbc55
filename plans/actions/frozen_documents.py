"""Order the PDF of what is frozen (plans, revisions, reports, statements), and freeze it when it is made: once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction

from documents import files, jobs
from documents.models import FrozenFile, Job
from plans.models import FinalReport, PlanDocument, PlanRevision, StatementEdition, StatusReport
from staffing.models import User

Subject = TypeVar("Subject", PlanRevision, StatusReport, FinalReport, StatementEdition, PlanDocument)


@dataclass(frozen=True)
class _Kind:
    """The job of a kind of document, the name of its argument, and where the file goes: its kind and its field.

    `is_record` says that the file is kept for good.
    """

    job: str
    argument: str
    file: str
    field: str = "file"
    is_record: bool = True


KINDS: dict[type, _Kind] = {
    PlanRevision: _Kind("plan_revision", "revision_id", "plan_revision_document", field="document"),
    StatusReport: _Kind("status_report", "report_id", "status_report"),
    FinalReport: _Kind("final_report", "report_id", "final_report"),
    StatementEdition: _Kind("statement", "edition_id", "statement"),
    PlanDocument: _Kind("plan_document", "document_id", "plan_document", is_record=False),
}


@transaction.atomic
def order(*, subject: Subject, by: User | None) -> Subject:
    """Queue the making of the subject's PDF and return the subject as it then is.

    One that is there, or on its way, is left alone: of two orders sent at once the second does nothing.
    """
    kind = KINDS[type(subject)]
    fresh = type(subject).objects.select_for_update().get(pk=subject.pk)
    # Read after the lock: whoever held it may have queued the job.
    is_underway = fresh.job_id is not None and Job.objects.unfinished().filter(pk=fresh.job_id).exists()
    if getattr(fresh, f"{kind.field}_id") is None and not is_underway:
        fresh.job = jobs.enqueue(
            kind=kind.job, payload={kind.argument: fresh.pk}, unique_key=f"{kind.job}:{fresh.pk}", by=by
        )
        fresh.save(update_fields=["job"])
    return fresh


def freeze(*, subject: Subject, name: str, content: bytes, snapshot: dict[str, Any], by: User | None) -> FrozenFile:
    """Freeze the PDF as the subject's own; return the subject's file, which is the one that came first.

    Call it inside `jobs.finishing(job)`.
    """
    kind = KINDS[type(subject)]
    with transaction.atomic():
        fresh = type(subject).objects.select_for_update().get(pk=subject.pk)
        file: FrozenFile | None = getattr(fresh, kind.field)
        if file is None:
            file = files.freeze(
                kind=kind.file,
                name=name,
                content_type="application/pdf",
                snapshot=snapshot,
                content=content,
                by=by,
                is_disposable=not kind.is_record,
            )
            setattr(fresh, kind.field, file)
            fresh.save(update_fields=[kind.field])
    setattr(subject, kind.field, file)
    return file

"""Make a list of delegated decisions: what was looked at is frozen, a job makes its PDF, and a correction is a new version."""

from __future__ import annotations

import datetime
import hashlib

from django.db import transaction
from django.utils import timezone

from documents import files, jobs
from documents.models import Job
from staffing import delegated_decision_queries as queries
from staffing import delegated_decisions
from staffing.delegated_decisions import DecisionList, replaced
from staffing.hire_statistics import Span
from staffing.models import DelegationList, Organisation, User

JOB_KIND = FILE_KIND = "delegated_decisions"
PDF_TYPE = "application/pdf"


class PeriodNotOver(Exception):
    """The last day is still to come, or today: decisions may yet be made."""


class CorrectionNeeded(Exception):
    """A new version says what it corrects."""


class ListChanged(Exception):
    """The list is no longer the one that was looked at."""


def fingerprint(found: DecisionList) -> str:
    """Return what tells a list from any other: the hash of all that it says, but who made it, when, and what is written to it."""
    fixed = replaced(
        found,
        data_time=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC),
        made_by="",
        registry_number="",
        correction="",
        changes=tuple(one for one in found.changes if one.field != "registry_number"),
    )
    return hashlib.sha256(files.canonical_json(delegated_decisions.to_snapshot(fixed)).encode()).hexdigest()


@transaction.atomic
def order(
    *,
    organisation: Organisation,
    span: Span,
    seen: str,
    registry_number: str,
    correction: str,
    by: User,
    now: datetime.datetime,
) -> DelegationList:
    """Freeze what the list says now as its next version, and queue its PDF.

    `seen` is the fingerprint of what the person looked at. While a version has no file yet, that one is returned, whoever asked.

    :raises PeriodNotOver: the last day is not over.
    :raises ListChanged: a decision was made, reviewed or moved since.
    :raises CorrectionNeeded: it is a new version that does not say what it corrects.
    """
    # One at a time: of two orders sent at once, the second finds the first one's row.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if span.last >= timezone.localdate(now):
        raise PeriodNotOver
    before = queries.latest(organisation, span)
    if before is not None and before.file is None:
        return before
    found = queries.composed(organisation, span, by, now)
    if fingerprint(found) != seen:
        raise ListChanged
    if before is not None and not correction.strip():
        raise CorrectionNeeded
    found = replaced(found, registry_number=registry_number, correction=correction if before else "")
    if before is not None:
        found = queries.with_changes(queries.data_of(before), found)
    made = DelegationList.objects.create(
        organisation=organisation,
        first_date=span.first,
        last_date=span.last,
        number=found.number,
        correction=found.correction,
        registry_number=registry_number,
        is_example=found.is_example,
        ordered_at=now,
        ordered_by_name=by.name,
        snapshot=files.canonical_json(delegated_decisions.to_snapshot(found)),
    )
    return _queue(made, by)


@transaction.atomic
def make_again(*, row: DelegationList, by: User) -> DelegationList:
    """Queue the PDF of a list whose job failed, of the same frozen words; one that is made or underway is left alone."""
    fresh = DelegationList.objects.select_for_update().get(pk=row.pk)
    is_underway = fresh.job_id is not None and Job.objects.unfinished().filter(pk=fresh.job_id).exists()
    return fresh if fresh.file_id is not None or is_underway else _queue(fresh, by)


def _queue(row: DelegationList, by: User) -> DelegationList:
    row.job = jobs.enqueue(kind=JOB_KIND, payload={"list_id": row.pk}, unique_key=f"{JOB_KIND}:{row.pk}", by=by)
    row.save(update_fields=["job"])
    return row


@transaction.atomic
def freeze(*, row: DelegationList, name: str, content: bytes, by: User | None) -> DelegationList:
    """Freeze the PDF with what it was made from; what came first stays. Call it inside `jobs.finishing(job)`."""
    fresh = DelegationList.objects.select_for_update().get(pk=row.pk)
    if fresh.file_id is not None:
        return fresh
    fresh.file = files.freeze(
        kind=FILE_KIND,
        name=name,
        content_type=PDF_TYPE,
        snapshot=delegated_decisions.to_snapshot(queries.read(fresh.snapshot)),
        content=content,
        by=by,
    )
    fresh.snapshot = ""
    fresh.save(update_fields=["file", "snapshot"])
    return fresh

"""Delete what has had its day: old jobs, uploads that nobody confirmed, and the ordered PDFs of what plans said before.

Reports and revisions are kept for good.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F, Model, Q, QuerySet

from documents import retention as documents
from documents.models import FrozenFile, Job
from indicators.models import CostUpload, IndicatorUpload
from plans import retention
from plans.models import PlanDocument, PlanImport, PlanUpload
from staffing.models import HireImport

_UPLOADS: tuple[tuple[type[Model], str], ...] = (
    (CostUpload, "created_at"),
    (IndicatorUpload, "created_at"),
    (HireImport, "made_at"),
    (PlanImport, "created_at"),
    (PlanUpload, "created_at"),
)
"""What holds the rows of a file between preview and confirmation, each with the time of its upload."""


@dataclass(frozen=True)
class Pruned:
    """How many were deleted, or would be: jobs, unconfirmed uploads, ordered PDFs, the files of those, the files' bytes."""

    jobs: int
    uploads: int
    documents: int
    files: int
    bytes: int


def prune(*, now: datetime.datetime, is_dry: bool = False) -> Pruned:
    """Delete what is older than the settings keep it; return how much. With `is_dry` nothing is deleted.

    The job that made a PDF which goes now is let go by it, and goes with the next pruning.
    """
    jobs_before = now - datetime.timedelta(days=settings.FINISHED_JOBS_KEPT_DAYS)
    documents_before = now - datetime.timedelta(days=settings.SUPERSEDED_PLAN_DOCUMENTS_KEPT_DAYS)
    uploads_before = now - datetime.timedelta(days=settings.UNCONFIRMED_UPLOADS_KEPT_DAYS)
    uploads, keys = _unconfirmed(uploads_before), _superseded(documents_before)
    if is_dry:
        sizes = [size for _key, size in _files_of(keys)]
        unconfirmed = sum(found.count() for found in uploads)
        return Pruned(documents.old_jobs(jobs_before).count(), unconfirmed, len(keys), len(sizes), sum(sizes))
    jobs, files, size = documents.delete_old_jobs(jobs_before), 0, 0
    unconfirmed = sum(found.delete()[1].get(found.model._meta.label, 0) for found in uploads)  # noqa: SLF001 - public
    for place in range(0, len(keys), documents.AT_ONCE):
        gone = _delete(keys[place : place + documents.AT_ONCE])
        files, size = files + len(gone), size + sum(gone)
    return Pruned(jobs, unconfirmed, len(keys), files, size)


def _unconfirmed(before: datetime.datetime) -> list[QuerySet[Model]]:
    """Return the uploads from before the moment that were never written: they hold rows that nobody vouches for.

    Whoever confirms one at that moment takes its row first, and it is written; or finds it gone, and uploads it again.
    """
    return [
        model._default_manager.filter(**{"confirmed_at": None, f"{made_at}__lt": before})  # noqa: SLF001 - any model's
        for model, made_at in _UPLOADS
    ]


def _superseded(before: datetime.datetime) -> list[int]:
    """Return the keys of the PDFs that have had their day; one whose file is a record is none of them."""
    rows = PlanDocument.objects.annotate(job_state=F("job__state")).filter(Q(file=None) | Q(file__is_disposable=True))
    ordered = [
        retention.Ordered(key, tuple(kind), at, file is not None, file is None and state in Job.UNFINISHED)
        for key, at, file, state, *kind in rows.values_list(
            "pk", "ordered_at", "file", "job_state", "plan", "language", "is_internal", "is_reduced"
        )
    ]
    return retention.superseded(ordered, before)


def _files_of(keys: list[int]) -> QuerySet[FrozenFile, tuple[object, int]]:
    files = PlanDocument.objects.filter(pk__in=keys, file__isnull=False).values("file")
    return FrozenFile.objects.filter(pk__in=files).values_list("pk", "size_bytes")


@transaction.atomic
def _delete(keys: list[int]) -> list[int]:
    """Delete the PDFs, and of their files those that nothing else refers to; return the sizes of the files."""
    sizes = dict(_files_of(keys))
    PlanDocument.objects.filter(pk__in=keys).delete()
    free = documents.unreferenced(FrozenFile.objects.filter(pk__in=list(sizes)))
    gone = list(free.values_list("pk", flat=True))
    FrozenFile.objects.filter(pk__in=gone).dispose()
    return [sizes[key] for key in gone]

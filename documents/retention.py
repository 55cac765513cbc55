"""What may be deleted when it is old: finished jobs, and frozen files that are no records; never what something refers to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef

from documents.models import Job, ScheduledRun

AT_ONCE = 500
"""So many rows go in one transaction, so that nobody waits long for the database."""

Row = TypeVar("Row", bound=models.Model)


def unreferenced(rows: models.QuerySet[Row], *, but: Collection[type[models.Model]] = ()) -> models.QuerySet[Row]:
    """Return those that no row of any other model refers to, the models `but` left aside.

    The models are found, not listed: one that refers to the row tomorrow keeps it too.
    """
    for model, name in _referring(rows.model):
        if model not in but:
            rows = rows.filter(~Exists(model._base_manager.filter(**{name: OuterRef("pk")})))  # noqa: SLF001 - no row is hidden
    return rows


def _referring(model: type[models.Model]) -> Iterator[tuple[Any, str]]:
    for relation in model._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's public name for it
        if isinstance(relation, models.ManyToOneRel):
            yield relation.related_model, relation.field.attname


def old_jobs(before: datetime) -> models.QuerySet[Job]:
    """Return the jobs that finished before the moment and that made nothing that is kept.

    That the schedule once started one is no reason to keep it.
    """
    finished = Job.objects.filter(state__in=Job.FINISHED, finished_at__lt=before)
    return unreferenced(finished, but=[ScheduledRun])


def delete_old_jobs(before: datetime) -> int:
    """Delete the old jobs, some at a time; return how many."""
    deleted = 0
    while keys := list(old_jobs(before).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        Job.objects.filter(pk__in=keys).delete()
        deleted += len(keys)
    return deleted

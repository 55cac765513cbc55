"""Put jobs into the queue, take them out in fair turns, and mend what dead workers left."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents.jobs import lease, waking
from documents.models import Job

if TYPE_CHECKING:
    from django.db.models import Model

logger = logging.getLogger(__name__)

# Whoever was served within this window waits behind those who were not.
TURN_WINDOW = timedelta(hours=1)
SWEEP_WAKES = 50


def enqueue(
    *,
    kind: str,
    payload: dict[str, Any],
    unique_key: str,
    by: Model | None = None,
    run_after: datetime | None = None,
) -> Job:
    """Queue a job, or return the unfinished one that has the same key (a double submit gives one job).

    The key names the outcome, such as "status_report:17". A running job may have read its data already: put the
    version of what changed into the key when the job must see the change. Workers are woken after commit.

    :raises LookupError: when `settings.JOB_HANDLERS` has no handler of this kind.
    """
    if kind not in settings.JOB_HANDLERS:
        raise LookupError(f"settings.JOB_HANDLERS has no handler of the kind {kind!r}.")
    job = Job(
        kind=kind,
        payload=payload,
        unique_key=unique_key,
        language=translation.get_language() or settings.LANGUAGE_CODE,
        requested_by_id=None if by is None else by.pk,
    )
    if run_after is not None:
        job.run_after = run_after
    job = _insert_or_find(job)
    # Also for a job that was there: the first knock may have gone unheard.
    transaction.on_commit(waking.wake, robust=True)
    return job


def _insert_or_find(job: Job) -> Job:
    """Insert the job unless an unfinished one has its key; whoever comes second gets the first one's row."""
    try:
        return Job.objects.unfinished().get(unique_key=job.unique_key)
    except Job.DoesNotExist:
        pass
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        # Somebody was first between our look and our insert. Finished or not, theirs answers the same wish.
        first = Job.objects.filter(unique_key=job.unique_key).order_by("-created_at").first()
        if first is None:
            raise
        return first
    return job


def claim(*, worker: str, now: datetime) -> Job | None:
    """Take the next job for `worker`, or None when nothing waits.

    One of those left by dead workers counts as waiting. Requesters take turns: fewest jobs running, then least
    recently served, then the oldest job. Two workers never get the same job: PostgreSQL skips locked rows, SQLite
    has one writer, and the UPDATE checks state and lease once more.
    """
    fail_exhausted(now)
    # A look without a transaction first: an idle runner must not take SQLite's only write lock twice a second.
    if not Job.objects.claimable(now).exists():
        return None
    with transaction.atomic():
        for requester in _in_turn(now):
            job = (
                Job.objects.claimable(now)
                .filter(requested_by=requester)
                .order_by("created_at", "pk")
                .select_for_update(skip_locked=True)
                .first()
            )
            if job is not None and _take(job, worker, now):
                return job
    return None


def _take(job: Job, worker: str, now: datetime) -> bool:
    taken = (
        Job.objects.claimable(now)
        .filter(pk=job.pk, attempts=job.attempts)
        .update(
            state=Job.State.RUNNING,
            worker=f"{worker}/{token_hex(4)}",
            attempts=F("attempts") + 1,
            lease_until=lease.until(now),
            started_at=now,
            progress_percent=0,
            progress_text="",
        )
    )
    if taken:
        job.refresh_from_db()
    return bool(taken)


def _in_turn(now: datetime) -> list[Any]:
    """Return the ids of those who have a job waiting, in the order of their turns; None is the system itself."""
    waiting = dict(Job.objects.claimable(now).order_by().values_list("requested_by").annotate(oldest=Min("created_at")))
    running = Q(state=Job.State.RUNNING, lease_until__gt=now)
    served = {
        requester: (count, last)
        for requester, count, last in Job.objects.filter(running | Q(started_at__gt=now - TURN_WINDOW))
        .order_by()
        .values_list("requested_by")
        .annotate(count=Count("pk", filter=running), last=Max("started_at"))
    }
    unserved = (0, now - TURN_WINDOW)
    return sorted(waiting, key=lambda requester: (*served.get(requester, unserved), waiting[requester]))


def release(job: Job) -> bool:
    """Give a job back without using up an attempt, because its worker is told to stop; False when it is not ours."""
    return bool(
        lease.held(job).update(
            state=Job.State.QUEUED,
            lease_until=None,
            attempts=job.attempts - 1,
            progress_percent=0,
            progress_text="",
        )
    )


def sweep(now: datetime) -> int:
    """Fail what has used up its attempts, requeue what dead workers left, wake workers; return how many jobs wait.

    Beat runs this, so that a broker which lost every message only costs the time until the next sweep.
    """
    fail_exhausted(now)
    released = (
        Job.objects.expired(now)
        .filter(attempts__lt=settings.JOB_MAX_ATTEMPTS)
        .update(state=Job.State.QUEUED, lease_until=None)
    )
    if released:
        logger.warning("%s jobs were left by workers that have gone and are queued again.", released)
    waiting = Job.objects.waiting(now).count()
    if waiting:
        waking.wake(times=min(waiting, SWEEP_WAKES))
    return waiting


def fail_exhausted(now: datetime) -> None:
    """Fail the jobs that took their worker down in every attempt."""
    for job in Job.objects.exhausted(now):
        with translation.override(job.language):
            fail(job, code="stopped", words=interrupted_words())


def interrupted_words() -> str:
    return _(
        "The work was interrupted several times and has been given up. Order it again; if it happens once more, contact"
        " your administrator."
    )


def fail(job: Job, *, code: str, words: str) -> bool:
    """Finish a job that is held as failed, with words for the person who asked; False when it is not ours."""
    logger.warning("%s failed: %s", job, code)
    return bool(
        lease.held(job).update(
            state=Job.State.FAILED,
            lease_until=None,
            finished_at=timezone.now(),
            failure_code=code,
            failure_text=words,
        )
    )


def retry_or_fail(job: Job, *, code: str, words: str) -> None:
    """Queue a job that is held once more after a pause that grows, or fail it when its attempts are used up."""
    if job.attempts >= settings.JOB_MAX_ATTEMPTS:
        fail(job, code=code, words=words)
        return
    pause = timedelta(seconds=settings.JOB_RETRY_SECONDS * 4 ** (job.attempts - 1))
    lease.held(job).update(state=Job.State.QUEUED, lease_until=None, run_after=timezone.now() + pause)

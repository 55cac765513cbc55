"""Hold a job while it runs, and finish it only while it is still held."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from documents.models import Job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from documents.models import JobQuerySet

logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker has the job now, or it is finished: what this one made of it must not be kept."""


def until(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def held(job: Job) -> JobQuerySet:
    """Return the row of `job`, or nothing when this claim of it is no longer the one that counts.

    `worker` is unique per claim and `attempts` per try, so a worker that slept through its lease matches nothing.
    """
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempts=job.attempts)


@contextmanager
def finishing(job: Job) -> Iterator[None]:
    """Make the block's writes and the job's "done" one transaction, if the job is still ours.

    The row is marked first: from then on its lock keeps every other worker away until the commit, and a worker that
    has lost the job writes nothing at all.

    :raises LeaseLost: before the block runs.
    """
    with transaction.atomic(durable=True):
        now = timezone.now()
        finished = held(job).update(
            state=Job.State.DONE, lease_until=None, finished_at=now, progress_percent=100, progress_text=""
        )
        if not finished:
            raise LeaseLost(f"{job} is no longer held by {job.worker}.")
        yield
    job.state = Job.State.DONE


class Heartbeat:
    """Extend the lease of a running job from a thread with its own connection, until the job is over or lost.

    A handler that hangs is not kept alive for ever: after `JOB_TIMEOUT_SECONDS` the lease is left to expire.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{job.pk}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        deadline = time.monotonic() + settings.JOB_TIMEOUT_SECONDS
        try:
            while not self._over.wait(settings.JOB_LEASE_SECONDS / 3) and time.monotonic() < deadline:
                if not self._extend():
                    return
        finally:
            connections.close_all()

    def _extend(self) -> bool:
        """Return False when the job is lost; a database that does not answer is asked again at the next beat."""
        try:
            return held(self._job).update(lease_until=until(timezone.now())) == 1
        except DatabaseError:
            logger.warning("The lease of %s could not be extended.", self._job, exc_info=True)
            connections.close_all()
            return True

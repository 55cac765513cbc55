"""Run a claimed job: call its handler, keep its lease, record how it ended."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from documents.jobs import lease, queue
from documents.models import Job

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

logger = logging.getLogger(__name__)


class JobFailed(Exception):
    """Raised by a handler: the job cannot succeed, and trying again would not help.

    `code` is for programs ("forbidden"), `words` are shown to the person who asked.
    """

    def __init__(self, code: str, words: _StrOrPromise) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


class Progress:
    """How a handler tells how far it has come, and reaches its own job."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def report(self, percent: int, text: _StrOrPromise = "") -> None:
        """Show `percent` (0–100) and a few words; call it outside transactions, or nobody sees it.

        :raises lease.LeaseLost: when another worker has the job, so that this one stops early.
        """
        if not lease.held(self.job).update(progress_percent=percent, progress_text=str(text)):
            raise lease.LeaseLost(f"{self.job} is no longer held by {self.job.worker}.")


def run(job: Job) -> Job:
    """Run a job that this worker has claimed; return it as it then is in the database.

    Nothing escapes but a database that is gone: then the lease expires, and the job is claimed again.
    """
    logger.info("%s starts, attempt %s, worker %s", job, job.attempts, job.worker)
    with translation.override(job.language), lease.Heartbeat(job):
        try:
            _call_handler(job)
        except lease.LeaseLost:
            logger.warning("%s was lost by %s; what it made is thrown away.", job, job.worker)
        except JobFailed as failure:
            queue.fail(job, code=failure.code, words=str(failure.words))
        except Exception:
            logger.exception("%s raised in attempt %s", job, job.attempts)
            # A connection that the error broke is replaced; inside a caller's transaction it is the caller's.
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            words = _("Something went wrong in the system and has been logged. Order it again later.")
            queue.retry_or_fail(job, code="error", words=words)
    job.refresh_from_db()
    return job


def _call_handler(job: Job) -> None:
    if job.kind not in settings.JOB_HANDLERS:
        raise JobFailed("unknown_kind", _("This version of the system cannot do this kind of job."))
    import_string(settings.JOB_HANDLERS[job.kind])(**job.payload, progress=Progress(job))
    if job.state == Job.State.RUNNING:
        with lease.finishing(job):
            pass

"""The embedded runner: a parent that claims jobs and one child process for each, so that no job can take it down."""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from documents.jobs import queue, running, schedule
from documents.models import Job

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.process import BaseProcess

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.1
SCHEDULE_EVERY_SECONDS = 30
PR_SET_PDEATHSIG = 1


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


class Runner:
    """Claims and runs jobs until told to stop.

    A child that dies (a fault in native code, the out-of-memory killer) costs the job one attempt. On `stop` the
    child has `JOB_GRACE_SECONDS` to finish; then it is killed and the job goes back unharmed, no attempt used.
    """

    def __init__(self, *, poll_seconds: float, on_finished: Callable[[Job], None], with_parent: bool = False) -> None:
        self._poll_seconds = poll_seconds
        self._on_finished = on_finished
        self._parent_pid = os.getppid() if with_parent else None
        self._is_stopping = False
        self._schedule_at = 0.0
        for handler in settings.JOB_HANDLERS.values():
            import_string(handler)  # here once, not in every child; and a wrong path stops the start, not a job

    def stop(self) -> None:
        """Ask the runner to end; safe to call from a signal handler."""
        self._is_stopping = True

    def drain(self) -> None:
        """Run what is queued now, then return."""
        while not self._must_stop() and self._run_next():
            pass

    def serve(self) -> None:
        """Run jobs and the schedule until stopped; a database that is away is waited for."""
        while not self._must_stop():
            try:
                self._start_scheduled()
                has_run = self._run_next()
            except DatabaseError:
                logger.exception("The database does not answer; the runner tries again.")
                has_run = False
            close_old_connections()
            if not has_run:
                self._sleep()

    def _must_stop(self) -> bool:
        if self._parent_pid is not None and os.getppid() != self._parent_pid:
            self._is_stopping = True
        return self._is_stopping

    def _sleep(self) -> None:
        # In slices: Python resumes an interrupted sleep, and a stop should not wait for a long poll.
        end = time.monotonic() + self._poll_seconds
        while not self._must_stop() and time.monotonic() < end:
            time.sleep(min(TICK_SECONDS, self._poll_seconds))

    def _start_scheduled(self) -> None:
        if time.monotonic() >= self._schedule_at:
            schedule.run_due(timezone.now())
            self._schedule_at = time.monotonic() + SCHEDULE_EVERY_SECONDS

    def _run_next(self) -> bool:
        job = queue.claim(worker=worker_name(), now=timezone.now())
        if job is None:
            return False
        connections.close_all()  # neither SQLite nor PostgreSQL connections survive a fork
        child = multiprocessing.get_context("fork").Process(target=_run_in_child, args=(job, os.getpid()))
        child.start()
        is_killed = self._watch(child)
        if child.exitcode != 0:
            self._mend(job, child, is_killed=is_killed)
        child.close()
        job.refresh_from_db()
        self._on_finished(job)
        return True

    def _watch(self, child: BaseProcess) -> bool:
        """Wait for the child; return True when it had to be killed for taking too long, or to let us stop."""
        deadline = time.monotonic() + settings.JOB_TIMEOUT_SECONDS
        is_hurried = False
        while child.is_alive():
            child.join(TICK_SECONDS)
            if self._must_stop() and not is_hurried:
                is_hurried = True
                deadline = min(deadline, time.monotonic() + settings.JOB_GRACE_SECONDS)
            if child.is_alive() and time.monotonic() > deadline:
                child.kill()
                child.join()
                return True
        return False

    def _mend(self, job: Job, child: BaseProcess, *, is_killed: bool) -> None:
        """Settle a job whose child ended without doing so; nothing happens if it was finished just before."""
        if is_killed and self._is_stopping:
            logger.info("%s goes back into the queue: the runner stops.", job)
            queue.release(job)
            return
        logger.error("The process of %s ended with %s in attempt %s.", job, child.exitcode, job.attempts)
        with translation.override(job.language):
            if is_killed:
                words = _("The work took too long and was stopped. Contact your administrator.")
                queue.retry_or_fail(job, code="timeout", words=words)
            else:
                queue.retry_or_fail(job, code="stopped", words=queue.interrupted_words())


def _run_in_child(job: Job, parent_pid: int) -> None:
    # The parent decides about stopping; a signal to the whole group (Ctrl-C) must not cut the work in the middle.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with(parent_pid)
    running.run(job)
    connections.close_all()


def _end_with(parent_pid: int) -> None:
    """Let this process be killed when its parent is: nobody would be left to watch over it."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:
        os._exit(1)
    if sys.platform != "linux":
        threading.Thread(target=_watch_parent, args=(parent_pid,), daemon=True).start()


def _watch_parent(parent_pid: int) -> None:
    while os.getppid() == parent_pid:
        time.sleep(TICK_SECONDS)
    os._exit(1)

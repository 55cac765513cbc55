"""Handlers for real processes that are killed and paused, and the small program that tests talk to them with.

Run as `python -m tests.documents.jobs_drill COMMAND …` with the settings `tests.documents.jobs_drill_settings`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import django
from django.db import connections, transaction
from django.utils import timezone

if __name__ == "__main__":
    django.setup()

from documents import files, jobs


def mark(*, path: str, text: str = "x", progress: jobs.Progress) -> None:
    """Append a line to a file: its lines count how often handlers ran."""
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(f"{text}\n")


def freeze_slowly(*, path: str, seconds: float, progress: jobs.Progress) -> None:
    """Say that the work has begun, take a while, then finish with a frozen file."""
    mark(path=path, text=str(os.getpid()), progress=progress)
    progress.report(40, "Half-way")
    time.sleep(seconds)
    with jobs.finishing(progress.job):
        _freeze()


def paused_freeze(*, path: str, progress: jobs.Progress) -> None:
    """Stop the whole process in the first attempt, as a machine that sleeps would; the test wakes it again."""
    mark(path=path, text=str(os.getpid()), progress=progress)
    if progress.job.attempts == 1:
        os.kill(os.getpid(), signal.SIGSTOP)
    with jobs.finishing(progress.job):
        _freeze()


def crash(*, path: str, progress: jobs.Progress) -> None:
    """Die as native code does."""
    mark(path=path, progress=progress)
    os.kill(os.getpid(), signal.SIGSEGV)


def hang(*, path: str, progress: jobs.Progress) -> None:
    mark(path=path, text=str(os.getpid()), progress=progress)
    time.sleep(3600)


def nightly_mark(*, today: object, progress: jobs.Progress) -> None:
    mark(path=os.environ["NIGHTLY_MARK"], text=str(today), progress=progress)


def _freeze() -> None:
    files.freeze(
        kind="drill", name="drill.txt", content_type="text/plain", snapshot={"a": 1}, content=b"content", by=None
    )


def enqueue(kind: str, payload: str, count: str = "1") -> None:
    for number in range(int(count)):
        jobs.enqueue(kind=kind, payload=json.loads(payload), unique_key=f"{kind}:{number}")


def enqueue_timed(kind: str, payload: str) -> None:
    """Print how many seconds a page would have waited."""
    start = time.monotonic()
    with transaction.atomic():
        jobs.enqueue(kind=kind, payload=json.loads(payload), unique_key=kind)
    sys.stdout.write(str(time.monotonic() - start))


def claim_all(threads: str) -> None:
    """Let threads with connections of their own claim until nothing is left; print every id that was claimed."""
    claimed: list[str] = []
    start = threading.Barrier(int(threads))

    def work(name: str) -> None:
        start.wait()
        while (job := jobs.claim(worker=name, now=timezone.now())) is not None:
            claimed.append(str(job.pk))
        connections.close_all()

    workers = [threading.Thread(target=work, args=(f"thread-{number}",)) for number in range(int(threads))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sys.stdout.write(json.dumps(claimed))


def enqueue_same(threads: str, path: str) -> None:
    """Let threads submit the same job at once; print the ids they were given."""
    given: list[str] = []
    start = threading.Barrier(int(threads))

    def work() -> None:
        start.wait()
        given.append(str(jobs.enqueue(kind="mark", payload={"path": path}, unique_key="the-same").pk))
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(int(threads))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sys.stdout.write(json.dumps(given))


def task(times: str) -> None:
    """Deliver the Celery task's message several times, as a broker may."""
    from documents import tasks  # noqa: PLC0415 -- Celery is slow to load, and only this command needs it

    sys.stdout.write(json.dumps([tasks.run_next_job.apply().get() for _ in range(int(times))]))


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    {f.__name__: f for f in (enqueue, enqueue_timed, enqueue_same, claim_all, task)}[command](*arguments)

"""Run background jobs without Celery: `manage.py run_jobs`."""

from __future__ import annotations

import argparse
import signal
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from documents.jobs import runner

if TYPE_CHECKING:
    from documents.models import Job


class Command(BaseCommand):
    help = "Run background jobs and the nightly schedule until stopped. The same jobs as the Celery workers run."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Run what is queued now, then end.")
        parser.add_argument(
            "--poll", type=_seconds, default=0.5, metavar="SECONDS", help="How often to look for new jobs (0.5)."
        )
        parser.add_argument("--with-parent", action="store_true", help="End when the process that started this ends.")

    def handle(self, *_args: Any, once: bool, poll: float, with_parent: bool, **_options: Any) -> None:
        worker = runner.Runner(poll_seconds=poll, on_finished=self._print, with_parent=with_parent)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        if once:
            worker.drain()
        else:
            worker.serve()

    def _print(self, job: Job) -> None:
        line = f"{job.kind} {job.pk} {job.state}"
        if job.failure_code:
            line += f" ({job.failure_code}: {job.failure_text})"
        self.stdout.write(line)
        self.stdout.flush()


def _seconds(text: str) -> float:
    """Read a poll interval.

    :raises argparse.ArgumentTypeError: when it is not between 0.05 and 60.
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.05 <= seconds <= 60:  # noqa: PLR2004 -- said in the message
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds between 0.05 and 60.")
    return seconds

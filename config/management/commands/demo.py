"""The demo: the web server and the background runner on loopback, started and stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from staffing import demo

POLL_SECONDS = 0.3
GRACE_SECONDS = 10


class Command(BaseCommand):
    """Prepare, then serve until told to stop; when one of the two processes ends, the other is ended too."""

    help = "Serve the product with demo data on 127.0.0.1, with its background runner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a port."""
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *args: Any, **options: Any) -> None:
        """Start both, print the address and the sign-ins, wait."""
        call_command("prepare")
        processes = self._start(options["port"])
        # Also Ctrl+C, which a shell that starts us in the background has told us to ignore, and a closed terminal.
        for told in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(told, _stop)
        try:
            self._announce(options["port"])
            while all(process.poll() is None for process in processes):
                time.sleep(POLL_SECONDS)
            raise CommandError("A process of the demo ended; its last lines above say why.")
        except KeyboardInterrupt:
            self.stdout.write("\nStopping ...")
        finally:
            _end(processes)

    def _start(self, port: int) -> list[subprocess.Popen[bytes]]:
        web = [
            *(sys.executable, "-m", "gunicorn", "config.wsgi"),
            *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "8", "--timeout", "120"),
            *("--log-level", "warning"),
        ]
        runner = [sys.executable, "manage.py", "run_jobs", "--with-parent"]
        environment = environment_on(port, os.environ)
        return [subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) for command in (web, runner)]

    def _announce(self, port: int) -> None:
        logins = "\n".join(f"  {account.role.label:22} {account.email}" for account in demo.ACCOUNTS)
        self.stdout.write(
            f"\nOberoende: http://127.0.0.1:{port}\n\n{logins}\n\n  {_('Password for all')}: {demo.PASSWORD}\n\nCtrl+C: stop\n"
        )
        self.stdout.flush()


def environment_on(port: int, outside: Mapping[str, str]) -> dict[str, str]:
    """Return the processes' environment: the links of mails lead to the port that is served, unless an address is given."""
    is_given = "SITE_URL" in outside or "SITE_URL_FILE" in outside
    return dict(outside) if is_given else {**outside, "SITE_URL": f"http://127.0.0.1:{port}"}


def _stop(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()

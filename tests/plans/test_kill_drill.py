"""Faults 18 and 22 on real processes and a database in a file: kill -9 in the middle of rendering, writers while reading."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.documents import pdf_structure

ROOT = Path(__file__).resolve().parents[2]


class Site:
    """A migrated SQLite file and the processes that work on it, each in a group of its own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.database = directory / "site.sqlite3"
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.plans.report_drill_settings",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "VAR_DIR": str(self.directory),
            "REDIS_URL": "",
        }
        with (self.directory / f"stderr-{len(self.processes)}").open("w", encoding="utf-8") as complaints:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def said(self, process: subprocess.Popen[str]) -> str:
        """Wait for the end of a process, and return what it printed."""
        printed = process.communicate(timeout=120)[0]
        complaints = (self.directory / f"stderr-{self.processes.index(process)}").read_text(encoding="utf-8")
        assert process.returncode == 0, complaints
        return printed

    def run(self, *arguments: str) -> str:
        return self.said(self.start(*arguments))

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with contextlib.closing(sqlite3.connect(self.database, timeout=20)) as connection:
            return connection.execute(sql).fetchall()

    def wait_for(self, condition: Any, seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, self.query("SELECT state, attempts, failure_text FROM documents_job")
            time.sleep(0.02)

    def close(self) -> None:
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if process.stdout:
                process.stdout.close()


@pytest.fixture
def site(tmp_path):
    place = Site(tmp_path)
    place.run("manage.py", "migrate", "-v0")
    yield place
    place.close()


def rendering_pids() -> set[int]:
    """Return the processes that lay out a PDF now."""
    found = set()
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and b"documents.pdf_child" in (entry / "cmdline").read_bytes():
                found.add(int(entry.name))
    return found


def group_of(pid: int) -> int | None:
    with contextlib.suppress(ProcessLookupError):
        return os.getpgid(pid)
    return None


def test_kill_9_in_the_middle_of_rendering_leaves_exactly_one_finished_report(site):
    site.run("-m", "tests.plans.report_drill", "order")
    first = site.start("manage.py", "run_jobs", "--poll", "0.1")
    # The layout itself runs: its process is one of the runner's group.
    site.wait_for(lambda: any(group_of(pid) == first.pid for pid in rendering_pids()))
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert site.query("SELECT state, attempts FROM documents_job") == [("running", 1)]
    assert site.query("SELECT COUNT(*) FROM documents_frozenfile") == [(0,)]

    site.start("manage.py", "run_jobs", "--poll", "0.1")
    site.wait_for(lambda: site.query("SELECT state FROM documents_job") == [("done",)])
    ((content, size, snapshot),) = site.query("SELECT content, size_bytes, snapshot FROM documents_frozenfile")
    assert site.query("SELECT attempts FROM documents_job") == [(2,)]
    assert site.query("SELECT number, file_id IS NOT NULL FROM plans_statusreport") == [(1, 1)]
    assert len(content) == size
    assert pdf_structure.faults(content) == []
    assert json.loads(snapshot)["period_code"] == "2017-K4"


def test_a_report_is_of_one_moment_while_others_write(site):
    site.run("-m", "tests.plans.report_drill", "fill")
    before = site.query("SELECT version FROM indicators_costreturn WHERE first_month = '2017-10-01'")
    site.start("-m", "tests.plans.report_drill", "write")
    site.wait_for(
        lambda: site.query("SELECT version FROM indicators_costreturn WHERE first_month = '2017-10-01'") != before
    )
    different = site.run("-m", "tests.plans.report_drill", "read", "5", "500")
    assert different == "5", "the figures did change while reports were composed"

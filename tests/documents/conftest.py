"""A site of its own for tests that kill processes: a real database file or PostgreSQL database, and real runners."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
POSTGRESQL_URL = os.environ.get("TEST_POSTGRESQL_URL", "postgresql://root@127.0.0.1:5432/postgres")


@dataclass
class Site:
    """A migrated database with only the job tables, and the processes that work on it."""

    database_url: str
    directory: Path
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start `python arguments…` in a process group of its own."""
        said = self._output_path(len(self.processes)).open("w", encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **self._environment(), **environment},
            stdout=said,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        said.close()
        self.processes.append(process)
        return process

    def output(self, process: subprocess.Popen[str]) -> str:
        """Wait for the end of a process and return all that it wrote."""
        process.wait(timeout=60)
        return self._output_path(self.processes.index(process)).read_text(encoding="utf-8")

    def _output_path(self, number: int) -> Path:
        return self.directory / f"output-{number}"

    def start_runner(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return self.start("manage.py", "run_jobs", "--poll", "0.1", *arguments, **environment)

    def run(self, *arguments: str, **environment: str) -> str:
        """Run `python arguments…` to its end and return what it wrote to standard output."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **self._environment(), **environment},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout

    def drill(self, command: str, *arguments: str, **environment: str) -> str:
        return self.run("-m", "tests.documents.jobs_drill", command, *arguments, **environment)

    def enqueue(self, kind: str, *, count: int = 1, **payload: Any) -> None:
        self.drill("enqueue", kind, json.dumps({"path": str(self.trace), **payload}), str(count))

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        if self.database_url.startswith("sqlite"):
            with contextlib.closing(sqlite3.connect(self.directory / "site.sqlite3", timeout=20)) as connection:
                connection.execute("PRAGMA foreign_keys=ON")
                cursor = connection.execute(sql)
                rows = cursor.fetchall()
                connection.commit()
                return rows
        with psycopg.connect(self.database_url) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def jobs(self, columns: str = "state, attempts") -> list[tuple[Any, ...]]:
        return self.query(f"SELECT {columns} FROM documents_job ORDER BY created_at")  # noqa: S608 -- our own columns

    def file_count(self) -> int:
        return self.query("SELECT COUNT(*) FROM documents_frozenfile")[0][0]

    @property
    def trace(self) -> Path:
        return self.directory / "trace"

    def lines(self) -> list[str]:
        """Return what handlers have written: one line each time that one ran."""
        return self.trace.read_text(encoding="utf-8").splitlines() if self.trace.exists() else []

    def wait_for(self, condition: Any, *, seconds: float = 20) -> None:
        """Wait until `condition()` holds, or fail with all that the processes said."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                self.close()
                said = "\n".join(self.output(process) for process in self.processes)
                pytest.fail(f"Waited {seconds} s in vain. Jobs: {self.jobs()}\n{said}")
            time.sleep(0.05)

    def close(self) -> None:
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _environment(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "tests.documents.jobs_drill_settings",
            "DATABASE_URL": self.database_url,
            "VAR_DIR": str(self.directory),
            "REDIS_URL": "",
        }


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory):
    directory = tmp_path_factory.mktemp("migrated")
    Site(f"sqlite:///{directory / 'site.sqlite3'}", directory).run("manage.py", "migrate", "-v0")
    return directory / "site.sqlite3"


@pytest.fixture(scope="session")
def migrated_postgresql(tmp_path_factory):
    """Make a migrated database that tests copy, and yield its name."""
    name = f"jobs_drill_{uuid4().hex}"
    with psycopg.connect(POSTGRESQL_URL, autocommit=True, connect_timeout=3) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        Site(_with_database(name), tmp_path_factory.mktemp("migrated")).run("manage.py", "migrate", "-v0")
        yield name
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def site(request, tmp_path):
    """Yield a fresh site on each database, and kill what it left running."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "site.sqlite3")
        place = Site(f"sqlite:///{tmp_path / 'site.sqlite3'}", tmp_path)
        yield place
        place.close()
        return
    template, name = request.getfixturevalue("migrated_postgresql"), f"jobs_drill_{uuid4().hex}"
    with psycopg.connect(POSTGRESQL_URL, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        place = Site(_with_database(name), tmp_path)
        yield place
        place.close()
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _with_database(name: str) -> str:
    return urlsplit(POSTGRESQL_URL)._replace(path=f"/{name}").geturl()

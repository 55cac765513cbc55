"""Faults 24, 25 and 27 with a real Celery worker on a real Redis."""

from __future__ import annotations

import json
import os
import signal

import pytest
import redis

# A database number for each process of the test run; nothing else of ours uses 8 to 15.
NUMBER = 8 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
REDIS_URL = f"redis://127.0.0.1:6379/{NUMBER}"

pytestmark = pytest.mark.redis


@pytest.fixture
def broker():
    with redis.Redis.from_url(REDIS_URL) as client:
        client.flushdb()
        yield client
        client.flushdb()


def start_worker(site):
    return site.start("-m", "celery", "-A", "config", "worker", "-c", "1", "-l", "info", REDIS_URL=REDIS_URL)


def start_beat(site):
    schedule = str(site.directory / "beat")
    return site.start("-m", "celery", "-A", "config", "beat", "-s", schedule, "-l", "info", REDIS_URL=REDIS_URL)


def enqueue(site, kind, **payload):
    site.drill("enqueue", kind, json.dumps({"path": str(site.trace), **payload}), REDIS_URL=REDIS_URL)


def test_a_queued_job_wakes_a_worker(site, broker):
    start_worker(site)
    enqueue(site, "freeze_slowly", seconds=0.1)
    site.wait_for(lambda: site.jobs() == [("done", 1)])
    assert site.file_count() == 1


def test_the_sweep_wakes_what_a_redis_without_memory_forgot(site, broker):
    enqueue(site, "mark")
    assert broker.llen("celery") == 1
    broker.flushdb()
    start_worker(site)
    start_beat(site)
    site.wait_for(lambda: site.jobs() == [("done", 1)], seconds=30)
    assert site.lines() == ["x"]


def test_a_worker_process_that_dies_costs_attempts_and_ends_in_words(site, broker):
    worker = start_worker(site)
    start_beat(site)
    enqueue(site, "crash")
    site.wait_for(lambda: site.jobs() == [("failed", 3)], seconds=60)
    assert site.lines() == ["x"] * 3
    assert worker.poll() is None


def test_kill_9_of_the_worker_leaves_exactly_one_file(site, broker):
    worker = start_worker(site)
    enqueue(site, "freeze_slowly", seconds=1)
    site.wait_for(lambda: site.jobs("progress_percent") == [(40,)])
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    start_worker(site)
    start_beat(site)
    site.wait_for(lambda: site.jobs() == [("done", 2)], seconds=30)
    assert site.file_count() == 1

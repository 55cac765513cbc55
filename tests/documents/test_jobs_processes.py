"""Faults 15, 22–25, 27 and 30 on real processes: they are killed, paused, doubled and told to stop."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing

import pytest

# A lease that no busy machine outlives, for tests in which nobody dies: a claim that expires is rightly claimed again.
UNHURRIED = {"DRILL_LEASE_SECONDS": "600"}


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def kill_group(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_kill_9_of_the_whole_runner_leaves_exactly_one_file(site):
    site.enqueue("freeze_slowly", seconds=1.2)
    first = site.start_runner()
    site.wait_for(lambda: site.jobs("state, attempts, progress_percent") == [("running", 1, 40)])
    kill_group(first)
    site.start_runner()
    site.wait_for(lambda: site.jobs() == [("done", 2)])
    assert site.file_count() == 1
    assert len(site.lines()) == 2


def test_the_child_dies_with_a_runner_that_is_killed_alone(site):
    site.enqueue("hang")
    runner = site.start_runner()
    site.wait_for(lambda: len(site.lines()) == 1)
    os.kill(runner.pid, signal.SIGKILL)
    child = int(site.lines()[0])
    site.wait_for(lambda: not is_alive(child), seconds=3)


def test_kill_9_of_the_child_is_retried_at_once_by_the_same_runner(site):
    site.enqueue("freeze_slowly", seconds=0.6)
    site.start_runner("--once")
    site.wait_for(lambda: len(site.lines()) == 1)
    os.kill(int(site.lines()[0]), signal.SIGKILL)
    site.wait_for(lambda: site.jobs() == [("done", 2)])
    assert site.file_count() == 1


def test_a_job_that_kills_its_process_fails_with_words_and_the_next_one_runs(site):
    site.enqueue("crash")
    site.enqueue("mark", text="after")
    printed = site.run("manage.py", "run_jobs", "--once")
    assert site.lines().count("x") == 3
    assert site.lines().count("after") == 1
    failed, done = site.jobs("state, attempts, failure_code, failure_text")
    assert failed[:3] == ("failed", 3, "stopped")
    assert len(failed[3]) > 20
    assert done == ("done", 1, "", "")
    assert [line.split()[2] for line in printed.splitlines()].count("failed") == 1


def test_a_job_whose_runner_is_killed_three_times_fails_with_words(site):
    site.enqueue("hang")
    for attempt in range(1, 4):
        runner = site.start_runner()
        site.wait_for(lambda wanted=attempt: len(site.lines()) == wanted)
        kill_group(runner)
    site.start_runner()
    site.wait_for(lambda: site.jobs() == [("failed", 3)])
    ((code, words),) = site.jobs("failure_code, failure_text")
    assert code == "stopped"
    assert len(words) > 20
    assert len(site.lines()) == 3


def test_a_worker_that_slept_through_its_lease_writes_nothing(site):
    site.enqueue("paused_freeze")
    sleeper = site.start_runner()
    site.wait_for(lambda: len(site.lines()) == 1)
    site.start_runner()
    site.wait_for(lambda: site.jobs() == [("done", 2)])
    before = site.jobs("finished_at, worker")
    child = int(site.lines()[0])
    os.kill(child, signal.SIGCONT)
    site.wait_for(lambda: not is_alive(child))
    assert site.file_count() == 1
    assert site.jobs("finished_at, worker") == before
    assert sleeper.poll() is None, "the sleeper's runner goes on"


def test_a_living_worker_keeps_a_job_that_is_longer_than_its_lease(site):
    site.enqueue("freeze_slowly", seconds=2.5)
    for _ in range(2):
        site.start_runner()
    site.wait_for(lambda: site.jobs("state") == [("done",)])
    assert site.jobs() == [("done", 1)]
    assert len(site.lines()) == 1


def test_a_job_that_hangs_is_stopped_after_its_time(site):
    site.enqueue("hang")
    site.run("manage.py", "run_jobs", "--once", DRILL_TIMEOUT_SECONDS="0.4")
    assert site.jobs("state, attempts, failure_code") == [("failed", 3, "timeout")]


def test_duplicate_delivery_runs_the_job_once(site):
    site.enqueue("mark")
    answers = json.loads(site.drill("task", "3", **UNHURRIED))
    assert answers[0].endswith(" done")
    assert answers[1:] == ["nothing waits", "nothing waits"]
    assert site.lines() == ["x"]


def test_two_processes_of_four_threads_claim_each_job_once(site):
    site.enqueue("mark", count=40)
    claimers = [site.start("-m", "tests.documents.jobs_drill", "claim_all", "4", **UNHURRIED) for _ in range(2)]
    claimed = [job for claimer in claimers for job in json.loads(site.output(claimer))]
    assert len(claimed) == 40
    assert len(set(claimed)) == 40
    assert set(site.jobs()) == {("running", 1)}


def test_two_runners_run_each_job_once(site):
    site.enqueue("mark", count=12)
    runners = [site.start_runner("--once", **UNHURRIED) for _ in range(2)]
    printed = "".join(site.output(runner) for runner in runners)
    assert site.lines() == ["x"] * 12
    assert printed.count(" done\n") == 12


def test_the_same_wish_from_eight_threads_is_one_job(site):
    given = json.loads(site.drill("enqueue_same", "8", str(site.trace)))
    assert len(given) == 8
    assert len(set(given)) == 1
    assert len(site.jobs()) == 1


def test_sigterm_gives_a_long_job_back_without_using_an_attempt(site):
    site.enqueue("hang")
    runner = site.start_runner()
    site.wait_for(lambda: len(site.lines()) == 1)
    start = time.monotonic()
    runner.terminate()
    assert runner.wait(timeout=10) == 0
    assert time.monotonic() - start < 3
    assert site.jobs("state, attempts, lease_until") == [("queued", 0, None)]
    assert not is_alive(int(site.lines()[0]))


def test_sigterm_to_the_whole_group_lets_a_short_job_finish(site):
    site.enqueue("freeze_slowly", seconds=0.6)
    runner = site.start_runner(DRILL_GRACE_SECONDS="10")
    site.wait_for(lambda: len(site.lines()) == 1)
    os.killpg(runner.pid, signal.SIGTERM)
    assert runner.wait(timeout=10) == 0
    assert site.jobs() == [("done", 1)]
    assert site.file_count() == 1


def test_a_runner_with_parent_ends_with_it(site):
    # exec -a would hide the runner; a shell that waits for it is a parent like the demo.
    command = f"{sys.executable} manage.py run_jobs --with-parent & echo $! > {site.directory}/pid; wait"
    parent = site.start("-c", f"import subprocess; subprocess.run(['sh', '-c', {command!r}])")
    pid_file = site.directory / "pid"
    site.enqueue("mark")
    site.wait_for(lambda: site.jobs() == [("done", 1)])
    runner = int(pid_file.read_text(encoding="utf-8"))
    shell = int(site.run("-c", f"print(open('/proc/{runner}/stat').read().split()[3])"))
    os.kill(shell, signal.SIGKILL)
    site.wait_for(lambda: not is_alive(runner), seconds=5)
    parent.wait(timeout=5)


def test_the_schedule_runs_once_a_day_whoever_tries(site):
    nightly = site.directory / "nightly"
    runners = [site.start_runner(NIGHTLY_MARK=str(nightly)) for _ in range(2)]
    site.wait_for(lambda: site.jobs() == [("done", 1)])
    for runner in runners:
        runner.terminate()
        runner.wait(timeout=10)
    assert len(nightly.read_text(encoding="utf-8").splitlines()) == 1
    assert len(site.query("SELECT name FROM documents_scheduledrun")) == 1


@pytest.mark.parametrize("fault", ["down", "silent"])
def test_without_an_answer_from_redis_the_page_is_quick_and_the_job_runs_later(site, fault):
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        if fault == "silent":
            listener.listen()
        url = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        seconds = site.drill("enqueue_timed", "mark", json.dumps({"path": str(site.trace)}), REDIS_URL=url)
    assert float(seconds) < 3
    assert site.jobs() == [("queued", 0)]
    site.run("manage.py", "run_jobs", "--once")
    assert site.jobs() == [("done", 1)]

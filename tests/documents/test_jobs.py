"""Jobs in one process: keys, turns, leases, fences, failures, schedule."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone, translation

from documents import files, jobs
from documents.jobs import schedule, waking
from documents.models import FrozenFile, Job, ScheduledRun

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
calls: list[dict] = []
behaviour = SimpleNamespace(act=lambda _progress: None)


def handler(*, progress, **payload):
    calls.append(payload)
    behaviour.act(progress)


def nightly(*, today, progress):
    calls.append({"today": today})


@pytest.fixture(autouse=True)
def handlers(settings):
    settings.JOB_HANDLERS = {"work": f"{__name__}.handler", "scheduled": "documents.jobs.schedule.run_scheduled"}
    settings.JOB_RETRY_SECONDS = 5
    calls.clear()
    behaviour.act = lambda _progress: None


def enqueue(key="k", *, by=None, after=NOW, created=NOW, **payload):
    job = jobs.enqueue(kind="work", payload=payload, unique_key=key, by=by, run_after=after)
    Job.objects.filter(pk=job.pk).update(created_at=created)
    return job


def claim(now=NOW, worker="w"):
    return jobs.claim(worker=worker, now=now)


def make_user(number):
    users = get_user_model().objects
    return users.create_user(**{get_user_model().USERNAME_FIELD: f"u{number}@example.org"})


@pytest.mark.django_db
class TestEnqueue:
    def test_double_submit_gives_the_same_job(self):
        assert enqueue("a") == enqueue("a")
        assert Job.objects.count() == 1

    def test_a_running_job_is_the_same_job_too(self):
        job = enqueue("a")
        claim()
        assert enqueue("a") == job

    def test_a_finished_job_leaves_its_key_free(self):
        first = enqueue("a")
        jobs.run(claim())
        assert enqueue("a") != first

    def test_a_kind_without_handler_is_refused(self):
        with pytest.raises(LookupError, match="no handler of the kind 'other'"):
            jobs.enqueue(kind="other", payload={}, unique_key="a")

    def test_nothing_is_left_of_a_transaction_that_is_rolled_back(self):
        with transaction.atomic():
            enqueue("a")
            transaction.set_rollback(True)
        assert Job.objects.count() == 0

    def test_workers_are_woken_after_commit_and_not_before(
        self, settings, monkeypatch, django_capture_on_commit_callbacks
    ):
        woken = []
        monkeypatch.setattr("documents.jobs.waking.wake", lambda: woken.append(Job.objects.count()))
        with django_capture_on_commit_callbacks(execute=True):
            enqueue("a")
            assert woken == []
        assert woken == [1]

    def test_a_client_of_the_broker_that_never_returns_is_not_waited_for(self, settings, monkeypatch):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        stuck = threading.Event()
        monkeypatch.setattr(waking, "_send", lambda **_times: stuck.wait(30))
        start = time.monotonic()
        waking.wake()
        stuck.set()
        assert time.monotonic() - start < 3

    @pytest.mark.parametrize(
        "values",
        [
            {"state": "lost"},
            {"state": "running"},
            {"lease_until": NOW},
            {"state": "done"},
            {"finished_at": NOW},
            {"state": "failed", "finished_at": NOW},
            {"failure_text": "words"},
            {"progress_percent": 101},
        ],
    )
    def test_impossible_rows_are_refused_by_the_database(self, values):
        job = enqueue("a")
        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(**values)


@pytest.mark.django_db
class TestClaim:
    def test_a_claim_takes_the_job_with_a_lease(self, settings):
        enqueue("a")
        job = claim(worker="host:1")
        assert (job.state, job.attempts) == ("running", 1)
        assert job.worker.startswith("host:1/")
        assert job.lease_until == NOW + timedelta(seconds=settings.JOB_LEASE_SECONDS)

    def test_a_claimed_job_is_not_claimed_again(self):
        enqueue("a")
        assert claim() is not None
        assert claim() is None

    def test_a_job_waits_for_its_time(self):
        enqueue("a", after=NOW + timedelta(seconds=1))
        assert claim() is None
        assert claim(NOW + timedelta(seconds=1)) is not None

    def test_an_expired_lease_is_claimed_by_the_next_worker_and_not_a_moment_before(self, settings):
        enqueue("a")
        first = claim()
        end = NOW + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        assert claim(end - timedelta(microseconds=1)) is None
        second = claim(end)
        assert second == first
        assert second.attempts == 2
        assert second.worker != first.worker

    def test_the_last_attempt_that_expires_is_a_failure_in_the_language_of_the_requester(self, settings):
        with translation.override("en"):
            job = enqueue("a")
        now = NOW
        for _attempt in range(settings.JOB_MAX_ATTEMPTS):
            assert claim(now) == job
            now += timedelta(seconds=settings.JOB_LEASE_SECONDS)
        assert claim(now) is None
        job.refresh_from_db()
        assert (job.state, job.failure_code) == ("failed", "stopped")
        assert job.failure_text.startswith("The work was interrupted several times and has been given up.")
        assert job.finished_at is not None

    def test_users_take_turns_however_many_one_has_queued(self):
        greedy, modest, third = make_user(1), make_user(2), make_user(3)
        for number in range(50):
            enqueue(f"g{number}", by=greedy, created=NOW + timedelta(seconds=number))
        enqueue("m", by=modest, created=NOW + timedelta(seconds=100))
        enqueue("t", by=third, created=NOW + timedelta(seconds=101))
        enqueue("system", created=NOW + timedelta(seconds=102))
        order = []
        for second in range(6):
            job = claim(NOW + timedelta(seconds=second))
            order.append(job.requested_by)
            jobs.run(job)
        assert order[:4] == [greedy, modest, third, None]
        assert order[4:] == [greedy, greedy]

    def test_who_has_a_job_running_waits_behind_who_has_none(self):
        greedy, modest = make_user(1), make_user(2)
        for number in range(3):
            enqueue(f"g{number}", by=greedy)
        claim()
        enqueue("m", by=modest, created=NOW + timedelta(minutes=1))
        assert claim().requested_by == modest

    def test_oldest_first_within_a_user(self):
        newer = enqueue("b", created=NOW + timedelta(seconds=1))
        older = enqueue("a")
        assert [claim(), claim()] == [older, newer]

    def test_the_number_of_queries_does_not_follow_the_queue(self, django_assert_num_queries):
        users = [make_user(number) for number in range(4)]
        for number in range(40):
            enqueue(f"k{number}", by=users[number % 4])
        with django_assert_num_queries(9):  # two looks, two for turns, three to take, the savepoint's two
            claim()


@pytest.mark.django_db
class TestRun:
    def test_the_handler_gets_the_payload(self):
        enqueue(number=7)
        job = jobs.run(claim())
        assert calls == [{"number": 7}]
        assert (job.state, job.progress_percent, job.lease_until) == ("done", 100, None)

    def test_progress_is_seen_while_the_job_runs(self):
        seen = []

        def act(progress):
            progress.report(30, "Collecting figures")
            seen.append(Job.objects.values_list("state", "progress_percent", "progress_text").get())

        behaviour.act = act
        enqueue()
        jobs.run(claim())
        assert seen == [("running", 30, "Collecting figures")]

    def test_the_handler_works_in_the_language_of_the_requester(self):
        seen = []
        behaviour.act = lambda _progress: seen.append(translation.get_language())
        with translation.override("en"):
            enqueue()
        with translation.override("sv"):
            jobs.run(claim())
        assert seen == ["en"]

    def test_a_declared_failure_is_final_and_keeps_its_words(self):
        def act(_progress):
            raise jobs.JobFailed("forbidden", "You may no longer do this.")

        behaviour.act = act
        enqueue()
        job = jobs.run(claim())
        assert (job.state, job.attempts) == ("failed", 1)
        assert (job.failure_code, job.failure_text) == ("forbidden", "You may no longer do this.")

    @pytest.mark.parametrize("error", [ValueError("secret detail"), OperationalError("server closed the connection")])
    def test_another_error_is_tried_again_with_growing_pauses_then_failed_with_general_words(self, error, caplog):
        def act(_progress):
            raise error

        behaviour.act = act
        enqueue()
        pauses = []
        for _attempt in range(3):
            Job.objects.update(run_after=NOW)
            before = timezone.now()
            job = jobs.run(claim())
            pauses.append(round((job.run_after - before).total_seconds()))
        assert pauses[:2] == [5, 20]
        assert (job.state, job.attempts, job.failure_code) == ("failed", 3, "error")
        assert str(error) not in job.failure_text
        assert str(error) in caplog.text

    def test_a_kind_that_this_version_does_not_know_fails_with_words(self, settings):
        enqueue()
        del settings.JOB_HANDLERS["work"]
        job = jobs.run(claim())
        assert (job.state, job.failure_code) == ("failed", "unknown_kind")


@pytest.mark.django_db
class TestFence:
    def freeze(self):
        return files.freeze(kind="k", name="n", content_type="t", snapshot={}, content=b"c", by=None)

    def lose(self, job, settings):
        return claim(NOW + timedelta(seconds=settings.JOB_LEASE_SECONDS))

    def test_finishing_keeps_file_and_state_together(self):
        def act(progress):
            with jobs.finishing(progress.job):
                self.freeze()
                assert Job.objects.get().state == "done"

        behaviour.act = act
        enqueue()
        assert jobs.run(claim()).state == "done"
        assert FrozenFile.objects.count() == 1

    def test_an_error_while_finishing_takes_both_back(self):
        def act(progress):
            with jobs.finishing(progress.job):
                self.freeze()
                raise ValueError("disk full")

        behaviour.act = act
        enqueue()
        assert jobs.run(claim()).state == "queued"
        assert FrozenFile.objects.count() == 0

    def test_who_lost_the_job_cannot_finish_it(self, settings):
        enqueue()
        stale = claim()
        current = self.lose(stale, settings)
        with pytest.raises(jobs.LeaseLost), jobs.finishing(stale):
            self.freeze()
        assert FrozenFile.objects.count() == 0
        current.refresh_from_db()
        assert current.state == "running"

    def test_who_lost_the_job_stops_at_the_next_report_and_changes_nothing(self, settings):
        later = []

        def act(progress):
            later.append(self.lose(progress.job, settings))
            progress.report(50)

        behaviour.act = act
        enqueue()
        job = jobs.run(claim())
        assert (job.state, job.attempts, job.worker) == ("running", 2, later[0].worker)

    @pytest.mark.parametrize("error", [ValueError(), jobs.JobFailed("x", "words")])
    def test_a_failure_of_who_lost_the_job_is_not_the_jobs(self, settings, error):
        def act(progress):
            self.lose(progress.job, settings)
            raise error

        behaviour.act = act
        enqueue()
        assert jobs.run(claim()).state == "running"

    def test_a_job_given_back_and_taken_again_is_another_claim(self):
        enqueue()
        stale = claim()
        assert jobs.release(stale)
        again = claim()
        assert again.attempts == stale.attempts == 1
        with pytest.raises(jobs.LeaseLost), jobs.finishing(stale):
            pass
        assert not jobs.release(stale)


@pytest.mark.django_db
class TestSweep:
    def test_it_requeues_what_was_left_and_wakes_for_what_waits(self, settings, monkeypatch):
        woken = []
        monkeypatch.setattr("documents.jobs.waking.wake", lambda *, times: woken.append(times))
        enqueue("a")
        enqueue("b")
        enqueue("later", after=NOW + timedelta(days=1))
        claim()
        assert jobs.sweep(NOW + timedelta(seconds=settings.JOB_LEASE_SECONDS)) == 2
        assert woken == [2]
        assert set(Job.objects.values_list("state", flat=True)) == {"queued"}

    def test_it_fails_what_is_exhausted(self, settings):
        settings.JOB_MAX_ATTEMPTS = 1
        enqueue()
        claim()
        assert jobs.sweep(NOW + timedelta(seconds=settings.JOB_LEASE_SECONDS)) == 0
        assert Job.objects.get().state == "failed"

    def test_it_leaves_living_jobs_alone(self):
        enqueue()
        claim()
        jobs.sweep(NOW)
        assert Job.objects.get().state == "running"


class TestLatestDate:
    @pytest.mark.parametrize(
        ("now", "hour", "minute", "expected"),
        [
            (datetime(2026, 3, 2, 2, 0, tzinfo=STOCKHOLM), 2, 0, date(2026, 3, 2)),
            (datetime(2026, 3, 2, 1, 59, tzinfo=STOCKHOLM), 2, 0, date(2026, 3, 1)),
            (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), 0, 15, date(2026, 3, 2)),
            # The night of 29 March 2026 has no 02:30: it comes at 03:30 summer time, 01:30 UTC.
            (datetime(2026, 3, 29, 1, 29, tzinfo=UTC), 2, 30, date(2026, 3, 28)),
            (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), 2, 30, date(2026, 3, 29)),
            # The night of 25 October 2026 has 02:30 twice: the first, 00:30 UTC, counts.
            (datetime(2026, 10, 25, 0, 29, tzinfo=UTC), 2, 30, date(2026, 10, 24)),
            (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 2, 30, date(2026, 10, 25)),
            (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 2, 30, date(2026, 10, 25)),
        ],
    )
    def test_it(self, now, hour, minute, expected):
        assert schedule.latest_date(now, hour, minute) == expected


@pytest.mark.parametrize(
    ("now", "minute", "expected"),
    [
        (datetime(2026, 3, 2, 2, 30, tzinfo=STOCKHOLM), 30, datetime(2026, 3, 2, 1, 30, tzinfo=UTC)),
        (datetime(2026, 3, 2, 2, 29, tzinfo=STOCKHOLM), 30, datetime(2026, 3, 2, 0, 30, tzinfo=UTC)),
        (datetime(2026, 3, 2, 0, 59, tzinfo=UTC), 0, datetime(2026, 3, 2, 0, 0, tzinfo=UTC)),
    ],
)
def test_latest_hour(now, minute, expected):
    assert schedule.latest_hour(now, minute) == expected


@pytest.mark.django_db
class TestSchedule:
    @pytest.fixture(autouse=True)
    def nightly_entry(self, settings):
        settings.NIGHTLY = [("lateness", f"{__name__}.nightly", 2, 0)]

    def test_it_fires_once_a_day_however_often_it_is_asked(self):
        assert len(schedule.run_due(NOW)) == 1
        jobs.run(claim(timezone.now()))
        assert schedule.run_due(NOW) == []
        assert schedule.run_due(NOW + timedelta(hours=10)) == []
        assert calls == [{"today": timezone.localdate()}]

    def test_three_days_of_silence_are_one_run(self):
        schedule.run_due(NOW)
        jobs.run(claim(timezone.now()))
        assert len(schedule.run_due(NOW + timedelta(days=3))) == 1
        assert schedule.run_due(NOW + timedelta(days=3, hours=1)) == []
        assert list(ScheduledRun.objects.values_list("date", flat=True)) == [date(2026, 3, 5), date(2026, 3, 2)]

    def test_an_hourly_entry_fires_once_an_hour_also_in_the_night_that_has_an_hour_twice(self, settings):
        settings.NIGHTLY = [("hourly", f"{__name__}.nightly", None, 0)]
        begin = datetime(2026, 10, 24, 22, 10, tzinfo=UTC)
        for quarter in range(16):
            for _twice in range(2):
                schedule.run_due(begin + timedelta(minutes=15 * quarter))
        # In Stockholm 00:10 to 02:55, with 02 twice.
        assert set(ScheduledRun.objects.values_list("name", "date")) == {
            ("hourly@22", date(2026, 10, 24)),
            ("hourly@23", date(2026, 10, 24)),
            ("hourly@00", date(2026, 10, 25)),
            ("hourly@01", date(2026, 10, 25)),
        }
        assert Job.objects.count() == 4
        schedule.run_due(begin + timedelta(days=4))
        assert ScheduledRun.objects.get().date == date(2026, 10, 28)
        assert jobs.run(claim(timezone.now())).state == "done"

    def test_nothing_is_remembered_when_the_job_cannot_be_queued(self, settings):
        del settings.JOB_HANDLERS["scheduled"]
        with pytest.raises(LookupError):
            schedule.run_due(NOW)
        assert not ScheduledRun.objects.exists()

    def test_an_entry_that_is_gone_fails_after_its_attempts(self, settings):
        schedule.run_due(NOW)
        settings.NIGHTLY = []
        settings.JOB_MAX_ATTEMPTS = 1
        assert jobs.run(claim(timezone.now())).state == "failed"


class TestCommand:
    @pytest.mark.parametrize("poll", ["0", "-1", "nan", "inf", "x", "61"])
    def test_a_bad_interval_is_refused(self, poll):
        with pytest.raises(CommandError, match=r"is not a number of seconds between 0\.05 and 60"):
            call_command("run_jobs", f"--poll={poll}")

    def test_a_handler_that_is_not_there_stops_the_start(self, settings):
        settings.JOB_HANDLERS = {"work": "documents.nowhere.handler"}
        with pytest.raises(ModuleNotFoundError):
            call_command("run_jobs", "--once")

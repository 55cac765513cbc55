"""Celery tasks: thin doors to the jobs. What they do twice, they do once."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from documents import jobs
from documents.jobs import runner, schedule


@shared_task(name="documents.tasks.run_next_job")
def run_next_job() -> str:
    """Claim the job whose turn it is and run it.

    The message names no job: it is a knock, and fair turns are decided by who is in the queue when it is heard.
    A duplicate, or one for a job that is done, finds nothing and does nothing.
    """
    job = jobs.claim(worker=runner.worker_name(), now=timezone.now())
    if job is None:
        return "nothing waits"
    job = jobs.run(job)
    return f"{job} {job.state}"


@shared_task(name="documents.tasks.sweep_jobs")
def sweep_jobs() -> int:
    return jobs.sweep(timezone.now())


@shared_task(name="documents.tasks.run_schedule")
def run_schedule() -> list[str]:
    return [str(job) for job in schedule.run_due(timezone.now())]

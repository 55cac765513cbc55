"""Start what `settings.NIGHTLY` lists once a day or once an hour, whoever looks at the clock and however often."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from documents.jobs import queue
from documents.models import Job, ScheduledRun

if TYPE_CHECKING:
    from documents.jobs.running import Progress

KIND = "scheduled"
# The memory of a time that comes each hour is kept this long: nobody asks for an older one.
HOURS_KEPT = timedelta(days=2)


def run_due(now: datetime) -> list[Job]:
    """Queue a job for each entry whose latest time has come and was not started; return the new jobs.

    After three days without a worker there is one run, not three: only the latest time of each entry counts.
    """
    started = (
        _start_hourly(name, now, minute) if hour is None else _start(name, name, latest_date(now, hour, minute))
        for name, _function, hour, minute in settings.NIGHTLY
    )
    return [job for job in started if job is not None]


def latest_date(now: datetime, hour: int, minute: int) -> date:
    """Return the date, in the time zone of the settings, on which hour:minute last came.

    A time that the spring night skips comes an hour later; one that the autumn night has twice, comes once.
    """
    here = timezone.get_default_timezone()
    today = timezone.localdate(now, here)
    due_at = datetime.combine(today, time(hour, minute), tzinfo=here)
    return today if now >= due_at else today - timedelta(days=1)


def latest_hour(now: datetime, minute: int) -> datetime:
    """Return when the minute last came, in UTC, where no hour is skipped and none comes twice."""
    at = now.astimezone(UTC).replace(minute=minute, second=0, microsecond=0)
    return at if now >= at else at - timedelta(hours=1)


def _start_hourly(name: str, now: datetime, minute: int) -> Job | None:
    at = latest_hour(now, minute)
    job = _start(name, f"{name}@{at.hour:02}", at.date())
    if job is not None:
        past = ScheduledRun.objects.filter(name__startswith=f"{name}@", date__lt=at.date() - HOURS_KEPT)
        past.delete()
    return job


@transaction.atomic
def _start(name: str, slot: str, day: date) -> Job | None:
    # The look first, so that the usual case, nothing to start, writes nothing.
    if ScheduledRun.objects.filter(name=slot, date=day).exists():
        return None
    run, is_new = ScheduledRun.objects.get_or_create(name=slot, date=day)
    if not is_new:
        return None
    run.job = queue.enqueue(kind=KIND, payload={"name": name}, unique_key=f"{KIND}:{slot}:{day.isoformat()}")
    run.save(update_fields=["job"])
    return run.job


def run_scheduled(*, name: str, progress: Progress) -> None:
    """Call the function that the schedule has under `name` with `today` and `progress`: the handler of its jobs.

    :raises LookupError: when the entry is gone from the settings.
    """
    for entry, function, _hour, _minute in settings.NIGHTLY:
        if entry == name:
            import_string(function)(today=timezone.localdate(), progress=progress)
            return
    raise LookupError(f"settings.NIGHTLY has no entry {name!r}.")

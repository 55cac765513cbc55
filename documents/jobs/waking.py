"""Knock on the workers' door. The job is in the database, so a knock that nobody hears loses nothing."""

from __future__ import annotations

import logging
import threading

from celery import current_app
from django.conf import settings

logger = logging.getLogger(__name__)

# By name: `documents.tasks` imports the jobs, not the other way round.
TASK = "documents.tasks.run_next_job"
PATIENCE_SECONDS = 1.5
# A knock that is not heard within this is repeated by the sweep, and must not pile up behind a busy worker.
EXPIRES_SECONDS = 60


def wake(*, times: int = 1) -> None:
    """Tell up to `times` workers that a job waits; without Redis the embedded runner looks by itself.

    Never raises and never takes longer than `PATIENCE_SECONDS`: a broker may be down, or silent in ways that the
    timeouts of its client do not cover, while a person waits for the page.
    """
    if not settings.REDIS_URL:
        return
    knock = threading.Thread(target=_send, kwargs={"times": times}, name="wake-workers", daemon=True)
    knock.start()
    knock.join(PATIENCE_SECONDS)
    if knock.is_alive():
        logger.warning("The broker does not answer; the jobs wait in the database for the next sweep.")


def _send(*, times: int) -> None:
    try:
        # A connection of its own: nothing stale from a pool, and options that fail instead of trying again.
        with current_app.connection_for_write(transport_options=_IMPATIENT) as connection:
            for _ in range(times):
                current_app.send_task(
                    TASK, connection=connection, retry=False, ignore_result=True, expires=EXPIRES_SECONDS
                )
    except Exception as error:  # noqa: BLE001 -- the edge to the broker's client: whatever it raises, the row is the truth
        logger.warning("No worker could be woken (%s); the jobs wait in the database for the next sweep.", error)


_IMPATIENT = {
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "retry_on_timeout": False,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}

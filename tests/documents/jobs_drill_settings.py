"""Settings of the processes that the job tests start, kill and pause: only the jobs, so that each starts quickly."""

import os

from config.settings import *  # noqa: F403

INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "documents.apps.DocumentsConfig"]
AUTH_USER_MODEL = "auth.User"
MIDDLEWARE: list[str] = []
ROOT_URLCONF = __name__
urlpatterns: list[object] = []
SILENCED_SYSTEM_CHECKS = ["models.W042"]

JOB_HANDLERS = {
    kind: f"tests.documents.jobs_drill.{kind}" for kind in ("mark", "freeze_slowly", "crash", "hang", "paused_freeze")
}
JOB_HANDLERS["scheduled"] = "documents.jobs.schedule.run_scheduled"
# Short, so that a dead worker is missed soon.
JOB_LEASE_SECONDS = float(os.environ.get("DRILL_LEASE_SECONDS", "1.0"))
JOB_RETRY_SECONDS = 0
JOB_GRACE_SECONDS = float(os.environ.get("DRILL_GRACE_SECONDS", "0.3"))
JOB_TIMEOUT_SECONDS = float(os.environ.get("DRILL_TIMEOUT_SECONDS", "20"))
CELERY_BEAT_SCHEDULE = {"sweep-jobs": {"task": "documents.tasks.sweep_jobs", "schedule": 1, "options": {"expires": 1}}}
NIGHTLY = [("nightly-mark", "tests.documents.jobs_drill.nightly_mark", 2, 0)] if "NIGHTLY_MARK" in os.environ else []

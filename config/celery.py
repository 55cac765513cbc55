"""The Celery application: it wakes workers, the state of a job is in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("oberoende")
app.set_default()  # for every thread: a web server's threads and the one that wakes workers
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

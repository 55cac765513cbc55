"""What runs outside a request: the nightly look at what has become late or stale."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from documents import jobs
from plans.actions import health


def refresh_health(*, today: datetime.date, progress: jobs.Progress | None = None) -> int:
    """Bring lateness and staleness of every open activity up to `today`; return how many were looked at."""
    seen = 0
    for seen in health.refresh_standing(today=today):  # noqa: B007 - the last count is the answer
        if progress is not None:
            progress.report(50, _("Looking at what has become late"))
    return seen

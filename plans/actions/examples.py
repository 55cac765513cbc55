"""Withdraw a good example where it stands: among the region's, and in drafts of the national trend report."""

from __future__ import annotations

import datetime

from django.db import transaction

from indicators.actions import trend_report as trend_actions
from measures.actions import examples as actions
from measures.models import GoodExample
from staffing.models import User


@transaction.atomic
def withdraw_example(
    *, example: GoodExample, version: int, reason: str, by: User, now: datetime.datetime
) -> GoodExample:
    """Withdraw an example, and take its copy out of the drafts; what is published keeps it.

    :raises measures.actions.examples.AlreadyWithdrawn: it is so already.
    :raises measures.actions.examples.ReasonNeeded: no reason is given.
    :raises staffing.editing.StaleVersion: somebody changed it meanwhile.
    """
    withdrawn = actions.withdraw_example(example=example, version=version, reason=reason, by=by, now=now)
    trend_actions.drop_example(key=example.pk, by=by)
    return withdrawn

"""The counts of posts as the indicator of vacancies takes them: how a region stood on the last day of each period, and its parts."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser

from indicators import access
from staffing import vacancy
from staffing.models import User
from staffing.vacancy import Count, Sum
from values.period import Period

MOST_PERIODS = 60
"""Periods at most: fifteen years of quarters."""


def sums_of(
    user: User | AnonymousUser, region_ids: Collection[int], length: int, today: datetime.date
) -> dict[int, dict[Period, Sum | None]]:
    """Return the posts of the regions that the person reads on the last day of each period of a length that has ended: one query.

    From the period of a region's first count; where nothing is counted, the last period alone, without a sum.
    """
    readable = [one for one in region_ids if access.reads_vacancy(user, one)]
    last = Period.containing(today, length)
    last = last if last.last_date < today else last.previous()
    counts = _counts(user, readable, last.last_date) if readable else {}
    return {region_id: _over(counts.get(region_id, []), last) for region_id in readable}


def _over(counts: list[Count], last: Period) -> dict[Period, Sum | None]:
    """Return how it stood on the last day of each period, from that of the first count to the last."""
    first = min((count.date for count in counts), default=last.first_date)
    periods = [last]
    while len(periods) < MOST_PERIODS and periods[-1].first_date > first:
        periods.append(periods[-1].previous())
    periods.reverse()
    moments = vacancy.history(counts, [period.last_date for period in periods])
    return {period: moment.sum for period, moment in zip(periods, moments, strict=True)}


def _counts(
    user: User | AnonymousUser, region_ids: Collection[int], last_date: datetime.date
) -> dict[int, list[Count]]:
    rows = access.counted_posts(user).filter(organisation__region_id__in=region_ids, date__lte=last_date)
    found: dict[int, list[Count]] = defaultdict(list)
    for region_id, *row in rows.order_by().values_list(
        "organisation__region_id",
        *("organisation_id", "position_id", "speciality_id", "date", "posts_fte", "filled_fte", "is_example"),
    ):
        found[region_id].append(Count(*row))
    return found

"""The hires of a region, or of some of its organisations, in some days: at most five queries, however many hires."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from staffing import hire_statistics_queries
from staffing.hire_quarter import Decided, HireQuarter, Ordered
from staffing.hire_reading import FOLLOW_UP_DAYS
from staffing.hire_statistics import Span
from staffing.models import HireDecision, HireOrder, HireRequest, HireState, Region
from staffing.models.hires import OUTSIDE_ROUTES

ONE_DAY = datetime.timedelta(days=1)


def quarter_of(
    region: Region,
    first: datetime.date,
    last: datetime.date,
    at: datetime.datetime,
    *,
    organisation_ids: Collection[int] | None = None,
) -> HireQuarter:
    """Return the hires of the days, as they stood at the moment; of the whole region, or of some organisations alone.

    Who may read them is the caller's to ask (`hire_access`).
    """
    requests = HireRequest.objects.filter(region=region, requested_at__lte=at)
    (since,) = hire_statistics_queries.recorded(requests, [Span(first, last)]).since
    if since is None:
        return HireQuarter(None)
    if organisation_ids is not None:
        requests = requests.filter(organisation__in=organisation_ids)
    decided, decided_examples = _decided(requests, first, last, at)
    ordered, ordered_examples = _ordered(requests, first, last, at)
    return HireQuarter(
        since=since,
        decided=decided,
        ordered=ordered,
        waiting=_waiting(requests, at),
        to_follow_up=to_follow_up(requests, at).count(),
        is_example=decided_examples or ordered_examples,
    )


def _decided(
    requests: QuerySet[HireRequest], first: datetime.date, last: datetime.date, until: datetime.datetime
) -> tuple[tuple[Decided, ...], bool]:
    """Return the decisions made on the days and by the moment, and whether any is example data."""
    found = [(one, mark) for at, one, mark in _decisions(requests, first, last) if at <= until]
    return tuple(one for one, _mark in found), any(mark for _one, mark in found)


def _decisions(
    requests: QuerySet[HireRequest], first: datetime.date, last: datetime.date
) -> list[tuple[datetime.datetime, Decided, bool]]:
    """Return the decisions made on the days, in Swedish time: when, what, and whether it is example data."""
    begin, end = (
        timezone.make_aware(datetime.datetime.combine(day, datetime.time())) for day in (first, last + ONE_DAY)
    )
    rows = HireDecision.objects.filter(request__in=requests, decided_at__gte=begin, decided_at__lt=end)
    fields = ("request__organisation_id", "outcome", "granted_cost_sek", "request__is_in_hire_stop", "is_urgent")
    found = rows.order_by("decided_at", "pk").values_list("decided_at", "request__is_example", *fields)
    return [(at, Decided(*row), is_example) for at, is_example, *row in found]


def _ordered(
    requests: QuerySet[HireRequest], first: datetime.date, last: datetime.date, at: datetime.datetime
) -> tuple[tuple[Ordered, ...], bool]:
    """Return the orders placed on the days, filled or not, and whether any is example data."""
    until = min(last, timezone.localdate(at))
    rows = HireOrder.objects.filter(request__in=requests, ordered_date__gte=first, ordered_date__lte=until)
    rows = rows.annotate(hours=Coalesce("request__decision__granted_hours", "request__hours"))
    found = rows.order_by("pk").values_list(
        "request__organisation_id",
        *("hours", "price_sek_per_hour", "request__list_price_sek_per_hour", "route", "request__is_example"),
    )
    orders = [
        (Ordered(place, hours, price, listed, route not in OUTSIDE_ROUTES), is_example)
        for place, hours, price, listed, route, is_example in found
    ]
    return tuple(one for one, _mark in orders), any(is_example for _one, is_example in orders)


def _waiting(requests: QuerySet[HireRequest], at: datetime.datetime) -> int:
    """Return how many waited for a decision at the moment: not decided by then, and not withdrawn by then."""
    withdrawn = HireRequest.history.filter(id=OuterRef("pk"), state=HireState.WITHDRAWN, history_date__lte=at)
    undecided = Q(decision__isnull=True) | Q(decision__decided_at__gt=at)
    return requests.filter(undecided).exclude(Exists(withdrawn)).count()


def to_follow_up(requests: QuerySet[HireRequest], at: datetime.datetime) -> QuerySet[HireRequest]:
    """Return what had ended more than two weeks before and had no actual cost, by the rule of `hire_reading.to_follow_up`."""
    day = timezone.localdate(at)
    ended = Coalesce("order__ended_date", "decision__valid_to", "last_date")
    open_ones = Q(order__followed_up_at__isnull=True) | Q(order__followed_up_at__gt=at)
    filled = requests.filter(open_ones, order__filled_date__lte=day).annotate(ended=ended)
    return filled.filter(ended__lt=day - datetime.timedelta(days=FOLLOW_UP_DAYS))


def decided_over(region: Region, spans: Sequence[tuple[datetime.date, datetime.date]]) -> list[HireQuarter]:
    """Return the decisions of a region in each of some spans of days, without its orders and what waits: two queries.

    Which spans are known is the rule of `hire_statistics_queries.recorded`.
    """
    requests = HireRequest.objects.filter(region=region)
    known = hire_statistics_queries.recorded(requests, [Span(*one) for one in spans]).since
    if not any(known):
        return [HireQuarter(None)] * len(spans)
    first, last = min(begin for begin, _end in spans), max(end for _begin, end in spans)
    rows = [(timezone.localdate(at), one, mark) for at, one, mark in _decisions(requests, first, last)]
    found = []
    for (begin, end), since in zip(spans, known, strict=True):
        inside = [(one, mark) for day, one, mark in rows if begin <= day <= end]
        is_example = any(mark for _one, mark in inside)
        decided = tuple(one for one, _mark in inside)
        found.append(HireQuarter(since, decided, is_example=is_example) if since else HireQuarter(None))
    return found

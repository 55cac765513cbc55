"""Load what the statistics of hires count: one query for the hires, and one each for the first request, the tree and the reasons' names."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from staffing import hire_access, hire_statistics_quarters, queries
from staffing import hire_statistics as statistics
from staffing.hire_statistics import Became, Counted, Hire, Ordered, Span, Work
from staffing.hire_statistics_quarters import Asked, QuarterFigures
from staffing.models import HireReason, HireRequest, HireRoute, HireState, Organisation, Region, User
from staffing.models.hires import OUTSIDE_ROUTES

COLUMNS = (
    *("organisation", "requested_at", "state", "first_date", "last_date", "hours", "cost_sek", "price_sek_per_hour"),
    *(
        "reason",
        "profession",
        "care_area",
        "list_price_sek_per_hour",
        "route",
        "extends",
        "is_in_hire_stop",
        "is_example",
        "hire_import",
    ),
    *("decision__outcome", "decision__decided_at", "decision__reason", "decision__granted_hours"),
    *("decision__granted_cost_sek", "decision__valid_to"),
    *("order__route", "order__price_sek_per_hour", "order__filled_date", "order__not_filled_reason"),
    *("order__ended_date", "order__actual_cost_sek"),
)


@dataclass(frozen=True)
class PlaceLine:
    """A place of the tree with the work in the span and in the same span a year before."""

    name: str
    pk: int
    depth: int
    now: Work
    before: Work


@dataclass(frozen=True)
class Statistics:
    """What the page shows of a region: both spans, the places that hired in either, and names of reasons."""

    span: Span
    span_before: Span
    now: Counted
    before: Counted
    places: tuple[PlaceLine, ...]
    reason_names: dict[int, str]
    has_examples: bool
    recorded: Recorded

    @property
    def is_now_recorded(self) -> bool:
        """Return whether requests were recorded in the span: else its figures are missing, not zero."""
        return self.recorded.since[0] is not None

    @property
    def is_before_recorded(self) -> bool:
        """Return whether requests were recorded in the span before."""
        return self.recorded.since[1] is not None


@dataclass(frozen=True)
class Recorded:
    """From which day what was asked for is known: what is not known is missing, never zero.

    `own_from` is the day of the first request made here, `brought_in_from` that of the first from an older system. `since` has for
    each span the day from which it is known, None where it is not.
    """

    own_from: datetime.date | None
    brought_in_from: datetime.date | None
    since: tuple[datetime.date | None, ...]


def recorded(requests: QuerySet[HireRequest], spans: Sequence[Span]) -> Recorded:
    """Return from which day the requests of each span are known: one query.

    The one rule for statistics, reports and figures beside the cost: days are known from the first request made here on, and a span
    before that is known only when requests of it were brought in from an older system: one year's say nothing of another's.
    """
    brought_in = Q(hire_import__isnull=False)
    wanted = {"own": Min("requested_at", filter=~brought_in), "brought_in": Min("requested_at", filter=brought_in)}
    for place, span in enumerate(spans):
        begin, end = moments(span)
        wanted[f"span_{place}"] = Min(
            "requested_at", filter=brought_in & Q(requested_at__gte=begin, requested_at__lt=end)
        )
    found = {key: timezone.localdate(at) if at else None for key, at in requests.aggregate(**wanted).items()}
    own = found["own"]
    since = []
    for place, span in enumerate(spans):
        known = [day for day in (own, found[f"span_{place}"]) if day is not None and day <= span.last]
        since.append(min(known, default=None))
    return Recorded(own, found["brought_in"], tuple(since))


def statistics_of(user: User | AnonymousUser, region: Region, span: Span) -> Statistics:
    """Return the statistics of the region's hires that the person sees: four queries, however many hires."""
    before = span.year_before()
    visible = hire_access.visible_hire_requests(user).filter(region=region)
    rows = _rows(visible.filter(_within(span) | _within(before)))
    hires = [_hire(row) for row in rows]
    tree = queries.organisation_tree(Organisation.objects.filter(region=region))
    parents = {one.organisation.pk: one.organisation.parent_id for one in tree}
    now_work = statistics.work_by_place(hires, span, parents)
    before_work = statistics.work_by_place(hires, before, parents)
    return Statistics(
        span=span,
        span_before=before,
        now=statistics.counted(hires, span),
        before=statistics.counted(hires, before),
        places=tuple(
            PlaceLine(
                place.name, place.pk, one.depth, now_work.get(place.pk, Work()), before_work.get(place.pk, Work())
            )
            for one in tree
            for place in [one.organisation]
            if place.pk in now_work or place.pk in before_work
        ),
        reason_names={one.pk: one.name for one in HireReason.objects.all()},
        has_examples=any(row["is_example"] for row in rows),
        recorded=recorded(visible, (span, before)),
    )


def quarters_of(user: User | AnonymousUser, region: Region, last: datetime.date) -> list[QuarterFigures]:
    """Return the requests of the quarter that holds the day, and of the seven before: two queries."""
    periods = hire_statistics_quarters.last_quarters(last)
    spans = [Span(one.first_date, one.last_date) for one in periods]
    visible = hire_access.visible_hire_requests(user).filter(region=region)
    begin, end = day_starts(spans[0].first), moments(spans[-1])[1]
    rows = visible.filter(requested_at__gte=begin, requested_at__lt=end).order_by()
    found = rows.values_list("requested_at", "state", "decision__outcome", "decision__granted_cost_sek")
    asked = [Asked(timezone.localdate(at), became(state, outcome), sek) for at, state, outcome, sek in found]
    return hire_statistics_quarters.by_quarter(asked, periods, recorded(visible, spans).since)


def hires_of(requests: QuerySet[HireRequest]) -> list[Hire]:
    """Return the requests as the computations take them: one query."""
    return [_hire(row) for row in _rows(requests)]


def moments(span: Span) -> tuple[datetime.datetime, datetime.datetime]:
    """Return the first moment of the span and the first after it, by the Swedish day."""
    return day_starts(span.first), day_starts(span.last + datetime.timedelta(days=1))


def day_starts(day: datetime.date) -> datetime.datetime:
    """Return the first moment of the Swedish day."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _within(span: Span) -> Q:
    """Keep what was asked for in the span, or is worked on some day of it."""
    begin, end = moments(span)
    worked = Q(first_date__lte=span.last) & (Q(last_date__gte=span.first) | Q(order__ended_date__gte=span.first))
    # What ended before its first day worked from the day it was filled.
    earlier = Q(order__filled_date__lte=span.last, order__ended_date__gte=span.first)
    return Q(requested_at__gte=begin, requested_at__lt=end) | worked | earlier


def _rows(requests: QuerySet[HireRequest]) -> list[dict[str, Any]]:
    return list(requests.order_by("pk").values(*COLUMNS))


def became(state: str, outcome: str | None) -> Became:
    """Return what has become of a request in the state, with the outcome of its decision."""
    if state == HireState.REQUESTED:
        return Became.WAITING
    if state in {HireState.WITHDRAWN, HireState.REFUSED}:
        return Became(state)
    return Became(outcome or Became.GRANTED)


def _hire(row: dict[str, Any]) -> Hire:
    return Hire(
        place=row["organisation"],
        asked_at=row["requested_at"],
        asked=timezone.localdate(row["requested_at"]),
        became=became(row["state"], row["decision__outcome"]),
        first=row["first_date"],
        last=row["last_date"],
        hours=row["hours"],
        cost_sek=row["cost_sek"],
        sek_per_hour=row["price_sek_per_hour"],
        reason=row["reason"],
        profession=row["profession"],
        care_area=row["care_area"],
        listed_sek_per_hour=row["list_price_sek_per_hour"],
        is_urgent=row["route"] == HireRoute.URGENT,
        is_renewal=row["extends"] is not None,
        is_in_stop=row["is_in_hire_stop"],
        decided_at=row["decision__decided_at"],
        decision_reason=row["decision__reason"],
        granted_hours=row["decision__granted_hours"],
        granted_sek=row["decision__granted_cost_sek"],
        valid_to=row["decision__valid_to"],
        ordered=_ordered(row),
        is_timed=row["hire_import"] is None,
    )


def _ordered(row: dict[str, Any]) -> Ordered | None:
    if row["order__route"] is None:
        return None
    is_filled = True if row["order__filled_date"] else False if row["order__not_filled_reason"] else None
    return Ordered(
        is_inside=row["order__route"] not in OUTSIDE_ROUTES,
        sek_per_hour=row["order__price_sek_per_hour"],
        is_filled=is_filled,
        ended=row["order__ended_date"],
        actual_sek=row["order__actual_cost_sek"],
        filled=row["order__filled_date"],
    )

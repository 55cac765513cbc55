"""What the pages of hires show: the list, a unit's hires of the year, renewals, and what is late."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from staffing import access, changes, hire_access, hire_terms, working_days
from staffing.access import Permission
from staffing.changes import Change
from staffing.models import HireDecision, HireOrder, HireQuestion, HireRequest, HireState, Organisation, Region, User
from staffing.models.hires import OUTSIDE_ROUTES
from staffing.templatetags import oberoende

FOLLOW_UP_DAYS = 14
MOST_RENEWALS = 50
MOST_LATEST = 5
LISTED = ("organisation", "profession", "speciality", "reason")


def listed(region: Region, user: User | AnonymousUser) -> QuerySet[HireRequest]:
    """Return the region's requests that the person sees, with what a row of the list shows, newest first.

    The region stands in the WHERE by itself, so that its index gives the order as well.
    """
    return hire_access.visible_hire_requests(user).filter(region=region).select_related(*LISTED)


def units_to_ask_for(user: User | AnonymousUser, today: datetime.date) -> QuerySet[Organisation]:
    """Return the open organisations that the person may ask for hires of."""
    keys = access.rights_of(user).organisation_ids(Permission.REQUEST_HIRE)
    found = Organisation.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    found = found.select_related("region", "care_area")
    return found if keys is None else found.filter(pk__in=keys)


@dataclass(frozen=True)
class YearSoFar:
    """A unit's hires that were asked for in a year and not refused or withdrawn: how many, weeks, kronor; as granted where they are."""

    count: int
    weeks: Decimal
    cost_sek: Decimal


def year_so_far(organisation: Organisation, year: int, *, apart_from: int = 0) -> YearSoFar:
    """Return what the unit has asked for in the year, `apart_from` one request: one query.

    What is granted counts with the cost and the days that were granted, not as asked for.
    """
    asked = HireRequest.objects.filter(organisation=organisation, year=year).exclude(pk=apart_from)
    rows = list(
        asked.exclude(state__in=(HireState.REFUSED, HireState.WITHDRAWN)).values_list(
            "first_date",
            Coalesce("decision__valid_to", "last_date"),
            Coalesce("decision__granted_cost_sek", "cost_sek"),
        )
    )
    weeks = sum((hire_terms.weeks(first, last) for first, last, _cost in rows), Decimal(0))
    return YearSoFar(len(rows), weeks, sum((cost for _first, _last, cost in rows), Decimal(0)))


def latest_of(user: User, units: QuerySet[Organisation]) -> HireRequest | None:
    """Return what the person asked for last, of the units that are still theirs to ask for: "as last time"."""
    found = HireRequest.objects.filter(requested_by=user, organisation__in=units).select_related(*LISTED)
    return found.order_by("-requested_at", "-pk").first()


def latest_of_unit(organisation: Organisation, *, apart_from: int = 0) -> list[HireRequest]:
    """Return the unit's latest requests, in whatever state, `apart_from` one of them: one query."""
    found = HireRequest.objects.filter(organisation=organisation).exclude(pk=apart_from)
    return list(found.select_related(*LISTED, "decision").order_by("-requested_at", "-pk")[:MOST_LATEST])


def renewals_before(hire: HireRequest) -> list[HireRequest]:
    """Return what the request prolongs, the nearest first: one query a step."""
    found: list[HireRequest] = []
    above = hire.extends
    while above is not None and len(found) < MOST_RENEWALS:
        found.append(above)
        above = above.extends
    return found


@dataclass(frozen=True)
class Answer:
    """By which day the supplier is to answer an order, of how many working days, and whether that day has passed."""

    by: datetime.date
    working_days: int
    is_overdue: bool


def answer_awaited(hire: HireRequest, order: HireOrder | None, today: datetime.date) -> Answer | None:
    """Return the answer that is waited for; None when nothing is, or the order is outside of every agreement."""
    if order is None or hire.state != HireState.ORDERED or order.route in OUTSIDE_ROUTES:
        return None
    agreement = order.supplier.agreement if order.supplier else hire.agreement
    if agreement is None:
        return None
    by = working_days.after(order.ordered_date, agreement.response_working_days)
    return Answer(by, agreement.response_working_days, today > by)


def to_follow_up(user: User, today: datetime.date) -> QuerySet[HireRequest]:
    """Return what the person asked for, that ended more than two weeks ago and has no actual cost, the oldest first."""
    limit = today - datetime.timedelta(days=FOLLOW_UP_DAYS)
    ended = Coalesce("order__ended_date", "decision__valid_to", "last_date")
    waiting = HireRequest.objects.filter(requested_by=user, state=HireState.FILLED).annotate(ended=ended)
    return waiting.filter(ended__lt=limit, region_id__in=access.rights_of(user).region_ids).order_by("ended", "pk")


def unanswered() -> Exists:
    """Return whether a question of the decider's waits for its answer."""
    return Exists(HireQuestion.objects.filter(request=OuterRef("pk"), answered_at__isnull=True))


def of_asker(user: User, today: datetime.date) -> QuerySet[HireRequest]:
    """Return what the person asked for and has to go on with: a question to answer, a grant to order, what is to be followed up."""
    asked = HireRequest.objects.filter(unanswered(), state=HireState.REQUESTED)
    granted = HireRequest.objects.filter(state=HireState.GRANTED, decision__valid_to__gte=today)
    late = to_follow_up(user, today).order_by().values("pk")
    either = Q(pk__in=asked.values("pk")) | Q(pk__in=granted.values("pk")) | Q(pk__in=late)
    return HireRequest.objects.filter(either, requested_by=user).order_by("pk")


def to_review(user: User | AnonymousUser) -> QuerySet[HireDecision]:
    """Return the urgent decisions that nobody has reviewed, where the person keeps the rules."""
    keys = access.rights_of(user).organisation_ids(Permission.MANAGE_HIRES)
    waiting = HireDecision.objects.filter(is_urgent=True, reviewed_at__isnull=True)
    return waiting if keys is None else waiting.filter(request__organisation__in=keys)


@dataclass(frozen=True)
class Waiting:
    """How many requests of a region wait for the person: to be decided, followed up, and reviewed."""

    to_decide: int
    to_follow_up: int
    to_review: int


def waiting_for(user: User, region: Region, today: datetime.date) -> Waiting:
    """Return what stands in the brackets of the list's tabs: one query for the three."""
    found = Region.objects.filter(pk=region.pk).values_list(
        _count(hire_access.to_decide(user, today).filter(region=region)),
        _count(to_follow_up(user, today).filter(region=region)),
        _count(to_review(user).filter(request__region=region)),
    )
    return Waiting(*found.get())


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Return how many there are, to stand within another query: a COUNT that Django groups by nothing."""
    counted = rows.order_by().annotate(how_many=Func(F("pk"), function="COUNT")).values("how_many")
    # Where nothing can be found, Django asks for no count at all.
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def timeline(hire: HireRequest, decision: HireDecision | None, questions: Sequence[HireQuestion] = ()) -> list[Change]:
    """Return everything that happened to the request, its questions, its decision and its order, newest first."""
    found = [_begun(changes.changes_of(hire.history.all(), names=lambda _row: _("the request")), _asked_words(hire))]
    if decision is not None:
        told = changes.changes_of(decision.history.all(), names=lambda _row: _("the decision"))
        found.append(_begun(told, _decided_words(decision)))
    order = getattr(hire, "order", None)
    if order is not None:
        told = changes.changes_of(order.history.all(), names=lambda _row: _("the order"))
        found.append(_begun(told, _ordered_words(order)))
    return changes.merged(*found, [said for one in questions for said in _said(one)])


def _begun(told: list[Change], words: str) -> list[Change]:
    """Say in words what was made, in place of that something was."""
    return [replace(one, kind="~", name="", reason=words) if one.kind == "+" else one for one in told]


def _asked_words(hire: HireRequest) -> str:
    return _("The hire was asked for: %(hours)s hours, %(cost)s") % {
        "hours": oberoende.number(hire.hours, 1), "cost": oberoende.sek_with_unit(hire.cost_sek),
    }  # fmt: skip


def _decided_words(decision: HireDecision) -> str:
    words = _("Decided: %(outcome)s") % {"outcome": decision.get_outcome_display()}
    if decision.granted_hours is None or decision.granted_cost_sek is None:
        return words
    return f"{words}, {oberoende.number(decision.granted_hours, 1)} {_('hours')}, {oberoende.sek_with_unit(decision.granted_cost_sek)}"


def _ordered_words(order: HireOrder) -> str:
    return _("Ordered from %(supplier)s at %(price)s kr an hour") % {
        "supplier": order.supplier_name, "price": oberoende.number(order.price_sek_per_hour, 2),
    }  # fmt: skip


def _said(question: HireQuestion) -> list[Change]:
    """Return a question, and its answer where there is one, as what happened."""
    asked = [(_("A question was asked"), question.text, question.asked_at, question.asked_by)]
    if question.answered_at is not None:
        asked.append((_("The question was answered"), question.answer, question.answered_at, question.answered_by))
    return [Change(at, str(by or ""), "~", "", (), reason=what, notes=(text,)) for what, text, at, by in asked]

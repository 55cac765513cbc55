"""What follows a grant: ordered, filled or not, ended, followed up, and an urgent decision reviewed; each step once."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from staffing import editing
from staffing.actions import saving
from staffing.models import FrameworkSupplier, HireDecision, HireOrder, HireRequest, HireRoute, HireState, User


class WrongState(Exception):
    """The request is not at the step that this follows: somebody took it already, or it was never granted."""


class BeforeOrder(Exception):
    """A day lies before the one that it follows: filled before ordered, or ended before filled."""


@dataclass(frozen=True)
class Ordered:
    """What was ordered: of whom, how, at which price in kronor an hour, when, and why where it is other than granted."""

    supplier: FrameworkSupplier | None
    supplier_name: str
    route: HireRoute
    price_sek_per_hour: Decimal
    date: datetime.date
    why: str = ""


def _claim(request: HireRequest, version: int, *states: HireState) -> HireRequest:
    """Return the request, locked, when it is in one of the states and still the `version` that was shown."""
    fresh = HireRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if fresh.state not in states:
        raise WrongState
    editing.claim_version(fresh, version)
    return fresh


def _go_on(request: HireRequest, state: HireState, by: User) -> None:
    request.state = state
    saving.save_by(request, by)


@transaction.atomic
def order(*, request: HireRequest, version: int, ordered: Ordered, by: User) -> HireOrder:
    """Write what was ordered after the grant.

    :raises WrongState: it is not granted, or ordered already; :raises StaleVersion: it was changed meanwhile.
    """
    fresh = _claim(request, version, HireState.GRANTED)
    made = HireOrder(
        request=fresh,
        supplier=ordered.supplier,
        supplier_name=ordered.supplier.name if ordered.supplier else ordered.supplier_name,
        route=ordered.route,
        price_sek_per_hour=ordered.price_sek_per_hour,
        ordered_date=ordered.date,
        deviation_text=ordered.why,
    )
    saving.save_by(made, by)
    _go_on(fresh, HireState.ORDERED, by)
    return made


@transaction.atomic
def fill(*, request: HireRequest, version: int, day: datetime.date, by: User) -> None:
    """Say that the order was filled on a day.

    :raises WrongState: nothing is ordered; :raises StaleVersion: it was changed meanwhile.
    :raises BeforeOrder: the day is before the order.
    """
    fresh = _claim(request, version, HireState.ORDERED)
    placed = HireOrder.objects.get(request=fresh)
    if day < placed.ordered_date:
        raise BeforeOrder
    placed.filled_date = day
    placed.version += 1
    saving.save_by(placed, by)
    _go_on(fresh, HireState.FILLED, by)


@transaction.atomic
def not_filled(*, request: HireRequest, version: int, reason: str, by: User) -> None:
    """Say why nobody filled the order.

    :raises WrongState: nothing is ordered; :raises StaleVersion: it was changed meanwhile.
    """
    fresh = _claim(request, version, HireState.ORDERED)
    placed = HireOrder.objects.get(request=fresh)
    placed.not_filled_reason = reason
    placed.version += 1
    saving.save_by(placed, by)
    _go_on(fresh, HireState.NOT_FILLED, by)


@dataclass(frozen=True)
class FollowUp:
    """What came of a hire: the last day, the hours, the cost in kronor without VAT, and why where it is far from the grant."""

    ended: datetime.date
    hours: Decimal
    cost_sek: Decimal
    why: str = ""


@transaction.atomic
def follow_up(*, request: HireRequest, version: int, found: FollowUp, by: User, now: datetime.datetime) -> None:
    """Write what came of the hire, or correct what was written; what it said before stays in the history.

    :raises WrongState: it is not filled; :raises StaleVersion: it was changed meanwhile.
    :raises BeforeOrder: it ended before it was filled.
    """
    fresh = _claim(request, version, HireState.FILLED, HireState.FOLLOWED_UP)
    placed = HireOrder.objects.get(request=fresh)
    if placed.filled_date is None or found.ended < placed.filled_date:
        raise BeforeOrder
    placed.ended_date, placed.actual_hours, placed.actual_cost_sek = found.ended, found.hours, found.cost_sek
    placed.follow_up_text = found.why
    placed.followed_up_at = placed.followed_up_at or now
    placed.version += 1
    saving.save_by(placed, by)
    _go_on(fresh, HireState.FOLLOWED_UP, by)


@transaction.atomic
def review(*, request: HireRequest, text: str, by: User, now: datetime.datetime) -> None:
    """Write what a review of an urgent decision found, once.

    :raises WrongState: there is no urgent decision, or it is reviewed.
    """
    decision = HireDecision.objects.select_for_update(of=("self",)).filter(request=request, is_urgent=True).first()
    if decision is None or decision.reviewed_at is not None:
        raise WrongState
    decision.reviewed_at, decision.review_text = now, text
    saving.save_by(decision, by)

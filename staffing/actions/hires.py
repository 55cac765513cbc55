"""The life of a hire: asked for, decided by one, ordered, filled or not, followed up; each act once, each in the history."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, replace
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation

from staffing import editing, hire_access, hire_budget_queries, hire_queries, hire_terms, hire_words, own_staff
from staffing.actions import hire_notices, saving
from staffing.delegation_table import NoDecider
from staffing.hire_queries import Judged, Wanted
from staffing.models import (
    DelegationRule,
    HireDecision,
    HireQuestion,
    HireReason,
    HireRequest,
    HireState,
    Outcome,
    Region,
    ResponsibleRole,
    User,
)
from staffing.models.hires import OUTSIDE_ROUTES


class ReasonNeeded(Exception):
    """The price, the length or the way is an exception, and no reason for it is given."""


class NobodyDecides(Exception):
    """The rule names a role, but nobody who is in it today may decide on the request; `is_own`: only who asks holds it."""

    def __init__(self, role: ResponsibleRole, *, is_own: bool) -> None:
        super().__init__(role.title)
        self.role, self.is_own = role, is_own


class AlreadyDecided(Exception):
    """Somebody decided first; `decision` is theirs."""

    def __init__(self, decision: HireDecision | None) -> None:
        super().__init__(str(decision))
        self.decision = decision


class NotWaiting(Exception):
    """The request no longer waits for a decision: it was withdrawn."""


class GrantedTooMuch(Exception):
    """More is granted than was asked for, or after its last day: that is another request."""


@dataclass(frozen=True)
class Why:
    """The reasons of a request: from the list, in words, what was tried first, and why an exception is asked for."""

    reason: HireReason
    text: str
    alternatives: str = ""
    deviation: HireReason | None = None


@transaction.atomic
def request_hire(
    *,
    wanted: Wanted,
    why: Why,
    by: User,
    now: datetime.datetime,
    extends: HireRequest | None = None,
    token: uuid.UUID | None = None,
) -> HireRequest:
    """Ask for a hire, and name its decider; a form that is sent twice (one `token`) gives the row that it made first.

    :raises NoDecider: no rule of delegation covers it; :raises SeveralDeciders: the table does not say who.
    :raises ReasonNeeded: it departs from the agreement without saying why.
    :raises NobodyDecides: nobody is in the role that decides, or who asks alone is.
    """
    region = Region.objects.select_for_update().get(pk=wanted.organisation.region_id)
    made_before = HireRequest.objects.filter(form_token=token, requested_by=by).first() if token else None
    if made_before is not None:
        return made_before
    judged = hire_queries.judge(wanted, timezone.localdate(now))
    if judged.problem is not None:
        raise judged.problem
    if judged.rule is None:
        raise NoDecider(frozenset(), None)
    departs = judged.needs_reason or wanted.route in OUTSIDE_ROUTES
    if departs and why.deviation is None:
        raise ReasonNeeded
    if not departs:
        # A reason for what does not depart would mark it as an exception everywhere.
        why = replace(why, deviation=None)
    made = _request(wanted, why, judged, judged.rule)
    able_deciders(judged.rule.role, by, timezone.localdate(now))
    rate = hire_budget_queries.rate_of(region, wanted.profession, wanted.speciality, wanted.first_date)
    own = own_staff.own_cost(rate, wanted.hours)
    if own is not None:
        made.own_cost_sek, made.own_cost_source = own.cost_sek, own.source
    made.region, made.year = region, timezone.localdate(now).year
    made.number = _next_number(region, made.year)
    made.extends, made.requested_at, made.requested_by, made.form_token = extends, now, by, token
    saving.save_by(made, by)
    return made


def able_deciders(role: ResponsibleRole, asker: User, today: datetime.date) -> list[User]:
    """Return who can decide as the role today on what the asker asks for; the first is its holder, when there is one.

    :raises NobodyDecides: nobody can.
    """
    people = hire_notices.deciders_of(role, today)
    able = [one for one in people if one.pk != asker.pk]
    if not able:
        raise NobodyDecides(role, is_own=bool(people))
    return able


def _next_number(region: Region, year: int) -> int:
    """Return the next number of the region's year; the region is locked."""
    last: int | None = HireRequest.objects.filter(region=region, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _kept_words(rule: DelegationRule) -> str:
    """Return the rule as it reads today in the region's language: it stands in the decision, whoever asked."""
    with translation.override(settings.LANGUAGE_CODE):
        return hire_words.rule(rule)


def _request(wanted: Wanted, why: Why, judged: Judged, rule: DelegationRule) -> HireRequest:
    return HireRequest(
        organisation=wanted.organisation,
        profession=wanted.profession,
        speciality=wanted.speciality,
        care_area=wanted.care_area,
        first_date=wanted.first_date,
        last_date=wanted.last_date,
        hours=wanted.hours,
        weeks=judged.weeks,
        reason=why.reason,
        reason_text=why.text,
        alternatives=why.alternatives,
        route=wanted.route,
        agreement=judged.agreement,
        price_sek_per_hour=wanted.price_sek_per_hour,
        list_price_sek_per_hour=judged.list_price,
        cost_sek=judged.cost_sek,
        deviation_reason=why.deviation,
        is_over_list_price=judged.is_over_list_price,
        is_overlong=judged.is_overlong,
        is_in_hire_stop=bool(judged.stops),
        rule=rule,
        decider=rule.role,
        rule_words=_kept_words(rule),
    )


@dataclass(frozen=True)
class Verdict:
    """What is decided and why; `hours` and `valid_to` of what is granted, None when it is refused."""

    outcome: Outcome
    reason: HireReason
    text: str
    hours: Decimal | None = None
    valid_to: datetime.date | None = None


@transaction.atomic
def decide(*, request: HireRequest, version: int, verdict: Verdict, by: User, now: datetime.datetime) -> HireDecision:
    """Write the one decision on a request; the first stands (fault 19).

    :raises AlreadyDecided: somebody decided first.
    :raises NotWaiting: it was withdrawn.
    :raises StaleVersion: the request was changed after it was opened.
    :raises GrantedTooMuch: more is granted than was asked for.
    """
    fresh = HireRequest.objects.select_for_update(of=("self",)).select_related("decider").get(pk=request.pk)
    if fresh.state == HireState.WITHDRAWN:
        raise NotWaiting
    decider = fresh.decider
    if fresh.state != HireState.REQUESTED or decider is None:
        raise AlreadyDecided(HireDecision.objects.filter(request=fresh).first())
    editing.claim_version(fresh, version)
    is_granted = verdict.outcome != Outcome.REFUSED
    if is_granted and _is_too_much(fresh, verdict):
        raise GrantedTooMuch
    made = HireDecision(
        request=fresh,
        outcome=verdict.outcome,
        reason=verdict.reason,
        reason_text=verdict.text,
        valid_to=verdict.valid_to if is_granted else None,
        granted_hours=verdict.hours if is_granted else None,
        granted_cost_sek=_granted_cost(fresh, verdict) if is_granted else None,
        is_urgent=fresh.route == "urgent",
        decided_at=now,
        decided_by=by,
        decided_by_name=by.name,
        role_title=decider.title,
        as_substitute=decider.holder_id != by.pk and hire_access.is_substitute(by, decider, timezone.localdate(now)),
        rule_words=fresh.rule_words,
    )
    saving.save_by(made, by)
    fresh.state = HireState.GRANTED if is_granted else HireState.REFUSED
    saving.save_by(fresh, by)
    return made


def _is_too_much(request: HireRequest, verdict: Verdict) -> bool:
    hours, last = verdict.hours or request.hours, verdict.valid_to or request.last_date
    return hours > request.hours or last > request.last_date


def _granted_cost(request: HireRequest, verdict: Verdict) -> Decimal:
    return hire_terms.cost_sek(verdict.hours or request.hours, request.price_sek_per_hour)


@transaction.atomic
def ask(*, request: HireRequest, text: str, by: User, now: datetime.datetime) -> HireQuestion:
    """Ask who requested the hire, before deciding.

    :raises NotWaiting: the request does not wait for a decision.
    """
    fresh = HireRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if fresh.state != HireState.REQUESTED:
        raise NotWaiting
    return HireQuestion.objects.create(request=fresh, text=text, asked_at=now, asked_by=by)


class AlreadyAnswered(Exception):
    """Somebody answered first."""


@transaction.atomic
def answer(*, question: HireQuestion, text: str, by: User, now: datetime.datetime) -> HireQuestion:
    """Answer a question once.

    :raises AlreadyAnswered: it has an answer.
    """
    fresh = HireQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if fresh.answered_at is not None:
        raise AlreadyAnswered
    fresh.answer, fresh.answered_at, fresh.answered_by = text, now, by
    fresh.save()
    return fresh


@transaction.atomic
def withdraw(*, request: HireRequest, version: int, by: User) -> HireRequest:
    """Take a request back before it is decided.

    :raises NotWaiting: it is decided or withdrawn already.
    :raises StaleVersion: it was changed meanwhile.
    """
    fresh = HireRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if fresh.state != HireState.REQUESTED:
        raise NotWaiting
    editing.claim_version(fresh, version)
    fresh.state = HireState.WITHDRAWN
    saving.save_by(fresh, by)
    return fresh

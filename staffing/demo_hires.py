"""Example hires of Blekinge over the last year, in every state; all made up, and marked so."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from staffing import demo, hire_access, hire_queries
from staffing.actions import hire_orders
from staffing.actions import hires as actions
from staffing.delegation_table import NoDecider, SeveralDeciders
from staffing.demo import PRIMARY, PSYCHIATRY, SOMATIC, draw
from staffing.hire_queries import Wanted
from staffing.models import (
    DelegationRule,
    HireReason,
    HireRequest,
    HireRoute,
    HireState,
    Organisation,
    Outcome,
    Profession,
    ReasonKind,
    Region,
    ResponsibleRole,
    Speciality,
    User,
)
from values.text import search_key

BLEKINGE = "10"
COUNT = 40
DAYS_BETWEEN = 9
PRICES = {"doctor": Decimal(1_290), "nurse": Decimal(715)}
SPECIALITIES = {PRIMARY: "allmanmedicin", SOMATIC: "akutsjukvard"}
WHY = {
    "request-sick-leave": "Två i gruppen är borta och schemat går inte ihop med dem som är kvar.",
    "request-vacancy": "Tjänsten är utannonserad för andra gången och tillsätts tidigast nästa termin.",
    "request-holiday": "Semesterperioden är planerad, men tre pass i veckan saknar bemanning.",
    "request-parental-leave": "Föräldraledighet som inte kan täckas med vikarie.",
    "request-queues": "Väntetiderna har passerat vårdgarantins gräns.",
    "request-on-call": "Jourlinjen saknar bemanning varannan helg.",
    "request-competence": "Kompetensen finns inte på enheten i dag.",
}
TRIED = ("Resursenheten och extrapass är tillfrågade.", "Samordning med grannenheten är prövad.", "")
RULES = (
    # division or the root, title, holder, step, kronor, weeks, outside, over the list, hire stop
    (PRIMARY, "Förvaltningschef primärvården", 1, 250_000, 10, False),
    (SOMATIC, "Förvaltningschef Blekingesjukhuset", 1, 250_000, 10, False),
    (PSYCHIATRY, "Förvaltningschef psykiatri och habilitering", 1, 250_000, 10, False),
    ("", "Hälso- och sjukvårdsdirektör (exempel)", 2, 1_500_000, None, True),
    ("", "Regiondirektör (exempel)", 3, None, None, True),
)
WITHDRAWN, REFUSED, REDUCED, UNFILLED, UNFOLLOWED, DEARER = (13, 7), (6, 4), (6, 1), (11, 5), (9, 2), (3, 0)
"""Of so many requests the one with that remainder."""
HOLDERS = {1: "beslutsfattare", 2: "hsd", 3: "regiondirektor"}


def _is(number: int, which: tuple[int, int]) -> bool:
    of, remainder = which
    return number % of == remainder


def _account(local_part: str) -> User:
    return User.objects.get(email=f"{local_part}@{demo.DOMAIN}")


@transaction.atomic
def load(now: datetime.datetime) -> int:
    """Make the example hires unless some are there; return how many were new."""
    region = Region.objects.get(code=BLEKINGE)
    if HireRequest.objects.filter(region=region, is_example=True).exists():
        return 0
    _load_rules(region, timezone.localdate(now))
    people = {name: _account(name) for name in ("chef", "processledare")}
    # What is kept in words is kept in Swedish.
    with translation.override("sv"):
        return sum(_make(number, region, people, now) for number in range(COUNT))


def _load_rules(region: Region, today: datetime.date) -> None:
    """Make rules of delegation where the region has none."""
    if DelegationRule.objects.filter(organisation__region=region).exists():
        return
    places: dict[str, Organisation] = {"": demo.root_of(region), **demo.divisions_of(region)}
    for place, title, step, largest, weeks, covers_all in RULES:
        role, _is_new = ResponsibleRole.objects.get_or_create(
            organisation=places[place],
            title_key=search_key(title),
            defaults={"title": title, "holder": _account(HOLDERS[step])},
        )
        DelegationRule.objects.get_or_create(
            organisation=places[place],
            role=role,
            step=step,
            defaults={
                "largest_sek": largest,
                "longest_weeks": weeks,
                "covers_outside_framework": covers_all,
                "covers_over_list_price": covers_all,
                "covers_hire_stop": step == max(HOLDERS),
                "reference": f"Delegationsordning (exempel) {step}.1",
                "valid_from": demo.VALID_FROM,
                "is_example": True,
            },
        )


def _make(number: int, region: Region, people: dict[str, User], now: datetime.datetime) -> bool:
    """Make one request and take it as far as its age lets it; return whether it was made."""
    asked = now - datetime.timedelta(days=(COUNT - number) * DAYS_BETWEEN - 5, hours=draw(8, "hire hour", number))
    wanted = _wanted(number, region, timezone.localdate(asked))
    codes = list(WHY)
    code = codes[draw(len(codes), "hire reason", number)]
    is_outside = wanted.route == HireRoute.OUTSIDE
    deviation = HireReason.objects.filter(kind=ReasonKind.DEVIATION)[draw(4, "hire deviation", number)]
    why = actions.Why(
        HireReason.objects.get(code=code), WHY[code], TRIED[draw(len(TRIED), "hire tried", number)], deviation
    )
    if not is_outside:
        why = actions.Why(why.reason, why.text, why.alternatives, None)
    by = people["chef"] if wanted.care_area and wanted.care_area.code == PRIMARY else people["processledare"]
    try:
        made = _asked(wanted, why, deviation, by, asked)
    except (NoDecider, SeveralDeciders, actions.NobodyDecides):
        return False
    _go_on(number, made, by, asked, now)
    made.refresh_from_db()
    _mark(made, asked)
    return True


def _asked(wanted: Wanted, why: actions.Why, deviation: HireReason, by: User, asked: datetime.datetime) -> HireRequest:
    try:
        return actions.request_hire(wanted=wanted, why=why, by=by, now=asked)
    except actions.ReasonNeeded:
        why = actions.Why(why.reason, why.text, why.alternatives, deviation)
        return actions.request_hire(wanted=wanted, why=why, by=by, now=asked)


def _wanted(number: int, region: Region, asked: datetime.date) -> Wanted:
    area = (PRIMARY, PRIMARY, SOMATIC, PRIMARY, PSYCHIATRY)[number % 5]
    unit = demo.divisions_of(region)[area]
    profession = Profession.objects.get(code="doctor" if draw(3, "hire who", number) else "nurse")
    is_urgent = draw(6, "hire urgent", number) == 0
    first = asked + datetime.timedelta(days=10 if is_urgent else 36 + draw(20, "hire first", number))
    weeks = (2, 3, 4, 6, 8, 12)[draw(6, "hire weeks", number)]
    routes = {0: HireRoute.URGENT} if is_urgent else {}
    route = routes.get(0, HireRoute.OUTSIDE if draw(9, "hire route", number) == 0 else HireRoute.RANKED)
    speciality = Speciality.objects.filter(code=SPECIALITIES.get(area, ""), profession=profession).first()
    price = PRICES[profession.code] + 10 * draw(8, "hire price", number)
    listed = hire_queries.list_price(unit, profession, speciality, first)
    if listed is not None and not _is(number, DEARER):
        price = listed
    return Wanted(
        organisation=unit,
        profession=profession,
        speciality=speciality,
        care_area=unit.care_area,
        first_date=first,
        last_date=first + datetime.timedelta(days=weeks * 7 - 1),
        hours=Decimal(weeks * (20, 30, 40)[draw(3, "hire hours", number)]),
        route=route,
        price_sek_per_hour=price,
    )


def _go_on(number: int, made: HireRequest, by: User, asked: datetime.datetime, now: datetime.datetime) -> None:
    """Decide, order, fill and follow up, as far as the days have come."""
    decided = asked + datetime.timedelta(days=1 + draw(5, "hire lead", number), hours=1)
    if _is(number, WITHDRAWN):
        actions.withdraw(request=made, version=1, by=by)
        return
    decider = made.decider.holder if made.decider else None
    if decided > now or number >= COUNT - 4 or decider is None or not hire_access.can_decide(decider, made):
        return
    actions.decide(request=made, version=1, verdict=_verdict(number, made), by=decider, now=decided)
    made.refresh_from_db()
    if made.state == HireState.GRANTED and number < COUNT - 7:
        _order(number, made, by, timezone.localdate(decided), now)


def _verdict(number: int, made: HireRequest) -> actions.Verdict:
    reasons = {reason.code: reason for reason in HireReason.objects.filter(kind=ReasonKind.DECISION)}
    if _is(number, REFUSED):
        words = "Schemat kan lösas med resursenheten de veckorna."
        return actions.Verdict(Outcome.REFUSED, reasons["refused-own-staff"], words)
    if _is(number, REDUCED):
        words = "Beviljas med färre timmar; resten löses med egen personal."
        hours = made.hours * Decimal("0.75")
        return actions.Verdict(Outcome.CHANGED, reasons["granted-in-plan"], words, hours, made.last_date)
    words = "Alternativen är prövade och bemanningen räcker inte."
    return actions.Verdict(Outcome.GRANTED, reasons["granted-no-alternative"], words, made.hours, made.last_date)


def _order(number: int, made: HireRequest, by: User, decided: datetime.date, now: datetime.datetime) -> None:
    today = timezone.localdate(now)
    ordered = hire_orders.Ordered(
        supplier=None,
        supplier_name=f"Exempelbolaget {'ABC'[number % 3]}",
        route=HireRoute(made.route),
        price_sek_per_hour=made.price_sek_per_hour,
        date=min(decided, today),
    )
    hire_orders.order(request=made, version=2, ordered=ordered, by=by)
    if _is(number, UNFILLED):
        words = "Ingen leverantör hade någon att erbjuda."
        hire_orders.not_filled(request=made, version=3, reason=words, by=by)
        return
    filled = decided + datetime.timedelta(days=5)
    if filled > today:
        return
    hire_orders.fill(request=made, version=3, day=filled, by=by)
    if made.last_date < today and not _is(number, UNFOLLOWED):
        hours = (made.decision.granted_hours or made.hours) * Decimal("0.95")
        found = hire_orders.FollowUp(made.last_date, hours, hours * made.price_sek_per_hour)
        hire_orders.follow_up(request=made, version=4, found=found, by=by, now=min(now, _noon(made.last_date)))


def _mark(made: HireRequest, asked: datetime.datetime) -> None:
    """Mark the request as an example, and let its history say the days that it tells of."""
    HireRequest.objects.filter(pk=made.pk).update(is_example=True)
    rows: Any = made.history.order_by("history_id")
    days = [asked]
    decision, order = getattr(made, "decision", None), getattr(made, "order", None)
    if decision is not None:
        days.append(decision.decided_at)
        decision.history.update(history_date=decision.decided_at)
    if decision is not None and order is not None:
        placed = decision.decided_at + datetime.timedelta(hours=2)
        ended = _noon(made.last_date)
        days += [placed, _noon(order.filled_date) if order.filled_date else placed, ended]
        for record, day in zip(order.history.order_by("history_id"), days[2:], strict=False):
            order.history.filter(history_id=record.history_id).update(history_date=day)
    for record, day in zip(rows, [*days, *[days[-1]] * 4], strict=False):
        made.history.filter(history_id=record.history_id).update(history_date=day, is_example=True)


def _noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))

"""Load what a hire is judged by: the unit and all above it, the rules of delegation, hire stops, agreement and price list."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from staffing import delegation_table, hire_terms
from staffing.delegation_table import Ask, Limit, NoDecider, Rule, SeveralDeciders
from staffing.hire_terms import Price, Terms
from staffing.models import (
    CareArea,
    DelegationRule,
    FrameworkAgreement,
    HireRequest,
    HireStop,
    Organisation,
    Profession,
    Region,
    Speciality,
    ZonedOrganisation,
)
from staffing.models.hires import OUTSIDE_ROUTES, HireRoute

NO_TERMS = Terms((), {}, urgent_within_days=35, longest_months=None)
"""Where no agreement is in force; five weeks are the default of what is urgent (domain.md §6)."""


@dataclass(frozen=True)
class Wanted:
    """What a unit asks for: the first and last day of the work, hours in all, and the price that it expects, kronor an hour."""

    organisation: Organisation
    profession: Profession
    speciality: Speciality | None
    care_area: CareArea | None
    first_date: datetime.date
    last_date: datetime.date
    hours: Decimal
    route: HireRoute
    price_sek_per_hour: Decimal


@dataclass(frozen=True)
class Weighed:
    """A rule that the request is held against, and what keeps it from covering it; nothing: it covers it."""

    rule: DelegationRule
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class Decided:
    """The rule that decides, or why none does, and all that were held against the request, in the order of decision."""

    rule: DelegationRule | None
    problem: NoDecider | SeveralDeciders | None
    weighed: tuple[Weighed, ...]

    @property
    def passed(self) -> tuple[Weighed, ...]:
        """Return those that come before the one that decides and do not cover the request; none where none decides."""
        if self.rule is None:
            return ()
        before = itertools.takewhile(lambda one: one.rule != self.rule, self.weighed)
        return tuple(one for one in before if one.limits)


@dataclass(frozen=True)
class Judged:
    """A wish held against agreement, hire stops and delegation; `rule` is None where `problem` says why nobody decides."""

    agreement: FrameworkAgreement | None
    list_price: Decimal | None
    weeks: Decimal
    cost_sek: Decimal
    is_urgent: bool
    is_over_list_price: bool
    is_overlong: bool
    stops: tuple[HireStop, ...]
    rule: DelegationRule | None
    problem: NoDecider | SeveralDeciders | None
    passed: tuple[Weighed, ...] = ()

    @property
    def needs_reason(self) -> bool:
        return self.is_over_list_price or self.is_overlong


def places_of(organisation: Organisation) -> tuple[int, ...]:
    """Return the organisation and all above it, the nearest first: one query."""
    above = list(organisation.ancestors().values_list("pk", flat=True))
    return (organisation.pk, *reversed(above))


def judge(wanted: Wanted, today: datetime.date) -> Judged:
    """Return what the wish costs, where it departs from the agreement, and who decides on it: about ten queries."""
    places = places_of(wanted.organisation)
    agreement = agreement_in_force(wanted.organisation.region, wanted.profession, wanted.first_date)
    terms = terms_of(agreement) if agreement else NO_TERMS
    speciality = wanted.speciality.pk if wanted.speciality else None
    listed = hire_terms.list_price(terms, wanted.profession.pk, speciality, places)
    stops = tuple(stops_for(places, wanted))
    cost, weeks = (
        hire_terms.cost_sek(wanted.hours, wanted.price_sek_per_hour),
        hire_terms.weeks(wanted.first_date, wanted.last_date),
    )
    is_over = hire_terms.is_over_list(wanted.price_sek_per_hour, listed)
    ask = Ask(
        places=places,
        profession=wanted.profession.pk,
        cost_sek=cost,
        weeks=weeks,
        is_outside_framework=wanted.route in OUTSIDE_ROUTES,
        is_over_list_price=is_over,
        is_in_hire_stop=bool(stops),
        day=today,
    )
    decided = who_decides(ask)
    return Judged(
        agreement=agreement,
        list_price=listed,
        weeks=weeks,
        cost_sek=cost,
        is_urgent=hire_terms.is_urgent(terms, wanted.first_date, today),
        is_over_list_price=is_over,
        is_overlong=hire_terms.is_overlong(terms, wanted.first_date, wanted.last_date),
        stops=stops,
        rule=decided.rule,
        problem=decided.problem,
        passed=decided.passed,
    )


def judged_again(hire: HireRequest) -> tuple[Decided, list[HireStop]]:
    """Return how a request that was sent is decided by the rules as they stand now, and the hire stops over it: four queries.

    The day is the one that it was asked for. A rule that was changed since may name another than the request does.
    """
    places = places_of(hire.organisation)
    ask = Ask(
        places=places,
        profession=hire.profession_id,
        cost_sek=hire.cost_sek,
        weeks=hire.weeks,
        is_outside_framework=hire.route in OUTSIDE_ROUTES,
        is_over_list_price=hire.is_over_list_price,
        is_in_hire_stop=hire.is_in_hire_stop,
        day=timezone.localdate(hire.requested_at),
    )
    return who_decides(ask), list(stops_for(places, hire)) if hire.is_in_hire_stop else []


def who_decides(ask: Ask) -> Decided:
    """Return the rule that decides, or why none does, and how each rule was weighed: one query."""
    rows = {
        row.pk: row
        for row in DelegationRule.objects.filter(organisation__in=ask.places).select_related(
            "role__holder", "organisation", "profession"
        )
    }
    table = [table_rule(row) for row in rows.values()]
    weighed = tuple(
        Weighed(rows[one.rule.key], tuple(limit for limit in Limit if limit in one.limits))
        for one in delegation_table.weighed(ask, table)
    )
    try:
        found = delegation_table.decider(ask, table)
    except (NoDecider, SeveralDeciders) as problem:
        return Decided(None, problem, weighed)
    return Decided(rows[found.key], None, weighed)


def table_rule(row: DelegationRule) -> Rule:
    """Return the row as the table of delegation takes it."""
    return Rule(
        key=row.pk,
        place=row.organisation_id,
        role=row.role_id,
        step=row.step,
        profession=row.profession_id,
        largest_sek=row.largest_sek,
        longest_weeks=row.longest_weeks,
        covers_outside_framework=row.covers_outside_framework,
        covers_over_list_price=row.covers_over_list_price,
        covers_hire_stop=row.covers_hire_stop,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def agreement_in_force(region: Region, profession: Profession, day: datetime.date) -> FrameworkAgreement | None:
    """Return the agreement that a call-off of the profession is made from on the day: the region's own before the nation's."""
    in_force = FrameworkAgreement.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        Q(region__isnull=True) | Q(region=region),
        valid_from__lte=day,
        prices__profession=profession,
    )
    return in_force.order_by(F("region").asc(nulls_last=True), "-valid_from", "-number").distinct().first()


def list_price(
    unit: Organisation, profession: Profession, speciality: Speciality | None, day: datetime.date
) -> Decimal | None:
    """Return the list price for the unit on the day, kronor an hour; None where no agreement in force has one: four queries."""
    agreement = agreement_in_force(unit.region, profession, day)
    if agreement is None:
        return None
    key = speciality.pk if speciality else None
    return hire_terms.list_price(terms_of(agreement), profession.pk, key, places_of(unit))


def terms_of(agreement: FrameworkAgreement) -> Terms:
    """Return the agreement's price list, zones and limits: two queries."""
    prices = agreement.prices.values_list("profession", "price_sek_per_hour", "speciality", "zone")
    zones = ZonedOrganisation.objects.filter(agreement=agreement)
    return Terms(
        prices=tuple(Price(*price) for price in prices.order_by()),
        zones=dict(zones.values_list("organisation", "zone")),
        urgent_within_days=agreement.urgent_within_days,
        longest_months=agreement.longest_months,
    )


def stops_for(places: Sequence[int], wanted: Wanted | HireRequest) -> QuerySet[HireStop]:
    """Return the hire stops that some day of the work falls in."""
    return HireStop.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=wanted.first_date),
        Q(profession__isnull=True) | Q(profession=wanted.profession),
        Q(care_area__isnull=True) | Q(care_area=wanted.care_area),
        organisation__in=places,
        valid_from__lte=wanted.last_date,
    ).select_related("organisation")

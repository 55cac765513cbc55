"""Load budgets for hires, what is drawn on them, and what own staff costs: a fixed number of queries a page."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from staffing import hire_access, hire_budget, hire_spread, own_staff
from staffing.hire_budget import Hire, Spent, Stage
from staffing.models import (
    HireBudget,
    HireRequest,
    HireState,
    Organisation,
    OwnStaffRate,
    Profession,
    Region,
    Speciality,
    User,
)
from staffing.own_staff import Rate
from staffing.queries import Branch
from staffing.workforce_queries import tree_of

STAGES = {
    HireState.REQUESTED: Stage.WAITING,
    HireState.GRANTED: Stage.GRANTED,
    HireState.ORDERED: Stage.GRANTED,
    HireState.FILLED: Stage.GRANTED,
    HireState.FOLLOWED_UP: Stage.FOLLOWED_UP,
}
"""What of a budget a request draws on by its state; others cost nothing."""


def hires_in(requests: QuerySet[HireRequest], first: datetime.date, last: datetime.date) -> list[Hire]:
    """Return those of the requests that cost something on some of the days: one query.

    What was followed up may have begun before its first day, or ended after the last that was granted.
    """
    ended = Coalesce("order__ended_date", "decision__valid_to", "last_date")
    cost = Coalesce("order__actual_cost_sek", "decision__granted_cost_sek", "cost_sek")
    rows = (
        requests.filter(state__in=STAGES)
        .annotate(day_ended=ended, cost_in_the_end=cost)
        .filter(Q(first_date__lte=last) | Q(day_ended__lte=last), day_ended__gte=first)
        .order_by()
        .values_list("organisation_id", "state", "first_date", "order__filled_date", "day_ended", "cost_in_the_end")
    )
    return [
        Hire(place, STAGES[HireState(state)], *hire_spread.worked(begun, filled, end), sek)
        for place, state, begun, filled, end, sek in rows
    ]


@dataclass(frozen=True)
class BudgetYear:
    """A year of the budget that a request draws on: what the year takes of the request, and what there is without it.

    `holder` is the organisation whose budget it is: the unit itself, or the nearest above it that has one; None where no
    organisation has one for the year. `spent` is of everything else.
    """

    year: int
    holder: Organisation | None
    budget_sek: Decimal | None
    spent: Spent
    part_sek: Decimal

    @property
    def before_sek(self) -> Decimal | None:
        """Return what is left without the request."""
        return hire_budget.left_sek(self.budget_sek, self.spent)

    @property
    def after_sek(self) -> Decimal | None:
        """Return what is left when the request is granted as it stands."""
        return None if self.before_sek is None else self.before_sek - self.part_sek

    @property
    def is_overdrawn(self) -> bool:
        return self.after_sek is not None and self.after_sek < 0


def budget_years(
    unit: Organisation, days: tuple[datetime.date, datetime.date], cost_sek: Decimal, *, apart_from: int = 0
) -> list[BudgetYear]:
    """Return the budget of each year that a request of the unit falls in: four queries.

    `apart_from` is the request itself, when it is saved already.
    """
    tree = tree_of(unit.region)
    places = [unit.pk]
    while (above := tree.parents.get(places[-1])) is not None:
        places.append(above)
    years = hire_budget.years_between(*days)
    budgets = HireBudget.objects.filter(organisation__in=places, year__in=years).order_by()
    by_year: dict[int, dict[int, Decimal]] = {year: {} for year in years}
    for place, year, sek in budgets.values_list("organisation_id", "year", "amount_sek"):
        by_year[year][place] = sek
    requests = HireRequest.objects.filter(region=unit.region).exclude(pk=apart_from)
    span = (hire_budget.year_of(years[0])[0], hire_budget.year_of(years[-1])[1])
    hires = hires_in(requests, *span) if any(by_year.values()) else []
    found = []
    for year in years:
        part = hire_spread.part_in(cost_sek, days, hire_budget.year_of(year))
        key = hire_budget.budget_holder(places, by_year[year])
        if key is None:
            found.append(BudgetYear(year, None, None, Spent(), part))
        else:
            spent = hire_budget.spent_in(hires, tree.below(tree.by_id[key]), year)
            found.append(BudgetYear(year, tree.by_id[key], by_year[year][key], spent, part))
    return found


@dataclass(frozen=True)
class BudgetRow:
    """A line of the list: an organisation, its own budget of the year if it has one, and what it and all below it draw."""

    branch: Branch
    budget: HireBudget | None
    spent: Spent
    can_change: bool

    @property
    def used_share(self) -> Decimal | None:
        return hire_budget.used_share(self.budget.amount_sek if self.budget else None, self.spent)

    @property
    def left_sek(self) -> Decimal | None:
        return hire_budget.left_sek(self.budget.amount_sek if self.budget else None, self.spent)

    @property
    def is_overdrawn(self) -> bool:
        return self.left_sek is not None and self.left_sek < 0


def rows_of(user: User | AnonymousUser, region: Region, year: int) -> list[BudgetRow]:
    """Return the region's organisations as a tree with budget and what is drawn on it in the year: three queries.

    A closed organisation stands there while something of the year is its.
    """
    tree = tree_of(region)
    first, last = hire_budget.year_of(year)
    hires = hires_in(HireRequest.objects.filter(region=region), first, last)
    spent = hire_budget.rolled_up(hires, tree.parents, year)
    budgets = {one.organisation_id: one for one in HireBudget.objects.filter(organisation__region=region, year=year)}
    rows = []
    for branch in tree.branches:
        one = branch.organisation
        is_there = (one.valid_from <= last and one.is_open_on(first)) or one.pk in spent or one.pk in budgets
        if is_there:
            can_change = bool(hire_access.can_keep_budget(user, one.pk))
            rows.append(BudgetRow(branch, budgets.get(one.pk), spent.get(one.pk, Spent()), can_change))
    return rows


def years_of(region: Region, today: datetime.date) -> list[int]:
    """Return the years to choose between: this one and its neighbours, and each that has a budget; the latest first."""
    found = HireBudget.objects.filter(organisation__region=region).order_by().values_list("year", flat=True).distinct()
    return sorted({*found, today.year - 1, today.year, today.year + 1}, reverse=True)


def budget_of(place: Organisation, year: int) -> HireBudget:
    """Return the organisation's budget of the year, or one to begin with."""
    found = HireBudget.objects.filter(organisation=place, year=year).select_related("organisation__region").first()
    return found or HireBudget(organisation=place, year=year, version=0)


def rate_of(region: Region, profession: Profession, speciality: Speciality | None, day: datetime.date) -> Rate | None:
    """Return what an hour of own staff costs on the day: one query."""
    rows = OwnStaffRate.objects.filter(region=region, profession=profession, valid_from__lte=day)
    rates = [Rate(*row) for row in rows.values_list("speciality_id", "sek_per_hour", "valid_from", "source").order_by()]
    return own_staff.rate_on(rates, speciality.pk if speciality else None, day)


def rates_of(region: Region) -> list[OwnStaffRate]:
    """Return the region's costs of own staff, by profession and speciality, the latest first: one query."""
    rows = OwnStaffRate.objects.filter(region=region).select_related("profession", "speciality")
    return sorted(
        rows,
        key=lambda row: (
            row.profession.order,
            row.profession_id,
            row.speciality.name_sv if row.speciality else "",
            -row.valid_from.toordinal(),
        ),
    )


def current_of(rates: Collection[OwnStaffRate], today: datetime.date) -> set[int]:
    """Return the keys of those that hold today: of each profession and speciality the latest that has begun."""
    found: dict[tuple[int, int | None], OwnStaffRate] = {}
    for rate in rates:
        key = (rate.profession_id, rate.speciality_id)
        if rate.valid_from <= today and (key not in found or rate.valid_from > found[key].valid_from):
            found[key] = rate
    return {one.pk for one in found.values()}

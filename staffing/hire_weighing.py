"""What a hire costs, held against list price, own staff, the budget and the unit's other hires: the same to who asks and who decides."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from staffing import hire_budget_queries, hire_reading, hire_terms, own_staff
from staffing.hire_budget_queries import BudgetYear
from staffing.hire_queries import Judged, Wanted
from staffing.hire_reading import YearSoFar
from staffing.models import HireRequest, Organisation
from staffing.own_staff import Difference, OwnCost
from values.numbers import round_half_up


@dataclass(frozen=True)
class Costs:
    """A hire's cost, kronor without VAT, beside the same hours at the list price and with own staff."""

    cost_sek: Decimal
    listed_sek: Decimal | None
    over_list: Difference | None
    own: OwnCost | None
    over_own: Difference | None


@dataclass(frozen=True)
class Surroundings:
    """What else the unit draws: budgets of the years that the hire falls in, the year so far, and its latest requests."""

    years: list[BudgetYear]
    so_far: YearSoFar
    year: int
    latest: list[HireRequest]

    @property
    def overdrawn(self) -> list[Overdrawn]:
        """Return the budgets that the hire overdraws, each with by how much."""
        left = [(one.year, one.holder, one.after_sek) for one in self.years if one.is_overdrawn]
        return [Overdrawn(year, holder, -after) for year, holder, after in left if holder and after is not None]


@dataclass(frozen=True)
class Overdrawn:
    """A budget that is not enough: whose, of which year, and the kronor that it lacks."""

    year: int
    holder: Organisation
    sek: Decimal


def costs(hours: Decimal, cost_sek: Decimal, listed_sek_per_hour: Decimal | None, own: OwnCost | None) -> Costs:
    """Return the hire's cost beside what it is held against."""
    listed = None if listed_sek_per_hour is None else hire_terms.cost_sek(hours, listed_sek_per_hour)
    return Costs(
        cost_sek=cost_sek,
        listed_sek=listed,
        over_list=own_staff.difference(cost_sek, listed),
        own=own,
        over_own=own_staff.difference(cost_sek, own.cost_sek if own else None),
    )


def costs_of_wish(wanted: Wanted, judged: Judged) -> Costs:
    """Return what is asked for, before it is sent: one query."""
    region = wanted.organisation.region
    rate = hire_budget_queries.rate_of(region, wanted.profession, wanted.speciality, wanted.first_date)
    return costs(wanted.hours, judged.cost_sek, judged.list_price, own_staff.own_cost(rate, wanted.hours))


def costs_of(hire: HireRequest) -> Costs:
    """Return what was asked for, by the prices and the assumption of that day: no query."""
    own = None
    if hire.own_cost_sek is not None:
        own = OwnCost(hire.own_cost_sek, round_half_up(hire.own_cost_sek / hire.hours, 2), hire.own_cost_source)
    return costs(hire.hours, hire.cost_sek, hire.list_price_sek_per_hour, own)


def surroundings(
    unit: Organisation,
    days: tuple[datetime.date, datetime.date],
    cost_sek: Decimal,
    year: int,
    *,
    apart_from: int = 0,
) -> Surroundings:
    """Return what else the unit draws, apart from the request itself when it is saved: about six queries."""
    return Surroundings(
        years=hire_budget_queries.budget_years(unit, days, cost_sek, apart_from=apart_from),
        so_far=hire_reading.year_so_far(unit, year, apart_from=apart_from),
        year=year,
        latest=hire_reading.latest_of_unit(unit, apart_from=apart_from),
    )

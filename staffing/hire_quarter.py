"""What was decided and ordered of hires in some days, for reports and figures beside the cost: pure sums, no database, no clock.

Decisions count on the day that they were made, orders on the day that they were placed. Kronor without VAT.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from staffing import hire_terms
from staffing.hire_statistics import Framework, framework_of

GRANTED, CHANGED, REFUSED = "granted", "changed", "refused"
"""The outcomes of a decision, as `staffing.models.Outcome` stores them."""


@dataclass(frozen=True)
class Decided:
    """A decision on a request of an organisation; `granted_sek` is None where it is refused."""

    organisation: int
    outcome: str
    granted_sek: Decimal | None
    is_in_hire_stop: bool
    is_urgent: bool


@dataclass(frozen=True)
class Ordered:
    """An order: granted hours at the ordered price. `list_sek_per_hour` is None where no agreement had a price for the work."""

    organisation: int
    hours: Decimal
    sek_per_hour: Decimal
    list_sek_per_hour: Decimal | None
    is_inside_framework: bool

    @property
    def cost_sek(self) -> Decimal:
        return hire_terms.cost_sek(self.hours, self.sek_per_hour)

    @property
    def above_list_sek(self) -> Decimal | None:
        """Return what the order costs above the price list, 0 at or below it; None without a listed price."""
        return hire_terms.above_list_sek(self.hours, self.sek_per_hour, self.list_sek_per_hour)


@dataclass(frozen=True)
class HireQuarter:
    """The hires of some organisations in some days; `waiting` and `to_follow_up` are as of the last of them.

    `since` is the day from which the region's requests of the days are known (`hire_statistics_queries.recorded`): None says that
    none were kept here yet, so that nothing is known, which is not zero.
    """

    since: date | None
    decided: tuple[Decided, ...] = ()
    ordered: tuple[Ordered, ...] = ()
    waiting: int = 0
    to_follow_up: int = 0
    is_example: bool = False

    @property
    def is_known(self) -> bool:
        return self.since is not None

    def of_outcome(self, outcome: str) -> int:
        """Return how many decisions have the outcome."""
        return sum(one.outcome == outcome for one in self.decided)

    @property
    def granted_count(self) -> int:
        """Return how many requests were granted, with changes or without."""
        return self.of_outcome(GRANTED) + self.of_outcome(CHANGED)

    @property
    def refused_count(self) -> int:
        return self.of_outcome(REFUSED)

    @property
    def in_hire_stop(self) -> int:
        return sum(one.is_in_hire_stop for one in self.decided)

    @property
    def urgent(self) -> int:
        return sum(one.is_urgent for one in self.decided)

    @property
    def granted_sek(self) -> Decimal:
        return _sum(one.granted_sek for one in self.decided)

    @property
    def framework(self) -> Framework:
        """Return how much of what was ordered on the days was ordered inside the framework, as the statistics count it."""
        return framework_of((one.is_inside_framework, one.cost_sek) for one in self.ordered)

    @property
    def ordered_sek(self) -> Decimal:
        return self.framework.sek

    @property
    def inside_sek(self) -> Decimal:
        return self.framework.inside_sek

    @property
    def framework_share(self) -> Decimal | None:
        """Return kronor ordered inside the framework ÷ all kronor ordered, a fraction, unrounded; None of no orders."""
        return self.framework.share_of_sek

    @property
    def without_list_price(self) -> int:
        return sum(one.list_sek_per_hour is None for one in self.ordered)

    @property
    def above_list_sek(self) -> Decimal | None:
        """Return what the orders cost above the price list; None where none of them had a listed price."""
        known = [one.above_list_sek for one in self.ordered if one.above_list_sek is not None]
        return _sum(known) if known else None


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((one for one in amounts if one is not None), Decimal(0))

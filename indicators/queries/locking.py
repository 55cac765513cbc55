"""Load what waits to be locked, of whatever period, with what to look at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser

from indicators import access, plausibility, return_words
from indicators.cost_lines import AGENCY, OWN
from indicators.models import CostReturn, ReturnState
from indicators.models.returns import CostReturnQuerySet
from indicators.queries import collecting, costs
from indicators.queries.returns import labels_for
from staffing.models import User
from values import ratio


@dataclass(frozen=True)
class WaitingRow:
    """A submitted return: its sums in kronor and what stands out against the same months of last year, in words.

    `locked_agency_sek` and `locked_own_sek` are those of the locked version that it would take the place of, None where it is the first.
    """

    cost_return: CostReturn
    agency_sek: Decimal
    own_sek: Decimal
    deviations: list[str]
    locked_agency_sek: Decimal | None = None
    locked_own_sek: Decimal | None = None

    @property
    def share(self) -> Decimal | None:
        return ratio.cost_ratio(self.agency_sek, self.own_sek)

    @property
    def is_restated(self) -> bool:
        return self.locked_own_sek is not None


def waiting_returns(user: User | AnonymousUser) -> CostReturnQuerySet:
    """Return the submitted returns that the person may see, by period and region."""
    waiting = access.visible_cost_returns(user).filter(state=ReturnState.SUBMITTED)
    return waiting.order_by("-first_month", "length", "region__code", "number")


def waiting_rows(user: User | AnonymousUser) -> list[WaitingRow]:
    """Return what waits to be locked: five queries, however many returns and lines."""
    waiting = list(waiting_returns(user).select_related("region", "submitted_by"))
    regions = {one.region_id for one in waiting}
    months = {month for one in waiting for month in (one.first_month, one.period.year_before().first_date)}
    others = list(CostReturn.objects.filter(region__in=regions, first_month__in=months).exclude(state=ReturnState.OPEN))
    before = {(one.region_id, one.first_month, one.length): one.pk for one in others if one.counts_submitted}
    locked = {(one.region_id, one.first_month, one.length): one.pk for one in others if one.counts_locked}
    sums = collecting.sums_of({one.pk for one in waiting} | set(before.values()) | set(locked.values()))
    labels = labels_for(())
    made = []
    for one in waiting:
        period, now = costs.period_at(one.first_month, one.length), sums.get(one.pk, {})
        year_before = sums.get(before.get((one.region_id, period.year_before().first_date, one.length), 0), {})
        found = plausibility.deviations(now, year_before)
        was = sums.get(locked.get((one.region_id, one.first_month, one.length), 0))
        made.append(
            WaitingRow(
                one,
                _total(now, AGENCY),
                _total(now, OWN),
                [return_words.deviation_words(found_one, labels, period.year_before()) for found_one in found],
                *((_total(was, AGENCY), _total(was, OWN)) if was is not None else (None, None)),
            )
        )
    return made


def _total(sums: collecting.Sums, kind: str) -> Decimal:
    return sums.get((None, None, kind), Decimal(0))


def names_of(cost_return_ids: Sequence[int]) -> list[tuple[str, CostReturn]]:
    """Return the regions' names with those of the returns that are still there, by name."""
    found = CostReturn.objects.filter(pk__in=cost_return_ids).select_related("region")
    return sorted(((one.region.short_name, one) for one in found), key=lambda pair: (pair[0], pair[1].first_month))

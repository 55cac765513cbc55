"""Load what waits to be locked, of whatever period, with what to look at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser

from indicators import access, plausibility, return_words
from indicators.cost_lines import Reported, reported
from indicators.models import CostReturn, ReturnState
from indicators.models.returns import CostReturnQuerySet
from indicators.queries import lines
from indicators.queries.returns import labels_for
from indicators.return_words import Cause
from staffing.models import User
from values import ratio


@dataclass(frozen=True)
class WaitingRow:
    """A submitted return: its sums, what stands out, and the sums of the locked version whose place it would take (None: none)."""

    cost_return: CostReturn
    now: Reported
    causes: list[Cause]
    locked: Reported | None

    @property
    def share(self) -> Decimal | None:
        return ratio.cost_ratio(self.now.agency_sek, self.now.own_sek)


def waiting_returns(user: User | AnonymousUser) -> CostReturnQuerySet:
    """Return the submitted returns that the person may see, by period and region."""
    waiting = access.visible_cost_returns(user).filter(state=ReturnState.SUBMITTED)
    return waiting.order_by("-first_month", "length", "region__code", "number")


def waiting_rows(user: User | AnonymousUser, chosen: int | None = None) -> list[WaitingRow]:
    """Return what waits to be locked (the chosen one alone, by its key): six queries, however many returns and lines."""
    found = waiting_returns(user).select_related("region", "submitted_by")
    waiting = list(found if chosen is None else found.filter(pk=chosen))
    regions = {one.region_id for one in waiting}
    months = {
        month.first_date for one in waiting for month in (one.period, one.period.year_before(), one.period.previous())
    }
    others = list(CostReturn.objects.filter(region__in=regions, first_month__in=months).exclude(state=ReturnState.OPEN))
    counting = {(one.region_id, one.period): one.pk for one in others if one.counts_submitted}
    locked = {(one.region_id, one.period): one.pk for one in others if one.counts_locked}
    read = lines.rows_of_returns({one.pk for one in waiting} | set(counting.values()) | set(locked.values()))
    labels = labels_for({row.organisation_id for rows in read.values() for row in rows})
    made = []
    for one in waiting:
        now, was = read[one.pk], read.get(locked.get((one.region_id, one.period), 0))
        bases = [
            plausibility.Base(period, read.get(counting.get((one.region_id, period), 0), []))
            for period in (one.period.year_before(), one.period.previous())
        ]
        made.append(
            WaitingRow(
                one,
                reported(now),
                return_words.causes(plausibility.deviations(now, *bases), labels),
                None if was is None else reported(was),
            )
        )
    return made


def names_of(cost_return_ids: Sequence[int]) -> list[tuple[str, CostReturn]]:
    """Return the regions' names with those of the returns that are still there, by name."""
    found = CostReturn.objects.filter(pk__in=cost_return_ids).select_related("region")
    return sorted(((one.region.short_name, one) for one in found), key=lambda pair: (pair[0], pair[1].first_month))

"""Load what waits to be locked, of whatever period, with what to look at first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser

from indicators import access, plausibility, return_words
from indicators.cost_lines import AGENCY, OWN, LineRow
from indicators.models import CostReturn, ReturnState
from indicators.models.returns import CostReturnQuerySet
from indicators.queries import lines
from indicators.queries.returns import labels_for
from staffing.models import User
from values import ratio


@dataclass(frozen=True)
class WaitingRow:
    """A submitted return: its sums in kronor and what stands out, in words.

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
                _total(now, AGENCY),
                _total(now, OWN),
                [return_words.deviation_words(found, labels) for found in plausibility.deviations(now, *bases)],
                *((_total(was, AGENCY), _total(was, OWN)) if was is not None else (None, None)),
            )
        )
    return made


def _total(rows: Iterable[LineRow], kind: str) -> Decimal:
    return sum((row.amount_sek for row in rows if row.kind == kind), Decimal(0))


def names_of(cost_return_ids: Sequence[int]) -> list[tuple[str, CostReturn]]:
    """Return the regions' names with those of the returns that are still there, by name."""
    found = CostReturn.objects.filter(pk__in=cost_return_ids).select_related("region")
    return sorted(((one.region.short_name, one) for one in found), key=lambda pair: (pair[0], pair[1].first_month))

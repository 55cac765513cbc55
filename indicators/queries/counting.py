"""The returns of a region that count on a basis, now or as it was at a moment, each with its two costs."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from indicators import return_versions
from indicators.models import Basis, SummedReturn
from indicators.queries import costs
from indicators.return_versions import Version
from staffing.models import Region
from values.period import Period


@dataclass(frozen=True)
class Counting:
    """A return that counts, summed, in kronor; `is_preliminary` where it is handed in and not locked."""

    return_id: int
    agency_sek: Decimal
    own_sek: Decimal
    is_preliminary: bool


def counting_returns(region: Region, basis: str, moment: datetime.datetime | None = None) -> dict[Period, Counting]:
    """Return the returns that figures on `basis` stand on, by period: one query.

    Without a moment they are those that the stored index stands on; with one, those that counted then, as the times of
    the versions say it (`return_versions`).
    """
    every = SummedReturn.objects.filter(cost_return__isnull=False)
    marks = every if moment else costs.counting_marks(basis)
    rows = marks.filter(region=region).values_list(
        "cost_return_id",
        "first_month",
        "length",
        "cost_return__number",
        "cost_return__submitted_at",
        "cost_return__locked_at",
        "agency_sek",
        "own_sek",
    )
    sums = {}
    versions = []
    for pk, first, length, number, submitted_at, locked_at, agency, own in rows:
        versions.append(Version(pk, costs.period_at(first, length), number, submitted_at, locked_at))
        sums[pk] = costs.exact(agency), costs.exact(own)
    if moment is None:
        used = {one.period: one for one in versions}
        preliminary = {one.return_id for one in versions if one.locked_at is None}
    else:
        used = return_versions.counting_at(versions, moment, only_locked=basis == Basis.LOCKED)
        preliminary = {one.return_id for one in versions if not one.is_locked_at(moment)}
    return {
        period: Counting(one.return_id, *sums[one.return_id], is_preliminary=one.return_id in preliminary)
        for period, one in sorted(used.items())
    }

"""Why the index of a region, or of the nation, moved between two runs of months: what `cost_moves` needs, and the labels."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Sum
from django.utils.translation import gettext as _

from indicators import cost_moves
from indicators.cost_moves import Move
from indicators.models import OrganisationSum, ProfessionSum
from indicators.queries import breakdowns, costs, index
from indicators.queries.breakdowns import Used
from staffing.models import CareArea, Profession, Region
from values.period import MonthRange, Period


class Split(StrEnum):
    """What the agency cost is split by: profession × care area, organisation, or for the nation region."""

    PLACE = "place"
    ORGANISATION = "organisation"
    REGION = "region"


@dataclass(frozen=True)
class Explained:
    """A move with the names of its parts. Without a move, `missing_now` and `missing_before` name what is not reported.

    The nation's is over the regions that have both runs of months: `region_ids`.
    """

    move: Move | None
    labels: dict[str, str]
    missing_now: tuple[str, ...]
    missing_before: tuple[str, ...]
    region_ids: frozenset[int]


def explain(region: Region | None, now: MonthRange, before: MonthRange, split: Split, basis: str) -> Explained:
    """Return what moved the index from the months `before` to those `now`, in four queries at most.

    :raises ValueError: the nation by organisation, or a region by region.
    """
    if split is (Split.ORGANISATION if region is None else Split.REGION):
        raise ValueError(f"{region or 'The nation'} cannot be split by {split}.")
    first, last = sorted((now, before), key=lambda months: (months.first_date, months.last_date))
    returns = breakdowns.returns_between(region, first, last, basis)
    used_now, used_before = breakdowns.used_in(returns, now), breakdowns.used_in(returns, before)
    both = used_now.region_ids & used_before.region_ids
    if not both:
        return Explained(None, {}, used_now.missing, used_before.missing, both)
    if region is None:
        returns = {region_id: returns[region_id] for region_id in both}
        used_now, used_before = breakdowns.used_in(returns, now), breakdowns.used_in(returns, before)
    labels, rows = _parts(region, split, used_now.return_ids | used_before.return_ids)
    agency_now, own_now = _summed(rows, used_now)
    agency_before, own_before = _summed(rows, used_before)
    # A part that cost nothing at either time drove nothing.
    in_order = {key: agency_now.get(key, Decimal(0)) for key in labels if agency_now.get(key) or agency_before.get(key)}
    agency_before = {key: sek for key, sek in agency_before.items() if key in in_order}
    return Explained(cost_moves.explain(agency_before, in_order, own_before, own_now), labels, (), (), both)


def offered_periods(region: Region | None, basis: str, today: datetime.date) -> list[Period]:
    """Return the periods to choose from: one query."""
    return index.offered_of(costs.reported_periods(basis, region_id=None if region is None else region.pk), today)


def has_example_costs(region: Region | None, basis: str) -> bool:
    """Return whether any return that counts is made up for the demo."""
    marks = costs.counting_marks(basis).filter(cost_return__is_example=True)
    return (marks if region is None else marks.filter(region=region)).exists()


Row = tuple[int, str, Decimal, Decimal]
"""Return, part, agency cost and own staff cost."""


def _summed(rows: Iterable[Row], used: Used) -> tuple[dict[str, Decimal], Decimal]:
    agency: dict[str, Decimal] = defaultdict(Decimal)
    own = Decimal(0)
    for return_id, key, agency_sek, own_sek in rows:
        if return_id in used.return_ids:
            agency[key] += agency_sek
            own += own_sek
    return dict(agency), own


def _parts(region: Region | None, split: Split, return_ids: Collection[int]) -> tuple[dict[str, str], list[Row]]:
    """Return the labels of the parts in the order they are read, and their sums by return."""
    if split is Split.ORGANISATION:
        labels, roll_up, _rest = breakdowns.tree_of(region, None)
        rows = OrganisationSum.objects.filter(cost_return_id__in=list(return_ids)).order_by()
        of_organisation = rows.values_list("cost_return_id", "organisation_id", "agency_sek", "own_sek")
        return labels, [
            (return_id, roll_up.get(pk, ""), costs.exact(agency), costs.exact(own))
            for return_id, pk, agency, own in of_organisation
        ]
    sums = ProfessionSum.objects.filter(cost_return_id__in=list(return_ids)).order_by()
    if split is Split.REGION:
        labels = {str(pk): name for pk, name in Region.objects.order_by("code").values_list("pk", "short_name")}
        of_region = sums.values_list("cost_return_id", "cost_return__region_id")
        grouped = of_region.annotate(agency=Sum("agency_sek"), own=Sum("own_sek"))
        return labels, [
            (return_id, str(pk), costs.exact(agency), costs.exact(own)) for return_id, pk, agency, own in grouped
        ]
    of_place = sums.values_list("cost_return_id", "profession_id", "care_area_id", "agency_sek", "own_sek")
    found = [
        (return_id, f"{one}-{area or 0}", costs.exact(agency), costs.exact(own))
        for return_id, one, area, agency, own in of_place
    ]
    return _places(), found


def _places() -> dict[str, str]:
    """Return the labels of profession × care area: "läkare, primärvård"; a profession without a care area has its own name."""
    areas = [(0, ""), *((area.pk, area.name) for area in CareArea.objects.all())]
    return {
        f"{profession.pk}-{pk}": _("%(profession)s, %(care_area)s") % {"profession": profession.name, "care_area": name}
        if name
        else profession.name
        for profession in Profession.objects.all()
        for pk, name in areas
    }

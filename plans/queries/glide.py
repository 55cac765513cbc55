"""The actual shares that milestones are held against, from locked cost returns."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from indicators.cost_index import Window, window_months
from indicators.models import Basis, OrganisationSum, ProfessionSum
from indicators.queries import costs, index
from plans.glide_path import Share
from plans.models import Plan
from staffing.models import Level, Organisation, Profession, Region
from values.period import Period, missing_codes, tile

SHOWN_PERIODS = 12
"""Three years of quarters before the path."""


@dataclass(frozen=True)
class Wanted:
    """Whose share: an organisation with all below it, of all professions or one, in a period or the window that it ends."""

    organisation_id: int
    profession: str
    period: Period
    window: Window = Window.PERIOD


def known_periods(region: Region, today: datetime.date) -> list[Period]:
    """Return the latest periods that the region has locked returns for and that have ended, in order; each month once."""
    ended = [one for one in costs.reported_periods(Basis.LOCKED, region_id=region.pk) if one.last_date < today]
    return sorted(ended, key=lambda period: (period.last_date, period.length))[-SHOWN_PERIODS:]


def shares_of(region: Region, wanted: Collection[Wanted]) -> dict[Wanted, Share]:
    """Return the shares on locked returns, in at most nine queries however many.

    The region itself is its index. An organisation is summed with all below it, a profession over the whole region; the two
    at once are not kept by any sum.
    """
    root_id = Organisation.objects.filter(region=region, level=Level.REGION).values_list("pk", flat=True).first()
    whole = [one for one in wanted if one.organisation_id == root_id and not one.profession]
    figures = index.region_figures_for(region, {(one.period, one.window) for one in whole}, Basis.LOCKED)
    found = {}
    for one in whole:
        figure = figures[one.period, one.window]
        found[one] = Share(figure.agency_sek, figure.own_sek, figure.missing)
    parts = [one for one in wanted if one not in found]
    return found | _parts(region, root_id, parts) if parts else found


def _parts(region: Region, root_id: int | None, wanted: list[Wanted]) -> dict[Wanted, Share]:
    used = _used_returns(region, {(one.period, one.window) for one in wanted})
    return_ids = {pk for ids, _missing in used.values() for pk in ids}
    by_organisation = _sums(OrganisationSum.objects.filter(cost_return_id__in=return_ids), "organisation_id")
    by_profession = _sums(ProfessionSum.objects.filter(cost_return_id__in=return_ids), "profession__code")
    below = _subtrees(region, {one.organisation_id for one in wanted})
    found = {}
    for one in wanted:
        ids, missing = used[one.period, one.window]
        if one.profession and one.organisation_id != root_id:
            found[one] = Share(is_undivided=True)
        elif missing:
            found[one] = Share(missing=missing)
        elif one.profession:
            found[one] = _added(by_profession, ids, [one.profession])
        else:
            found[one] = _added(by_organisation, ids, below[one.organisation_id])
    return found


def _used_returns(
    region: Region, wanted: Iterable[tuple[Period, Window]]
) -> dict[tuple[Period, Window], tuple[list[int], tuple[str, ...]]]:
    marks = costs.counting_marks(Basis.LOCKED).filter(region=region)
    ids = {
        costs.period_at(first, length): pk
        for first, length, pk in marks.values_list("first_month", "length", "cost_return")
    }
    found = {}
    for period, window in wanted:
        tiling = tile(ids, window_months(period, window))
        found[period, window] = ([ids[one] for one in tiling.used], missing_codes(tiling.missing))
    return found


Sums = Mapping[tuple[int, object], tuple[Decimal, Decimal]]


def _sums(rows: QuerySet[OrganisationSum] | QuerySet[ProfessionSum], key: str) -> Sums:
    summed = rows.order_by().values_list("cost_return_id", key).annotate(Sum("agency_sek"), Sum("own_sek"))
    return {(pk, value): (costs.exact(agency), costs.exact(own)) for pk, value, agency, own in summed}


def _added(sums: Sums, return_ids: Iterable[int], keys: Collection[object]) -> Share:
    rows = [sums[pk, key] for pk in return_ids for key in keys if (pk, key) in sums]
    return Share(sum((row[0] for row in rows), Decimal(0)), sum((row[1] for row in rows), Decimal(0)))


def _subtrees(region: Region, tops: Collection[int]) -> dict[int, list[object]]:
    parents = dict(Organisation.objects.filter(region=region).values_list("pk", "parent_id"))
    found: dict[int, list[object]] = defaultdict(list)
    for pk in parents:
        climbed: int | None = pk
        while climbed is not None:
            if climbed in tops:
                found[climbed].append(pk)
            climbed = parents.get(climbed)
    return found


def profession_names() -> dict[str, str]:
    """Return the professions' names in the active language by code."""
    return {one.code: one.name for one in Profession.objects.all()}


def organisations_of(plan: Plan) -> QuerySet[Organisation]:
    """Return the organisations that the plan's milestones can be about: its own and all below."""
    own = Organisation.objects.filter(pk=plan.organisation_id)
    return Organisation.objects.subtree_of(own).order_by("order", "name")

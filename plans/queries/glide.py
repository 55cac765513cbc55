"""The actual shares that milestones are held against: twelve months of the returns that count for a reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Manager, Q, QuerySet, Sum

from indicators.models import CostKind, CostLine, OrganisationSum, ProfessionSum
from indicators.queries import costs
from indicators.queries.counting import Counting
from plans.glide_path import Share, Wanted
from plans.models import Plan
from staffing.models import Level, Organisation, Profession, Region
from values.period import Period, missing_codes, rolling_twelve, tile

Costs = tuple[Decimal, Decimal]
"""Agency and own staff cost, in kronor."""

NOTHING: Costs = (Decimal(0), Decimal(0))


def shares_of(region: Region, returns: Mapping[Period, Counting], wanted: Collection[Wanted]) -> dict[Wanted, Share]:
    """Return the shares that the returns give, in at most four queries however many are wanted.

    The returns are the region's that count (`indicators.queries.counting`). They must tile the twelve months; else the months
    that none covers are named. The region itself is its returns' sums, so that it is its index to the öre. An organisation is
    summed with all below it, a profession over the whole region from the stored sums; the two at once from the lines.
    """
    if not wanted:
        return {}
    tree = list(Organisation.objects.filter(region=region).order_by().values_list("pk", "parent_id", "level"))
    root_id = next((pk for pk, _parent, level in tree if level == Level.REGION), None)
    below = _below({pk: parent for pk, parent, _level in tree}, {one.organisation_id for one in wanted})
    spans = {period: _span(returns, period) for period in {one.period for one in wanted}}
    sums = _Sums(root_id, below)
    sums.load(spans, wanted)
    return {one: spans[one.period].share(sums, one) for one in wanted}


@dataclass(frozen=True)
class _Span:
    """The returns that tile twelve months, or what is missing of them."""

    returns: Mapping[Period, Counting]
    missing: tuple[Period, ...]

    @property
    def return_ids(self) -> list[int]:
        return [] if self.missing else [one.return_id for one in self.returns.values()]

    def share(self, sums: _Sums, wanted: Wanted) -> Share:
        if self.missing:
            return Share(missing=self.missing)
        parts = [sums.of(one, wanted) for one in self.returns.values()]
        return Share(
            sum((agency for agency, _own in parts), Decimal(0)),
            sum((own for _agency, own in parts), Decimal(0)),
            preliminary=tuple(period for period, one in self.returns.items() if one.is_preliminary),
        )


def _span(returns: Mapping[Period, Counting], period: Period) -> _Span:
    tiling = tile(returns, rolling_twelve(period))
    return _Span(
        {one: returns[one] for one in tiling.used},
        tuple(Period.parse(code) for code in missing_codes(tiling.missing)),
    )


@dataclass
class _Sums:
    """What each return costs by organisation and by profession, as far as it is asked for."""

    root_id: int | None
    below: Mapping[int, Collection[int]]
    by_organisation: Mapping[tuple[int, Any], Costs] = field(default_factory=dict)
    by_profession: Mapping[tuple[int, Any], Costs] = field(default_factory=dict)
    by_both: Mapping[tuple[int, int, str], Costs] = field(default_factory=dict)

    def load(self, spans: Mapping[Period, _Span], wanted: Collection[Wanted]) -> None:
        """Ask for the sums of each kind that some of the wanted need, of their returns alone: at most three queries."""
        below = [one for one in wanted if one.organisation_id != self.root_id]
        if whole := [one for one in below if not one.profession]:
            self.by_organisation = _stored(OrganisationSum.objects, _returns_of(spans, whole), "organisation_id")
        if of_region := [one for one in wanted if one.profession and one.organisation_id == self.root_id]:
            self.by_profession = _stored(ProfessionSum.objects, _returns_of(spans, of_region), "profession__code")
        if both := [one for one in below if one.profession]:
            self.by_both = _from_lines(_returns_of(spans, both), {one.profession for one in both})

    def of(self, one: Counting, wanted: Wanted) -> Costs:
        pk, code, organisation_id = one.return_id, wanted.profession, wanted.organisation_id
        if organisation_id == self.root_id:
            return self.by_profession.get((pk, code), NOTHING) if code else (one.agency_sek, one.own_sek)
        below = self.below[organisation_id]
        if code:
            return _added(self.by_both.get((pk, place, code), NOTHING) for place in below)
        return _added(self.by_organisation.get((pk, place), NOTHING) for place in below)


def _returns_of(spans: Mapping[Period, _Span], wanted: Iterable[Wanted]) -> set[int]:
    return {pk for period in {one.period for one in wanted} for pk in spans[period].return_ids}


def _stored(
    sums: Manager[OrganisationSum] | Manager[ProfessionSum], return_ids: Collection[int], key: str
) -> dict[tuple[int, Any], Costs]:
    rows = sums.filter(cost_return__in=return_ids).order_by().values_list("cost_return_id", key)
    summed = rows.annotate(Sum("agency_sek"), Sum("own_sek"))
    return {(pk, value): (costs.exact(agency), costs.exact(own)) for pk, value, agency, own in summed}


def _from_lines(return_ids: Collection[int], professions: Collection[str]) -> dict[tuple[int, int, str], Costs]:
    """Return the costs by return, organisation and profession: no stored sum is split by both."""
    lines = CostLine.objects.filter(cost_return__in=return_ids, profession__code__in=professions)
    summed = (
        lines.order_by()
        .values_list("cost_return_id", "organisation_id", "profession__code")
        .annotate(
            agency=Sum("amount_sek", filter=Q(kind=CostKind.AGENCY)), own=Sum("amount_sek", filter=Q(kind=CostKind.OWN))
        )
    )
    return {(pk, place, code): (costs.exact(agency), costs.exact(own)) for pk, place, code, agency, own in summed}


def _added(parts: Iterable[Costs]) -> Costs:
    agency, own = NOTHING
    for more_agency, more_own in parts:
        agency, own = agency + more_agency, own + more_own
    return agency, own


def _below(parents: Mapping[int, int | None], tops: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
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

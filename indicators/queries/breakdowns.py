"""What a cost is made of: by profession, care area or organisation, with the same months of the year before."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import add

from django.db.models import Sum
from django.utils.translation import gettext as _

from indicators import cost_parts
from indicators.cost_index import CostSum
from indicators.cost_parts import Part, PartCost
from indicators.models import OrganisationSum, ProfessionSum
from indicators.queries import costs
from staffing.models import CareArea, Level, Organisation, Profession, Region
from values.period import MonthRange, Period, missing_codes, tile

NO_CARE_AREA = "none"
"""The key of what is reported without a care area."""


class Dimension(StrEnum):
    """What a cost is split by."""

    PROFESSION = "profession"
    CARE_AREA = "care_area"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Breakdown:
    """The parts of a region's (the nation's) cost over `months`; no parts when `missing` names periods.

    The parts' costs add up to `total`, their shares to 100. `has_before` says whether the year before is there whole. `rest_key` is
    of what lies on the region itself.
    """

    months: MonthRange
    parts: tuple[Part, ...]
    total: CostSum
    missing: tuple[str, ...]
    has_before: bool
    rest_key: str | None = None

    @property
    def rest(self) -> Part | None:
        """What lies on the region itself, where it has own staff cost alone: no row of shares, but a part of the whole."""
        return next((part for part in self.parts if part.key == self.rest_key and not part.agency_sek), None)

    @property
    def rows(self) -> tuple[Part, ...]:
        """The parts that a table of agency cost has a row for."""
        return tuple(part for part in self.parts if part is not self.rest)


@dataclass(frozen=True)
class Used:
    """The returns of the regions that cover some months whole, and what the others lack."""

    return_ids: frozenset[int]
    region_ids: frozenset[int]
    missing: tuple[str, ...]


def breakdown_by(
    region: Region | None, months: MonthRange, dimension: Dimension, basis: str, *, under: Organisation | None = None
) -> Breakdown:
    """Return the parts of the cost over `months`, each against the same months a year before: three queries.

    By organisation, the parts are what lies directly below the region (or below `under`), each with all below it, and
    what is reported on the region itself. The nation counts the regions that cover the months, and has no year before
    unless the same regions cover it.

    :raises ValueError: the nation by organisation.
    """
    if region is None and dimension is Dimension.ORGANISATION:
        raise ValueError("The nation has no organisations; break a region down instead.")
    before_months = months.year_before()
    returns = returns_between(region, before_months, months, basis)
    now, before = used_in(returns, months), used_in(returns, before_months)
    if not now.region_ids:
        return Breakdown(months, (), CostSum(), now.missing or missing_codes(months.months), has_before=False)
    has_before = now.region_ids == before.region_ids
    loaded = _Parts(dimension, region, under)
    loaded.load(now.return_ids | before.return_ids)
    parts_now = loaded.of(now.return_ids)
    return Breakdown(
        months=months,
        parts=cost_parts.breakdown(parts_now, loaded.of(before.return_ids) if has_before else None),
        total=reduce(add, (part.cost for part in parts_now), CostSum()),
        missing=(),
        has_before=has_before,
        rest_key=loaded.rest,
    )


def returns_between(
    region: Region | None, first: MonthRange, last: MonthRange, basis: str
) -> dict[int, dict[Period, int]]:
    """Return the ids of the returns that count between two runs of months, by region and period."""
    marks = costs.counting_marks(basis).filter(first_month__range=(first.first_date, last.last_date))
    if region is not None:
        marks = marks.filter(region=region)
    found: dict[int, dict[Period, int]] = defaultdict(dict)
    for region_id, month, length, return_id in marks.values_list("region", "first_month", "length", "cost_return"):
        found[region_id][Period(month.year, month.month, length)] = return_id
    return found


def used_in(returns: Mapping[int, Mapping[Period, int]], months: MonthRange) -> Used:
    """Return those of the returns, by region and period, that cover the months whole."""
    return_ids: set[int] = set()
    region_ids: set[int] = set()
    lacking: set[datetime.date] = set()
    for region_id, ids in returns.items():
        tiling = tile(ids, months)
        if tiling.missing:
            lacking.update(tiling.missing)
        else:
            region_ids.add(region_id)
            return_ids.update(ids[period] for period in tiling.used)
    return Used(frozenset(return_ids), frozenset(region_ids), missing_codes(lacking))


def labels_of(dimension: Dimension) -> dict[str, str]:
    """Return the labels of professions or care areas by key, in the order they are read; organisations have `tree_of`."""
    if dimension is Dimension.PROFESSION:
        return {str(one.pk): one.name for one in Profession.objects.all()}
    labels = {str(one.pk): one.name for one in CareArea.objects.all()}
    return {**labels, NO_CARE_AREA: _("Without care area (other staff)")}


def key_of(dimension: Dimension, pk: int | None, roll_up: Mapping[int, str]) -> str | None:
    """Return the key of the part that a row belongs to; None for an organisation that is in no part."""
    if dimension is Dimension.ORGANISATION:
        return roll_up.get(pk or 0)
    return NO_CARE_AREA if pk is None else str(pk)


class _Parts:
    """Loads the parts of one dimension, labelled and in the order they are read."""

    def __init__(self, dimension: Dimension, region: Region | None, under: Organisation | None) -> None:
        self.dimension = dimension
        self.labels: dict[str, str]
        self.roll_up: Mapping[int, str] = {}
        self.rest: str | None = None
        self.rows: list[tuple[int, str | None, CostSum, bool]] = []
        if dimension is Dimension.ORGANISATION:
            self.labels, self.roll_up, self.rest = tree_of(region, under)
        else:
            self.labels = labels_of(dimension)

    def load(self, return_ids: Iterable[int]) -> None:
        is_by_organisation = self.dimension is Dimension.ORGANISATION
        model = OrganisationSum if is_by_organisation else ProfessionSum
        # By organisation, only the two costs are kept, null where they are not reported; the rest is then not known.
        fields = costs.SUM_FIELDS[:2] if is_by_organisation else costs.SUM_FIELDS
        rows = (
            model.objects.filter(cost_return_id__in=list(return_ids))
            .order_by()
            .values_list("cost_return_id", f"{self.dimension.value}_id")
            .annotate(*(Sum(name) for name in fields))
        )
        self.rows = [
            (return_id, self._key(pk), costs.cost_sum(sums), sums[0] is not None) for return_id, pk, *sums in rows
        ]

    def of(self, return_ids: frozenset[int]) -> list[PartCost]:
        summed: dict[str, CostSum] = defaultdict(CostSum)
        with_agency: set[str] = set()
        for return_id, key, cost, has_agency in self.rows:
            if key is not None and return_id in return_ids:
                summed[key] += cost
                if has_agency:
                    with_agency.add(key)
        # What lies on the region itself is a rest: where nothing does, it is no part.
        return [
            PartCost(key, label, summed[key], is_agency_reported=key in with_agency)
            for key, label in self.labels.items()
            if key in summed and (key != self.rest or summed[key].agency_sek or summed[key].own_sek)
        ]

    def _key(self, pk: int | None) -> str | None:
        return key_of(self.dimension, pk, self.roll_up)


def tree_of(region: Region | None, under: Organisation | None) -> tuple[dict[str, str], dict[int, str], str | None]:
    """Return the labels of the parts, the part that each organisation belongs to, and which of them is the rest."""
    rows = list(
        Organisation.objects.filter(region=region)
        .order_by("order", "name")
        .values_list("pk", "parent_id", "name", "level")
    )
    parent = {pk: parent_id for pk, parent_id, _name, _level in rows}
    top = under.pk if under is not None else next((pk for pk, _up, _name, level in rows if level == Level.REGION), None)
    roll_up: dict[int, str] = {}
    for pk in parent:
        climbed = pk
        while climbed != top and parent[climbed] is not None and parent[climbed] != top:
            climbed = parent[climbed]
        if climbed == top or parent[climbed] == top:
            roll_up[pk] = str(climbed)
    labels = {str(pk): name for pk, up, name, _level in rows if up == top}
    if top is not None:
        labels[str(top)] = _("Not divided by organisation")
    return labels, roll_up, None if top is None else str(top)

"""What a cost is made of: by profession, care area or organisation, with the same months of the year before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import add

from django.db.models import Sum
from django.utils.translation import gettext as _

from indicators import cost_index
from indicators.cost_index import CostSum, Part, PartCost
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

    The parts' costs add up to `total`, their shares to 100. `has_before` says whether the year before is there whole.
    """

    months: MonthRange
    parts: tuple[Part, ...]
    total: CostSum
    missing: tuple[str, ...]
    has_before: bool


@dataclass(frozen=True)
class _Used:
    """The returns that tile some months, and the months that none covers, by region."""

    return_ids: dict[int, list[int]]
    missing: dict[int, tuple[str, ...]]


def breakdown_by(
    region: Region | None, months: MonthRange, dimension: Dimension, basis: str, *, under: Organisation | None = None
) -> Breakdown:
    """Return the parts of the cost over `months`, each against the same months a year before: five queries.

    By organisation, the parts are what lies directly below the region (or below `under`), each with all below it, and
    what is reported on the region itself. The nation counts the regions that cover the months, and has no year before
    unless the same regions cover it.

    :raises ValueError: the nation by organisation.
    """
    if region is None and dimension is Dimension.ORGANISATION:
        raise ValueError("The nation has no organisations; break a region down instead.")
    before_months = months.year_before()
    now, before = _used(region, months, basis), _used(region, before_months, basis)
    whole = {pk for pk in now.return_ids if pk not in now.missing}
    if not whole:
        missing = now.missing.get(region.pk) if region is not None else None
        return Breakdown(months, (), CostSum(), missing or missing_codes(months.months), has_before=False)
    has_before = whole == {pk for pk in before.return_ids if pk not in before.missing}
    parts_of = _Parts(dimension, region, under)
    parts_now = parts_of.load(one for pk in whole for one in now.return_ids[pk])
    parts_before = parts_of.load(one for pk in whole for one in before.return_ids[pk]) if has_before else None
    return Breakdown(
        months=months,
        parts=cost_index.breakdown(parts_now, parts_before),
        total=reduce(add, (part.cost for part in parts_now), CostSum()),
        missing=(),
        has_before=has_before,
    )


def _used(region: Region | None, months: MonthRange, basis: str) -> _Used:
    marks = costs.counting_marks(basis).filter(first_month__range=(months.first_date, months.last_date))
    if region is not None:
        marks = marks.filter(region=region)
    by_region: dict[int, dict[Period, int]] = defaultdict(dict)
    for region_id, first, length, return_id in marks.values_list("region", "first_month", "length", "cost_return"):
        by_region[region_id][Period(first.year, first.month, length)] = return_id
    used = _Used({}, {})
    for region_id, ids in by_region.items():
        tiling = tile(ids, months)
        used.return_ids[region_id] = [ids[period] for period in tiling.used]
        if tiling.missing:
            used.missing[region_id] = missing_codes(tiling.missing)
    return used


class _Parts:
    """Loads the parts of one dimension, labelled and in the order they are read."""

    def __init__(self, dimension: Dimension, region: Region | None, under: Organisation | None) -> None:
        self.dimension = dimension
        self.labels: dict[str, str]
        self.roll_up: Mapping[int, str] = {}
        match dimension:
            case Dimension.PROFESSION:
                self.labels = {str(one.pk): one.name for one in Profession.objects.all()}
            case Dimension.CARE_AREA:
                self.labels = {str(one.pk): one.name for one in CareArea.objects.all()}
                self.labels[NO_CARE_AREA] = _("Without care area (other staff)")
            case Dimension.ORGANISATION:
                self.labels, self.roll_up = _tree(region, under)

    def load(self, return_ids: Iterable[int]) -> list[PartCost]:
        model = OrganisationSum if self.dimension is Dimension.ORGANISATION else ProfessionSum
        rows = (
            model.objects.filter(cost_return_id__in=list(return_ids))
            .order_by()
            .values_list(f"{self.dimension.value}_id")
            .annotate(*(Sum(name) for name in costs.SUM_FIELDS))
        )
        summed: dict[str, CostSum] = defaultdict(CostSum)
        for pk, *sums in rows:
            key = self._key(pk)
            if key is not None:
                summed[key] += costs.cost_sum(sums)
        return [PartCost(key, label, summed[key]) for key, label in self.labels.items() if key in summed]

    def _key(self, pk: int | None) -> str | None:
        if self.dimension is Dimension.ORGANISATION:
            return self.roll_up.get(pk or 0)
        return NO_CARE_AREA if pk is None else str(pk)


def _tree(region: Region | None, under: Organisation | None) -> tuple[dict[str, str], dict[int, str]]:
    """Return the labels of the parts, and the part that each organisation of the region belongs to."""
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
    return labels, roll_up

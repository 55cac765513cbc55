"""The 21 regions side by side: figures, change, a short line each; and which returns were revised."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Sum

from indicators import cost_index
from indicators.cost_index import Change, IndexFigure, NationFigure, Window
from indicators.models import Basis, CostReturn
from indicators.queries import costs, index
from staffing.models import Region
from values.period import Period

SPARK_POINTS = 20
"""Five years of quarters in a region's small line."""


@dataclass(frozen=True)
class NationRow:
    """One region of the table. `series` is the rolling twelve months in per cent, the oldest first; None is a gap."""

    region: Region
    figure: IndexFigure
    before: IndexFigure
    change: Change | None
    series: tuple[Decimal | None, ...]
    is_example: bool


@dataclass(frozen=True)
class NationTable:
    """The nation with its regions over one window; `change` is over the regions that have both years."""

    period: Period
    window: Window
    basis: str
    figure: NationFigure
    change: Change | None
    change_region_count: int
    rows: tuple[NationRow, ...]
    axis: tuple[Period, ...]
    nation_series: tuple[Decimal | None, ...]
    left_out: Mapping[str, tuple[str, ...]]

    @property
    def is_example(self) -> bool:
        return any(row.is_example for row in self.rows)

    @property
    def missing_rows(self) -> tuple[NationRow, ...]:
        """The regions left out of the nation's figure."""
        return tuple(row for row in self.rows if row.region.code in self.left_out)


def nation_table(period: Period, window: Window, basis: str, *, spark_points: int = SPARK_POINTS) -> NationTable:
    """Return every region's figure, its change against a year before and its short series: six queries whatever N."""
    regions = list(Region.objects.order_by("code"))
    targets = costs.targets()
    now_key, before_key = (period, window), (period.year_before(), window)
    axis = spark_axis(period, spark_points)
    spark_keys = [(one, Window.R12) for one in axis]
    found = costs.region_figures(basis, {now_key, before_key, *spark_keys}, [region.pk for region in regions])

    def figure_of(region: Region, key: costs.Key) -> IndexFigure:
        return index.with_target(found[region.pk, key][0], region.pk, targets)

    now = {region.code: figure_of(region, now_key) for region in regions}
    before = {region.code: figure_of(region, before_key) for region in regions}
    target = targets.for_region(None, index.months_of(period, window).last_date)
    figure = cost_index.compute_nation(now, period, window, target)
    rows = tuple(
        NationRow(
            region=region,
            figure=now[region.code],
            before=before[region.code],
            change=cost_index.change(now[region.code], before[region.code]),
            series=tuple(percent(figure_of(region, key).ratio) for key in spark_keys),
            is_example=any(found[region.pk, key][1] for key in (now_key, before_key, *spark_keys)),
        )
        for region in regions
    )
    nation_series = tuple(
        percent(
            cost_index.compute_nation(
                {region.code: found[region.pk, key][0] for region in regions}, *key, target=None
            ).ratio
        )
        for key in spark_keys
    )
    return NationTable(
        period=period,
        window=window,
        basis=basis,
        figure=figure,
        change=index.change_of_nation(now, before),
        change_region_count=sum(1 for code in now if now[code].ratio is not None and before[code].ratio is not None),
        rows=rows,
        axis=tuple(axis),
        nation_series=nation_series,
        left_out=figure.missing_by_region,
    )


def percent(ratio: Decimal | None) -> Decimal | None:
    """Return a fraction as per cent, unrounded."""
    return None if ratio is None else ratio * 100


def spark_axis(period: Period, points: int) -> list[Period]:
    """Return the quarters that end with the one in which `period` ends, the oldest first."""
    axis = [Period.containing(period.last_date)]
    if axis[0].last_date > period.last_date:
        axis = [axis[0].previous()]
    while len(axis) < points:
        axis.append(axis[-1].previous())
    return axis[::-1]


@dataclass(frozen=True)
class Revision:
    """A return that was restated: the sums that count now beside those that counted before it (None: not summed)."""

    region: Region
    period: Period
    number: int
    reason: str
    at: datetime.datetime
    agency_sek: Decimal | None
    agency_before_sek: Decimal | None
    ratio: Decimal | None
    ratio_before: Decimal | None
    is_example: bool


def revised_since(day: datetime.date, basis: str, *, region: Region | None = None) -> tuple[Revision, ...]:
    """Return the restatements that have come to count on `basis` on `day` or later, the latest first: two queries."""
    at = "locked_at" if basis == Basis.LOCKED else "submitted_at"
    revised = (
        CostReturn.objects.counting(basis)
        .filter(number__gt=1, **{f"{at}__date__gte": day})
        .select_related("region")
        .order_by(F(at).desc(), "region", "first_month")
    )
    if region is not None:
        revised = revised.filter(region=region)
    found = list(revised.annotate(**_SUMS))
    earlier = _versions_before(found)
    return tuple(
        Revision(
            region=one.region,
            period=one.period,
            number=one.number,
            reason=one.reason,
            at=getattr(one, at),
            is_example=one.is_example,
            **_amounts("", one),
            **_amounts("before", earlier.get((one.region_id, one.first_month, one.length, one.number))),
        )
        for one in found
    )


_SUMS = {"agency": Sum("profession_sums__agency_sek"), "own": Sum("profession_sums__own_sek")}


def _versions_before(revised: Sequence[CostReturn]) -> dict[tuple[int, datetime.date, int, int], CostReturn]:
    """Return, for each revised return, the summed version that its own number follows."""
    if not revised:
        return {}
    versions = (
        CostReturn.objects.filter(
            region__in={one.region_id for one in revised}, first_month__in={one.first_month for one in revised}
        )
        .exclude(locked_at__isnull=True)
        .annotate(**_SUMS)
        .order_by("number")
    )
    found = {}
    for one in revised:
        place = (one.region_id, one.first_month, one.length)
        for version in versions:
            if (version.region_id, version.first_month, version.length) == place and version.number < one.number:
                found[*place, one.number] = version
    return found


def _amounts(when: str, version: CostReturn | None) -> dict[str, Decimal | None]:
    agency, own = (getattr(version, "agency", None), getattr(version, "own", None)) if version else (None, None)
    suffix = f"_{when}" if when else ""
    if agency is None or own is None:
        return {f"agency{suffix}_sek": None, f"ratio{suffix}": None}
    figure = cost_index.CostSum(costs.exact(agency), costs.exact(own))
    return {
        f"agency{suffix}_sek": figure.agency_sek,
        f"ratio{suffix}": cost_index.PartCost("", "", figure).ratio,
    }

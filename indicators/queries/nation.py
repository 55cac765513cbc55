"""The 21 regions side by side: figures, change, a short line each; and which returns were revised."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Sum

from indicators import cost_index, cost_parts
from indicators.cost_index import Change, IndexFigure, NationFigure, Window
from indicators.models import Basis, CostReturn
from indicators.queries import costs, index
from indicators.queries.costs import Key, Targets
from indicators.queries.index import Point, Verdict
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
    """Return every region's figure, its change against a year before and its short series: four queries whatever N."""
    keys = _table_keys(period, window, spark_axis(period, spark_points))
    return _table(_load(basis, keys), period, window, basis, spark_axis(period, spark_points))


@dataclass(frozen=True)
class NationPage:
    """What the nation's page shows: the table of a period, the verdict of the latest twelve months, the series."""

    table: NationTable | None
    verdict: Verdict | None
    points: tuple[Point, ...]
    periods: tuple[Period, ...]


Choose = Callable[[Sequence[Period], Period | None], tuple[Period | None, Window]]
"""What picks period and window of those there are; its second argument is the period to show when none is asked for."""


def nation_page(choose: Choose, basis: str, today: datetime.date) -> NationPage:
    """Return the page of the period and window that `choose` picks of the reported periods: six queries."""
    periods = [period for period in costs.reported_periods(basis) if period.last_date <= today]
    targets = costs.targets()
    axis = index.series_axis(periods)
    r12 = costs.stored_nation(basis, [(one, Window.R12) for one in axis], targets) if axis else {}
    points = tuple(Point(one, r12[one, Window.R12]) for one in axis if (one, Window.R12) in r12)
    default = _latest_point(points, today)
    period, window = choose(periods, default.period if default else None)
    if period is None:
        return NationPage(None, None, (), ())
    latest = _latest_point(points, period.last_date)
    sparks = spark_axis(period, SPARK_POINTS)
    keys = _table_keys(period, window, sparks)
    if latest is not None:
        keys |= {(latest.period, Window.R12), (latest.period.year_before(), Window.R12)}
    loaded = _load(basis, keys, targets)
    verdict = None
    if latest is not None:
        verdict = Verdict(
            figure=latest.figure,
            gap_points=index.gap_points(latest.figure),
            change=index.change_of_nation(
                loaded.figures((latest.period, Window.R12)), loaded.figures((latest.period.year_before(), Window.R12))
            ),
            is_example=loaded.is_example((latest.period, Window.R12)),
        )
    return NationPage(_table(loaded, period, window, basis, sparks), verdict, points, tuple(periods))


def _latest_point(points: Sequence[Point], until: datetime.date) -> Point | None:
    """Return the latest twelve months up to a day of nine regions in ten; else, of the last four, of the most regions."""
    known = [point for point in points if point.figure.ratio is not None and point.period.last_date <= until]
    broad = [point for point in known if point.ratio_percent is not None]
    if broad:
        return broad[-1]
    return max(known[-index.LATEST :][::-1], key=_region_count, default=None)


def _region_count(point: Point) -> int:
    return len(point.figure.included) if isinstance(point.figure, NationFigure) else 1


def _table_keys(period: Period, window: Window, axis: Sequence[Period]) -> set[Key]:
    return {(period, window), (period.year_before(), window), *((one, Window.R12) for one in axis)}


@dataclass(frozen=True)
class _Loaded:
    regions: list[Region]
    targets: Targets
    found: dict[tuple[int, Key], tuple[IndexFigure, bool]]

    def figure(self, region: Region, key: Key) -> IndexFigure:
        return index.with_target(self.found[region.pk, key][0], region.pk, self.targets)

    def figures(self, key: Key) -> dict[str, IndexFigure]:
        return {region.code: self.figure(region, key) for region in self.regions}

    def is_example(self, key: Key) -> bool:
        return any(self.found[region.pk, key][1] for region in self.regions)


def _load(basis: str, keys: Collection[Key], targets: Targets | None = None) -> _Loaded:
    regions = list(Region.objects.order_by("code"))
    found = costs.region_figures(basis, keys, [region.pk for region in regions])
    return _Loaded(regions, targets or costs.targets(), found)


def _table(loaded: _Loaded, period: Period, window: Window, basis: str, axis: Sequence[Period]) -> NationTable:
    now, before = loaded.figures((period, window)), loaded.figures((period.year_before(), window))
    spark_keys = [(one, Window.R12) for one in axis]
    target = loaded.targets.for_region(None, index.months_of(period, window).last_date)
    figure = cost_index.compute_nation(now, period, window, target)
    keys = _table_keys(period, window, axis)
    return NationTable(
        period=period,
        window=window,
        basis=basis,
        figure=figure,
        change=index.change_of_nation(now, before),
        change_region_count=sum(1 for code in now if now[code].ratio is not None and before[code].ratio is not None),
        rows=tuple(
            NationRow(
                region=region,
                figure=now[region.code],
                before=before[region.code],
                change=cost_index.change(now[region.code], before[region.code]),
                series=tuple(percent(loaded.found[region.pk, key][0].ratio) for key in spark_keys),
                is_example=any(loaded.found[region.pk, key][1] for key in keys),
            )
            for region in loaded.regions
        ),
        axis=tuple(axis),
        nation_series=tuple(
            Point(key[0], cost_index.compute_nation(loaded.figures(key), *key, target=None)).ratio_percent
            for key in spark_keys
        ),
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
        f"ratio{suffix}": cost_parts.PartCost("", "", figure).ratio,
    }

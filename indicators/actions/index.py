"""Compute the stored sums behind the index: anew from what changed, or everything from scratch, with the same result.

Region rows are made of the region's returns, the nation's of the region rows. Both ways go through the same functions, so
that they cannot drift apart; `tests/indicators/test_index_recompute.py` compares them row by row.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.db import connection, models, transaction
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce, Round
from django.utils import timezone

from indicators import cost_index
from indicators.cost_index import IndexFigure, NationFigure, Window
from indicators.models import (
    Basis,
    CostKind,
    CostLine,
    CostReturn,
    IndexValue,
    OrganisationSum,
    ProfessionSum,
    ReturnState,
    SummedReturn,
)
from indicators.queries import costs
from indicators.queries.costs import SUM_FIELDS, Key, Reported
from staffing.models import Region
from values.period import Period

STORED_WINDOWS = (Window.PERIOD, Window.R12, Window.YTD)
_LINE_SUMS = {
    "agency": Sum("amount_sek", filter=Q(kind=CostKind.AGENCY)),
    "own": Sum("amount_sek", filter=Q(kind=CostKind.OWN)),
    "on_call": Sum("on_call_sek"),
    "outside_framework": Sum("outside_framework_sek"),
    "weeks": Sum("hire_weeks"),
    "hours": Sum("hired_hours"),
}
_BATCH = 500

Place = tuple[int, Key]
"""A region's id, and which figure."""
Known = tuple[IndexFigure, bool]
"""A figure, and whether example data is in it."""
Figures = Mapping[Place, Known]


@dataclass(frozen=True)
class Recomputed:
    """How much was done: returns summed, and index values written (regions and nation)."""

    returns: int
    values: int


@transaction.atomic
def recompute(*, cost_return_ids: Collection[int]) -> Recomputed:
    """Bring the figures up to date with these returns, and with whatever else changed in their regions.

    Sums of the changed returns are made anew, then only the index values whose months hold a changed month: the region's
    and the nation's. Its cost follows what changed, not what exists.
    """
    _wait_for_turn()
    gone = list(SummedReturn.objects.filter(cost_return__isnull=True))
    region_ids = set(CostReturn.objects.filter(pk__in=cost_return_ids).values_list("region_id", flat=True))
    region_ids |= {mark.region_id for mark in gone}
    stale_ids = set(costs.stale_returns(region_ids).values_list("pk", flat=True))
    changed = list(CostReturn.objects.filter(pk__in=stale_ids | set(cost_return_ids)))
    marks = [*gone, *SummedReturn.objects.filter(cost_return__in=changed)]
    places = {(one.region_id, one.period) for one in changed} | {(mark.region_id, mark.period) for mark in marks}
    if not places:
        return Recomputed(0, 0)
    _sum_anew(changed, marks)
    values = [value for basis in Basis.values for value in _values_of_places(basis, places)]
    IndexValue.objects.bulk_create(values, batch_size=_BATCH)
    return Recomputed(len(changed), len(values))


@transaction.atomic
def rebuild() -> Recomputed:
    """Make every sum and every index value again from the lines."""
    _wait_for_turn()
    for model in (IndexValue, ProfessionSum, OrganisationSum, SummedReturn):
        model.objects.all()._raw_delete(connection.alias)  # noqa: SLF001 - nothing hangs on these rows
    _insert_sums(None)
    returns = list(CostReturn.objects.exclude(state=ReturnState.OPEN))
    _insert_marks(returns)
    locked, submitted = (costs.reported(basis) for basis in (Basis.LOCKED, Basis.SUBMITTED))
    figures = _all_figures(locked, {})
    same = {place: figure for place, figure in figures.items() if locked[place[0]] == submitted.get(place[0])}
    values = _values(Basis.LOCKED, figures) + _values(Basis.SUBMITTED, _all_figures(submitted, same))
    IndexValue.objects.bulk_create(values, batch_size=_BATCH)
    return Recomputed(len(returns), len(values))


def _wait_for_turn() -> None:
    """Let one computation run at a time: the nation's rows are read and written by every region's.

    SQLite has one writer anyway; on PostgreSQL the regions' rows are the lock.
    """
    list(Region.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


# Sums of the lines -------------------------------------------------------------------------------------------------------


def _sum_anew(changed: Sequence[CostReturn], marks: Sequence[SummedReturn]) -> None:
    ids = [one.pk for one in changed]
    ProfessionSum.objects.filter(cost_return__in=ids)._raw_delete(connection.alias)  # noqa: SLF001
    OrganisationSum.objects.filter(cost_return__in=ids)._raw_delete(connection.alias)  # noqa: SLF001
    SummedReturn.objects.filter(pk__in=[mark.pk for mark in marks])._raw_delete(connection.alias)  # noqa: SLF001
    _insert_sums(ids)
    _insert_marks([one for one in changed if one.state != ReturnState.OPEN])


def _insert_marks(returns: Iterable[CostReturn]) -> None:
    SummedReturn.objects.bulk_create(
        [
            SummedReturn(
                cost_return=one,
                region_id=one.region_id,
                first_month=one.first_month,
                length=one.length,
                version=one.version,
                counts_submitted=one.counts_submitted,
                counts_locked=one.counts_locked,
            )
            for one in returns
        ],
        batch_size=_BATCH,
    )


def _insert_sums(return_ids: Collection[int] | None) -> None:
    """Sum the lines of the returns that have left the state open (None: of all) inside the database."""
    returns = CostReturn.objects.exclude(state=ReturnState.OPEN)
    if return_ids is not None:
        returns = returns.filter(pk__in=return_ids)
    lines = CostLine.objects.filter(cost_return__in=returns)
    _insert_grouped(ProfessionSum, lines, ("cost_return_id", "profession_id", "care_area_id"))
    _insert_grouped(OrganisationSum, lines, ("cost_return_id", "organisation_id"))


def _insert_grouped(
    model: type[ProfessionSum | OrganisationSum], lines: models.QuerySet[CostLine], group: tuple[str, ...]
) -> None:
    """INSERT … SELECT … GROUP BY: a million lines never leave the database. The SELECT is the ORM's own."""
    # SQLite adds in floating point; two decimals make the sum the amount that it stands for.
    sums = {
        name: Round(Coalesce(total, 0, output_field=models.DecimalField()), 2) for name, total in _LINE_SUMS.items()
    }
    select, params = lines.order_by().values_list(*group).annotate(**sums).query.sql_with_params()
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in (*group, *SUM_FIELDS))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) {select}", params)  # noqa: SLF001


# Index values ------------------------------------------------------------------------------------------------------------


def periods_with_years(periods: Iterable[Period]) -> list[Period]:
    """Return the periods and the calendar years that they lie in, each once, in order."""
    own = set(periods)
    return sorted(own | {Period(period.year, 1, 12) for period in own})


def touched_keys(periods: Iterable[Period], changed: Collection[Period]) -> list[Key]:
    """Return the windows, seen from the periods, whose months hold any month of the changed periods."""
    return [
        (period, window)
        for period in periods
        for window in STORED_WINDOWS
        if any(cost_index.window_months(period, window).overlaps(one) for one in changed)
    ]


def _all_figures(returns: Mapping[int, list[Reported]], known: Figures) -> dict[Place, Known]:
    """Return the figures of every region's own periods; `known` ones are not computed again."""
    places = [
        (region_id, (period, window))
        for region_id, reported in returns.items()
        for period in periods_with_years(one.period for one in reported)
        for window in STORED_WINDOWS
    ]
    return {place: known.get(place) or costs.figure_from(returns[place[0]], place[1]) for place in places}


def _values_of_places(basis: str, places: Collection[tuple[int, Period]]) -> list[IndexValue]:
    """Delete the index values that hold a month of the places, and return those that come instead."""
    changed: dict[int, list[Period]] = defaultdict(list)
    for region_id, period in places:
        changed[region_id].append(period)
    between = costs.years_around([period for _region_id, period in places])
    _delete_touched(basis, changed, between)
    returns = costs.reported(basis, region_ids=changed, between=between)
    figures = {
        (region_id, key): costs.figure_from(returns[region_id], key)
        for region_id, periods in changed.items()
        for key in touched_keys(periods_with_years(one.period for one in returns.get(region_id, [])), periods)
    }
    everywhere = periods_with_years(costs.reported_periods(basis, between))
    nation_keys = touched_keys(everywhere, {period for _region_id, period in places})
    others = costs.stored_figures(basis, nation_keys) if nation_keys else {}
    return _values(basis, figures, others=others, nation_keys=nation_keys)


def _delete_touched(
    basis: str, changed: Mapping[int, list[Period]], between: tuple[datetime.date, datetime.date]
) -> None:
    everywhere = [period for periods in changed.values() for period in periods]
    rows = IndexValue.objects.filter(
        Q(region__in=changed) | Q(region__isnull=True), basis=basis, first_month__range=between
    ).values_list("pk", "region_id", "first_month", "length", "window")
    touched = [
        pk
        for pk, region_id, first, length, window in rows
        if touched_key(Period(first.year, first.month, length), window, changed.get(region_id, everywhere))
    ]
    IndexValue.objects.filter(pk__in=touched)._raw_delete(connection.alias)  # noqa: SLF001


def touched_key(period: Period, window: str, changed: Iterable[Period]) -> bool:
    """Return whether the window's months hold any month of the changed periods."""
    months = cost_index.window_months(period, Window(window))
    return any(months.overlaps(one) for one in changed)


def _values(
    basis: str,
    made: Mapping[Place, Known],
    *,
    others: Figures = MappingProxyType({}),
    nation_keys: Collection[Key] | None = None,
) -> list[IndexValue]:
    """Return the rows of the regions' figures, and of the nation's: by default of the keys of any region.

    `others` are the stored figures of other regions; a region without one is computed from its returns.
    """
    now = timezone.now()
    values = [
        _value(basis, region_id, key, figure, missing=list(figure.missing), is_example=is_example, computed_at=now)
        for (region_id, key), (figure, is_example) in made.items()
    ]
    if nation_keys is None:
        nation_keys = sorted({key for _region_id, key in made})
    codes = dict(Region.objects.order_by("code").values_list("pk", "code"))
    figures = {**others, **made}
    figures |= _lacking(basis, codes, nation_keys, figures)
    return values + [_nation_value(basis, key, codes, figures, now) for key in nation_keys]


def _lacking(basis: str, region_ids: Iterable[int], keys: Collection[Key], figures: Figures) -> Figures:
    """Return the figures of the regions that do not report the key's period themselves."""
    lacking = [(region_id, key) for region_id in region_ids for key in keys if (region_id, key) not in figures]
    if not lacking:
        return {}
    returns = costs.reported(
        basis,
        region_ids={region_id for region_id, _key in lacking},
        between=costs.years_around([period for _region_id, (period, _window) in lacking]),
    )
    return {place: costs.figure_from(returns.get(place[0], []), place[1]) for place in lacking}


def _nation_value(
    basis: str, key: Key, codes: Mapping[int, str], figures: Figures, now: datetime.datetime
) -> IndexValue:
    by_code = {code: figures[region_id, key] for region_id, code in codes.items()}
    nation = cost_index.compute_nation({code: figure for code, (figure, _) in by_code.items()}, *key, target=None)
    return _value(
        basis,
        None,
        key,
        nation,
        missing={code: list(periods) for code, periods in nation.missing_by_region.items()},
        included=list(nation.included),
        is_example=any(by_code[code][1] for code in nation.included),
        computed_at=now,
    )


def _value(
    basis: str,
    region_id: int | None,
    key: Key,
    figure: IndexFigure | NationFigure,
    **columns: object,
) -> IndexValue:
    period, window = key
    return IndexValue(
        region_id=region_id,
        basis=basis,
        first_month=period.first_date,
        length=period.length,
        window=window.value,
        **{name: getattr(figure.cost, name) if figure.cost else None for name in SUM_FIELDS},
        **columns,
    )

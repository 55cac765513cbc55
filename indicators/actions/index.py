"""Compute the stored sums behind the index: anew from what changed, or everything from scratch, with the same result.

Region rows are made of the region's returns, the nation's of the region rows. Both ways go through the same functions, so
that they cannot drift apart; `tests/indicators/test_index_recompute.py` compares them row by row.
"""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from indicators import cost_index
from indicators.actions import sums
from indicators.cost_index import IndexFigure, NationFigure, Window
from indicators.models import Basis, CostReturn, IndexValue, SummedReturn
from indicators.queries import costs
from indicators.queries.costs import SUM_FIELDS, Figures, Key, Reported
from staffing.models import Region
from values.period import Period

STORED_WINDOWS = (Window.PERIOD, Window.R12, Window.YTD)

_COLUMNS = (
    "region_id",
    "basis",
    "first_month",
    "length",
    "window",
    *SUM_FIELDS,
    "missing",
    "included",
    "is_example",
    "computed_at",
)
Row = tuple[Any, ...]
"""An index value as it is written: the columns in the order of `_COLUMNS`, but for the last."""

_amounts_of = attrgetter(*SUM_FIELDS)
_NO_AMOUNTS = (None,) * len(SUM_FIELDS)


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
    codes = _wait_for_turn()
    gone = list(SummedReturn.objects.filter(cost_return__isnull=True))
    own = CostReturn.objects.filter(pk__in=cost_return_ids).order_by().values_list("region_id", flat=True)
    changed = costs.to_sum_anew({*own, *(mark.region_id for mark in gone)}, cost_return_ids)
    marks = [*gone, *(one.summed for one in changed if hasattr(one, "summed"))]
    places = {(one.region_id, one.period) for one in changed} | {(mark.region_id, mark.period) for mark in marks}
    if not places:
        return Recomputed(0, 0)
    sums.sum_anew(changed, marks)
    return Recomputed(len(changed), _write(_rows_of_places(places, codes)))


@transaction.atomic
def rebuild() -> Recomputed:
    """Make every sum and every index value again from the lines."""
    codes = _wait_for_turn()
    sums.delete(IndexValue.objects.all())
    count = sums.sum_everything()
    returns = costs.reported_on_both()
    rows: list[Row] = []
    known: Figures = {}
    for basis, by_region in returns.items():
        figures = _all_figures(by_region, known)
        nation_keys = sorted({key for _region_id, key in figures})
        rows += _rows(basis, figures, _with_lacking(figures, by_region, codes, nation_keys), codes, nation_keys)
        # Most regions report the same on both bases: theirs are not computed twice.
        others = returns[Basis.SUBMITTED]
        known = {place: figure for place, figure in figures.items() if by_region[place[0]] == others.get(place[0])}
    return Recomputed(count, _write(rows))


def _wait_for_turn() -> dict[int, str]:
    """Let one computation run at a time, since the nation's rows are written by every region's; return the regions' codes.

    SQLite has one writer anyway; on PostgreSQL the regions' rows are the lock.
    """
    return dict(Region.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", "code"))


# Which figures a change touches -------------------------------------------------------------------------------------------


def periods_with_years(periods: Iterable[Period]) -> list[Period]:
    """Return the periods and the calendar years that they lie in, each once, in order."""
    own = set(periods)
    return sorted(own | {costs.period_at(datetime.date(period.year, 1, 1), 12) for period in own})


def touched_keys(periods: Iterable[Period], changed: Collection[Period]) -> list[Key]:
    """Return the windows, seen from the periods, whose months hold any month of the changed periods."""
    return [(period, window) for period in periods for window in STORED_WINDOWS if touched_key(period, window, changed)]


def touched_key(period: Period, window: Window, changed: Iterable[Period]) -> bool:
    """Return whether the window's months hold any month of the changed periods."""
    months = cost_index.window_months(period, window)
    return any(months.overlaps(one) for one in changed)


# Figures ------------------------------------------------------------------------------------------------------------------


def _all_figures(returns: Mapping[int, list[Reported]], known: Figures) -> Figures:
    """Return the figures of every region's own periods; `known` ones are not computed again."""
    places = [
        (region_id, (period, window))
        for region_id, reported in returns.items()
        for period in periods_with_years(one.period for one in reported)
        for window in STORED_WINDOWS
    ]
    made = costs.figures_of(returns, [place for place in places if place not in known])
    return {place: made.get(place) or known[place] for place in places}


def _rows_of_places(places: Collection[tuple[int, Period]], codes: Mapping[int, str]) -> list[Row]:
    """Delete the index values that hold a month of the places, and return those that come instead."""
    changed: dict[int, list[Period]] = defaultdict(list)
    for region_id, period in places:
        changed[region_id].append(period)
    periods = {period for _region_id, period in places}
    between = costs.years_around(periods)
    # Every window that holds a changed month is seen from a period that begins in its year or the next.
    touched_between = (min(period.first_date.replace(month=1) for period in periods), between[1])
    _delete_touched(changed, periods, touched_between)
    returns = costs.reported_on_both(region_ids=changed, between=between)
    nation_keys = {
        basis: touched_keys(periods_with_years(everywhere), periods)
        for basis, everywhere in costs.reported_periods_on_both(touched_between).items()
    }
    all_keys = {key for keys in nation_keys.values() for key in keys}
    stored = costs.stored_figures_on_both(all_keys) if all_keys else {}
    made = {basis: _touched_figures(by_region, changed) for basis, by_region in returns.items()}
    known = {basis: {**stored.get(basis, {}), **figures} for basis, figures in made.items()}
    unread = {
        region_id
        for basis, keys in nation_keys.items()
        for region_id in codes.keys() - changed.keys()
        if any((region_id, key) not in known[basis] for key in keys)
    }
    others = costs.reported_on_both(region_ids=unread, between=between) if unread else {}
    rows: list[Row] = []
    for basis, figures in made.items():
        by_region = {**returns[basis], **others.get(basis, {})}
        keys = nation_keys[basis]
        rows += _rows(basis, figures, _with_lacking(known[basis], by_region, codes, keys), codes, keys)
    return rows


def _touched_figures(returns: Mapping[int, list[Reported]], changed: Mapping[int, Collection[Period]]) -> Figures:
    """Return the figures of the changed regions whose months hold a changed month."""
    places = [
        (region_id, key)
        for region_id, periods in changed.items()
        for key in touched_keys(periods_with_years(one.period for one in returns.get(region_id, [])), periods)
    ]
    return costs.figures_of(returns, places)


def _delete_touched(
    changed: Mapping[int, list[Period]], everywhere: Collection[Period], between: costs.Between
) -> None:
    rows = IndexValue.objects.filter(
        Q(region__in=changed) | Q(region__isnull=True), first_month__range=between
    ).values_list("pk", "region_id", "first_month", "length", "window")
    windows = {window.value: window for window in STORED_WINDOWS}
    touched = [
        pk
        for pk, region_id, first, length, name in rows
        if touched_key(costs.period_at(first, length), windows[name], changed.get(region_id, everywhere))
    ]
    sums.delete(IndexValue.objects.filter(pk__in=touched))


def _with_lacking(
    figures: Figures, returns: Mapping[int, list[Reported]], codes: Mapping[int, str], keys: Collection[Key]
) -> Figures:
    """Return the figures with those of the regions that do not report a key's period themselves, made of their returns."""
    lacking = [(region_id, key) for key in keys for region_id in codes if (region_id, key) not in figures]
    return figures | costs.figures_of(returns, lacking)


# Rows ---------------------------------------------------------------------------------------------------------------------


def _rows(
    basis: str, made: Figures, everyones: Figures, codes: Mapping[int, str], nation_keys: Collection[Key]
) -> list[Row]:
    """Return the rows of the regions' figures that were made, and of the nation's of everyone's."""
    rows = [
        _row(region_id, basis, key, figure, list(figure.missing), [], is_example)
        for (region_id, key), (figure, is_example) in made.items()
    ]
    return rows + [_nation_row(basis, key, everyones, codes) for key in nation_keys]


def _nation_row(basis: str, key: Key, figures: Figures, codes: Mapping[int, str]) -> Row:
    by_code = {code: figures[region_id, key] for region_id, code in codes.items()}
    nation = cost_index.compute_nation({code: figure for code, (figure, _) in by_code.items()}, *key, target=None)
    missing = {code: list(periods) for code, periods in nation.missing_by_region.items()}
    is_example = any(by_code[code][1] for code in nation.included)
    return _row(None, basis, key, nation, missing, list(nation.included), is_example)


def _row(  # noqa: PLR0917 -- the columns, in their order
    region_id: int | None,
    basis: str,
    key: Key,
    figure: IndexFigure | NationFigure,
    missing: object,
    included: object,
    is_example: bool,  # noqa: FBT001 -- a column
) -> Row:
    period, window = key
    amounts = _amounts_of(figure.cost) if figure.cost else _NO_AMOUNTS
    names = ("[]" if named == [] else json.dumps(named) for named in (missing, included))
    return (region_id, basis, period.first_date.isoformat(), period.length, window.value, *amounts, *names, is_example)


def _write(rows: list[Row]) -> int:
    """Insert index values, some thousands at a time: without an instance of the model for each, in a fifth of the time."""
    quote = connection.ops.quote_name
    columns, places = ", ".join(map(quote, _COLUMNS)), ", ".join(["%s"] * len(_COLUMNS))
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    table = quote(IndexValue._meta.db_table)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", [(*row, now) for row in rows])  # noqa: S608 -- no value in it
    return len(rows)

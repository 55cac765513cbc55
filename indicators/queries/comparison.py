"""The regions compared: how far apart they are over time, healthcare regions, and regions of like size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators import cost_index
from indicators.cost_index import Change, NationFigure
from indicators.queries import costs, index
from indicators.queries.nation import NationRow, NationTable
from indicators.spread import Spread, peers, spread
from staffing.models import Population, Region
from values.period import Period


@dataclass(frozen=True)
class SpreadPoint:
    """How far apart the regions were over the twelve months to the end of a period, in per cent; None with too few."""

    period: Period
    spread: Spread | None


@dataclass(frozen=True)
class Group:
    """A healthcare region: Σ ÷ Σ over those of its regions that have a figure, and its change over those that have both years."""

    name: str
    regions: tuple[Region, ...]
    figure: NationFigure
    change: Change | None

    @property
    def prints_as_met_but_misses(self) -> bool:
        """Whether the printed per cent looks like the target and the exact ratio is above it."""
        return self.figure.is_met is False and cost_index.prints_as_target(self.figure.ratio, self.figure.target)

    @property
    def missing(self) -> tuple[Region, ...]:
        return tuple(one for one in self.regions if one.code in self.figure.left_out)


@dataclass(frozen=True)
class Peer:
    """A region of like size, or the own one, with its inhabitants."""

    row: NationRow
    population: Population
    is_own: bool


def spreads(table: NationTable) -> tuple[SpreadPoint, ...]:
    """Return the spread at each period of the table's axis, over the regions that have a figure then."""
    columns = zip(*(row.series for row in table.rows), strict=True)
    return tuple(
        SpreadPoint(period, spread([value for value in column if value is not None]))
        for period, column in zip(table.axis, columns, strict=True)
    )


def groups(table: NationTable) -> tuple[Group, ...]:
    """Return the healthcare regions in the order of their first region."""
    by_name: dict[str, list[NationRow]] = {}
    for row in table.rows:
        by_name.setdefault(row.region.healthcare_region, []).append(row)
    return tuple(_group(name, rows, table) for name, rows in by_name.items())


def _group(name: str, rows: Sequence[NationRow], table: NationTable) -> Group:
    now = {row.region.code: row.figure for row in rows}
    before = {row.region.code: row.before for row in rows}
    figure = cost_index.compute_nation(now, table.period, table.window, table.figure.target)
    return Group(name, tuple(row.region for row in rows), figure, index.change_of_nation(now, before))


def like_size(table: NationTable, own: Region) -> tuple[Peer, ...]:
    """Return the own region and those of like size, the largest first; two queries. None where its population is not known."""
    rows: Mapping[int, NationRow] = {row.region.pk: row for row in table.rows}
    populations = costs.populations(list(rows), table.figure.months.last_date)
    sizes = {str(pk): one.inhabitants for pk, one in populations.items()}
    near = peers(sizes, str(own.pk))
    if not near:
        return ()
    found = [Peer(rows[int(key)], populations[int(key)], int(key) == own.pk) for key in (str(own.pk), *near)]
    return tuple(sorted(found, key=lambda one: one.population.inhabitants, reverse=True))


def per_inhabitant(peer: Peer) -> Decimal | None:
    """Return the agency cost in kronor per inhabitant, or None where it is missing."""
    sek = peer.row.figure.agency_sek
    return None if sek is None else cost_index.per_inhabitant(sek, peer.population.inhabitants)

"""The strip of a region's returns: one tile a period with its state, and the periods that nobody has reported."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indicators import access
from indicators.models import CostReturn, ReturnState
from staffing.models import Region, User
from values.period import Period

MISSING = "missing"


@dataclass(frozen=True)
class Tile:
    """One period of the strip: the latest version that the reader may see, or None when the period is missing."""

    period: Period
    cost_return: CostReturn | None

    @property
    def state(self) -> str:
        return MISSING if self.cost_return is None else self.cost_return.state

    @property
    def state_label(self) -> str | Promise:
        return _("missing") if self.cost_return is None else ReturnState(self.cost_return.state).label

    @property
    def is_revised(self) -> bool:
        return self.cost_return is not None and self.cost_return.number > 1


@dataclass(frozen=True)
class StripYear:
    """The tiles of the periods that begin in a year."""

    year: int
    tiles: tuple[Tile, ...]


def returns_strip(region: Region, user: User | AnonymousUser, today: datetime.date) -> tuple[StripYear, ...]:
    """Return the tiles by year, the latest year first: one query.

    A quarter that has ended and in which no month is reported counts as missing, from the first reported one on.
    """
    latest: dict[Period, CostReturn] = {}
    for one in access.visible_cost_returns(user).filter(region=region).order_by("first_month", "length", "number"):
        latest[one.period] = one
    tiles = [Tile(period, one) for period, one in latest.items()]
    tiles += [Tile(period, None) for period in _missing_quarters(list(latest), today)]
    by_year: dict[int, list[Tile]] = {}
    for tile in sorted(tiles, key=lambda tile: tile.period):
        by_year.setdefault(tile.period.year, []).append(tile)
    return tuple(StripYear(year, tuple(by_year[year])) for year in sorted(by_year, reverse=True))


def _missing_quarters(reported: list[Period], today: datetime.date) -> list[Period]:
    if not reported:
        return []
    quarter = Period.containing(min(period.first_date for period in reported))
    missing = []
    while quarter.last_date < today:
        if not any(quarter.overlaps(period) for period in reported):
            missing.append(quarter)
        quarter = quarter.next()
    return missing

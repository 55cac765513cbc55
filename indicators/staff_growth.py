"""Own staff against agency staff: what each has grown or shrunk by in a year, of a region's parts and its whole. Pure.

Kronor are nominal, over the same months of two years. What is not reported is None, and a change from or to it is None, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_HUNDRED = 100


class Way(StrEnum):
    """How own staff cost and agency cost moved together."""

    SHIFTED = "shifted"
    BOTH_UP = "both_up"
    BOTH_DOWN = "both_down"
    REVERSED = "reversed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Growth:
    """A figure now and a year before, in one unit; None is not reported."""

    now: Decimal | None
    before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """Return now − before; None when either is missing."""
        return None if self.now is None or self.before is None else self.now - self.before

    @property
    def percent(self) -> Decimal | None:
        """Return the change ÷ before × 100, unrounded; None when the figure before is missing or not above zero."""
        if self.change is None or self.before is None or self.before <= 0:
            return None
        return self.change / self.before * _HUNDRED


@dataclass(frozen=True)
class PartGrowth:
    """A part of a region, or its whole: agency cost and own staff cost in kronor, own full-time equivalents."""

    label: str
    agency: Growth
    own: Growth
    own_fte: Growth
    is_whole: bool = False

    @property
    def way(self) -> Way:
        """Return how the two costs moved: an unchanged one counts as down, for it takes no more."""
        agency, own = self.agency.change, self.own.change
        if agency is None or own is None:
            return Way.UNKNOWN
        if agency <= 0:
            return Way.SHIFTED if own > 0 else Way.BOTH_DOWN
        return Way.BOTH_UP if own > 0 else Way.REVERSED

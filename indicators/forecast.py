"""Where the index is going: the present pace, a forecast with how far off such forecasts have been, and what the target takes.

The series is the rolling twelve months quarter by quarter, as fractions (0.034 is 3.4 %). The pace is Theil and Sen's: the median
of the slopes between all pairs of the latest four quarters. One odd quarter moves it little. Drawn on from the latest figure it
says when the target is met if nothing changes. The forecast lets the pace fade by three tenths a quarter, as paces do: the damped
trend of Gardner and McKenzie. Sources: H. Theil, A rank-invariant method of linear and polynomial regression analysis (1950);
P. K. Sen, Estimates of the regression coefficient based on Kendall's tau (1968); E. S. Gardner and E. McKenzie, Forecasting trends
in time series (1985). How the four quarters and the damping were chosen, and against what: docs/forecast.md.

The interval is not assumed, it is counted: each earlier quarter with four behind it is forecast as if it were the latest, and at
each distance the interval is as wide as four in five of those forecasts needed. Errors of neighbouring quarters are alike, so that
they are fewer than they look. Nothing here knows of plans, seasons or prices.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from math import ceil

FITTED = 4
"""Quarters that the pace is taken from."""

DAMPING = Decimal("0.7")
"""What is left of the pace from one quarter to the next in the forecast."""

HORIZON = 12
"""Quarters ahead that are tried on what has been: three years."""

SHOWN = 8
"""Quarters ahead that are shown at the most; fewer where the forecast has not been better than "as it is now" (`trusted`)."""

FARTHEST = 40
"""Quarters after which a target is not said to be reached at the present pace: ten years."""

COVERED = Decimal("0.8")
"""The share of earlier forecasts that the interval would have held."""

_QUARTERS_A_YEAR = 4

FEWEST = 20
"""Errors at a distance below which no interval is shown."""


def pace(series: Sequence[Decimal]) -> Decimal | None:
    """Return the change per quarter, the median slope over the latest `FITTED` figures; None when there are fewer."""
    latest = series[-FITTED:]
    if len(latest) < FITTED:
        return None
    return _median([(b - a) / (later - earlier) for (earlier, a), (later, b) in combinations(enumerate(latest), 2)])


def project(series: Sequence[Decimal], steps: int) -> tuple[Decimal, ...] | None:
    """Return the forecast of the next `steps` quarters, none below zero; None without a pace.

    The h-th is the latest figure + pace · (φ + φ² + … + φʰ), where φ is `DAMPING`.
    """
    step = pace(series)
    if step is None:
        return None
    found, share = [], series[-1]
    for _quarter in range(steps):
        step *= DAMPING
        share += step
        found.append(max(share, Decimal(0)))
    return tuple(found)


def reached_after(latest: Decimal, slope: Decimal, target: Decimal) -> int | None:
    """Return after how many quarters the present pace has brought the share to at most the target; 0 when it is now, None when not within ten years."""
    if latest <= target:
        return 0
    if slope >= 0:
        return None
    quarters = ceil((latest - target) / -slope)
    return quarters if quarters <= FARTHEST else None


@dataclass(frozen=True)
class Errors:
    """How far off forecasts of a distance have been, in the unit of the series; `naive` of "as it is now" for the same quarters."""

    quarters: int
    count: int
    median: Decimal
    covered: Decimal
    naive: Decimal


def backtest(series: Iterable[Sequence[Decimal]], horizon: int = HORIZON) -> tuple[Errors, ...]:
    """Return the errors at each distance over all the series together, the nearest first; without any forecast none.

    Each quarter that has `FITTED` figures up to it is taken as the latest, and what followed is compared with its projection.
    """
    own: list[list[Decimal]] = [[] for _step in range(horizon)]
    naive: list[list[Decimal]] = [[] for _step in range(horizon)]
    for values in series:
        for now in range(FITTED, len(values)):
            known, followed = values[:now], values[now : now + horizon]
            guesses = project(known, len(followed)) or ()
            for step, (guess, actual) in enumerate(zip(guesses, followed, strict=True)):
                own[step].append(abs(guess - actual))
                naive[step].append(abs(known[-1] - actual))
    return tuple(
        Errors(step, len(found), _median(found), _quantile(found, COVERED), _median(plain))
        for step, (found, plain) in enumerate(zip(own, naive, strict=True), start=1)
        if found
    )


def trusted(errors: Iterable[Errors]) -> int:
    """Return how many quarters ahead to show: those up to the first at which "as it is now" has been as near, `SHOWN` at the most.

    Where too few have been tried to tell, all of `SHOWN`: what is not known to be worse is shown without an interval.
    """
    by_distance = {one.quarters: one for one in errors if one.count >= FEWEST}
    for step in range(1, SHOWN + 1):
        one = by_distance.get(step)
        if one is not None and one.median >= one.naive:
            return step - 1
    return SHOWN


@dataclass(frozen=True)
class Ahead:
    """A quarter to come: at the present pace, the forecast, and between what it is expected (None: too few have been tried)."""

    quarters: int
    at_pace: Decimal
    share: Decimal
    low: Decimal | None
    high: Decimal | None


def ahead(series: Sequence[Decimal], errors: Sequence[Errors]) -> tuple[Ahead, ...]:
    """Return the quarters to come that the forecast is good for; none without a pace. No interval is narrower than the one before."""
    by_distance = {one.quarters: one.covered for one in errors if one.count >= FEWEST}
    found, width, slope = [], Decimal(0), pace(series) or Decimal(0)
    for step, share in enumerate(project(series, trusted(errors)) or (), start=1):
        is_known = step in by_distance
        width = max(width, by_distance.get(step, width))
        low, high = (max(share - width, Decimal(0)), share + width) if is_known else (None, None)
        found.append(Ahead(step, max(series[-1] + slope * step, Decimal(0)), share, low, high))
    return tuple(found)


@dataclass(frozen=True)
class Cut:
    """What the target takes of the twelve months' agency cost, in kronor: what it is, and what it may be; own staff cost as it is.

    `now_each` and `may_each` are those of a quarter, on average: a level, not a cut that is made anew each quarter.
    """

    now_sek: Decimal
    may_sek: Decimal
    quarters: int

    @property
    def sek(self) -> Decimal:
        """What the cost of twelve months is to fall by."""
        return self.now_sek - self.may_sek

    @property
    def now_each(self) -> Decimal:
        return self.now_sek / _QUARTERS_A_YEAR

    @property
    def may_each(self) -> Decimal:
        return self.may_sek / _QUARTERS_A_YEAR


def cut_needed(agency_sek: Decimal, own_sek: Decimal, target: Decimal, quarters: int) -> Cut | None:
    """Return what twelve months' agency cost may be for the index to be the target after `quarters`: target × own.

    None when it is met already or no quarter is left.
    """
    may_sek = target * own_sek
    return Cut(agency_sek, may_sek, quarters) if agency_sek > may_sek and quarters > 0 else None


def _median(values: Sequence[Decimal]) -> Decimal:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _quantile(values: Sequence[Decimal], share: Decimal) -> Decimal:
    """Return the smallest of the values that at least the share of them are at most as large as."""
    return sorted(values)[ceil(len(values) * share) - 1]

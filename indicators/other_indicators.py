"""Other indicators than the cost (domain.md §5): what a figure is, its change, its target, and the computed ones.

A figure is in its indicator's unit: per cents are 18.9, not 0.189. Nothing is rounded here. What is missing is None, with
why in a word; never 0.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators import cost_index
from indicators.cost_index import CostSum
from staffing import vacancy

PERCENT = "percent"
LOWER = "lower"
ADDITIVE_UNITS = frozenset({"count", "hours", "weeks", "fte"})
"""Units whose figures of parts add up to that of the whole; shares, days and index points do not."""

_HUNDRED = 100
_MONTHS_IN_YEAR = 12


class Gap(StrEnum):
    """Why there is no figure."""

    NOT_GIVEN = "not_given"
    TAKEN_BACK = "taken_back"
    COSTS_MISSING = "costs_missing"
    NO_AGENCY_COST = "no_agency_cost"
    FRAMEWORK_NOT_REPORTED = "framework_not_reported"
    HOURS_NOT_REPORTED = "hours_not_reported"
    WEEKS_NOT_REPORTED = "weeks_not_reported"
    NOTHING_ASSUMED = "nothing_assumed"
    OWN_FTE_MISSING = "own_fte_missing"
    OWN_FTE_IS_ZERO = "own_fte_is_zero"
    PARTS_WITHOUT_DIVISION = "parts_without_division"
    POSTS_NOT_COUNTED = "posts_not_counted"
    NO_POSTS = "no_posts"
    NO_FORMULA = "no_formula"


@dataclass(frozen=True)
class Outcome:
    """A figure, with what it was divided from where that is known; or None and why.

    :raises ValueError: a figure with a gap, or neither.
    """

    figure: Decimal | None = None
    gap: Gap | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.figure is None) == (self.gap is None):
            raise ValueError(f"A figure or the reason that there is none: {self.figure}, {self.gap}.")


def missing(gap: Gap) -> Outcome:
    """Return that there is no figure, and why."""
    return Outcome(gap=gap)


@dataclass(frozen=True)
class Given:
    """What was given for one period and place: a value, or a numerator and a denominator; neither when it was taken back."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None


def divided(numerator: Decimal, denominator: Decimal, unit: str) -> Decimal:
    """Return numerator ÷ denominator, × 100 when the unit is per cent; the denominator is above zero."""
    return numerator * (_HUNDRED if unit == PERCENT else 1) / denominator


def outcome_of(given: Given | None, unit: str) -> Outcome:
    """Return the figure of what was given: the value itself, else numerator ÷ denominator (× 100 for per cent)."""
    if given is None:
        return missing(Gap.NOT_GIVEN)
    if given.value is not None:
        return Outcome(given.value)
    if given.numerator is None or given.denominator is None:
        return missing(Gap.TAKEN_BACK)
    figure = divided(given.numerator, given.denominator, unit)
    return Outcome(figure, numerator=given.numerator, denominator=given.denominator)


def together(parts: Iterable[Outcome], unit: str) -> Outcome:
    """Return the figure of parts together: Σ numerators ÷ Σ denominators, or Σ values of a unit that adds up.

    Parts without a figure are left out; the caller names them. Never a mean of ratios: when any part has a value alone, in a
    unit that does not add up, there is no figure of the whole.
    """
    known = [part for part in parts if part.figure is not None]
    if not known:
        return missing(Gap.NOT_GIVEN)
    pairs = [(part.numerator, part.denominator) for part in known]
    numerators = [one for one, _other in pairs if one is not None]
    denominators = [other for _one, other in pairs if other is not None]
    if len(numerators) == len(denominators) == len(known):
        numerator, denominator = sum(numerators, Decimal(0)), sum(denominators, Decimal(0))
        return Outcome(divided(numerator, denominator, unit), numerator=numerator, denominator=denominator)
    if unit in ADDITIVE_UNITS:
        return Outcome(sum((part.figure for part in known if part.figure is not None), Decimal(0)))
    return missing(Gap.PARTS_WITHOUT_DIVISION)


def meets(figure: Decimal | None, target: Decimal | None, direction: str) -> bool | None:
    """Return whether the unrounded figure is at the target or on its better side; None without a figure or a target."""
    if figure is None or target is None:
        return None
    return figure <= target if direction == LOWER else figure >= target


@dataclass(frozen=True)
class Change:
    """A change against an earlier figure: the difference in the indicator's unit, per cent of the earlier, better or worse.

    `percent` is None for figures that are per cents or points themselves, and where the earlier figure is zero.
    `is_better` is None when nothing changed.
    """

    difference: Decimal
    percent: Decimal | None
    is_better: bool | None


def change(now: Decimal | None, before: Decimal | None, *, unit: str, direction: str) -> Change | None:
    """Return now − before, and that ÷ before × 100; None when either is missing."""
    if now is None or before is None:
        return None
    difference = now - before
    is_relative = unit in ADDITIVE_UNITS and before > 0
    return Change(
        difference=difference,
        percent=difference / before * _HUNDRED if is_relative else None,
        is_better=None if not difference else (difference < 0) == (direction == LOWER),
    )


# The computed ones ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Facts:
    """What a computed indicator may stand on, for one region and period of `months` months; None is not known.

    `annual_hours` and `weekly_hours` are assumptions; `own_fte` is the entered indicator `OWN_FTE` of the same period. `posts`
    is what the counts of posts say on the period's last day (`staffing.vacancy`).
    """

    months: int
    cost: CostSum | None = None
    annual_hours: Decimal | None = None
    weekly_hours: Decimal | None = None
    own_fte: Decimal | None = None
    posts: vacancy.Sum | None = None


OWN_FTE = "egna-arsarbetare"
"""Code of the entered indicator that says how many full-time equivalents the region employs."""
VACANCY = "vakansgrad"
"""Code of the computed indicator that stands on the counts of posts; the other computed ones stand on the cost returns."""


def hired_fte(hired_hours: Decimal, annual_hours: Decimal, months: int) -> Decimal:
    """Return hired full-time equivalents: hours ÷ (hours that one works in a year × months ÷ 12), unrounded (domain.md §5).

    Those of a quarter are held against a quarter's hours, so that they compare with own full-time equivalents.
    """
    return hired_hours * _MONTHS_IN_YEAR / (annual_hours * months)


def hired_fte_share(facts: Facts) -> Outcome:
    """Return hired ÷ own full-time equivalents in per cent, unrounded (domain.md §5)."""
    if facts.cost is None:
        return missing(Gap.COSTS_MISSING)
    if facts.cost.hired_hours is None:
        return missing(Gap.HOURS_NOT_REPORTED)
    if facts.annual_hours is None:
        return missing(Gap.NOTHING_ASSUMED)
    if facts.own_fte is None:
        return missing(Gap.OWN_FTE_MISSING)
    if facts.own_fte <= 0:
        return missing(Gap.OWN_FTE_IS_ZERO)
    hired = hired_fte(facts.cost.hired_hours, facts.annual_hours, facts.months)
    return Outcome(divided(hired, facts.own_fte, PERCENT), numerator=hired, denominator=facts.own_fte)


def framework_share(facts: Facts) -> Outcome:
    """Return the framework share (avtalstrohet) in per cent; the share itself is `cost_index.framework_share`."""
    if facts.cost is None:
        return missing(Gap.COSTS_MISSING)
    share = cost_index.framework_share(facts.cost)
    outside = facts.cost.outside_framework_sek
    if outside is None:
        return missing(Gap.FRAMEWORK_NOT_REPORTED)
    if share is None:
        return missing(Gap.NO_AGENCY_COST)
    agency = facts.cost.agency_sek
    return Outcome(share * _HUNDRED, numerator=agency - outside, denominator=agency)


def hire_weeks(facts: Facts) -> Outcome:
    """Return hire weeks as reported, else hired hours ÷ hours of a week; unrounded (domain.md §5)."""
    if facts.cost is None:
        return missing(Gap.COSTS_MISSING)
    if facts.cost.hire_weeks is not None:
        return Outcome(facts.cost.hire_weeks)
    if facts.cost.hired_hours is None:
        return missing(Gap.WEEKS_NOT_REPORTED)
    if facts.weekly_hours is None:
        return missing(Gap.NOTHING_ASSUMED)
    return Outcome(facts.cost.hired_hours / facts.weekly_hours)


def vacancy_rate(facts: Facts) -> Outcome:
    """Return the vacancy rate in per cent: (posts − filled) ÷ posts × 100; the rate itself is `vacancy.Sum.rate` (domain.md §5)."""
    if facts.posts is None:
        return missing(Gap.POSTS_NOT_COUNTED)
    rate = facts.posts.rate
    if rate is None:
        return missing(Gap.NO_POSTS)
    return Outcome(rate * _HUNDRED, numerator=facts.posts.vacant, denominator=facts.posts.posts)


Formula = Callable[[Facts], Outcome]

FORMULAS: Mapping[str, Formula] = {
    "inhyrda-per-egna": hired_fte_share,
    "avtalstrohet": framework_share,
    "hyrveckor": hire_weeks,
    VACANCY: vacancy_rate,
}
"""The formula of each computed indicator, by its code. A new one: a function of `Facts` here, and its row in the reference."""


def computed(code: str, facts: Facts) -> Outcome:
    """Return a computed indicator; one that has no formula here has no figure."""
    formula = FORMULAS.get(code)
    return missing(Gap.NO_FORMULA) if formula is None else formula(facts)

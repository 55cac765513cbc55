"""Other indicators in words: a figure with its unit, its change, its target, and why a figure is missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators import other_indicators, wording
from indicators.models import Indicator, IndicatorValue, Unit
from indicators.other_indicators import Change, Gap, Given, Outcome
from indicators.queries import other_indicators as queries
from indicators.queries.other_indicators import Line, Reading
from values import ratio
from values.numbers import HARD_SPACE, format_decimal, round_half_up

_MOST_DECIMALS = 6


def unit_words(unit: str) -> str:
    """Return a unit as it stands after a number or alone in a heading."""
    return {
        Unit.PERCENT: "%",
        Unit.COUNT: _("count"),
        Unit.HOURS: _("hours"),
        Unit.DAYS: _("days"),
        Unit.WEEKS: _("weeks"),
        Unit.FTE: _("full-time equivalents"),
        Unit.POINTS: _("index points"),
    }[Unit(unit)]


def figure_text(indicator: Indicator, figure: Decimal, decimals: int | None = None) -> str:
    """Return a figure with its unit: "18,9 %", "4 120 årsarbetare"; a count stands alone."""
    shown = indicator.decimals if decimals is None else decimals
    if indicator.unit == Unit.PERCENT:
        return ratio.format_percent_value(figure, shown, wording.language())
    number = format_decimal(figure, shown, language=wording.language())
    return number if indicator.unit == Unit.COUNT else f"{number}{HARD_SPACE}{unit_words(indicator.unit)}"


def decimals_apart(indicator: Indicator, figure: Decimal, target: Decimal) -> int:
    """Return with how many decimals figure and target print apart; the indicator's own where they are the same."""
    if figure == target:
        return indicator.decimals
    for decimals in range(indicator.decimals, _MOST_DECIMALS):
        if round_half_up(figure, decimals) != round_half_up(target, decimals):
            return decimals
    return _MOST_DECIMALS


def change_text(indicator: Indicator, change: Change) -> str:
    """Return a change with its sign: percentage points of a per cent, else the difference and its per cent."""
    language = wording.language()
    if indicator.unit == Unit.PERCENT:
        return ratio.format_points(change.difference, max(indicator.decimals, 1), language)
    text = format_decimal(change.difference, indicator.decimals, language=language, sign=True)
    if change.percent is None:
        return text
    return f"{text} ({ratio.format_percent_value(change.percent, 1, language, sign=True)})"


def gap_words(gap: Gap | None) -> str:
    """Return why there is no figure."""
    return {
        None: "",
        Gap.NOT_GIVEN: _("no figure is entered"),
        Gap.TAKEN_BACK: _("the figure has been taken back"),
        Gap.COSTS_MISSING: _("the cost return of these months is missing"),
        Gap.NO_AGENCY_COST: _("there is no agency cost to divide"),
        Gap.FRAMEWORK_NOT_REPORTED: _("not every return says what was bought outside the framework"),
        Gap.HOURS_NOT_REPORTED: _("not every return says how many hours were hired"),
        Gap.WEEKS_NOT_REPORTED: _("neither hire weeks nor hired hours are reported in every return"),
        Gap.NOTHING_ASSUMED: _("nothing is assumed for these months"),
        Gap.OWN_FTE_MISSING: _("own full-time equivalents are not entered, or not shared, for the period"),
        Gap.OWN_FTE_IS_ZERO: _("own full-time equivalents are zero"),
        Gap.PARTS_WITHOUT_DIVISION: _("some have entered the value alone, and shares cannot be added up"),
        Gap.POSTS_NOT_COUNTED: _("no posts are counted in the twelve months up to the last day"),
        Gap.NO_POSTS: _("there are no posts to divide"),
        Gap.NO_FORMULA: _("no formula is written for the indicator"),
    }[gap]


def missing_words(reading: Reading, *, sees_all: bool) -> str:
    """Return why a period has no figure, with the missing periods of the costs named.

    Who does not see all may not learn whether a figure that is not shared is there.
    """
    if reading.outcome.gap == Gap.NOT_GIVEN and not sees_all:
        return _("no figure is shared")
    words = gap_words(reading.outcome.gap)
    return f"{words} ({', '.join(reading.missing)})" if words and reading.missing else words


def division_text(outcome: Outcome) -> str:
    """Return what a figure was divided from: "62,5 ÷ 330,7"; nothing where it was given alone."""
    if outcome.numerator is None or outcome.denominator is None:
        return ""
    return f"{plain(outcome.numerator)} ÷ {plain(outcome.denominator)}"


def plain(number: Decimal) -> str:
    """Return a number with as many decimals as it needs, two at most."""
    rounded = round_half_up(number, 2).normalize()
    decimals = max(0, -int(rounded.as_tuple().exponent))
    return format_decimal(rounded, decimals, language=wording.language())


@dataclass(frozen=True)
class Shown:
    """One indicator of a region at one period, in words; an empty text says nothing. `number` has no unit but %."""

    line: Line
    reading: Reading
    text: str
    number: str
    gap: str
    change: str
    is_better: bool | None
    is_met: bool | None
    target: str
    division: str


def shown_at(line: Line, reading: Reading, *, sees_all: bool = True) -> Shown:
    """Return a reading in words, to who sees all figures of the region or only those that are shared.

    A figure that prints like its target and misses it gets the decimals that tell.
    """
    indicator, figure, change = line.indicator, reading.figure, line.change_at(reading.period)
    is_met = line.is_met_at(reading.period)
    decimals = indicator.decimals
    if figure is not None and indicator.target is not None and is_met is False:
        decimals = decimals_apart(indicator, figure, indicator.target)
    return Shown(
        line=line,
        reading=reading,
        text="" if figure is None else figure_text(indicator, figure, decimals),
        number="" if figure is None else axis_text(indicator, figure, decimals),
        gap=missing_words(reading, sees_all=sees_all),
        change="" if change is None else change_text(indicator, change),
        is_better=None if change is None else change.is_better,
        is_met=is_met,
        target=target_text(indicator),
        division=division_text(reading.outcome),
    )


def target_text(indicator: Indicator) -> str:
    """Return the target with its unit, or nothing."""
    if indicator.target is None:
        return ""
    return figure_text(indicator, indicator.target, 0 if indicator.target == indicator.target.to_integral() else None)


def given_text(indicator: Indicator, given: Given) -> str:
    """Return what is given as a figure with its unit, or why there is none."""
    outcome = other_indicators.outcome_of(given, indicator.unit)
    return gap_words(outcome.gap) if outcome.figure is None else figure_text(indicator, outcome.figure)


def reading_text(indicator: Indicator, value: IndicatorValue) -> str:
    """Return a stored figure with its unit, or why there is none."""
    return given_text(indicator, queries.given_of(value))


def axis_text(indicator: Indicator, figure: Decimal, decimals: int) -> str:
    """Return a figure as it stands in a chart: with % for per cent, else the number alone."""
    if indicator.unit == Unit.PERCENT:
        return figure_text(indicator, figure, decimals)
    return format_decimal(figure, decimals, language=wording.language())

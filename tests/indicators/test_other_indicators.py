"""What a figure of another indicator is, by tables: division, targets, changes, and the computed ones."""

import datetime
from decimal import Decimal

import pytest

from indicators import cost_index, other_indicators
from indicators.cost_index import CostSum
from indicators.other_indicators import FORMULAS, Facts, Gap, Given, Outcome
from staffing.vacancy import Sum

D = Decimal


def test_a_figure_or_the_reason_that_there_is_none() -> None:
    with pytest.raises(ValueError, match="reason"):
        Outcome()
    with pytest.raises(ValueError, match="reason"):
        Outcome(D(0), Gap.NOT_GIVEN)


@pytest.mark.parametrize(
    ("given", "unit", "figure", "gap"),
    [
        (None, "percent", None, Gap.NOT_GIVEN),
        (Given(None, None, None), "percent", None, Gap.TAKEN_BACK),
        (Given(D(0), None, None), "percent", D(0), None),
        (Given(D("78.5"), None, None), "points", D("78.5"), None),
        (Given(None, D(0), D(10)), "percent", D(0), None),
        (Given(None, D(1), D(8)), "percent", D("12.5"), None),
        (Given(None, D(1), D(8)), "hours", D("0.125"), None),
    ],
)
def test_what_was_given_is_a_figure(given, unit, figure, gap) -> None:
    outcome = other_indicators.outcome_of(given, unit)
    assert (outcome.figure, outcome.gap) == (figure, gap)


def test_blekinges_vacancies_of_november_2016() -> None:
    """268.2 of 330.7 posts of specialist doctors were filled: 18.9 per cent were vacant (domain.md §5)."""
    posts, filled = D("330.7"), D("268.2")
    figure = other_indicators.outcome_of(Given(None, posts - filled, posts), "percent").figure
    assert round(figure, 1) == D("18.9")


@pytest.mark.parametrize(
    ("parts", "unit", "figure", "gap"),
    [
        # Σ ÷ Σ, never the mean (30).
        ([Given(None, D(1), D(2)), Given(None, D(8), D(80))], "percent", D(900) / D(82), None),
        ([Given(None, D(1), D(2)), None], "percent", D(50), None),
        ([Given(D(50), None, None), Given(None, D(8), D(80))], "percent", None, Gap.PARTS_WITHOUT_DIVISION),
        ([Given(D(70), None, None), Given(D(80), None, None)], "points", None, Gap.PARTS_WITHOUT_DIVISION),
        ([Given(D(70), None, None), Given(D(80), None, None)], "fte", D(150), None),
        ([None, Given(None, None, None)], "fte", None, Gap.NOT_GIVEN),
        ([], "fte", None, Gap.NOT_GIVEN),
    ],
)
def test_parts_together(parts, unit, figure, gap) -> None:
    outcome = other_indicators.together([other_indicators.outcome_of(part, unit) for part in parts], unit)
    assert (outcome.figure, outcome.gap) == (figure, gap)


@pytest.mark.parametrize(
    ("figure", "target", "direction", "met"),
    [
        (D("2.0"), D("2.0"), "lower", True),
        (D("2.04"), D("2.0"), "lower", False),
        (D("1.9"), D("2.0"), "lower", True),
        (D("99.96"), D(100), "higher", False),
        (D(100), D(100), "higher", True),
        (D(0), D(0), "lower", True),
        (None, D(2), "lower", None),
        (D(2), None, "lower", None),
    ],
)
def test_a_target_is_met_unrounded(figure, target, direction, met) -> None:
    assert other_indicators.meets(figure, target, direction) is met


@pytest.mark.parametrize(
    ("now", "before", "unit", "direction", "expected"),
    [
        (D(6), D(5), "percent", "lower", (D(1), None, False)),
        (D(6), D(5), "percent", "higher", (D(1), None, True)),
        (D(110), D(100), "fte", "higher", (D(10), D(10), True)),
        (D(110), D(0), "fte", "higher", (D(110), None, True)),
        (D(5), D(5), "points", "higher", (D(0), None, None)),
    ],
)
def test_a_change_says_better_or_worse(now, before, unit, direction, expected) -> None:
    change = other_indicators.change(now, before, unit=unit, direction=direction)
    assert (change.difference, change.percent, change.is_better) == expected


def test_there_is_no_change_from_what_is_missing() -> None:
    assert other_indicators.change(None, D(1), unit="fte", direction="lower") is None
    assert other_indicators.change(D(0), None, unit="fte", direction="lower") is None


def posts(number: str, filled: str) -> Sum:
    return Sum(D(number), D(filled), is_example=False, earliest=datetime.date(2016, 11, 30))


COST = CostSum(D(1000), D(50_000), D(0), D(250), D(12), D(425))


@pytest.mark.parametrize(
    ("code", "facts", "figure", "gap"),
    [
        # 425 hours in a quarter of 1 700 in a year is one full-time equivalent, of 200 own: half a per cent.
        ("inhyrda-per-egna", Facts(3, COST, D(1700), D(40), D(200)), D("0.5"), None),
        ("inhyrda-per-egna", Facts(12, COST, D(1700), D(40), D(200)), D("0.125"), None),
        ("inhyrda-per-egna", Facts(3, None, D(1700), D(40), D(200)), None, Gap.COSTS_MISSING),
        ("inhyrda-per-egna", Facts(3, CostSum(D(1), D(1), hired_hours=None), D(1700), D(40), D(200)), None,
         Gap.HOURS_NOT_REPORTED),
        ("inhyrda-per-egna", Facts(3, COST, None, D(40), D(200)), None, Gap.NOTHING_ASSUMED),
        ("inhyrda-per-egna", Facts(3, COST, D(1700), D(40), None), None, Gap.OWN_FTE_MISSING),
        ("inhyrda-per-egna", Facts(3, COST, D(1700), D(40), D(0)), None, Gap.OWN_FTE_IS_ZERO),
        # No agency cost at all is a true zero of hours, not a missing figure.
        ("inhyrda-per-egna", Facts(3, CostSum(), D(1700), D(40), D(200)), D(0), None),
        ("avtalstrohet", Facts(3, COST), D(75), None),
        ("avtalstrohet", Facts(3, CostSum(D(1000), outside_framework_sek=None)), None, Gap.FRAMEWORK_NOT_REPORTED),
        ("avtalstrohet", Facts(3, CostSum()), None, Gap.NO_AGENCY_COST),
        ("avtalstrohet", Facts(3), None, Gap.COSTS_MISSING),
        ("hyrveckor", Facts(3, COST), D(12), None),
        ("hyrveckor", Facts(3, CostSum(D(1), hire_weeks=None, hired_hours=D(80)), weekly_hours=D(40)), D(2), None),
        ("hyrveckor", Facts(3, CostSum(D(1), hire_weeks=None, hired_hours=D(80))), None, Gap.NOTHING_ASSUMED),
        ("hyrveckor", Facts(3, CostSum(D(1), hire_weeks=None, hired_hours=None), weekly_hours=D(40)), None,
         Gap.WEEKS_NOT_REPORTED),
        ("hyrveckor", Facts(3), None, Gap.COSTS_MISSING),
        ("vakansgrad", Facts(3, posts=posts("330.7", "268.2")), D("62.5") / D("330.7") * 100, None),
        ("vakansgrad", Facts(3, posts=posts("10", "10")), D(0), None),
        # More are employed than there are posts: that is said, and is not cut at zero.
        ("vakansgrad", Facts(3, posts=posts("10", "11")), D(-10), None),
        ("vakansgrad", Facts(3, posts=posts("0", "0")), None, Gap.NO_POSTS),
        ("vakansgrad", Facts(3, COST), None, Gap.POSTS_NOT_COUNTED),
        ("okand-kod", Facts(3, COST), None, Gap.NO_FORMULA),
    ],
)  # fmt: skip
def test_the_computed_ones(code, facts, figure, gap) -> None:
    outcome = other_indicators.computed(code, facts)
    assert (outcome.figure, outcome.gap) == (figure, gap)


def test_the_framework_share_is_the_one_of_the_index() -> None:
    assert other_indicators.computed("avtalstrohet", Facts(3, COST)).figure == cost_index.framework_share(COST) * 100
    assert set(FORMULAS) == {"inhyrda-per-egna", "avtalstrohet", "hyrveckor", "vakansgrad"}

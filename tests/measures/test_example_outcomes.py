"""In how many regions a measure worked: each region once, with its best answer."""

from __future__ import annotations

import pytest

from measures import example_outcomes
from measures.example_outcomes import Outcomes


@pytest.mark.parametrize(
    ("answers", "counted"),
    [
        ([], Outcomes()),
        ([(1, "yes"), (2, "no"), (3, "partly"), (4, "too_early")], Outcomes(1, 1, 1, 1)),
        # A region that failed once and then succeeded has reported that it worked.
        ([(1, "no"), (1, "yes"), (1, "partly")], Outcomes(yes=1)),
        ([(1, "too_early"), (1, "no")], Outcomes(no=1)),
        ([(1, "too_early")], Outcomes(too_early=1)),
    ],
)
def test_a_region_counts_once_with_its_best_answer(answers, counted):
    assert example_outcomes.count(answers) == counted
    assert example_outcomes.count(reversed(answers)) == counted


def test_too_early_is_reported_but_not_among_those_that_can_say():
    outcomes = Outcomes(yes=3, partly=1, no=1, too_early=2)
    assert (outcomes.answered, outcomes.is_reported) == (5, True)
    assert (Outcomes(too_early=2).answered, Outcomes(too_early=2).is_reported) == (0, True)
    assert not Outcomes().is_reported


def test_an_answer_that_is_none_is_refused():
    with pytest.raises(ValueError, match="not in tuple"):
        example_outcomes.count([(1, "maybe")])

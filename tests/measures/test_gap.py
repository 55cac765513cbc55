"""The arithmetic of the gap analysis, by tables: no database."""

from __future__ import annotations

import pytest

from measures import gap
from measures.gap import Answer

# degree, effect, difficulty → suggested; the first is the example that the page prints.
SUGGESTIONS = [
    ((1, 5, 2), 5),  # (10 + 4 + 5) ÷ 4 = 4.75
    ((1, 5, 1), 5),  # 20 points, the most
    ((4, 1, 5), 1),  # (2 + 1 + 2) ÷ 4 = 1.25
    ((3, 3, 3), 3),  # the middle of all three is the middle
    ((1, 3, 5), 3),  # 12 ÷ 4
    ((2, 3, 4), 3),  # 12 ÷ 4
    ((2, 4, 4), 4),  # 14 ÷ 4 = 3.5, halves upwards
    ((3, 4, 4), 3),  # 13 ÷ 4 = 3.25
    ((5, 5, 1), 1),  # fully introduced: nothing is left to do
]


@pytest.mark.parametrize(("given", "expected"), SUGGESTIONS)
def test_a_suggestion_follows_the_printed_formula(given: tuple[int, int, int], expected: int) -> None:
    found = gap.suggest(Answer(*given))
    assert found is not None
    assert found.priority == expected


@pytest.mark.parametrize(
    "answer",
    [
        Answer(),
        Answer(degree=None, effect=5, difficulty=1),
        Answer(degree=1, effect=None, difficulty=1),
        Answer(degree=1, effect=5, difficulty=None),
        Answer(degree=1, effect=5, difficulty=1, is_not_relevant=True),
        Answer(priority=5),
    ],
)
def test_without_all_three_there_is_no_suggestion(answer: Answer) -> None:
    assert gap.suggest(answer) is None


def test_every_suggestion_is_on_the_scale_and_grows_with_the_effect() -> None:
    for degree in range(1, 5):
        for difficulty in range(1, 6):
            row = [gap.suggest(Answer(degree, effect, difficulty)) for effect in range(1, 6)]
            found = [one.priority for one in row if one]
            assert found == sorted(found)
            assert all(1 <= value <= 5 for value in found)


@pytest.mark.parametrize("value", [0, 6, -1])
def test_zero_is_no_answer(value: int) -> None:
    with pytest.raises(ValueError, match="not on the scale"):
        Answer(degree=value)


def test_ranks_share_ties_and_the_missing_have_none() -> None:
    answers = {
        1: Answer(3, 3, 3),  # suggested 3, 12 points
        2: Answer(1, 5, 2),  # suggested 5
        3: Answer(3, 3, 3),  # tied with 1
        4: Answer(1, 1, 5),  # suggested 2
        5: Answer(effect=4),  # cannot be ranked
        6: Answer(1, 5, 1, is_not_relevant=True),
        7: Answer(4, 1, 5, priority=4),  # set against the suggestion
        8: Answer(priority=4),  # set without the rest: after those with points
    }
    ranked = gap.rank(answers)
    assert [row.number for row in ranked] == [2, 7, 8, 1, 3, 4, 5, 6]
    assert [row.rank for row in ranked] == [1, 2, 3, 4, 4, 6, None, None]
    assert [row.number for row in ranked if row.is_changed] == [7]


def test_progress_counts_whole_answers_and_not_relevant_ones() -> None:
    answers = {1: Answer(1, 1, 1), 2: Answer(1, 1), 3: Answer(is_not_relevant=True), 99: Answer(1, 1, 1)}
    assert gap.progress([1, 2, 3, 4], answers) == gap.Progress(2, 4)
    assert gap.progress([1, 2, 3, 4], answers).left == 2


def test_places_furthest_apart_come_first_and_missing_is_not_zero() -> None:
    region = {1: Answer(degree=2), 2: Answer(degree=1), 3: Answer(degree=4)}
    division = {1: Answer(degree=3), 2: Answer(degree=5), 4: Answer(degree=5, is_not_relevant=True)}
    rows = gap.spread([1, 2, 3, 4], [region, division], "degree")
    assert [(row.number, row.values, row.distance) for row in rows] == [
        (2, (1, 5), 4),
        (1, (2, 3), 1),
        (3, (4, None), None),
        (4, (None, None), None),
    ]


def test_the_largest_changes_come_first_whichever_way() -> None:
    before = {1: Answer(degree=2), 2: Answer(degree=5), 3: Answer(degree=1)}
    now = {1: Answer(degree=3), 2: Answer(degree=1), 4: Answer(degree=1)}
    rows = gap.changes([1, 2, 3, 4], before, now, "degree")
    assert [(row.number, row.change) for row in rows] == [(2, -4), (1, 1), (3, None), (4, None)]

"""How far regions have come with a measure."""

from __future__ import annotations

import pytest

from plans import uptake
from plans.progress import Progress
from plans.uptake import Uptake


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        (Progress.DONE, Uptake.INTRODUCED),
        (Progress.IN_OPERATION, Uptake.INTRODUCED),
        (Progress.IN_PROGRESS, Uptake.IN_PROGRESS),
        (Progress.NOT_STARTED, Uptake.PLANNED),
        (Progress.PAUSED, Uptake.PLANNED),
        (Progress.CANCELLED, Uptake.NOT_REPORTED),
        (Progress.HANDED_OVER, Uptake.NOT_REPORTED),
    ],
)
def test_each_progress_says_something_or_nothing(progress: Progress, expected: Uptake) -> None:
    assert uptake.uptake_of(progress) is expected


def test_the_furthest_of_a_regions_activities_counts_and_silence_is_not_no() -> None:
    rows = uptake.rows(
        ["01", "08", "10"],
        [
            (7, "10", Progress.IN_OPERATION),
            (7, "10", Progress.NOT_STARTED),
            (7, "08", Progress.CANCELLED),
            (9, "08", Progress.PAUSED),
        ],
    )
    assert rows[7].regions == (("01", Uptake.NOT_REPORTED), ("08", Uptake.NOT_REPORTED), ("10", Uptake.INTRODUCED))
    assert [rows[7].count(found) for found in Uptake] == [2, 0, 0, 1]
    assert rows[9].regions_at(Uptake.PLANNED) == ("08",)
    assert 8 not in rows


def test_a_measure_that_no_plan_mentions_has_a_row_of_not_reported() -> None:
    assert uptake.empty_row(["01", "10"]).count(Uptake.NOT_REPORTED) == 2


def test_a_region_outside_the_list_is_not_drawn() -> None:
    assert uptake.rows(["01"], [(1, "99", Progress.DONE)])[1].regions == (("01", Uptake.NOT_REPORTED),)

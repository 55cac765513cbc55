"""Where activities stand, and what the sums of them may claim."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import progress
from plans.deadlines import DeadlineKind
from plans.progress import ActivityState, Health, Progress, ProgressSummary

TODAY = date(2017, 10, 1)
YESTERDAY = TODAY - timedelta(days=1)

states = st.builds(
    ActivityState,
    progress=st.sampled_from(Progress),
    health=st.sampled_from(Health),
    deadline_kind=st.sampled_from(DeadlineKind),
    due_date=st.none(),
    created_date=st.just(date(2017, 1, 1)),
    last_update_date=st.dates(date(2017, 1, 1), TODAY),
    has_owner=st.booleans(),
)


@pytest.mark.parametrize(
    ("value", "is_open", "is_finished"),
    [
        ("not_started", True, False),
        ("in_progress", True, False),
        ("paused", True, False),
        ("done", False, True),
        ("in_operation", False, True),
        ("cancelled", False, False),
        ("handed_over", False, False),
    ],
)
def test_open_and_finished(value, is_open, is_finished):
    assert progress.is_open(Progress(value)) is is_open
    assert progress.is_finished(Progress(value)) is is_finished


@pytest.mark.parametrize(
    ("stage", "kind", "due", "created", "override", "expected"),
    [
        ("in_progress", "date", YESTERDAY, YESTERDAY, None, "late"),
        ("in_progress", "date", TODAY, YESTERDAY, None, "on_track"),
        ("paused", "season", YESTERDAY, YESTERDAY, None, "late"),
        ("not_started", "asap", None, TODAY - timedelta(days=91), None, "late"),
        ("not_started", "asap", None, TODAY - timedelta(days=90), None, "on_track"),
        ("in_progress", "continuous", None, date(2010, 1, 1), None, "on_track"),
        ("in_progress", "undated", None, date(2010, 1, 1), None, "on_track"),
        ("in_progress", "date", YESTERDAY, YESTERDAY, "on_track", "on_track"),
        ("in_progress", "date", YESTERDAY, YESTERDAY, "at_risk", "at_risk"),
        ("in_progress", "date", TODAY, YESTERDAY, "late", "late"),
        ("done", "date", YESTERDAY, YESTERDAY, None, "on_track"),
        ("cancelled", "date", YESTERDAY, YESTERDAY, "late", "on_track"),
        ("handed_over", "asap", None, date(2010, 1, 1), None, "on_track"),
    ],
)
def test_health(stage, kind, due, created, override, expected):
    health = progress.compute_health(
        progress=Progress(stage),
        deadline_kind=DeadlineKind(kind),
        due_date=due,
        created_date=created,
        today=TODAY,
        override=Health(override) if override else None,
    )
    assert health is Health(expected)


@pytest.mark.parametrize(
    ("stage", "expected"),
    [("done", "on_track"), ("in_operation", "on_track"), ("cancelled", "late"), ("handed_over", "late")],
)
def test_only_what_is_finished_is_not_late_any_more(stage, expected):
    assert progress.health_at_end(Progress(stage), Health.LATE) is Health(expected)


def test_the_days_of_as_soon_as_possible_are_a_setting():
    facts = {"progress": Progress.PAUSED, "deadline_kind": DeadlineKind.ASAP, "due_date": None, "today": TODAY}
    assert progress.compute_health(**facts, created_date=YESTERDAY, asap_days=0) is Health.LATE
    assert progress.compute_health(**facts, created_date=YESTERDAY, asap_days=1) is Health.ON_TRACK


@pytest.mark.parametrize(
    ("days", "stale"), [(-1, 0), (0, 0), (29, 0), (30, 30), (59, 30), (60, 60), (179, 60), (180, 180), (999, 180)]
)
def test_staleness(days, stale):
    assert progress.staleness(TODAY - timedelta(days=days), TODAY) == stale


def test_the_thresholds_of_staleness_are_a_setting_in_any_order():
    assert progress.staleness(TODAY - timedelta(days=15), TODAY, thresholds=(20, 10)) == 10


def test_a_summary_counts_open_activities_that_need_someone():
    worst = ActivityState(
        progress=Progress.IN_PROGRESS,
        health=Health.LATE,
        deadline_kind=DeadlineKind.UNDATED,
        due_date=None,
        created_date=date(2017, 1, 1),
        last_update_date=date(2017, 1, 1),
        has_owner=False,
    )
    fine = replace(
        worst, health=Health.ON_TRACK, deadline_kind=DeadlineKind.YEAR, last_update_date=TODAY, has_owner=True
    )
    every = [
        worst,
        replace(fine, progress=Progress.PAUSED, health=Health.AT_RISK, deadline_kind=DeadlineKind.UNPARSED),
        replace(fine, progress=Progress.NOT_STARTED),
        *(replace(worst, progress=stage) for stage in Progress if not progress.is_open(stage)),
    ]
    assert progress.summarize(every, TODAY) == ProgressSummary(
        total=7,
        not_started=1,
        in_progress=1,
        done=1,
        in_operation=1,
        paused=1,
        cancelled=1,
        handed_over=1,
        late=1,
        at_risk=1,
        stale=1,
        undated=1,
        unparsed=1,
        no_owner=1,
    )


def test_open_and_finished_are_counted():
    summary = ProgressSummary(total=6, not_started=1, paused=1, done=1, in_operation=2, cancelled=1)
    assert (summary.open, summary.finished) == (2, 3)
    assert summary.count(Progress.IN_OPERATION) == 2


@pytest.mark.parametrize(
    "counts",
    [
        {"total": 65, "done": 61, "handed_over": 6},
        {"total": 1},
        {"done": 1},
        {"total": 1, "done": 2, "paused": -1},
        {"total": 1, "done": 1, "late": 1},
        {"total": 1, "paused": 1, "late": 1, "at_risk": 1},
        {"total": 1, "paused": 1, "undated": 1, "unparsed": 1},
        {"total": 1, "paused": 1, "stale": 2},
        {"total": 1, "paused": 1, "no_owner": -1},
    ],
)
def test_counts_that_do_not_add_up_are_refused(counts):
    with pytest.raises(ValueError, match=r"total|negative|open"):
        ProgressSummary(**counts)


@given(st.lists(states), st.lists(states))
def test_summaries_add_up(first, second):
    together = progress.summarize(first + second, TODAY)
    assert progress.summarize(first, TODAY) + progress.summarize(second, TODAY) == together
    assert together + ProgressSummary() == together
    assert together.total == len(first) + len(second)
    assert together.open + together.finished + together.cancelled + together.handed_over == together.total


def test_a_summary_adds_to_nothing_else():
    with pytest.raises(TypeError):
        ProgressSummary() + 1


@pytest.mark.parametrize(
    ("progress_word", "health", "kind", "said", "expected"),
    [
        ("not_started", "on_track", "date", None, False),
        ("in_progress", "on_track", "date", None, True),
        ("in_progress", "on_track", "continuous", None, False),
        ("in_progress", "on_track", "undated", None, False),
        ("not_started", "on_track", "undated", date(2017, 1, 1), True),
        ("not_started", "late", "date", None, True),
        ("not_started", "at_risk", "undated", None, True),
        ("in_progress", "on_track", "unparsed", date(2017, 1, 1), False),
    ],
)
def test_health_says_something_only_when_judged(progress_word, health, kind, said, expected):
    assert (
        progress.says_something(
            progress=progress.Progress(progress_word),
            health=progress.Health(health),
            deadline_kind=progress.DeadlineKind(kind),
            last_update_date=said,
        )
        is expected
    )

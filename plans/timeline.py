"""A plan laid along the calendar: from when and by when each activity runs, as the plan's words allow. Pure rules.

A plan prints deadlines and no beginnings. An activity is therefore drawn from the first day of the plan, or from the day it
came into the plan where that is later. A deadline that names a period ("Hösten 2017") is that whole period, not its last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from plans.deadlines import DATED_KINDS, DEFAULT_SEASON_ENDS, DeadlineKind, Season
from plans.plan_snapshot import PlanActivity, PlanSnapshot
from plans.progress import Health, Progress, is_finished, is_open
from values.text import loose_key

_MONTHS_A_YEAR, _MONTHS_A_HALF = 12, 6
_FIRST_MONTH_OF_SUMMER = 6
_MOST_DAYS_BY_MONTH, _MOST_DAYS_BY_QUARTER = 400, 1_500
_PERIODS = {DeadlineKind.MONTH: 1, DeadlineKind.QUARTER: 3, DeadlineKind.YEAR: _MONTHS_A_YEAR}
"""How many months a kind of deadline names."""


@dataclass(frozen=True)
class Lane:
    """Where an activity runs. `span` is the period that its deadline names, `point` the day; both None: it has no place.

    An open-ended one ("Löpande") has a start and no end.
    """

    start: date | None
    end: date | None
    span: tuple[date, date] | None = None
    point: date | None = None
    is_open_ended: bool = False

    @property
    def has_place(self) -> bool:
        """Return whether it can be drawn on a calendar at all."""
        return self.start is not None


def named_span(kind: DeadlineKind, due_date: date) -> tuple[date, date] | None:
    """Return the first and last day of the period that a deadline of the kind names; None for a day.

    Spring is the first half of the year and autumn the second, as their due dates are (domain.md §4); summer is June to August.
    """
    if kind is DeadlineKind.SEASON:
        return date(due_date.year, _season_begins(due_date), 1), due_date
    months = _PERIODS.get(kind)
    if months is None:
        return None
    return date(due_date.year, due_date.month - (due_date.month - 1) % months, 1), due_date


def _season_begins(due_date: date) -> int:
    if (due_date.month, due_date.day) == DEFAULT_SEASON_ENDS[Season.SUMMER]:
        return _FIRST_MONTH_OF_SUMMER
    return 1 if due_date.month <= _MONTHS_A_HALF else _MONTHS_A_HALF + 1


def lane_of(activity: PlanActivity, *, plan_start: date, plan_end: date, created: date | None) -> Lane:
    """Return where the activity runs.

    It begins on the plan's first day, or the day it came into the plan where that is later and neither after the plan's end
    nor after its own (a plan that is typed in afterwards). One that should be done before the plan begins is as long as its deadline names.
    """
    kind = DeadlineKind(activity.deadline_kind)
    begin = created if created is not None and plan_start < created <= plan_end else plan_start
    if kind is DeadlineKind.CONTINUOUS:
        return Lane(begin, None, is_open_ended=True)
    due = activity.due_date
    if due is None or kind not in DATED_KINDS | {DeadlineKind.RECURRING}:
        return Lane(None, None)
    span = named_span(kind, due)
    begin = begin if begin <= due else min(plan_start, due)
    return Lane(begin, due, span, None if span else due)


def drawn_span(activity: PlanActivity, lane: Lane) -> tuple[date, date | None] | None:
    """Return from when to when the activity's bar is filled, open-ended without a last day; None when it has no place.

    What is completed ends that day, before or after its deadline.
    """
    if lane.start is None:
        return None
    end = activity.completed_date
    return (lane.start, lane.end) if end is None else (min(lane.start, end), end)


def moved_from(activity: PlanActivity) -> date | None:
    """Return the date that the activity first had, when it has another now."""
    first = activity.original_due_date
    return first if first is not None and first != activity.due_date else None


@dataclass(frozen=True)
class Window:
    """The days that are shown, both included.

    :raises ValueError: the last is before the first.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"A window from {self.first} cannot end {self.last}.")

    @property
    def days(self) -> int:
        """Return how many days it is."""
        return (self.last - self.first).days + 1

    def moved(self, steps: int) -> Window:
        """Return the window so many of its own lengths later, in whole months where it is whole months."""
        months = _whole_months(self)
        if months is None:
            shift = timedelta(days=self.days * steps)
            return Window(self.first + shift, self.last + shift)
        first = add_months(self.first, months * steps)
        return Window(first, add_months(first, months) - timedelta(days=1))


def add_months(day: date, months: int) -> date:
    """Return the first day of the month so many months after the day's."""
    ordinal = day.year * _MONTHS_A_YEAR + day.month - 1 + months
    return date(ordinal // _MONTHS_A_YEAR, ordinal % _MONTHS_A_YEAR + 1, 1)


def _whole_months(window: Window) -> int | None:
    after = window.last + timedelta(days=1)
    if window.first.day != 1 or after.day != 1:
        return None
    return (after.year - window.first.year) * _MONTHS_A_YEAR + after.month - window.first.month


def whole_window(plan: PlanSnapshot, lanes: Iterable[Lane]) -> Window:
    """Return the years that hold the plan's period and all its deadlines."""
    days = [plan.plan.start_date, plan.plan.end_date]
    days += [day for lane in lanes for day in (lane.start, lane.end) if day is not None]
    return Window(date(min(days).year, 1, 1), date(max(days).year, 12, 31))


class TickKind(StrEnum):
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


@dataclass(frozen=True)
class TickPlace:
    """A line of the calendar, at the first day of what it names."""

    day: date
    kind: TickKind


def tick_places(window: Window) -> list[TickPlace]:
    """Return the years of the window, and its quarters or months where there is room: months within about a year."""
    step, kind = _MONTHS_A_YEAR, TickKind.YEAR
    if window.days <= _MOST_DAYS_BY_MONTH:
        step, kind = 1, TickKind.MONTH
    elif window.days <= _MOST_DAYS_BY_QUARTER:
        step, kind = 3, TickKind.QUARTER
    found: list[TickPlace] = []
    day = date(window.first.year, 1, 1)
    while day <= window.last:
        if day.month == 1 or day <= window.first < add_months(day, step):
            found.append(TickPlace(max(day, window.first), TickKind.YEAR))
        if kind is not TickKind.YEAR and day >= window.first:
            found.append(TickPlace(day, kind))
        day = add_months(day, step)
    seen = {(place.day, place.kind): place for place in found if place.day >= window.first}
    years = [place for place in seen.values() if place.kind is TickKind.YEAR]
    rest = [place for place in seen.values() if place.kind is not TickKind.YEAR]
    return sorted(years, key=lambda place: place.day) + sorted(rest, key=lambda place: place.day)


@dataclass(frozen=True)
class Zoom:
    """A window to go to; `kind` says what it is."""

    window: Window
    kind: TickKind


def zooms(whole: Window, shown: Window) -> list[Zoom]:
    """Return the years of the whole plan, and the quarters of the year that is shown."""
    found = [
        Zoom(Window(date(year, 1, 1), date(year, 12, 31)), TickKind.YEAR)
        for year in range(whole.first.year, whole.last.year + 1)
    ]
    if shown.first.year == shown.last.year and len(found) > 0:
        for month in (1, 4, 7, 10):
            first = date(shown.first.year, month, 1)
            found.append(Zoom(Window(first, add_months(first, 3) - timedelta(days=1)), TickKind.QUARTER))
    return found


@dataclass(frozen=True)
class Wanted:
    """What the filters keep; an empty text keeps all. Sections, areas and roles are named by their titles."""

    text: str = ""
    section: str = ""
    area: str = ""
    responsible: str = ""
    progress: str = ""
    health: str = ""
    deadline: str = ""


def kept(plan: PlanSnapshot, wanted: Wanted, today: date) -> list[PlanActivity]:
    """Return the activities that all the filters keep, in the order of the plan."""
    sections = {section.key: section.title for section in plan.sections}
    areas = {area.key: area.title for area in plan.areas}
    return [
        activity
        for activity in plan.activities
        if wanted.section in ("", sections.get(activity.section))
        and wanted.area in ("", areas.get(activity.area))
        and _is_named(activity, wanted)
        and _has_status(activity, wanted)
        and _is_due(activity, wanted.deadline, today)
    ]


def _is_named(activity: PlanActivity, wanted: Wanted) -> bool:
    titles = [one.title for one in activity.responsibles]
    if wanted.responsible and wanted.responsible not in titles:
        return False
    haystack = loose_key(f"{activity.title} {activity.description} {'; '.join(titles)}")
    return all(word in haystack for word in loose_key(wanted.text).split())


def _has_status(activity: PlanActivity, wanted: Wanted) -> bool:
    progress = Progress(activity.progress)
    groups: Mapping[str, bool] = {"": True, "open": is_open(progress), "finished": is_finished(progress)}
    if not groups.get(wanted.progress, activity.progress == wanted.progress):
        return False
    return not wanted.health or (is_open(progress) and activity.health == wanted.health)


def _is_due(activity: PlanActivity, asked: str, today: date) -> bool:
    """Return whether an open activity is due as the list's filter says: passed, within so many days, or of a kind."""
    if not asked:
        return True
    if not is_open(Progress(activity.progress)):
        return False
    due = activity.due_date
    if asked == "late":
        return due is not None and due < today
    if asked.isdecimal():
        return due is not None and today <= due <= today + timedelta(days=int(asked))
    return activity.deadline_kind == asked


def counts(activities: Sequence[PlanActivity], lanes: Sequence[Lane]) -> tuple[int, int, int]:
    """Return how many activities there are, how many of the open ones are late, and how many have no place in time."""
    late = sum(is_open(Progress(one.progress)) and one.health == Health.LATE for one in activities)
    return len(activities), late, sum(not lane.has_place for lane in lanes)

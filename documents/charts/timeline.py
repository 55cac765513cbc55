"""Spans of time in rows under one axis: from when to when, by when, and when it is today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.utils.safestring import SafeString

from documents.charts import drawing, lettering, scales
from documents.charts.bars import Shade

BROAD = 920
"""The natural width of a timeline, in CSS pixels: it scrolls in a box of its own where there is less."""

_AXIS = 44.0
_WIDE_ROW, _COMPACT_ROW, _HEADING = 26.0, 42.0, 26.0
_LABELS = 0.31
_GAP = 10.0
_FLAG = 13.0


class MarkKind(Enum):
    """A point in time, each of its own shape: a filled diamond, a dashed one, a tick in a ring, a flag."""

    DUE = "due"
    ORIGINAL = "original"
    DONE = "done"
    MILESTONE = "milestone"


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """A day with its shape, and for a flag what it says."""

    day: date
    kind: MarkKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """From a day to a day; one that is open-ended goes on as an arrow to the edge."""

    start: date
    end: date | None
    shade: Shade


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A row: `text` is its state in words, `note` stands where there is no bar, `span` is a period that a deadline names.

    A heading has a label alone.
    """

    label: str
    text: str = ""
    bar: TimelineBar | None = None
    span: tuple[date, date] | None = None
    marks: tuple[TimelineMark, ...] = ()
    note: str = ""
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class TimelineTick:
    """A line of the axis; the major ones have their text in a row of their own."""

    day: date
    text: str
    is_major: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things stand: the scale from days to places, and how tall a row is."""

    x: scales.Linear
    width: float
    row_height: float
    is_compact: bool
    text_left: float

    def place(self, day: date) -> float:
        """Return the place of the day's beginning, kept within the axis."""
        return min(max(self.x(day.toordinal()), self.x.start), self.x.end)

    def shows(self, day: date) -> bool:
        return self.x.low <= day.toordinal() <= self.x.high


def texts_width(rows: Iterable[TimelineRow]) -> float:
    """Return the room that the states of the rows need beside the axis; charts that share it have one scale."""
    return lettering.widest((row.text for row in rows), lettering.SMALL) + _GAP


def timeline(
    *,
    id_prefix: str,
    title: str,
    description: str,
    rows: Sequence[TimelineRow],
    first: date,
    last: date,
    ticks: Sequence[TimelineTick],
    today: date | None = None,
    today_text: str = "",
    width: int = BROAD,
    room: float | None = None,
) -> SafeString:
    """Draw the rows from the beginning of `first` to the end of `last`; what lies outside is cut off.

    On a narrow one the labels stand over the bars. `room` is kept for the rows' states: give charts that stand under
    one another the `texts_width` of all their rows, so that a month stands in one place in all of them.
    """
    frame = _frame(first, last, width, texts_width(rows) if room is None else room)
    drawn, y = [], _AXIS
    for row in rows:
        drawn.append(_row(row, frame, y))
        y += _HEADING if row.is_heading else frame.row_height
    shown_today = today is not None and frame.shows(today)
    today_x = frame.place(today) if today is not None and shown_today else 0.0
    return drawing.draw(
        "timeline",
        id_prefix=id_prefix,
        title=title,
        description=description,
        width=width,
        height=y + 6,
        left=scales.coordinate(frame.x.start),
        right=scales.coordinate(frame.x.end),
        axis=scales.coordinate(_AXIS - 4),
        base=scales.coordinate(y),
        full=scales.coordinate(width),
        label_x="0",
        text_x=scales.coordinate(width),
        rows=drawn,
        ticks=_ticks(ticks, frame),
        today_x=scales.coordinate(today_x) if shown_today else "",
        today_text=today_text,
        today_anchor="end" if today_x + lettering.width(today_text) > frame.x.end else "start",
        today_text_x=scales.coordinate(today_x + (-4 if today_x + lettering.width(today_text) > frame.x.end else 4)),
    )


def _frame(first: date, last: date, width: int, texts: float) -> _Frame:
    is_compact = width < drawing.WIDE * 0.8
    left = 0.0 if is_compact else width * _LABELS
    # Room for a flag at the end, or half a diamond.
    right = width - 12.0 if is_compact else width - texts
    x = scales.Linear(first.toordinal(), last.toordinal() + 1, left, right)
    return _Frame(x, width, _COMPACT_ROW if is_compact else _WIDE_ROW, is_compact, width - texts)


def _ticks(ticks: Sequence[TimelineTick], frame: _Frame) -> list[dict[str, Any]]:
    """Return the lines of the axis; a text is left out where it would run into the next one of its row."""
    drawn = []
    ends = {True: -1.0, False: -1.0}
    for tick in ticks:
        if not frame.shows(tick.day):
            continue
        place = frame.place(tick.day)
        fits = (
            place + 3 >= ends[tick.is_major] and place + 3 + lettering.width(tick.text, lettering.SMALL) <= frame.x.end
        )
        if fits:
            ends[tick.is_major] = place + 3 + lettering.width(tick.text, lettering.SMALL) + 4
        drawn.append(
            {
                "x": scales.coordinate(place),
                "text_x": scales.coordinate(place + 3),
                "text_y": "12" if tick.is_major else "30",
                "text": tick.text if fits else "",
                "is_major": tick.is_major,
            }
        )
    return drawn


def _row(row: TimelineRow, frame: _Frame, top: float) -> dict[str, Any]:
    if row.is_heading:
        return {
            "is_heading": True,
            "label": lettering.shortened(row.label, frame.width - 8, bold=True),
            "top": scales.coordinate(top),
            "text_y": scales.coordinate(top + 17),
        }
    # The middle of the bar; the label stands beside it, or over it.
    middle = top + (30.0 if frame.is_compact else _WIDE_ROW / 2)
    room = frame.text_left - _GAP if frame.is_compact else frame.x.start - _GAP
    return {
        "label": lettering.shortened(row.label, room),
        "text": row.text,
        "text_y": scales.coordinate(top + 15 if frame.is_compact else middle + 4),
        "line_y": scales.coordinate(top + (frame.row_height if frame.is_compact else _WIDE_ROW)),
        "y": scales.coordinate(middle),
        "note": row.note,
        "note_x": scales.coordinate(frame.x.start + 4),
        "note_y": scales.coordinate(middle + 4),
        "span": _span(row, frame, middle),
        "bar": _bar(row, frame, middle),
        "marks": _marks(row, frame),
        "link": _link(row, frame),
    }


def _span(row: TimelineRow, frame: _Frame, middle: float) -> dict[str, str] | None:
    if row.span is None:
        return None
    first, last = row.span
    return _box(first, last, frame, middle - 9, "18")


def _box(first: date, last: date, frame: _Frame, top: float, height: str) -> dict[str, str] | None:
    """Return the box of the days, the last one included; None when they are outside the axis."""
    start, end = frame.place(first), frame.place(date.fromordinal(last.toordinal() + 1))
    if last.toordinal() < frame.x.low or first.toordinal() >= frame.x.high:
        return None
    return {
        "x": scales.coordinate(start),
        "y": scales.coordinate(top),
        "width": scales.coordinate(max(end - start, 1.5)),
        "height": height,
    }


def _bar(row: TimelineRow, frame: _Frame, middle: float) -> dict[str, Any] | None:
    if row.bar is None:
        return None
    end = row.bar.end or date.fromordinal(int(frame.x.high) - 1)
    box = _box(row.bar.start, end, frame, middle - 5, "10")
    if box is None:
        return None
    return {**box, "shade": row.bar.shade.value, "is_open": row.bar.end is None, "tip": scales.coordinate(frame.x.end)}


def _marks(row: TimelineRow, frame: _Frame) -> list[dict[str, str]]:
    # Due by the end of the day.
    shown = [
        (mark, frame.place(date.fromordinal(mark.day.toordinal() + 1))) for mark in row.marks if frame.shows(mark.day)
    ]
    words = _words(shown, frame.width)
    return [
        {
            "kind": mark.kind.value,
            "x": scales.coordinate(place),
            "text_x": scales.coordinate(words.get(number, place)),
            "text": mark.text if number in words else "",
        }
        for number, (mark, place) in enumerate(shown)
    ]


def _words(shown: Sequence[tuple[TimelineMark, float]], end: float) -> dict[int, float]:
    """Return where the words of the flags begin: after the flag, or before it where the drawing ends.

    From the last flag backwards, since it is the goal: one whose words would run into what comes after it goes without.
    """
    found: dict[int, float] = {}
    free_to = end
    for number, (mark, place) in sorted(enumerate(shown), key=lambda one: one[1][1], reverse=True):
        # The widths that are known without a font are a fifth too wide for figures.
        width = lettering.width(mark.text, lettering.SMALL) * 0.85
        left = place + _FLAG if place + _FLAG + width <= end else place - 5 - width
        if mark.text and left + width <= free_to:
            found[number] = left
        free_to = min(place, found.get(number, place))
    return found


def _link(row: TimelineRow, frame: _Frame) -> tuple[str, str] | None:
    """Return from where to where a moved deadline went."""
    days = {mark.kind: mark.day for mark in row.marks}
    if MarkKind.ORIGINAL not in days:
        return None
    ends = sorted([frame.place(days[MarkKind.ORIGINAL]), frame.place(days.get(MarkKind.DUE, days[MarkKind.ORIGINAL]))])
    return (scales.coordinate(ends[0]), scales.coordinate(ends[1])) if ends[1] > ends[0] else None

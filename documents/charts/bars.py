"""Lengths compared: ranked bars, one bar cut in parts, and columns in pairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate
from typing import Any

from django.utils.safestring import SafeString

from documents.charts import drawing, lettering, scales
from documents.charts.lines import FormatValue, Target
from documents.charts.scales import Number


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: `text` is the value as it is read; `second` is a figure to compare with, drawn as a tick."""

    label: str
    value: Number | None
    text: str
    is_highlighted: bool = False
    second: Number | None = None


class Shade(Enum):
    """How a part is filled: five ways that differ without colour, from full to empty."""

    SOLID = "solid"
    HATCHED = "hatched"
    DOTTED = "dotted"
    LIGHT = "light"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a whole; `text` is its figure as it is read ("23")."""

    label: str
    value: Number
    text: str
    shade: Shade


@dataclass(frozen=True, slots=True)
class Pair:
    """A category with its figure of now and of before; `text` is the figure of now as it is read."""

    label: str
    value: Number | None
    text: str
    previous: Number | None


_LABEL_LINE = 15.0
"""Pixels from one line of a label to the next."""


def ranked_bars(
    *,
    id_prefix: str,
    title: str,
    description: str,
    bars: Sequence[Bar],
    missing_text: str,
    target: Target | None = None,
    second_label: str = "",
    is_ascending: bool = False,
    width: int = drawing.WIDE,
) -> SafeString:
    """Draw bars in order of value; a row without a figure stands last and says `missing_text`, with no bar.

    `second_label` explains the tick of the second figure ("förra året").
    """
    known = sorted(
        (bar for bar in bars if bar.value is not None), key=lambda bar: float(bar.value or 0), reverse=not is_ascending
    )
    rows = known + [bar for bar in bars if bar.value is None]
    top = 26.0 if target or second_label else 4.0
    room = min(lettering.widest((bar.label for bar in rows), bold=True), width * 0.42)
    # The tick of the second figure is explained in the labels' column: where they are short, it is as wide as those words.
    left = max(room + 10, lettering.width(second_label) + 18) if second_label else room + 10
    labels = [lettering.fitted(bar.label, room, bold=True) for bar in rows]
    tops = list(accumulate((7.0 + len(lines) * _LABEL_LINE for lines in labels), initial=top))
    right = width - lettering.widest((bar.text for bar in known), bold=True) - 12
    values = [bar.value for bar in bars] + [bar.second for bar in bars] + ([target.value] if target else [])
    x = scales.Linear(*scales.extent(values), left, right)
    height = tops[-1] + 4
    target_x = x(target.value) if target else 0.0
    missing_from = width - lettering.width(missing_text) - 8
    return drawing.draw(
        "ranked_bars",
        id_prefix=id_prefix,
        title=title,
        description=description,
        width=width,
        height=height,
        label_x=scales.coordinate(left - 8),
        zero=scales.coordinate(x(0)),
        value_x=scales.coordinate(width),
        top=scales.coordinate(top - 4),
        base=scales.coordinate(height - 4),
        missing_text=missing_text,
        rows=[_row(bar, lines, x, at, missing_from) for bar, lines, at in zip(rows, labels, tops, strict=False)],
        target=target,
        target_x=scales.coordinate(target_x),
        target_anchor="end" if target and target_x + lettering.width(target.label) > width else "start",
        second_label=second_label,
        second_x=scales.coordinate(left - 8 - lettering.width(second_label) - 8),
    )


def _row(bar: Bar, lines: Sequence[str], x: scales.Linear, top: float, missing_from: float) -> dict[str, Any]:
    """Return what is drawn of a row; bar and figures stand beside the middle of the label's lines."""
    label_top = top
    top += (len(lines) - 1) * _LABEL_LINE / 2
    start, end = sorted((x(0), x(bar.value or 0)))
    # A tick of last year's figure may stand where the word for the missing one would.
    hides_second = bar.value is None and bar.second is not None and x(bar.second) > missing_from
    return {
        "lines": [(scales.coordinate(label_top + _LABEL_LINE * (place + 1)), line) for place, line in enumerate(lines)],
        "text": bar.text,
        "is_highlighted": bar.is_highlighted,
        "is_missing": bar.value is None,
        "x": scales.coordinate(start),
        "y": scales.coordinate(top + 3),
        "width": scales.coordinate(end - start),
        "height": "16",
        "text_y": scales.coordinate(top + 15),
        "second_x": "" if bar.second is None or hides_second else scales.coordinate(x(bar.second)),
        "second_top": scales.coordinate(top + 1),
        "second_base": scales.coordinate(top + 21),
    }


def stacked_bar(
    *,
    id_prefix: str,
    title: str,
    segments: Sequence[Segment],
    description: str = "",
    with_labels: bool = True,
    width: int = drawing.WIDE,
    bar_height: int = 28,
) -> SafeString:
    """Draw one whole cut in parts, with a line of words below; parts of nothing are left out of the bar.

    Without any value the bar is an empty frame.
    """
    total = sum(float(segment.value) for segment in segments)
    parts, place = [], 1.0
    for segment in segments:
        length = float(segment.value) / total * (width - 2) if total else 0.0
        if length:
            # A white gap between neighbours, but never so wide that a thin part vanishes.
            gap = min(2.0, length / 2)
            parts.append(
                {
                    "shade": segment.shade.value,
                    "x": scales.coordinate(place),
                    "width": scales.coordinate(length - gap),
                }
            )
        place += length
    keys, keys_height = _keys(segments, width) if with_labels else ([], 0.0)
    return drawing.draw(
        "stacked_bar",
        id_prefix=id_prefix,
        title=title,
        description=description,
        width=width,
        height=bar_height + 2 + keys_height,
        bar_width=scales.coordinate(width - 2),
        bar_height=scales.coordinate(bar_height),
        parts=parts,
        keys=[key | {"y": scales.coordinate(bar_height + key["row"] * 22 + 10)} for key in keys],
    )


def _keys(segments: Sequence[Segment], width: float) -> tuple[list[dict[str, Any]], float]:
    """Return the words below the bar, broken into rows, and the height that they take."""
    keys, place, row = [], 0.0, 0
    for segment in segments:
        text_width = lettering.width(segment.text, bold=True)
        needed = 20 + lettering.width(segment.label) + 6 + text_width
        if place and place + needed > width:
            place, row = 0.0, row + 1
        keys.append(
            {
                "x": scales.coordinate(place),
                "row": row,
                "shade": segment.shade.value,
                "label": segment.label,
                "text": segment.text,
            }
        )
        place += needed + 18
    return keys, (row + 1) * 22 + 8 if keys else 0.0


def column_pairs(
    *,
    id_prefix: str,
    title: str,
    description: str,
    pairs: Sequence[Pair],
    current_label: str,
    previous_label: str,
    missing_text: str,
    format_value: FormatValue,
    width: int = drawing.WIDE,
    height: int = 260,
) -> SafeString:
    """Draw two columns a category, before and now, from zero; a missing figure is a word and no column.

    Without a `previous_label` there is one column a category, and no key.
    """
    values = [value for pair in pairs for value in (pair.value, pair.previous)]
    ticks = scales.nice_ticks(*scales.extent(values), count=4)
    tick_texts = [format_value(tick) for tick in ticks]
    left = lettering.widest(tick_texts) + 10
    y = scales.Linear(ticks[0], ticks[-1], height - 30, 50)
    step = (width - left) / max(len(pairs), 1)
    if previous_label and pairs:
        # The latest figure stands on its own column, and needs its room to the right of the middle.
        step -= max(0.0, lettering.width(pairs[-1].text, bold=True) + 1 - step / 2) / len(pairs)
    column = min(34.0, step * 0.38) if previous_label else min(52.0, step * 0.66)
    # Where the current column begins, seen from the middle.
    shift = 1.0 if previous_label else -column / 2
    names_step = max(1, -(-int(lettering.widest(pair.label for pair in pairs) + 6) // max(int(step), 1)))
    groups = []
    for index, pair in enumerate(pairs):
        middle = left + step * (index + 0.5)
        is_named = (len(pairs) - 1 - index) % names_step == 0
        groups.append(
            {
                "middle": scales.coordinate(middle),
                "label": pair.label if is_named else "",
                "label_x": scales.coordinate(min(middle, width - lettering.width(pair.label) / 2)),
                "previous": _column(pair.previous, middle - column - 1, column, y),
                "current": _column(pair.value, middle + shift, column, y),
                "text": pair.text if pair.value is not None else "",
                "text_x": scales.coordinate(_text_middle(pair.text, middle + shift, column, width)),
                "text_y": scales.coordinate(y(max(0.0, float(pair.value or 0))) - 6),
                "is_missing": pair.value is None,
                "missing_x": scales.coordinate(middle + shift + column / 2 + 4),
                "missing_y": scales.coordinate(y(0) - 6),
            }
        )
    _leave_out_crowded(groups)
    return drawing.draw(
        "column_pairs",
        id_prefix=id_prefix,
        title=title,
        description=description,
        width=width,
        height=height,
        left=scales.coordinate(left),
        right=scales.coordinate(width),
        zero=scales.coordinate(y(0)),
        label_y=scales.coordinate(height - 12),
        ticks=[
            {"y": scales.coordinate(y(tick)), "text_y": scales.coordinate(y(tick) + 4), "text": text}
            for tick, text in zip(ticks, tick_texts, strict=True)
        ],
        tick_x=scales.coordinate(left - 6),
        groups=groups,
        current_label=current_label,
        previous_label=previous_label,
        previous_key_x=scales.coordinate(left + 20 + lettering.width(current_label) + 18),
        previous_text_x=scales.coordinate(left + 20 + lettering.width(current_label) + 36),
        current_text_x=scales.coordinate(left + 18),
        missing_text=missing_text,
    )


ROOM = 3.0
"""Pixels around a figure that no column and no other figure may come into."""
_FIGURE_HEIGHT = 12.0


def _leave_out_crowded(groups: list[dict[str, Any]]) -> None:
    """Empty the figures that would run into a neighbour's column, or into the figure to their right: the latest keeps its own."""
    columns = [
        (index, *(float(group[name][side]) for side in ("x", "y", "width", "height")))
        for index, group in enumerate(groups)
        for name in ("previous", "current")
        if group[name]
    ]
    kept: list[tuple[float, float]] = []
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group["text"]:
            continue
        x, bottom = float(group["text_x"]), float(group["text_y"])
        half = lettering.width(group["text"], bold=True) / 2 + ROOM
        in_columns = any(
            x - half < left + wide and left < x + half and top < bottom + 1 and bottom - _FIGURE_HEIGHT < top + high
            for owner, left, top, wide, high in columns
            if owner != index  # on its own column it stands, and beside the other one of its pair
        )
        in_figures = any(x + half > left and abs(bottom - other) < _FIGURE_HEIGHT + 2 for left, other in kept)
        if in_columns or in_figures:
            group["text"] = ""
        else:
            kept.append((x - half, bottom))


def _text_middle(text: str, left: float, column: float, width: float) -> float:
    """Return the middle of a text over the column, moved right where it would reach over the column to the left."""
    half = lettering.width(text, bold=True) / 2
    return min(left + max(half, column / 2), width - half)


def _column(value: Number | None, left: float, width: float, y: scales.Linear) -> dict[str, str] | None:
    if value is None:
        return None
    top, base = sorted((y(value), y(0)))
    return {
        "x": scales.coordinate(left),
        "y": scales.coordinate(top),
        "width": scales.coordinate(width),
        "height": scales.coordinate(base - top),
    }

"""From one figure to another in steps: what each driver added or took."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from django.utils.safestring import SafeString

from documents.charts import drawing, lettering, scales
from documents.charts.scales import Number

_LINE = 15.0
_PADDING = 9.0
_SMALL = 2
"""How many times longer than all that the steps span the ends may be before the scale is broken."""


@dataclass(frozen=True, slots=True)
class Total:
    """A figure at either end; `text` is the value as it is read ("3,4 %")."""

    label: str
    value: Number
    text: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A step between the two: `value` is what it adds, or takes when it is below zero; `text` is read with its sign."""

    label: str
    value: Number
    text: str


def waterfall(
    *,
    id_prefix: str,
    title: str,
    description: str,
    start: Total,
    rungs: Sequence[Rung],
    end: Total,
    broken_text: str = "",
    width: int = drawing.WIDE,
) -> SafeString:
    """Draw the steps from `start` to `end` as bars that each begin where the one before ended, one below the other.

    The steps are to sum to the difference. The scale begins at zero, or below it where a sum is below it; where the steps would
    be too small to see beside the ends it is broken, the two ends show the break, and `broken_text` says so.
    """
    rows: list[Total | Rung] = [start, *rungs, end]
    room = min(lettering.widest((row.label for row in rows), bold=True), width * 0.44)
    left = room + 10
    right = width - lettering.widest((row.text for row in rows), bold=True) - 12
    reached = list(accumulate((float(rung.value) for rung in rungs), initial=float(start.value)))
    places = [float(end.value), *reached]
    spread = max(places) - min(places)
    is_broken = bool(broken_text) and 0 < spread * _SMALL < min(places)
    low = min(places) - spread if is_broken else 0.0
    x = scales.Linear(*((low, max(places)) if is_broken else scales.extent([0, *places])), left, right)
    spans = [(low, float(start.value)), *pairwise(reached), (low, float(end.value))]
    labels = [lettering.fitted(row.label, room, bold=True) for row in rows]
    tops = list(accumulate((_PADDING + len(lines) * _LINE for lines in labels), initial=2.0))
    return drawing.draw(
        "waterfall",
        id_prefix=id_prefix,
        title=title,
        description=description,
        width=width,
        height=tops[-1] + (20 if is_broken else 4),
        broken_text=broken_text if is_broken else "",
        broken_y=scales.coordinate(tops[-1] + 14),
        break_x=scales.coordinate(left + 9),
        label_x=scales.coordinate(left - 8),
        value_x=scales.coordinate(width),
        zero=scales.coordinate(x(low)),
        base=scales.coordinate(tops[-1]),
        rows=[_drawn(*row, x) for row in zip(rows, labels, spans, tops, strict=False)],
    )


def _drawn(
    row: Total | Rung, lines: Sequence[str], span: tuple[float, float], top: float, x: scales.Linear
) -> dict[str, Any]:
    begins, ends = span
    start, end = sorted((x(begins), x(ends)))
    middle = top + (len(lines) - 1) * _LINE / 2
    return {
        "lines": [(scales.coordinate(top + _LINE * (place + 1)), line) for place, line in enumerate(lines)],
        "text": row.text,
        "text_y": scales.coordinate(middle + _LINE),
        "is_total": isinstance(row, Total),
        "is_rise": ends > begins,
        "x": scales.coordinate(start),
        "y": scales.coordinate(middle + 3),
        "y_base": scales.coordinate(middle + 21),
        "y_top": scales.coordinate(middle + 1),
        "width": scales.coordinate(max(end - start, 1)),
        "joint": scales.coordinate(x(ends)),
        "joint_top": scales.coordinate(middle + 19),
        "joint_base": scales.coordinate(top + len(lines) * _LINE + _PADDING + 3),
    }

"""Lines over time: one chart, a sparkline for a table's cell, and a grid of small panels on one scale."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.safestring import SafeString

from documents.charts import drawing, lettering, palette, scales
from documents.charts.scales import Number

FormatValue = Callable[[Number], str]


class Emphasis(Enum):
    HIGHLIGHTED = "highlighted"
    PLAIN = "plain"
    MUTED = "muted"


@dataclass(frozen=True, slots=True)
class Series:
    """One line; a `None` breaks it. A muted one is drawn thin and has no label."""

    label: str
    values: Sequence[Number | None]
    emphasis: Emphasis = Emphasis.PLAIN


@dataclass(frozen=True, slots=True)
class Target:
    """A level to compare with; `label` says the value as well ("Mål 2,0 %")."""

    value: Number
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """Between what a line is expected, behind it; `None` on either side where nothing is said. The caller says it in words."""

    low: Sequence[Number | None]
    high: Sequence[Number | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """One small chart; `text` is the latest figure as it is read ("3,1 %")."""

    label: str
    values: Sequence[Number | None]
    text: str
    is_highlighted: bool = False


@dataclass(frozen=True, slots=True)
class _Label:
    wanted: float
    strong: str
    lines: list[str]
    colour: str

    @property
    def height(self) -> float:
        return lettering.LARGE * lettering.LINE + len(self.lines) * lettering.SIZE * lettering.LINE


def line_chart(
    *,
    id_prefix: str,
    title: str,
    description: str,
    categories: Sequence[str],
    series: Sequence[Series],
    format_value: FormatValue,
    places: Sequence[Number] | None = None,
    target: Target | None = None,
    band: Band | None = None,
    width: int = drawing.WIDE,
    height: int | None = None,
    with_zero: bool = True,
) -> SafeString:
    """Draw series over ordered categories: gaps where a value is missing, names and latest values at the ends.

    Each series has one value per category, and so has each side of the band. `places` is where each category stands along the axis, in any unit (months), so
    that a year is as wide as a year; without it they stand evenly. With `with_zero=False` the scale starts near the least
    value (an index).

    :raises ValueError: another number of values or places than of categories, or places that are not in order.
    """
    for line in series:
        if len(line.values) != len(categories):
            raise ValueError(f"{line.label}: {len(line.values)} values for {len(categories)} categories.")
    along = _along(places, len(categories))
    height = height or (300 if width >= drawing.WIDE * 0.8 else 260)
    values = [value for line in series for value in line.values] + ([target.value] if target else [])
    values += [*band.low, *band.high] if band else []
    ticks = scales.nice_ticks(*scales.extent(values, with_zero=with_zero))
    tick_texts = [format_value(tick) for tick in ticks]
    left = lettering.widest(tick_texts) + 10
    room = width * 0.34
    labelled = [
        line for line in series if line.emphasis is not Emphasis.MUTED and any(v is not None for v in line.values)
    ]
    texts = [_end_texts(line, categories, format_value, room) for line in labelled]
    target_lines = lettering.wrap(target.label, room) if target else []
    needed = [lettering.width(strong, lettering.LARGE, bold=True) for strong, _ in texts]
    needed += [lettering.width(text) for _, lines in texts for text in lines]
    needed.append(lettering.widest(target_lines))
    right = width - max(needed) - 12
    axis = scales.Linear(along[0], max(along[-1], along[0] + 1), left + 6, right - 6)
    x = [axis(place) for place in along]
    y = scales.Linear(ticks[0], ticks[-1], height - 30, 12)
    colours = _colours(series)
    labels = [
        _Label(y(_latest(line.values)[1]), strong, lines, colours[id(line)][0])
        for line, (strong, lines) in zip(labelled, texts, strict=True)
    ]
    if target:
        labels.append(_Label(y(target.value), "", target_lines, palette.TARGET))
    return drawing.draw(
        "line_chart",
        id_prefix=id_prefix,
        title=title,
        description=description,
        width=width,
        height=height,
        left=scales.coordinate(left),
        right=scales.coordinate(right),
        base=scales.coordinate(height - 30),
        category_y=scales.coordinate(height - 12),
        ticks=[
            {"y": scales.coordinate(y(tick)), "text_y": scales.coordinate(y(tick) + 4), "text": text}
            for tick, text in zip(ticks, tick_texts, strict=True)
        ],
        tick_x=scales.coordinate(left - 6),
        categories=_category_ticks(categories, x, right),
        target_y=scales.coordinate(y(target.value)) if target else "",
        band=_area(band, x, y) if band else "",
        lines=[_line(line, x, y, colours[id(line)]) for line in sorted(series, key=_drawing_order)],
        labels=_placed_labels(labels, right + 10, height - 20),
    )


def _area(band: Band, x: Sequence[float], y: scales.Linear) -> str:
    """Return the outline of the band where both sides are known: along the upper side, and back along the lower."""
    known = [
        (place, low, high)
        for place, low, high in zip(x, band.low, band.high, strict=True)
        if low is not None and high is not None
    ]
    if not known:
        return ""
    upper = [(place, y(high)) for place, _low, high in known]
    lower = [(place, y(low)) for place, low, _high in reversed(known)]
    return f"{scales.points([*upper, *lower])}Z"


def sparkline(
    *,
    id_prefix: str,
    title: str,
    values: Sequence[Number | None],
    domain: tuple[Number, Number],
    description: str = "",
    target: Number | None = None,
    is_highlighted: bool = False,
    width: int = 120,
    height: int = 28,
) -> SafeString:
    """Draw a line without words for a table's cell; `domain` is the scale it shares with the cells around it."""
    x = scales.Linear(0, max(len(values) - 1, 1), 3, width - 4)
    y = scales.Linear(float(domain[0]), float(domain[1]), height - 4, 4)
    return drawing.draw(
        "sparkline",
        id_prefix=id_prefix,
        title=title,
        description=description,
        width=width,
        height=height,
        right=scales.coordinate(width),
        target_y="" if target is None else scales.coordinate(y(target)),
        line=_small_line(values, x, y, is_highlighted=is_highlighted),
    )


def small_multiples(
    *,
    id_prefix: str,
    title: str,
    description: str,
    panels: Sequence[Panel],
    target: Target | None = None,
    first_category: str = "",
    last_category: str = "",
    width: int = drawing.WIDE,
) -> SafeString:
    """Draw one small line per panel, all on one scale from zero, so that their heights can be compared."""
    columns = max(2, min(len(panels), width // 140))
    cell_width, cell_height = width / columns, 92.0
    values = [value for panel in panels for value in panel.values] + ([target.value] if target else [])
    low, high = scales.extent(values)
    line_length = cell_width - 18
    longest = max((len(panel.values) for panel in panels), default=2)
    x = scales.Linear(0, max(longest - 1, 1), 3, line_length - 4)
    y = scales.Linear(low, high, 78, 38)
    rows = -(-len(panels) // columns)
    footer = 22 if target or first_category else 4
    height = rows * cell_height + footer
    return drawing.draw(
        "small_multiples",
        id_prefix=id_prefix,
        title=title,
        description=description,
        width=width,
        height=height,
        line_length=scales.coordinate(line_length),
        base=scales.coordinate(y(max(low, 0))),
        target=target,
        target_y=scales.coordinate(y(target.value)) if target else "",
        footer_y=scales.coordinate(height - 7),
        footer_line_y=scales.coordinate(height - 11),
        span=f"{first_category} – {last_category}" if first_category else "",
        right=scales.coordinate(width - 18),
        panels=[
            {
                "x": scales.coordinate(index % columns * cell_width),
                "y": scales.coordinate(index // columns * cell_height),
                "label": panel.label,
                "text": panel.text,
                "is_highlighted": panel.is_highlighted,
                "line": _small_line(panel.values, x, y, is_highlighted=panel.is_highlighted),
            }
            for index, panel in enumerate(panels)
        ],
    )


def _along(places: Sequence[Number] | None, count: int) -> list[float]:
    """Return where each of the categories stands along the axis."""
    if places is None:
        return [float(place) for place in range(max(count, 1))]
    along = [float(place) for place in places]
    if len(along) != count or along != sorted(along):
        raise ValueError(f"{len(along)} places, in order or not, for {count} categories.")
    return along or [0.0]


def _latest(values: Sequence[Number | None]) -> tuple[int, Number]:
    """Return the place and the value of the last known figure; the caller knows that there is one."""
    return next((index, value) for index, value in reversed(list(enumerate(values))) if value is not None)


def _end_texts(
    line: Series, categories: Sequence[str], format_value: FormatValue, room: float
) -> tuple[str, list[str]]:
    """Return the value and the wrapped name; the name carries the category when the latest figure is an old one."""
    index, value = _latest(line.values)
    name = line.label if index == len(categories) - 1 else f"{line.label} ({categories[index]})"
    return format_value(value), lettering.wrap(name, room)


def _colours(series: Sequence[Series]) -> dict[int, tuple[str, str]]:
    """Return colour and dash by series: plain lines differ in both, so that paper in grey tells them apart."""
    chosen: dict[int, tuple[str, str]] = {}
    taken = 1 if any(line.emphasis is Emphasis.HIGHLIGHTED for line in series) else 0
    for line in series:
        if line.emphasis is Emphasis.HIGHLIGHTED:
            chosen[id(line)] = (palette.ACCENT, "")
        elif line.emphasis is Emphasis.MUTED:
            chosen[id(line)] = (palette.MUTED, "")
        else:
            chosen[id(line)] = palette.PLAIN_LINES[taken % len(palette.PLAIN_LINES)]
            taken += 1
    return chosen


def _drawing_order(line: Series) -> int:
    return [Emphasis.MUTED, Emphasis.PLAIN, Emphasis.HIGHLIGHTED].index(line.emphasis)


def _line(line: Series, x: Sequence[float], y: scales.Linear, colour: tuple[str, str]) -> dict[str, Any]:
    known = scales.runs(line.values)
    places = [[(x[index], y(line.values[index] or 0)) for index in run] for run in known]
    is_muted = line.emphasis is Emphasis.MUTED
    # A figure between two gaps has no line to be on: it is a dot. So is the latest one.
    dots = [run[0] for run in places if len(run) == 1]
    if not is_muted and places and len(places[-1]) > 1:
        dots.append(places[-1][-1])
    return {
        "path": " ".join(scales.points(run) for run in places if len(run) > 1),
        "colour": colour[0],
        "dash": colour[1],
        "stroke_width": {"highlighted": "3", "plain": "2", "muted": "0.9"}[line.emphasis.value],
        "dots": [{"x": scales.coordinate(dot[0]), "y": scales.coordinate(dot[1])} for dot in dots],
        "radius": "1.6" if is_muted else "4" if line.emphasis is Emphasis.HIGHLIGHTED else "3",
    }


def _small_line(
    values: Sequence[Number | None], x: scales.Linear, y: scales.Linear, *, is_highlighted: bool
) -> dict[str, Any]:
    emphasis = Emphasis.HIGHLIGHTED if is_highlighted else Emphasis.PLAIN
    colour = palette.ACCENT if is_highlighted else palette.QUIET_INK
    places = [x(index) for index in range(len(values))]
    line = _line(Series("", values, emphasis), places, y, (colour, ""))
    return line | {"stroke_width": "2" if is_highlighted else "1.5", "radius": "2.5"}


def _category_ticks(categories: Sequence[str], x: Sequence[float], right: float) -> list[dict[str, str]]:
    """Return as many category names as fit, counted back from the last one, which is always there."""
    if not categories:
        return []
    widest = lettering.widest(categories) + 10
    shown = [len(categories) - 1]
    for index in range(len(categories) - 2, -1, -1):
        if x[shown[-1]] - x[index] >= widest:
            shown.append(index)
    placed = []
    for index in reversed(shown):
        half = lettering.width(categories[index]) / 2
        placed.append({"x": scales.coordinate(min(x[index], right + 8 - half)), "text": categories[index]})
    return placed


def _placed_labels(labels: Sequence[_Label], x: float, low_edge: float) -> list[dict[str, Any]]:
    """Return the end labels moved apart, each as lines with a baseline of their own."""
    heights = [label.height if label.strong else len(label.lines) * lettering.SIZE * lettering.LINE for label in labels]
    centres = scales.spread([label.wanted for label in labels], heights, 0, low_edge)
    placed: list[dict[str, Any]] = []
    for label, tall, centre in zip(labels, heights, centres, strict=True):
        baseline = centre - tall / 2
        if label.strong:
            baseline += lettering.LARGE
            placed.append(_text(x, baseline, label.strong, label.colour, is_strong=True))
            baseline += lettering.SIZE * lettering.LINE
        else:
            baseline += lettering.SIZE
        for number, line in enumerate(label.lines):
            placed.append(_text(x, baseline + number * lettering.SIZE * lettering.LINE, line, label.colour))
    return placed


def _text(x: float, y: float, text: str, colour: str, *, is_strong: bool = False) -> dict[str, Any]:
    return {
        "x": scales.coordinate(x),
        "y": scales.coordinate(y),
        "text": text,
        "colour": colour,
        "is_strong": is_strong,
    }

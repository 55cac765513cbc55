"""The charts of a status report: the same in page and PDF, on a page also in a version for phones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from documents import charts
from documents.charts import Bar, Emphasis, Pair, Segment, Series, Shade, Target
from plans.progress import Progress
from plans.status_report_data import ActivityLine, PartLine, SeriesPoint, StatusReportData
from values import money, ratio
from values.money import MoneyUnit

PAIRS = 8
"""Two years of quarters beside one another."""

SMALL_HEIGHT, LINE_HEIGHT, PAIRS_HEIGHT, CELL_WIDTH = 132, 230, 190, 200
"""Pixels: page one holds two small charts side by side, and the page of costs two wide ones above its tables."""


def drawn(data: StatusReportData, unit: MoneyUnit, *, is_page: bool) -> dict[str, SafeString | None]:
    """Return the report's charts by name; None where there is nothing to draw."""
    return {
        "trend": _trend(data),
        "divisions": _divisions(data),
        "series": _series(data, is_page=is_page),
        "costs": _costs(data, unit, is_page=is_page),
        "progress": _wide(
            charts.stacked_bar,
            is_page=is_page,
            id_prefix="progress",
            title=_counted(data.activities),
            segments=_segments(data.activities),
        ),
    }


def section_bar(lines: Sequence[ActivityLine], number: int, title: str) -> SafeString | None:
    """Return the bar of a section for its cell in the table; None for a section without activities."""
    if not lines:
        return None
    return charts.stacked_bar(
        id_prefix=f"section-{number}",
        title=f"{title}: {_counted(lines)}",
        segments=_segments(lines),
        with_labels=False,
        width=CELL_WIDTH,
        bar_height=14,
    )


def _wide(kind: Any, *, is_page: bool, id_prefix: str, **arguments: Any) -> SafeString:
    """Draw across the page: on screen also in a compact version."""
    if is_page:
        return charts.responsive(kind, id_prefix=id_prefix, **arguments)
    one: SafeString = kind(id_prefix=id_prefix, width=charts.WIDE, **arguments)
    return one


def _known(data: StatusReportData) -> list[SeriesPoint]:
    """Return the series from the first point that has a ratio."""
    points = list(data.costs.series)
    while points and points[0].r12_ratio is None:
        del points[0]
    return points if len(points) > 1 else []


def _line_arguments(data: StatusReportData, points: Sequence[SeriesPoint]) -> dict[str, Any]:
    return {
        "title": f"{data.sentences.verdict} {data.sentences.trend}",
        "description": "",
        "categories": [point.label for point in points],
        "format_value": lambda value: ratio.format_percent_value(Decimal(str(value)), 1, data.language),
        "target": _target(data),
    }


def _own_line(data: StatusReportData, points: Sequence[SeriesPoint]) -> Series:
    return Series(data.plan.region, [_hundred(point.r12_ratio) for point in points], Emphasis.HIGHLIGHTED)


def _trend(data: StatusReportData) -> SafeString | None:
    points = _known(data)
    if not points:
        return None
    return charts.line_chart(
        id_prefix="trend",
        width=charts.COMPACT,
        height=SMALL_HEIGHT,
        series=[_own_line(data, points)],
        **_line_arguments(data, points),
    )


def _series(data: StatusReportData, *, is_page: bool) -> SafeString | None:
    points = _known(data)
    if not points:
        return None
    lines = [_own_line(data, points)]
    if any(point.nation_ratio is not None for point in points):
        lines.insert(0, Series(_("The nation"), [_hundred(point.nation_ratio) for point in points]))
    return _wide(
        charts.line_chart,
        is_page=is_page,
        id_prefix="series",
        height=LINE_HEIGHT,
        series=lines,
        **_line_arguments(data, points),
    )


def _target(data: StatusReportData) -> Target:
    said = ratio.format_percent(data.plan.target_ratio, 1, data.language)
    return Target(data.plan.target_ratio * 100, _("Target %(target)s") % {"target": said})


def _hundred(fraction: Decimal | None) -> Decimal | None:
    return None if fraction is None else fraction * 100


def _divisions(data: StatusReportData) -> SafeString | None:
    bars = [
        _bar(part, data.language) for part in data.costs.divisions if part.ratio is not None and not part.is_remainder
    ]
    if not bars:
        return None
    return charts.ranked_bars(
        id_prefix="divisions",
        width=charts.COMPACT,
        title=data.sentences.divisions,
        description="",
        bars=bars,
        missing_text=_("figure missing"),
        target=_target(data),
    )


def _bar(part: PartLine, language: str) -> Bar:
    share = part.ratio or Decimal(0)
    return Bar(part.label, share * 100, ratio.format_percent(share, 1, language))


def _costs(data: StatusReportData, unit: MoneyUnit, *, is_page: bool) -> SafeString | None:
    points = data.costs.series[-PAIRS:]
    if all(point.agency_sek is None for point in points):
        return None

    def written(value: Any) -> str:
        return money.format_sek(money.from_unit(Decimal(str(value)), unit), unit, language=data.language)

    pairs = [
        Pair(
            point.label,
            None if point.agency_sek is None else money.to_unit(point.agency_sek, unit),
            "" if point.agency_sek is None else money.format_sek(point.agency_sek, unit, language=data.language),
            None if point.agency_before_sek is None else money.to_unit(point.agency_before_sek, unit),
        )
        for point in points
    ]
    return _wide(
        charts.column_pairs,
        is_page=is_page,
        id_prefix="costs",
        height=PAIRS_HEIGHT,
        title=data.sentences.cost,
        description="",
        pairs=pairs,
        current_label=_("The quarter"),
        previous_label=_("A year earlier"),
        missing_text=_("missing"),
        format_value=written,
    )


def _segments(lines: Sequence[ActivityLine]) -> list[Segment]:
    """Return the parts of the bar, counted as the table beside it counts: by progress alone."""
    counts = Counter(_segment(line) for line in lines)
    words = {
        "done": (_("Done"), Shade.SOLID),
        "in_progress": (_("In progress"), Shade.HATCHED),
        "not_started": (_("Not started"), Shade.OPEN),
        "other": (_("Other"), Shade.LIGHT),
    }
    return [Segment(word, counts[key], str(counts[key]), shade) for key, (word, shade) in words.items()]


def _counted(lines: Sequence[ActivityLine]) -> str:
    """Return the counts in words, for those who hear the chart."""
    return ", ".join(f"{segment.label}: {segment.text}" for segment in _segments(lines) if segment.value) or _(
        "No activities"
    )


def _segment(line: ActivityLine) -> str:
    """Return the part of the bar that an activity is in; each is in one."""
    if line.progress in {Progress.DONE, Progress.IN_OPERATION}:
        return "done"
    return line.progress if line.progress in {Progress.IN_PROGRESS, Progress.NOT_STARTED} else "other"

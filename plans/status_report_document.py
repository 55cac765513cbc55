"""A status report as page and PDF: both from the snapshot, with the same parts, charts and order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from documents import charts, files, pdf, sheets
from documents.charts import Bar, Emphasis, Pair, Segment, Series, Shade, Target
from plans.deadlines import DeadlineKind
from plans.progress import Progress
from plans.status_report_data import (
    ActivityLine,
    CostChange,
    PartLine,
    Standing,
    StatusReportData,
    WindowCost,
    from_snapshot,
    to_snapshot,
)
from values import money, ratio
from values.money import MoneyUnit
from values.numbers import round_half_up
from values.period import Period

__all__ = ["Made", "file_name", "html_of", "make", "page_context", "read", "render"]

TOP = 5
"""How many of a kind page one names; the rest is counted and listed further on."""

PAIRS = 8
"""Two years of quarters beside one another."""

LONG = 6
"""Pages from which a report has a list of contents, by the activities that make them."""

MISSING = "–"

STATUS_CLASSES = {
    Standing.DONE: "done",
    Standing.IN_PROGRESS: "on-track",
    Standing.AT_RISK: "at-risk",
    Standing.LATE: "late",
    Standing.NOT_STARTED: "planned",
    Standing.PAUSED: "planned",
    Standing.CANCELLED: "cancelled",
    Standing.HANDED_OVER: "cancelled",
}
"""The PDF's class of each standing; the page's is the standing itself."""


@dataclass(frozen=True)
class Made:
    """A finished report: the file's name and bytes, and the snapshot that it was made from."""

    name: str
    content: bytes
    snapshot: dict[str, Any]


def make(data: StatusReportData) -> Made:
    """Return the PDF of the report, made from its snapshot's JSON and from nothing else.

    :raises documents.pdf.RenderError: no PDF came out.
    """
    snapshot = to_snapshot(data)
    return Made(
        name=file_name(data.plan.slug, data.period_code, data.language, data.version),
        content=render(read(files.canonical_json(snapshot))),
        snapshot=snapshot,
    )


def read(snapshot: str) -> StatusReportData:
    """Return the report that a frozen file's snapshot holds."""
    return from_snapshot(json.loads(snapshot))


def render(data: StatusReportData) -> bytes:
    """Return the report as PDF/A and PDF/UA, the figures attached as CSV; the same report gives the same bytes."""
    html, title = html_of(data)
    with translation.override(data.language):
        attachments = _attachments(data)
    return pdf.render_pdf(html, title=title, language=data.language, created_at=data.data_time, attachments=attachments)


def html_of(data: StatusReportData) -> tuple[str, str]:
    """Return the HTML that the PDF is laid out from, and its title."""
    with translation.override(data.language):
        context = page_context(data, is_page=False)
        html = render_to_string("plans/status_report_pdf.html", context)
        return pdf.printable(html), f"{context['report_title']} – {data.plan.title}"


def file_name(slug: str, period_code: str, language: str, version: int) -> str:
    """Return `statusrapport-blekinge-2017-k4.pdf`; a plan's own year is not said twice, later versions end with `-v2`."""
    word = "status-report" if language == "en" else "statusrapport"
    period = period_code.lower().replace("/", "-")
    year = period.split("-", 1)[0]
    plan = slug.removesuffix(f"-{year}")
    return f"{word}-{plan}-{period}{f'-v{version}' if version > 1 else ''}.pdf"


def page_context(data: StatusReportData, *, is_page: bool) -> dict[str, Any]:
    """Return what the templates of page and PDF show; the language of the report must be active."""
    unit = _unit(data)
    return {
        "report": data,
        "is_page": is_page,
        "report_title": _("Status report %(period)s") % {"period": data.period_label},
        "report_subtitle": data.plan.title,
        "report_version": _version_line(data),
        "unit": unit,
        "unit_word": unit.name_in(data.language),
        "verdict": _verdict(data),
        "key_figures": _key_figures(data),
        "has_divisions": bool(data.costs.divisions),
        "charts": _charts(data, unit, is_page=is_page),
        "sections": [_section(number, section, data, is_page=is_page) for number, section in enumerate(data.sections)],
        "groups": [(group, group.lines[:TOP], len(group.lines) - TOP) for group in data.changes],
        "top_late": data.late[:TOP],
        "more_late": max(len(data.late) - TOP, 0),
        "undated": data.open_of_kind(DeadlineKind.UNDATED),
        "unparsed": data.open_of_kind(DeadlineKind.UNPARSED),
        "without_end": [
            line for line in data.open_of_kind(DeadlineKind.CONTINUOUS, DeadlineKind.RECURRING) if line.due_date is None
        ],
        "activity_groups": _by_section_and_area(data.activities),
        "has_contents": len(data.activities) >= LONG * 5,
        "is_example": data.costs.is_example or data.is_example_plan or data.is_example_progress,
        "status_classes": {standing.value: word for standing, word in STATUS_CLASSES.items()},
        "series": list(reversed(data.costs.series)),
        "parts": {
            "divisions": _part_rows(data.costs.divisions, data.costs.r12, data.costs.r12_change, unit, data.language),
            "professions": _part_rows(
                data.costs.professions, data.costs.period, data.costs.period_change, unit, data.language
            ),
            "care_areas": _part_rows(
                data.costs.care_areas, data.costs.period, data.costs.period_change, unit, data.language
            ),
        },
    }


def _version_line(data: StatusReportData) -> str:
    return _("%(place)s · %(title)s · version %(number)s · data of %(time)s") % {
        "place": data.plan.region,
        "title": capfirst(data.period_label),
        "number": data.version,
        "time": f"{data.data_time:%Y-%m-%d %H:%M}",
    }


def _verdict(data: StatusReportData) -> dict[str, Any]:
    """Return the word, shape and class of the verdict, and the arrow of the trend."""
    costs = data.costs
    word, css = {
        True: (_("Target met"), "done"),
        False: (_("Target missed"), "late"),
        None: (_("Cannot be judged"), "planned"),
    }[costs.is_met]
    points = costs.r12_change.points if costs.r12_change else None
    arrow = "" if points is None else _arrow(points)
    return {"word": word, "css": css, "arrow": arrow}


def _arrow(points: Decimal) -> str:
    rounded = round(points, 1)
    if rounded == 0:
        return "►"
    return "▼" if rounded < 0 else "▲"


def _key_figures(data: StatusReportData) -> list[dict[str, str]]:
    costs, language = data.costs, data.language
    r12 = costs.r12.ratio
    change, period = costs.r12_change, costs.period_change
    percent = None if r12 is None else ratio.format_percent(r12, 1, language)
    return [
        {
            "label": _("Rolling twelve months"),
            "value": f"{_verdict(data)['arrow']} {percent}".strip() if percent else MISSING,
            "change": ""
            if change is None or change.points is None
            else _("%(points)s on a year") % {"points": ratio.format_points(change.points, 1, language)},
        },
        {
            "label": _("Against the target of %(target)s")
            % {"target": ratio.format_percent(data.plan.target_ratio, 1, language)},
            "value": MISSING
            if costs.gap_points is None
            else ratio.format_points(costs.gap_points, 1, language, with_unit=False),
            "change": "" if costs.excess_sek is None else _gap_words(costs.excess_sek, language),
        },
        {
            "label": _("Agency cost %(period)s") % {"period": costs.period.label},
            "value": MISSING if costs.period.agency_sek is None else _sek(costs.period.agency_sek, language),
            "change": ""
            if period is None or period.sek is None
            else _("%(sek)s against %(before)s")
            % {"sek": _sek(period.sek, language, sign=True), "before": costs.period_before.label},
        },
        {
            "label": _("Activities done"),
            "value": _("%(done)s of %(all)s") % {"done": data.total.finished, "all": data.total.total},
            "change": _("%(late)s late, %(risk)s at risk") % {"late": data.total.late, "risk": data.total.at_risk},
        },
    ]


def _gap_words(excess: Decimal, language: str) -> str:
    words = (
        _("percentage points; %(sek)s a year too much")
        if excess > 0
        else _("percentage points; %(sek)s a year to spare")
    )
    return words % {"sek": _sek(abs(excess), language)}


def _sek(amount: Decimal, language: str, *, sign: bool = False) -> str:
    return money.format_sek(amount, money.pick_unit(amount), language=language, with_unit=True, sign=sign)


def _unit(data: StatusReportData) -> MoneyUnit:
    amounts = [abs(part.agency_sek) for part in (*data.costs.divisions, *data.costs.professions)]
    amounts += [abs(point.agency_sek) for point in data.costs.series if point.agency_sek is not None]
    largest = max(amounts, default=Decimal(0))
    return MoneyUnit.MNKR if largest >= Decimal(10) ** 7 else money.pick_unit(largest)


# Tables --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartRow:
    """A row of a table of costs, as it is read."""

    label: str
    agency: str
    own: str
    share: str
    ratio: str
    change: str
    is_total: bool = False


def _part_rows(
    parts: Sequence[PartLine], whole: WindowCost, change: CostChange | None, unit: MoneyUnit, language: str
) -> list[PartRow]:
    """Return the parts and their total; nothing when there are no parts."""
    if not parts or whole.agency_sek is None or whole.own_sek is None:
        return []
    total = PartLine(
        label=_("Total"),
        agency_sek=whole.agency_sek,
        own_sek=whole.own_sek,
        share_percent=Decimal(100),
        ratio=whole.ratio,
        is_met=None,
        change=change or CostChange(None, None, None),
    )
    rows = [_part_row(part, unit, language) for part in parts]
    return [*rows, replace(_part_row(total, unit, language), is_total=True)]


def _part_row(part: PartLine, unit: MoneyUnit, language: str) -> PartRow:
    share, change = part.share_percent, part.change.sek
    return PartRow(
        label=part.label,
        agency=money.format_sek(part.agency_sek, unit, language=language),
        own=money.format_sek(part.own_sek, unit, language=language),
        share=MISSING if share is None else ratio.format_percent_value(share, 1, language),
        ratio=MISSING if part.ratio is None else ratio.format_percent(part.ratio, 1, language),
        change=MISSING if change is None else money.format_sek(change, unit, language=language, sign=True),
    )


# Charts --------------------------------------------------------------------------------------------------------------


def _draw(kind: Any, *, is_page: bool, id_prefix: str, width: int = charts.WIDE, **arguments: Any) -> SafeString:
    """Draw for paper once, at the width given; for the page in a wide and a compact version where it stands wide."""
    if is_page and width == charts.WIDE:
        return charts.responsive(kind, id_prefix=id_prefix, **arguments)
    drawn: SafeString = kind(id_prefix=id_prefix, width=width, **arguments)
    return drawn


def _charts(data: StatusReportData, unit: MoneyUnit, *, is_page: bool) -> dict[str, SafeString | None]:
    return {
        "trend": _trend_chart(data, is_page=is_page, width=charts.COMPACT, id_prefix="trend"),
        "series": _trend_chart(data, is_page=is_page, width=charts.WIDE, id_prefix="series"),
        "divisions": _division_chart(data, is_page=is_page),
        "costs": _cost_chart(data, unit, is_page=is_page),
        "progress": _progress_chart(data.activities, "progress", is_page=is_page),
    }


def _trend_chart(data: StatusReportData, *, is_page: bool, width: int, id_prefix: str) -> SafeString | None:
    points = data.costs.series
    if len(points) < 2 or all(point.r12_ratio is None for point in points):  # noqa: PLR2004 -- a line needs two points
        return None
    is_small = width == charts.COMPACT
    series = [Series(data.plan.region, [_hundred(point.r12_ratio) for point in points], Emphasis.HIGHLIGHTED)]
    if not is_small and any(point.nation_ratio is not None for point in points):
        series.insert(0, Series(_("The nation"), [_hundred(point.nation_ratio) for point in points]))
    return _draw(
        charts.line_chart,
        is_page=is_page,
        width=width,
        id_prefix=id_prefix,
        title=f"{data.sentences.verdict} {data.sentences.trend}",
        description="",
        categories=[point.label for point in points],
        series=series,
        format_value=lambda value: ratio.format_percent_value(Decimal(str(value)), 1, data.language),
        target=_target(data),
        **({"height": 190} if is_small else {}),
    )


def _target(data: StatusReportData) -> Target:
    said = ratio.format_percent(data.plan.target_ratio, 1, data.language)
    return Target(data.plan.target_ratio * 100, _("Target %(target)s") % {"target": said})


def _hundred(fraction: Decimal | None) -> Decimal | None:
    return None if fraction is None else fraction * 100


def _percent(fraction: Decimal | None) -> Decimal | None:
    """Return per cent with four decimals, for files."""
    return None if fraction is None else round_half_up(fraction * 100, 4)


def _division_chart(data: StatusReportData, *, is_page: bool) -> SafeString | None:
    if not any(part.ratio is not None for part in data.costs.divisions):
        return None
    return _draw(
        charts.ranked_bars,
        is_page=is_page,
        width=charts.COMPACT,
        id_prefix="divisions",
        title=data.sentences.divisions,
        description="",
        bars=[_bar(part, data.language) for part in data.costs.divisions if part.ratio is not None],
        missing_text=_("figure missing"),
        target=_target(data),
    )


def _bar(part: PartLine, language: str) -> Bar:
    share = part.ratio or Decimal(0)
    return Bar(part.label, share * 100, ratio.format_percent(share, 1, language))


def _cost_chart(data: StatusReportData, unit: MoneyUnit, *, is_page: bool) -> SafeString | None:
    points = data.costs.series[-PAIRS:]
    if all(point.agency_sek is None for point in points):
        return None

    def written(value: Any) -> str:
        return money.format_sek(Decimal(str(value)) * Decimal(10) ** unit.exponent, unit, language=data.language)

    pairs = [
        Pair(
            point.label,
            None if point.agency_sek is None else money.to_unit(point.agency_sek, unit),
            "" if point.agency_sek is None else money.format_sek(point.agency_sek, unit, language=data.language),
            None if point.agency_before_sek is None else money.to_unit(point.agency_before_sek, unit),
        )
        for point in points
    ]
    return _draw(
        charts.column_pairs,
        is_page=is_page,
        id_prefix="costs",
        title=data.sentences.cost,
        description="",
        pairs=pairs,
        current_label=_("The quarter"),
        previous_label=_("A year earlier"),
        missing_text=_("missing"),
        format_value=written,
    )


def _progress_chart(
    lines: Sequence[ActivityLine], id_prefix: str, *, is_page: bool, with_labels: bool = True, title: str = ""
) -> SafeString:
    counts = Counter(_segment(line) for line in lines)
    words = {
        "done": (_("Done"), Shade.SOLID),
        "in_progress": (_("In progress"), Shade.HATCHED),
        "late": (_("Late"), Shade.DOTTED),
        "not_started": (_("Not started"), Shade.OPEN),
        "other": (_("Other"), Shade.LIGHT),
    }
    segments = [Segment(word, counts[key], str(counts[key]), shade) for key, (word, shade) in words.items()]
    said = ", ".join(f"{segment.label}: {segment.text}" for segment in segments if segment.value)
    return _draw(
        charts.stacked_bar,
        is_page=is_page,
        id_prefix=id_prefix,
        title=f"{title}: {said}" if title else said or _("No activities"),
        segments=segments,
        with_labels=with_labels,
        **({} if with_labels else {"bar_height": 16}),
    )


def _segment(line: ActivityLine) -> str:
    if line.standing is Standing.LATE:
        return "late"
    if line.standing is Standing.DONE:
        return "done"
    return line.progress if line.progress in {Progress.IN_PROGRESS, Progress.NOT_STARTED} else "other"


def _section(number: int, section: Any, data: StatusReportData, *, is_page: bool) -> dict[str, Any]:
    lines = [line for line in data.activities if line.section == section.title]
    chart = _progress_chart(lines, f"section-{number}", is_page=False, with_labels=False, title=section.title)
    return {"title": section.title, "summary": section.summary, "chart": chart if lines else None}


def _by_section_and_area(lines: Iterable[ActivityLine]) -> list[tuple[str, list[tuple[str, list[ActivityLine]]]]]:
    """Return the activities under their areas under their sections, in the order of the plan."""
    sections: dict[str, dict[str, list[ActivityLine]]] = {}
    for line in lines:
        sections.setdefault(line.section, {}).setdefault(line.area, []).append(line)
    return [(section, list(areas.items())) for section, areas in sections.items()]


# The figures as CSV --------------------------------------------------------------------------------------------------


def _attachments(data: StatusReportData) -> list[pdf.Attachment]:
    period = Period.parse(data.period_code).code
    notice = _("Contains example data.") if data.costs.is_example or data.is_example_progress else None
    tables = [
        (_("activities.csv"), _("The activities of the report"), _activity_table(data)),
        (_("costs.csv"), _("The costs of the report, %(period)s and before") % {"period": period}, _cost_table(data)),
    ]
    return [
        pdf.Attachment(name, words, sheets.write_csv(table, example_notice=notice)) for name, words, table in tables
    ]


def _activity_table(data: StatusReportData) -> sheets.TableSpec:
    columns = (
        sheets.Column(_("No."), "number"),
        sheets.Column(capfirst(_("section"))),
        sheets.Column(capfirst(_("area"))),
        sheets.Column(_("Activity")),
        sheets.Column(_("Responsible")),
        sheets.Column(_("Deadline")),
        sheets.Column(_("Due date"), "date"),
        sheets.Column(capfirst(_("status"))),
        sheets.Column(_("Standing")),
        sheets.Column(_("Completed"), "date"),
    )
    rows = [
        (
            line.number,
            line.section,
            line.area,
            line.title,
            line.responsible,
            line.deadline,
            line.due_date,
            line.progress_text,
            line.standing_text,
            line.completed_date,
        )
        for line in data.activities
    ]
    return sheets.TableSpec(title=_("Activities"), columns=columns, rows=rows)


def _cost_table(data: StatusReportData) -> sheets.TableSpec:
    columns = (
        sheets.Column(_("Period")),
        sheets.Column(_("Agency cost (kr)"), "money"),
        sheets.Column(_("A year earlier (kr)"), "money"),
        sheets.Column(_("Rolling twelve months (%)"), "number"),
        sheets.Column(_("The nation, rolling twelve months (%)"), "number"),
    )
    rows = [
        (
            point.label,
            point.agency_sek,
            point.agency_before_sek,
            _percent(point.r12_ratio),
            _percent(point.nation_ratio),
        )
        for point in data.costs.series
    ]
    return sheets.TableSpec(title=_("Costs"), columns=columns, rows=rows)

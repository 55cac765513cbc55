"""A status report as page and PDF: both from the snapshot, with the same parts, charts and order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from documents import files, pdf
from plans import status_report_charts, status_report_files
from plans.deadlines import DeadlineKind
from plans.progress import ProgressSummary
from plans.status_report_data import (
    ActivityLine,
    CostChange,
    PartLine,
    SectionLine,
    Standing,
    StatusReportData,
    WindowCost,
    from_snapshot,
    to_snapshot,
)
from values import money, ratio
from values.money import MoneyUnit

__all__ = ["Made", "file_name", "html_of", "make", "page_body", "page_context", "read", "render"]

TOP = 5
"""How many of a kind page one names; the rest is counted and listed further on."""

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
        attachments = status_report_files.attachments(data)
    return pdf.render_pdf(html, title=title, language=data.language, created_at=data.data_time, attachments=attachments)


def html_of(data: StatusReportData) -> tuple[str, str]:
    """Return the HTML that the PDF is laid out from, and its title."""
    with translation.override(data.language):
        context = page_context(data, is_page=False)
        html = render_to_string("plans/status_report_pdf.html", context)
        return pdf.printable(html), f"{context['report_title']} – {data.plan.title}"


def page_body(data: StatusReportData) -> SafeString:
    """Return the report as a part of a page, in its own language whatever the page's is."""
    with translation.override(data.language):
        return render_to_string("plans/_report_page.html", page_context(data, is_page=True))


def file_name(slug: str, period_code: str, language: str, version: int) -> str:
    """Return `statusrapport-blekinge-2017-k4.pdf`; a plan's own year is not said twice.

    Other languages add `-en`, later versions end with `-v2`.
    """
    period = period_code.lower().replace("/", "-")
    year = period.split("-", 1)[0]
    plan = slug.removesuffix(f"-{year}")
    edition = "" if language == "sv" else f"-{language}"
    return f"statusrapport-{plan}-{period}{edition}{f'-v{version}' if version > 1 else ''}.pdf"


def page_context(data: StatusReportData, *, is_page: bool) -> dict[str, Any]:
    """Return what the templates of page and PDF show; the language of the report must be active."""
    unit = _unit(data)
    is_example = data.costs.is_example or data.is_example_plan or data.is_example_progress
    is_example = is_example or bool(data.staffing and data.staffing.is_example)
    return {
        "report": data,
        "is_page": is_page,
        "report_title": _("Status report %(period)s") % {"period": data.period_label},
        "report_subtitle": data.plan.title,
        "since_report": data.since_report,
        "as_of": None if data.as_of is None else data.as_of.date(),
        "report_version": _version_line(data),
        "unit": unit,
        "unit_word": unit.name_in(data.language),
        "verdict": _verdict(data),
        "key_figures": _key_figures(data),
        "has_divisions": bool(data.costs.divisions),
        "charts": status_report_charts.drawn(data, unit, is_page=is_page),
        "sections": [_section(number, section, data) for number, section in enumerate(data.sections)],
        "other_total": _other(data.total),
        "groups": [(group, group.lines[:TOP], len(group.lines) - TOP) for group in data.changes],
        "top_late": data.late[:TOP],
        "more_late": max(len(data.late) - TOP, 0),
        "undated": data.open_of_kind(DeadlineKind.UNDATED),
        "unparsed": data.open_of_kind(DeadlineKind.UNPARSED),
        "without_end": [
            line for line in data.open_of_kind(DeadlineKind.CONTINUOUS, DeadlineKind.RECURRING) if line.due_date is None
        ],
        "activity_groups": _by_section_and_area(data.activities),
        "is_example": is_example,
        "report_mark": _("Example data") if is_example else "",
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
    if data.as_of is None:
        words = _("%(place)s · %(title)s · version %(number)s · data of %(time)s")
    else:
        words = _("%(place)s · %(title)s · version %(number)s · data read %(time)s")
    return words % {
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
            "change": _("percentage points"),
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
            "change": data.sentences.standing,
        },
    ]


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
        is_remainder=False,
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
        agency=money.format_sek(part.agency_sek, unit, language=language) if part.is_agency_reported else MISSING,
        own=money.format_sek(part.own_sek, unit, language=language),
        share=MISSING if share is None else ratio.format_percent_value(share, 1, language),
        ratio=MISSING if part.ratio is None else ratio.format_percent(part.ratio, 1, language),
        change=MISSING if change is None else money.format_sek(change, unit, language=language, sign=True),
    )


# Lists -----------------------------------------------------------------------------------------------------------------


def _section(number: int, section: SectionLine, data: StatusReportData) -> dict[str, Any]:
    lines = [line for line in data.activities if line.section == section.title]
    bar = status_report_charts.section_bar(lines, number, section.title)
    return {"title": section.title, "summary": section.summary, "other": _other(section.summary), "chart": bar}


def _other(summary: ProgressSummary) -> int:
    """Return how many are paused, cancelled or handed over."""
    return summary.paused + summary.cancelled + summary.handed_over


MOST_TOGETHER = 18
"""Activities of a section, with their areas' headings, whose table is not broken over two pages."""


def _by_section_and_area(
    lines: Iterable[ActivityLine],
) -> list[tuple[str, list[tuple[str, list[ActivityLine]]], bool]]:
    """Return the activities under their areas under their sections, in the order of the plan, and whether a section is small."""
    sections: dict[str, dict[str, list[ActivityLine]]] = {}
    for line in lines:
        sections.setdefault(line.section, {}).setdefault(line.area, []).append(line)
    return [
        (section, list(areas.items()), len(areas) + sum(map(len, areas.values())) <= MOST_TOGETHER)
        for section, areas in sections.items()
    ]

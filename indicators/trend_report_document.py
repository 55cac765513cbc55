"""A national trend report as page, PDF and workbook: all from the snapshot, with the same parts, charts and order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from documents import pdf
from indicators import trend_report_charts, trend_report_files, trend_report_tables
from indicators import trend_report_words as words
from indicators.trend_report_data import TrendReportData
from values import money, ratio
from values.writing import Writer

LANGUAGE = "sv"
"""The language of both files. The page is in the reader's own; what the coordinator has written is as written."""

MISSING = "–"


def file_name(data: TrendReportData) -> str:
    """Return `bemanningstrend-2026-k2`, later versions with `-v2`, without the ending."""
    period = data.period_code.lower().replace("/", "-")
    return f"bemanningstrend-{period}{f'-v{data.number}' if data.number > 1 else ''}"


def render(data: TrendReportData) -> bytes:
    """Return the report as PDF/A and PDF/UA, its figures attached as CSV; the same report gives the same bytes.

    :raises documents.pdf.RenderError: no PDF came out.
    """
    html, title = html_of(data)
    with translation.override(LANGUAGE):
        attachments = trend_report_files.attachments(data, LANGUAGE)
    return pdf.render_pdf(html, title=title, language=LANGUAGE, created_at=data.data_time, attachments=attachments)


def workbook(data: TrendReportData) -> bytes:
    """Return the report's figures as a workbook; the same report gives the same bytes."""
    with translation.override(LANGUAGE):
        return trend_report_files.workbook(data, LANGUAGE)


def html_of(data: TrendReportData) -> tuple[str, str]:
    """Return the HTML that the PDF is laid out from, and its title."""
    with translation.override(LANGUAGE):
        context = page_context(data, LANGUAGE, is_page=False)
        html = render_to_string("indicators/trend_report_pdf.html", context)
        return pdf.printable(html), str(context["report_title"])


def page_body(data: TrendReportData, language: str) -> SafeString:
    """Return the report as a part of a page, in the language that the page is in."""
    return render_to_string("indicators/_trend_report_page.html", page_context(data, language, is_page=True))


def page_context(data: TrendReportData, language: str, *, is_page: bool) -> dict[str, Any]:
    """Return what the templates of page and PDF show; the language must be the one that is active."""
    return {
        "report": data,
        "said": data.sentences(language),
        "language": language,
        "is_page": is_page,
        "report_title": _("Trend report %(period)s") % {"period": data.period.label(language)},
        "report_subtitle": _("Agency staff in the regions"),
        "report_version": _("The nation · %(period)s · version %(number)s · data read %(time)s")
        % {
            "period": data.period.label(language),
            "number": data.number,
            "time": f"{data.data_time:%Y-%m-%d %H:%M}",
        },
        "report_mark": _("Example data") if data.is_example or data.has_made_up_examples else "",
        "chosen": [(one, one.measure(language)) for one in data.chosen],
        "verdict": _verdict(data),
        "key_figures": _key_figures(data, language),
        "charts": trend_report_charts.drawn(data, language, is_page=is_page),
        "chart_gap": _chart_gap(data, language),
        "year_unit": trend_report_charts.year_unit(data).name_in(language),
        "tables": trend_report_tables.tables(data, language),
    }


def _verdict(data: TrendReportData) -> dict[str, str]:
    word, css = {
        True: (_("Target met"), "done"),
        False: (_("Target missed"), "late"),
        None: (_("Cannot be judged"), "planned"),
    }[data.is_met]
    return {"word": word, "css": css}


def _arrow(points: Decimal) -> str:
    rounded = round(points, 1)
    if rounded == 0:
        return "►"
    return "▼" if rounded < 0 else "▲"


def _key_figures(data: TrendReportData, language: str) -> list[dict[str, str]]:
    r12, period = data.r12, data.period_cost
    points = r12.moved.points if r12.moved else None
    share = MISSING if r12.cost.ratio is None else ratio.format_percent(r12.cost.ratio, 1, language)
    known = [line for line in data.regions if line.is_met is not None]
    writer = Writer(language)
    return [
        {
            "label": _("Ratio, rolling twelve months"),
            "value": share if points is None else f"{_arrow(points)} {share}",
            "change": ""
            if points is None
            else _("%(points)s on a year") % {"points": ratio.format_points(points, 1, language)},
            "scope": words.scope(r12, writer),
        },
        {
            "label": _("Cost, rolling twelve months"),
            "value": _sek(r12.cost.agency_sek, language),
            "change": ""
            if r12.moved is None
            else _("%(sek)s on a year") % {"sek": _sek(r12.moved.sek, language, sign=True)},
            "scope": words.scope(r12, writer),
        },
        {
            "label": _("Cost %(period)s") % {"period": data.period.label(language)},
            "value": _sek(period.cost.agency_sek, language),
            "change": ""
            if period.moved is None
            else _("%(sek)s against %(before)s")
            % {
                "sek": _sek(period.moved.sek, language, sign=True),
                "before": data.period.year_before().label(language),
            },
            "scope": words.scope(period, writer),
        },
        {
            "label": _("Regions that meet the target"),
            "value": _("%(met)s of %(all)s") % {"met": sum(bool(line.is_met) for line in known), "all": len(known)},
            "change": _("%(met)s a year earlier") % {"met": sum(bool(line.was_met) for line in data.regions)},
            "scope": "",
        },
    ]


def _chart_gap(data: TrendReportData, language: str) -> str:
    """Say why the charts lack the report's own period, where too few regions are in it; else nothing."""
    last = data.quarters[-1]
    if last.agency_sek is not None and last.r12_ratio is not None:
        return ""
    said = {"period": last.period.label(language), "n": last.regions, "all": len(data.regions)}
    return (
        _("The charts leave %(period)s out: %(n)s of %(all)s regions have all their months, and it takes nine in ten.")
        % said
    )


def _sek(amount: Decimal | None, language: str, *, sign: bool = False) -> str:
    if amount is None:
        return MISSING
    return money.format_sek(amount, money.pick_unit(amount), language=language, with_unit=True, sign=sign)

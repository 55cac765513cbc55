"""The statistics of a region's hires: the page, and the same figures as files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents import downloads
from staffing import hire_statistics_charts as charts
from staffing import hire_statistics_queries as queries
from staffing import hire_statistics_tables as tables
from staffing.editing import UNPROCESSABLE
from staffing.hire_statistics_forms import StatisticsSpanForm
from staffing.requests import person_of
from staffing.views import staffing_frame
from staffing.views.hires import region_of_page


@require_safe
def hire_statistics(request: HttpRequest) -> HttpResponse:
    """Show what became of the requests of the chosen days, beside the same days a year before."""
    region = region_of_page(request)
    form = _form(request)
    context: dict[str, Any] = {"form": form, **staffing_frame.tabs(request, region, "statistics")}
    if not form.is_valid():
        return render(request, "staffing/hire_statistics.html", context, status=UNPROCESSABLE)
    span, chosen = form.cleaned_data["span"], form.cleaned_data["chosen"]
    found = queries.statistics_of(person_of(request), region, span)
    quarters = queries.quarters_of(person_of(request), region, min(span.last, timezone.localdate()))
    unrecorded_now, unrecorded = tables.unrecorded_words(found)
    context |= {
        "found": found,
        "is_empty": not (found.now.asked or found.before.asked or found.places),
        "is_underway": span.last >= timezone.localdate(),
        "period_words": chosen.label(get_language() or "sv") if chosen else tables.span_words(span),
        "before_short": chosen.year_before().label(get_language() or "sv")
        if chosen
        else tables.span_words(found.span_before),
        "unrecorded_now": unrecorded_now,
        "unrecorded": unrecorded,
        "before_words": tables.span_words(found.span_before),
        "parts": tables.parts(found, region.code),
        "places_note": tables.places_note(),
        "chart": charts.outcomes(found),
        "quarters": [(one, tables.quarter_address(one, region.code)) for one in reversed(quarters)],
        "quarters_chart": charts.by_quarter(quarters),
        "query": request.GET.urlencode(),
    }
    return render(request, "staffing/hire_statistics.html", context)


def _form(request: HttpRequest) -> StatisticsSpanForm:
    today = timezone.localdate()
    default = StatisticsSpanForm(today=today).default
    return StatisticsSpanForm({"period": default.code, **request.GET.dict()}, today=today)


@require_safe
def hire_statistics_export(request: HttpRequest, file_type: str) -> HttpResponse:
    """Download the figures: a workbook with the units in a sheet of their own, or one of the two tables as CSV."""
    region = region_of_page(request)
    form = _form(request)
    if file_type not in downloads.TABLE_TYPES or not form.is_valid():
        raise Http404
    found = queries.statistics_of(person_of(request), region, form.cleaned_data["span"])
    figures, places = tables.figures_sheet(found, region.code), tables.places_sheet(found)
    chosen = [figures, places]
    is_of_units = request.GET.get("table") == "units"
    if file_type == "csv":
        chosen = [places if is_of_units else figures]
    notice = _("Example data: figures generated to show the product.") if found.has_examples else None
    name = f"statistik-inhyrning-{region.code}-{found.span.first}-{found.span.last}"
    return downloads.table_response(chosen, f"{name}{'-enheter' if is_of_units else ''}", file_type, notice)

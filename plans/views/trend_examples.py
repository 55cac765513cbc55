"""Fetch regions' good examples into a draft of the national trend report: the one page that knows of both."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from indicators import access
from indicators.actions import trend_report as actions
from indicators.models import TrendReport
from indicators.queries import trend_report as queries
from indicators.trend_report_data import ChosenExample
from measures import example_queries
from measures.models import GoodExample
from staffing import editing
from staffing.access import require
from staffing.editing import CONFLICT, UNPROCESSABLE, StaleVersion
from staffing.requests import person_of

MOST_CHOSEN = 20
"""More would be a catalogue, not a report."""


@require_http_methods(["GET", "POST"])
@never_cache
def trend_report_examples(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose among what the regions have shared; what is ticked is copied into the draft, as it reads now."""
    report = get_object_or_404(queries.listed(access.visible_trend_reports(request.user)), pk=pk)
    require(access.can_publish_trend(request.user))
    if report.is_published or report.is_underway:
        messages.error(request, _("The report is published or being made. To change it, make a new version."))
        return redirect("trend_report_preview", pk=pk)
    examples = list(example_queries.shared())
    if request.method == "POST":
        return _write(request, report, examples)
    ticked = {one.key for one in queries.chosen_of(report)}
    return _page(request, report, examples, ticked or _suggested(report, examples), is_suggested=not ticked)


def _suggested(report: TrendReport, examples: list[GoodExample]) -> set[int]:
    """Return what was shared since the report before was read; nothing when there is none before."""
    previous = queries.previous_report(report.period)
    if previous is None:
        return set()
    return {one.pk for one in examples if example_queries.is_new(one, previous.data_time)}


def _page(
    request: HttpRequest, report: TrendReport, examples: list[GoodExample], ticked: set[int], **context: Any
) -> HttpResponse:
    status = context.pop("status", 200)
    there = {one.pk for one in examples}
    copies = {one.key: one for one in queries.chosen_of(report)}
    return render(
        request,
        "plans/trend_examples.html",
        {
            "report": report,
            "rows": [(one, one.pk in ticked, one.pk in copies and copies[one.pk] != _copy(one)) for one in examples],
            "gone": [copy for key, copy in copies.items() if key not in there],
            "has_made_up": any(one.is_example for one in examples),
            "has_ticked": bool(ticked & there),
            **context,
        },
        status=status,
    )


def _write(request: HttpRequest, report: TrendReport, examples: list[GoodExample]) -> HttpResponse:
    version = editing.posted_version(request)
    sent = request.POST.getlist("examples")
    ticked = {int(key) for key in sent if key.isdecimal()}
    chosen = [_copy(one) for one in examples if one.pk in ticked]
    # What was withdrawn while the page stood open is said, not left out in silence.
    if len(chosen) != len(set(sent)):
        error = _("An example that you ticked is not shared any more. These are left: look at them and save again.")
        return _page(request, report, examples, ticked, error=error, status=UNPROCESSABLE)
    if len(chosen) > MOST_CHOSEN:
        error = _("Choose at most %(most)s examples.") % {"most": MOST_CHOSEN}
        return _page(request, report, examples, ticked, error=error, status=UNPROCESSABLE)
    try:
        actions.choose_examples(report=report, version=version, chosen=chosen, by=person_of(request))
    except StaleVersion:
        report.refresh_from_db()
        error = _("Somebody else changed the draft while you were choosing. What you ticked stands below: save again.")
        return _page(request, report, examples, ticked, error=error, status=CONFLICT)
    except actions.NotADraft:
        messages.error(request, _("The report is published or being made. To change it, make a new version."))
        return redirect("trend_report_preview", pk=report.pk)
    number = len(chosen)
    messages.success(
        request,
        ngettext("%(number)s good example is in the draft.", "%(number)s good examples are in the draft.", number)
        % {"number": number},
    )
    return redirect("trend_report_preview", pk=report.pk)


def _copy(example: GoodExample) -> ChosenExample:
    """Return an example as the report tells it: what was done and what it gave."""
    measure = example.measure
    return ChosenExample(
        key=example.pk,
        region_code=example.region.code,
        region=example.region.short_name,
        measure_sv=f"{measure.code} {measure.title_sv}",
        measure_en=f"{measure.code} {measure.title_en}",
        title=example.title,
        text=f"{example.done}\n\n{example.result}",
        path=example.get_absolute_url(),
        is_example=example.is_example,
    )

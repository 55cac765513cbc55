"""The first page: how it stands, what to do, what happened."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents import charts
from indicators import access as indicator_access
from indicators import wording
from indicators.cost_index import Window
from indicators.queries import index
from plans import tables
from plans.models import PlanSection
from plans.progress import ProgressSummary
from plans.queries import overview as queries
from plans.queries import plans as plan_queries
from plans.queries import todo as todo_queries
from staffing import access as staffing_access
from staffing.models import Region
from staffing.requests import person_of
from values import ratio

POINTS_SHOWN = 16
"""Four years of quarters in the line."""

LINE_HEIGHT = 210
"""Pixels: low enough that what waits is seen without scrolling."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the region that the reader works in, or the nation; say what to do when there is no role."""
    rights = staffing_access.rights_of(request.user)
    if not rights.has_role:
        return render(request, "plans/overview_without_role.html")
    places = list(staffing_access.own_regions(request.user))
    region = _asked_region(request, places)
    context: dict[str, Any] = {
        "region": region,
        "places": places,
        "place_name": region.short_name if region else _("The nation"),
    }
    context |= _verdict(request, region) | _tasks(request, region)
    context |= _region_plan(request, region) if region else _nation_plans(request)
    context["reports"] = queries.latest_reports(request.user, region)
    return render(request, "plans/overview.html", context)


def _asked_region(request: HttpRequest, places: list[Region]) -> Region | None:
    """Return the own region that the address names, else the first; none for those who work for the nation alone."""
    asked = request.GET.get("region")
    return next((place for place in places if place.code == asked), places[0] if places else None)


def _verdict(request: HttpRequest, region: Region | None) -> dict[str, Any]:
    basis = indicator_access.basis_for(request.user, region)
    verdict = index.region_verdict(region, basis, timezone.localdate())
    points = (
        index.region_series(region, Window.R12, basis, until=verdict.figure.period)[-POINTS_SHOWN:] if verdict else ()
    )
    has_line = sum(point.ratio_percent is not None for point in points) > 1
    return {
        "verdict": verdict,
        "gap_words": wording.gap_words(verdict) if verdict else "",
        "moved": wording.points_moved(verdict.change) if verdict else None,
        "points": points,
        "line": _line(region, verdict, points) if has_line else "",
    }


def _line(region: Region | None, verdict: index.Verdict | None, points: tuple[index.Point, ...]) -> str:
    language = get_language() or "sv"
    if verdict is None or verdict.figure.ratio is None:
        return ""
    name = region.short_name if region else _("The nation")
    share = ratio.format_percent(verdict.figure.ratio, language=language)
    target = verdict.figure.target
    return charts.responsive(
        charts.line_chart,
        id_prefix="overview-r12",
        height=LINE_HEIGHT,
        title=_("%(place)s: %(share)s over twelve months") % {"place": name, "share": share},
        description=_("Agency cost in relation to own staff cost, rolling twelve months, quarter by quarter."),
        categories=[point.period.label(language) for point in points],
        series=[charts.Series(name, [point.ratio_percent for point in points], charts.Emphasis.HIGHLIGHTED)],
        format_value=lambda value: ratio.format_percent_value(value, language=language),
        target=None
        if target is None
        else charts.Target(
            target * 100, _("Target %(share)s") % {"share": ratio.format_percent(target, language=language)}
        ),
    )


def _tasks(request: HttpRequest, region: Region | None) -> dict[str, Any]:
    found = todo_queries.tasks_for(person_of(request), region, timezone.localdate())
    return {"tasks": found.tasks, "more_tasks": found.more}


def _region_plan(request: HttpRequest, region: Region) -> dict[str, Any]:
    today = timezone.localdate()
    plan = queries.current_plan(request.user, region, today)
    if plan is None:
        return {"plan": None}
    sections = PlanSection.objects.filter(plan=plan).order_by("order", "title").values_list("pk", "title")
    by_section, total = plan_queries.section_progress(plan, sections, today)
    return {
        "plan": plan,
        "is_over": plan.end_date < today,
        "sections": [tables.bar_row(part.title, part.summary, part.section_id) for part in by_section],
        "total": tables.bar_row("", total),
        "since": queries.since_last_report(plan),
    }


def _nation_plans(request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate()
    found = queries.regional_plans(request.user, today)
    summaries = plan_queries.plan_summaries([plan.pk for plan in found["plans"]], today)
    rows = [
        {
            "plan": plan,
            "is_over": plan.end_date < today,
            **tables.bar_row(plan.region.short_name, summaries.get(plan.pk, ProgressSummary())),
        }
        for plan in found["plans"]
    ]
    return {**found, "plan_rows": rows}

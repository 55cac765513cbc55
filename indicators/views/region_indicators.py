"""Other indicators of a region: all of them, one over time, and entering, correcting and sharing its figures."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from indicators import access
from indicators import other_indicator_words as words
from indicators.actions import other_indicators as actions
from indicators.actions.other_indicators import Entry, Place
from indicators.forms.amounts import typed
from indicators.forms.other_indicators import IndicatorValueForm
from indicators.forms.returns import PeriodField
from indicators.models import Indicator, IndicatorValue
from indicators.other_indicator_words import Shown
from indicators.other_indicators import VACANCY
from indicators.queries import indicator_files, vacancy_parts
from indicators.queries import other_indicators as queries
from indicators.queries import returns as return_queries
from indicators.queries.other_indicators import Line
from indicators.views import indicator_charts, reporting
from indicators.views.indicators import find_indicator
from staffing import access as staffing_access
from staffing import editing, hire_access
from staffing.models import Region
from staffing.requests import person_of
from values.period import Period

BESIDE = 8
"""Earlier periods that stand beside the form."""
PARTS = ("organisation", "profession", "care_area")


@dataclass(frozen=True)
class Card:
    """An indicator of a region as the list shows it: the latest figure, and the last period when that has none."""

    shown: Shown | None
    last: Shown | None
    line: Line
    spark: SafeString | None


def card_of(line: Line, *, sees_all: bool) -> Card:
    """Return a line as the pages show it to who sees all figures of the region, or only those that are shared."""
    latest, last = line.latest, line.last
    return Card(
        shown=words.shown_at(line, latest) if latest else None,
        last=words.shown_at(line, last, sees_all=sees_all) if last and last != latest else None,
        line=line,
        spark=indicator_charts.spark(line, indicator_charts.domain_of([line], line.indicator), "card"),
    )


def strip_of(request: HttpRequest, region: Region) -> list[Card]:
    """Return the entered indicators of a region for its page of costs: two queries."""
    sees_all = sees_all_of(request, region)
    return [card_of(line, sees_all=sees_all) for line in queries.entered_strip(region, request.user)]


def _visible_region(request: HttpRequest, code: str) -> Region:
    return get_object_or_404(staffing_access.visible_regions(request.user), code=code)


@require_safe
def region_indicator_list(request: HttpRequest, code: str) -> HttpResponse:
    """Show every indicator in use with the region's latest figure."""
    region = _visible_region(request, code)
    basis = access.basis_for(request.user, region)
    is_own = sees_all_of(request, region)
    lines = queries.region_lines(region, request.user, basis, timezone.localdate())
    context = {
        "region": region,
        "cards": [card_of(line, sees_all=is_own) for line in lines],
        "is_example": any(line.latest and line.latest.is_example for line in lines),
        "is_own": is_own,
        "can_enter": bool(access.can_enter_indicator_values(request.user, return_queries.root_of(region).pk)),
    }
    return render(request, "indicators/region_indicator_list.html", context)


def sees_all_of(request: HttpRequest, region: Region) -> bool:
    """Return whether the reader sees what the region has not shared."""
    is_member = region.pk in staffing_access.rights_of(request.user).region_ids
    return is_member or access.reads_all_figures(request.user)


@require_safe
def region_indicator_detail(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Show one indicator of a region over time, its parts, and what has been corrected."""
    region, indicator = _visible_region(request, code), find_indicator(request, slug)
    basis = access.basis_for(request.user, region)
    line = queries.region_line(indicator, region, request.user, basis, timezone.localdate())
    is_own = sees_all_of(request, region)
    card = card_of(line, sees_all=is_own)
    can_enter = bool(access.can_enter_indicator(request.user, return_queries.root_of(region).pk, indicator))
    history = [words.shown_at(line, one, sees_all=is_own) for one in reversed(line.series)]
    found = queries.parts_of(indicator, region, request.user)
    if indicator.code == VACANCY and line.latest:
        found = [*vacancy_parts.parts_of(region, line.latest.period, request.user), *found]
    parts = [(part, words.shown_at(line, part.reading)) for part in found]
    context = {
        "region": region,
        "indicator": indicator,
        "card": card,
        "target": words.target_text(indicator),
        "unit": words.unit_words(indicator.unit),
        "chart": indicator_charts.over_time(line, region),
        "history": history,
        "parts": parts,
        "versions": [
            (one, words.reading_text(indicator, one)) for one in queries.versions_of(indicator, region, request.user)
        ],
        "is_own": is_own,
        "counts_url": _counts_url(request, region, line),
        "can_enter": can_enter,
        "not_shared": sum(1 for one in _given(history, parts) if one.shared_at is None) if can_enter else 0,
        "is_example": any(one.reading.is_example for one in history) or any(p.reading.is_example for p, _s in parts),
    }
    return render(request, "indicators/region_indicator_detail.html", context)


def _counts_url(request: HttpRequest, region: Region, line: Line) -> str:
    """Return the address of the counts behind the latest vacancy rate, for who sees them; empty for other indicators."""
    is_seen = line.indicator.code == VACANCY and hire_access.regions_seen(request.user).filter(pk=region.pk).exists()
    if not is_seen:
        return ""
    url = reverse("workforce", kwargs={"code": region.code})
    return f"{url}?per={line.latest.period.last_date.isoformat()}" if line.latest else url


def _given(history: list[Shown], parts: list[Any]) -> list[IndicatorValue]:
    readings = [*(one.reading for one in history), *(part.reading for part, _shown in parts)]
    return [one.given for one in readings if one.given is not None]


# Entering -------------------------------------------------------------------------------------------------------------


def entering_region(request: HttpRequest, code: str) -> Region:
    """Return a region whose figures the person enters: out of sight 404, not theirs to enter 403."""
    region = reporting.visible_region(request, code)
    staffing_access.require(access.can_enter_indicator_values(request.user, return_queries.root_of(region).pk))
    return region


@require_http_methods(["GET", "POST"])
def indicator_value_enter(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Enter a figure, or correct one; the earlier ones stand beside."""
    region, indicator = reporting.visible_region(request, code), find_indicator(request, slug)
    root_id = return_queries.root_of(region).pk
    staffing_access.require(access.can_enter_indicator(request.user, root_id, indicator))
    today = timezone.localdate()
    line = queries.line_of(
        indicator,
        region,
        queries.given_readings(request.user, [indicator], [region.pk]).get((region.pk, indicator.pk), {}),
    )
    if request.method == "GET":
        place = _asked_place(request.GET, indicator) or _next_place(indicator, line, today)
        existing = actions.current_at(region, [place]).get(place)
        form = IndicatorValueForm(
            initial=_initial(place, existing), indicator=indicator, region=region, existing=existing, today=today
        )
        return _entry_page(request, line, form)
    asked = _asked_place(request.POST, indicator)
    existing = actions.current_at(region, [asked]).get(asked) if asked else None
    form = IndicatorValueForm(request.POST, indicator=indicator, region=region, existing=existing, today=today)
    if form.is_valid() and _write(request, region, form):
        return redirect("region_indicator_detail", code=region.code, slug=indicator.code)
    return _entry_page(request, line, form, editing.UNPROCESSABLE)


def _entry_page(request: HttpRequest, line: Line, form: IndicatorValueForm, status: int = 200) -> HttpResponse:
    """Show the form beside what is there. The page says what stands in the period, so the next try is made on that version."""
    if form.is_bound:
        data = request.POST.copy()
        data["seen"] = str(form.existing.number if form.existing else 0)
        form.data = data
    context = {
        "region": form.region,
        "indicator": form.indicator,
        "form": form,
        "existing_text": words.reading_text(form.indicator, form.existing) if form.existing else "",
        "unit": words.unit_words(form.indicator.unit),
        "history": [words.shown_at(line, reading) for reading in reversed(line.series)][:BESIDE],
    }
    return render(request, "indicators/indicator_value_form.html", context, status=status)


def _next_place(indicator: Indicator, line: Line, today: datetime.date) -> Place:
    latest = line.axis[-1] if line.axis else None
    return Place(indicator.pk, indicator_files.next_period(indicator.length, latest, today))


def _asked_place(data: Mapping[str, Any], indicator: Indicator) -> Place | None:
    """Return the period and part that an address or a form names; None when it names no period."""
    try:
        period = PeriodField(required=False).clean(data.get("period", ""))
    except ValidationError:
        return None
    if period is None:
        return None
    keys = (str(data.get(name, "")) if getattr(indicator, f"by_{name}") else "" for name in PARTS)
    return Place(indicator.pk, period, *(int(key) if key.isascii() and key.isdigit() else None for key in keys))


def _initial(place: Place, existing: IndicatorValue | None) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "period": place.period.code,
        "organisation": place.organisation_id,
        "profession": place.profession_id,
        "care_area": place.care_area_id,
        "is_shared": True,
        "seen": existing.number if existing else 0,
    }
    if existing is not None:
        initial |= {name: typed(getattr(existing, name)) for name in ("value", "numerator", "denominator")}
        initial |= {"note": existing.note, "is_shared": existing.shared_at is not None}
    return initial


def _write(request: HttpRequest, region: Region, form: IndicatorValueForm) -> bool:
    """Write the figure; a figure that the person has not seen is shown first, with everything typed still there."""
    cleaned = form.cleaned_data
    period: Period = cleaned["period"]
    place = Place(form.indicator.pk, period, *(cleaned[one].pk if cleaned.get(one) else None for one in PARTS))
    entry = Entry(place, form.given, cleaned["note"], cleaned.get("reason", ""), cleaned.get("seen") or 0)
    try:
        actions.enter(
            region=region,
            entries=[entry],
            is_shared=cleaned.get("is_shared", False),
            by=person_of(request),
            now=timezone.now(),
        )
    except actions.IndicatorProblem as problem:
        form.add_error(None, str(problem))
        return False
    messages.success(request, _("The figure is saved."))
    return True


@require_POST
def indicator_value_share(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Let the other regions see what the region has entered of an indicator."""
    region, indicator = entering_region(request, code), find_indicator(request, slug)
    count = actions.share(region=region, indicator=indicator, by=person_of(request), now=timezone.now())
    said = ngettext(
        "%(count)s figure is shared with the other regions.",
        "%(count)s figures are shared with the other regions.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("region_indicator_detail", code=region.code, slug=indicator.code)

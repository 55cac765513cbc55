"""The page that says where the index is going: a forecast with its interval, when it meets the target, and what that takes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from documents import charts
from indicators import access, forecast, wording
from indicators.forecast import Errors
from indicators.models import Basis
from indicators.queries import moves, outlook
from indicators.queries.outlook import Outlook
from indicators.views import index_charts
from staffing import access as staffing_access
from staffing.models import Region
from values import ratio
from values.period import Period

POINTS_SHOWN = 16
"""Quarters before the latest in the chart: four years."""


class GoalForm(forms.Form):
    """The quarter by which the target is to be met."""

    by = forms.ChoiceField(label=gettext_lazy("Target to be met by"), required=False)

    def __init__(self, data: Any, *, quarters: Sequence[Period]) -> None:
        begun = quarters[3].code if len(quarters) > 3 else ""  # noqa: PLR2004 -- a year ahead
        super().__init__({"by": data.get("by") or begun})
        choices = [(one.code, one.label(wording.language())) for one in quarters]
        self.fields["by"] = forms.ChoiceField(label=_("Target to be met by"), choices=choices, required=False)

    @property
    def chosen(self) -> Period | None:
        """Return the quarter; None when there is none to choose."""
        code = self.cleaned_data.get("by") if self.is_valid() else None
        return Period.parse(code) if code else None


@require_safe
def index_outlook(request: HttpRequest, code: str) -> HttpResponse:
    """Say where a region's index is going."""
    return _page(request, get_object_or_404(staffing_access.visible_regions(request.user), code=code))


@require_safe
def nation_outlook(request: HttpRequest) -> HttpResponse:
    """Say where the nation's index is going."""
    if not staffing_access.rights_of(request.user).has_role:
        raise Http404
    return _page(request, None)


def _page(request: HttpRequest, region: Region | None) -> HttpResponse:
    basis = access.basis_for(request.user, region)
    found = outlook.outlook(region, basis, timezone.localdate())
    name = region.short_name if region else _("The nation")
    context: dict[str, Any] = {
        "region": region,
        "place_name": name,
        "is_public_basis": basis == Basis.LOCKED,
        "outlook": found,
        "fitted": forecast.FITTED,
    }
    status = 200
    if found is not None:
        form = GoalForm(request.GET, quarters=found.goals)
        status = 200 if form.is_valid() or not found.goals else 422
        by = form.chosen
        context |= {
            "form": form,
            "by": by,
            "cut": found.cut_by(by) if by else None,
            "headline": _headline(found),
            "chart": _chart(name, found),
            "is_example": moves.has_example_costs(region, basis),
            "covered": int(forecast.COVERED * 100),
            "slope_points": None if found.slope is None else found.slope * 100,
            "errors": [_told(one) for one in found.errors if one.quarters in _TOLD],
        }
    return render(request, "indicators/index_outlook.html", context, status=status)


_TOLD = (1, 2, 4, 8, 12)
"""The distances in quarters whose errors the table tells."""


def _told(errors: Errors) -> dict[str, Any]:
    """Return the errors at a distance in percentage points."""
    sizes = {"median": errors.median, "covered": errors.covered, "naive": errors.naive}
    points = {name: size * 100 for name, size in sizes.items()}
    return {"quarters": errors.quarters, "count": errors.count, **points}


def _headline(found: Outlook) -> str:
    language = wording.language()
    target = found.figure.target
    if target is None:
        return _("There is no target to reach.")
    words = {"target": ratio.format_percent(target, language=language)}
    if found.is_met:
        return _("The target %(target)s is met.") % words
    if found.slope is None:
        return _("There are too few quarters in a row to tell a pace.")
    if found.is_partial:
        return _("Not all regions are in the latest figure, so the target %(target)s cannot be judged.") % words
    return f"{_pace_words(found, words)} {_forecast_words(found)}".strip()


def _pace_words(found: Outlook, words: dict[str, str]) -> str:
    if found.reached is None:
        return _("At the present pace the target %(target)s is not reached within ten years.") % words
    words["period"] = found.reached.label(wording.language())
    return _("At the present pace the target %(target)s is reached in %(period)s.") % words


def _forecast_words(found: Outlook) -> str:
    """Say what the forecast, where the pace fades, says of the last quarter that it is good for."""
    if not found.quarters:
        return _("No forecast is shown: so far none has been nearer than “as it is now”.")
    language = wording.language()
    (period, last), target = found.quarters[-1], found.figure.target
    words = {"share": ratio.format_percent(last.share, language=language), "period": period.label(language)}
    if target is not None and last.share <= target:
        return _("The forecast, where the pace fades, reaches it too: %(share)s in %(period)s.") % words
    return _("The forecast, where the pace fades, is still at %(share)s in %(period)s.") % words


def _chart(name: str, found: Outlook) -> SafeString:
    language = wording.language()
    past = found.points[-POINTS_SHOWN:]
    periods = [*(point.period for point in past), *(period for period, _ahead in found.quarters)]
    nothing: list[Decimal | None] = [None] * (len(past) - 1)
    latest = past[-1].ratio_percent
    at_pace, shares, low, high = (
        [*nothing, latest, *(None if value is None else value * 100 for value in column)]
        for column in (
            [one.at_pace for _period, one in found.quarters],
            [one.share for _period, one in found.quarters],
            [one.low for _period, one in found.quarters],
            [one.high for _period, one in found.quarters],
        )
    )
    known = [point.ratio_percent for point in past]
    series = [charts.Series(name, [*known, *([None] * len(found.quarters))], charts.Emphasis.HIGHLIGHTED)]
    if found.quarters:
        series += [charts.Series(_("Forecast"), shares), charts.Series(_("Present pace"), at_pace)]
    return charts.responsive(
        charts.line_chart,
        id_prefix="outlook",
        title=_headline(found),
        description=_(
            "Rolling twelve months up to now, then the present pace, and the forecast with its interval. The table has the figures."
        ),
        categories=[period.label(language) for period in periods],
        series=series,
        band=charts.Band(low, high) if any(value is not None for value in low[len(past) :]) else None,
        format_value=index_charts.percent_text,
        target=index_charts.target_of(found.figure.target),
    )

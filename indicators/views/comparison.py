"""The page that compares the regions: how far apart they are, healthcare regions, and regions of like size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents import charts
from indicators import access, wording
from indicators.cost_index import Window
from indicators.models import Basis
from indicators.queries import comparison, nation
from indicators.queries.comparison import SpreadPoint
from indicators.queries.nation import NationTable
from indicators.views import index_charts
from indicators.views.index import Choice
from staffing import access as staffing_access
from values import ratio


@require_safe
def nation_compare(request: HttpRequest) -> HttpResponse:
    """Compare the regions over a period and window."""
    if not staffing_access.rights_of(request.user).has_role:
        raise Http404
    basis = access.basis_for(request.user, None)
    choose = Choice(request, Window.R12)
    table = nation.nation_page(choose, basis, timezone.localdate()).table
    context: dict[str, Any] = {"form": choose.form, "is_public_basis": basis == Basis.LOCKED, "table": table}
    if table is not None:
        context |= _compared(request, table)
    return render(request, "indicators/nation_compare.html", context, status=choose.status)


def _compared(request: HttpRequest, table: NationTable) -> dict[str, Any]:
    points = comparison.spreads(table)
    own = staffing_access.own_regions(request.user).first()
    near = comparison.like_size(table, own) if own else ()
    return {
        "window_name": wording.window_name(table.window),
        "points": points[::-1],
        "latest": _latest_words(points),
        "chart": _chart(table, points),
        "groups": comparison.groups(table),
        "own": own,
        "peers": [(one, comparison.per_inhabitant(one)) for one in near],
    }


def _latest_words(points: Sequence[SpreadPoint]) -> str:
    """Return between what half of the regions are, at the latest period with a spread."""
    known = [point for point in points if point.spread is not None]
    if not known or known[-1].spread is None:
        return ""
    language, found = wording.language(), known[-1].spread
    low, high, middle = (
        ratio.format_percent_value(value, language=language)
        for value in (found.lower_quartile, found.upper_quartile, found.median)
    )
    words = _("Half of the regions are between %(low)s and %(high)s; the median is %(median)s (%(period)s).")
    return words % {"low": low, "high": high, "median": middle, "period": known[-1].period.label(language)}


def _chart(table: NationTable, points: Sequence[SpreadPoint]) -> SafeString | str:
    if not any(point.spread for point in points):
        return ""
    language = wording.language()
    return charts.responsive(
        charts.line_chart,
        id_prefix="spread",
        title=_latest_words(points),
        description=_("The line is the median region, the field holds the half of the regions in the middle."),
        categories=[point.period.label(language) for point in points],
        series=[
            charts.Series(
                _("Median"),
                [point.spread.median if point.spread else None for point in points],
                charts.Emphasis.HIGHLIGHTED,
            )
        ],
        band=charts.Band(
            [point.spread.lower_quartile if point.spread else None for point in points],
            [point.spread.upper_quartile if point.spread else None for point in points],
        ),
        format_value=index_charts.percent_text,
        target=index_charts.target_of(table.figure.target),
    )

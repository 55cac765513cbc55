"""Posts and vacancies of a region: how many posts are filled, where and of what, on a day and over time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from staffing import workforce_charts
from staffing import workforce_queries as queries
from staffing.editing import UNPROCESSABLE
from staffing.models import Organisation
from staffing.views import staffing_frame
from staffing.workforce_forms import WorkforceChoiceForm


@require_safe
def workforce(request: HttpRequest, code: str) -> HttpResponse:
    """Show posts, filled posts and the vacancy rate of what the address chooses, on its day."""
    region = staffing_frame.region_or_404(request, code)
    tree = queries.tree_of(region)
    form = WorkforceChoiceForm({"per": timezone.localdate().isoformat(), **request.GET.dict()}, branches=tree.branches)
    chosen = _chosen(form, tree)
    picture = queries.picture(request.user, tree, chosen)
    context = {
        **staffing_frame.tabs(request, region, "workforce"),
        "form": form,
        "picture": picture,
        "chosen": chosen,
        "above": _above(tree, chosen),
        "query": _query(request),
        "chart": workforce_charts.over_time(picture.moments),
        "can_count": bool(queries.countable(request.user, tree, timezone.localdate())),
    }
    return render(request, "staffing/workforce.html", context, status=200 if form.is_valid() else UNPROCESSABLE)


def _chosen(form: WorkforceChoiceForm, tree: queries.Tree) -> queries.Chosen:
    """Return what the form chooses; where it does not hold, the whole region today."""
    found: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    return queries.Chosen(
        day=found.get("per") or timezone.localdate(),
        organisation=found.get("enhet") or tree.branches[0].organisation,
        position=found.get("befattning"),
        speciality=found.get("specialitet"),
    )


def _above(tree: queries.Tree, chosen: queries.Chosen) -> list[Organisation]:
    """Return the organisations above the chosen one, the region first."""
    found: list[Organisation] = []
    key = tree.parents[chosen.organisation.pk]
    while key is not None:
        found.insert(0, tree.by_id[key])
        key = tree.parents[key]
    return found


def _query(request: HttpRequest) -> str:
    """Return the address's choices but the organisation, to go on from: "&per=2016-11-30" or nothing."""
    kept = QueryDict(mutable=True)
    for name in ("per", "befattning", "specialitet"):
        if value := request.GET.get(name):
            kept[name] = value
    return f"&{kept.urlencode()}" if kept else ""

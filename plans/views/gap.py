"""The ranked list of a gap analysis, from which measures are taken into a plan, and its plot of effect and difficulty."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents import charts
from documents.charts import Mark
from measures import gap, gap_queries
from measures.gap import Ranked
from measures.models import Measure
from measures.views.gap_grid import find_place
from plans import access
from plans.queries import gap as queries
from staffing.editing import UNPROCESSABLE

START_HERE = frozenset((column, row) for column in (1, 2) for row in (4, 5))
"""Where effect is large and difficulty small."""

SHOWN = ("all", "unassessed", "changed")


@require_safe
def gap_ranking(request: HttpRequest, pk: int, organisation_pk: int) -> HttpResponse:
    """Show the measures in order of priority, where they are planned already, and the way into a plan.

    The list's form names the plan in `to` (a slug; empty for a new one) and the ticked measures, and is led to the page that takes
    them in. With nothing ticked, or a plan that takes nothing in, the list says so: 422.
    """
    gap_round, organisation, organisations = find_place(request, pk, organisation_pk)
    catalogue = {measure.number: measure for measure in gap_queries.measures()}
    answers = gap_queries.answers_by_number(gap_round).get(organisation.pk, {})
    ranked = gap.rank({number: answers.get(number, gap.NO_ANSWER) for number in catalogue})
    shown, area = request.GET.get("show", SHOWN[0]), request.GET.get("area", "")
    today = timezone.localdate()
    uses = queries.plans_by_measure(request.user, gap_round.region, today)
    kept = [row for row in ranked if _is_wanted(row, catalogue[row.number], shown, area)]
    rows = [{"row": row, "measure": catalogue[row.number], "uses": uses.get(catalogue[row.number].pk)} for row in kept]
    plans_to_add_to = queries.plans_to_add_to(request.user, gap_round.region)
    can_create = access.can_create_plan(request.user)
    ticked = [number for number in catalogue if str(number) in request.GET.getlist("measure")]
    error = None
    if can_create and "to" in request.GET:
        slugs = {"", *(plan.slug for plan in plans_to_add_to)}
        first = kept[0].number if kept else None
        error = _what_is_wrong(ticked, is_plan_offered=request.GET["to"] in slugs, first=first)
        if error is None:
            return HttpResponseRedirect(_way_into(request.GET["to"], ticked))
    context = {
        "round": gap_round,
        "organisation": organisation,
        "organisations": organisations,
        "ranking": rows,
        "areas": gap_queries.areas(),
        "area": area,
        "show": shown if shown in SHOWN else SHOWN[0],
        "progress": gap.progress(catalogue, answers),
        "plot": _plot(ranked, catalogue),
        "plans_to_add_to": plans_to_add_to,
        "plans_to_open": queries.plans_to_open(request.user, gap_round.region, today),
        "can_create": can_create,
        "ticked": ticked,
        "to": request.GET.get("to", ""),
        "error": error,
    }
    return render(request, "measures/gap_ranking.html", context, status=UNPROCESSABLE if error else 200)


def _what_is_wrong(ticked: list[int], *, is_plan_offered: bool, first: int | None) -> dict[str, str] | None:
    """Return what keeps the ticked measures from a plan, and the field that mends it."""
    if not ticked:
        where = "to" if first is None else f"m{first}"
        return {"text": _("No measure is ticked. Tick those that are to be added to the plan."), "field": where}
    if not is_plan_offered:
        return {"text": _("Nothing can be added to that plan any more. Choose another."), "field": "to"}
    return None


def _way_into(slug: str, ticked: list[int]) -> str:
    """Return the page that takes the measures into the plan, or into a new one."""
    page = reverse("activity_add_from_catalogue", args=[slug]) if slug else reverse("plan_create")
    return f"{page}?{urlencode({'measure': ticked}, doseq=True)}"


def _is_wanted(row: Ranked, measure: Measure, shown: str, area: str) -> bool:
    if area and measure.area.code != area:
        return False
    if shown == "unassessed":
        return not row.answer.is_assessed
    return row.is_changed if shown == "changed" else True


def _plot(ranked: list[Ranked], catalogue: dict[int, Measure]) -> SafeString | None:
    """Return effect against difficulty; None while nothing has both."""
    marks = [
        Mark(catalogue[row.number].code, difficulty, effect)
        for row in sorted(ranked, key=lambda row: row.number)
        if (effect := gap.value_of(row.answer, "effect")) and (difficulty := gap.value_of(row.answer, "difficulty"))
    ]
    if not marks:
        return None
    easy = sum((mark.column, mark.row) in START_HERE for mark in marks)
    arguments: dict[str, Any] = {
        "title": _("Effect and difficulty of %(count)s measures: %(easy)s have a large effect and are easy.")
        % {"count": len(marks), "easy": easy},
        "description": _("The same figures stand in the ranked list."),
        "marks": marks,
        "column_label": _("Difficulty"),
        "row_label": _("Effect"),
        "highlighted": START_HERE,
        "highlight_label": _("large effect and easy: begin here"),
    }
    return charts.responsive(charts.lattice, id_prefix="plot", **arguments)

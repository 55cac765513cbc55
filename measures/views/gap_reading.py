"""What is read out of a round: levels and rounds compared, and the whole of it as a table to take away."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents import downloads, sheets
from measures import gap, gap_queries
from measures.models import GapAssessment, GapRound, Measure, Scale
from measures.views.gap import find_round
from staffing.models import Organisation
from values.text import slugify_sv


@require_safe
def gap_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold the region against its divisions, and the round against an earlier one, on one scale."""
    gap_round = find_round(request, pk)
    scale = Scale(request.GET["scale"]) if request.GET.get("scale") in Scale.values else Scale.DEGREE
    organisations = gap_queries.organisations_of(gap_round, timezone.localdate())
    chosen = _chosen(request.GET.get("organisation"), organisations)
    earlier = gap_queries.earlier_rounds(gap_round)
    other = next((one for one in earlier if str(one.pk) == request.GET.get("round")), earlier[0] if earlier else None)
    catalogue = {measure.number: measure for measure in gap_queries.measures()}
    now = gap_queries.answers_by_number(gap_round)
    then = gap_queries.answers_by_number(other) if other else {}
    spreads = gap.spread(catalogue, [now.get(one.pk, {}) for one in organisations], scale.value)
    moved = gap.changes(catalogue, then.get(chosen.pk, {}), now.get(chosen.pk, {}), scale.value) if other else []
    context = {
        "round": gap_round,
        "scale": scale,
        "scales": Scale.choices,
        "organisations": organisations,
        "organisation": chosen,
        "earlier": earlier,
        "other": other,
        "spreads": [(catalogue[row.number], row) for row in spreads],
        "spread_known": sum(row.distance is not None for row in spreads),
        "changes": [(catalogue[row.number], row) for row in moved],
        "change_known": sum(row.change is not None for row in moved),
        "total": len(catalogue),
    }
    return render(request, "measures/gap_compare.html", context)


def _chosen(text: str | None, organisations: list[Organisation]) -> Organisation:
    return next((one for one in organisations if str(one.pk) == text), organisations[0])


@require_safe
def gap_export(request: HttpRequest, pk: int, file_format: str) -> HttpResponse:
    """Give every organisation's answers as CSV or a workbook; what is not assessed is an empty cell."""
    gap_round = find_round(request, pk)
    if file_format not in downloads.TABLE_TYPES:
        raise Http404
    table = _table(gap_round)
    notice = _("Example data: made up to show the product.") if gap_round.is_example else None
    name = f"gapanalys-{slugify_sv(gap_round.region.short_name)}-{slugify_sv(gap_round.title)}"
    return downloads.table_response([table], name, file_format, notice)


def _table(gap_round: GapRound) -> sheets.TableSpec:
    organisations = gap_queries.organisations_of(gap_round, timezone.localdate())
    catalogue = gap_queries.measures()
    rows = []
    for organisation in organisations:
        answers = gap_queries.rows_of(gap_round, organisation)
        rows += [_line(organisation, measure, answers.get(measure.pk)) for measure in catalogue]
    return sheets.TableSpec(
        title=_("Gap analysis"),
        columns=[
            sheets.Column(capfirst(_("organisation"))),
            sheets.Column(capfirst(_("area"))),
            sheets.Column(capfirst(_("code"))),
            sheets.Column(capfirst(_("measure"))),
            *(sheets.Column(capfirst(str(scale.label)), "number") for scale in Scale),
            sheets.Column(_("Suggested priority"), "number"),
            sheets.Column(capfirst(_("not relevant"))),
            sheets.Column(capfirst(_("comment"))),
            sheets.Column(capfirst(_("link to evidence"))),
            sheets.Column(capfirst(_("last updated")), "date"),
        ],
        rows=rows,
        notes=[
            _("An empty cell is not assessed; it does not mean zero."),
            _(
                "Suggested priority: (2 × effect + (6 − difficulty) + (6 − degree)) ÷ 4, halves rounded up; 1 when the degree is 5."
            ),
        ],
    )


def _line(organisation: Organisation, measure: Measure, row: GapAssessment | None) -> list[Any]:
    answer = gap_queries.answer_of(row)
    suggestion = gap.suggest(answer)
    return [
        organisation.name,
        measure.area.name,
        measure.code,
        measure.title,
        answer.degree,
        answer.effect,
        answer.difficulty,
        answer.priority,
        suggestion.priority if suggestion else None,
        _("yes") if answer.is_not_relevant else None,
        (row.comment or None) if row else None,
        (row.evidence_url or None) if row else None,
        timezone.localdate(row.updated_at) if row else None,
    ]

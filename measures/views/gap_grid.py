"""The grid of the gap analysis: one organisation's answers in one round, saved field by field as they are typed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from measures import access, gap, gap_forms, gap_queries
from measures.actions import gap as actions
from measures.models import GapAssessment, GapRound, Measure, MeasureArea, Scale
from measures.views.gap import find_round
from staffing.access import Denied, require
from staffing.editing import CONFLICT, UNPROCESSABLE
from staffing.models import Organisation
from staffing.requests import person_of

FIELD_WORDS: dict[str, Any] = {
    field.name: field.verbose_name
    for field in GapAssessment._meta.fields  # noqa: SLF001 -- Django's public name
    if field.name in actions.FIELDS
}


def find_place(
    request: HttpRequest, pk: int, organisation_pk: int
) -> tuple[GapRound, Organisation, list[Organisation]]:
    """Return the round, the organisation in it and all organisations in it, else 404."""
    gap_round = find_round(request, pk)
    organisations = gap_queries.organisations_of(gap_round, timezone.localdate())
    for organisation in organisations:
        if organisation.pk == organisation_pk:
            return gap_round, organisation, organisations
    raise Http404


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed, in words: whose measure, what it was, what it is and what was typed."""

    code: str
    label: str
    before: str
    theirs: str
    mine: str
    by: str


@require_http_methods(["GET", "POST"])
def gap_grid(request: HttpRequest, pk: int, organisation_pk: int) -> HttpResponse:
    """Show the grid; a form for each area saves it whole where there is no JavaScript."""
    place = find_place(request, pk, organisation_pk)
    gap_round, organisation, _organisations = place
    catalogue = gap_queries.measures()
    if request.method == "GET":
        return _page(request, place, catalogue)
    require(access.can_assess(request.user, gap_round, organisation))
    of_area = [measure for measure in catalogue if measure.area.code == request.POST.get("area")]
    answers = gap_forms.AreaAnswers(request.POST, of_area)
    if answers.errors or not of_area:
        return _page(request, place, catalogue, answers, status=UNPROCESSABLE)
    conflicts = _save(request, gap_round, organisation, answers)
    if conflicts:
        return _page(request, place, catalogue, answers, status=CONFLICT, conflicts=conflicts)
    messages.success(request, _("Saved: %(area)s.") % {"area": of_area[0].area.name})
    return HttpResponseRedirect(f"{request.path}#area-{of_area[0].area.code}")


def _save(
    request: HttpRequest, gap_round: GapRound, organisation: Organisation, answers: gap_forms.AreaAnswers
) -> list[Conflict]:
    """Save the changed fields and return those that somebody else changed meanwhile; the others are kept."""
    conflicts: list[Conflict] = []
    for measure, field, value, before in answers.changed():
        try:
            actions.save_field(
                gap_round=gap_round,
                organisation=organisation,
                measure=measure,
                field=field,
                value=value,
                before=before,
                by=person_of(request),
            )
        except actions.FieldTaken as taken:
            conflicts.append(_conflict(measure, taken, value))
        except actions.RoundClosed:
            require(Denied(access.CLOSED_ROUND))
    return conflicts


def _conflict(measure: Measure, taken: actions.FieldTaken, mine: Any) -> Conflict:
    return Conflict(
        code=measure.code,
        label=str(FIELD_WORDS[taken.field]),
        before=_word(taken.field, taken.before),
        theirs=_word(taken.field, taken.theirs),
        mine=_word(taken.field, mine),
        by=str(taken.current.updated_by or ""),
    )


def _word(field: str, value: Any) -> str:
    if field == "is_not_relevant":
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


@require_http_methods(["GET", "POST"])
def gap_answers(request: HttpRequest, pk: int, organisation_pk: int) -> HttpResponse:
    """Say what is answered now (GET), or save one field (POST): 200, 409 with theirs, or 422 with what is wrong."""
    gap_round, organisation, _organisations = find_place(request, pk, organisation_pk)
    if request.method == "GET":
        return JsonResponse(_state(gap_round, organisation))
    require(access.can_assess(request.user, gap_round, organisation))
    field = request.POST.get("field", "")
    number = request.POST.get("measure", "")
    if field not in actions.FIELDS or not (number.isascii() and number.isdigit() and len(number) < 5):  # noqa: PLR2004 - no catalogue has ten thousand measures
        return JsonResponse({"error": _("The answer names no field.")}, status=UNPROCESSABLE)
    measure = get_object_or_404(Measure, number=int(number))
    try:
        value = gap_forms.cleaned(field, request.POST.get("value", ""))
        before = gap_forms.cleaned(field, request.POST.get("before", ""))
    except ValidationError as error:
        return JsonResponse({"error": error.messages[0]}, status=UNPROCESSABLE)
    try:
        actions.save_field(
            gap_round=gap_round,
            organisation=organisation,
            measure=measure,
            field=field,
            value=value,
            before=before,
            by=person_of(request),
        )
    except actions.FieldTaken as taken:
        theirs = gap_forms.typed(field, taken.theirs)
        words = vars(_conflict(measure, taken, value))
        return JsonResponse({"theirs": theirs, "words": words}, status=CONFLICT)
    except actions.RoundClosed:
        return JsonResponse({"error": str(access.CLOSED_ROUND)}, status=UNPROCESSABLE)
    return JsonResponse(_state(gap_round, organisation))


def _state(gap_round: GapRound, organisation: Organisation) -> dict[str, Any]:
    """Return all answers as they are typed, with suggestions and progress: what a page needs to be up to date."""
    rows = gap_queries.rows_of(gap_round, organisation)
    numbers = {measure.pk: measure.number for measure in gap_queries.measures()}
    answers = {numbers[key]: gap_queries.answer_of(row) for key, row in rows.items()}
    done = gap.progress(numbers.values(), answers)
    return {
        "rows": {numbers[key]: gap_forms.typed_row(row) for key, row in rows.items()},
        "suggested": {number: found.priority for number, answer in answers.items() if (found := gap.suggest(answer))},
        "assessed_rows": [number for number, answer in answers.items() if answer.is_assessed],
        "assessed": done.assessed,
        "total": done.total,
    }


def _page(
    request: HttpRequest,
    place: tuple[GapRound, Organisation, list[Organisation]],
    catalogue: list[Measure],
    answers: gap_forms.AreaAnswers | None = None,
    *,
    status: int = 200,
    conflicts: list[Conflict] | None = None,
) -> HttpResponse:
    gap_round, organisation, organisations = place
    rows = gap_queries.rows_of(gap_round, organisation)
    previous = gap_queries.previous_round(gap_round)
    before = gap_queries.rows_of(previous, organisation) if previous else {}
    cells = {measure.pk: _row(measure, rows, before, answers) for measure in catalogue}
    words = gap_queries.scale_words()
    context = {
        "round": gap_round,
        "organisation": organisation,
        "organisations": organisations,
        "can_assess": access.can_assess(request.user, gap_round, organisation),
        "areas": [
            (area, [cells[measure.pk] for measure in of_area], _opened(of_area, rows))
            for area, of_area in _by_area(catalogue)
        ],
        "progress": gap.progress(
            [one.pk for one in catalogue], {key: gap_queries.answer_of(row) for key, row in rows.items()}
        ),
        "previous": previous,
        "scales": [(scale, scale.label, words[scale.value]) for scale in Scale],
        "errors": answers.errors if answers else {},
        "error_rows": _errors(answers),
        "conflicts": conflicts,
        "field_words": FIELD_WORDS,
    }
    return render(request, "measures/gap_grid.html", context, status=status)


def _by_area(catalogue: list[Measure]) -> list[tuple[MeasureArea, list[Measure]]]:
    return [(area, list(found)) for area, found in groupby(catalogue, key=lambda measure: measure.area)]


def _opened(of_area: list[Measure], rows: dict[int, GapAssessment]) -> str:
    """Return what the area's form is opened with, for the comparison when it is sent."""
    return json.dumps({str(measure.number): gap_forms.typed_row(rows.get(measure.pk)) for measure in of_area})


def _errors(answers: gap_forms.AreaAnswers | None) -> list[dict[str, str]]:
    if answers is None:
        return []
    codes = {measure.number: measure.code for measure in answers.measures}
    return [
        {"id": f"m{number}-{field}", "text": f"{codes[number]}, {FIELD_WORDS[field]}: {text}"}
        for (number, field), text in answers.errors.items()
    ]


def _row(
    measure: Measure,
    rows: dict[int, GapAssessment],
    before: dict[int, GapAssessment],
    answers: gap_forms.AreaAnswers | None,
) -> dict[str, Any]:
    row = rows.get(measure.pk)
    saved = gap_forms.typed_row(row)
    shown = answers.typed.get(measure.number, saved) if answers else saved
    earlier = gap_forms.typed_row(before.get(measure.pk))
    answer = gap_queries.answer_of(row)
    return {
        "measure": measure,
        "cells": [_cell(measure, scale.value, scale.label, (shown, saved, earlier), answers) for scale in Scale],
        "texts": {
            field: _cell(measure, field, FIELD_WORDS[field], (shown, saved, earlier), answers)
            for field in ("is_not_relevant", "comment", "evidence_url")
        },
        "suggestion": gap.suggest(answer),
        "is_assessed": answer.is_assessed,
        "is_not_relevant": bool(shown["is_not_relevant"]),
    }


def _cell(
    measure: Measure,
    field: str,
    label: Any,
    texts: tuple[dict[str, str], dict[str, str], dict[str, str]],
    answers: gap_forms.AreaAnswers | None,
) -> dict[str, Any]:
    """Return a cell: what it shows, what is saved, and what the last round answered."""
    shown, saved, earlier = texts
    return {
        "id": f"m{measure.number}-{field}",
        "field": field,
        "label": label,
        "value": shown[field],
        "saved": saved[field],
        "previous": earlier[field],
        "error": answers.errors.get((measure.number, field), "") if answers else "",
    }

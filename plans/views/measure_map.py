"""The map of measures and regions, and which measures are in use where the index fell."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.cost_index import Window
from indicators.models import Basis
from indicators.queries import index, nation
from measures import access as measure_access
from measures import example_queries
from measures.models import Measure
from plans import association
from plans.queries import catalogue as queries
from plans.uptake import Uptake
from plans.views.catalogue import DOTS, uptake_words
from staffing.access import rights_of
from staffing.models import Region

MOST_ASSOCIATIONS = 15


@require_safe
def measure_map(request: HttpRequest) -> HttpResponse:
    """Show how far each region has come with each measure, from adopted plans; the own regions stand first."""
    rights = rights_of(request.user)
    if not rights.has_role:
        raise Http404
    measures = list(measure_access.visible_measures(request.user).select_related("area").order_by("area", "number"))
    uptakes, words = queries.uptakes(), uptake_words()
    own = set(Region.objects.filter(pk__in=rights.region_ids).values_list("code", flat=True))
    codes = sorted(uptakes.region_names, key=lambda code: code not in own)
    examples = example_queries.counts_by_measure()
    rows = [
        {
            "measure": measure,
            "cells": [(DOTS[of_region[code]].value, words[of_region[code]]) for code in codes],
            "introduced": uptakes.of(measure).count(Uptake.INTRODUCED),
            "examples": examples[measure.pk],
        }
        for measure in measures
        for of_region in [dict(uptakes.of(measure).regions)]
    ]
    context: dict[str, Any] = {
        "regions": [(code, uptakes.region_names[code], code in own) for code in codes],
        "groups": [(area, list(of_area)) for area, of_area in groupby(rows, key=lambda row: _measure(row).area)],
        "keys": [(DOTS[uptake].value, word) for uptake, word in words.items()],
        "has_examples": uptakes.has_examples,
        **_associated(uptakes, {measure.pk: measure for measure in measures}),
    }
    return render(request, "measures/measure_map.html", context)


def _measure(row: dict[str, Any]) -> Measure:
    measure: Measure = row["measure"]
    return measure


def _associated(uptakes: queries.Uptakes, measures: dict[int, Measure]) -> dict[str, Any]:
    """Return the measures in use where the index fell over the latest twelve months that are locked for most regions."""
    verdict = index.region_verdict(None, Basis.LOCKED, timezone.localdate())
    if verdict is None:
        return {"associations": [], "period": None}
    table = nation.nation_table(verdict.figure.period, Window.R12, Basis.LOCKED)
    changes = {
        row.region.code: row.change.points
        for row in table.rows
        if row.change is not None and row.change.points is not None
    }
    found = association.associations({key: row for key, row in uptakes.rows.items() if key in measures}, changes)
    return {
        "associations": [(one, measures[one.measure]) for one in found[:MOST_ASSOCIATIONS]],
        "period": verdict.figure.period,
        "fell": sum(points < 0 for points in changes.values()),
        "known": len(changes),
        "has_example_costs": table.is_example,
    }

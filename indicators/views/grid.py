"""The page where the amounts of a return are typed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from indicators import access
from indicators.actions import returns as actions
from indicators.cost_grid import COLUMNS, GridColumn
from indicators.forms.amounts import typed
from indicators.forms.cost_grid import UNITS, CostGridForm
from indicators.models import CostReturn, ReturnState
from indicators.queries import grid as queries
from indicators.queries.grid import Grid
from indicators.views import reporting
from staffing import access as staffing_access
from staffing import editing
from staffing.access import Denied
from staffing.editing import FieldConflict
from staffing.requests import person_of


@require_http_methods(["GET", "POST"])
def cost_return_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show and save the amounts of one organisation at a time; going to another saves first."""
    cost_return = reporting.own_return(request, code, pk)
    if request.method == "GET":
        if cost_return.state != ReturnState.OPEN:
            staffing_access.require(Denied(access.NOT_OPEN))
        grid = _grid(cost_return, request.GET.get("organisation"))
        form = _form(grid, _unit(request.GET.get("unit")))
        return _page(request, grid, form)
    version = reporting.posted_version(request)
    grid = _grid(cost_return, request.POST.get("organisation"))
    form = _form(grid, _unit(request.POST.get("unit")), request)
    if not form.is_valid():
        return _page(request, grid, form, status=editing.UNPROCESSABLE)
    try:
        actions.replace_lines(
            cost_return=cost_return,
            version=version,
            lines=form.lines(grid.organisation.pk),
            by=person_of(request),
            organisation_id=grid.organisation.pk,
        )
    except (editing.StaleVersion, actions.NotOpen):
        return _conflict(request, cost_return, form)
    messages.success(request, _("Saved: %(organisation)s.") % {"organisation": grid.organisation.name})
    return _onwards(request, cost_return, grid, form)


def _grid(cost_return: CostReturn, organisation: str | None) -> Grid:
    if organisation is not None and not (organisation.isascii() and organisation.isdigit() and len(organisation) < 12):  # noqa: PLR2004
        raise Http404
    grid = queries.grid_for(cost_return, int(organisation) if organisation else None)
    if grid is None:
        raise Http404
    return grid


def _unit(text: str | None) -> str:
    return text if text in UNITS else "kr"


def _form(grid: Grid, unit: str, request: HttpRequest | None = None) -> CostGridForm:
    return CostGridForm(
        request.POST if request else None,
        places=grid.places,
        rows=grid.rows,
        unit=unit,
        version=grid.cost_return.version,
        auto_id="cell-%s",
    )


def _onwards(request: HttpRequest, cost_return: CostReturn, grid: Grid, form: CostGridForm) -> HttpResponse:
    """Go where the pressed button leads: another organisation or unit, the check before handing in, or stay."""
    keys = {"code": cost_return.region.code, "pk": cost_return.pk}
    then = request.POST.get("then", "")
    if then == "submit":
        return HttpResponseRedirect(reverse("cost_return_submit", kwargs=keys))
    if then == "detail":
        return HttpResponseRedirect(reverse("cost_return_detail", kwargs=keys))
    wanted = request.POST.get("go", "")
    target = next((tab.organisation for tab in grid.tabs if str(tab.organisation.pk) == wanted), grid.organisation)
    unit = _unit(request.POST.get("unit_to") or form.cleaned_data["unit"])
    query = {"organisation": target.pk, "unit": unit}
    return HttpResponseRedirect(reverse("cost_return_edit", kwargs=keys, query=query))


def _conflict(request: HttpRequest, cost_return: CostReturn, form: CostGridForm) -> HttpResponse:
    """Show mine, theirs and before for each cell that somebody else changed; cells that I left alone take theirs."""
    current = reporting.own_return(request, cost_return.region.code, cost_return.pk)
    grid = _grid(current, request.POST["organisation"])
    unit = form.cleaned_data["unit"]
    theirs = _form(grid, unit).initial
    opened = form.opened_values()
    data = request.POST.copy()
    conflicts = []
    for name, field in form.fields.items():
        if name not in theirs or name in ("version", "unit", "opened"):
            continue
        exponent = UNITS[unit] if getattr(field, "exponent", None) is not None else 0
        mine, before = typed(form.cleaned_data[name], exponent), opened.get(name, "")
        if theirs[name] == before or theirs[name] == mine:
            continue
        conflicts.append(FieldConflict(str(field.label), before, theirs[name], mine))
        if mine == before:
            data[name] = theirs[name]
    data["version"], data["opened"] = str(current.version), theirs["opened"]
    merged = CostGridForm(
        data, places=grid.places, rows=grid.rows, unit=unit, version=current.version, auto_id="cell-%s"
    )
    last = current.lines_changes.select_related("made_by").first()
    context = {
        "conflicts": conflicts,
        "conflict_by": {
            "history_user": last.made_by if last else None,
            "history_date": last.made_at if last else current.updated_at,
        },
        "is_closed": current.state != ReturnState.OPEN,
    }
    return _page(request, grid, merged, status=editing.CONFLICT, **context)


def _page(request: HttpRequest, grid: Grid, form: CostGridForm, status: int = 200, **context: Any) -> HttpResponse:
    unit = _unit(form["unit"].value())
    form.is_valid()
    return render(
        request,
        "indicators/cost_return_edit.html",
        {
            "cost_return": grid.cost_return,
            "region": grid.cost_return.region,
            "grid": grid,
            "form": form,
            "columns": COLUMNS,
            "rows": [_row(grid, form, place, unit) for place in grid.places],
            "unit": unit,
            "exponent": UNITS[unit],
            "shows_extra": _shows_extra(grid, form),
            **context,
        },
        status=status,
    )


def _row(grid: Grid, form: CostGridForm, place: Any, unit: str) -> dict[str, Any]:
    return {
        "place": place,
        "id": f"row-{place.profession_id}-{place.care_area_id or 0}",
        "cells": [_cell(grid, form, place, column, unit) for column in COLUMNS],
    }


def _cell(grid: Grid, form: CostGridForm, place: Any, column: GridColumn, unit: str) -> dict[str, Any]:
    name = place.cell(column)
    bound = form[name]
    key = (place.profession_id, place.care_area_id, column.key)
    exponent = UNITS[unit] if column.is_money else 0
    value = bound.value()
    return {
        "column": column,
        "name": name,
        "id": bound.auto_id,
        "value": "" if value is None else value,
        "errors": bound.errors,
        "previous": _soft(grid.previous.get(key), exponent),
        "year_before": _soft(grid.year_before.get(key), exponent),
    }


def _soft(value: Any, exponent: int) -> str:
    """Return an earlier value for reading: whole units are enough."""
    return "" if value is None else typed(value.scaleb(-exponent).quantize(1))


def _shows_extra(grid: Grid, form: CostGridForm) -> bool:
    """Return whether the columns for details are open: when any of them holds something or is wrong."""
    names = [place.cell(column) for place in grid.places for column in COLUMNS if column.is_extra]
    return any(form[name].value() or form[name].errors for name in names)

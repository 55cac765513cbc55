"""The page where the amounts of a return are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from indicators import access
from indicators.actions import returns as actions
from indicators.cost_grid import COLUMNS, GridColumn, GridPlace
from indicators.cost_lines import AGENCY, FIGURES, OWN
from indicators.forms.amounts import typed
from indicators.forms.cost_grid import UNITS, CostGridForm
from indicators.models import CostReturn, ReturnState
from indicators.queries import collection_calls
from indicators.queries import grid as queries
from indicators.queries.grid import Grid
from indicators.views import reporting
from staffing import access as staffing_access
from staffing import editing
from staffing.access import Denied
from staffing.requests import person_of
from values import ratio

SESSION_KEY = "cost_grid_organisations"
"""Where the session keeps the organisation used last, by the region's code."""


@require_http_methods(["GET", "POST"])
def cost_return_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show and save the amounts of one organisation at a time; going to another saves first."""
    cost_return = reporting.own_return(request, code, pk)
    if request.method == "GET":
        if cost_return.state != ReturnState.OPEN:
            staffing_access.require(Denied(access.NOT_OPEN))
        grid = _grid(cost_return, request.GET.get("organisation"), _last_used(request, cost_return))
        _remember(request, grid)
        form = _form(grid, _unit(request.GET.get("unit")))
        return _page(request, grid, form)
    version = editing.posted_version(request)
    grid = _grid(cost_return, request.POST.get("organisation"))
    form = _form(grid, _unit(request.POST.get("unit")), request)
    if not form.is_valid():
        return _page(request, grid, form, status=editing.UNPROCESSABLE)
    try:
        saved = actions.replace_lines(
            cost_return=cost_return,
            version=version,
            lines=form.lines(grid.organisation.pk),
            by=person_of(request),
            organisation_id=grid.organisation.pk,
        )
    except (editing.StaleVersion, actions.NotOpen):
        return _conflict(request, cost_return, form)
    is_moving = bool(request.POST.get("go") or request.POST.get("unit_to"))
    # Who only looks at another organisation has saved nothing, and is told nothing.
    if saved.version != version or not is_moving:
        messages.success(request, _("Saved: %(organisation)s.") % {"organisation": grid.organisation.name})
    return _onwards(request, cost_return, grid, form)


def _last_used(request: HttpRequest, cost_return: CostReturn) -> int | None:
    """Return the organisation of the region that the person had open last."""
    return request.session.get(SESSION_KEY, {}).get(cost_return.region.code)


def _remember(request: HttpRequest, grid: Grid) -> None:
    used = {**request.session.get(SESSION_KEY, {}), grid.cost_return.region.code: grid.organisation.pk}
    if used != request.session.get(SESSION_KEY):
        request.session[SESSION_KEY] = used


def _grid(cost_return: CostReturn, organisation: str | None, last_used: int | None = None) -> Grid:
    if organisation is not None and not (organisation.isascii() and organisation.isdigit() and len(organisation) < 12):  # noqa: PLR2004
        raise Http404
    grid = queries.grid_for(cost_return, int(organisation) if organisation else None, last_used)
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


@dataclass(frozen=True)
class CellConflict:
    """A cell that somebody changed after the page was opened: what it held, holds now, and what was typed."""

    label: str
    before: str
    theirs: str
    mine: str

    @property
    def is_theirs(self) -> bool:
        return self.theirs != self.before

    @property
    def is_mine(self) -> bool:
        return self.mine != self.before


def _conflict(request: HttpRequest, cost_return: CostReturn, form: CostGridForm) -> HttpResponse:
    """Show each cell that I or somebody else changed; in an open return, cells that I left alone take theirs."""
    current = reporting.own_return(request, cost_return.region.code, cost_return.pk)
    grid = _grid(current, request.POST["organisation"])
    unit = form.cleaned_data["unit"]
    theirs = _form(grid, unit).initial
    cells = _cells(form, theirs, unit)
    data = request.POST.copy()
    for name, cell in cells.items():
        if cell.is_theirs and not cell.is_mine:
            data[name] = cell.theirs
    data["version"], data["opened"] = str(current.version), theirs["opened"]
    merged = CostGridForm(
        data, places=grid.places, rows=grid.rows, unit=unit, version=current.version, auto_id="cell-%s"
    )
    context = {
        "conflicts": [cell for cell in cells.values() if cell.theirs != cell.mine],
        "conflict_by": _last_change(current),
        "is_closed": current.state != ReturnState.OPEN,
    }
    return _page(request, grid, merged, status=editing.CONFLICT, **context)


def _cells(form: CostGridForm, theirs: Mapping[str, Any], unit: str) -> dict[str, CellConflict]:
    """Return each cell that either of us changed, by the name of its field."""
    opened = form.opened_values()
    found = {}
    for name, field in form.fields.items():
        if name not in theirs or name in ("version", "unit", "opened"):
            continue
        exponent = UNITS[unit] if getattr(field, "exponent", None) is not None else 0
        # A form that does not say what it was opened with counts as opened with what stands there now.
        before = opened.get(name, theirs[name])
        cell = CellConflict(str(field.label), before, theirs[name], typed(form.cleaned_data[name], exponent))
        if cell.is_mine or cell.is_theirs:
            found[name] = cell
    return found


def _last_change(current: CostReturn) -> dict[str, Any]:
    """Return by whom and when the return became what it is: handed in or locked, else its lines saved."""
    if current.state == ReturnState.LOCKED:
        return {"history_user": current.locked_by, "history_date": current.locked_at}
    if current.state == ReturnState.SUBMITTED:
        return {"history_user": current.submitted_by, "history_date": current.submitted_at}
    last = current.lines_changes.select_related("made_by").first()
    return {
        "history_user": last.made_by if last else None,
        "history_date": last.made_at if last else current.updated_at,
    }


def _page(request: HttpRequest, grid: Grid, form: CostGridForm, status: int = 200, **context: Any) -> HttpResponse:
    unit = _unit(form["unit"].value())
    form.is_valid()
    return render(
        request,
        "indicators/cost_return_edit.html",
        {
            "cost_return": grid.cost_return,
            "region": grid.cost_return.region,
            "calls": collection_calls.call_for(
                grid.cost_return.region, grid.cost_return.period, request.user, timezone.localdate()
            ),
            "grid": grid,
            "form": form,
            "columns": COLUMNS,
            "share": _share(form, grid.places),
            "total_share": ratio.cost_ratio(grid.total.agency_sek, grid.total.own_sek),
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
        "share": _share(form, [place]),
    }


def _share(form: CostGridForm, places: Sequence[GridPlace]) -> Decimal | None:
    """Return agency ÷ own of the places as the form has them, corrections included; None where either is missing or wrong."""
    sums = {}
    for kind in (AGENCY, OWN):
        names = [
            place.cell(one) for place in places for one in COLUMNS if one.kind == kind and one.figure == FIGURES[0]
        ]
        if any(name in form.errors for name in names):
            return None
        amounts = [amount for name in names if (amount := form.amount(name)) is not None]
        sums[kind] = sum(amounts, Decimal(0)) if amounts else None
    return ratio.cost_ratio(sums[AGENCY], sums[OWN])


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

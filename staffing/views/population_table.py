"""A table of all regions' populations: read, shown beside what is known, written when it is confirmed. Nothing is kept between."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from documents.sheets.problems import ProblemList
from staffing import access, population_sheet
from staffing import reference_queries as queries
from staffing.actions import reference as actions
from staffing.editing import CONFLICT, UNPROCESSABLE
from staffing.models import Region
from staffing.reference_forms import PopulationTableForm
from staffing.requests import person_of
from staffing.views.frame import AdministrationMixin


class _Frame(AdministrationMixin):
    """The tabs of a page that is a function."""

    tab = "reference_data"


@require_http_methods(["GET", "HEAD", "POST"])
def population_upload(request: HttpRequest) -> HttpResponse:
    """Take a table, show what it says, and write it all when that is confirmed."""
    access.require(access.can_administer(request.user))
    if request.method != "POST":
        return _page(request, PopulationTableForm())
    form = PopulationTableForm(request.POST, request.FILES)
    reading = _read(form) if form.is_valid() else None
    if reading is None or reading.problems.is_blocking:
        return _page(request, form, UNPROCESSABLE, problems=reading.problems if reading else None)
    date, source = form.cleaned_data["date"], form.cleaned_data["source"]
    if "write" not in request.POST:
        return _preview(request, reading.inhabitants, date, source)
    return _write(request, reading.inhabitants, date, source)


def _write(request: HttpRequest, inhabitants: Mapping[str, int], date: datetime.date, source: str) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        written = actions.write_populations(
            inhabitants=inhabitants, date=date, source=source, seen=seen, by=person_of(request)
        )
    except actions.PopulationsChanged:
        messages.warning(
            request, _("Somebody has changed the populations of that date meanwhile. Look again, then write.")
        )
        return _preview(request, inhabitants, date, source, CONFLICT)
    words = ngettext(
        "The population of %(count)s region is written.", "The populations of %(count)s regions are written.", written
    )
    messages.success(request, words % {"count": written} if written else _("Nothing differed, so nothing is written."))
    return redirect("population_list")


def _read(form: PopulationTableForm) -> population_sheet.Reading | None:
    """Return what the file or the pasted text says; None when it is refused, and the form says why."""
    data = form.read()
    if data is None:
        return None
    return population_sheet.read(data, dict(Region.objects.values_list("code", "short_name")))


def _context(request: HttpRequest, **context: Any) -> dict[str, Any]:
    frame = _Frame()
    frame.setup(request)
    return frame.get_context_data(**context)


def _page(
    request: HttpRequest, form: PopulationTableForm, status: int = 200, problems: ProblemList | None = None
) -> HttpResponse:
    context = _context(request, form=form, problems=list(problems or []), regions=Region.objects.all())
    return render(request, "staffing/population_upload.html", context, status=status)


def _preview(
    request: HttpRequest, inhabitants: Mapping[str, int], date: datetime.date, source: str, status: int = 200
) -> HttpResponse:
    rows = queries.population_rows(inhabitants, date)
    return render(
        request,
        "staffing/population_preview.html",
        _context(
            request,
            rows=rows,
            date=date,
            source=source,
            total=sum(inhabitants.values()),
            much=[row for row in rows if row.is_much],
            has_replaced=any(row.replaced for row in rows),
            pasted="\n".join(["Länskod;Invånare", *(f"{code};{number}" for code, number in inhabitants.items())]),
            seen=actions.seen_populations(date),
        ),
        status=status,
    )

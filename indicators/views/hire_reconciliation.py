"""The page that holds a region's hires of a period against its cost return, its files, and the comment on the difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents import downloads
from indicators import access, reconciliation_tables
from indicators.actions import hire_reconciliation as actions
from indicators.forms.hire_reconciliation import CommentForm, ReconciliationForm
from indicators.models import HireReconciliationComment
from indicators.queries import costs, index
from indicators.queries import hire_reconciliation as queries
from indicators.queries.breakdowns import Dimension
from indicators.queries.hire_reconciliation import Found
from indicators.queries.returns import root_of
from indicators.reconciliation_tables import HireRow
from indicators.views.returns import file_part
from staffing import access as staffing_access
from staffing import changes, editing
from staffing.models import Region
from staffing.requests import person_of
from staffing.views import staffing_frame
from values.period import Period

A_PAGE = 50


@require_safe
def hire_reconciliation(request: HttpRequest, code: str, file_type: str = "") -> HttpResponse:
    """Show the period's hires against its return, line by line, or give them as a file."""
    if file_type and file_type not in downloads.TABLE_TYPES:
        raise Http404
    region = staffing_frame.region_or_404(request, code)
    form, period, dimension = _chosen(request, region)
    if period is None or not form.is_valid():
        if file_type:
            raise Http404
        return render(
            request,
            "indicators/hire_reconciliation.html",
            {"region": region, "form": form},
            status=editing.UNPROCESSABLE if form.errors else 200,
        )
    shown = _shown(request, region, period, form, dimension)
    return _file(shown, dimension, file_type) if file_type else _page(request, shown)


def _shown(
    request: HttpRequest, region: Region, period: Period, form: ReconciliationForm, dimension: Dimension
) -> _Shown:
    basis = access.basis_for(request.user, region)
    return _Shown(region, period, form, queries.find(region, period, basis, dimension, request.user))


def _chosen(request: HttpRequest, region: Region) -> tuple[ReconciliationForm, Period | None, Dimension]:
    """Return the form with the period and the dimension that it chooses; None where nothing is reported."""
    today, basis = timezone.localdate(), access.basis_for(request.user, region)
    periods = costs.reported_periods(basis, region_id=region.pk)
    latest = index.latest_of(periods, today) or next(iter(periods), None)
    form = ReconciliationForm(request.GET if periods else {}, periods=periods, latest=latest)
    # A region that has reported nothing has no period to choose: the page says so.
    if latest is None or not form.is_valid():
        return form, None, Dimension.CARE_AREA
    return form, Period.parse(form.cleaned_data["period"]), Dimension(form.cleaned_data["by"])


@dataclass(frozen=True)
class _Shown:
    """What a reader looks at."""

    region: Region
    period: Period
    form: ReconciliationForm
    found: Found


def _page(
    request: HttpRequest, shown: _Shown, written: CommentForm | None = None, status: int = 200, **context: Any
) -> HttpResponse:
    region, period, form, found = shown.region, shown.period, shown.form, shown.found
    comment = queries.comment_on(region, period)
    line = request.GET.get("line", "")
    lines = reconciliation_tables.lines(found)
    chosen = next((one for one in lines if one.key == line), None)
    context = {
        "region": region,
        "period": period,
        "form": form,
        "found": found,
        "lines": lines,
        "columns": reconciliation_tables.columns_of_sums(),
        "explanations": reconciliation_tables.explanations(),
        "part_heading": reconciliation_tables.part_heading(Dimension(form.cleaned_data["by"])),
        "line": chosen,
        "hires": _hires(request, reconciliation_tables.hires(found, chosen)),
        "choice": urlencode({"period": period.code, "by": form.cleaned_data["by"]}),
        "has_example_return": queries.has_example_return(region, period, access.basis_for(request.user, region)),
        "comment": comment,
        "comment_changes": _changes(comment),
        "can_comment": bool(access.can_report_costs(request.user, root_of(region).pk)),
        "comment_form": written or CommentForm(initial={"text": comment.text if comment else ""}),
        "version": comment.version if comment else 0,
        **context,
    }
    return render(request, "indicators/hire_reconciliation.html", context, status=status)


def _changes(comment: HireReconciliationComment | None) -> list[changes.Change]:
    return changes.changes_of(comment.history.all()) if comment is not None and comment.version > 1 else []


def _hires(request: HttpRequest, rows: Iterable[HireRow]) -> Page[HireRow]:
    return Paginator(list(rows), A_PAGE).get_page(request.GET.get("page"))


def _file(shown: _Shown, dimension: Dimension, file_type: str) -> HttpResponse:
    """Return the lines as a file, and in a workbook the hires as well."""
    tables = reconciliation_tables.sheets_of(shown.region, shown.period, shown.found, dimension)
    notice = _("Example data: figures generated to show the product.") if shown.found.has_examples else None
    chosen = tables[:1] if file_type == "csv" else tables
    name = f"avstamning-{file_part(shown.region, shown.period)}"
    return downloads.table_response(chosen, name, file_type, notice)


@require_POST
def hire_reconciliation_comment(request: HttpRequest, code: str) -> HttpResponse:
    """Write why hires and return differ in the period; 409 for who comes second, with what they wrote kept."""
    region = staffing_frame.region_or_404(request, code)
    staffing_access.require(access.can_report_costs(request.user, root_of(region).pk))
    form, period, dimension = _chosen(request, region)
    if period is None:
        raise Http404
    written, version = CommentForm(request.POST), editing.posted_version(request)
    if not written.is_valid():
        return _page(request, _shown(request, region, period, form, dimension), written, editing.UNPROCESSABLE)
    text, by = written.cleaned_data["text"], person_of(request)
    try:
        actions.comment(region=region, period=period, text=text, version=version, by=by, now=timezone.now())
    except editing.StaleVersion:
        shown = _shown(request, region, period, form, dimension)
        return _page(request, shown, written, editing.CONFLICT, is_conflict=True)
    messages.success(request, _("The comment is saved."))
    address = reverse("hire_reconciliation", kwargs={"code": code})
    return redirect(f"{address}?{urlencode({'period': period.code, 'by': dimension.value})}#kommentar")

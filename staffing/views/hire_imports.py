"""A year of hires from an older system: the template down, the file up, shown, written when it is confirmed, undone as a whole."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents import downloads
from staffing import access, hire_access, hire_import_sheet
from staffing import hire_import_tables as tables
from staffing.actions import hire_imports as actions
from staffing.editing import UNPROCESSABLE
from staffing.models import HireImport, Region
from staffing.requests import person_of
from staffing.table_forms import TableForm
from staffing.views import staffing_frame
from staffing.views.hires import region_of_page

A_PAGE = 50
SHOWN_PROBLEMS = 200
EARLIER = 10


def _region(request: HttpRequest) -> Region:
    """Return the region that hires are brought into: 404 out of sight, 403 where it is not the reader's to do."""
    region = region_of_page(request)
    access.require(hire_access.can_import_hires(request.user, region))
    return region


def _kept(request: HttpRequest, pk: int) -> HireImport:
    """Return the import: 404 out of sight, 403 where it is not the reader's."""
    found = hire_access.visible_hire_imports(request.user).select_related("region", "made_by", "confirmed_by")
    kept = get_object_or_404(found, pk=pk)
    access.require(hire_access.can_import_hires(request.user, kept.region))
    return kept


@require_safe
def hire_import_template(request: HttpRequest, file_type: str) -> HttpResponse:
    """Hand out the template."""
    _region(request)
    if file_type not in downloads.TABLE_TYPES:
        raise Http404
    return downloads.table_response([tables.template()], "mall-inhyrningar", file_type)


@require_http_methods(["GET", "HEAD", "POST"])
def hire_import(request: HttpRequest) -> HttpResponse:
    """Take a file of hires and go to its preview; every problem is named at its cell, and nothing is written."""
    region = _region(request)
    if request.method != "POST":
        return _page(request, region, TableForm())
    form = TableForm(request.POST, request.FILES)
    data = form.read() if form.is_valid() else None
    if data is None:
        return _page(request, region, form, UNPROCESSABLE)
    now = timezone.now()
    reading = hire_import_sheet.read(data, tables.known(region, timezone.localdate(now)))
    if reading.problems.is_blocking:
        found = list(reading.problems)
        shown = {"problems": found[:SHOWN_PROBLEMS], "problem_count": len(found), "more": len(found) - SHOWN_PROBLEMS}
        return _page(request, region, form, UNPROCESSABLE, **shown)
    file = form.cleaned_data.get("file")
    if file:
        file.seek(0)
    content = file.read() if file else form.cleaned_data["pasted"].encode()
    kept = actions.keep(
        region=region,
        reading=reading,
        file_name=data.filename,
        content=content,
        by=person_of(request),
        now=now,
    )
    return redirect("hire_import_preview", pk=kept.pk)


def _page(request: HttpRequest, region: Region, form: TableForm, status: int = 200, **context: Any) -> HttpResponse:
    written = HireImport.objects.filter(region=region, confirmed_at__isnull=False)
    context = {
        **staffing_frame.tabs(request, region, "hires"),
        "form": form,
        "latest": written.select_related("confirmed_by").defer("rows", "skipped")[:EARLIER],
        "fields": hire_import_sheet.FIELDS,
        **context,
    }
    return render(request, "staffing/hire_import.html", context, status=status)


@require_safe
def hire_import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the file says before anything is written; afterwards what became of it."""
    kept = _kept(request, pk)
    rows = actions.rows_of(kept)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        **staffing_frame.tabs(request, kept.region, "hires"),
        "kept": kept,
        "page": page,
        "rows": tables.preview(list(page.object_list)),
        "sums": tables.summary(rows),
        "skipped": kept.skipped[: tables.SHOWN_SKIPPED],
        "more_skipped": len(kept.skipped) - tables.SHOWN_SKIPPED,
        "is_undoable": actions.is_undoable(kept),
    }
    return render(request, "staffing/hire_import_preview.html", context)


@require_POST
def hire_import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the whole file or nothing; a second press finds it done."""
    kept = _kept(request, pk)
    if not kept.count:
        messages.info(request, _("The file has no new requests, so nothing is written."))
        return redirect("hire_import_preview", pk=pk)
    try:
        count = actions.write(kept=kept, by=person_of(request), now=timezone.now())
    except actions.AlreadyWritten as done:
        messages.info(request, str(done))
    except actions.ImportProblem as problem:
        messages.error(request, str(problem))
        return redirect(f"{reverse('hire_import')}?{urlencode({'region': kept.region.code})}")
    else:
        words = ngettext("%(count)s request is written.", "%(count)s requests are written.", count)
        messages.success(request, words % {"count": count})
    return redirect("hire_import_preview", pk=pk)


@require_POST
def hire_import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away what the file made, unless somebody has gone on with it."""
    kept = _kept(request, pk)
    try:
        count = actions.undo(kept=kept, by=person_of(request), now=timezone.now())
    except actions.NotToUndo as problem:
        messages.warning(request, str(problem))
    else:
        words = ngettext("The import is undone: %(count)s request is taken away.", "The import is undone: %(count)s requests are taken away.", count)  # fmt: skip
        messages.success(request, words % {"count": count})
    return redirect("hire_import_preview", pk=pk)

"""Costs from a file: choose, preview, confirm, undo; and the template to fill in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents import downloads, sheets
from indicators import cost_upload, return_words
from indicators.actions import uploads as actions
from indicators.forms.returns import ConfirmForm, TemplateForm, UploadForm
from indicators.models import CostUpload
from indicators.queries import cost_tables
from indicators.queries import returns as return_queries
from indicators.queries import uploads as queries
from indicators.views import reporting
from indicators.views.returns import EXAMPLE_NOTICE, file_part
from staffing import editing
from staffing.models import Region
from staffing.requests import person_of

SHOWN_PROBLEMS = 25
"""Cells of one kind of problem that the page names; the rest is counted."""

CHANGES_PER_PAGE = 50
"""Figures that would become another on a page of the preview."""


@require_http_methods(["GET", "POST"])
def cost_upload_view(request: HttpRequest, code: str) -> HttpResponse:
    """Take a file, read it, and go to its preview; every problem is named at its cell and nothing is written."""
    region = reporting.reporting_region(request, code)
    if request.method == "GET":
        return _upload_page(request, region, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    posted = read_posted(form)
    if posted is None:
        return _upload_page(request, region, form, editing.UNPROCESSABLE)
    data, content = posted
    words = queries.words_for(region, timezone.localdate())
    reading = cost_upload.read(data, words)
    if reading.problems.is_blocking:
        context = {"reading": reading, "groups": problem_groups(reading.problems), "filename": data.filename}
        return _upload_page(request, region, form, editing.UNPROCESSABLE, **context)
    upload = actions.keep_upload(
        region=region,
        reading=reading,
        filename=data.filename,
        content=content,
        by=person_of(request),
        in_thousands=_in_thousands(region, data, words, reading),
    )
    return redirect("cost_upload_preview", code=region.code, pk=upload.pk)


def read_posted(form: UploadForm) -> tuple[sheets.SheetData, bytes] | None:
    """Return the table in a form's file, and the file's bytes; None when there is none, which the form then says."""
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        return sheets.read_table(content, file.name), content
    except sheets.UploadRefused as refused:
        form.add_error("file", str(refused))
        return None


def _in_thousands(
    region: Region, data: sheets.SheetData, words: cost_upload.Words, reading: cost_upload.Reading
) -> cost_upload.Reading | None:
    """Return the file read in thousands of kronor when its amounts look so and hold when read so."""
    if not queries.looks_like_thousands(region, reading):
        return None
    again = cost_upload.read(data, words, is_in_thousands=True)
    # A file that says tkr itself reads the same both ways.
    return None if again.problems.is_blocking or again.lines == reading.lines else again


def problem_groups(problems: sheets.ProblemList) -> list[dict[str, Any]]:
    """Return what is wrong in a file by what repairs it, the first cells of each named."""
    return [
        {
            "group": group,
            "problems": group.problems[:SHOWN_PROBLEMS],
            "more": max(0, len(group.problems) - SHOWN_PROBLEMS),
        }
        for group in problems.groups()
    ]


def _upload_page(
    request: HttpRequest, region: Region, form: UploadForm, status: int = 200, **context: Any
) -> HttpResponse:
    today = timezone.localdate()
    return render(
        request,
        "indicators/cost_upload_form.html",
        {
            "region": region,
            "form": form,
            "template_period": return_queries.template_period(region, today),
            "periods": return_queries.suggested_periods(region, today),
            "latest": CostUpload.objects.filter(region=region, confirmed_at__isnull=False)
            .select_related("uploaded_by")
            .defer("lines", "replaced")[:5],
            **context,
        },
        status=status,
    )


def _own_upload(request: HttpRequest, region: Region, pk: int) -> CostUpload:
    """Return an upload of the region: written ones are its controllers' common knowledge, the others one's own."""
    upload = get_object_or_404(CostUpload.objects.select_related("region", "uploaded_by"), region=region, pk=pk)
    if upload.confirmed_at is None:
        return get_object_or_404(CostUpload.objects.select_related("region"), pk=pk, uploaded_by=person_of(request))
    return upload


@require_GET
def cost_upload_preview(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show what the file says against what is there now and last year, before anything is written, and after."""
    region = reporting.reporting_region(request, code)
    return _preview_page(request, region, _own_upload(request, region, pk))


def _preview_page(
    request: HttpRequest, region: Region, upload: CostUpload, form: ConfirmForm | None = None
) -> HttpResponse:
    by_period = actions.lines_of(upload)
    totals = actions.totals_of(upload)
    previews = queries.preview(region, by_period) if upload.confirmed_at is None else []
    changes = _changes(request, previews)
    return render(
        request,
        "indicators/cost_upload_preview.html",
        {
            "region": region,
            "upload": upload,
            "totals": totals,
            "has_differences": any(one.is_different for one in totals),
            "form": form or ConfirmForm(has_differences=any(one.is_different for one in totals)),
            "previews": previews,
            "changes": changes,
            # Only those that are shown are put into words.
            "changed_cells": return_words.cell_changes(changes, return_queries.labels_for(region=region)),
            "change_counts": _change_counts(previews),
            "looks_like_thousands": bool(upload.in_thousands) and upload.confirmed_at is None,
            "written": _written(upload),
            "line_count": len(upload.lines),
            "is_undoable": actions.is_undoable(upload),
        },
        status=editing.UNPROCESSABLE if form else 200,
    )


def _changes(request: HttpRequest, previews: list[queries.PeriodPreview]) -> Page:
    """Return a page of the figures that would become another."""
    found = [(one.period, difference) for one in previews for difference in one.differences]
    return Paginator(found, CHANGES_PER_PAGE).get_page(request.GET.get("page"))


def _change_counts(previews: list[queries.PeriodPreview]) -> dict[str, int]:
    found = [one for preview in previews for one in preview.differences]
    new, removed = sum(one.old is None for one in found), sum(one.new is None for one in found)
    return {"new": new, "removed": removed, "changed": len(found) - new - removed}


def _written(upload: CostUpload) -> list[Any]:
    return actions.written_returns(upload) if upload.confirmed_at else []


@require_POST
def cost_upload_confirm(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write the whole file or nothing; a second press finds it done."""
    region = reporting.reporting_region(request, code)
    upload = _own_upload(request, region, pk)
    has_differences = any(one.is_different for one in actions.totals_of(upload))
    form = ConfirmForm(request.POST, has_differences=has_differences)
    if upload.confirmed_at is None and not form.is_valid():
        return _preview_page(request, region, upload, form)
    try:
        written = actions.write_upload(
            upload=upload, by=person_of(request), now=timezone.now(), is_difference_acknowledged=has_differences
        )
    except actions.AlreadyWritten:
        messages.info(request, _("The file is written already."))
        return redirect("cost_upload_preview", code=code, pk=pk)
    except actions.ReturnsChanged as changed:
        messages.error(request, str(changed))
        return redirect("cost_upload", code=code)
    reporting.recompute(region, request.user)
    words = ngettext(
        "%(count)s return is filled from the file. Check it and hand it in.",
        "%(count)s returns are filled from the file. Check them and hand them in.",
        len(written),
    )
    messages.success(request, words % {"count": len(written)})
    return redirect("cost_upload_preview", code=code, pk=pk)


@require_POST
def cost_upload_thousands(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Read the kept file again with its kronor as thousands; nothing is written to any return."""
    region = reporting.reporting_region(request, code)
    upload = _own_upload(request, region, pk)
    try:
        actions.read_in_thousands(upload=upload, by=person_of(request))
    except actions.AlreadyWritten:
        messages.info(request, _("The file is written already."))
    return redirect("cost_upload_preview", code=code, pk=pk)


@require_POST
def cost_upload_undo(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Put back what the file replaced."""
    region = reporting.reporting_region(request, code)
    upload = _own_upload(request, region, pk)
    try:
        actions.undo_upload(upload=upload, by=person_of(request), now=timezone.now())
    except actions.NotToUndo as problem:
        messages.warning(request, str(problem))
    else:
        reporting.recompute(region, request.user)
        messages.success(request, _("The upload is undone: everything is as it was before."))
    return redirect("cost_upload_preview", code=code, pk=pk)


@require_GET
def cost_template(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the template of a period, filled with what is there."""
    region = reporting.reporting_region(request, code)
    form = TemplateForm(request.GET)
    if not form.is_valid():
        raise BadRequest(_("Say which period the template is for: ?period=2016-K4&format=xlsx."))
    period, file_format = form.cleaned_data["period"], form.cleaned_data["format"]
    unit = form.cleaned_data["unit"] or "kr"
    tables = cost_tables.template_tables(region, period, unit)
    if file_format == "csv":
        tables = [cost_tables.in_one(tables)]
    notice = str(EXAMPLE_NOTICE) if cost_tables.is_example(region, period) else None
    in_unit = "" if unit == "kr" else f"-{unit}"
    return downloads.table_response(tables, f"mall-kostnader-{file_part(region, period)}{in_unit}", file_format, notice)

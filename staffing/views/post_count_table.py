"""Many counts of posts at once: the template down, a table up, shown beside what is there, written when it is confirmed."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents import downloads
from staffing import access, post_count_sheet
from staffing import workforce_queries as queries
from staffing import workforce_tables as tables
from staffing.access import NOT_YOUR_ROLE, Denied
from staffing.actions import post_count_batches as batches
from staffing.actions import workforce as actions
from staffing.editing import CONFLICT, UNPROCESSABLE
from staffing.models import PostCountBatch, Region
from staffing.post_count_sheet import Reading
from staffing.queries import Branch
from staffing.requests import person_of
from staffing.table_forms import TableForm
from staffing.views import staffing_frame

EARLIER = 10
"""Written tables on the page, the latest first."""


def _counting(request: HttpRequest, code: str) -> tuple[Region, queries.Tree, list[Branch]]:
    """Return the region, its tree and what of it is the reader's to count: 404 out of sight, 403 where nothing is."""
    region = staffing_frame.region_or_404(request, code)
    tree = queries.tree_of(region)
    branches = queries.countable(request.user, tree, timezone.localdate())
    if not branches:
        access.require(Denied(NOT_YOUR_ROLE))
    return region, tree, branches


@require_safe
def post_count_template(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the template: a row for each post that was counted last time, the filled ones left to fill in."""
    region, _tree, branches = _counting(request, code)
    file_type = request.GET.get("format", "")
    if file_type not in downloads.TABLE_TYPES:
        raise BadRequest(_("Say in which format the template is wanted: ?format=xlsx or ?format=csv."))
    table = tables.template([branch.organisation for branch in branches], timezone.localdate())
    return downloads.table_response([table], f"mall-tjanster-{slugify(region.short_name)}", file_type)


@require_http_methods(["GET", "HEAD", "POST"])
def post_count_upload(request: HttpRequest, code: str) -> HttpResponse:
    """Take a table, show what it says beside what is there, and write it all when that is confirmed."""
    region, tree, branches = _counting(request, code)
    if request.method != "POST":
        return _page(request, region, TableForm())
    form = TableForm(request.POST, request.FILES)
    data = form.read() if form.is_valid() else None
    if data is None:
        return _page(request, region, form, UNPROCESSABLE)
    mine = {branch.organisation.pk for branch in branches}
    reading = post_count_sheet.read(data, tables.known(tree, mine, timezone.localdate()))
    if reading.problems.is_blocking:
        return _page(request, region, form, UNPROCESSABLE, problems=list(reading.problems))
    if "write" not in request.POST:
        return _preview(request, region, tree, reading)
    return _write(request, region, tree, reading)


def _write(request: HttpRequest, region: Region, tree: queries.Tree, reading: Reading) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        written = actions.write_counts(
            region=region,
            counts=reading.counts,
            notes=reading.notes,
            seen=seen,
            by=person_of(request),
            now=timezone.now(),
        )
    except actions.CountsChanged:
        messages.warning(request, _("Somebody has changed some of the counts meanwhile. Look again, then write."))
        return _preview(request, region, tree, reading, CONFLICT)
    words = ngettext("%(count)s count is written.", "%(count)s counts are written.", written)
    messages.success(request, words % {"count": written} if written else _("Nothing differed, so nothing is written."))
    return redirect("workforce", code=region.code)


@require_POST
def post_count_undo(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a table back as a whole, for whoever may count all that it counted, unless somebody has gone on with it."""
    # Looked up before the right is asked for: one that is not there answers as one that is another region's.
    batch = get_object_or_404(PostCountBatch, pk=pk, region=staffing_frame.region_or_404(request, code))
    region, _tree, branches = _counting(request, code)
    mine = {branch.organisation.pk for branch in branches}
    if batches.counts_of(batch).exclude(organisation__in=mine).exists():
        access.require(Denied(NOT_YOUR_ROLE))
    try:
        count = batches.undo(batch=batch, by=person_of(request), now=timezone.now())
    except batches.NotToUndo as problem:
        messages.warning(request, str(problem))
    else:
        words = ngettext(
            "The table is taken back: %(count)s count.", "The table is taken back: %(count)s counts.", count
        )
        messages.success(request, words % {"count": count})
    return redirect("post_count_upload", code=region.code)


def _page(request: HttpRequest, region: Region, form: TableForm, status: int = 200, **context: Any) -> HttpResponse:
    latest = PostCountBatch.objects.filter(region=region).select_related("made_by")[:EARLIER]
    context = {**staffing_frame.tabs(request, region, "workforce"), "form": form, "latest": latest, **context}
    return render(request, "staffing/post_count_upload.html", context, status=status)


def _preview(
    request: HttpRequest, region: Region, tree: queries.Tree, reading: Reading, status: int = 200
) -> HttpResponse:
    rows = tables.preview(reading, tree)
    context = {
        **staffing_frame.tabs(request, region, "workforce"),
        "rows": rows,
        "has_replaced": any(row.there for row in rows),
        "skipped": reading.skipped,
        "pasted": _as_text(rows),
        "seen": actions.seen_counts(reading.counts),
    }
    return render(request, "staffing/post_count_preview.html", context, status=status)


def _as_text(rows: list[tables.PreviewRow]) -> str:
    """Return the table as the form takes it once more, when it is confirmed: nothing is kept between."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow([one.names[0] for one in post_count_sheet.FIELDS])
    for row in rows:
        count = row.count
        numbers = [f"{one:f}".replace(".", ",") for one in (count.posts, count.filled)]
        speciality = row.speciality.code if row.speciality else ""
        writer.writerow(
            [row.organisation.code, row.position.code, speciality, count.date.isoformat(), *numbers, row.note]
        )
    return target.getvalue()

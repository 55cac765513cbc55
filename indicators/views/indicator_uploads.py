"""Figures of other indicators from a file: choose, preview, confirm; and the template to fill in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents import downloads
from indicators import indicator_upload
from indicators import other_indicator_words as words
from indicators.actions import other_indicators as actions
from indicators.forms.other_indicators import ShareUploadForm, TemplateFormatForm
from indicators.forms.returns import UploadForm
from indicators.models import Indicator, IndicatorUpload
from indicators.queries import indicator_files
from indicators.views.region_indicators import entering_region
from indicators.views.uploads import problem_groups, read_posted
from staffing import editing
from staffing.models import CareArea, Organisation, Profession, Region
from staffing.requests import person_of


@require_GET
def indicator_template(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the template, with the rows that the region enters next."""
    region = entering_region(request, code)
    form = TemplateFormatForm(request.GET)
    if not form.is_valid():
        raise BadRequest(_("Say in which format the template is wanted: ?format=xlsx or ?format=csv."))
    table = indicator_files.template(region, timezone.localdate())
    return downloads.table_response([table], f"mall-matt-{slugify(region.short_name)}", form.cleaned_data["format"])


@require_http_methods(["GET", "POST"])
def indicator_upload_view(request: HttpRequest, code: str) -> HttpResponse:
    """Take a file, read it, and go to its preview; every problem is named at its cell and nothing is written."""
    region = entering_region(request, code)
    if request.method == "GET":
        return _upload_page(request, region, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    posted = read_posted(form)
    if posted is None:
        return _upload_page(request, region, form, editing.UNPROCESSABLE)
    data, content = posted
    reading = indicator_upload.read(data, indicator_files.indicator_words(region, timezone.localdate()))
    if reading.problems.is_blocking:
        context = {"reading": reading, "groups": problem_groups(reading.problems), "filename": data.filename}
        return _upload_page(request, region, form, editing.UNPROCESSABLE, **context)
    upload = actions.keep_upload(
        region=region, reading=reading, filename=data.filename, content=content, by=person_of(request)
    )
    return redirect("indicator_upload_preview", code=region.code, pk=upload.pk)


def _upload_page(
    request: HttpRequest, region: Region, form: UploadForm, status: int = 200, **context: Any
) -> HttpResponse:
    context = {"region": region, "form": form, **context}
    return render(request, "indicators/indicator_upload_form.html", context, status=status)


def _upload(request: HttpRequest, region: Region, pk: int) -> IndicatorUpload:
    """Return an upload of the region: one's own, or one that is written."""
    uploads = IndicatorUpload.objects.select_related("region", "uploaded_by").filter(region=region)
    found = get_object_or_404(uploads, pk=pk)
    return found if found.confirmed_at else get_object_or_404(uploads, pk=pk, uploaded_by=person_of(request))


@require_GET
def indicator_upload_preview(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show what the file says beside what is there, before anything is written, and after."""
    region = entering_region(request, code)
    upload = _upload(request, region, pk)
    context = {
        "region": region,
        "upload": upload,
        "rows": _rows(region, upload),
        "form": ShareUploadForm(initial={"is_shared": True}),
    }
    return render(request, "indicators/indicator_upload_preview.html", context)


def _rows(region: Region, upload: IndicatorUpload) -> list[dict[str, Any]]:
    """Return each figure of the file in words, with the one that it corrects: five queries."""
    entries = actions.entries_of(upload)
    indicators = Indicator.objects.in_bulk({entry.place.indicator_id for entry in entries})
    names: dict[str, dict[Any, Any]] = {
        "organisation": Organisation.objects.in_bulk({one.place.organisation_id for one in entries} - {None}),
        "profession": {one.pk: one for one in Profession.objects.all()},
        "care_area": {one.pk: one for one in CareArea.objects.all()},
    }
    current = actions.current_at(region, (entry.place for entry in entries)) if not upload.confirmed_at else {}
    rows = []
    for entry in entries:
        place = entry.place
        keys = (place.organisation_id, place.profession_id, place.care_area_id)
        parts = [str(of[key]) for of, key in zip(names.values(), keys, strict=True) if key]
        indicator, now = indicators[place.indicator_id], current.get(place)
        rows.append(
            {
                "entry": entry,
                "indicator": indicator,
                "part": ", ".join(parts),
                "text": words.given_text(indicator, entry.given),
                "now": words.reading_text(indicator, now) if now else "",
            }
        )
    return rows


@require_POST
def indicator_upload_confirm(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write the whole file or nothing; a second press finds it done."""
    region = entering_region(request, code)
    upload = _upload(request, region, pk)
    form = ShareUploadForm(request.POST)
    is_shared = form.is_valid() and bool(form.cleaned_data["is_shared"])
    try:
        written = actions.write_upload(upload=upload, is_shared=is_shared, by=person_of(request), now=timezone.now())
    except actions.AlreadyWritten:
        messages.info(request, _("The file is written already."))
        return redirect("indicator_upload_preview", code=code, pk=pk)
    except actions.IndicatorProblem as changed:
        messages.error(request, str(changed))
        return redirect("indicator_upload", code=code)
    said = ngettext("%(count)s figure is written.", "%(count)s figures are written.", len(written))
    messages.success(request, said % {"count": len(written)})
    return redirect("region_indicator_list", code=code)

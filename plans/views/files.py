"""A plan's page Files: download it in the forms that people know, upload an edited workbook and see the difference first."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.generic import FormView

from documents import downloads, sheets
from plans import access, plan_document, plan_word_document, plan_words
from plans.actions import files as actions
from plans.actions import plan_documents as document_actions
from plans.actions import upload_planning
from plans.forms.imports import UploadForm
from plans.models import Plan, ProgressChoice
from plans.plan_difference import Column, FieldEdit
from plans.queries import adoption, exported_files, plan_documents, snapshots
from plans.queries import files as queries
from plans.views.plans import PlanMixin
from staffing.access import require
from staffing.editing import InvalidFormMixin, StaleVersion
from staffing.requests import person_of

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class PlanFiles(PlanMixin, InvalidFormMixin, FormView):
    """The files of a plan, and the way back for an edited one."""

    # The files are made of the plan as it is now, and an edited one is compared with it.
    shows_days = False
    template_name = "plans/plan_files.html"
    form_class = UploadForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take an edited file from those who may report or edit anything in the plan."""
        require(access.can_upload_plan(request.user, self.plan))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: django_forms.Form) -> HttpResponse:
        """Read the file and show what it changes; nothing is written."""
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            data = sheets.read_table(content, file.name)
            upload = actions.keep_upload(plan=self.plan, data=data, content=content, by=person_of(self.request))
        except sheets.UploadRefused as refused:
            form.add_error("file", str(refused))
            return self.form_invalid(form)
        except queries.NotOurExport:
            form.add_error("file", _("The file has no column Id. Download the plan as Excel here, and edit that file."))
            return self.form_invalid(form)
        return redirect("plan_upload", slug=self.plan.slug, pk=upload.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the PDFs stand, and what was uploaded lately."""
        has_reduced = any(one.is_hidden for one in self.snapshot.activities)
        fingerprint = adoption.fingerprint_of(self.snapshot)
        documents = [
            _row(self.request, self.plan, fingerprint, is_reduced=is_reduced)
            for is_reduced in ([False, True] if has_reduced else [False])
        ]
        return super().get_context_data(
            can_upload=access.can_upload_plan(self.request.user, self.plan),
            has_reduced=has_reduced,
            documents=documents,
            is_making=any(row.document and row.document.is_underway for row in documents),
            is_made=all(row.document and row.document.file_id for row in documents),
            uploads=self.plan.uploads.filter(confirmed_at__isnull=False).select_related("created_by", "change__plan")[
                :5
            ]
            if access.can_read_internal(self.request.user, self.plan)
            else [],
            **kwargs,
        )


def _plan(request: HttpRequest, slug: str) -> Plan:
    visible = access.visible_plans(request.user).select_related("region", "organisation", "revises")
    return get_object_or_404(visible, slug=slug)


def _is_reduced(request: HttpRequest) -> bool:
    return request.GET.get("omfang") == "forkortad"


def _row(request: HttpRequest, plan: Plan, fingerprint: str, *, is_reduced: bool) -> plan_documents.DocumentRow:
    """Return where the PDF of what the plan says now stands, as this reader may read it."""
    return plan_documents.row_of(
        plan,
        fingerprint=fingerprint,
        language=get_language() or "sv",
        is_internal=access.can_read_internal(request.user, plan),
        is_reduced=is_reduced,
    )


@require_POST
def plan_document_order(request: HttpRequest, slug: str) -> HttpResponse:
    """Order the plan's PDF; the page Files shows how it goes."""
    plan = _plan(request, slug)
    document_actions.order(
        plan=plan,
        language=get_language() or "sv",
        is_internal=access.can_read_internal(request.user, plan),
        is_reduced=_is_reduced(request),
        by=person_of(request),
        now=timezone.now(),
    )
    return redirect("plan_files", slug=slug)


@require_GET
def plan_export(request: HttpRequest, slug: str, file_type: str) -> HttpResponseBase:
    """Return the plan as a file; what is internal is in it for members only. A PDF that is not made leads to its order."""
    plan = _plan(request, slug)
    is_reduced = _is_reduced(request)
    taken = snapshots.snapshot_of(plan, timezone.now())
    if file_type == "pdf":
        document = _row(request, plan, adoption.fingerprint_of(taken), is_reduced=is_reduced).document
        if document is not None and document.file is not None:
            return downloads.frozen_response(request, document.file)
        messages.info(request, _("There is no PDF of the plan as it is now. Order it here."))
        return redirect("plan_files", slug=slug)
    if file_type not in TYPES:
        raise Http404
    language = get_language() or "sv"
    shown = plan_document.reduced(taken) if is_reduced else taken
    if file_type == "xlsx":
        content = plan_document.make_xlsx(shown, language, queries.versions_of(plan))
    elif file_type == "csv":
        content = plan_document.make_csv(shown, language)
    else:
        is_internal = access.can_read_internal(request.user, plan)
        content = plan_word_document.make_docx(taken, language, is_internal=is_internal, is_reduced=is_reduced)
    name = plan_document.file_name(taken, file_type, is_reduced=is_reduced)
    response = HttpResponse(content, content_type=TYPES[file_type])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


@require_http_methods(["GET", "POST"])
def plan_upload(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show what an edited file changes; write it when asked to."""
    plan = get_object_or_404(access.visible_plans(request.user).select_related("region", "organisation"), slug=slug)
    require(access.can_upload_plan(request.user, plan))
    upload = get_object_or_404(plan.uploads.select_related("plan__organisation", "created_by", "change__plan"), pk=pk)
    if request.method == "POST":
        return _written(request, plan, upload)
    told = queries.difference_of(upload)
    planned = upload_planning.planned(plan=upload.plan, told=told, by=person_of(request), today=timezone.localdate())
    exported = exported_files.of(upload.exported)
    context = {
        "plan": plan,
        "upload": upload,
        "told": told,
        "exported_at": exported.at if exported else None,
        "is_of_this_plan": exported is None or exported.plan == plan.slug,
        "planned": planned,
        "edits": [(one.edit, [_asked(one, field) for field in one.edit.fields]) for one in planned.edits],
        "new": [_new(one) for one in planned.new],
        "since": [(row, [_shown(one, ("before", "now")) for one in row.fields]) for row in told.since],
        "unknown_statuses": queries.unknown_statuses(upload),
        "can_edit": access.can_edit_plan(request.user, plan),
        "can_read_internal": access.can_read_internal(request.user, plan),
    }
    return render(request, "plans/plan_upload.html", context)


def _shown(field: Any, names: tuple[str, ...], take: str = "") -> dict[str, Any]:
    texts = {name: getattr(field, name) for name in names}
    if field.column is Column.STATUS:
        texts = {name: None if value is None else plan_words.progress(value) for name, value in texts.items()}
    return {"field": field, "name": column_words()[field.column], "take": take, **texts}


def _asked(planned: upload_planning.PlannedEdit, field: FieldEdit) -> dict[str, Any]:
    """Return a field that the file changes, with why it is not written where a rule refuses it."""
    shown = _shown(field, ("now", "file", "before"), actions.take_of(planned.edit, field))
    is_moved = planned.is_moved and field.column is Column.DEADLINE
    return shown | {"refused": planned.refused.get(field.column, ""), "is_moved": is_moved}


def _new(planned: upload_planning.PlannedNew) -> dict[str, Any]:
    """Return a new activity as it is shown: its roles apart, its status in words, and what it is made without."""
    progress = planned.values[Column.STATUS] or ProgressChoice.NOT_STARTED.value
    return {
        "planned": planned,
        "values": {column.value: text for column, text in planned.values.items()},
        "responsibles": [one.title for one in upload_planning.responsibles_of(planned.values[Column.RESPONSIBLE])],
        "progress": progress,
        "status": plan_words.progress(progress),
        "without": [(column_words()[column], why) for column, why in planned.refused.items()],
    }


def column_words() -> dict[Column, str]:
    """Return what the columns are called."""
    return dict(zip(Column, plan_document.column_names(), strict=True))


def _written(request: HttpRequest, plan: Plan, upload: Any) -> HttpResponse:
    try:
        written = actions.write_upload(
            upload=upload,
            take=request.POST.getlist("take"),
            remove=request.POST.getlist("remove"),
            move_reason=request.POST.get("move_reason", "").strip()[:500],
            by=person_of(request),
            now=timezone.now(),
        )
    except actions.AlreadyWritten:
        messages.info(request, _("The file is written already."))
        upload.refresh_from_db()
        return HttpResponseRedirect((upload.change or plan).get_absolute_url())
    except StaleVersion:
        messages.error(request, _("Somebody changed the plan at the same moment. Look at the difference once more."))
        return redirect("plan_upload", slug=plan.slug, pk=upload.pk)
    changed = ngettext("%(count)s activity changed.", "%(count)s activities changed.", written.changed)
    made = ngettext("%(count)s new activity.", "%(count)s new activities.", written.made)
    removed = ngettext("%(count)s activity removed.", "%(count)s activities removed.", written.removed)
    told = ((changed, written.changed), (made, written.made), (removed, written.removed))
    messages.success(request, " ".join(words % {"count": count} for words, count in told))
    if written.kept:
        kept = ngettext(
            "%(count)s text that the plan has changed too is left as the plan has it.",
            "%(count)s texts that the plan has changed too are left as the plan has them.",
            written.kept,
        )
        messages.info(request, kept % {"count": written.kept})
    for refused in written.refused[:10]:
        messages.warning(request, _refusal(refused))
    return HttpResponseRedirect((written.change or plan).get_absolute_url())


def _refusal(refused: actions.Refused) -> str:
    """Return in words what was not written, what of the same row was, and why."""
    columns = ", ".join(column_words()[column] for column in refused.columns)
    said = {"row": refused.row, "columns": columns, "why": refused.why}
    if isinstance(refused.row, str):
        return _("“%(row)s” is left: %(why)s.") % said
    if refused.is_new and columns:
        return _("Row %(row)s is a new activity without %(columns)s: %(why)s.") % said
    if refused.is_new:
        return _("Row %(row)s is not taken in: %(why)s.") % said
    if columns:
        return _("Left as before in row %(row)s: %(columns)s (%(why)s). The rest was changed.") % said
    return _("Row %(row)s is left as it was: %(why)s.") % said

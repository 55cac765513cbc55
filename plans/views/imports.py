"""A plan from a file: choose or paste, correct how it was understood, look through it, write it, undo it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from documents import sheets
from measures.models import Measure
from plans import access, import_words
from plans.actions import import_undo
from plans.actions import imports as actions
from plans.forms.imports import CorrectionForm, NewPlanImportForm, SourceForm
from plans.models import Plan, PlanImport, ProgressChoice
from plans.plan_import import sources
from plans.plan_import.grid import Grid
from plans.plan_import.understood import ImportedActivity, Understood
from plans.queries import imports as queries
from plans.views.plan_parts import plan_organisations
from staffing.access import require
from staffing.editing import CONFLICT, UNPROCESSABLE, StaleVersion
from staffing.models import Organisation
from staffing.requests import person_of


@require_http_methods(["GET", "POST"])
def plan_import_create(request: HttpRequest) -> HttpResponse:
    """Take a file that becomes a new plan."""
    require(access.can_create_plan(request.user))
    organisations = plan_organisations(request.user)
    form = NewPlanImportForm(request.POST or None, request.FILES or None, organisations=organisations)
    if request.method == "POST" and form.is_valid() and (read := _read(form)):
        wanted = {name: form.cleaned_data[name] for name in ("organisation", "title", "start_date", "end_date")}
        return _kept(request, read, **wanted)
    return _source_page(request, form)


@require_http_methods(["GET", "POST"])
def plan_import_into(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file whose activities are added to a plan."""
    plan = get_object_or_404(access.visible_plans(request.user).select_related("organisation", "region"), slug=slug)
    require(access.can_edit_plan(request.user, plan))
    form = SourceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (read := _read(form)):
        return _kept(request, read, organisation=plan.organisation, plan=plan, title=plan.title)
    return _source_page(request, form, plan)


def _source_page(request: HttpRequest, form: SourceForm, plan: Plan | None = None) -> HttpResponse:
    status = UNPROCESSABLE if request.method == "POST" else None
    return render(request, "plans/import_source.html", {"form": form, "plan": plan}, status=status)


Read = tuple[tuple[Grid, ...], list[str], str, bytes]


def _read(form: SourceForm) -> Read | None:
    """Return what the file or the text holds; why it cannot be read becomes an error of the form."""
    file = form.cleaned_data.get("file")
    try:
        if file:
            content = file.read()
            grids, notices = sources.read(content, file.name)
            return grids, notices, file.name[:200], content
        text = form.cleaned_data["text"]
        return sources.from_paste(text), [], _("pasted text"), text.encode()
    except sheets.UploadRefused as refused:
        form.add_error("file" if file else "text", str(refused))
        return None


def _kept(request: HttpRequest, read: Read, **wanted: Any) -> HttpResponse:
    grids, notices, filename, content = read
    kept = actions.keep_import(
        grids=grids, notices=notices, filename=filename, content=content, by=person_of(request), **wanted
    )
    return redirect("plan_import_correct", pk=kept.pk)


def _own(request: HttpRequest, pk: int) -> PlanImport:
    """Return an import that the person may go on with; the right to the plan is asked for anew."""
    plan_import = get_object_or_404(queries.own_imports(request.user), pk=pk)
    if plan_import.plan is not None and plan_import.confirmed_at is None:
        require(access.can_edit_plan(request.user, plan_import.plan))
    return plan_import


@require_http_methods(["GET", "POST"])
def plan_import_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how the file was understood, and take corrections until the person goes on."""
    plan_import = _own(request, pk)
    if plan_import.confirmed_at is not None:
        return redirect("plan_import_preview", pk=pk)
    understood = queries.understood(plan_import, timezone.localdate())
    form = _correction_form(request, plan_import, understood)
    status = None
    if request.method == "POST":
        if not request.POST.get("version", "").isdigit():
            raise BadRequest(_("The form carries no version. Open the page again and try once more."))
        if form.is_valid():
            try:
                actions.choose(
                    plan_import=plan_import,
                    version=form.cleaned_data["version"],
                    choices=form.corrected(plan_import.choices),
                )
            except (StaleVersion, actions.AlreadyWritten):
                form.add_error(None, _("It was corrected or written elsewhere meanwhile. Open the page again."))
                status = CONFLICT
            else:
                where = "plan_import_preview" if "go_on" in request.POST else "plan_import_correct"
                return redirect(where, pk=pk)
        status = status or UNPROCESSABLE
    context = _context(plan_import, understood) | {"form": form}
    return render(request, "plans/import_correct.html", context, status=status)


def _correction_form(request: HttpRequest, plan_import: PlanImport, understood: Understood) -> CorrectionForm:
    region = plan_import.organisation.region
    organisations = Organisation.objects.filter(region=region).valid_on(timezone.localdate()).order_by("order", "name")
    return CorrectionForm(
        request.POST or None,
        understood=understood,
        organisations=[(one.pk, one.name) for one in organisations],
        initial={"version": plan_import.version},
    )


def _context(plan_import: PlanImport, understood: Understood) -> dict[str, Any]:
    return {
        "plan_import": plan_import,
        "understood": understood,
        "counts": import_words.counts_of(understood),
        "warnings": [*plan_import.notices, *import_words.warnings_of(understood)],
        "errors": import_words.errors_of(understood),
    }


@require_http_methods(["GET", "POST"])
def plan_import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every activity as it will be written, with what to look at; leave rows out and confirm measures."""
    plan_import = _own(request, pk)
    understood = queries.understood(plan_import, timezone.localdate())
    if request.method == "POST":
        return _chosen_rows(request, plan_import, understood)
    measures = {measure.number: measure for measure in Measure.objects.all()}
    rows = [_row(one, measures) for one in understood.activities]
    context = _context(plan_import, understood) | {"rows": rows, "plan": plan_import.plan}
    return render(request, "plans/import_preview.html", context)


def _row(one: ImportedActivity, measures: dict[int, Measure]) -> dict[str, Any]:
    return {
        "activity": one,
        "place": one.row.partition(":")[2],
        "flags": [import_words.FLAGS[flag] for flag in import_words.FLAGS if flag in one.flags],
        "status": ProgressChoice(str(one.progress)).label,
        "measure": measures.get(one.suggested_measure) if one.suggested_measure else None,
        "is_confirmed": one.measure_number is not None,
    }


def _chosen_rows(request: HttpRequest, plan_import: PlanImport, understood: Understood) -> HttpResponse:
    """Keep which rows are left out and which measures are confirmed, then write when that was asked for."""
    version = request.POST.get("version", "")
    if not version.isdigit():
        raise BadRequest(_("The form carries no version. Open the page again and try once more."))
    kept, confirmed = set(request.POST.getlist("keep")), set(request.POST.getlist("measure"))
    choices = {
        **plan_import.choices,
        "excluded": [one.row for one in understood.activities if one.row not in kept],
        "measures": {one.row: one.suggested_measure for one in understood.activities if one.row in confirmed},
    }
    try:
        actions.choose(plan_import=plan_import, version=int(version), choices=choices)
    except StaleVersion:
        messages.error(request, _("It was corrected elsewhere meanwhile. Look at it once more."))
        return redirect("plan_import_preview", pk=plan_import.pk)
    except actions.AlreadyWritten:
        return redirect("plan_import_preview", pk=plan_import.pk)
    return _written(request, plan_import)


def _written(request: HttpRequest, plan_import: PlanImport) -> HttpResponse:
    understood = queries.understood(plan_import, timezone.localdate())
    try:
        actions.write_import(plan_import=plan_import, understood=understood, by=person_of(request), now=timezone.now())
    except actions.AlreadyWritten:
        messages.info(request, _("The file is written already."))
    except actions.NothingToWrite:
        messages.error(request, _("No activity is left to write."))
    else:
        count = len(understood.included)
        said = ngettext("%(count)s activity is in the plan.", "%(count)s activities are in the plan.", count)
        messages.success(request, said % {"count": count})
    return redirect("plan_import_preview", pk=plan_import.pk)


@require_POST
def plan_import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the file as it was understood, without looking at each row."""
    return _written(request, _own(request, pk))


@require_POST
def plan_import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole batch back."""
    plan_import = _own(request, pk)
    if plan_import.plan is not None:
        require(access.can_edit_plan(request.user, plan_import.plan))
    try:
        staying = import_undo.undo_import(plan_import=plan_import, by=person_of(request), now=timezone.now())
    except import_undo.NotToUndo as refused:
        if refused.names:
            said = _("The import cannot be undone: somebody has worked with %(names)s since.")
            messages.error(request, said % {"names": ", ".join(f"“{name}”" for name in refused.names[:5])})
        else:
            messages.error(request, _("The import cannot be undone any more."))
        return redirect("plan_import_preview", pk=pk)
    if staying:
        said = _("The import is undone. Still there, since something else uses it now: %(names)s.")
        messages.success(request, said % {"names": ", ".join(staying)})
    else:
        messages.success(request, _("The import is undone: the plan is as it was before."))
    plan = PlanImport.objects.select_related("plan").get(pk=pk).plan
    where = plan.get_absolute_url() if plan else reverse("plan_list")
    return HttpResponseRedirect(where)

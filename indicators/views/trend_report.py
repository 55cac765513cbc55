"""The national trend report: drafted, looked at, published, read and downloaded as it was frozen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import UpdateView
from django_htmx.http import HttpResponseClientRedirect

from documents import downloads
from indicators import access, wording
from indicators import trend_report_document as document
from indicators.actions import trend_report as actions
from indicators.forms.trend_report import TrendPeriodForm, TrendTextsForm
from indicators.models import TrendReport
from indicators.queries import trend_report as queries
from indicators.queries import trend_report_revised
from indicators.trend_report_data import TrendReportData
from indicators.trend_report_lines import InconsistentTrend
from staffing import access as staffing_access
from staffing.editing import CONFLICT, UNPROCESSABLE, VersionedUpdateMixin
from staffing.requests import person_of


def _reports(request: HttpRequest) -> QuerySet[TrendReport]:
    return queries.listed(access.visible_trend_reports(request.user))


def _draft(request: HttpRequest, pk: int) -> TrendReport:
    """Return a report that the reader may see, when the reader may also change drafts."""
    report = get_object_or_404(_reports(request), pk=pk)
    staffing_access.require(access.can_publish_trend(request.user))
    return report


@require_safe
@never_cache
def trend_report_list(request: HttpRequest) -> HttpResponse:
    """Show the published reports, the latest first; to who writes them also the drafts, and what begins one.

    `?period=2026-K3` is what is begun with: who comes from what is to do need not wait for the figures to be computed.
    """
    if not staffing_access.rights_of(request.user).has_role:
        raise Http404
    return _list_page(request, None)


def _list_page(request: HttpRequest, form: TrendPeriodForm | None) -> HttpResponse:
    reports = list(_reports(request))
    can_publish = bool(access.can_publish_trend(request.user))
    if form is None and can_publish:
        choices = queries.choices(timezone.localdate())
        asked = {one.code for one in choices.periods} & {request.GET.get("period")}
        form = TrendPeriodForm(choices=choices, initial={"period": asked.pop()} if asked else None)
    published = [one for one in reports if one.is_published]
    newest = {one.period: one for one in sorted(published, key=lambda one: one.number)}
    context = {
        "published": published,
        "restated": trend_report_revised.restated_since(list(newest.values())),
        "drafts": [one for one in reports if not one.is_published],
        "form": form,
        "can_publish": can_publish,
    }
    is_invalid = form is not None and form.is_bound and not form.is_valid()
    status = UNPROCESSABLE if is_invalid else 200
    return render(request, "indicators/trend_report_list.html", context, status=status)


@require_POST
def trend_report_create(request: HttpRequest) -> HttpResponse:
    """Begin a draft of a period, or go on with the one there is; of a published period it is a new version."""
    staffing_access.require(access.can_publish_trend(request.user))
    form = TrendPeriodForm(request.POST, choices=queries.choices(timezone.localdate()))
    if not form.is_valid():
        return _list_page(request, form)
    report = actions.start(period=form.cleaned_data["period"], by=person_of(request))
    return redirect("trend_report_preview", pk=report.pk)


@require_safe
@never_cache
def trend_report_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft as it would be published now, with what it lacks; while its files are made, how far they have come."""
    report = _draft(request, pk)
    if report.is_published:
        # The page that waits for the files asks by htmx: then it is the whole window that goes on.
        address = reverse("trend_report_detail", kwargs={"pk": pk})
        return HttpResponseClientRedirect(address) if "HX-Request" in request.headers else redirect(address)
    return _preview_page(request, report)


def _preview_page(request: HttpRequest, report: TrendReport, refusal: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"report": report, "refusal": refusal, "is_underway": report.is_underway}
    data = _composed(report)
    if data is not None and not report.is_underway:
        context |= {
            "body": document.page_body(data, wording.language()),
            "gaps": queries.gaps(report, data),
            "seen": actions.fingerprint(data),
            "can_be_published": bool(data.period_cost.included),
            "is_failed": report.job is not None and report.job.state == "failed",
        }
    return render(request, "indicators/trend_report_preview.html", context, status=status)


def _composed(report: TrendReport) -> TrendReportData | None:
    """Return the draft as it would be frozen now; None while figures are being computed and do not add up."""
    try:
        return queries.report_for(report, timezone.localtime())
    except InconsistentTrend:
        return None


@require_POST
def trend_report_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze what was looked at and make its files; what is in the way is said above the preview."""
    report = _draft(request, pk)
    try:
        actions.publish(
            report=report, seen=request.POST.get("seen", ""), by=person_of(request), now=timezone.localtime()
        )
    except actions.NotADraft:
        return redirect("trend_report_detail", pk=pk)
    except actions.CorrectionNeeded:
        return _preview_page(
            request, report, _("Say what the new version corrects before you publish it."), UNPROCESSABLE
        )
    except actions.NothingToReport:
        return _preview_page(request, report, _("No region has a locked return of the period."), UNPROCESSABLE)
    except (actions.FiguresChanged, InconsistentTrend):
        words = _("The report has changed since you looked at it. This is how it is now: look once more, then publish.")
        return _preview_page(request, report, words, CONFLICT)
    return redirect("trend_report_preview", pk=pk)


class TrendReportEdit(VersionedUpdateMixin, UpdateView):
    """Write the texts of a draft, each below the sentences that are computed."""

    template_name = "indicators/trend_report_form.html"
    form_class = TrendTextsForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who write the report, while it is a draft."""
        report = _draft(request, kwargs["pk"])
        if report.is_published or report.is_underway:
            return _refused(request, report)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[TrendReport]:
        """Return the drafts."""
        return TrendReport.objects.filter(published_at__isnull=True)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the fields, each with the sentences that it stands below."""
        context = super().get_context_data(**kwargs)
        data = _composed(self.object)
        said = data.sentences(wording.language()) if data else None
        computed = {
            "introduction": said and f"{said.lead} {said.trend}",
            "cost_comment": said and f"{said.cost} {said.years}",
            "regions_comment": said and f"{said.met} {said.close}",
            "parts_comment": said and f"{said.care_areas} {said.professions}",
            "movers_comment": said and f"{said.movers_cost} {said.movers_ratio} {said.movers_apart}",
        }
        form = context["form"]
        context["blocks"] = [(form[name], computed.get(name)) for name in form.fields if name != "version"]
        return context

    def form_valid(self, form: TrendTextsForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it and show the whole."""
        try:
            report = actions.write(
                report=self.object, version=form.seen_version, written=form.cleaned_data, by=person_of(self.request)
            )
        except actions.NotADraft:
            return _refused(self.request, self.object)
        messages.success(self.request, _("Saved."))
        return redirect("trend_report_preview", pk=report.pk)


def _refused(request: HttpRequest, report: TrendReport) -> HttpResponse:
    messages.error(request, _("The report is published or being made. To change it, make a new version."))
    return redirect("trend_report_preview", pk=report.pk)


@require_POST
def trend_report_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft."""
    report = _draft(request, pk)
    try:
        actions.discard(report=report)
    except actions.NotADraft:
        return _refused(request, report)
    messages.success(request, _("The draft is deleted."))
    return redirect("trend_report_list")


def _published(request: HttpRequest, pk: int) -> TrendReport:
    published = access.visible_trend_reports(request.user).filter(published_at__isnull=False)
    return get_object_or_404(published.select_related("file", "workbook", "job").defer("snapshot"), pk=pk)


@require_safe
def trend_report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a published report as a page, made from the snapshot that its files were made from."""
    report = _published(request, pk)
    file: Any = report.file
    data = queries.read(downloads.verified(file).snapshot)
    newer = queries.newer_version(report)
    context = {
        "report": report,
        "body": document.page_body(data, wording.language()),
        "newer": newer,
        "restated": [] if newer else trend_report_revised.restated_since([report])[report.pk],
        "can_publish": bool(access.can_publish_trend(request.user)),
    }
    return render(request, "indicators/trend_report_detail.html", context)


@require_safe
def trend_report_download(request: HttpRequest, pk: int, file_type: str) -> HttpResponseBase:
    """Return the frozen bytes of the PDF or the workbook; their hash is the ETag."""
    report = _published(request, pk)
    found: Any = {"pdf": report.file, "xlsx": report.workbook}.get(file_type)
    if found is None:
        raise Http404
    return downloads.frozen_response(request, found)

"""Reports: ordered, followed while they are made, read as a page and downloaded as the file that was frozen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.generic import TemplateView

from documents import downloads
from documents.models import FrozenFile, Job
from indicators import access as indicator_access
from indicators.queries import trend_report as trend_reports
from plans import access
from plans import status_report_document as document
from plans.actions import frozen_documents
from plans.actions import reports as actions
from plans.forms.reports import StatusReportForm
from plans.models import Plan, StatusReport
from plans.queries import closing
from plans.queries import reports as queries
from plans.views.plans import PlanMixin
from staffing.access import require
from staffing.editing import UNPROCESSABLE
from staffing.models import User
from staffing.requests import person_of

REPORTS_A_PAGE = 50
TREND_REPORTS = 3
"""The latest of the nation, above the region's; all of them have a page of their own."""


@dataclass(frozen=True)
class ReportRow:
    """A report as lists show it."""

    report: StatusReport
    state: str
    label: str
    period: str
    size_kb: int | None
    is_underway: bool
    is_member: bool
    can_make: bool


def _row(report: StatusReport, user: User | AnonymousUser) -> ReportRow:
    if report.file is not None:
        state = Job.State.DONE
    else:
        state = Job.State(report.job.state) if report.job else Job.State.FAILED
    return ReportRow(
        report=report,
        state=state.value,
        label=str(state.label),
        period=report.period.label(get_language() or "sv"),
        size_kb=None if report.file is None else report.file.size_kb,
        is_underway=report.is_underway,
        is_member=access.can_read_internal(user, report.plan),
        can_make=bool(access.can_make_report(user, report.plan)),
    )


def _rows(reports: Iterable[StatusReport], user: User | AnonymousUser) -> list[ReportRow]:
    return [_row(report, user) for report in reports]


@require_GET
@never_cache
def report_list(request: HttpRequest) -> HttpResponse:
    """Show all reports that the reader may see: status reports by period, and the final reports of closed plans."""
    reports = queries.listed(access.visible_status_reports(request.user))
    page = Paginator(reports, REPORTS_A_PAGE).get_page(request.GET.get("page"))
    rows = _rows(page.object_list, request.user)
    periods = [(period, list(group)) for period, group in groupby(rows, key=lambda row: row.period)]
    trend = trend_reports.listed(indicator_access.visible_trend_reports(request.user)).filter(
        published_at__isnull=False
    )
    final = closing.latest_reports(access.visible_final_reports(request.user))
    context = {
        "periods": periods,
        "page": page,
        "count": page.paginator.count,
        # On the first page, so that turning the pages shows each report once.
        "final_reports": final if page.number == 1 else [],
        "final_count": final.count(),
        "trend_reports": trend[:TREND_REPORTS] if page.number == 1 else [],
        "can_make": access.can_make_some_report(request.user),
    }
    return render(request, "plans/report_list.html", context)


def _plan(request: HttpRequest, slug: str) -> Plan:
    visible = access.visible_plans(request.user).select_related("region", "organisation")
    return get_object_or_404(visible, slug=slug)


@method_decorator(never_cache, name="dispatch")
class StatusReportList(PlanMixin, TemplateView):
    """The plan's reports, and the form that orders one for whoever may; as of a day those that were made until then."""

    template_name = "plans/status_report_list.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Take the standing plan, whose the reports are, where the address names its draft revision."""
        super().setup(request, *args, **kwargs)
        self.take_standing()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the reports and the form."""
        user = self.request.user
        reports = queries.reports_of(user, self.plan)
        may_order = self.as_of is None and access.can_make_report(user, self.plan)
        return super().get_context_data(
            rows=_rows(reports.filter(file__created_at__lte=self.moment) if self.as_of else reports, user),
            form=_form(self.plan) if may_order else None,
            **kwargs,
        )


def _form(plan: Plan, data: Any = None) -> StatusReportForm:
    choices = queries.period_choices(plan, timezone.localdate())
    return StatusReportForm(data, periods=choices.periods, default=choices.default, awaited=choices.awaited)


def _list_page(request: HttpRequest, plan: Plan, form: StatusReportForm | None) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "can_read_internal": access.can_read_internal(request.user, plan),
        "rows": _rows(queries.reports_of(request.user, plan), request.user),
    }
    is_invalid = form is not None and form.is_bound and not form.is_valid()
    return render(request, "plans/status_report_list.html", context, status=UNPROCESSABLE if is_invalid else None)


@require_http_methods(["GET", "POST"])
def status_report_create(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Order a report; the list shows how it goes. Asked for by GET, as after a reload, the list is shown."""
    plan = _plan(request, slug)
    require(access.can_make_report(request.user, plan))
    if request.method == "GET" or not isinstance(request.user, User):
        return redirect("status_report_list", slug=slug)
    form = _form(plan, request.POST)
    if form.is_valid() and _is_ordered(form, plan, request.user):
        return redirect("status_report_list", slug=slug)
    return _list_page(request, plan, form)


def _is_ordered(form: StatusReportForm, plan: Plan, user: User) -> bool:
    """Order the report that the form asks for; what is in the way becomes an error of the form."""
    wish = form.cleaned_data
    try:
        actions.order_report(plan=plan, by=user, **wish)
    except actions.CorrectionNeeded:
        form.add_error(
            "correction", _("%(period)s has a report already. Say what the new version corrects.") % _named(wish)
        )
    except actions.ReportUnderway:
        form.add_error(
            "period",
            _("A report for %(period)s is being made. Wait until it is done, then order the next.") % _named(wish),
        )
    return form.is_valid()


def _named(wish: dict[str, Any]) -> dict[str, str]:
    return {"period": wish["period"].label(get_language() or "sv")}


@require_POST
def status_report_retry(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Order a failed report again."""
    report = get_object_or_404(queries.listed(access.visible_status_reports(request.user)), pk=pk)
    require(access.can_make_report(request.user, report.plan))
    if frozen_documents.order(subject=report, by=person_of(request)).file_id is not None:
        messages.info(request, _("The report is already done."))
    return redirect("status_report_list", slug=report.plan.slug)


@require_GET
@never_cache
def status_report_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the report's line of the list, as it is now; the line asks for it while the report is being made."""
    report = get_object_or_404(queries.listed(access.visible_status_reports(request.user)), pk=pk)
    context = {"row": _row(report, request.user), "with_plan": "all" in request.GET, "is_swap": True}
    return render(request, "plans/_report_row.html", context)


def _frozen(request: HttpRequest, pk: int) -> tuple[StatusReport, FrozenFile]:
    """Return a report that the reader may see, with its file as it was frozen.

    :raises documents.downloads.DamagedFile: bytes or snapshot are not what their hashes say.
    """
    visible = access.visible_status_reports(request.user).filter(file__isnull=False)
    report = get_object_or_404(visible.select_related("plan__region", "plan__organisation", "file"), pk=pk)
    file: FrozenFile = report.file  # type: ignore[assignment]  # the filter says that it is there
    return report, downloads.verified(file)


@require_GET
def status_report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the report as a page, made from the snapshot that its PDF was made from."""
    report, file = _frozen(request, pk)
    context = {
        "row": _row(report, request.user),
        "plan": report.plan,
        "file": file,
        "body": document.page_body(document.read(file.snapshot)),
        "is_member": access.can_read_internal(request.user, report.plan),
        "decisions": report.recorded_decisions.all(),
        "can_record": access.can_record_decision(request.user, report.plan),
    }
    return render(request, "plans/status_report_detail.html", context)


@require_GET
def status_report_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the frozen bytes; their hash is the ETag."""
    _report, file = _frozen(request, pk)
    return downloads.frozen_response(request, file)

"""Pages of cost returns: the list, one return, and the acts that move it from open to locked."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents import downloads
from indicators import access, wording
from indicators.actions import returns as actions
from indicators.forms.returns import CostReturnCreateForm, ReasonForm, SubmitForm
from indicators.index_forms import period_choices
from indicators.models import CostReturn, ReturnState
from indicators.queries import collection_calls, cost_tables, costs, lines, locking, revised
from indicators.queries import parts as part_queries
from indicators.queries import returns as queries
from indicators.queries import strip as strips
from indicators.queries.revised import Moved
from indicators.views import reporting
from staffing import access as staffing_access
from staffing import editing
from staffing.access import Permission
from staffing.models import Region
from staffing.requests import person_of
from values.period import InvalidPeriod, Period

FORMATS = ("xlsx", "csv")
LINES_PER_PAGE = 100
EXAMPLE_NOTICE = gettext_lazy("Example data: generated, not reported by any region.")


@require_GET
def cost_return_list(request: HttpRequest) -> HttpResponse:
    """Show the own regions' periods with what is next, and the states of all regions; the coordinator is led to what waits to be locked."""
    today = timezone.localdate()
    rights = staffing_access.rights_of(request.user)
    own = [_own_region(region, request, today) for region in rights.regions]
    chosen = _chosen_quarter(request) or queries.latest_quarter(request.user, today)
    nation = queries.nation_of_returns(request.user, chosen, rights.region_ids)
    can_lock = bool(access.can_lock_returns(request.user))
    return render(
        request,
        "indicators/cost_return_list.html",
        {
            "own": own,
            "nation": nation,
            "choices": period_choices(_quarters_around(chosen, today)),
            "can_lock": can_lock,
            "waiting": locking.waiting_returns(request.user).count() if can_lock else 0,
            "is_example": nation.is_example or any(one["is_example"] for one in own),
        },
    )


def _own_region(region: Region, request: HttpRequest, today: Any) -> dict[str, Any]:
    strip = strips.returns_strip(region, request.user, today)
    is_reporter = bool(access.can_report_costs(request.user, queries.root_of(region).pk))
    return {
        "region": region,
        "strip": strip,
        "is_reporter": is_reporter,
        "next": queries.next_of(strip, today) if is_reporter else None,
        "is_example": any(tile.cost_return and tile.cost_return.is_example for year in strip for tile in year.tiles),
    }


def _chosen_quarter(request: HttpRequest) -> Period | None:
    try:
        period = Period.parse(request.GET.get("period", ""))
    except InvalidPeriod:
        return None
    return Period.containing(period.last_date)


def _quarters_around(chosen: Period, today: Any) -> list[Period]:
    """Return the quarters to choose from: the four years to today, and the chosen one with its year."""
    last = Period.containing(today)
    found = {chosen}
    for year in {*range(last.year - 12, last.year + 1), chosen.year}:
        found |= {Period(year, month, 3) for month in (1, 4, 7, 10)}
    return [period for period in found if period <= last or period == chosen]


@require_http_methods(["GET", "POST"])
def cost_return_create(request: HttpRequest, code: str) -> HttpResponse:
    """Open a return for a period; what overlaps is named."""
    region = reporting.reporting_region(request, code)
    today = timezone.localdate()
    form = CostReturnCreateForm(
        request.POST or None,
        suggestions=queries.suggested_periods(region, today),
        language=wording.language(),
        today=today,
        asked=request.GET.get("period", "")[:40],
    )
    status = 200
    if request.method == "POST":
        status = editing.UNPROCESSABLE
        if form.is_valid():
            try:
                made = actions.open_return(region=region, period=form.cleaned_data["chosen"], by=person_of(request))
            except actions.PeriodTaken as taken:
                form.add_error("period", str(taken))
            else:
                return redirect("cost_return_edit", code=region.code, pk=made.pk)
    begun = CostReturn.objects.filter(region=region, state=ReturnState.OPEN).order_by("first_month")
    context = {"form": form, "region": region, "begun": begun}
    return render(request, "indicators/cost_return_create.html", context, status=status)


@require_GET
def cost_return_detail(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show a return: sums, state, versions, history, lines; and what the person may do with it."""
    cost_return = reporting.visible_return(request, code, pk)
    page = queries.return_page(cost_return, request.user)
    rights = staffing_access.rights_of(request.user)
    is_internal = rights.is_member(cost_return.region_id) or Permission.READ_SUBMITTED in rights.national
    is_reporter = bool(access.can_report_costs(request.user, queries.root_of(cost_return.region).pk))
    shown = Paginator(page.rows, LINES_PER_PAGE).get_page(request.GET.get("page"))
    # Until the sums hold the correction, before and now would both be told wrong.
    is_computing = cost_return.number > 1 and costs.is_stale(cost_return.region)
    moved = [] if is_computing else _moved(request, cost_return)
    return render(
        request,
        "indicators/cost_return_detail.html",
        {
            "cost_return": cost_return,
            "region": cost_return.region,
            "page": page,
            "parts": part_queries.parts_of(cost_return, page.rows, page.labels),
            "lines": [(row, page.labels.place(row.profession_id, row.care_area_id)) for row in shown],
            "lines_page": shown,
            "calls": _calls(request, cost_return),
            "moved": [(one, wording.window_name(one.window)) for one in moved],
            "is_computing": is_computing,
            "changes": queries.history_of(cost_return, page.labels) if is_internal else None,
            "is_internal": is_internal,
            "is_reporter": is_reporter,
            "is_removable": is_reporter and actions.is_discardable(cost_return),
            "can_lock": bool(access.can_lock_returns(request.user)) and cost_return.state == ReturnState.SUBMITTED,
        },
    )


def _calls(request: HttpRequest, cost_return: CostReturn) -> list[collection_calls.Call]:
    if cost_return.state != ReturnState.OPEN:
        return []
    return collection_calls.call_for(cost_return.region, cost_return.period, request.user, timezone.localdate())


def _moved(request: HttpRequest, cost_return: CostReturn) -> list[Moved]:
    basis = access.basis_for(request.user, cost_return.region)
    return revised.moved_by(cost_return, basis, timezone.localdate())


@require_http_methods(["GET", "POST"])
def cost_return_submit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Check the answers, then hand the return in."""
    cost_return = reporting.own_return(request, code, pk)
    if request.method == "GET" and cost_return.state != ReturnState.OPEN:
        return redirect("cost_return_detail", code=code, pk=pk)
    context, asked = _asked(request, cost_return)
    initial = {"version": cost_return.version, "warnings_comment": cost_return.warnings_comment}
    if request.method == "GET":
        return _submit_page(request, context, SubmitForm(initial=initial, **asked), 200)
    version = editing.posted_version(request)
    form = SubmitForm(request.POST, **asked)
    if not form.is_valid():
        return _submit_page(request, context, form, editing.UNPROCESSABLE)
    now = timezone.now()
    try:
        actions.submit_return(
            cost_return=cost_return,
            version=version,
            by=person_of(request),
            now=now,
            warnings_comment=form.cleaned_data.get("warnings_comment", ""),
            both_count=_both_count(request, context["parts"], now),
        )
    except editing.StaleVersion:
        return check_again(request, cost_return)
    except actions.ReturnProblem as problem:
        form.add_error(None, str(problem))
        return _submit_page(request, context, form, editing.UNPROCESSABLE)
    reporting.recompute(cost_return.region, request.user)
    messages.success(
        request,
        _("The return for %(period)s is handed in. The region’s figures are being computed.")
        % {"period": cost_return.period.label(wording.language())},
    )
    return redirect("cost_return_detail", code=code, pk=pk)


def _asked(request: HttpRequest, cost_return: CostReturn) -> tuple[dict[str, Any], dict[str, bool]]:
    """Return what the page before handing in shows, and what its form asks."""
    page = queries.return_page(cost_return, request.user)
    labels = queries.labels_for(region=cost_return.region)
    deviations = queries.stands_out(cost_return.region, cost_return.period, page.rows, labels)
    parts = part_queries.parts_of(cost_return, page.rows, labels)
    context = {
        "cost_return": cost_return,
        "region": cost_return.region,
        "page": page,
        "deviations": deviations,
        "parts": parts,
        "not_ended": actions.not_ended(cost_return.period, timezone.localdate()),
    }
    return context, {"has_deviations": bool(deviations), "has_totals": parts.is_new}


def _both_count(
    request: HttpRequest, parts: part_queries.PartsOfReturn, now: datetime.datetime
) -> actions.BothCount | None:
    """Return the answer to keep with the return: given now, or carried on from the return before."""
    if not parts.overlaps:
        return None
    codes = [row.code for row in parts.overlaps]
    if parts.answer and parts.answer.at:
        return actions.BothCount(codes, parts.answer.by, parts.answer.at)
    return actions.BothCount(codes, person_of(request), now)


def _submit_page(request: HttpRequest, context: dict[str, Any], form: SubmitForm, status: int) -> HttpResponse:
    return render(request, "indicators/cost_return_submit.html", {**context, "form": form}, status=status)


def check_again(request: HttpRequest, cost_return: CostReturn, status: int = editing.CONFLICT) -> HttpResponse:
    """Show the amounts as they are now, to be checked again, with what was typed; a return that is handed in is just shown.

    With CONFLICT the page says that the amounts were changed meanwhile.
    """
    if cost_return.state != ReturnState.OPEN:
        messages.info(request, _("The return is handed in already."))
        return redirect("cost_return_detail", code=cost_return.region.code, pk=cost_return.pk)
    typed = {
        "version": cost_return.version,
        "warnings_comment": request.POST.get("warnings_comment", ""),
        "is_rest": bool(request.POST.get("is_rest")),
    }
    context, asked = _asked(request, cost_return)
    context["is_changed"] = status == editing.CONFLICT
    return _submit_page(request, context, SubmitForm(initial=typed, **asked), status)


@require_http_methods(["GET", "POST"])
def cost_return_reopen(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Open a submitted return again, with a reason."""
    cost_return = reporting.own_return(request, code, pk)
    return _with_reason(request, cost_return, "reopen", ReturnState.SUBMITTED)


@require_http_methods(["GET", "POST"])
def cost_return_restate(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Open a correction of a locked return, with a reason."""
    cost_return = reporting.own_return(request, code, pk)
    return _with_reason(request, cost_return, "restate", ReturnState.LOCKED)


def _with_reason(request: HttpRequest, cost_return: CostReturn, act: str, state: str) -> HttpResponse:
    detail = redirect("cost_return_detail", code=cost_return.region.code, pk=cost_return.pk)
    if request.method == "GET":
        if cost_return.state != state:
            return detail
        form = ReasonForm(initial={"version": cost_return.version})
        return _reason_page(request, cost_return, form, act, 200)
    version = editing.posted_version(request)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _reason_page(request, cost_return, form, act, editing.UNPROCESSABLE)
    reason = form.cleaned_data["reason"]
    try:
        if act == "reopen":
            made = actions.reopen_return(cost_return=cost_return, version=version, by=person_of(request), reason=reason)
        else:
            made = actions.restate_return(cost_return=cost_return, by=person_of(request), reason=reason)
    except editing.StaleVersion:
        form.add_error(None, _("The return was changed while you were writing. Look at it again before you go on."))
        form.data = {**request.POST.dict(), "version": str(cost_return.version)}
        return _reason_page(request, cost_return, form, act, editing.CONFLICT)
    except actions.ReturnProblem as problem:
        form.add_error(None, str(problem))
        return _reason_page(request, cost_return, form, act, editing.UNPROCESSABLE)
    reporting.recompute(cost_return.region, request.user)
    return redirect("cost_return_edit", code=cost_return.region.code, pk=made.pk)


def _reason_page(
    request: HttpRequest, cost_return: CostReturn, form: ReasonForm, act: str, status: int
) -> HttpResponse:
    context = {"cost_return": cost_return, "region": cost_return.region, "form": form, "act": act}
    return render(request, "indicators/cost_return_reason.html", context, status=status)


@require_POST
def cost_return_discard(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take away an open return that was never handed in."""
    cost_return = reporting.own_return(request, code, pk)
    version = editing.posted_version(request)
    try:
        actions.discard_return(cost_return=cost_return, version=version, by=person_of(request))
    except editing.StaleVersion:
        messages.warning(request, _("Nothing was removed: the return has been changed since the page was shown."))
        return redirect("cost_return_detail", code=code, pk=pk)
    except actions.NotOpen as problem:
        messages.warning(request, str(problem))
        return redirect("cost_return_detail", code=code, pk=pk)
    messages.success(
        request, _("The return for %(period)s is removed.") % {"period": cost_return.period.label(wording.language())}
    )
    return redirect("cost_return_list")


@require_GET
def cost_return_export(request: HttpRequest, code: str, pk: int, file_format: str) -> HttpResponse:
    """Hand out the lines of a return in the columns of the upload template."""
    if file_format not in FORMATS:
        raise Http404
    cost_return = reporting.visible_return(request, code, pk)
    table = cost_tables.lines_table(cost_return, lines.rows_of(cost_return.pk))
    notice = str(EXAMPLE_NOTICE) if cost_return.is_example else None
    version = f"-v{cost_return.number}" if cost_return.number > 1 else ""
    name = f"kostnader-{file_part(cost_return.region, cost_return.period)}{version}"
    return downloads.table_response([table], name, file_format, notice)


def file_part(region: Region, period: Period) -> str:
    """Return region and period as they stand in the name of a file: `blekinge-2016-k4`."""
    return f"{slugify(region.short_name)}-{period.code.replace('/', '-').lower()}"

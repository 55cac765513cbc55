"""Hires: the list with its tabs and files, and the page of one request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from documents import downloads
from staffing import (
    access,
    hire_access,
    hire_filtersets,
    hire_queries,
    hire_reading,
    hire_step_forms,
    hire_tables,
    hire_weighing,
    hire_words,
)
from staffing.access import Permission
from staffing.actions import hire_notices
from staffing.hire_step_forms import StepForm
from staffing.models import HireDecision, HireRequest, HireState, Region
from staffing.models.hires import OUTSIDE_ROUTES
from staffing.requests import person_of
from staffing.views import staffing_frame

A_PAGE = 50
DECIDE, MINE, ALL = "decide", "mine", "all"
# What tasks of the overview lead to; these two stand among the tabs only when they are open.
LATE, REVIEW = "late", "review"
TABS = (DECIDE, MINE, ALL, LATE, REVIEW)
RELATED = (
    *("organisation__region", "profession", "speciality", "care_area", "reason", "agreement", "deviation_reason"),
    *("extends", "decider__holder", "decider__organisation", "requested_by", "order__supplier__agreement"),
)


def region_of_page(request: HttpRequest) -> Region:
    """Return the region whose hires are looked at.

    :raises Http404: the reader sees the hires of none, or not of the one that is asked for.
    """
    region = staffing_frame.region_asked_for(request)
    if region is None:
        raise Http404
    return region


def _rows(request: HttpRequest, region: Region, tab: str) -> Any:
    """Return the filter over the rows of a tab; what is to be decided is oldest first."""
    person, today = person_of(request), timezone.localdate()
    rows = hire_reading.listed(region, person)
    if tab == DECIDE:
        rows = hire_access.to_decide(person, today).filter(region=region).select_related(*hire_reading.LISTED)
    elif tab == LATE:
        rows = hire_reading.to_follow_up(person, today).filter(region=region).select_related(*hire_reading.LISTED)
    elif tab == REVIEW:
        rows = rows.filter(decision__in=hire_reading.to_review(person)).order_by("requested_at", "pk")
    elif tab == MINE:
        rows = rows.filter(requested_by=person)
    return hire_filtersets.HireFilterSet(request.GET, queryset=rows, region=region)


@require_safe
def hire_list(request: HttpRequest) -> HttpResponse:
    """Show the region's requests: those to decide, one's own, all; filtered, sorted, a page at a time."""
    region = region_of_page(request)
    waiting = hire_reading.waiting_for(person_of(request), region, timezone.localdate())
    can_ask = access.rights_of(request.user).can_somewhere(Permission.REQUEST_HIRE)
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = DECIDE if waiting.to_decide else MINE if can_ask else ALL
    chosen = _rows(request, region, tab)
    rows = chosen.qs.select_related("decider").annotate(has_question=hire_reading.unanswered())
    table = hire_tables.HireTable(rows)
    RequestConfig(request, paginate={"per_page": A_PAGE}).configure(table)
    context = {
        "table": table,
        "filter": chosen,
        "tab": tab,
        "waiting": waiting,
        "can_ask": can_ask,
        "can_import": any(
            one.parent_id is None and hire_access.can_manage_hires(request.user, one.pk) for one in chosen.places
        ),
        "can_review": access.rights_of(request.user).can_somewhere(Permission.MANAGE_HIRES),
        "has_examples": any(row.record.is_example for row in table.page.object_list),
        "query": _without_page(request),
        "clear_url": f"?region={region.code}&tab={tab}",
        **staffing_frame.tabs(request, region, "hires"),
    }
    return render(request, "staffing/hire_list.html", context)


def _without_page(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


@require_safe
def hire_export(request: HttpRequest, file_type: str) -> HttpResponse:
    """Download the rows of the list that the filter leaves, all of them, as a workbook or as CSV."""
    region = region_of_page(request)
    if file_type not in downloads.TABLE_TYPES:
        raise Http404
    tab = request.GET.get("tab", ALL)
    found = _rows(request, region, tab if tab in TABS else ALL).qs
    rows = list(found.select_related("decider", "decision", "order"))
    notice = _("Example data: figures generated to show the product.") if any(one.is_example for one in rows) else None
    return downloads.table_response([hire_tables.sheet(rows)], f"inhyrningar-{region.code}", file_type, notice)


def hire_or_404(request: HttpRequest, pk: int) -> HireRequest:
    """Return the request.

    :raises Http404: it is out of sight, or there is none: both answer alike.
    """
    return get_object_or_404(hire_access.visible_hire_requests(request.user).select_related(*RELATED), pk=pk)


@require_safe
def hire_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request: what is asked for, by which rule it is decided, questions, decision, order, and what happened."""
    return show(request, hire_or_404(request, pk))


def show(
    request: HttpRequest,
    hire: HireRequest,
    bound: Mapping[str, StepForm] | None = None,
    *,
    status: int = 200,
    conflict: str = "",
) -> HttpResponse:
    """Show the request's page; `bound` are forms that were sent and do not hold, `conflict` why nothing was saved."""
    decision = HireDecision.objects.filter(request=hire).select_related("reason").first()
    before = hire_reading.renewals_before(hire)
    questions = list(hire.questions.select_related("asked_by", "answered_by"))
    context = {
        "hire": hire,
        "what": hire_tables.what(hire),
        "mark": hire_tables.state_mark(hire),
        "is_outside": hire.route in OUTSIDE_ROUTES,
        "decision": decision,
        "order": getattr(hire, "order", None),
        "awaited": hire_reading.answer_awaited(hire, getattr(hire, "order", None), timezone.localdate()),
        "questions": questions,
        "renewals": len(before),
        "extensions": hire.extensions.order_by("requested_at"),
        "changes": hire_reading.timeline(hire, decision, questions),
        "forms": {**_forms(request, hire, decision), **(bound or {})},
        "bound": next(iter((bound or {}).values()), None),
        "conflict": conflict,
        "can_extend": _can_extend(request, hire),
        "not_decider": _why_not(request, hire),
        **_why_here(request, hire),
        "costs": hire_weighing.costs_of(hire),
        "around": _around(hire) if hire.state == HireState.REQUESTED else None,
        "can_keep_rates": hire_access.can_keep_own_rates(request.user, hire.organisation.region),
        **staffing_frame.tabs(request, hire.organisation.region, "hires"),
    }
    return render(request, "staffing/hire_detail.html", context, status=status)


def _around(hire: HireRequest) -> hire_weighing.Surroundings:
    """Return what the request is held against while it waits for a decision."""
    days = (hire.first_date, hire.last_date)
    return hire_weighing.surroundings(hire.organisation, days, hire.cost_sek, hire.year, apart_from=hire.pk)


def _why_here(request: HttpRequest, hire: HireRequest) -> dict[str, Any]:
    """Return who decides today, why none before them does, and the hire stops over it, while it waits: about eight queries."""
    if hire.state != HireState.REQUESTED or hire.decider is None:
        return {}
    today = timezone.localdate()
    people = hire_notices.able_to_decide(hire, today)
    decided, stops = hire_queries.judged_again(hire)
    return {
        "people": hire_words.deciding(hire.decider, people),
        "stands_in": person_of(request).pk != hire.decider.holder_id and person_of(request) in people,
        # A rule that was changed since it was asked for explains nothing.
        "passed": hire_words.passed(decided.passed) if decided.rule and decided.rule.pk == hire.rule_id else [],
        "stops": stops,
        "is_late": hire.first_date < today,
    }


def _why_not(request: HttpRequest, hire: HireRequest) -> Any:
    """Return why somebody who would decide does not: it is their own request."""
    answer = hire_access.can_decide(request.user, hire) if hire.state == HireState.REQUESTED else None
    is_own = isinstance(answer, access.Denied) and answer.reason == hire_access.OWN_REQUEST
    return answer.reason if is_own and isinstance(answer, access.Denied) else ""


def _can_extend(request: HttpRequest, hire: HireRequest) -> bool:
    going_on = (HireState.GRANTED, HireState.ORDERED, HireState.FILLED, HireState.FOLLOWED_UP)
    return hire.state in going_on and bool(hire_access.can_request_hire(request.user, hire.organisation_id))


def _forms(request: HttpRequest, hire: HireRequest, decision: HireDecision | None) -> dict[str, StepForm]:
    """Return the steps that the reader can take now."""
    user, today = request.user, timezone.localdate()
    kinds: list[tuple[str, type[StepForm]]] = []
    if hire.state == HireState.REQUESTED:
        if hire_access.can_decide(user, hire, today):
            kinds += [("decide", hire_step_forms.DecideForm), ("ask", hire_step_forms.AskForm)]
        if hire_access.can_answer(user, hire):
            kinds += [("answer", hire_step_forms.AnswerForm), ("withdraw", hire_step_forms.WithdrawForm)]
    steps: dict[str, tuple[str, type[StepForm]]] = {
        HireState.GRANTED: ("order", hire_step_forms.OrderForm),
        HireState.ORDERED: ("fill", hire_step_forms.FillForm),
        HireState.FILLED: ("follow_up", hire_step_forms.FollowUpForm),
        HireState.FOLLOWED_UP: ("follow_up", hire_step_forms.FollowUpForm),
    }
    if hire.state in steps and hire_access.can_follow_up(user, hire):
        kinds.append(steps[hire.state])
    is_unreviewed = decision is not None and decision.is_urgent and decision.reviewed_at is None
    if is_unreviewed and hire_access.can_manage_hires(user, hire.organisation_id):
        kinds.append(("review", hire_step_forms.ReviewForm))
    return {name: kind(hire=hire, today=today) for name, kind in kinds}

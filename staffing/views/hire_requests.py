"""Ask for a hire: the form, then what it means and who decides, then it is sent; all without JavaScript."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from staffing import access, editing, hire_access, hire_queries, hire_reading, hire_weighing, hire_words, queries
from staffing.access import Permission
from staffing.actions import hire_notices
from staffing.actions import hires as actions
from staffing.delegation_table import NoDecider, SeveralDeciders
from staffing.hire_forms import HireForm
from staffing.hire_queries import Judged
from staffing.models import HireDecision, HireRequest, Organisation, User
from staffing.models.hires import OUTSIDE_ROUTES
from staffing.requests import person_of
from staffing.views import staffing_frame

COPIED = ("organisation", "profession", "speciality", "reason", "route")


@require_http_methods(["GET", "HEAD", "POST"])
def hire_create(request: HttpRequest) -> HttpResponse:
    """Show the form; then what was written with its cost and its decider; then save."""
    if not hire_access.regions_seen(request.user).exists():
        raise Http404
    may = access.rights_of(request.user).can_somewhere(Permission.REQUEST_HIRE)
    access.require(access.Allowed() if may else access.Denied(access.NOT_YOUR_ROLE))
    today = timezone.localdate()
    units = hire_reading.units_to_ask_for(request.user, today)
    extendable = hire_access.visible_hire_requests(request.user).filter(organisation__in=units)
    if request.method != "POST":
        form = HireForm(units=units, extendable=extendable, initial=_begun(request, units, extendable))
        return _form_page(request, form, units)
    form = HireForm(request.POST, units=units, extendable=extendable)
    step = request.POST.get("step", "check")
    if not form.is_valid() or form.wanted is None or step == "edit":
        return _form_page(request, form, units, status=200 if form.is_valid() else editing.UNPROCESSABLE)
    judged = hire_queries.judge(form.wanted, today)
    if step == "send":
        return _send(request, form, judged, today)
    return _check_page(request, form, judged, today)


def _begun(request: HttpRequest, units: QuerySet[Organisation], extendable: QuerySet[HireRequest]) -> dict[str, Any]:
    """Return what the form begins with: as last time (`?som=`), the renewal of another (`?forlanger=`), or the only unit."""
    own = list(units[:2])
    begun: dict[str, Any] = {"token": uuid.uuid4()}
    if len(own) == 1:
        begun["organisation"] = own[0].pk
    key = request.GET.get("forlanger") or request.GET.get("som")
    if not key:
        return begun
    if not key.isdecimal():
        raise Http404
    other = get_object_or_404(extendable, pk=int(key))
    granted = HireDecision.objects.filter(request=other).first()
    last, hours = other.last_date, other.hours
    if granted is not None and granted.granted_hours is not None:
        last, hours = granted.valid_to or last, granted.granted_hours
    copied = {name: getattr(other, f"{name}_id", None) or getattr(other, name) for name in COPIED}
    begun |= copied
    if other.weeks:
        begun["hours_per_week"] = hire_words.a_week(hours, other.first_date, last)
    if request.GET.get("forlanger"):
        begun |= {"extends": other.pk, "first_date": last + datetime.timedelta(days=1)}
        begun |= {"reason_text": other.reason_text, "price_sek_per_hour": other.price_sek_per_hour}
    return begun


def _form_page(
    request: HttpRequest, form: HireForm, units: QuerySet[Organisation], *, status: int = 200
) -> HttpResponse:
    person = person_of(request)
    key = form["extends"].value()
    extended = form.fields["extends"].queryset.filter(pk=key).first() if str(key or "").isdecimal() else None  # type: ignore[attr-defined]
    own = access.rights_of(request.user).regions
    context = {
        "form": form,
        "extended": extended,
        "renewal": len(hire_reading.renewals_before(extended)) + 1 if extended else 0,
        "latest": hire_reading.latest_of(person, units) if not form.is_bound and not request.GET else None,
        **staffing_frame.tabs(request, own[0] if own else None, "hires"),
    }
    return render(request, "staffing/hire_form.html", context, status=status)


def _check_page(
    request: HttpRequest, form: HireForm, judged: Judged, today: datetime.date, *, status: int = 200
) -> HttpResponse:
    """Show what the request means: cost against list and own staff, budget, stops, exceptions, and who decides.

    A role that nobody is in, or only who asks, decides on nothing: then it cannot be sent.
    """
    wanted = form.wanted
    if wanted is None:
        raise Http404
    region, asker = wanted.organisation.region, person_of(request)
    problem = hire_words.problem(judged.problem) if judged.problem else ""
    able: list[User] = []
    days = (wanted.first_date, wanted.last_date)
    if judged.rule is not None:
        try:
            able = actions.able_deciders(judged.rule.role, asker, today)
        except actions.NobodyDecides as nobody:
            problem = hire_words.nobody(nobody.role.title, is_own=nobody.is_own)
    context = {
        "form": form,
        "wanted": wanted,
        "judged": judged,
        "problem": problem,
        "keepers": queries.who_may_in(Permission.MANAGE_HIRES, [region], today) if problem else [],
        "exceptions": hire_words.exceptions(judged, wanted.route),
        "needs_reason": needs_reason(judged, wanted),
        "rule_words": hire_words.rule(judged.rule) if judged.rule else "",
        "decider": judged.rule.role if judged.rule else None,
        "people": hire_words.deciding(judged.rule.role, able) if judged.rule else [],
        "passed": hire_words.passed(judged.passed),
        "is_own": judged.rule is not None and judged.rule.role.holder_id == asker.pk,
        "is_outside": wanted.route in OUTSIDE_ROUTES,
        "is_past": wanted.first_date < today,
        "weekly": hire_words.a_week(wanted.hours, *days),
        "costs": hire_weighing.costs_of_wish(wanted, judged),
        "around": hire_weighing.surroundings(wanted.organisation, days, judged.cost_sek, today.year),
        "can_keep_rates": hire_access.can_keep_own_rates(asker, region),
        **staffing_frame.tabs(request, region, "hires"),
    }
    status = editing.UNPROCESSABLE if problem else status
    return render(request, "staffing/hire_check.html", context, status=status)


def needs_reason(judged: Judged, wanted: hire_queries.Wanted) -> bool:
    """Return whether the request departs from the agreement in price, length or way."""
    return judged.needs_reason or wanted.route in OUTSIDE_ROUTES


def _send(request: HttpRequest, form: HireForm, judged: Judged, today: datetime.date) -> HttpResponse:
    """Save the request and tell its deciders; what lacks a rule or a reason is shown again."""
    data, by, wanted = form.cleaned_data, person_of(request), form.wanted
    if wanted is None:
        raise Http404
    if needs_reason(judged, wanted) and data["deviation_reason"] is None:
        form.add_error("deviation_reason", _("Say why the price, the length or the way is an exception."))
        return _check_page(request, form, judged, today, status=editing.UNPROCESSABLE)
    deviation = data["deviation_reason"] if needs_reason(judged, wanted) else None
    why = actions.Why(data["reason"], data["reason_text"], data["alternatives"], deviation)
    try:
        made = actions.request_hire(
            wanted=wanted, why=why, by=by, now=timezone.now(), extends=data["extends"], token=data["token"]
        )
    except (NoDecider, SeveralDeciders, actions.NobodyDecides, actions.ReasonNeeded):
        fresh = hire_queries.judge(wanted, today)
        return _check_page(request, form, fresh, today, status=editing.UNPROCESSABLE)
    hire_notices.tell_deciders(request=made, base_url=request.build_absolute_uri("/"), by=by, today=today)
    words = _("The request %(number)s is sent. %(decider)s decides.")
    messages.success(request, words % {"number": made, "decider": made.decider.title if made.decider else ""})
    return redirect("hire_detail", pk=made.pk)

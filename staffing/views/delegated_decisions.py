"""Lists of delegated decisions: looked at, frozen, read and downloaded as they were frozen."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents import downloads
from staffing import access, hire_access
from staffing import delegated_decision_document as document
from staffing import delegated_decision_queries as queries
from staffing.access import NOT_YOUR_ROLE, Denied
from staffing.actions import delegated_decisions as actions
from staffing.editing import CONFLICT, UNPROCESSABLE
from staffing.hire_statistics_forms import DelegatedSpanForm, DelegatedWordsForm
from staffing.models import DelegationList, Organisation, Region
from staffing.requests import person_of
from staffing.views import staffing_frame
from staffing.views.hires import region_of_page


@require_safe
@never_cache
def delegated_list(request: HttpRequest) -> HttpResponse:
    """Show the region's lists, the latest period first, each with its versions."""
    region = region_of_page(request)
    found = list(queries.listed(request.user, region))
    newest: dict[tuple[Any, ...], int] = {}
    for row in found:
        newest.setdefault((row.organisation_id, row.first_date, row.last_date), row.pk)
    context = {
        "rows": [(row, row.pk in newest.values()) for row in found],
        "can_make": queries.places_to_report(request.user, region).exists(),
        "has_examples": any(row.is_example for row in found),
        **staffing_frame.tabs(request, region, "delegated"),
    }
    return render(request, "staffing/delegated_decision_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def delegated_create(request: HttpRequest) -> HttpResponse:
    """Choose organisation and days and look at the list as it would be frozen; POST freezes it and queues its PDF."""
    region = region_of_page(request)
    places = queries.places_to_report(request.user, region)
    if not places.exists():
        access.require(Denied(NOT_YOUR_ROLE))
    today, first = timezone.localdate(), places.first()
    asked = DelegatedSpanForm(today=today, places=places)
    defaults = {"organisation": first.pk if first else "", "period": asked.default.code}
    form = DelegatedSpanForm({**defaults, **request.GET.dict()}, today=today, places=places)
    if not form.is_valid():
        return _create_page(request, region, form, {}, UNPROCESSABLE)
    if request.method == "POST":
        return _freeze(request, region, form)
    return _create_page(request, region, form, _preview(request, form, None), 200)


def _preview(request: HttpRequest, form: DelegatedSpanForm, words: DelegatedWordsForm | None) -> dict[str, Any]:
    """Return the list as it would be frozen now, with the form that freezes it."""
    place, span = form.cleaned_data["organisation"], form.cleaned_data["span"]
    before = queries.latest(place, span)
    if before is not None and before.file is None:
        return {"before": before}
    found = queries.composed(place, span, person_of(request), timezone.localtime())
    if words is None:
        given = {"registry_number": found.registry_number}
        words = DelegatedWordsForm(is_new_version=found.number > 1, initial=given)
    return {
        "before": before,
        "words": words,
        "seen": actions.fingerprint(found),
        "overlapping": queries.overlapping(place, span),
        **document.page_context(found),
    }


def _create_page(
    request: HttpRequest, region: Region, form: DelegatedSpanForm, preview: dict[str, Any], status: int
) -> HttpResponse:
    context = {
        "form": form,
        "query": request.GET.urlencode(),
        "is_preview": True,
        **preview,
        **staffing_frame.tabs(request, region, "delegated"),
    }
    return render(request, "staffing/delegated_decision_form.html", context, status=status)


def _freeze(request: HttpRequest, region: Region, form: DelegatedSpanForm) -> HttpResponse:
    place, span = form.cleaned_data["organisation"], form.cleaned_data["span"]
    before = queries.latest(place, span)
    if before is not None and before.file is None:
        # Sent twice, or by two people: the one that is being made is shown.
        return redirect("delegated_decision_detail", pk=before.pk)
    # Nothing is locked yet: whether it is a new version is asked once more where it is frozen.
    words = DelegatedWordsForm(request.POST, is_new_version=before is not None)
    if not words.is_valid():
        return _create_page(request, region, form, _preview(request, form, words), UNPROCESSABLE)
    given = words.cleaned_data
    try:
        made = actions.order(
            organisation=place,
            span=span,
            seen=request.POST.get("seen", ""),
            registry_number=given["registry_number"],
            correction=given.get("correction", ""),
            by=person_of(request),
            now=timezone.localtime(),
        )
    except (actions.ListChanged, actions.CorrectionNeeded):
        refusal = _(
            "The list has changed since you looked at it. This is how it is now: look once more, then freeze it."
        )
        fresh = DelegatedWordsForm(is_new_version=queries.latest(place, span) is not None, initial=given)
        return _create_page(request, region, form, _preview(request, form, fresh) | {"refusal": refusal}, CONFLICT)
    return redirect("delegated_decision_detail", pk=made.pk)


def _seen(request: HttpRequest, pk: int) -> DelegationList:
    """Return a list.

    :raises Http404: it is out of sight, or there is none.
    """
    found = hire_access.visible_delegation_lists(request.user)
    return get_object_or_404(found.select_related("organisation__region", "file", "job"), pk=pk)


@require_safe
@never_cache
def delegated_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a list as it was frozen; while its PDF is made, how far it has come."""
    row = _seen(request, pk)
    if row.file is not None:
        downloads.verified(row.file)
    newest = queries.latest(row.organisation, _span(row))
    context = {
        "row": row,
        "newer": newest if newest is not None and newest.number > row.number else None,
        "can_make": bool(hire_access.can_manage_hires(request.user, row.organisation_id)),
        "new_version_url": _new_version_url(row.organisation, row.first_date, row.last_date),
        **document.page_context(queries.data_of(row)),
        **staffing_frame.tabs(request, row.organisation.region, "delegated"),
    }
    return render(request, "staffing/delegated_decision_detail.html", context)


def _span(row: DelegationList) -> queries.Span:
    return queries.Span(row.first_date, row.last_date)


def _new_version_url(organisation: Organisation, first: datetime.date, last: datetime.date) -> str:
    given = f"region={organisation.region.code}&organisation={organisation.pk}&first={first}&last={last}"
    return f"{reverse('delegated_decision_create')}?{given}"


@require_safe
def delegated_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the frozen bytes of the PDF; their hash is the ETag."""
    row = _seen(request, pk)
    if row.file is None:
        raise Http404
    return downloads.frozen_response(request, row.file)


@require_POST
def delegated_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the PDF of a list once more, when its job failed."""
    row = _seen(request, pk)
    access.require(hire_access.can_manage_hires(request.user, row.organisation_id))
    actions.make_again(row=row, by=person_of(request))
    return redirect("delegated_decision_detail", pk=pk)

"""Pages of collection rounds: the list, one round with its regions, and what the coordinator does with it."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.generic import UpdateView

from indicators import access
from indicators import collection_words as words
from indicators.actions import collecting as actions
from indicators.actions import collection_reminders
from indicators.forms.collecting import CollectionRoundCreateForm, CollectionRoundForm
from indicators.models import CollectionRound
from indicators.queries import collecting as queries
from indicators.queries import collection_reminders as reminder_queries
from indicators.queries import returns as return_queries
from indicators.tables import CollectionRoundTable, RegionTable
from staffing import access as staffing_access
from staffing import editing
from staffing.access import Permission
from staffing.changes import changes_of
from staffing.requests import person_of


def _require_role(request: HttpRequest) -> None:
    """Go on when the person holds a role; to others the rounds do not exist."""
    if not staffing_access.rights_of(request.user).has_role:
        raise Http404


def _round(request: HttpRequest, pk: int) -> CollectionRound:
    return get_object_or_404(access.visible_collection_rounds(request.user).select_related("opened_by"), pk=pk)


def _is_nation(request: HttpRequest) -> bool:
    """Return whether the reader places all regions."""
    return bool(staffing_access.rights_of(request.user).national & {Permission.READ_SUBMITTED, Permission.READ_ALL})


@require_GET
def collection_round_list(request: HttpRequest) -> HttpResponse:
    """Show the rounds, and how far the regions that the reader may place have come in each."""
    _require_role(request)
    rows = queries.round_rows(request.user, timezone.localdate())
    table = CollectionRoundTable(rows, is_nation=_is_nation(request))
    context = {
        "table": table,
        "can_collect": bool(access.can_collect_returns(request.user)),
        "is_example": any(row.collection.is_example for row in rows),
    }
    return render(request, "indicators/collection_round_list.html", context)


@require_GET
def collection_round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the regions stand: all of them to the nation's roles, else the own ones with what is left to do."""
    collection, today = _round(request, pk), timezone.localdate()
    page = queries.round_page(collection, request.user, today)
    own_ids = staffing_access.rights_of(request.user).region_ids
    is_nation, can_collect = _is_nation(request), bool(access.can_collect_returns(request.user))
    chasing = (
        reminder_queries.chasing_of(collection, today)
        if access.can_remind_reporters(request.user, collection)
        else None
    )
    context = {
        "round": collection,
        "page": page,
        "today": today,
        "is_nation": is_nation,
        "own": [_checklist(request, row, today) for row in page.rows if row.region.pk in own_ids],
        "table": RegionTable(page.rows) if is_nation else None,
        "can_collect": can_collect,
        "chasing": chasing,
        "changes": changes_of(collection.history.all()) if can_collect else None,
        "is_example": collection.is_example or any(row.is_example for row in page.rows),
    }
    return render(request, "indicators/collection_round_detail.html", context)


def _checklist(request: HttpRequest, row: queries.RegionRow, today: datetime.date) -> dict[str, Any]:
    """Return what a region's card on the page says."""
    return {
        "row": row,
        "state": words.place_state(row.place),
        "revised": words.revised(row),
        "lateness": words.lateness(row.place, today),
        "submitted": words.submitted(row),
        "is_reporter": bool(access.can_report_costs(request.user, return_queries.root_of(row.region).pk)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def collection_round_create(request: HttpRequest) -> HttpResponse:
    """Open a round; a period that has one is led to."""
    _require_role(request)
    staffing_access.require(access.can_collect_returns(request.user))
    offered = queries.next_to_collect(timezone.localdate())
    initial = {"period": offered.code, "due_date": access.due_date(offered)}
    form = CollectionRoundCreateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        written = form.cleaned_data
        try:
            made = actions.open_round(**written, by=person_of(request), now=timezone.now())
        except actions.CollectedAlready as taken:
            form.add_error("period", _("There is a round already: %(round)s.") % {"round": taken.collection})
        else:
            messages.success(request, _("The collection is open. Every region sees it."))
            return redirect(made)
    status = editing.UNPROCESSABLE if form.is_bound or request.method == "POST" else 200
    return render(request, "indicators/collection_round_form.html", {"form": form}, status=status)


class CollectionRoundEdit(editing.VersionedUpdateMixin, UpdateView):
    """Change the last day and the message."""

    template_name = "indicators/collection_round_form.html"
    form_class = CollectionRoundForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who collect."""
        _round(request, kwargs["pk"])
        staffing_access.require(access.can_collect_returns(request.user))
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[CollectionRound]:
        """Return the rounds."""
        return access.visible_collection_rounds(self.request.user)

    def form_valid(self, form: CollectionRoundForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it and show it."""
        collection = actions.change_round(
            collection=self.get_object(),
            version=form.seen_version,
            due_date=form.cleaned_data["due_date"],
            message=form.cleaned_data["message"],
            by=person_of(self.request),
        )
        messages.success(self.request, _("Saved."))
        return redirect(collection)


@require_POST
def collection_round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the round, or open it again (`closed=0`)."""
    collection = _round(request, pk)
    staffing_access.require(access.can_collect_returns(request.user))
    version, is_closed = editing.posted_version(request), request.POST.get("closed") != "0"
    try:
        actions.close_round(
            collection=collection, version=version, is_closed=is_closed, by=person_of(request), now=timezone.now()
        )
    except editing.StaleVersion:
        messages.error(request, _("Somebody changed it meanwhile. Look at it once more."))
    else:
        closed = _("The collection is closed. Nobody is reminded of it any more.")
        messages.success(request, closed if is_closed else _("The collection is open again."))
    return redirect(collection)


@require_POST
def collection_round_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind whoever may report for the regions that have not handed in."""
    collection = _round(request, pk)
    staffing_access.require(access.can_remind_reporters(request.user, collection))
    try:
        made = collection_reminders.remind(collection=collection, by=person_of(request), now=timezone.now())
    except collection_reminders.RemindedAlready:
        messages.warning(request, _("Everybody has been reminded of it today. Nothing more is sent."))
    except collection_reminders.NobodyToRemind:
        messages.error(request, _("Nothing was sent: no account may report for the regions that have not handed in."))
    else:
        said = ngettext(
            "A reminder is on its way to %(number)s person.",
            "A reminder is on its way to %(number)s people.",
            len(made),
        )
        messages.success(request, said % {"number": len(made)})
    return redirect(collection)

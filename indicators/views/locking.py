"""Locking submitted returns: all that wait, or one of them, after a page where they are checked."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from indicators import access, wording
from indicators.actions import returns as actions
from indicators.models import CostReturn
from indicators.queries import locking as queries
from indicators.views import reporting
from staffing import access as staffing_access
from staffing.requests import person_of
from values.period import Period

ONE_ONLY = "redovisning"
"""The query that shows one return alone, by its key."""


@require_http_methods(["GET", "HEAD", "POST"])
def cost_return_waiting(request: HttpRequest) -> HttpResponse:
    """Show each return that waits to be locked, of whatever period, then lock those that are ticked and still as they were seen.

    `?redovisning=` shows that one alone, which is how one is locked from where it stands in a list or on its page.
    """
    staffing_access.require(access.can_lock_returns(request.user))
    asked = request.GET.get(ONE_ONLY, "")
    chosen = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None  # noqa: PLR2004
    if request.method == "POST":
        pairs = [pair.split(":") for pair in request.POST.getlist("seen") if _is_pair(pair)]
        _lock(request, {int(key): int(version) for key, version in pairs})
        return _back(request, chosen)
    rows = queries.waiting_rows(request.user, chosen)
    context = {
        "rows": rows,
        "is_one": chosen is not None,
        "is_example": any(row.cost_return.is_example for row in rows),
    }
    return render(request, "indicators/cost_return_waiting.html", context)


def _back(request: HttpRequest, chosen: int | None) -> HttpResponse:
    """Lead back to the list of the quarter of the one that was locked alone, else to what still waits."""
    one = access.visible_cost_returns(request.user).filter(pk=chosen).first() if chosen is not None else None
    if one is None:
        return redirect("cost_return_waiting")
    quarter = Period.containing(one.period.last_date)
    return HttpResponseRedirect(reverse("cost_return_list", query={"period": quarter.code}))


def _is_pair(text: str) -> bool:
    parts = text.split(":")
    return len(parts) == 2 and all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts)  # noqa: PLR2004


def _lock(request: HttpRequest, seen: dict[int, int]) -> None:
    """Lock the returns that are still at the version seen; those opened again or changed since are left and named."""
    known = queries.names_of(list(seen))
    pairs = [(one, seen[one.pk]) for _name, one in known]
    locked, left = actions.lock_submitted(cost_returns=pairs, by=person_of(request), now=timezone.now())
    for region in {one.region for one in locked}:
        reporting.recompute(region, request.user)
    if locked:
        words = ngettext("%(count)s return is locked.", "%(count)s returns are locked.", len(locked))
        messages.success(request, words % {"count": len(locked)})
    if left:
        messages.warning(
            request, _("Changed since the page was shown, and not locked: %(names)s.") % {"names": _named(left)}
        )
    if gone := len(seen) - len(known):
        words = ngettext(
            "%(count)s return has been removed since the page was shown.",
            "%(count)s returns have been removed since the page was shown.",
            gone,
        )
        messages.warning(request, words % {"count": gone})
    if not seen:
        messages.info(request, _("No return was marked, so nothing is locked."))


def _named(cost_returns: Iterable[CostReturn]) -> str:
    """Return "Blekinge K3 2026, Kalmar K2 2026"."""
    return ", ".join(f"{one.region.short_name} {one.period.label(wording.language())}" for one in cost_returns)

"""The region's own amounts taken for the total of its organisations'."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators.actions import returns as return_actions
from indicators.actions import totals as actions
from indicators.forms.returns import LONGEST_REASON
from indicators.views import reporting, returns
from staffing import editing
from staffing.requests import person_of


@require_POST
def cost_return_parts(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Count the organisations' amounts and keep the region's beside them as the total that it is."""
    cost_return = reporting.own_return(request, code, pk)
    version = editing.posted_version(request)
    codes = request.POST.getlist("total")
    if not codes:
        messages.warning(request, _("Nothing was changed: tick the amounts that are totals first."))
        return returns.check_again(request, cost_return, editing.UNPROCESSABLE)
    comment = request.POST.get("warnings_comment", "")
    if len(comment) > LONGEST_REASON:
        messages.warning(request, _("Nothing was changed: the comment is too long."))
        return returns.check_again(request, cost_return, editing.UNPROCESSABLE)
    try:
        actions.count_parts_only(
            cost_return=cost_return, version=version, codes=codes, by=person_of(request), warnings_comment=comment
        )
    except editing.StaleVersion:
        return returns.check_again(request, cost_return)
    except return_actions.NotOpen as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(
            request, _("The organisations’ amounts count. The total is kept, and the difference is shown.")
        )
    return redirect("cost_return_submit", code=code, pk=pk)

"""Reminding the regions that have not answered in a collection."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from plans import chasing_access
from plans.actions import round_reminders as actions
from plans.views import statements
from staffing.access import require
from staffing.requests import person_of


@require_POST
def statement_round_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind, and show the regions that have not answered with what was sent."""
    collection = statements.collection_of(request, pk)
    require(chasing_access.can_remind_regions(request.user, collection))
    try:
        made = actions.remind(collection=collection, by=person_of(request), now=timezone.now())
    except actions.RemindedAlready:
        messages.warning(request, _("Everybody has been reminded of it today. Nothing more is sent."))
    except actions.NobodyToRemind:
        messages.error(request, _("Nothing was sent: no account may answer for the regions that have not."))
    else:
        said = ngettext(
            "A reminder is on its way to %(number)s person.",
            "A reminder is on its way to %(number)s people.",
            len(made),
        )
        messages.success(request, said % {"number": len(made)})
    address = reverse("statement_round_detail", kwargs={"pk": pk})
    return HttpResponseRedirect(f"{address}?visa={statements.MISSING}")

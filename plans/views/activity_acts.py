"""One-step acts on an activity: delete and restore, tick a step, say that nothing changed, take a status back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from plans import access
from plans.actions import activities as actions
from plans.actions import status
from plans.models import Activity, ActivityStep
from plans.queries import activities as queries
from plans.views.activities import visible
from staffing import access as rights
from staffing.editing import CONFLICT, StaleVersion
from staffing.requests import next_url, person_of

LONGEST_VERSION = 9


def seen_version(request: HttpRequest) -> int:
    """Return the version that the form carries.

    :raises BadRequest: when it carries none.
    """
    given = request.POST.get("version", "")
    if not (given.isascii() and given.isdigit() and len(given) <= LONGEST_VERSION):
        raise BadRequest(_("The form carries no version. Open the page again and try once more."))
    return int(given)


def stale(request: HttpRequest, activity: Activity, act: str) -> HttpResponse:
    """Answer that somebody changed the activity first, and that nothing was done."""
    context = {"activity": activity, "act": act, "changed": activity.history.first()}
    return render(request, "plans/activity_stale.html", context, status=CONFLICT)


@require_POST
def activity_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the activity to history, and offer to take it back."""
    activity = get_object_or_404(visible(request.user), pk=pk)
    rights.require(access.can_edit_plan(request.user, activity.plan))
    try:
        deleted = actions.delete_activity(
            activity=activity, version=seen_version(request), by=person_of(request), now=timezone.now()
        )
    except StaleVersion:
        return stale(request, activity, _("The activity was not deleted."))
    undo = render_to_string("plans/_activity_undo_delete.html", {"activity": deleted}, request)
    messages.success(request, undo, extra_tags="undo")
    return HttpResponseRedirect(reverse("plan_detail", args=[activity.plan.slug]))


@require_POST
def activity_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a deleted activity back into its plan; one that is there already is shown."""
    in_sight = Activity.objects.filter(plan__in=access.visible_plans(request.user)).select_related("plan", "section")
    activity = get_object_or_404(in_sight, pk=pk)
    if activity.deleted_at and not access.can_read_internal(request.user, activity.plan):
        raise Http404
    rights.require(access.can_edit_plan(request.user, activity.plan))
    version = seen_version(request)
    if activity.deleted_at:
        try:
            actions.restore_activity(activity=activity, version=version, by=person_of(request), now=timezone.now())
        except StaleVersion:
            return stale(request, activity, _("The activity was not restored."))
        messages.success(request, _("The activity is back in the plan."))
    return HttpResponseRedirect(activity.get_absolute_url())


@require_POST
def activity_step(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    """Tick a step off, or take the tick away, as the form says."""
    activity = get_object_or_404(visible(request.user), pk=pk)
    step = get_object_or_404(ActivityStep, pk=step_pk, activity=activity)
    rights.require(access.can_update_status(request.user, activity))
    wanted = request.POST.get("is_done")
    if wanted not in {"0", "1"}:
        raise BadRequest(_("The form does not say whether the step is done."))
    if status.tick_step(step=step, is_done=wanted == "1", by=person_of(request), now=timezone.now()):
        messages.success(request, _("Saved."))
    return HttpResponseRedirect(f"{activity.get_absolute_url()}#steps")


@require_POST
def activity_confirm_unchanged(request: HttpRequest, pk: int) -> HttpResponse:
    """Log that nothing has changed."""
    activity = get_object_or_404(visible(request.user), pk=pk)
    rights.require(access.can_update_status(request.user, activity))
    count = status.confirm_unchanged(activities=[activity], by=person_of(request), now=timezone.now())
    target = next_url(request, activity.get_absolute_url())
    if count:
        activity.refresh_from_db(fields=["version"])
        undo = render_to_string("plans/_activity_undo_status.html", {"activity": activity, "next": target}, request)
        messages.success(request, undo, extra_tags="undo")
    else:
        messages.success(request, _("“%(title)s”: no change is noted.") % {"title": activity.title})
    return HttpResponseRedirect(target)


@require_POST
def activity_confirm_all(request: HttpRequest) -> HttpResponse:
    """Log that nothing has changed in any of the open activities that the person answers for in the chosen scope."""
    scope = queries.scope_of(request.POST.get("vems"))
    mine = queries.owned(request.user, scope)
    count = status.confirm_unchanged(activities=mine, by=person_of(request), now=timezone.now())
    text = ngettext("No change is noted for %(count)s activity.", "No change is noted for %(count)s activities.", count)
    messages.success(request, text % {"count": count})
    return HttpResponseRedirect(next_url(request, reverse("activity_mine")))


@require_POST
def activity_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the latest status back."""
    activity = get_object_or_404(visible(request.user), pk=pk)
    rights.require(access.can_update_status(request.user, activity))
    try:
        status.undo_status(activity=activity, version=seen_version(request), by=person_of(request), now=timezone.now())
    except StaleVersion:
        return stale(request, activity, _("The status was not taken back."))
    except status.NothingToUndo:
        messages.warning(request, _("There is no status to take back."))
    else:
        messages.success(request, _("“%(title)s” has its earlier status again.") % {"title": activity.title})
    return HttpResponseRedirect(next_url(request, activity.get_absolute_url()))

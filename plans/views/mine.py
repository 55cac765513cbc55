"""How activities go: the status page of one, and the page of all that a person answers for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import UpdateView

from plans import access
from plans.actions import status
from plans.forms.status import ReportForm, StatusForm
from plans.models import Activity, HealthChoice, ProgressChoice
from plans.queries import activities as queries
from plans.views.activities import visible
from plans.views.activity_acts import seen_version
from plans.views.mine_tabs import tabs_of
from staffing import access as rights
from staffing.editing import CONFLICT, UNPROCESSABLE, StaleVersion, VersionedUpdateMixin
from staffing.requests import next_url, person_of

CARDS_A_PAGE = 40


class ActivityStatus(VersionedUpdateMixin, UpdateView):
    """Report how an activity goes; lists post here too, and name the page to go back to."""

    form_class = StatusForm
    template_name = "plans/activity_status.html"

    def get_queryset(self) -> QuerySet[Activity]:
        """Return what the person may see."""
        return visible(self.request.user)

    def get_object(self, queryset: QuerySet[Activity] | None = None) -> Activity:
        """Return the activity, which the person may report on."""
        activity: Activity = super().get_object(queryset)
        rights.require(access.can_update_status(self.request.user, activity))
        return activity

    def form_valid(self, form: StatusForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Log the status and go back."""
        try:
            activity = status.update_status(
                activity=self.object,
                version=form.seen_version,
                by=person_of(self.request),
                now=timezone.now(),
                **form.written,
            )
        except status.StatusRefused as refused:
            form.add_error(refused.field, str(refused))
            return self.form_invalid(form)
        messages.success(self.request, _("“%(title)s”: the status is saved.") % {"title": activity.title})
        return HttpResponseRedirect(next_url(self.request, activity.get_absolute_url()))

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Ask for what is missing: in the row of the list that it was sent from, or on the page."""
        if "row" not in self.request.POST or not self.request.headers.get("HX-Request"):
            return super().form_invalid(form)
        context = {"changing": self._row(form)}
        response = render(self.request, "plans/_activity_change_form.html", context, status=UNPROCESSABLE)
        # The row stays where it is in the list, whose address stays too.
        for header, value in (("Retarget", "#change-form"), ("Reselect", "#change-form"), ("Reswap", "outerHTML")):
            response[f"HX-{header}"] = value
        response["HX-Push-Url"] = "false"
        return response

    def _row(self, form: BaseForm) -> dict[str, Any]:
        """Return the open row with what was typed in it."""
        names = ("version", "progress", "health", "comment", "cancelled_reason", "receiver")
        return {
            **{name: form[name].value() for name in names},
            "pk": self.object.pk,
            "progress_choices": ProgressChoice.choices,
            "health_choices": [(radio.data["value"], radio.choice_label) for radio in form["health"]],
            "next": next_url(self.request, self.object.plan.get_absolute_url()).partition("#")[0],
            "errors": form.errors,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        return super().get_context_data(
            plan=self.object.plan,
            next=next_url(self.request, ""),
            is_internal=access.can_read_internal(self.request.user, self.object.plan),
            **kwargs,
        )


@dataclass(frozen=True)
class Refused:
    """A card whose report did not go through: what was typed, and what somebody else wrote meanwhile."""

    activity: Activity
    form: ReportForm
    before: Activity | None = None
    is_conflict: bool = False


@require_safe
def activity_mine(request: HttpRequest) -> HttpResponse:
    """Show what the person answers for, due first, one card each."""
    return _mine_page(request, queries.scope_of(request.GET.get("vems")))


@require_POST
def activity_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Save a tap on a card: on track, at risk, late or done, with or without a line of text."""
    activity = get_object_or_404(visible(request.user), pk=pk)
    rights.require(access.can_update_status(request.user, activity))
    version, form = seen_version(request), ReportForm(request.POST, auto_id=f"%s-{pk}")
    scope = queries.scope_of(request.POST.get("vems"))
    if not form.is_valid():
        return _mine_page(request, scope, Refused(activity, form), UNPROCESSABLE)
    try:
        status.update_status(
            activity=activity,
            version=version,
            comment=form.cleaned_data["comment"],
            by=person_of(request),
            now=timezone.now(),
            **form.reported(activity),
        )
    except StaleVersion:
        before = activity.history.filter(version=version).order_by("-history_id").first()
        present = get_object_or_404(visible(request.user), pk=pk)
        return _mine_page(request, scope, Refused(present, form, before, is_conflict=True), CONFLICT)
    except status.StatusRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return _mine_page(request, scope, Refused(activity, form), UNPROCESSABLE)
    word = dict(ReportForm.CHOICES)[form.cleaned_data["choice"]]
    messages.success(request, _("“%(title)s”: %(status)s. Saved.") % {"title": activity.title, "status": word})
    return HttpResponseRedirect(next_url(request, reverse("activity_mine")))


def _mine_page(
    request: HttpRequest, scope: queries.Scope, refused: Refused | None = None, http_status: int = 200
) -> HttpResponse:
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isdigit() and len(asked) <= 4 else 1  # noqa: PLR2004 - more pages than that nobody has
    mine = queries.my_activities(
        person_of(request),
        scope=scope,
        today=timezone.localdate(),
        limit=CARDS_A_PAGE,
        offset=(number - 1) * CARDS_A_PAGE,
    )
    to_come = queries.to_come(person_of(request), scope=scope, limit=CARDS_A_PAGE) if number == 1 else None
    if refused is not None and refused.activity not in mine.open:
        # Finished meanwhile by somebody else, or on another page of the list: shown open, with what was typed.
        mine.open.insert(0, refused.activity)
        mine.finished[:] = [activity for activity in mine.finished if activity != refused.activity]
    context = {
        "mine": mine,
        "to_come": to_come,
        "cards": [(activity, _choices_with_reason(activity)) for activity in mine.open],
        "scope": scope,
        **tabs_of(person_of(request)),
        "refused": refused,
        "form": refused.form if refused else None,
        "choices": ReportForm.CHOICES,
        "page_number": number,
        "has_next": number * CARDS_A_PAGE < mine.total,
        "is_example_shown": any(
            activity.plan.is_example or activity.plan.has_example_progress
            for activity in [*mine.open, *mine.finished, *(to_come.activities if to_come else ())]
        ),
    }
    return render(request, "plans/activity_mine.html", context, status=http_status)


def _choices_with_reason(activity: Activity) -> str:
    """Return the words on the card that need a line of text, or nothing when none does."""
    today = timezone.localdate()
    asked = [
        _("“%(word)s”") % {"word": capfirst(word)}
        for value, word in ReportForm.CHOICES
        if value in HealthChoice and status.needs_reason(activity, value, today)
    ]
    return str(get_text_list(asked, _("and")))

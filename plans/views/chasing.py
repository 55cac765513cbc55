"""When one is reminded, and what one was reminded of."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import UpdateView
from django.views.generic.base import ContextMixin, View

from plans.actions import reminders as actions
from plans.forms.chasing import ReminderChoiceForm
from plans.models import ReminderChoice
from plans.queries import activities as activity_queries
from plans.queries import comments
from plans.queries import reminders as queries
from staffing.editing import VersionedUpdateMixin
from staffing.requests import person_of


class MineMixin(ContextMixin, View):
    """A page among those of one's own activities; `tab` says which."""

    tab = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the tabs say."""
        mine = {"scopes": activity_queries.scopes(), "unread": comments.unread_mentions(person_of(self.request))}
        return super().get_context_data(**{**mine, "tab": self.tab, **kwargs})


class ReminderChoiceEdit(MineMixin, VersionedUpdateMixin, UpdateView):
    """Choose the day and the time of the weekly mail, or none."""

    form_class = ReminderChoiceForm
    template_name = "plans/reminder_choice.html"
    tab = "reminders"

    @cached_property
    def is_leader(self) -> bool:
        """Return whether it is the person's duty to answer for what nobody else does."""
        return queries.is_leader(person_of(self.request), timezone.localdate())

    def get_object(self, queryset: QuerySet[ReminderChoice] | None = None) -> ReminderChoice:
        """Return the person's choice, or what holds until one is made."""
        user = person_of(self.request)
        return ReminderChoice.objects.filter(user=user).first() or ReminderChoice(user=user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer to opt out where duty allows it."""
        return {**super().get_form_kwargs(), "can_opt_out": not self.is_leader}

    def form_valid(self, form: ReminderChoiceForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Save and show it."""
        actions.choose(choice=form.instance, version=form.seen_version, by=person_of(self.request))
        messages.success(self.request, _("Saved."))
        return HttpResponseRedirect(reverse("reminder_choice"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add when the next mail comes, and what may not be opted out of."""
        return super().get_context_data(
            is_leader=self.is_leader,
            next_date=queries.next_date(person_of(self.request), timezone.localtime()),
            **kwargs,
        )

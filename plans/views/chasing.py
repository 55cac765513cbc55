"""When one is reminded, and what one was reminded of."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView, UpdateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from plans import chasing_access, filtersets, tables
from plans.actions import reminders as actions
from plans.actions import single_reminders
from plans.forms.chasing import ReminderChoiceForm
from plans.models import Activity, Reminder, ReminderChoice, SingleReminder
from plans.models.chasing import state_of_mail
from plans.queries import reminder_log
from plans.queries import reminders as queries
from plans.views.activities import visible
from plans.views.mine_tabs import MineMixin
from staffing import access as rights
from staffing.editing import UNPROCESSABLE, VersionedUpdateMixin
from staffing.requests import person_of
from staffing.views.frame import AdministrationMixin

LATEST = 5
MAILS_A_PAGE = 25


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
            latest=reminder_log.sent_to(person_of(self.request))[:LATEST],
            next_date=queries.next_date(person_of(self.request), timezone.localtime()),
            **kwargs,
        )


class ReminderList(MineMixin, TemplateView):
    """What was sent to the person, the latest first."""

    template_name = "plans/reminder_list.html"
    tab = "reminders"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of mails with the activities that they named."""
        person = person_of(self.request)
        page = Paginator(reminder_log.sent_to(person), MAILS_A_PAGE).get_page(self.request.GET.get("page") or 1)
        return super().get_context_data(page=page, mails=reminder_log.with_lines(page.object_list, person), **kwargs)


class ReminderDetail(MineMixin, DetailView):
    """One mail to the person: its text, and the activities as they are now. To others it does not exist."""

    template_name = "plans/reminder_detail.html"
    tab = "reminders"

    def get_queryset(self) -> QuerySet[Reminder]:
        """Return the person's own."""
        return reminder_log.sent_to(person_of(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the activities that it named."""
        (mail,) = reminder_log.with_lines([self.object], person_of(self.request))
        return super().get_context_data(mail=mail, **kwargs)


class ReminderLog(AdministrationMixin, SingleTableMixin, FilterView):
    """Who was told when in the region, and what was not sent and why; the texts are their receivers' alone."""

    table_class = tables.ReminderTable
    filterset_class = filtersets.ReminderFilterSet
    template_name = "plans/reminder_log.html"
    paginate_by = 50
    tab = "reminder_log"

    def get_queryset(self) -> QuerySet[Reminder]:
        """Return what the person reads of the log."""
        rights.require(rights.can_read_reminder_log(self.request.user))
        return (
            chasing_access.logged_reminders(self.request.user)
            .select_related("user", "single__by", "round_reminder__by")
            .defer("body")
        )

    def get_table_kwargs(self) -> dict[str, Any]:
        """Say whose activities are counted."""
        return {"region_ids": chasing_access.logged_region_ids(self.request.user)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the mails about collections of costs, with the same filter."""
        context = super().get_context_data(**kwargs)
        form = context["filter"].form
        chosen = form.cleaned_data if form.is_valid() else {}
        mails = reminder_log.about_collections(
            chasing_access.logged_region_ids(self.request.user),
            user=chosen.get("user"),
            state=chosen.get("state") or "",
            region=chosen.get("region"),
        )
        page = Paginator(mails, self.paginate_by).get_page(self.request.GET.get("insamling"))
        rows = [(one, state_of_mail(one.sent_at, one.failure, one.claimed_at)) for one in page]
        return {**context, "collection_page": page, "collection_rows": rows}


class ActivityRemind(TemplateView):
    """Show who is reminded of an activity, and remind them."""

    template_name = "plans/activity_remind.html"

    @cached_property
    def activity(self) -> Activity:
        """Return the activity, of which the person may remind."""
        activity = get_object_or_404(visible(self.request.user), pk=self.kwargs["pk"])
        rights.require(chasing_access.can_remind(self.request.user, activity))
        return activity

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who gets the mail, and when somebody was reminded before."""
        today = timezone.localdate()
        earlier = list(SingleReminder.objects.filter(activity=self.activity).select_related("by")[:LATEST])
        return super().get_context_data(
            activity=self.activity,
            plan=self.activity.plan,
            answering=queries.answering(self.activity, besides=person_of(self.request), today=today),
            earlier=earlier,
            is_done=bool(earlier) and earlier[0].day == today,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send, and show the activity; what cannot be sent is said on the same page."""
        activity = self.activity
        try:
            made = single_reminders.remind(activity=activity, by=person_of(request), now=timezone.now())
        except single_reminders.NobodyToRemind:
            return self.render_to_response(self.get_context_data(), status=UNPROCESSABLE)
        except single_reminders.RemindedAlready:
            messages.warning(request, _("Somebody has reminded of this activity today. Nothing more is sent."))
        else:
            names = ", ".join(reminder.name for reminder in made)
            messages.success(request, _("A reminder is on its way to %(names)s.") % {"names": names})
        return HttpResponseRedirect(activity.get_absolute_url())

"""Pages about the consultations that were held on a plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, TemplateView, UpdateView

from plans import access, plan_words
from plans.actions import risks as actions
from plans.adoption import Gate
from plans.forms.risks import ConsultationForm
from plans.models import Consultation
from plans.views.activity_acts import seen_version
from plans.views.cascade import LeadMixin, StandingPlanMixin
from plans.views.risks import led_plan, stale, waivers_of
from staffing.access import require
from staffing.editing import InvalidFormMixin, StaleVersion, VersionedUpdateMixin


class ConsultationList(StandingPlanMixin, TemplateView):
    """The consultations that were held, by day."""

    shows_days = True
    template_name = "plans/consultation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the consultations with their words, and the revision that each belongs to."""
        used = self.plan.consultations.values_list("pk", "revision__number", "revision__recorded_at")
        adopted = {key: number if at and at <= self.moment else None for key, number, at in used}
        rows = [
            {
                "facts": facts,
                "kind": plan_words.party_kind(facts.party_kind),
                "form": plan_words.consultation_form(facts.form),
                "revision": adopted.get(facts.key),
                "is_there": facts.key in adopted,
            }
            for facts in self.snapshot.consultations
        ]
        return super().get_context_data(rows=rows, waivers=waivers_of(self.snapshot, Gate.CONSULTATION), **kwargs)


class ConsultationFormMixin(LeadMixin):
    """A form about a consultation."""

    template_name: str | None = "plans/risk_form.html"

    def get_success_url(self) -> str:
        """Return to the consultations."""
        return reverse("plan_consultations", kwargs={"slug": self.kwargs["slug"]})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        return super().get_context_data(cancel_url=self.get_success_url(), **kwargs)


class ConsultationCreate(ConsultationFormMixin, InvalidFormMixin, CreateView):
    """Write down a consultation."""

    form_class = ConsultationForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the day."""
        return {**super().get_form_kwargs(), "today": timezone.localdate()}

    def form_valid(self, form: ConsultationForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it and show the list."""
        actions.create_consultation(plan=self.plan, written=form.written)
        messages.success(self.request, _("The consultation is added."))
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the heading."""
        return super().get_context_data(heading=_("New consultation"), **kwargs)


class ConsultationEdit(ConsultationFormMixin, VersionedUpdateMixin, UpdateView):
    """Change a consultation until a revision is adopted on it."""

    form_class = ConsultationForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who lead the work, while it is no part of a decision."""
        require(access.can_lead_plan(request.user, self.plan))
        require(access.can_change_consultation(request.user, self.get_object()))
        return super().dispatch(request, *args, **kwargs)

    def get_object(self, queryset: QuerySet[Consultation] | None = None) -> Consultation:
        """Return the plan's own consultation."""
        return get_object_or_404(self.plan.consultations.select_related("plan"), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the day."""
        return {**super().get_form_kwargs(), "today": timezone.localdate()}

    def form_valid(self, form: ConsultationForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it and show the list."""
        actions.update_consultation(consultation=self.get_object(), version=form.seen_version, written=form.written)
        messages.success(self.request, _("Saved."))
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the heading, and the way to take it away."""
        return super().get_context_data(
            heading=_("Change the consultation"),
            delete_url=reverse("consultation_delete", kwargs=self.kwargs),
            delete_version=self.get_object().version,
            **kwargs,
        )


@require_POST
def consultation_delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a consultation away."""
    plan = led_plan(request, slug)
    consultation = get_object_or_404(plan.consultations.select_related("plan"), pk=pk)
    require(access.can_change_consultation(request.user, consultation))
    list_url = reverse("plan_consultations", kwargs={"slug": slug})
    try:
        actions.delete_consultation(consultation=consultation, version=seen_version(request))
    except (StaleVersion, actions.Locked):
        return stale(request, plan, str(consultation), list_url)
    messages.success(request, _("“%(title)s” is deleted.") % {"title": consultation.party})
    return HttpResponseRedirect(list_url)

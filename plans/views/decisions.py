"""The decisions about a plan: the list, and the recording of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import CreateView, TemplateView

from plans import access
from plans.actions import decisions as actions
from plans.forms.revisions import DecisionForm
from plans.models import Plan, PlanDecision
from plans.views.plans import PlanMixin
from staffing.access import require
from staffing.editing import InvalidFormMixin
from staffing.requests import person_of


class DecisionMixin(PlanMixin):
    """A page about the decisions of the standing plan."""

    @property
    def standing(self) -> Plan:
        """Return the plan itself, also of a draft revision."""
        return self.plan.revises or self.plan


class DecisionList(DecisionMixin, TemplateView):
    """What was decided, the latest first: for those who may read what the region works with."""

    template_name = "plans/decision_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it to members."""
        require(access.reads_internal(request.user, self.plan))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the decisions."""
        found = PlanDecision.objects.filter(plan=self.standing, recorded_at__lte=self.moment).select_related(
            "report", "revision"
        )
        return super().get_context_data(
            decisions=found, can_record=access.can_record_decision(self.request.user, self.plan), **kwargs
        )


class DecisionCreate(DecisionMixin, InvalidFormMixin, CreateView):
    """Record a decision, about the plan or about a status report of it."""

    template_name = "plans/decision_form.html"
    form_class = DecisionForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who record decisions."""
        require(access.can_record_decision(request.user, self.plan))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the plan's reports, and the day."""
        return {**super().get_form_kwargs(), "plan": self.standing, "today": timezone.localdate()}

    def get_initial(self) -> dict[str, Any]:
        """Begin with today, the plan's registry number, and the report that the link names with what it asks."""
        initial: dict[str, Any] = {
            "decided_date": timezone.localdate(),
            "registry_number": self.standing.registry_number,
        }
        asked = self.request.GET.get("rapport", "")
        reports = self.standing.status_reports.filter(file__isnull=False)
        report = reports.filter(pk=asked).first() if asked.isascii() and asked.isdigit() and len(asked) < 10 else None  # noqa: PLR2004 - no key is longer
        if report is not None:
            initial |= {
                "report": report.pk,
                "subject": report.decisions.splitlines()[0][:200] if report.decisions else "",
            }
        return initial

    def form_valid(self, form: DecisionForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Record it and show the list."""
        actions.record_decision(plan=self.plan, by=person_of(self.request), now=timezone.now(), **form.written)
        messages.success(self.request, _("The decision is recorded."))
        return HttpResponseRedirect(reverse("plan_decision_list", kwargs={"slug": self.plan.slug}))

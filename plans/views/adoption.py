"""A plan's steps: to consultation and back, adoption with its answers checked first, draft revisions."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from plans import access, adoption
from plans.actions import adoption as actions
from plans.actions import revisions
from plans.forms.revisions import AdoptionForm, GiveUpForm
from plans.models import Activity, Plan, PlanRevision
from plans.queries import adoption as queries
from plans.queries import plans as plan_queries
from plans.views.activity_acts import seen_version
from plans.views.plans import PlanMixin
from staffing.access import require
from staffing.editing import CONFLICT, InvalidFormMixin, StaleVersion
from staffing.requests import person_of


def _plan(request: HttpRequest, slug: str) -> Plan:
    visible = access.visible_plans(request.user).select_related("region", "organisation", "revises")
    return get_object_or_404(visible, slug=slug)


def _stale(request: HttpRequest, plan: Plan) -> HttpResponse:
    fresh = Plan.objects.select_related("region", "organisation").get(pk=plan.pk)
    context = {"plan": fresh, "changed": fresh.history.first()}
    return render(request, "plans/plan_stale.html", context, status=CONFLICT)


@require_POST
def plan_send_to_consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand the draft over for consultation and decision."""
    plan = _plan(request, slug)
    require(access.can_edit_plan(request.user, plan))
    try:
        revisions.send_to_consultation(plan=plan, version=seen_version(request), by=person_of(request))
    except (StaleVersion, revisions.WrongState):
        return _stale(request, plan)
    messages.success(request, _("The plan is in consultation. The steering group sees that it waits for a decision."))
    return HttpResponseRedirect(plan.get_absolute_url())


@require_POST
def plan_back_to_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the plan back from consultation."""
    plan = _plan(request, slug)
    require(access.can_edit_plan(request.user, plan))
    try:
        revisions.back_to_draft(plan=plan, version=seen_version(request), by=person_of(request))
    except (StaleVersion, revisions.WrongState):
        return _stale(request, plan)
    messages.success(request, _("The plan is a draft again."))
    return HttpResponseRedirect(plan.get_absolute_url())


@require_POST
def plan_revise(request: HttpRequest, slug: str) -> HttpResponse:
    """Go to the draft in which the adopted plan is changed; it is made when there is none."""
    plan = _plan(request, slug)
    require(access.can_start_draft_revision(request.user, plan))
    try:
        draft = revisions.start_draft_revision(plan=plan, by=person_of(request), now=timezone.now())
    except revisions.WrongState:
        return _stale(request, plan)
    return HttpResponseRedirect(draft.get_absolute_url())


class PlanAdopt(PlanMixin, InvalidFormMixin, FormView):
    """Write what was decided, check it, and adopt."""

    template_name = "plans/plan_adopt.html"
    form_class = AdoptionForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who may decide; a plan that is not in consultation is not for decision."""
        require(access.can_adopt_plan(request.user, self.plan))
        return super().dispatch(request, *args, **kwargs)

    @property
    def standing(self) -> Plan:
        """Return the plan itself, also of a draft revision."""
        return self.plan.revises or self.plan

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the day, and the day of the revision before."""
        return {
            **super().get_form_kwargs(),
            "today": timezone.localdate(),
            "not_before": self.standing.adopted_date,
        }

    def get_initial(self) -> dict[str, Any]:
        """Begin with today and what the plan says already."""
        return {
            "adopted_date": timezone.localdate(),
            "adopted_by": self.standing.adopted_by,
            "registry_number": self.plan.registry_number,
        }

    def form_valid(self, form: AdoptionForm) -> HttpResponse:
        """Ask for waivers of open gates; show the answers once; adopt when they are confirmed."""
        gates = queries.gates_of(self.plan, form.decision.adopted_date)
        for gate in adoption.missing(gates, adoption.waivers_of(form.decision)):
            form.add_error(adoption.WAIVER_FIELDS[gate], _missing_words(gate))
        if not form.is_valid():
            return self.form_invalid(form)
        if "change" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if "confirm" not in self.request.POST:
            return self._check(form, gates)
        return self._adopt(form, gates)

    def _check(
        self, form: AdoptionForm, gates: Any, http_status: int = 200, *, is_changed: bool = False
    ) -> HttpResponse:
        context = self.get_context_data(
            form=form,
            is_check=True,
            is_changed=is_changed,
            decision=adoption.without_needless(form.decision, gates),
            gates=gates,
            seen=queries.fingerprint(self.plan),
        )
        return self.render_to_response(context, status=http_status)

    def _adopt(self, form: AdoptionForm, gates: Any) -> HttpResponse:
        version, seen = seen_version(self.request), self.request.POST.get("seen", "")
        by, now = person_of(self.request), timezone.now()
        try:
            if self.plan.revises_id is None:
                revision = actions.adopt_plan(
                    plan=self.plan, version=version, seen=seen, decision=form.decision, by=by, now=now
                )
            else:
                revision = actions.adopt_draft_revision(
                    draft=self.plan, version=version, seen=seen, decision=form.decision, by=by, now=now
                )
        except actions.ChangedMeanwhile:
            return self._check(form, gates, CONFLICT, is_changed=True)
        except (StaleVersion, revisions.WrongState, actions.GatesOpen, actions.AdoptedBeforeTheLast):
            return _stale(self.request, self.plan)
        return self._adopted(revision)

    def _adopted(self, revision: PlanRevision) -> HttpResponse:
        number = {"number": revision.number}
        receipt = format_html(
            '{} <a href="{}">{}</a>',
            _("Revision %(number)s is adopted and frozen.") % number,
            reverse("plan_revision_detail", kwargs={"slug": self.standing.slug, **number}),
            _("To revision %(number)s and its files") % number,
        )
        messages.success(self.request, receipt)
        return HttpResponseRedirect(self.standing.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is to be adopted: counts, gates, and what a draft revision changes; ask only what this decision needs."""
        today: datetime.date = timezone.localdate()
        changes = queries.changes_of_draft(self.plan, self.standing) if self.plan.revises_id else None
        context = super().get_context_data(
            **{
                "number": queries.next_number(self.standing),
                "activity_count": Activity.objects.present().filter(plan=self.plan).count(),
                "section_count": self.plan.sections.count(),
                "area_count": self.plan.areas.count(),
                "draft_changes": changes,
                "lacking": plan_queries.plan_summary(self.plan, today),
                **kwargs,
            }
        )
        form: AdoptionForm = context["form"]
        day = form.cleaned_data.get("adopted_date", today) if form.is_bound else today
        gates = context.setdefault("gates", queries.gates_of(self.plan, day))
        context["shortfalls"] = queries.shortfalls_of(self.plan, day)
        passed = [adoption.WAIVER_FIELDS[state.gate] for state in gates if state.is_passed]
        form.leave_out(passed if self.plan.revises_id else [*passed, "summary"])
        return context


def _missing_words(gate: adoption.Gate) -> str:
    if gate is adoption.Gate.RISK_ANALYSIS:
        return _("No risk analysis is finished by that day. Finish one, or write why there is none.")
    return _("No union has been consulted by that day. Record the consultation, or write why there is none.")


class DraftGiveUp(PlanMixin, InvalidFormMixin, FormView):
    """End a draft revision without adopting it."""

    template_name = "plans/plan_give_up.html"
    form_class = GiveUpForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who may write in the draft."""
        require(access.can_give_up_draft(request.user, self.plan))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is given up."""
        standing = self.plan.revises or self.plan
        return super().get_context_data(changes=queries.changes_of_draft(self.plan, standing), **kwargs)

    def form_valid(self, form: GiveUpForm) -> HttpResponse:
        """End the draft and go to the plan."""
        try:
            draft = revisions.give_up_draft_revision(
                draft=self.plan,
                version=seen_version(self.request),
                by=person_of(self.request),
                now=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except (StaleVersion, revisions.WrongState):
            return _stale(self.request, self.plan)
        messages.success(self.request, _("The draft revision is given up. The adopted plan stands as it is."))
        return HttpResponseRedirect((draft.revises or draft).get_absolute_url())

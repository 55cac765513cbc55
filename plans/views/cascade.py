"""Pages about the plans that a plan's divisions owe, and about reducing a plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView, UpdateView

from plans import access, cascade, tables
from plans.actions import activities as activity_actions
from plans.actions import cascade as actions
from plans.forms import cascade as forms
from plans.models import Activity, Plan, PlanObligation
from plans.models.activities import FINISHED
from plans.queries import cascade as queries
from plans.views.activities import EditableActivityMixin
from plans.views.plan_parts import PlanWriteMixin
from plans.views.plans import PlanMixin
from staffing.access import Permission, require, rights_of
from staffing.editing import CONFLICT, InvalidFormMixin, StaleVersion, VersionedUpdateMixin
from staffing.requests import person_of


def delivery_words() -> dict[str, str]:
    """Return what each state of delivery is called."""
    return {
        cascade.Delivery.EXCUSED: _("no plan needed"),
        cascade.Delivery.NOT_STARTED: _("not begun"),
        cascade.Delivery.DRAFT: _("being written"),
        cascade.Delivery.CONSULTATION: _("in consultation"),
        cascade.Delivery.DELIVERED: _("delivered"),
    }


class StandingPlanMixin(PlanMixin):
    """A page about what a plan's divisions owe: the standing plan's own, and a draft revision leads to it."""

    # It sums plans of many divisions as they are now.
    shows_days = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Take the standing plan where the address names its draft revision."""
        super().setup(request, *args, **kwargs)
        self.take_standing()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show it to those who may read what the region works with."""
        require(access.reads_internal(request.user, self.plan))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether the reader leads the work."""
        return super().get_context_data(can_lead=access.can_lead_plan(self.request.user, self.plan), **kwargs)


class LeadMixin(StandingPlanMixin):
    """A page that changes what divisions owe."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who lead the work."""
        require(access.can_lead_plan(request.user, self.plan))
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        """Return to the divisions."""
        return reverse("plan_cascade", kwargs={"slug": self.kwargs["slug"]})


class PlanCascade(StandingPlanMixin, TemplateView):
    """Which divisions owe a plan, who has delivered, and how it goes with them all."""

    template_name = "plans/cascade.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the obligations and the sums."""
        found = queries.cascade_of(self.plan, timezone.localdate())
        reached = rights_of(self.request.user).organisation_ids(Permission.EDIT_PLAN)
        return super().get_context_data(
            cascade=found,
            rows=[
                {
                    "row": row,
                    "bar": tables.progress_bar(row.summary),
                    "coverage": list(zip(found.priorities, row.coverage, strict=True)),
                    "can_start": reached is None or row.obligation.organisation_id in reached,
                }
                for row in found.rows
            ],
            own_bar=tables.progress_bar(found.own),
            total_bar=tables.progress_bar(found.total),
            words=delivery_words(),
            **kwargs,
        )


class ObligationCreate(LeadMixin, InvalidFormMixin, FormView):
    """Oblige divisions to write plans."""

    template_name = "plans/cascade_form.html"
    form_class = forms.ObligeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the organisations right below that owe nothing yet."""
        offered = queries.organisations_to_oblige(self.plan, timezone.localdate())
        return {**super().get_form_kwargs(), "organisations": offered}

    def form_valid(self, form: forms.ObligeForm) -> HttpResponse:
        """Write the obligations."""
        made = actions.oblige(
            plan=self.plan,
            organisations=form.cleaned_data["organisations"],
            due_date=form.cleaned_data["due_date"],
            message=form.cleaned_data["message"],
        )
        said = ngettext("%(count)s division is to write a plan.", "%(count)s divisions are to write plans.", len(made))
        messages.success(self.request, said % {"count": len(made)})
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page, and whether there is anybody left to oblige."""
        context = super().get_context_data(
            heading=_("Oblige divisions to write plans"), cancel_url=self.get_success_url(), **kwargs
        )
        nobody_left = not context["form"].fields["organisations"].queryset.exists()
        return {**context, "nobody_left": nobody_left, "has_obliged": nobody_left and self.plan.obligations.exists()}


class ObligationEdit(LeadMixin, VersionedUpdateMixin, UpdateView):
    """Change an obligation, link the plan that answers it, or excuse the organisation."""

    template_name = "plans/cascade_form.html"
    form_class = forms.ObligationForm

    def get_object(self, queryset: QuerySet[PlanObligation] | None = None) -> PlanObligation:
        """Return the plan's own obligation."""
        obligations = self.plan.obligations.select_related("organisation", "plan", "child_plan")
        return get_object_or_404(obligations, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the organisation's own plans."""
        return {**super().get_form_kwargs(), "plans": queries.plans_that_could_answer(self.get_object())}

    def form_valid(self, form: forms.ObligationForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it and go back."""
        actions.update_obligation(obligation=self.get_object(), version=form.seen_version, written=form.written)
        messages.success(self.request, _("Saved."))
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page, and the way to take the obligation back."""
        obligation = self.get_object()
        return super().get_context_data(
            heading=_("Plan of %(organisation)s") % {"organisation": obligation.organisation.name},
            obligation=obligation,
            cancel_url=self.get_success_url(),
            **kwargs,
        )


@require_POST
def obligation_withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an obligation back that no plan answers."""
    plan = get_object_or_404(access.visible_plans(request.user), slug=slug)
    require(access.can_lead_plan(request.user, plan))
    obligation = get_object_or_404(plan.obligations.select_related("organisation"), pk=pk)
    version = request.POST.get("version", "")
    if not version.isdigit():
        raise BadRequest(_("The form carries no version. Open the page again and try once more."))
    name = obligation.organisation.name
    try:
        actions.withdraw_obligation(obligation=obligation, version=int(version))
    except StaleVersion:
        messages.error(request, _("Somebody changed it meanwhile. Look at it once more."))
    except actions.AlreadyAnswered:
        messages.error(request, _("%(organisation)s has begun its plan already.") % {"organisation": name})
    else:
        messages.success(request, _("%(organisation)s owes no plan any more.") % {"organisation": name})
    return HttpResponseRedirect(reverse("plan_cascade", kwargs={"slug": slug}))


class PrioritiesEdit(LeadMixin, InvalidFormMixin, FormView):
    """Say which areas every division's plan answers, and what is expected there."""

    template_name = "plans/cascade_priorities.html"
    form_class = forms.PrioritiesForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the plan's areas."""
        chosen = dict(self.plan.priority_areas.values_list("area_id", "guidance"))
        areas = list(self.plan.areas.order_by("order", "title"))
        return {**super().get_form_kwargs(), "areas": areas, "chosen": chosen}

    def form_valid(self, form: forms.PrioritiesForm) -> HttpResponse:
        """Write those that were changed here; who was first with the same area is shown, and nothing is written."""
        try:
            actions.change_priorities(plan=self.plan, changes=form.changes)
        except actions.PriorityTaken as taken:
            said = _("Somebody else changed “%(area)s” meanwhile. It now says: %(text)s")
            form.add_error(None, said % {"area": taken.area.title, "text": taken.text or _("not prioritised")})
            return self.render_to_response(self.get_context_data(form=form), status=CONFLICT)
        messages.success(self.request, _("The prioritised areas are saved."))
        return HttpResponseRedirect(self.get_success_url())


class ObligationStart(StandingPlanMixin, InvalidFormMixin, FormView):
    """Begin the plan that a division owes, with the parent's areas and the activities that it takes up."""

    template_name = "plans/cascade_start.html"
    form_class = forms.TakeUpForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the obligation."""
        super().setup(request, *args, **kwargs)
        obligations = self.plan.obligations.select_related("organisation__region", "plan", "child_plan")
        self.obligation = get_object_or_404(obligations, pk=kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who write the division's plans, while the plan is not closed."""
        require(access.can_write_plans_of(request.user, self.obligation.organisation_id))
        if self.obligation.child_plan is not None:
            return HttpResponseRedirect(self.obligation.child_plan.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the plan's open activities."""
        return {**super().get_form_kwargs(), "activities": queries.activities_to_carry_out(self.plan)}

    def form_valid(self, form: forms.TakeUpForm) -> HttpResponse:
        """Make the plan and go to it; sent twice, it is one plan."""
        try:
            child = actions.start_child_plan(
                obligation=self.obligation,
                activities=form.cleaned_data["activities"].select_related("section", "area"),
                by=person_of(self.request),
                now=timezone.now(),
            )
        except actions.AlreadyAnswered:
            return HttpResponseRedirect(reverse("plan_cascade", kwargs={"slug": self.kwargs["slug"]}))
        messages.success(self.request, _("The plan is begun, with the areas of the plan above it."))
        return HttpResponseRedirect(child.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is asked for."""
        return super().get_context_data(
            obligation=self.obligation,
            priorities=self.plan.priority_areas.select_related("area"),
            **kwargs,
        )


class ActivityTakeUp(PlanWriteMixin, InvalidFormMixin, FormView):
    """Take up activities of the parent plan in this one."""

    template_name = "plans/activity_take_up.html"
    form_class = forms.TakeUpIntoForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the parent's open activities that this plan does not carry out yet."""
        parent = self.plan.parent or Plan()
        taken = Activity.objects.present().filter(plan=self.plan, parent__isnull=False).values("parent_id")
        offered = queries.activities_to_carry_out(parent).exclude(pk__in=taken) if parent.pk else None
        return {
            **super().get_form_kwargs(),
            "plan": self.plan,
            "activities": Activity.objects.none() if offered is None else offered,
        }

    def form_valid(self, form: forms.TakeUpIntoForm) -> HttpResponse:
        """Make the activities and go back to the plan."""
        made = actions.take_up_activities(
            plan=self.plan,
            section=form.cleaned_data["section"],
            activities=form.cleaned_data["activities"].select_related("section", "area__area"),
            by=person_of(self.request),
            now=timezone.now(),
        )
        said = ngettext("%(count)s activity is taken up.", "%(count)s activities are taken up.", len(made))
        messages.success(self.request, said % {"count": len(made)})
        return HttpResponseRedirect(self.plan.get_absolute_url())


class ActivityParent(EditableActivityMixin, InvalidFormMixin, FormView):
    """Say which activity of the parent plan this one carries out."""

    template_name = "plans/activity_parent.html"
    form_class = forms.ParentForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the activity."""
        super().setup(request, *args, **kwargs)
        self.activity = self.object = self.get_object()

    def get_initial(self) -> dict[str, Any]:
        """Begin with what is said now."""
        return {"version": self.activity.version, "parent": self.activity.parent_id}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the parent plan's activities."""
        parent = self.activity.plan.parent
        offered = Activity.objects.present().filter(plan=parent).order_by("order", "pk")
        return {**super().get_form_kwargs(), "activities": offered}

    def form_valid(self, form: forms.ParentForm) -> HttpResponse:
        """Write it; whoever is second sees the page anew."""
        try:
            activity_actions.update_activity(
                activity=self.activity,
                version=form.cleaned_data["version"],
                changes={"parent": form.cleaned_data["parent"]},
                by=person_of(self.request),
                now=timezone.now(),
            )
        except StaleVersion:
            form.add_error(
                None, _("Somebody changed the activity meanwhile. Open the page again and choose once more.")
            )
            return self.render_to_response(self.get_context_data(form=form), status=CONFLICT)
        messages.success(self.request, _("Saved."))
        return HttpResponseRedirect(self.activity.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the activity and its plan."""
        return super().get_context_data(activity=self.activity, plan=self.activity.plan, **kwargs)


class PlanReduce(PlanWriteMixin, TemplateView):
    """Choose what a reduced plan keeps: conditions mark the rows, and each can be ticked by hand."""

    template_name = "plans/plan_reduce.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rows with what the conditions, or the plan as it is, keep."""
        form = forms.ReductionForm(self.request.GET or None)
        asked = form.reduction if form.is_bound and form.is_valid() else None
        rows: list[dict[str, Any]] = [
            {"activity": row, "stays": not row.is_hidden if asked is None else cascade.stays(_reducible(row), asked)}
            for row in self._rows()
        ]
        kept = sum(bool(row["stays"]) for row in rows)
        return super().get_context_data(form=form, rows=rows, kept=kept, left_out=len(rows) - kept, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write the ticks that differ from what the plan said when the page was opened; what others ticked since stays."""
        kept, opened = set(request.POST.getlist("keep")), set(request.POST.getlist("opened"))
        if not opened:
            raise BadRequest(_("The form carries no version. Open the page again and try once more."))
        was_kept = set(request.POST.getlist("was"))
        wanted = {int(key): key not in kept for key in opened if key.isdigit() and (key in kept) != (key in was_kept)}
        changed = actions.hide_activities(plan=self.plan, wanted=wanted, by=person_of(request))
        said = ngettext("%(count)s activity changed.", "%(count)s activities changed.", changed)
        messages.success(request, said % {"count": changed})
        return HttpResponseRedirect(self.plan.get_absolute_url() + "?scope=reduced")

    def _rows(self) -> list[Activity]:
        rows = Activity.objects.present().filter(plan=self.plan).select_related("section", "area")
        return list(rows.order_by(*queries.PLAN_ORDER))


def _reducible(row: Activity) -> cascade.Reducible:
    effect = row.expected_effect_sek
    return cascade.Reducible(
        horizon=row.horizon,
        priority=row.priority,
        effect_sek=None if effect is None else int(effect),
        is_finished=row.progress in FINISHED,
    )

"""Pages where a plan, its sections and its areas are written."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, UpdateView
from django.views.generic.edit import FormMixin

from plans import access
from plans.actions import plans as actions
from plans.forms import plans as forms
from plans.models import Plan, PlanArea, PlanSection
from plans.views.plans import PlanMixin
from staffing.access import Permission, require, rights_of
from staffing.collation import swedish
from staffing.editing import InvalidFormMixin, VersionedUpdateMixin
from staffing.models import Level, Organisation, User
from staffing.requests import person_of

LEVELS_WITH_A_PLAN = (Level.REGION, Level.DIVISION)


def plan_organisations(user: User | AnonymousUser) -> QuerySet[Organisation]:
    """Return the regions and divisions whose plans the person may write."""
    reached = rights_of(user).organisation_ids(Permission.EDIT_PLAN)
    today = timezone.localdate()
    organisations = Organisation.objects.valid_on(today).filter(level__in=LEVELS_WITH_A_PLAN)
    if reached is not None:
        organisations = organisations.filter(pk__in=reached)
    return organisations.order_by("region", "-level", swedish("name"))


class PlanCreate(InvalidFormMixin, CreateView):
    """A new plan, a draft with one section."""

    template_name = "plans/plan_form.html"
    form_class = forms.PlanForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let process leaders in."""
        require(access.can_create_plan(request.user))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the organisations that the person writes plans for."""
        return {**super().get_form_kwargs(), "organisations": plan_organisations(self.request.user)}

    def form_valid(self, form: forms.PlanForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Make the plan and go to it; measures that the address names are placed next."""
        plan = actions.create_plan(by=person_of(self.request), **form.written)
        if measures := self.request.GET.getlist("measure"):
            messages.success(self.request, _("The plan is created. Choose where in it the measures belong."))
            place = reverse("activity_add_from_catalogue", args=[plan.slug])
            return HttpResponseRedirect(f"{place}?{urlencode({'measure': measures}, doseq=True)}")
        messages.success(self.request, _("The plan is created. Add its areas and activities."))
        return HttpResponseRedirect(plan.get_absolute_url())


class PlanWriteMixin(PlanMixin):
    """A page that changes a plan: out of sight 404, not yours 403."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who may change the plan."""
        require(access.can_edit_plan(request.user, self.plan))
        return super().dispatch(request, *args, **kwargs)


class PlanEdit(PlanWriteMixin, VersionedUpdateMixin, UpdateView):
    """Change what the plan says of itself; its sections and areas are listed beside."""

    template_name = "plans/plan_form.html"
    form_class = forms.PlanForm

    def get_object(self, queryset: QuerySet[Plan] | None = None) -> Plan:
        """Return the plan as it stands in the database."""
        return get_object_or_404(access.visible_plans(self.request.user), pk=self.plan.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the organisations that the person writes plans for, and the plan's own."""
        own = Organisation.objects.filter(pk=self.plan.organisation_id)
        offered = plan_organisations(self.request.user).filter(region_id=self.plan.region_id)
        return {**super().get_form_kwargs(), "organisations": (offered | own).distinct()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sections and areas, in order."""
        return super().get_context_data(
            sections=self.plan.sections.select_related("organisation").order_by("order", "title"),
            areas=self.plan.areas.select_related("area").order_by("order", "title"),
            **kwargs,
        )

    def form_valid(self, form: forms.PlanForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write the plan and go back to it."""
        plan = self.get_object()
        actions.update_plan(plan=plan, version=form.seen_version, by=person_of(self.request), written=form.written)
        messages.success(self.request, _("The plan is saved."))
        return HttpResponseRedirect(plan.get_absolute_url())


class PartMixin(PlanWriteMixin):
    """A section or an area: one form, one way back."""

    template_name: str | None = "plans/plan_part_form.html"
    heading: str | Promise = ""

    def get_success_url(self) -> str:
        """Return to the plan's edit page, at the list of its parts."""
        return reverse("plan_edit", kwargs={"slug": self.plan.slug}) + "#parts"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page."""
        return super().get_context_data(heading=self.heading, cancel_url=self.get_success_url(), **kwargs)

    def save(self, form: forms.PartForm, version: int | None) -> HttpResponse:
        """Write the part and go back."""
        part = form.save(commit=False)
        actions.save_part(part=part, after=form.cleaned_data["after"], version=version, by=person_of(self.request))
        messages.success(self.request, _("“%(title)s” is saved.") % {"title": part.title})
        return HttpResponseRedirect(self.get_success_url())


class PartCreate(PartMixin, InvalidFormMixin, CreateView):
    """A new part of a plan."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tie the new part to the plan."""
        return {**super().get_form_kwargs(), "instance": self.get_form_class()._meta.model(plan=self.plan)}  # noqa: SLF001

    def form_valid(self, form: forms.PartForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it."""
        return self.save(form, None)


class PartEdit(PartMixin, VersionedUpdateMixin, UpdateView):
    """Rename or move a part of a plan."""

    def get_object(self, queryset: QuerySet[Any] | None = None) -> PlanSection | PlanArea:
        """Return the part, of this plan only."""
        return get_object_or_404(self.get_form_class()._meta.model, plan=self.plan, pk=self.kwargs["pk"])  # noqa: SLF001

    def form_valid(self, form: forms.PartForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it."""
        return self.save(form, form.seen_version)


class SectionFormMixin(FormMixin):
    """Offer the organisations of the plan's region."""

    form_class = forms.PlanSectionForm
    plan: Plan

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add the organisations."""
        offered = Organisation.objects.filter(region_id=self.plan.region_id).order_by("order", swedish("name"))
        return {**super().get_form_kwargs(), "organisations": offered}


class PlanSectionCreate(SectionFormMixin, PartCreate):
    """A new section."""

    heading = gettext_lazy("New section")


class PlanSectionEdit(SectionFormMixin, PartEdit):
    """Change a section."""

    heading = gettext_lazy("Change section")


class PlanAreaCreate(PartCreate):
    """A new area."""

    form_class = forms.PlanAreaForm
    heading = gettext_lazy("New area")


class PlanAreaEdit(PartEdit):
    """Change an area."""

    form_class = forms.PlanAreaForm
    heading = gettext_lazy("Change area")

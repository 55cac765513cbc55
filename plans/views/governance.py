"""Pages about who leads and does the work with a plan, by role."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, TemplateView

from plans import access, plan_words
from plans.actions import governance as actions
from plans.forms import governance as forms
from plans.models import GroupKind, Plan, PlanGroup
from plans.views.cascade import LeadMixin
from plans.views.plans import PlanMixin
from staffing import editing
from staffing.access import require
from staffing.editing import InvalidFormMixin, StaleVersion, VersionedUpdateMixin

FROM_THE_TOP = (
    GroupKind.PROJECT_OWNER,
    GroupKind.STEERING_GROUP,
    GroupKind.PROCESS_BOARD,
    GroupKind.WORKING_GROUP,
    GroupKind.REFERENCE_GROUP,
)
"""The kinds of groups in the order of an organisation chart."""


class PublicStandingMixin(PlanMixin):
    """A page about what surrounds the standing plan, for all who may see it; a draft revision leads to it."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Take the standing plan where the address names its draft revision."""
        super().setup(request, *args, **kwargs)
        self.take_standing()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether the reader leads the work."""
        return super().get_context_data(can_lead=access.can_lead_plan(self.request.user, self.plan), **kwargs)


def led_plan(request: HttpRequest, slug: str) -> Plan:
    """Return the standing plan of an act that its leader does."""
    plan = get_object_or_404(access.visible_plans(request.user).select_related("revises"), slug=slug)
    standing = plan.revises or plan
    require(access.can_lead_plan(request.user, standing))
    return standing


class PlanGroups(PublicStandingMixin, TemplateView):
    """The groups of a plan, from the owner to the reference groups, each with its roles."""

    template_name = "plans/plan_groups.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the groups by kind."""
        groups = self.snapshot.groups
        levels = [(plan_words.group_kind(kind), [one for one in groups if one.kind == kind]) for kind in FROM_THE_TOP]
        return super().get_context_data(levels=[level for level in levels if level[1]], **kwargs)


class GroupMixin(LeadMixin):
    """A page that writes a group."""

    def get_success_url(self) -> str:
        """Return to the groups."""
        return reverse("plan_groups", kwargs={"slug": self.kwargs["slug"]})

    def write(self, form: forms.GroupForm, version: int | None) -> HttpResponse:
        """Write the group and go back; a name that was taken meanwhile is said at its field."""
        group = PlanGroup(plan=self.plan) if version is None else self.get_object()  # type: ignore[attr-defined]  # the edit page's
        try:
            actions.save_group(group=group, version=version, written=form.written, members=form.cleaned_data["members"])
        except actions.AlreadyThere:
            form.add_error("name", _("The plan already has “%(title)s”.") % {"title": form.cleaned_data["name"]})
            return self.form_invalid(form)  # type: ignore[attr-defined]  # the form view's
        messages.success(self.request, _("Saved."))
        return HttpResponseRedirect(self.get_success_url())


class GroupCreate(GroupMixin, InvalidFormMixin, CreateView):
    """Write a new group."""

    template_name = "plans/governance_form.html"
    form_class = forms.GroupForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Let the form know the plan."""
        return {**super().get_form_kwargs(), "instance": PlanGroup(plan=self.plan)}

    def form_valid(self, form: forms.GroupForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it."""
        return self.write(form, None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page."""
        return super().get_context_data(heading=_("New group"), cancel_url=self.get_success_url(), **kwargs)


class GroupEdit(GroupMixin, VersionedUpdateMixin):
    """Change a group and its members, or take it out of the plan."""

    template_name = "plans/governance_form.html"
    form_class = forms.GroupForm

    def get_object(self, queryset: QuerySet[PlanGroup] | None = None) -> PlanGroup:
        """Return the plan's own group."""
        return get_object_or_404(self.plan.groups.select_related("plan"), pk=self.kwargs["pk"])

    def form_valid(self, form: forms.GroupForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it."""
        return self.write(form, form.seen_version)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page, and the way to take the group out."""
        group = self.get_object()
        return super().get_context_data(
            heading=_("Change %(name)s") % {"name": group.name},
            item=group,
            delete_url=reverse("group_delete", kwargs={"slug": self.kwargs["slug"], "pk": group.pk}),
            delete_heading=_("Take the group out of the plan"),
            cancel_url=self.get_success_url(),
            **kwargs,
        )


@require_POST
def group_delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a group out of the plan."""
    plan = led_plan(request, slug)
    group = get_object_or_404(plan.groups.all(), pk=pk)
    version, name = editing.posted_version(request), group.name
    try:
        actions.delete_group(group=group, version=version)
    except StaleVersion:
        messages.error(request, _("Somebody changed it meanwhile. Look at it once more."))
        return HttpResponseRedirect(reverse("group_edit", kwargs={"slug": slug, "pk": pk}))
    messages.success(request, _("%(name)s is taken out of the plan.") % {"name": name})
    return HttpResponseRedirect(reverse("plan_groups", kwargs={"slug": slug}))

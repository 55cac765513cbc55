"""Pages that show, make and change one activity."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import CreateView, DetailView, FormView, UpdateView, View
from django.views.generic.detail import SingleObjectMixin
from django.views.generic.edit import FormMixin

from measures import access as measure_access
from measures.models import Measure
from plans import access, chasing_access
from plans.actions import activities as actions
from plans.actions import moving
from plans.forms.activities import ActivityCopyForm, ActivityForm, ActivityPlaceForm, CatalogueForm
from plans.models import Activity, Plan
from plans.models.activities import FINISHED, OPEN
from plans.queries import activities as queries
from plans.queries import cascade, restoring
from plans.views.comment_thread import comment_context
from plans.views.past import PastMixin
from staffing import access as rights
from staffing.editing import InvalidFormMixin, VersionedUpdateMixin
from staffing.models import User
from staffing.requests import person_of

RELATED = (
    "plan__region",
    "plan__organisation",
    "section__organisation",
    "area__area",
    "measure__area",
    "updated_by",
    "revises",
)


def visible(user: User | AnonymousUser) -> QuerySet[Activity]:
    """Return the activities that the person may see, with what their pages name."""
    return access.visible_activities(user).select_related(*RELATED)


class EditableActivityMixin(SingleObjectMixin):
    """An activity that the person may change: out of sight 404, not theirs to change 403."""

    request: HttpRequest

    def get_queryset(self) -> QuerySet[Activity]:
        """Return what the person may see."""
        return visible(self.request.user)

    def get_object(self, queryset: QuerySet[Activity] | None = None) -> Activity:
        """Return the activity."""
        activity: Activity = super().get_object(queryset)
        rights.require(access.can_edit_plan(self.request.user, activity.plan))
        return activity


class EditablePlanMixin(FormMixin, View):
    """A plan that the person may write activities into."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the plan before anything else is asked."""
        super().setup(request, *args, **kwargs)
        plans = access.visible_plans(request.user).select_related("region", "organisation")
        self.plan: Plan = get_object_or_404(plans, slug=kwargs["slug"])
        rights.require(access.can_edit_plan(request.user, self.plan))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the plan, whose sections and areas it offers."""
        return {**super().get_form_kwargs(), "plan": self.plan}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the plan, and whether it has anywhere to put an activity."""
        has_places = self.plan.sections.exists() and self.plan.areas.exists()
        return super().get_context_data(**{"plan": self.plan, "has_places": has_places, **kwargs})


class ActivityDetail(PastMixin, DetailView):
    """Show everything about an activity, and what the person may do with it; or as it was, to be read."""

    template_name = "plans/activity_detail.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the activity; as of a day also one that was deleted since, which is not there for who may not see it then."""
        if request.method in ("GET", "HEAD"):
            self.found: Activity = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
            self.plan = self.found.plan
            if self.found.deleted_at and (self.as_of is None or self.found.pk not in self.past.activities):
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Activity]:
        """Return what the person may see, deleted ones too where a past day is asked for."""
        if self.as_of is None:
            return visible(self.request.user)
        plans = access.visible_plans(self.request.user)
        return Activity.objects.filter(plan__in=plans).select_related(*RELATED, "plan__updated_by", "plan__revises")

    def get_object(self, queryset: QuerySet[Activity] | None = None) -> Activity:
        """Return the activity with the values that the page shows."""
        if self.as_of is None:
            return self.found
        then = self.past.activities.get(self.found.pk)
        if then is None:
            raise Http404
        return then

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what belongs to the activity; comments, logs and history only for its own region."""
        user, activity = self.request.user, self.object
        is_internal = access.can_read_internal(user, self.plan)
        page = (
            queries.activity_page(activity, is_internal=is_internal)
            if self.as_of is None
            else queries.past_activity_page(self.past, activity, is_internal=is_internal)
        )
        return super().get_context_data(
            page=page,
            plan=self.shown_plan,
            is_internal=is_internal,
            parent=access.visible_activities(user).select_related("plan").filter(pk=activity.parent_id).first()
            if activity.parent_id
            else None,
            # What carries it out or on in other plans is of today.
            children=[] if self.as_of else cascade.children_of(activity, user),
            **({} if self.as_of else queries.carried_on(activity, user)),
            is_open=activity.progress in OPEN,
            can_edit=access.can_edit_plan(user, self.plan),
            can_update=access.can_update_status(user, self.found),
            can_share_example=self.as_of is None
            and activity.progress in FINISHED
            and measure_access.can_write_examples(user, self.plan.region),
            can_remind=self.as_of is None and chasing_access.can_remind(user, activity),
            **({} if self.as_of else comment_context(self.request, activity)),
            **kwargs,
        )


class ActivityHistory(DetailView):
    """Show every change of an activity, also of one that was deleted."""

    template_name = "plans/activity_history.html"

    def get_queryset(self) -> QuerySet[Activity]:
        """Return the activities, deleted ones too, of the person's own regions."""
        plans = access.visible_plans(self.request.user)
        return Activity.objects.filter(plan__in=plans).select_related(*RELATED, "deleted_by")

    def get_object(self, queryset: QuerySet[Activity] | None = None) -> Activity:
        """Return the activity; a deleted one does not exist for other regions, and its history is internal."""
        activity: Activity = super().get_object(queryset)
        is_internal = access.can_read_internal(self.request.user, activity.plan)
        if activity.deleted_at and not is_internal:
            raise Http404
        rights.require(rights.Allowed() if is_internal else rights.Denied(rights.NOT_YOUR_ROLE))
        return activity

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the changes."""
        return super().get_context_data(
            changes=queries.activity_changes(self.object),
            restorable=restoring.FIELDS,
            can_edit=access.can_edit_plan(self.request.user, self.object.plan),
            **kwargs,
        )


class ActivityCreate(EditablePlanMixin, InvalidFormMixin, CreateView):
    """Make an activity in a plan."""

    model = Activity
    form_class = ActivityForm
    template_name = "plans/activity_form.html"

    def get_initial(self) -> dict[str, Any]:
        """Begin in the section and area that the link names, else in the plan's first."""
        asked = {name: self.request.GET.get(name, "") for name in ("section", "area")}
        return {name: value for name, value in asked.items() if value.isdigit()}

    def form_valid(self, form: ActivityForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Make the activity and show it."""
        activity = actions.create_activity(
            plan=self.plan,
            fields=form.written,
            responsibles=form.responsibles,
            steps=form.step_texts,
            by=person_of(self.request),
            now=timezone.now(),
        )
        messages.success(self.request, _("The activity is in the plan."))
        return HttpResponseRedirect(activity.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the roles to suggest."""
        return super().get_context_data(role_titles=queries.role_titles(self.plan), **kwargs)


class ActivityEdit(EditableActivityMixin, VersionedUpdateMixin, UpdateView):
    """Change an activity; the second of two editors is shown both."""

    form_class = ActivityForm
    template_name = "plans/activity_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the plan, whose sections and areas it offers."""
        return {**super().get_form_kwargs(), "plan": self.object.plan}

    def form_valid(self, form: ActivityForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write the changes and show the activity."""
        try:
            activity = actions.update_activity(
                activity=self.object,
                version=form.seen_version,
                changes=form.written,
                responsibles=form.responsibles,
                steps=form.step_texts,
                move_reason=form.cleaned_data.get("move_reason", ""),
                by=person_of(self.request),
                now=timezone.now(),
            )
        except actions.MoveNeedsReason:
            form.add_error("move_reason", _("The deadline becomes another date. Write why."))
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return HttpResponseRedirect(activity.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the plan and the roles to suggest."""
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "plan": self.object.plan,
            "has_places": True,
            "role_titles": queries.role_titles(self.object.plan),
            "saved_title": context["form"].initial.get("title", ""),
        }


class ActivityMove(EditableActivityMixin, VersionedUpdateMixin, UpdateView):
    """Move an activity to another section or area, or up and down where it stands."""

    form_class = ActivityPlaceForm
    template_name = "plans/activity_move.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the plan, whose sections and areas it offers."""
        return {**super().get_form_kwargs(), "plan": self.object.plan}

    def form_valid(self, form: ActivityPlaceForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Move the activity and show where it stands."""
        activity, version, by = self.object, form.seen_version, person_of(self.request)
        if direction := form.cleaned_data["direction"]:
            moving.nudge_activity(activity=activity, version=version, direction=moving.Direction(direction), by=by)
        else:
            moving.move_activity(
                activity=activity,
                version=version,
                section=form.cleaned_data["section"],
                area=form.cleaned_data["area"],
                is_first=bool(form.cleaned_data["is_first"]),
                by=by,
                now=timezone.now(),
            )
        messages.success(self.request, _("The activity is moved."))
        return HttpResponseRedirect(activity.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the plan."""
        return super().get_context_data(
            plan=self.object.plan, neighbours=queries.neighbours(self.get_object()), **kwargs
        )


class ActivityCopy(InvalidFormMixin, FormView):
    """Copy an activity within its plan or to another."""

    form_class = ActivityCopyForm
    template_name = "plans/activity_copy.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the activity, and the plan that it is copied to; both visible, the second the person's to change."""
        super().setup(request, *args, **kwargs)
        self.activity: Activity = get_object_or_404(visible(request.user), pk=kwargs["pk"])
        slug = (request.POST or request.GET).get("plan") or self.activity.plan.slug
        self.plan: Plan = get_object_or_404(access.visible_plans(request.user).select_related("region"), slug=slug)
        rights.require(access.can_edit_plan(request.user, self.plan))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the plan, whose sections and areas it offers."""
        return {**super().get_form_kwargs(), "plan": self.plan}

    def get_initial(self) -> dict[str, Any]:
        """Begin where the activity stands, or in the same area of the other plan."""
        if self.plan.pk == self.activity.plan_id:
            return {"section": self.activity.section_id, "area": self.activity.area_id}
        same = self.plan.areas.filter(title=self.activity.area.title).first()
        return {"area": same.pk} if same else {}

    def form_valid(self, form: ActivityCopyForm) -> HttpResponse:
        """Make the copy and show it."""
        copy = actions.copy_activity(
            activity=self.activity,
            section=form.cleaned_data["section"],
            area=form.cleaned_data["area"],
            by=person_of(self.request),
            now=timezone.now(),
        )
        messages.success(self.request, _("This is the copy. Its status starts from the beginning."))
        return HttpResponseRedirect(copy.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the activity, the plan it is copied to, and the plans to choose from."""
        return super().get_context_data(
            activity=self.activity, plan=self.plan, plans=queries.editable_plans(person_of(self.request)), **kwargs
        )


class ActivityAddFromCatalogue(EditablePlanMixin, InvalidFormMixin, FormView):
    """Choose measures of the catalogue; each becomes an activity to go on with."""

    form_class = CatalogueForm
    template_name = "plans/activity_add_from_catalogue.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the measures."""
        return {**super().get_form_kwargs(), "measures": self.measures()}

    def measures(self) -> QuerySet[Measure]:
        """Return the catalogue."""
        return Measure.objects.select_related("area").order_by("area__number", "number")

    def get_initial(self) -> dict[str, Any]:
        """Begin with the measures that the link names by their numbers."""
        numbers = [number for number in self.request.GET.getlist("measure") if number.isdigit() and len(number) < 5]  # noqa: PLR2004 - no catalogue has ten thousand measures
        return {"measures": list(self.measures().filter(number__in=numbers).values_list("pk", flat=True))}

    def form_valid(self, form: CatalogueForm) -> HttpResponse:
        """Make the activities and show the plan."""
        made = actions.create_from_measures(
            section=form.cleaned_data["section"],
            placements=form.placements,
            by=person_of(self.request),
            now=timezone.now(),
        )
        text = ngettext(
            "%(count)s activity is added. Give it a deadline and someone responsible.",
            "%(count)s activities are added. Give them deadlines and someone responsible.",
            len(made),
        )
        messages.success(self.request, text % {"count": len(made)})
        target = made[0].get_absolute_url() if len(made) == 1 else reverse("plan_detail", args=[self.plan.slug])
        return HttpResponseRedirect(target)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the catalogue by area, and what is ticked; an area that is missing is made, so a section is place enough."""
        context = super().get_context_data(has_places=self.plan.sections.exists(), **kwargs)
        ticked = {str(value) for value in (context["form"]["measures"].value() or [])}
        return {**context, "catalogue": queries.catalogue_for(self.plan, self.measures(), ticked), "ticked": ticked}

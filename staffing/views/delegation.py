"""The table of delegation: who decides on hires, substitutes, what the table lacks, and a trial of the rules."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import CreateView, TemplateView, UpdateView
from django.views.generic.base import ContextMixin, View

from staffing import access, changes, delegation_queries, editing, hire_access, hire_words
from staffing import delegation_forms as forms
from staffing.access import NOT_YOUR_ROLE, Denied
from staffing.actions import hire_notices, reference
from staffing.delegation_forms import Scope
from staffing.models import DelegationRule, DelegationSubstitute, HireRequest, Region, ResponsibleRole
from staffing.requests import person_of
from staffing.views import staffing_frame

DELEGATION = _("Delegation")


class StaffingMixin(ContextMixin, View):
    """A page of one region's rules or hire stops; `tab`, and the list that it belongs to."""

    tab, list_name, list_title = "delegation", "delegation_list", DELEGATION
    heading: str | Promise = ""
    saved: str | Promise = _("Saved.")

    @cached_property
    def region(self) -> Region:
        """Return the region that is looked at.

        :raises Http404: when there is none that the reader sees.
        """
        region = staffing_frame.region_asked_for(self.request)
        if region is None:
            raise Http404
        return region

    @cached_property
    def scope(self) -> Scope:
        """Return what the forms may offer."""
        reached = access.rights_of(self.request.user).organisation_ids(access.Permission.MANAGE_HIRES)
        return Scope(self.region, reached, timezone.localdate())

    def about(self) -> str:
        """Return what the page is about, below its heading."""
        return ""

    def back(self) -> str:
        """Return the address of the list."""
        return f"{reverse(self.list_name)}?region={self.region.code}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tabs and the frame's words."""
        words = {
            "page_heading": self.heading,
            "about": self.about(),
            "back": self.back(),
            "list_title": self.list_title,
        }
        return super().get_context_data(
            **staffing_frame.tabs(self.request, self.region, self.tab), **words, today=timezone.localdate(), **kwargs
        )

    def keeps_some(self) -> bool:
        """Return whether the reader keeps rules anywhere in the region."""
        return hire_access.places_managed(self.request.user, self.region).exists()

    def done(self) -> HttpResponse:
        """Say that it is saved, and go back."""
        messages.success(self.request, str(self.saved))
        return redirect(self.back())


class KeptCreate(editing.InvalidFormMixin, StaffingMixin, CreateView):
    """Add a row, for who keeps some place of the region."""

    template_name = "staffing/staffing_form.html"

    def may(self) -> None:
        """Refuse who keeps nothing here."""
        if not self.keeps_some():
            access.require(Denied(NOT_YOUR_ROLE))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what the writer keeps, once that is known."""
        self.may()
        return {**super().get_form_kwargs(), "scope": self.scope}

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it, unless the same was sent a moment ago."""
        try:
            with transaction.atomic():
                reference.add(instance=form.instance, by=person_of(self.request))
        except IntegrityError:
            form.add_error(None, _("The same was saved a moment ago."))
            return self.form_invalid(form)
        return self.done()


class KeptUpdate(editing.VersionedUpdateMixin, StaffingMixin, UpdateView):
    """Change a row of a place that the reader keeps, with the reason; its history stands below."""

    template_name = "staffing/staffing_form.html"
    takes_scope = True
    why_field = "reason"

    def place_of(self, row: Any) -> int:
        """Return the organisation that the row belongs to."""
        return int(row.organisation_id)

    def region_of(self, row: Any) -> Region:
        """Return the region of the row."""
        return row.organisation.region

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Model:
        """Return the row when the reader may change it."""
        row = super().get_object(queryset)
        access.require(hire_access.can_manage_hires(self.request.user, self.place_of(row)))
        self.region = self.region_of(row)
        return row

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what the writer keeps."""
        scope = {"scope": self.scope} if self.takes_scope else {}
        return {**super().get_form_kwargs(), **scope}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the row's history."""
        return super().get_context_data(changes=changes.changes_of(self.object.history.all()), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save unless somebody was first."""
        reference.correct(
            instance=form.instance,
            version=form.seen_version,
            reason=form.cleaned_data[self.why_field],
            by=person_of(self.request),
        )
        return self.done()


class DelegationList(StaffingMixin, TemplateView):
    """The table in the order of decision, and what it lacks."""

    template_name = "staffing/delegation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rules, the warnings and what was changed."""
        today = timezone.localdate()
        rules = hire_access.visible_delegation_rules(self.request.user).filter(organisation__region=self.region)
        rows = delegation_queries.rule_rows(rules, today)
        kept = set(hire_access.places_managed(self.request.user, self.region).values_list("pk", flat=True))
        history = DelegationRule.history.filter(id__in=[row.rule.pk for row in rows])
        names = {row.rule.pk: f"{row.rule.role.title}, {row.rule.organisation.name}" for row in rows}
        return super().get_context_data(
            rows=[(row, row.rule.organisation_id in kept) for row in rows],
            lacks=delegation_queries.lacks(self.region, rows, today),
            can_add=bool(kept),
            is_example=any(row.rule.is_example for row in rows),
            changes=changes.changes_of(history, names=lambda row: names.get(row.id, ""))[:20],
            **kwargs,
        )


class RuleCreate(KeptCreate):
    """Add a rule."""

    form_class = forms.RuleCreateForm
    heading = _("New rule of delegation")
    saved = _("The rule is added.")


class RuleUpdate(KeptUpdate):
    """Change a rule."""

    form_class: Any = forms.RuleForm
    heading = _("Change the rule")
    saved = _("The rule is changed. Decisions that are made keep the rule as it was.")

    def get_queryset(self) -> QuerySet[DelegationRule]:
        """Return the rules that the reader sees."""
        visible = hire_access.visible_delegation_rules(self.request.user)
        return visible.select_related("organisation__region", "role", "profession")

    def about(self) -> str:
        """Say the rule."""
        return hire_words.rule(DelegationRule.objects.get(pk=self.object.pk))


class RuleEnd(RuleUpdate):
    """End a rule."""

    form_class = forms.RuleEndForm
    takes_scope = False
    heading = _("End the rule")
    saved = _("The rule ends that day.")


class SubstituteCreate(KeptCreate):
    """Name who decides in the holder's place."""

    form_class = forms.SubstituteForm
    heading = _("New substitute")
    saved = _("The substitute is named.")

    @cached_property
    def role(self) -> ResponsibleRole:
        """Return the role, when the reader sees it."""
        visible = hire_access.visible_deciding_roles(self.request.user).select_related("organisation__region", "holder")
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    @cached_property
    def region(self) -> Region:
        """Return the role's region."""
        return self.role.organisation.region

    def may(self) -> None:
        """Refuse who does not keep the role's place."""
        access.require(hire_access.can_manage_hires(self.request.user, self.role.organisation_id))

    def about(self) -> str:
        """Name the role and its holder."""
        return forms.role_words(self.role)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say for which role."""
        return {**super().get_form_kwargs(), "instance": DelegationSubstitute(role=self.role)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it; who stands in from today is told of what waits already."""
        answer = super().form_valid(form)
        if form.is_valid():
            hire_notices.tell_of_waiting(
                HireRequest.objects.filter(decider=self.role),
                base_url=self.request.build_absolute_uri("/"),
                by=person_of(self.request),
                today=timezone.localdate(),
            )
        return answer


class SubstituteEnd(KeptUpdate):
    """End a substitute."""

    form_class = forms.SubstituteEndForm
    takes_scope = False
    heading = _("End the substitute")
    saved = _("The substitute decides to the end of that day.")

    def get_queryset(self) -> QuerySet[DelegationSubstitute]:
        """Return the substitutes that the reader sees."""
        visible = hire_access.visible_substitutes(self.request.user)
        return visible.select_related("role__organisation__region", "user")

    def place_of(self, row: DelegationSubstitute) -> int:
        """Return where the role belongs."""
        return row.role.organisation_id

    def region_of(self, row: DelegationSubstitute) -> Region:
        """Return the role's region."""
        return row.role.organisation.region

    def about(self) -> str:
        """Name the person and the role."""
        return f"{self.object.user.name}: {self.object.role.title}"


class DelegationTry(StaffingMixin, TemplateView):
    """Say who would decide on a made-up request: by the very rules that a real one is held against."""

    template_name = "staffing/delegation_try.html"
    heading = _("Try the rules")

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show the form, and who decides when it says something."""
        scope = Scope(self.region, None, timezone.localdate())
        is_asked = "organisation" in self.request.GET
        form = forms.TryForm(self.request.GET if is_asked else None, scope=scope)
        tried, problem = None, ""
        if is_asked and form.is_valid():
            tried = delegation_queries.tried(form.cleaned_data, scope.today)
            problem = hire_words.problem(tried.problem) if tried.problem else ""
        words = hire_words.rule(tried.rule) if tried and tried.rule else ""
        status = editing.UNPROCESSABLE if is_asked and not form.is_valid() else 200
        context = self.get_context_data(form=form, tried=tried, problem=problem, words=words, weighed=self._rows(tried))
        return self.render_to_response(context, status=status)

    def _rows(self, tried: delegation_queries.Tried | None) -> list[tuple[DelegationRule, str, list[str]]]:
        if tried is None:
            return []
        return [(rule, hire_words.rule(rule), hire_words.limits(stops)) for rule, stops in tried.weighed]

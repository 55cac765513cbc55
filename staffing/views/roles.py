"""Rights: a role granted in a scope, ended on a day or withdrawn at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import CreateView, UpdateView

from staffing import actions, editing, forms
from staffing.models import Region, RoleAssignment, User
from staffing.requests import person_of
from staffing.views.users import AdministratorMixin


class RoleAssignmentCreate(editing.InvalidFormMixin, AdministratorMixin, CreateView):
    """Grant a role: the scope first (`?region=10`, or the nation), then the role."""

    form_class = forms.RoleGrantForm
    template_name = "staffing/roleassignment_form.html"

    @cached_property
    def account(self) -> User:
        """Return whose right it is."""
        return get_object_or_404(User, pk=self.kwargs["pk"])

    @cached_property
    def region(self) -> Region | None:
        """Return the region of the scope, None for the nation."""
        code = self.request.GET.get("region", "")
        return get_object_or_404(Region, code=code) if code else None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whose role it is and where."""
        scope = {"user": self.account, "region": self.region, "today": timezone.localdate()}
        return {**super().get_form_kwargs(), **scope}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the scopes to choose from."""
        scope = {"account": self.account, "region": self.region, "regions": Region.objects.all()}
        return super().get_context_data(**scope, **kwargs)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Grant, unless the same was granted a moment ago."""
        try:
            with transaction.atomic():
                actions.grant_role(assignment=form.instance, by=person_of(self.request))
        except IntegrityError:
            form.add_error(None, _("The person already holds this role here in those days."))
            return self.form_invalid(form)
        messages.success(self.request, _("The role is granted."))
        return redirect("user_detail", pk=self.account.pk)


class RoleAssignmentEnd(editing.VersionedUpdateMixin, AdministratorMixin, UpdateView):
    """End a role on a day, or withdraw it at once (`now=1`)."""

    form_class = forms.RoleEndForm
    template_name = "staffing/roleassignment_end.html"
    context_object_name = "assignment"

    def get_queryset(self) -> QuerySet[RoleAssignment]:
        """Return every right with its person and place."""
        return RoleAssignment.objects.select_related("user", "organisation")

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"valid_to": self.object.valid_to or timezone.localdate()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Withdraw without asking for a day when the button says so."""
        if request.POST.get("now") == "1":
            data = request.POST.copy()
            data["valid_to"] = max(timezone.localdate(), self.get_object().valid_from).isoformat()
            request.POST = data  # type: ignore[assignment]  # Django lets one send on a changed copy; the stubs do not
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """End or withdraw; the last administrator stays."""
        common = {
            "assignment": form.instance,
            "version": form.cleaned_data["version"],
            "by": person_of(self.request),
            "today": timezone.localdate(),
        }
        try:
            with transaction.atomic():
                if self.request.POST.get("now") == "1":
                    actions.withdraw_role(**common)
                else:
                    actions.end_role(valid_to=form.cleaned_data["valid_to"], **common)
        except actions.LastAdministrator:
            form.add_error(None, _("This is the last administrator. Give somebody else the role first."))
            return self.form_invalid(form)
        messages.success(self.request, _("The role is ended."))
        return redirect("user_detail", pk=self.object.user_id)

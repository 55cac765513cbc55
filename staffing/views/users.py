"""Accounts: list, page with rights and history, create by invitation, change, close, erase."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, DetailView, UpdateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from staffing import access, actions, editing, filtersets, forms, queries, tables, tasks
from staffing.models import User
from staffing.requests import person_of
from staffing.views.frame import AdministrationMixin


def _last_administrator() -> str:
    return _("This is the last administrator. Give somebody else the role first.")


class UserList(AdministrationMixin, SingleTableMixin, FilterView):
    """The accounts that the reader may see, by text, role, region and state."""

    table_class = tables.UserTable
    filterset_class = filtersets.UserFilterSet
    template_name = "staffing/user_list.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[User]:
        """Return the accounts with their rights of today."""
        access.require(access.can_read_accounts(self.request.user))
        return queries.users_with_roles(person_of(self.request), timezone.localdate())


class UserDetail(AdministrationMixin, DetailView):
    """An account: who, what rights from when to when, and everything that was changed."""

    template_name = "staffing/user_detail.html"
    context_object_name = "account"

    def get_queryset(self) -> QuerySet[User]:
        """Return the accounts that the reader may see."""
        access.require(access.can_read_accounts(self.request.user))
        return access.visible_users(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add rights and history."""
        today = timezone.localdate()
        held = access.visible_role_assignments(self.request.user).filter(user=self.object)
        assignments = held.select_related("organisation__region").order_by("-valid_from", "pk")
        titles = access.visible_responsible_roles(self.request.user).filter(holder=self.object)
        return super().get_context_data(
            current=[right for right in assignments if right.valid_to is None or right.valid_to >= today],
            ended=[right for right in assignments if right.valid_to is not None and right.valid_to < today],
            today=today,
            responsible_roles=titles.select_related("organisation"),
            vacant_roles=queries.held_in_name_only(titles, today),
            changes=queries.history_of_account(self.object, person_of(self.request)),
            can_invite=self.object.is_active and not self.object.has_usable_password(),
            **kwargs,
        )


class AdministratorMixin(AdministrationMixin):
    """A page for administrators only; everybody else gets the same refusal whatever the address names."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the right before anything is looked up."""
        access.require(access.can_administer(request.user))
        return super().dispatch(request, *args, **kwargs)


class UserCreate(editing.InvalidFormMixin, AdministratorMixin, CreateView):
    """Make an account and send its invitation."""

    form_class = forms.AccountCreateForm
    template_name = "staffing/user_form.html"

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Create, order the mail, and go on to the roles."""
        user = actions.create_account(**form.cleaned_data, by=person_of(self.request))
        base_url = self.request.build_absolute_uri("/")
        actions.order_password_mail(email=user.email, base_url=base_url, is_invitation=True, by=person_of(self.request))
        messages.success(
            self.request,
            _("The account is made and an invitation goes to %(email)s. Give it a role: without one it sees nothing.")
            % {"email": user.email},
        )
        return redirect("user_detail", pk=user.pk)


class UserUpdate(editing.VersionedUpdateMixin, AdministratorMixin, UpdateView):
    """Change name, address and language of an account."""

    form_class = forms.AccountForm
    template_name = "staffing/user_form.html"
    context_object_name = "account"
    queryset = User.objects.all()

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Save unless somebody was first."""
        actions.change_account(user=form.instance, version=form.cleaned_data["version"], by=person_of(self.request))
        messages.success(self.request, _("The account is saved."))
        return redirect("user_detail", pk=self.object.pk)


def _version_of(request: HttpRequest) -> int:
    """Return the version that the reader saw.

    :raises BadRequest: when the form carries none.
    """
    form = forms.VersionForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("The form carries no version. Open the page again and try once more."))
    return form.cleaned_data["version"]


def _refused(request: HttpRequest, user: User, words: str, status: int) -> HttpResponse:
    """Say why nothing was done, with the way back to the account."""
    return render(request, "staffing/user_refused.html", {"account": user, "reason": words}, status=status)


def _changed_meanwhile() -> str:
    return _("Somebody else changed this meanwhile. Nothing was done; look at it as it is now and try again.")


@require_POST
def user_set_active(request: HttpRequest, pk: int, *, is_active: bool) -> HttpResponse:
    """Open or close an account."""
    access.require(access.can_administer(request.user))
    user = get_object_or_404(User, pk=pk)
    try:
        actions.set_active(
            user=user,
            version=_version_of(request),
            is_active=is_active,
            by=person_of(request),
            today=timezone.localdate(),
        )
    except editing.StaleVersion:
        return _refused(request, user, _changed_meanwhile(), editing.CONFLICT)
    except actions.LastAdministrator:
        return _refused(request, user, _last_administrator(), editing.UNPROCESSABLE)
    messages.success(request, _("The account is open.") if is_active else _("The account is closed."))
    return redirect("user_detail", pk=pk)


def user_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what erasing does, then erase name and address."""
    access.require(access.can_administer(request.user))
    user = get_object_or_404(User, pk=pk)
    if request.method != "POST":
        return render(request, "staffing/user_erase.html", {"account": user, "can_administer": True})
    try:
        actions.erase_personal_data(
            user=user,
            version=_version_of(request),
            by=person_of(request),
            today=timezone.localdate(),
        )
    except editing.StaleVersion:
        return _refused(request, user, _changed_meanwhile(), editing.CONFLICT)
    except actions.LastAdministrator:
        return _refused(request, user, _last_administrator(), editing.UNPROCESSABLE)
    messages.success(request, _("Name and address are erased. What the account did stays, without a name."))
    return redirect("user_detail", pk=pk)


@never_cache
@require_POST
def user_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitation again and show its link once, for an account that has no password yet."""
    access.require(access.can_administer(request.user))
    user = get_object_or_404(User, pk=pk)
    if user.has_usable_password() or not user.is_active:
        words = _("The person has a password already, or the account is closed. A new link is asked for at sign-in.")
        return _refused(request, user, words, editing.UNPROCESSABLE)
    base_url = request.build_absolute_uri("/")
    actions.order_password_mail(
        email=user.email,
        base_url=base_url,
        is_invitation=True,
        by=person_of(request),
    )
    context = {"account": user, "url": tasks.password_url(user, base_url), "back": reverse("user_detail", args=[pk])}
    return render(request, "staffing/user_invited.html", context)

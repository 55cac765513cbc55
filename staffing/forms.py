"""The forms of sign-in and of the administration's pages."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from staffing import actions, queries
from staffing.editing import VersionedForm, say_empty_choices
from staffing.models import Level, Organisation, Region, ResponsibleRole, Role, RoleAssignment, User
from staffing.models.people import EITHER_ROLES, NATIONAL_ROLES
from values import dates, text

LEVELS = list(Level)


class DayField(forms.DateField):
    """A day, written ÅÅÅÅ-MM-DD; the other spellings that cannot be misread are taken too."""

    # A keypad of digits may have no hyphen: eight digits are taken as well.
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"class": "date", "autocomplete": "off", "inputmode": "numeric"})
    default_error_messages: ClassVar = {
        "invalid": _("Write the day as year-month-day, such as 2026-04-03 or 20260403.")
    }

    def to_python(self, value: Any) -> datetime.date | None:
        """Return the day.

        :raises ValidationError: when the text is not a day, or could be two.
        """
        if isinstance(value, str) and value.strip():
            try:
                return dates.parse_date(value)
            except dates.InvalidDate as error:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return super().to_python(value)


class SignInForm(allauth_forms.LoginForm):
    """E-mail and password, open to password managers, with visible labels instead of placeholders."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs = {"type": "email", "autocomplete": "username", "autofocus": True}
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}


class NewPasswordForm(allauth_forms.ResetPasswordForm):
    """Ask for a link to set a password; known and unknown addresses take the same way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs = {"type": "email", "autocomplete": "username"}

    def clean_email(self) -> str:
        """Return the address; whether somebody has it is not asked here."""
        return self.cleaned_data["email"].lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Order the mail."""
        email = self.cleaned_data["email"]
        base_url = request.build_absolute_uri("/")
        actions.order_password_mail(email=email, base_url=base_url, is_invitation=False, by=None)
        return email


def _plain_passwords(form: forms.Form) -> None:
    """Show labels instead of placeholders, and the rules once, as plain text."""
    labels = {
        "oldpassword": _("Password today"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }
    for name, field in form.fields.items():
        field.label = labels[name]
        field.widget.attrs.pop("placeholder", None)
        field.help_text = ""
    form.fields["password1"].help_text = _(
        "At least 12 characters, not a common password and not like your name. A sentence is good."
    )


class SetPasswordForm(allauth_forms.ResetPasswordKeyForm):
    """Set a password through the link of a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_passwords(self)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """Change one's own password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_passwords(self)


class _AccountFields(forms.BaseModelForm):
    """What the forms of an account share: the address in small letters, as sign-in compares it."""

    def clean_email(self) -> str:
        """Return the address in small letters.

        :raises ValidationError: when another account has it.
        """
        email = self.cleaned_data["email"].lower()
        others = User.objects.filter(email=email).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("Another account has this address."))
        return email


class AccountCreateForm(_AccountFields, forms.ModelForm):
    """A new account; the person gets a link to set the password."""

    class Meta:
        model = User
        fields: ClassVar = ["name", "email", "language"]
        help_texts: ClassVar = {"email": _("The invitation is sent here.")}
        widgets: ClassVar = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }


class AccountForm(_AccountFields, VersionedForm):
    """Name, address and language of an account."""

    class Meta(AccountCreateForm.Meta):
        help_texts: ClassVar = {}


class VersionForm(forms.Form):
    """An act that needs nothing but the version that the reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class RoleGrantForm(forms.ModelForm):
    """A role in the nation, or in one region: the scope is chosen first, so that only what fits is offered."""

    valid_from = DayField(label=_("First day"))
    valid_to = DayField(label=_("Last day"), required=False, help_text=_("Empty means until further notice."))

    class Meta:
        model = RoleAssignment
        fields: ClassVar = ["role", "organisation", "valid_from", "valid_to"]

    def __init__(self, *args: Any, user: User, region: Region | None, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.user = user
        self.fields["valid_from"].initial = today
        national = {*NATIONAL_ROLES, *EITHER_ROLES}
        if region is None:
            del self.fields["organisation"]
            offered = [role for role in Role if role in national]
        else:
            offered = [role for role in Role if role not in NATIONAL_ROLES]
            self._offer_organisations(region, today)
        field: Any = self.fields["role"]
        field.choices = [("", _("not chosen")), *((role.value, role.label) for role in offered)]

    def _offer_organisations(self, region: Region, today: datetime.date) -> None:
        valid = Organisation.objects.filter(region=region).valid_on(today)
        field: Any = self.fields["organisation"]
        field.queryset, field.required = valid, True
        field.help_text = _("The role holds here and in everything below.")
        field.choices = [
            ("", _("not chosen")),
            *((branch.organisation.pk, branch.indented_name) for branch in queries.organisation_tree(valid)),
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse what the person already holds in the same place at the same time."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to") or datetime.date.max
        if first is None or "role" not in cleaned:
            return cleaned
        held = RoleAssignment.objects.filter(
            user=self.instance.user,
            role=cleaned["role"],
            organisation=cleaned.get("organisation"),
            valid_from__lte=last,
        )
        if held.exclude(valid_to__lt=first).exists():
            self.add_error(None, _("The person already holds this role here in those days."))
        return cleaned


class _LastDay(forms.BaseModelForm):
    """What the forms that end something share: it does not end before it began."""

    def clean_valid_to(self) -> datetime.date:
        """Return the last day.

        :raises ValidationError: when it is before the first.
        """
        last: datetime.date = self.cleaned_data["valid_to"]
        if last < self.instance.valid_from:
            raise ValidationError(_("The last day is before the first."))
        return last


class RoleEndForm(_LastDay, VersionedForm):
    """The last day of a role."""

    valid_to = DayField(label=_("Last day"), help_text=_("The role holds to the end of this day."))

    class Meta:
        model = RoleAssignment
        fields: ClassVar = ["valid_to"]


class OrganisationForm(VersionedForm):
    """Name, code and default care area of an organisation."""

    class Meta:
        model = Organisation
        fields: ClassVar = ["name", "code", "care_area", "order"]
        help_texts: ClassVar = {
            "name": _("The earlier name stays in the history, and in reports that are frozen."),
            "order": _("Lower numbers come first among siblings."),
        }
        widgets: ClassVar = {"order": forms.TextInput(attrs={"inputmode": "numeric"})}

    def clean(self) -> dict[str, Any]:
        """Refuse a code that another organisation of the region has."""
        cleaned = super().clean() or {}
        same = Organisation.objects.filter(region_id=self.instance.region_id, code=cleaned.get("code"))
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("code", _("Another organisation of the region has this code."))
        return cleaned


class OrganisationCreateForm(forms.ModelForm):
    """A new organisation below another one."""

    valid_from = DayField(label=_("Valid from"))

    class Meta:
        model = Organisation
        fields: ClassVar = ["name", "level", "code", "care_area", "valid_from"]

    def __init__(self, *args: Any, parent: Organisation, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.parent, self.instance.region = parent, parent.region
        self.fields["valid_from"].initial = max(today.replace(month=1, day=1), parent.valid_from)
        deeper = LEVELS[LEVELS.index(Level(parent.level)) + 1 :]
        field: Any = self.fields["level"]
        field.choices = [(level.value, level.label) for level in deeper]
        field.initial = deeper[0] if deeper else None
        say_empty_choices(self)

    def clean(self) -> dict[str, Any]:
        """Refuse a taken code, and a first day before that of the organisation above."""
        cleaned = super().clean() or {}
        parent: Any = self.instance.parent
        if Organisation.objects.filter(region_id=parent.region_id, code=cleaned.get("code")).exists():
            self.add_error("code", _("Another organisation of the region has this code."))
        if cleaned.get("valid_from") and cleaned["valid_from"] < parent.valid_from:
            self.add_error("valid_from", _("The organisation above did not exist then."))
        return cleaned


class OrganisationCloseForm(_LastDay, VersionedForm):
    """The last day of an organisation."""

    valid_to = DayField(label=_("Last day"))

    class Meta:
        model = Organisation
        fields: ClassVar = ["valid_to"]


class OrganisationDeleteForm(VersionedForm):
    """Nothing but the version."""

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = []


class _ResponsibleRoleFields(forms.BaseModelForm):
    """What the forms of a responsible role share."""

    def offer_holders(self, region: Region, today: datetime.date) -> None:
        """Offer the people of the region, and whoever holds the role now."""
        field: Any = self.fields["holder"]
        field.queryset = queries.members_of(region, today) | User.objects.filter(pk=self.instance.holder_id)
        field.empty_label = _("nobody")
        field.help_text = _("Who holds the role now: the person finds its activities under My activities.")

    def refuse_double(self, organisation: Organisation | None, title: str | None) -> None:
        """Refuse a title that the organisation already has, however it is spelled."""
        if organisation is None or not title:
            return
        same = ResponsibleRole.objects.filter(organisation=organisation, title_key=text.search_key(title))
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("title", _("The organisation already has this role."))


class ResponsibleRoleForm(_ResponsibleRoleFields, VersionedForm):
    """Title and holder of a responsible role."""

    class Meta:
        model = ResponsibleRole
        fields: ClassVar = ["title", "holder"]
        help_texts: ClassVar = {"title": _("As plans print it, such as “Personaldirektör”.")}

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_holders(self.instance.organisation.region, today)

    def clean(self) -> dict[str, Any]:
        """Refuse a title twice."""
        cleaned = super().clean() or {}
        self.refuse_double(self.instance.organisation, cleaned.get("title"))
        return cleaned


class ResponsibleRoleCreateForm(_ResponsibleRoleFields, forms.ModelForm):
    """A new responsible role in a region."""

    class Meta:
        model = ResponsibleRole
        fields: ClassVar = ["organisation", "title", "holder"]
        help_texts: ClassVar = ResponsibleRoleForm.Meta.help_texts

    def __init__(
        self, *args: Any, region: Region, organisation_ids: frozenset[int] | None, today: datetime.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_holders(region, today)
        valid = Organisation.objects.filter(region=region).valid_on(today)
        allowed = valid if organisation_ids is None else valid.filter(pk__in=organisation_ids)
        field: Any = self.fields["organisation"]
        field.queryset = allowed
        tree = queries.organisation_tree(valid)
        reachable = None if organisation_ids is None else set(organisation_ids)
        field.choices = [
            (branch.organisation.pk, branch.indented_name)
            for branch in tree
            if reachable is None or branch.organisation.pk in reachable
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a title twice."""
        cleaned = super().clean() or {}
        self.refuse_double(cleaned.get("organisation"), cleaned.get("title"))
        return cleaned

"""The forms of the table of delegation, its substitutes, and hire stops: every change says why."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staffing import queries
from staffing.access import DECIDING_ROLES
from staffing.editing import say_empty_choices
from staffing.fields import SwedishDecimalField
from staffing.forms import DayField
from staffing.models import (
    DelegationRule,
    DelegationSubstitute,
    FrameworkAgreement,
    HireStop,
    Organisation,
    Profession,
    Region,
    ResponsibleRole,
)
from staffing.reference_forms import CorrectionForm, ReasonField, WholeNumberField

UNTIL_FURTHER = _("Empty means until further notice.")


@dataclass(frozen=True)
class Scope:
    """What a form may offer: the region, the organisations that the writer keeps (None: all), and the day."""

    region: Region
    organisation_ids: frozenset[int] | None
    today: datetime.date


def offer_places(form: forms.BaseForm, scope: Scope) -> None:
    """Offer the organisations that the writer keeps, as a tree."""
    valid = Organisation.objects.filter(region=scope.region).valid_on(scope.today)
    allowed = valid if scope.organisation_ids is None else valid.filter(pk__in=scope.organisation_ids)
    field: Any = form.fields["organisation"]
    field.queryset = allowed
    reachable = scope.organisation_ids
    field.choices = [
        (branch.organisation.pk, branch.indented_name)
        for branch in queries.organisation_tree(valid)
        if reachable is None or branch.organisation.pk in reachable
    ]


def offer_roles(form: forms.BaseForm, region: Region) -> None:
    """Offer the region's roles, each with who holds it."""
    roles = ResponsibleRole.objects.filter(organisation__region=region).select_related("organisation", "holder")
    field: Any = form.fields["role"]
    field.queryset = roles
    field.choices = [("", _("not chosen")), *((role.pk, role_words(role)) for role in roles.order_by("title", "pk"))]


def role_words(role: ResponsibleRole) -> str:
    """Return the role, where it is, and who holds it."""
    holder = role.holder.name if role.holder else gettext("nobody holds it")
    return f"{role.title}, {role.organisation.name} ({holder})"


class _RuleFields(forms.BaseModelForm):
    """What the forms of a rule share."""

    def arrange(self, scope: Scope) -> None:
        """Offer what there is to choose."""
        offer_roles(self, scope.region)
        profession: Any = self.fields["profession"]
        profession.empty_label = _("all professions")
        if "organisation" in self.fields:
            offer_places(self, scope)
        say_empty_choices(self)

    def refuse_alike(self) -> None:
        """Refuse a rule that names another role where nothing would tell the two apart."""
        cleaned = self.cleaned_data
        if self.errors:
            return
        last = cleaned.get("valid_to") or datetime.date.max
        alike = DelegationRule.objects.filter(
            organisation=cleaned.get("organisation") or self.instance.organisation,
            step=cleaned["step"],
            profession=cleaned.get("profession"),
            valid_from__lte=last,
        ).exclude(pk=self.instance.pk)
        alike = alike.exclude(valid_to__lt=cleaned["valid_from"]).exclude(role=cleaned["role"])
        first = alike.select_related("role").first()
        if first is not None:
            words = _(
                "“%(role)s” decides on this step already, for the same place and profession. Choose another step."
            )
            self.add_error("step", ValidationError(words, params={"role": first.role.title}))

    def clean(self) -> dict[str, Any]:
        """Refuse two deciders of one step."""
        cleaned = super().clean() or {}
        self.refuse_alike()
        return cleaned


class _RuleMeta:
    model = DelegationRule
    fields: ClassVar = [
        "role",
        "step",
        "profession",
        "largest_sek",
        "longest_weeks",
        "covers_outside_framework",
        "covers_over_list_price",
        "covers_hire_stop",
        "reference",
        "valid_from",
        "valid_to",
    ]
    help_texts: ClassVar = {
        "role": _("A role, not a person: it outlives who holds it."),
        "reference": _("Where it stands, such as “Delegationsordning § 4.2”."),
    }


def _limit(label: Any, places: int, digits: int) -> SwedishDecimalField:
    return SwedishDecimalField(
        label=label, required=False, decimal_places=places, max_digits=digits, help_text=_("Empty means no limit.")
    )


class RuleForm(_RuleFields, CorrectionForm):
    """A rule that is there."""

    step = WholeNumberField(label=_("Step"), help_text=_("1 is the lowest; what is over its limits goes to the next."))
    largest_sek = _limit(_("At most (kr)"), 2, 12)
    longest_weeks = _limit(_("At most (weeks)"), 1, 6)
    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Valid to"), required=False, help_text=UNTIL_FURTHER)

    class Meta(_RuleMeta):
        pass

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arrange(scope)


class RuleCreateForm(_RuleFields, forms.ModelForm):
    """A new rule."""

    step = WholeNumberField(label=_("Step"), help_text=_("1 is the lowest; what is over its limits goes to the next."))
    largest_sek = _limit(_("At most (kr)"), 2, 12)
    longest_weeks = _limit(_("At most (weeks)"), 1, 6)
    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Valid to"), required=False, help_text=UNTIL_FURTHER)

    class Meta(_RuleMeta):
        fields: ClassVar = ["organisation", *_RuleMeta.fields]
        help_texts: ClassVar = {
            **_RuleMeta.help_texts,
            "organisation": _("The rule holds here and in everything below."),
        }

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = scope.today
        self.arrange(scope)


class EndForm(CorrectionForm):
    """The last day of what is in force, and why."""

    valid_to = DayField(label=_("Last day"), help_text=_("It holds to the end of this day."))
    reason = ReasonField(label=_("Why it ends"))

    def clean_valid_to(self) -> datetime.date:
        """Return the last day.

        :raises ValidationError: when it is before the first.
        """
        last: datetime.date = self.cleaned_data["valid_to"]
        if last < self.instance.valid_from:
            raise ValidationError(gettext("The last day is before the first."))
        return last


class RuleEndForm(EndForm):
    """The last day of a rule."""

    class Meta:
        model = DelegationRule
        fields: ClassVar = ["valid_to"]


class FrameworkEndForm(EndForm):
    """An earlier last day of an agreement."""

    class Meta:
        model = FrameworkAgreement
        fields: ClassVar = ["valid_to"]

    def clean_valid_to(self) -> datetime.date:
        """Return the last day.

        :raises ValidationError: when it is no earlier than the one that stands: a longer time is a new version.
        """
        last, stands = super().clean_valid_to(), self.initial.get("valid_to")
        if stands is not None and last >= stands:
            raise ValidationError(
                gettext("The agreement ends no later than that already. A longer time is a new version.")
            )
        return last


class SubstituteEndForm(EndForm):
    """The last day of a substitute."""

    class Meta:
        model = DelegationSubstitute
        fields: ClassVar = ["valid_to"]


class StopEndForm(EndForm):
    """The last day of a hire stop."""

    class Meta:
        model = HireStop
        fields: ClassVar = ["valid_to"]


class SubstituteForm(forms.ModelForm):
    """Who decides in the holder's place, from a day to a day."""

    valid_from = DayField(label=_("First day"))
    valid_to = DayField(label=_("Last day"))

    class Meta:
        model = DelegationSubstitute
        fields: ClassVar = ["user", "valid_from", "valid_to"]
        help_texts: ClassVar = {
            "user": _("Somebody with a role in the region that acts: not its auditor or steering group.")
        }

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = queries.members_of(scope.region, scope.today, roles=DECIDING_ROLES).exclude(
            pk=self.instance.role.holder_id
        )
        self.fields["valid_from"].initial = scope.today
        say_empty_choices(self)

    def clean(self) -> dict[str, Any]:
        """Refuse two substitutes of one role at once: one decides."""
        cleaned = super().clean() or {}
        if cleaned.get("valid_from") and cleaned.get("valid_to"):
            others = DelegationSubstitute.objects.filter(
                role=self.instance.role, valid_from__lte=cleaned["valid_to"], valid_to__gte=cleaned["valid_from"]
            )
            if other := others.select_related("user").first():
                words = _("%(name)s is the substitute in some of those days. One at a time decides.")
                self.add_error("valid_from", ValidationError(words, params={"name": other.user.name}))
        return cleaned


class _StopFields(forms.BaseModelForm):
    """What the forms of a hire stop share."""

    def arrange(self, scope: Scope) -> None:
        """Offer what there is to choose."""
        profession: Any = self.fields["profession"]
        profession.empty_label = _("all professions")
        care_area: Any = self.fields["care_area"]
        care_area.empty_label = _("all care areas")
        if "organisation" in self.fields:
            offer_places(self, scope)


_STOP_FIELDS = [
    "profession",
    "care_area",
    "valid_from",
    "valid_to",
    "decided_by",
    "decided_date",
    "registry_number",
    "reason",
]


class StopCreateForm(_StopFields, forms.ModelForm):
    """A new hire stop."""

    valid_from = DayField(label=_("First day"))
    valid_to = DayField(label=_("Last day"), required=False, help_text=UNTIL_FURTHER)
    decided_date = DayField(label=_("Decided on"))

    class Meta:
        model = HireStop
        fields: ClassVar = ["organisation", *_STOP_FIELDS]
        help_texts: ClassVar = {
            "organisation": _("The stop holds here and in everything below."),
            "decided_by": _("A role, not a person: “Regiondirektör”."),
            "registry_number": _("The decision's own number (diarienummer)."),
        }

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = self.fields["decided_date"].initial = scope.today
        self.arrange(scope)


class StopForm(_StopFields, CorrectionForm):
    """A hire stop that is there; `reason` is why it was decided, `why` why it is corrected."""

    valid_from = DayField(label=_("First day"))
    valid_to = DayField(label=_("Last day"), required=False, help_text=UNTIL_FURTHER)
    decided_date = DayField(label=_("Decided on"))
    reason: Any = forms.CharField(label=_("Reason"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))
    why = ReasonField()

    class Meta:
        model = HireStop
        fields: ClassVar = list(_STOP_FIELDS)
        help_texts: ClassVar = StopCreateForm.Meta.help_texts

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*_STOP_FIELDS, "why"])
        self.arrange(scope)


class TryForm(forms.Form):
    """A made-up request, to see who would decide on it."""

    organisation: Any = forms.ModelChoiceField(queryset=Organisation.objects.none(), label=_("Unit"))
    profession: Any = forms.ModelChoiceField(queryset=Profession.objects.none(), label=_("Profession"))
    cost_sek = SwedishDecimalField(label=_("Amount (kr)"), min_value=0, decimal_places=2, max_digits=12)
    weeks = SwedishDecimalField(label=_("Weeks"), min_value=0, decimal_places=1, max_digits=6)
    is_outside_framework = forms.BooleanField(label=_("Outside the framework"), required=False)
    is_over_list_price = forms.BooleanField(label=_("Above the list price"), required=False)
    is_in_hire_stop = forms.BooleanField(label=_("Inside a hire stop"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self, scope)
        profession: Any = self.fields["profession"]
        profession.queryset = Profession.objects.all()
        say_empty_choices(self)

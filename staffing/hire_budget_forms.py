"""The forms of budgets for hires and of what own staff costs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staffing.editing import VersionedForm
from staffing.fields import SwedishDecimalField
from staffing.forms import DayField
from staffing.models import HireBudget, OwnStaffRate


class BudgetForm(VersionedForm):
    """An organisation's budget of a year; version 0 says that there was none when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    amount_sek = SwedishDecimalField(
        label=_("Budget for hires (kr)"),
        help_text=_("For the calendar year, without VAT, for the organisation and all below it."),
        min_value=Decimal(0),
        max_digits=13,
        decimal_places=2,
    )

    class Meta:
        model = HireBudget
        fields: ClassVar = ["amount_sek", "decided_by", "reference"]
        labels: ClassVar = {"decided_by": _("Decided by (role or board)"), "reference": _("Reference")}
        help_texts: ClassVar = {"reference": _("Such as the decision's registry number.")}


class OwnRateForm(VersionedForm):
    """What an hour of own staff costs, from a day."""

    sek_per_hour = SwedishDecimalField(
        label=_("Own staff (kr an hour)"),
        help_text=_("Pay with supplements and the employer's contributions, per hour worked."),
        min_value=Decimal(1),
        max_value=Decimal(20_000),
        decimal_places=2,
    )
    valid_from = DayField(label=_("Valid from"))

    class Meta:
        model = OwnStaffRate
        fields: ClassVar = ["profession", "speciality", "sek_per_hour", "valid_from", "source"]
        labels: ClassVar = {"profession": _("Profession"), "speciality": _("Speciality"), "source": _("Source")}
        help_texts: ClassVar = {
            "speciality": _("Left empty: the whole profession."),
            "source": _("Where the amount is from, so that others can judge it."),
        }

    def clean(self) -> dict[str, Any]:
        """Hold the speciality against the profession, and refuse a second cost from the same day."""
        data = super().clean() or self.cleaned_data
        profession, speciality = data.get("profession"), data.get("speciality")
        if profession and speciality and speciality.profession_id != profession.pk:
            self.add_error("speciality", _("The speciality belongs to another profession."))
        if profession and data.get("valid_from"):
            others = OwnStaffRate.objects.filter(
                region=self.instance.region, profession=profession, speciality=speciality, valid_from=data["valid_from"]
            )
            if others.exclude(pk=self.instance.pk).exists():
                words = gettext("There is a cost of own staff from that day already.")
                self.add_error("valid_from", ValidationError(words))
        return data

"""The form that sets an assumption from a date on."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.forms.amounts import AmountField
from indicators.models import Assumption, AssumptionCode


class AssumptionForm(forms.ModelForm):
    """A new value from a date on; a value that figures have been shown with is not overwritten."""

    value = AmountField(
        exponent=None, label=_("Value"), widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    )

    class Meta:
        model = Assumption
        fields = ("code", "value", "valid_from", "source")
        widgets: ClassVar = {"valid_from": forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].required = True
        self.fields["code"] = forms.ChoiceField(label=_("Assumption"), choices=AssumptionCode.choices)

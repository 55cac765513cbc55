"""Forms that define an indicator, enter a figure of it, and share what is entered."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from indicators import other_indicators
from indicators.cost_upload import Place
from indicators.forms.amounts import AmountField, typed
from indicators.forms.returns import PeriodField
from indicators.models import Indicator, IndicatorKind, IndicatorValue
from indicators.other_indicators import Given
from staffing.editing import VersionedForm
from staffing.models import CareArea, Level, Organisation, Profession, Region
from values.period import Period

RESERVED = frozenset({"nytt", "mall", "fil"})
"""Codes that would hide an indicator behind another page's address."""
NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
FIXED_WITH_FIGURES = ("unit", "length")


class IndicatorForm(VersionedForm):
    """Define or change an indicator; its code is set once, its unit and period until there are figures."""

    target = AmountField(
        label=_("Target"), widget=forms.TextInput(attrs=NUMBER), help_text=_("In the indicator's unit.")
    )
    target_date = forms.DateField(
        label=_("Target to be reached by"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "date", "autocomplete": "off"}),
        help_text=_("Year-month-day, 2026-04-03."),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write year-month-day, like 2026-04-03.")},
    )

    class Meta:
        model = Indicator
        fields = (
            *("code", "name_sv", "name_en", "definition_sv", "definition_en"),
            *("numerator_sv", "numerator_en", "denominator_sv", "denominator_en"),
            *("unit", "decimals", "direction", "target", "target_date", "length"),
            *("by_organisation", "by_profession", "by_care_area", "source", "owner", "kind", "order"),
        )
        widgets: ClassVar = {
            "definition_sv": forms.Textarea(attrs={"rows": 4}),
            "definition_en": forms.Textarea(attrs={"rows": 4}),
            "decimals": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            "order": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        }
        help_texts: ClassVar = {
            "source": _("Where the definition is from; write “egen definition” when it is the product's own."),
            "numerator_sv": _("What is divided; leave the four fields empty when the figure is given as one number."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]
            self.initial["target"] = typed(self.instance.target)

    def clean_code(self) -> str:
        """Refuse a code that is part of another address."""
        code = str(self.cleaned_data["code"])
        if code in RESERVED:
            raise ValidationError(_("This code is taken by a page. Choose another."))
        return code

    def clean(self) -> dict[str, Any]:
        """Keep what figures are read by, and refuse a computed indicator that nothing computes."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and IndicatorValue.objects.filter(indicator_id=self.instance.pk).exists():
            for name in set(FIXED_WITH_FIGURES) & set(self.changed_data):
                self.add_error(
                    name, _("There are figures in this unit and period already. Define a new indicator instead.")
                )
        code = self.instance.code or cleaned.get("code")
        if cleaned.get("kind") == IndicatorKind.COMPUTED and code not in other_indicators.FORMULAS:
            self.add_error("kind", _("No formula is written for this code, so its figures must be entered."))
        return cleaned


def organisations_of(region: Region) -> Any:
    """Return the parts of a region that a figure may be of."""
    return Organisation.objects.filter(region=region).exclude(level=Level.REGION).order_by("name")


class IndicatorValueForm(forms.Form):
    """One figure: period, part of the region, and a value, or numerator and denominator. A correction needs its reason."""

    period = PeriodField(label=_("Period"), max_length=40)
    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), required=False, empty_label=_("the whole region")
    )
    profession = forms.ModelChoiceField(
        Profession.objects.all(), label=_("Profession"), required=False, empty_label=_("all")
    )
    care_area = forms.ModelChoiceField(
        CareArea.objects.all(), label=_("Care area"), required=False, empty_label=_("all")
    )
    numerator = AmountField(widget=forms.TextInput(attrs=NUMBER))
    denominator = AmountField(widget=forms.TextInput(attrs=NUMBER))
    value = AmountField(label=_("Value"), widget=forms.TextInput(attrs=NUMBER))
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, help_text=_("What a reader of the figure needs to know.")
    )
    reason = forms.CharField(
        label=_("Reason for the correction"),
        max_length=500,
        error_messages={"required": _("There is a figure for this period already. Write why it is corrected.")},
    )
    is_taken_back = forms.BooleanField(
        label=_("Take the figure back: there is none for this period after all"), required=False
    )
    is_shared = forms.BooleanField(
        label=_("Share with the other regions"),
        required=False,
        help_text=_("What is not shared is seen by your own region and by the nation's coordinator and auditor."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self,
        *args: Any,
        indicator: Indicator,
        region: Region,
        existing: IndicatorValue | None,
        today: datetime.date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicator, self.region, self.existing, self.today = indicator, region, existing, today
        chosen: Any = self.fields["organisation"]
        chosen.queryset = organisations_of(region)
        self._leave_out()
        if indicator.is_divided:
            self.fields["numerator"].label = format_lazy(_("Numerator: {what}"), what=indicator.numerator)
            self.fields["denominator"].label = format_lazy(_("Denominator: {what}"), what=indicator.denominator)
            self.fields["value"].label = _("Or the value alone")
            self.fields["value"].help_text = _(
                "Only if the two numbers are not known: the figure can then not be added up."
            )
        # Either the pair or the value is needed, so none of them is called optional.
        for name in self.fields.keys() & {"numerator", "denominator", "value"}:
            expected: Any = self.fields[name]
            expected.is_expected = True
        self.fields["period"].help_text = format_lazy(
            _("The indicator is reported by {length}."), length=indicator.get_length_display()
        )

    def _leave_out(self) -> None:
        """Take away the fields that this indicator, or a first figure, has no use for."""
        indicator = self.indicator
        unused = [name for name in ("organisation", "profession", "care_area") if not getattr(indicator, f"by_{name}")]
        if not indicator.is_divided:
            unused += ["numerator", "denominator"]
        if self.existing is None:
            unused += ["reason", "is_taken_back"]
        elif self.existing.shared_at is not None:
            # A correction of what is shared is shared: there is nothing to choose.
            unused += ["is_shared"]
        for name in unused:
            del self.fields[name]

    def clean_period(self) -> Period | None:
        """Refuse a period of another length, and one that has not begun."""
        period: Period | None = self.cleaned_data["period"]
        if period is None:
            return None
        if period.length != self.indicator.length:
            raise ValidationError(
                _("The indicator is reported by %(length)s."), params={"length": self.indicator.get_length_display()}
            )
        if period.first_date > self.today:
            raise ValidationError(_("The period has not begun yet."))
        return period

    def clean(self) -> dict[str, Any]:
        """Hold the numbers against one another, and the part against the period."""
        cleaned = super().clean() or self.cleaned_data
        organisation, period = cleaned.get("organisation"), cleaned.get("period")
        if organisation and period and not _is_there(organisation, period):
            self.add_error("organisation", _("The organisation did not exist in the period."))
        if not cleaned.get("is_taken_back"):
            self._check_numbers(cleaned)
        return cleaned

    def _check_numbers(self, cleaned: dict[str, Any]) -> None:
        value, numerator, denominator = (cleaned.get(name) for name in ("value", "numerator", "denominator"))
        if self.errors.keys() & {"value", "numerator", "denominator"}:
            return
        if not self.indicator.is_divided:
            if value is None:
                self.add_error("value", _("Write the figure."))
        elif value is not None and (numerator is not None or denominator is not None):
            self.add_error("value", _("Write either the two numbers or the value alone."))
        elif value is None and (numerator is None or denominator is None):
            lacking = "numerator" if numerator is None else "denominator"
            self.add_error(lacking, _("Write both numbers, or the value alone."))
        elif denominator == Decimal(0):
            self.add_error("denominator", _("The denominator is zero, so there is nothing to divide by."))

    @property
    def given(self) -> Given:
        """Return the numbers; none when the figure is taken back."""
        if self.cleaned_data.get("is_taken_back"):
            return Given(None, None, None)
        return Given(*(self.cleaned_data.get(name) for name in ("value", "numerator", "denominator")))


def _is_there(organisation: Organisation, period: Period) -> bool:
    return Place(organisation.pk, organisation.valid_from, organisation.valid_to).is_there(period)


class ShareUploadForm(forms.Form):
    """Write the file, and say whether the other regions see its figures."""

    is_shared = forms.BooleanField(
        label=_("Share with the other regions"),
        required=False,
        help_text=_("What is not shared is seen by your own region and by the nation's coordinator and auditor."),
    )


class TemplateFormatForm(forms.Form):
    """In which format the template is fetched."""

    format = forms.ChoiceField(choices=[("xlsx", "xlsx"), ("csv", "csv")])

"""The forms of targets and published figures: added with a date or a source, corrected with a reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators import published_words
from indicators.forms.amounts import AmountField, typed
from indicators.models import Assumption, PublishedFigure, Target
from staffing.editing import say_empty_choices
from staffing.forms import DayField
from staffing.models import Region
from staffing.reference_forms import CorrectionForm
from values.numbers import AmbiguousNumber, InvalidNumber, parse_decimal

FULL = Decimal(100)
HUNDREDTH = Decimal("0.01")
FIGURES_NAMED = {
    "first": published_words.FIGURES["agency cost"],
    "second": published_words.FIGURES["cost ratio"],
}
UNITS_NAMED = {"first": published_words.UNITS["mnkr"], "second": published_words.UNITS["percent"]}
NATION = "Nation"
"""What published figures of the whole nation are kept as."""


class ShareField(forms.Field):
    """A share between 0 and 100 per cent, typed in per cent with at most two decimals and kept as a fraction."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        """Return the fraction, None when nothing is written.

        :raises ValidationError: when it is no such share.
        """
        if isinstance(value, Decimal):
            return value
        text = str(value).strip().removesuffix("%").strip() if value is not None else ""
        if not text:
            return None
        try:
            number = parse_decimal(text)
        except InvalidNumber as invalid:
            raise ValidationError(gettext("Write the share in per cent, such as 2,0.")) from invalid
        if not 0 < number < FULL or number != number.quantize(HUNDREDTH):
            raise ValidationError(gettext("Write a share above 0 and below 100 per cent, with at most two decimals."))
        return number / FULL

    def prepare_value(self, value: Any) -> Any:
        """Print a stored fraction in per cent; what was typed stays as it was."""
        return typed(value * FULL) if isinstance(value, Decimal) else value


class _TargetFields(forms.BaseModelForm):
    """What the forms of a target share."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_empty_choices(self)
        if "region" in self.fields:
            region: Any = self.fields["region"]
            region.empty_label = _("the nation")
            region.help_text = _("A region without a target of its own has the nation's.")


class TargetCreateForm(_TargetFields, forms.ModelForm):
    """A target from a day on, the nation's or a region's own."""

    ratio = ShareField(label=_("Target (per cent of own staff cost)"))
    valid_from = DayField(
        label=_("Valid from"), help_text=_("Periods that end on this day or later are held against it.")
    )

    class Meta:
        model = Target
        fields: ClassVar = ["region", "ratio", "valid_from"]

    def clean(self) -> dict[str, Any]:
        """Refuse a second target of the nation from the same day: the database's own rule has no words for it."""
        cleaned = super().clean() or {}
        _refuse_the_same_day(self, cleaned.get("region"), cleaned.get("valid_from"))
        return cleaned


class TargetForm(_TargetFields, CorrectionForm):
    """Share and first day of a target."""

    ratio = ShareField(label=_("Target (per cent of own staff cost)"))
    valid_from = DayField(label=_("Valid from"))

    class Meta:
        model = Target
        fields: ClassVar = ["ratio", "valid_from"]

    def clean(self) -> dict[str, Any]:
        """Refuse the first day of another target of the same region."""
        cleaned = super().clean() or {}
        _refuse_the_same_day(self, self.instance.region, cleaned.get("valid_from"))
        return cleaned


def _refuse_the_same_day(form: Any, region: Region | None, day: Any) -> None:
    others = Target.objects.filter(region=region, valid_from=day).exclude(pk=form.instance.pk)
    if day is not None and others.exists():
        form.add_error("valid_from", _("There is a target from that date already. Correct that one."))


class AssumptionCorrectionForm(CorrectionForm):
    """A value that was written wrong; what holds from another day on is a new value."""

    value = AmountField(
        exponent=None, label=_("Value"), widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    )
    valid_from = DayField(label=_("Valid from"))

    class Meta:
        model = Assumption
        fields: ClassVar = ["value", "valid_from", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].required = True
        self.fields["source"].required = True
        if isinstance(self.initial.get("value"), Decimal):
            self.initial["value"] = typed(self.initial["value"])

    def _get_validation_exclusions(self) -> set[str]:
        """Let the model's rules see which assumption it is, though the form does not ask."""
        hidden: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # Django's own, which the stubs leave out
        return hidden - {"code"}


class _PublishedFields(forms.BaseModelForm):
    """What the forms of a published figure share: numbers in any Swedish spelling, other words marked as approximate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = {
            "figure": format_lazy(_("As in the list: {first}, {second} …"), **FIGURES_NAMED),
            "value": _("A number, or the source's own words (“about 4000”)."),
            "unit": format_lazy(_("As in the list: {first}, {second} …"), **UNITS_NAMED),
            "period": _("As in the list: 2025, 2020 H1, 2016-11 …"),
            "source": _("Who published it, and when."),
            "is_approximate": _("The source rounds, or says about, under, over."),
        }
        for name, text in texts.items():
            self.fields[name].help_text = text
        if self.instance.pk:
            self.initial["value"] = typed_value(self.instance.value)
            self.initial["figure"] = published_words.figure_words(self.instance.figure)
            self.initial["unit"] = published_words.unit_words(self.instance.unit)

    def clean_figure(self) -> str:
        """Return the short name of a figure that the list has, else what was written."""
        return published_words.key_of(self.cleaned_data["figure"], published_words.FIGURES)

    def clean_unit(self) -> str:
        """Return the short name of a unit that the list has, else what was written."""
        return published_words.key_of(self.cleaned_data["unit"], published_words.UNITS)

    def clean_value(self) -> str:
        """Return a number with a decimal point, as all are kept, or the words.

        :raises ValidationError: when a dot could part thousands.
        """
        text = str(self.cleaned_data["value"]).strip()
        try:
            return f"{parse_decimal(text):f}"
        except AmbiguousNumber as ambiguous:
            raise ValidationError(
                gettext("The dot can part thousands or begin the decimals. Write 1 234 or 1,234.")
            ) from ambiguous
        except InvalidNumber:
            return text

    def clean(self) -> dict[str, Any]:
        """Ask that words are marked as approximate, so that nobody computes with them."""
        cleaned = super().clean() or {}
        if "value" in cleaned and not is_number(cleaned["value"]) and not cleaned.get("is_approximate"):
            self.add_error("is_approximate", _("Words instead of a number are approximate: mark it."))
        return cleaned


def is_number(text: str) -> bool:
    """Return whether a published value is a plain number."""
    try:
        parse_decimal(text)
    except AmbiguousNumber:
        return True
    except InvalidNumber:
        return False
    return True


def typed_value(text: str) -> str:
    """Return a kept value as a person would type it: 87.3 as 87,3; words as they are."""
    return typed(Decimal(text)) if is_number(text) else text


class PublishedFigureCreateForm(_PublishedFields, forms.ModelForm):
    """A figure that somebody has published."""

    class Meta:
        model = PublishedFigure
        fields: ClassVar = ["region", "figure", "value", "unit", "period", "is_approximate", "source", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region"]
        region.empty_label = _("the nation")

    def clean(self) -> dict[str, Any]:
        """Say whose figure it is, and refuse what the source has given already."""
        cleaned = super().clean() or {}
        region = cleaned.get("region")
        self.instance.entity = region.short_name if region else NATION
        there = PublishedFigure.objects.filter(
            entity=self.instance.entity,
            **{name: cleaned.get(name, "") for name in ("figure", "period", "source")},
        )
        if there.exists():
            self.add_error("source", _("The source's figure of that period is there already. Correct that one."))
        return cleaned


class PublishedFigureForm(_PublishedFields, CorrectionForm):
    """What stands of a published figure; whose it is stays."""

    class Meta:
        model = PublishedFigure
        fields: ClassVar = ["figure", "value", "unit", "period", "is_approximate", "source", "note"]

    def clean(self) -> dict[str, Any]:
        """Refuse to make it another figure that is there already."""
        cleaned = super().clean() or {}
        key = {name: cleaned.get(name, "") for name in ("figure", "period", "source")}
        others = PublishedFigure.objects.filter(entity=self.instance.entity, **key).exclude(pk=self.instance.pk)
        if others.exists():
            self.add_error("source", _("The source's figure of that period is there already. Correct that one."))
        return cleaned

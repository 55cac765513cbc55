"""The forms of the reference data: a correction says why."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staffing.actions import reference
from staffing.editing import VersionedForm, say_empty_choices
from staffing.forms import DayField
from staffing.models import CareArea, Population, Profession, RegionName
from staffing.population_sheet import MOST
from staffing.table_forms import TableForm
from values.numbers import InvalidNumber, format_decimal, parse_decimal

LONGEST_TABLE = 20_000
"""Characters of a pasted table: 21 rows are a few hundred."""


class WholeNumberField(forms.Field):
    """A whole number above zero in any Swedish spelling (158 453)."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        """Return the number, None when nothing is written.

        :raises ValidationError: when it is not a whole number above zero.
        """
        text = str(value).strip() if value is not None else ""
        if not text:
            return None
        try:
            number = parse_decimal(text)
        except InvalidNumber as invalid:
            raise ValidationError(gettext("Write a whole number above zero, without decimals.")) from invalid
        if number != number.to_integral_value() or not 0 < number < MOST:
            raise ValidationError(gettext("Write a whole number above zero, without decimals."))
        return int(number)

    def prepare_value(self, value: Any) -> Any:
        """Print a stored number in groups; what was typed stays as it was."""
        return format_decimal(value) if isinstance(value, int) else value


class ReasonField(forms.CharField):
    """Why something is corrected: it stands in the history."""

    def __init__(self, **kwargs: Any) -> None:
        given = {"label": _("Why it is corrected"), "help_text": _("Stands in the history beside what was before.")}
        super().__init__(max_length=reference.LONGEST_REASON, **{**given, **kwargs})


class CorrectionForm(VersionedForm):
    """A form of a row of reference data: it carries the version that was seen, and the reason, asked for last."""

    reason = ReasonField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])


class _PopulationFields(forms.BaseModelForm):
    """What the forms of a population share."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].required = True
        self.fields["source"].help_text = _(
            "Who has counted, and where it can be read: “SCB, Folkmängd 31 december 2025”."
        )
        say_empty_choices(self)


class PopulationCreateForm(_PopulationFields, forms.ModelForm):
    """A region's inhabitants on a date."""

    date = DayField(label=_("Date"), help_text=_("The day that the inhabitants were counted for."))
    inhabitants = WholeNumberField(label=_("Inhabitants"))

    class Meta:
        model = Population
        fields: ClassVar = ["region", "date", "inhabitants", "source"]


class PopulationForm(_PopulationFields, CorrectionForm):
    """Date, inhabitants and source of a population."""

    date = DayField(label=_("Date"))
    inhabitants = WholeNumberField(label=_("Inhabitants"))

    class Meta:
        model = Population
        fields: ClassVar = ["date", "inhabitants", "source"]

    def clean_date(self) -> Any:
        """Return the date.

        :raises ValidationError: when the region has a population of that date already.
        """
        date = self.cleaned_data["date"]
        others = Population.objects.filter(region=self.instance.region, date=date).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(gettext("The region has a population of that date already. Correct that one."))
        return date


class PopulationTableForm(TableForm):
    """A table of all regions at a date: a file, or pasted."""

    longest = LONGEST_TABLE
    field_order = ("date", "source", "file", "pasted")
    date = DayField(label=_("Date"), help_text=_("The day that the inhabitants were counted for."))
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("Who has counted, and where it can be read: “SCB, Folkmängd 31 december 2025”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("Excel (.xlsx) or CSV with the columns Länskod and Invånare.")


class ProfessionCreateForm(forms.ModelForm):
    """A new profession; its code is made of the English name."""

    class Meta:
        model = Profession
        fields: ClassVar = ["name_sv", "name_en", "has_care_area", "order"]
        widgets: ClassVar = {"order": forms.TextInput(attrs={"inputmode": "numeric"})}
        help_texts: ClassVar = {
            "has_care_area": _("Cannot be changed once something is reported for the profession."),
            "order": _("Lower numbers come first."),
        }

    def clean(self) -> dict[str, Any]:
        """Make the code.

        :raises ValidationError: when a profession has one of the names already.
        """
        cleaned = super().clean() or {}
        for name in ("name_sv", "name_en"):
            if Profession.objects.filter(**{f"{name}__iexact": cleaned.get(name, "")}).exists():
                self.add_error(name, _("Another profession has this name."))
        code = slugify(cleaned.get("name_en", ""))[:20].strip("-")
        if cleaned.get("name_en") and (not code or Profession.objects.filter(code=code).exists()):
            self.add_error("name_en", _("Another profession has this name."))
        self.instance.code = code
        return cleaned


class ProfessionForm(CorrectionForm):
    """Names, order and whether the profession is still offered; by care area or not is asked while nothing refers to it."""

    class Meta:
        model = Profession
        fields: ClassVar = ["name_sv", "name_en", "has_care_area", "order", "is_retired"]
        widgets: ClassVar = {"order": forms.TextInput(attrs={"inputmode": "numeric"})}
        help_texts: ClassVar = {
            "order": _("Lower numbers come first."),
            "is_retired": _("No longer offered where costs are reported. What is reported keeps it."),
        }

    def __init__(self, *args: Any, is_used: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_used:
            del self.fields["has_care_area"]


class CareAreaForm(CorrectionForm):
    """The names of a care area; which there are is settled."""

    class Meta:
        model = CareArea
        fields: ClassVar = ["name_sv", "name_en"]


class RegionNameCreateForm(forms.ModelForm):
    """What a region is called from a day on."""

    valid_from = DayField(label=_("First day"), help_text=_("The name before it ends the day before."))

    class Meta:
        model = RegionName
        fields: ClassVar = ["name", "valid_from"]

    def clean_valid_from(self) -> Any:
        """Return the first day.

        :raises ValidationError: when a later name, or one of the same day, is there already.
        """
        day = self.cleaned_data["valid_from"]
        others = RegionName.objects.filter(region=self.instance.region).exclude(pk=self.instance.pk)
        if others.filter(valid_from__gte=day).exists():
            raise ValidationError(gettext("The region has a name from that day or later already. Correct that one."))
        return day


class RegionNameForm(CorrectionForm):
    """A name and its first day."""

    valid_from = DayField(label=_("First day"), help_text=_("The name before it ends the day before."))

    class Meta:
        model = RegionName
        fields: ClassVar = ["name", "valid_from"]

    def clean_valid_from(self) -> Any:
        """Return the first day.

        :raises ValidationError: when it is not between the first days of the names around it.
        """
        day, old = self.cleaned_data["valid_from"], RegionName.objects.get(pk=self.instance.pk).valid_from
        others = RegionName.objects.filter(region=self.instance.region).exclude(pk=self.instance.pk)
        ends = self.instance.valid_to
        if others.filter(valid_from__gte=min(day, old), valid_from__lte=max(day, old)).exists() or (
            ends and day > ends
        ):
            raise ValidationError(gettext("The day passes another of the region's names."))
        return day

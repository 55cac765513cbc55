"""The forms of posts, target numbers and what a forecast assumes."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from staffing import vacancy, workforce_queries
from staffing.editing import VersionedForm, say_empty_choices
from staffing.fields import SwedishDecimalField
from staffing.forms import DayField
from staffing.models import Organisation, Position, PostCount, Speciality, StaffingTarget, WorkforceAssumption
from staffing.queries import Branch
from values.numbers import format_decimal


class FteField(SwedishDecimalField):
    """Full-time equivalents: not below zero, two decimals at most."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": Decimal(0), "max_digits": 9, "decimal_places": 2, **kwargs})


class PercentField(SwedishDecimalField):
    """A share from 0 to 100 per cent."""

    def __init__(self, **kwargs: Any) -> None:
        limits = {"min_value": Decimal(0), "max_value": Decimal(100), "max_digits": 5, "decimal_places": 2}
        super().__init__(**{**limits, **kwargs})


class PlaceField(forms.ModelChoiceField):
    """A choice of organisations, deeper ones further in."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Organisation.objects.none(), **kwargs)

    def offer(self, branches: Sequence[Branch]) -> None:
        """Offer these organisations, in this order."""
        self.queryset = Organisation.objects.filter(pk__in=[branch.organisation.pk for branch in branches])
        empty = [("", _("not chosen") if self.required else self.empty_label)]
        if self.required and len(branches) == 1:
            empty = []
        self.choices = [*empty, *((branch.organisation.pk, branch.indented_name) for branch in branches)]


class WorkforceChoiceForm(forms.Form):
    """What of a region's posts is looked at: in the address, so that it can be sent and kept."""

    per = DayField(label=_("As of"), required=False)
    enhet = PlaceField(label=_("Organisation"), required=False, empty_label=_("the whole region"))
    befattning = forms.ModelChoiceField(
        label=_("Position"), required=False, queryset=Position.objects.all(), empty_label=_("all"), to_field_name="code"
    )
    specialitet = forms.ModelChoiceField(
        label=_("Speciality"),
        required=False,
        queryset=Speciality.objects.all(),
        empty_label=_("all"),
        to_field_name="code",
    )

    def __init__(self, *args: Any, branches: Sequence[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["enhet"]
        place.offer(branches)


class ForecastChoiceForm(forms.Form):
    """Of what a forecast is, and how far."""

    YEARS = 5
    enhet = PlaceField(label=_("Organisation"), required=False, empty_label=_("the whole region"))
    befattning = forms.ModelChoiceField(
        label=_("Position"), required=False, queryset=Position.objects.all(), empty_label=None, to_field_name="code"
    )
    ar = forms.TypedChoiceField(
        label=_("Years ahead"), required=False, coerce=int, empty_value=None, choices=[(5, "5"), (10, "10"), (15, "15")]
    )

    def __init__(self, *args: Any, branches: Sequence[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["enhet"]
        place.offer(branches)


class _CountFields(forms.BaseModelForm):
    """What the forms of a count share."""

    def clean_date(self) -> datetime.date:
        """Return the day.

        :raises ValidationError: when it is yet to come: what is not counted is no count.
        """
        day: datetime.date = self.cleaned_data["date"]
        if day > timezone.localdate():
            raise ValidationError(gettext("The day is yet to come. What is aimed at is a target number."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for a note where far more are filled than there are posts: it can be so, and is more often a slip."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        posts, filled = cleaned.get("posts_fte"), cleaned.get("filled_fte")
        is_said = "note" in self.errors or cleaned.get("note")
        if posts is not None and filled is not None and not is_said and vacancy.is_doubtful_surplus(posts, filled):
            words = _("Far more are filled than there are posts. Put the number right, or say here why it is so.")
            self.add_error("note", words)
        return cleaned


class PostCountCreateForm(_CountFields, forms.ModelForm):
    """One count: where, of what, when, and the two numbers."""

    organisation = PlaceField(label=_("Organisation"))
    date = DayField(label=_("Date"), help_text=_("The day that the posts were counted."))
    posts_fte = FteField(label=_("Posts (FTE)"), help_text=_("Full-time equivalents, filled or not: 12,5."))
    filled_fte = FteField(label=_("Filled (FTE)"), help_text=_("Filled by own employees. Hired staff fill no post."))

    class Meta:
        model = PostCount
        fields: ClassVar = ["organisation", "position", "speciality", "date", "posts_fte", "filled_fte", "note"]

    def __init__(self, *args: Any, branches: Sequence[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["organisation"]
        place.offer(branches)
        say_empty_choices(self)
        self.fields["speciality"].help_text = _("Only where the posts are counted by speciality.")

    def clean(self) -> dict[str, Any]:
        """Hold speciality against position, and the day against the organisation."""
        cleaned = super().clean() or self.cleaned_data
        position, speciality = cleaned.get("position"), cleaned.get("speciality")
        if position and speciality and position.profession_id != speciality.profession_id:
            self.add_error("speciality", _("The speciality belongs to another profession than the position."))
        place, day = cleaned.get("organisation"), cleaned.get("date")
        if place and day and not (place.valid_from <= day and place.is_open_on(day)):
            self.add_error("date", _("The organisation did not exist on that day."))
        return cleaned


class PostCountForm(_CountFields, VersionedForm):
    """Correct a count: its day, its numbers and its note; what it is of stays."""

    date = DayField(label=_("Date"), help_text=_("The day that the posts were counted."))
    posts_fte = FteField(label=_("Posts (FTE)"), help_text=_("Full-time equivalents, filled or not: 12,5."))
    filled_fte = FteField(label=_("Filled (FTE)"), help_text=_("Filled by own employees. Hired staff fill no post."))

    class Meta:
        model = PostCount
        fields: ClassVar = ["date", "posts_fte", "filled_fte", "note"]

    def clean_date(self) -> datetime.date:
        """Return the day.

        :raises ValidationError: when the same posts are counted on that day already.
        """
        day = super().clean_date()
        one = self.instance
        others = PostCount.objects.filter(
            organisation=one.organisation, position=one.position, speciality=one.speciality, date=day
        )
        if others.exclude(pk=one.pk).exists():
            raise ValidationError(gettext("The posts are counted already on that day."))
        return day


class _TargetFields(forms.BaseModelForm):
    """What the forms of a target number share."""

    instance: StaffingTarget

    def clean(self) -> dict[str, Any]:
        """Ask for a note where far more is aimed at than is filled today; what stood there before is not asked about."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        place, position = (
            cleaned.get(one) or getattr(self.instance, one, None) for one in ("organisation", "position")
        )
        aim = cleaned.get("filled_fte")
        if place and position and aim is not None and {"filled_fte", "note"}.intersection(self.changed_data):
            filled = workforce_queries.filled_at(place, position, timezone.localdate())
            is_said = "note" in self.errors or cleaned.get("note")
            if filled is not None and not is_said and vacancy.is_doubtful_aim(aim, filled):
                words = gettext("Filled today: %(filled)s. Put the target number right, or say here why it is so high.")
                self.add_error("note", words % {"filled": format_decimal(filled, 1, language=get_language() or "sv")})
        return cleaned


class StaffingTargetCreateForm(_TargetFields, forms.ModelForm):
    """A target number: where, of what, by when, how many."""

    organisation = PlaceField(label=_("Organisation"))
    by_date = DayField(label=_("To be reached by"))
    filled_fte = FteField(label=_("Filled posts aimed at (FTE)"))

    class Meta:
        model = StaffingTarget
        fields: ClassVar = ["organisation", "position", "by_date", "filled_fte", "note"]

    def __init__(self, *args: Any, branches: Sequence[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["organisation"]
        place.offer(branches)
        say_empty_choices(self)

    def clean_by_date(self) -> datetime.date:
        """Return the day.

        :raises ValidationError: when it is not to come: what is passed cannot be aimed at.
        """
        day: datetime.date = self.cleaned_data["by_date"]
        if day <= timezone.localdate():
            raise ValidationError(gettext("A new target number is for a day to come."))
        return day


class StaffingTargetForm(_TargetFields, VersionedForm):
    """Change a target number; what it is of stays."""

    by_date = DayField(label=_("To be reached by"))
    filled_fte = FteField(label=_("Filled posts aimed at (FTE)"))

    class Meta:
        model = StaffingTarget
        fields: ClassVar = ["by_date", "filled_fte", "note"]

    def clean_by_date(self) -> datetime.date:
        """Return the day.

        :raises ValidationError: when there is another target number for it, or it is another day than before and not to come.
        """
        day: datetime.date = self.cleaned_data["by_date"]
        if "by_date" in self.changed_data and day <= timezone.localdate():
            raise ValidationError(gettext("Keep the day as it was, or choose one to come."))
        one = self.instance
        others = StaffingTarget.objects.filter(organisation=one.organisation, position=one.position, by_date=day)
        if others.exclude(pk=one.pk).exists():
            raise ValidationError(gettext("There is a target number for that day already."))
        return day


class AssumptionForm(VersionedForm):
    """What a forecast assumes for each year to come; version 0 says that nothing was assumed when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    retirements_fte = FteField(label=_("Retire a year (FTE)"), max_digits=8)
    leave_percent = PercentField(label=_("Others who leave a year (%)"), help_text=_("Of those employed that year."))
    trained_fte = FteField(label=_("Finish their training a year (FTE)"), max_digits=8)
    stay_percent = PercentField(label=_("Of them stay (%)"), help_text=_("70 % where nobody knows better."))
    recruits_fte = FteField(label=_("Recruited from outside a year (FTE)"), max_digits=8)

    class Meta:
        model = WorkforceAssumption
        fields: ClassVar = [
            *("retirements_fte", "leave_percent", "trained_fte", "stay_percent", "recruits_fte"),
            "source",
        ]

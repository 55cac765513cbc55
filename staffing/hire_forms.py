"""The form that asks for a hire, and what the forms of its steps share."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from staffing import hire_queries, queries
from staffing.editing import say_empty_choices
from staffing.fields import SwedishDecimalField
from staffing.forms import DayField
from staffing.hire_queries import Wanted
from staffing.models import (
    CareArea,
    HireReason,
    HireRequest,
    HireRoute,
    Organisation,
    Profession,
    ReasonKind,
    Speciality,
)
from values.numbers import round_half_up

LONGEST_DAYS = 3 * 366
DEAREST_HOUR_SEK = Decimal(20_000)
NO_NAMES = _("Write no patient's data and no hired person's name.")
_PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+ ]?\d{4}(?!\d)")


def no_personal_number(text: str) -> None:
    """Refuse a text with what looks like a Swedish personal identity number.

    :raises ValidationError: with what to do.
    """
    if _PERSONAL_NUMBER.search(text):
        raise ValidationError(_("The text seems to hold a personal identity number. Take it away."))


def words_field(label: Any, *, rows: int = 3, help_text: Any = NO_NAMES, **kwargs: Any) -> forms.CharField:
    """Return a field for words in which no person is to be named."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=2_000, widget=widget, help_text=help_text, validators=[no_personal_number], **kwargs
    )


def reason_field(kind: ReasonKind, label: Any, *, required: bool = True) -> forms.ModelChoiceField:
    """Return the reasons to choose from; retired ones are not offered."""
    offered = HireReason.objects.filter(kind=kind, is_retired=False)
    return forms.ModelChoiceField(offered, label=label, required=required)


class SpecialityField(forms.ModelChoiceField):
    """A speciality, said with its profession."""

    def label_from_instance(self, obj: Any) -> str:
        """Return "general medicine (doctor)"."""
        return f"{obj.name} ({obj.profession.name})"


class HireForm(forms.Form):
    """What a unit asks for. Hours in all or a week; without a price the agreement's list price is meant."""

    organisation: Any = forms.ModelChoiceField(Organisation.objects.none(), label=_("Unit"))
    profession = forms.ModelChoiceField(Profession.objects.all(), label=_("Profession"))
    speciality = SpecialityField(Speciality.objects.select_related("profession"), label=_("Speciality"), required=False)
    first_date = DayField(
        label=_("First day"), help_text=_("Year-month-day, such as 2026-04-03. Eight digits in a row are taken too.")
    )
    last_date = DayField(label=_("Last day"))
    hours_per_week = SwedishDecimalField(
        label=_("Hours a week"), required=False, min_value=Decimal("0.5"), max_value=Decimal(1_000), decimal_places=1
    )
    hours = SwedishDecimalField(
        label=_("or hours in all"),
        required=False,
        min_value=Decimal("0.5"),
        max_value=Decimal(100_000),
        decimal_places=1,
    )
    reason = reason_field(ReasonKind.REQUEST, _("Reason"))
    reason_text = words_field(_("Why"))
    alternatives = words_field(_("What was tried first"), rows=2, required=False, help_text="")
    route = forms.ChoiceField(label=_("Route"), choices=HireRoute, initial=HireRoute.RANKED)
    price_sek_per_hour = SwedishDecimalField(
        label=_("Expected price (kr an hour)"),
        help_text=_("Without VAT. Left empty: the list price of the agreement in force."),
        required=False,
        min_value=Decimal(1),
        max_value=DEAREST_HOUR_SEK,
        decimal_places=2,
    )
    deviation_reason = reason_field(ReasonKind.DEVIATION, _("Reason for the exception"), required=False)
    extends = forms.ModelChoiceField(HireRequest.objects.none(), required=False, widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(
        self, *args: Any, units: QuerySet[Organisation], extendable: QuerySet[HireRequest], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["organisation"]
        unit.queryset = units
        self._name_units(unit, units)
        extends: Any = self.fields["extends"]
        extends.queryset = extendable
        self.wanted: Wanted | None = None
        say_empty_choices(self)
        for name in ("hours_per_week", "hours", "deviation_reason"):
            self.fields[name].is_expected = True  # type: ignore[attr-defined]  # needed, or one of two is

    def _name_units(self, field: Any, units: QuerySet[Organisation]) -> None:
        """Offer the units as a tree; the only one there is is chosen."""
        allowed = set(units.values_list("pk", flat=True))
        regions = set(units.values_list("region", flat=True))
        tree = queries.organisation_tree(Organisation.objects.filter(region__in=regions)) if allowed else []
        shown = [one for one in tree if one.organisation.pk in allowed]
        top = min((one.depth for one in shown), default=0)
        choices = [(one.organisation.pk, f"{'– ' * (one.depth - top)}{one.organisation.name}") for one in shown]
        field.choices = choices if len(choices) == 1 else [("", _("not chosen")), *choices]

    def clean(self) -> dict[str, Any]:
        """Put what is asked for together, the price from the list where none is given."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_date"), data.get("last_date")
        if first and last and last < first:
            self.add_error("last_date", _("The last day is before the first."))
        elif first and last and (last - first).days > LONGEST_DAYS:
            self.add_error("last_date", _("A hire is at most three years. Ask for a shorter time."))
        speciality = data.get("speciality")
        if speciality and data.get("profession") and speciality.profession_id != data["profession"].pk:
            self.add_error("speciality", _("The speciality belongs to another profession."))
        self._clean_hours(data)
        if not self.errors:
            self._clean_price(data)
        return data

    def _clean_hours(self, data: dict[str, Any]) -> None:
        weekly, total = data.get("hours_per_week"), data.get("hours")
        if {"hours", "hours_per_week"} & set(self.errors):
            return
        if weekly and total:
            self.add_error("hours", _("Write hours a week or hours in all, not both."))
        elif not weekly and not total:
            self.add_error("hours_per_week", _("Write how many hours, a week or in all."))
        elif weekly and data.get("first_date") and data.get("last_date"):
            length = Decimal((data["last_date"] - data["first_date"]).days + 1) / 7
            data["hours"] = round_half_up(weekly * length, 1)

    def _clean_price(self, data: dict[str, Any]) -> None:
        care_area = care_area_of(data["organisation"])
        price = data["price_sek_per_hour"] or hire_queries.list_price(
            data["organisation"], data["profession"], data["speciality"], data["first_date"]
        )
        if price is None:
            words = _("No agreement in force has a price for this. Write the price that you expect.")
            self.add_error("price_sek_per_hour", words)
            return
        self.wanted = Wanted(
            organisation=data["organisation"],
            profession=data["profession"],
            speciality=data["speciality"],
            care_area=care_area,
            first_date=data["first_date"],
            last_date=data["last_date"],
            hours=data["hours"],
            route=HireRoute(data["route"]),
            price_sek_per_hour=price,
        )


def care_area_of(organisation: Organisation) -> CareArea | None:
    """Return the care area of the unit, else of the nearest place above it that has one."""
    if organisation.care_area is not None:
        return organisation.care_area
    above = reversed(list(organisation.ancestors().select_related("care_area")))
    return next((one.care_area for one in above if one.care_area is not None), None)

"""The forms of a hire: the request, and each step after it."""

from __future__ import annotations

import datetime
import re
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from staffing import hire_queries, hire_terms, queries
from staffing.editing import say_empty_choices
from staffing.fields import SwedishDecimalField
from staffing.forms import DayField
from staffing.hire_queries import Wanted
from staffing.models import (
    CareArea,
    FrameworkSupplier,
    HireReason,
    HireRequest,
    HireRoute,
    Organisation,
    Outcome,
    Profession,
    ReasonKind,
    Speciality,
)
from values.numbers import round_half_up

LONGEST_DAYS = 3 * 366
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
    first_date = DayField(label=_("First day"))
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
        max_value=Decimal(20_000),
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
        price = data["price_sek_per_hour"] or listed_price(data)
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


def listed_price(data: dict[str, Any]) -> Decimal | None:
    """Return the list price of what is asked for, kronor an hour; None where no agreement in force has one."""
    unit = data["organisation"]
    agreement = hire_queries.agreement_in_force(unit.region, data["profession"], data["first_date"])
    if agreement is None:
        return None
    speciality = data["speciality"].pk if data["speciality"] else None
    terms = hire_queries.terms_of(agreement)
    return hire_terms.list_price(terms, data["profession"].pk, speciality, hire_queries.places_of(unit))


class StepForm(forms.Form):
    """A step of a request: it carries the version that the reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, hire: HireRequest, today: datetime.date, **kwargs: Any) -> None:
        self.hire, self.today = hire, today
        kwargs.setdefault("initial", {}).setdefault("version", hire.version)
        # Several forms stand on one page: each has ids of its own.
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}_%s", **kwargs})
        say_empty_choices(self)


GRANT, CHANGE, REFUSE = Outcome.GRANTED, Outcome.CHANGED, Outcome.REFUSED


class DecideForm(StepForm):
    """Grant, grant less, or refuse; why, from the list and in words."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[(GRANT, _("Grant")), (CHANGE, _("Grant with changes")), (REFUSE, _("Refuse"))],
    )
    granted_hours = SwedishDecimalField(
        label=_("Granted hours"),
        help_text=_("Only when it is granted with changes."),
        required=False,
        min_value=Decimal("0.5"),
        decimal_places=1,
    )
    valid_to = DayField(label=_("Valid to"), required=False, help_text=_("Left empty: the last day that is asked for."))
    reason = reason_field(ReasonKind.DECISION, _("Reason"))
    reason_text = words_field(_("In words"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("granted_hours", "valid_to"):
            self.fields[name].is_expected = True  # type: ignore[attr-defined]  # the help says when

    def clean(self) -> dict[str, Any]:
        """Hold what is granted against what is asked for."""
        data = super().clean() or self.cleaned_data
        outcome, hours, last = data.get("outcome"), data.get("granted_hours"), data.get("valid_to")
        if outcome == CHANGE:
            self._clean_change(hours, last)
        if outcome == GRANT and hours is not None and hours != self.hire.hours:
            self.add_error("outcome", _("Other hours than asked for: choose “Grant with changes”."))
        if outcome == GRANT and last is not None and last != self.hire.last_date:
            self.add_error("outcome", _("Another last day than asked for: choose “Grant with changes”."))
        if outcome != REFUSE and last is not None and last < self.hire.first_date:
            self.add_error("valid_to", _("The grant would end before the first day."))
        return data

    def _clean_change(self, hours: Decimal | None, last: datetime.date | None) -> None:
        if (hours or self.hire.hours) == self.hire.hours and (last or self.hire.last_date) == self.hire.last_date:
            self.add_error("granted_hours", _("Nothing is changed: write fewer hours or an earlier end."))
        if hours is not None and hours > self.hire.hours:
            self.add_error("granted_hours", _("That is more than is asked for."))
        if last is not None and last > self.hire.last_date:
            self.add_error("valid_to", _("That is later than is asked for."))


class AskForm(StepForm):
    """A question of the decider's."""

    text = words_field(_("Question"))


class AnswerForm(StepForm):
    """The answer to a question."""

    question = forms.IntegerField(widget=forms.HiddenInput)
    text = words_field(_("Answer"))


class WithdrawForm(StepForm):
    """Take the request back."""


class ReviewForm(StepForm):
    """What the review of an urgent decision found."""

    text = words_field(_("What the review found"))


class OrderForm(StepForm):
    """What was ordered, of whom and how."""

    supplier = forms.ModelChoiceField(
        FrameworkSupplier.objects.none(), label=_("Supplier in the agreement"), required=False
    )
    supplier_name = forms.CharField(label=_("or another supplier"), max_length=120, required=False)
    route = forms.ChoiceField(label=_("Route"), choices=HireRoute)
    price_sek_per_hour = SwedishDecimalField(
        label=_("Price (kr an hour)"), min_value=Decimal(1), max_value=Decimal(20_000), decimal_places=2
    )
    ordered_date = DayField(label=_("Ordered on"))

    def __init__(self, *args: Any, hire: HireRequest, today: datetime.date, **kwargs: Any) -> None:
        begun = {"route": hire.route, "price_sek_per_hour": hire.price_sek_per_hour, "ordered_date": today}
        super().__init__(*args, hire=hire, today=today, **{"initial": begun, **kwargs})
        supplier: Any = self.fields["supplier"]
        fits = Q(profession__isnull=True) | Q(profession=hire.profession_id)
        supplier.queryset = FrameworkSupplier.objects.filter(fits, agreement=hire.agreement_id)
        supplier.label_from_instance = lambda one: f"{one.rank}. {one.name}" if one.rank else one.name
        if not supplier.queryset.exists():
            del self.fields["supplier"]
            self.fields["supplier_name"].label = _("Supplier")
        for name in {"supplier", "supplier_name"} & self.fields.keys():
            self.fields[name].is_expected = True  # type: ignore[attr-defined]  # one of the two is needed

    def clean(self) -> dict[str, Any]:
        """Ask for one supplier, and no day to come."""
        data = super().clean() or self.cleaned_data
        if bool(data.setdefault("supplier", None)) == bool(data.get("supplier_name")):
            self.add_error("supplier_name", _("Choose a supplier, or write another one."))
        _not_to_come(self, "ordered_date")
        return data


class FillForm(StepForm):
    """That the order was filled, or why not."""

    filled_date = DayField(label=_("Filled on"), required=False)
    not_filled_reason = words_field(_("or why it was not filled"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("filled_date", "not_filled_reason"):
            self.fields[name].is_expected = True  # type: ignore[attr-defined]  # one of the two is needed

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        data = super().clean() or self.cleaned_data
        if not self.errors and bool(data.get("filled_date")) == bool(data.get("not_filled_reason")):
            self.add_error("filled_date", _("Write the day, or why it was not filled."))
        _not_to_come(self, "filled_date")
        return data


class FollowUpForm(StepForm):
    """What came of it."""

    ended_date = DayField(label=_("Ended on"))
    actual_hours = SwedishDecimalField(
        label=_("Actual hours"), min_value=Decimal(0), max_value=Decimal(100_000), decimal_places=1
    )
    actual_cost_sek = SwedishDecimalField(
        label=_("Actual cost (kr)"),
        help_text=_("Without VAT, as invoiced."),
        min_value=Decimal(0),
        max_value=Decimal(1_000_000_000),
        decimal_places=2,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a day to come."""
        data = super().clean() or self.cleaned_data
        _not_to_come(self, "ended_date")
        return data


def _not_to_come(form: StepForm, name: str) -> None:
    day = form.cleaned_data.get(name)
    if day is not None and day > form.today:
        form.add_error(name, _("That day is still to come."))

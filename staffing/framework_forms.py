"""The forms of framework agreements: terms, suppliers, zones, the price list as a grid or a table, and a new version."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staffing import framework_queries, queries
from staffing.actions.frameworks import PriceKey, SupplierRow, ZoneRow
from staffing.editing import VersionedForm, say_empty_choices
from staffing.fields import SwedishDecimalField
from staffing.forms import DayField
from staffing.models import (
    FrameworkAgreement,
    Level,
    Organisation,
    PriceZone,
    Profession,
    Speciality,
    ZonedOrganisation,
)
from staffing.reference_forms import WholeNumberField

SPARE_SUPPLIERS, SPARE_ZONES = 4, 2


def _months(label: Any) -> WholeNumberField:
    return WholeNumberField(label=label, required=False, help_text=_("Empty means that there is no such rule."))


class _TermsFields(forms.BaseModelForm):
    """What the forms of an agreement's terms share."""

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first, and a first day before that of the version it replaces."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        before = self.instance.replaces
        if first and last and last < first:
            self.add_error("valid_to", _("The last day is before the first."))
        if first and before is not None and first <= before.valid_from:
            self.add_error("valid_from", _("It begins after the version that it replaces did."))
        return cleaned


class _TermsMeta:
    model = FrameworkAgreement
    fields: ClassVar = list(framework_queries.TERMS)
    help_texts: ClassVar = {
        "reference": _("The agreement's own number."),
        "urgent_allocation": _("Empty means the same as otherwise."),
        "source": _("Where the agreement can be read."),
    }
    widgets: ClassVar = {"terms": forms.Textarea(attrs={"rows": 6})}


class TermsForm(_TermsFields, VersionedForm):
    """The terms of an agreement that is there."""

    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Valid to"), required=False, help_text=_("Empty means until further notice."))
    response_working_days = WholeNumberField(label=_("Response time (working days)"))
    urgent_within_days = WholeNumberField(
        label=_("Urgent when needed within (days)"), help_text=_("Five weeks are 35.")
    )
    longest_months = _months(_("Longest call-off (months)"))
    quarantine_months = _months(_("Quarantine (months)"))

    class Meta(_TermsMeta):
        pass


class TermsCreateForm(_TermsFields, forms.ModelForm):
    """The terms of a new agreement."""

    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Valid to"), required=False, help_text=_("Empty means until further notice."))
    response_working_days = WholeNumberField(label=_("Response time (working days)"), initial=5)
    urgent_within_days = WholeNumberField(
        label=_("Urgent when needed within (days)"), initial=35, help_text=_("Five weeks are 35.")
    )
    longest_months = _months(_("Longest call-off (months)"))
    quarantine_months = _months(_("Quarantine (months)"))

    class Meta(_TermsMeta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_empty_choices(self)


class NewVersionForm(VersionedForm):
    """The first day of the next version."""

    first_date = DayField(label=_("First day of the new version"), help_text=_("This version ends the day before."))

    class Meta:
        model = FrameworkAgreement
        fields: ClassVar[list[str]] = []

    def clean_first_date(self) -> datetime.date:
        """Return the first day.

        :raises ValidationError: when it is not after this version's first day.
        """
        first: datetime.date = self.cleaned_data["first_date"]
        if first <= self.instance.valid_from:
            raise ValidationError(gettext("It begins after the version that it replaces did."))
        return first


class PartForm(forms.Form):
    """A part of an agreement: it carries the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, agreement: FrameworkAgreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        self.fields["version"].initial = agreement.version
        self.arrange()

    def arrange(self) -> None:
        """Add the fields of the part."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Refuse a form that came without any of its fields: what is not sent is not what somebody took away."""
        cleaned = super().clean() or {}
        if not any(name in self.data for name in self.fields if name != "version"):
            self.add_error(None, _("Nothing of the form came through. Look it over and save again."))
        return cleaned

    def differing(self) -> list[tuple[str, str, str]]:
        """Return the fields where what is typed is not what stands there now: label, what stands, what is typed."""
        found = []
        for name, field in self.fields.items():
            now, typed = self.get_initial_for_field(field, name), self[name].data
            if name != "version" and field.has_changed(now, typed):
                shown = field.prepare_value(now)
                found.append((str(field.label), "" if shown is None else str(shown), str(typed or "")))
        return found


class SuppliersForm(PartForm):
    """The suppliers, a row each, with empty rows for new ones; a row without a name is taken away."""

    def arrange(self) -> None:
        """Add three fields a row."""
        there = [one for group in framework_queries.ranked(self.agreement) for one in group.suppliers]
        typed = [int(key[5:]) for key in self.data if key.startswith("name_") and key[5:].isdecimal()]
        self.count = min(max([len(there) + SPARE_SUPPLIERS, *(one + 1 for one in typed)]), 200)
        professions = Profession.objects.all()
        for number in range(self.count):
            one = there[number] if number < len(there) else None
            words = {"number": number + 1}
            self.fields[f"name_{number}"] = forms.CharField(
                label=gettext("Supplier %(number)s") % words,
                max_length=120,
                required=False,
                initial=one.name if one else None,
            )
            self.fields[f"profession_{number}"] = forms.ModelChoiceField(
                queryset=professions,
                label=gettext("Profession of supplier %(number)s") % words,
                empty_label=gettext("all professions"),
                required=False,
                initial=one.profession_id if one else None,
            )
            self.fields[f"rank_{number}"] = WholeNumberField(
                label=gettext("Rank of supplier %(number)s") % words, required=False, initial=one.rank if one else None
            )

    @property
    def table(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """Return the rows of the page."""
        return [(self[f"name_{row}"], self[f"profession_{row}"], self[f"rank_{row}"]) for row in range(self.count)]

    def clean(self) -> dict[str, Any]:
        """Refuse a supplier or a rank twice for one profession."""
        cleaned = super().clean() or {}
        names: set[Any] = set()
        ranks: set[Any] = set()
        self.written: list[SupplierRow] = []
        for number in range(self.count):
            name, rank = cleaned.get(f"name_{number}"), cleaned.get(f"rank_{number}")
            profession = cleaned.get(f"profession_{number}")
            key = profession.pk if profession else None
            if not name:
                continue
            if (name, key) in names:
                self.add_error(f"name_{number}", _("The supplier stands twice for the same profession."))
            if rank is not None and (rank, key) in ranks:
                self.add_error(f"rank_{number}", _("Another supplier has that rank."))
            names.add((name, key))
            ranks.add((rank, key))
            self.written.append(SupplierRow(name, key, rank))
        return cleaned


class ZonesForm(PartForm):
    """The zones by name, and in which of them each organisation lies."""

    def arrange(self) -> None:
        """Add a field for each zone and for each organisation."""
        self.zones: list[PriceZone | None] = [*self.agreement.zones.all(), *([None] * SPARE_ZONES)]
        placed = dict(ZonedOrganisation.objects.filter(agreement=self.agreement).values_list("organisation", "zone"))
        numbers = {zone.pk: str(number) for number, zone in enumerate(self.zones) if zone}
        choices = [("", gettext("as what is above"))]
        for number, zone in enumerate(self.zones):
            label = gettext("Zone %(number)s") % {"number": number + 1}
            self.fields[f"zone_{number}"] = forms.CharField(
                label=label, max_length=60, required=False, initial=zone.name if zone else None
            )
            choices.append((str(number), zone.name if zone else gettext("%(zone)s (new)") % {"zone": label}))
        self.places = self._places(set(placed))
        for place in self.places:
            self.fields[f"place_{place.organisation.pk}"] = forms.ChoiceField(
                label=place.indented_name,
                choices=choices,
                required=False,
                initial=numbers.get(placed.get(place.organisation.pk, 0), ""),
            )

    def _places(self, placed: set[int]) -> list[queries.Branch]:
        """Return what can be placed: the region's tree down to departments; for the nation the regions."""
        if self.agreement.region is None:
            roots = Organisation.objects.filter(level=Level.REGION).order_by("region__code")
            return [queries.Branch(root, 0) for root in roots]
        tree = queries.organisation_tree(Organisation.objects.filter(region=self.agreement.region))
        return [one for one in tree if one.organisation.level != Level.UNIT or one.organisation.pk in placed]

    @property
    def zone_fields(self) -> list[BoundField]:
        return [self[f"zone_{number}"] for number in range(len(self.zones))]

    @property
    def place_fields(self) -> list[BoundField]:
        return [self[f"place_{place.organisation.pk}"] for place in self.places]

    def clean(self) -> dict[str, Any]:
        """Refuse a name twice, and a place in a zone without a name."""
        cleaned = super().clean() or {}
        names: set[str] = set()
        for number in range(len(self.zones)):
            name = cleaned.get(f"zone_{number}", "")
            if name and name.casefold() in names:
                self.add_error(f"zone_{number}", _("Another zone has this name."))
            names.add(name.casefold())
        within: dict[str, set[int]] = {}
        for place in self.places:
            key = place.organisation.pk
            chosen = cleaned.get(f"place_{key}", "")
            if chosen and not cleaned.get(f"zone_{chosen}"):
                self.add_error(f"place_{key}", _("Name that zone first."))
            within.setdefault(chosen, set()).add(key)
        self.written = [
            ZoneRow(zone.pk if zone else None, cleaned.get(f"zone_{n}", ""), frozenset(within.get(str(n), ())))
            for n, zone in enumerate(self.zones)
        ]
        return cleaned


@dataclass(frozen=True)
class GridRow:
    """A row of the price grid."""

    name: str
    cells: list[tuple[str, BoundField]]


class PricesForm(PartForm):
    """The price list as a grid: a row for each profession, and for each speciality that has a price or is added."""

    def __init__(self, *args: Any, added: frozenset[int] = frozenset(), **kwargs: Any) -> None:
        self.added = added
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        """Add a field a cell."""
        table = framework_queries.price_table(self.agreement)
        self.columns = table.columns
        there = {
            self.field_name(row.profession, row.speciality, column): price
            for row in table.rows
            for column, price in zip(table.columns, row.prices, strict=True)
        }
        specialities = {row.speciality.pk for row in table.rows if row.speciality} | self.added | self._typed()
        offered: list[tuple[Profession, Speciality | None]] = []
        for profession in Profession.objects.prefetch_related("specialities"):
            offered.append((profession, None))
            offered += [(profession, one) for one in profession.specialities.all() if one.pk in specialities]
        self.lines: list[tuple[str, list[str]]] = []
        for profession, speciality in offered:
            name = f"{profession.name}, {speciality.name}" if speciality else profession.name
            keys = []
            for column, zone in zip(table.columns, table.names, strict=True):
                key = self.field_name(profession, speciality, column)
                self.fields[key] = SwedishDecimalField(
                    label=f"{name}, {zone}",
                    required=False,
                    min_value=Decimal("0.01"),
                    max_digits=8,
                    decimal_places=2,
                    initial=there.get(key),
                )
                keys.append(key)
            self.lines.append((name, keys))
        self.column_names = table.names

    @staticmethod
    def field_name(profession: Profession, speciality: Speciality | None, zone: PriceZone | None) -> str:
        """Return the name of a cell's field."""
        return PricesForm.key_name(profession.pk, speciality.pk if speciality else None, zone.pk if zone else None)

    @staticmethod
    def key_name(profession: int, speciality: int | None, zone: int | None) -> str:
        """Return the name of the field of a price's key."""
        return f"price_{profession}_{speciality or 0}_{zone or 0}"

    def _typed(self) -> set[int]:
        """Return the specialities that the form came back with."""
        parts = [key.split("_") for key in self.data if key.startswith("price_")]
        return {int(part[2]) for part in parts if len(part) == 4 and part[2].isdecimal()}  # noqa: PLR2004

    @property
    def table(self) -> list[GridRow]:
        names = self.column_names
        return [
            GridRow(name, [(zone, self[key]) for zone, key in zip(names, keys, strict=True)])
            for name, keys in self.lines
        ]

    @property
    def written(self) -> dict[PriceKey, Decimal]:
        """Return the prices that are written, by profession, speciality and zone."""
        found: dict[PriceKey, Decimal] = {}
        for key, value in self.cleaned_data.items():
            if key.startswith("price_") and value is not None:
                profession, speciality, zone = (int(part) for part in key.split("_")[1:])
                found[profession, speciality or None, zone or None] = value
        return found

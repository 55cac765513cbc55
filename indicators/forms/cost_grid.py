"""The grid: the amounts of one organisation, profession × care area, in one form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.cost_grid import COLUMNS, DETAILS, GridPlace, figures_of
from indicators.cost_lines import AGENCY, FIGURES, OWN, LineRow
from indicators.forms.amounts import AmountField, typed

UNITS = {"kr": 0, "tkr": 3}
LARGEST_VERSION = 2**31 - 1


class CostGridForm(forms.Form):
    """All the cells of one organisation, with the version and the values that the reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_VERSION)
    unit = forms.ChoiceField(choices=[(unit, unit) for unit in UNITS], widget=forms.HiddenInput)
    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40_000)

    def __init__(
        self, *args: Any, places: Sequence[GridPlace], rows: Sequence[LineRow], unit: str, version: int, **kwargs: Any
    ) -> None:
        self.places, self.rows = places, rows
        exponent = UNITS[unit]
        figures = figures_of(rows)
        self._figures = {
            place.cell(column): figures.get((place.profession_id, place.care_area_id, column.key))
            for place in places
            for column in COLUMNS
        }
        values = {
            place.cell(column): typed(
                figures.get((place.profession_id, place.care_area_id, column.key)), exponent if column.is_money else 0
            )
            for place in places
            for column in COLUMNS
        }
        initial = {"version": version, "unit": unit, "opened": json.dumps(values), **values}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        for place in places:
            for column in COLUMNS:
                self.fields[place.cell(column)] = AmountField(
                    label=f"{place.label} – {column.label}",
                    exponent=exponent if column.is_money else None,
                    may_be_negative=column.is_correction,
                    has_corrections=True,
                )

    def amount(self, name: str) -> Decimal | None:
        """Return what a cell holds, in kronor (weeks, hours): what was sent and understood, else what is stored."""
        return self.cleaned_data.get(name) if self.is_bound else self._figures[name]

    def clean(self) -> dict[str, Any]:
        """Check what holds between the cells of a row."""
        cleaned = super().clean() or self.cleaned_data
        for place in self.places:
            self._check_details(place, cleaned)
        return cleaned

    def _check_details(self, place: GridPlace, cleaned: Mapping[str, Any]) -> None:
        name = place.cell(COLUMNS[0])
        if name in self.errors:
            return
        amount = cleaned.get(name)
        for column in DETAILS:
            value = cleaned.get(place.cell(column))
            if value is None:
                continue
            if amount is None:
                self.add_error(name, _("Write the amount as well; a true zero is written as 0."))
                return
            if column.is_money and value > amount:
                self.add_error(place.cell(column), _("A part cannot be more than the amount."))

    def lines(self, organisation_id: int) -> list[LineRow]:
        """Return the lines that the cells make up; what a correction said beyond its amount is kept."""
        kept = {row.key: row for row in self.rows}
        made = []
        for place in self.places:
            for kind, is_correction in ((AGENCY, False), (AGENCY, True), (OWN, False), (OWN, True)):
                figures = {
                    column.figure: self.cleaned_data[place.cell(column)]
                    for column in COLUMNS
                    if (column.kind, column.is_correction) == (kind, is_correction)
                }
                if figures[FIGURES[0]] is None:
                    continue
                key = (organisation_id, place.profession_id, place.care_area_id, kind, is_correction)
                before = kept[key]._asdict() if key in kept else {}
                made.append(LineRow(**{**before, **dict(zip(LineRow._fields, key, strict=False)), **figures}))
        return made

    def opened_values(self) -> dict[str, str]:
        """Return what the cells held when the page was opened, as the form carried it; empty when it is not readable."""
        try:
            values = json.loads(self.data.get(self.add_prefix("opened"), ""))
        except ValueError:
            return {}
        if not isinstance(values, dict):
            return {}
        return {name: text for name, text in values.items() if isinstance(name, str) and isinstance(text, str)}

"""Fields that read what people in Sweden write, and text that carries nothing hidden."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from staffing.fields import SwedishDecimalField  # noqa: F401 -- the forms of plans take it from here
from staffing.plain_text import PlainTextMixin  # noqa: F401 -- as above
from values import dates


class DaysInOrderMixin(forms.BaseForm):
    """Refuse a last day before the first, the complaint at its field: a form with `start_date` and `end_date`."""

    def clean(self) -> dict[str, Any]:
        """Hold the days together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("start_date"), cleaned.get("end_date")
        if start and end and end < start:
            self.add_error("end_date", ValidationError(_("The last day is before the first.")))
        return cleaned


class LinkedRadioSelect(forms.RadioSelect):
    """Radio buttons that the error summary can lead to: its link goes to the first of them."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the id of the button, of the first one for the group."""
        return super().id_for_label(id_, index or "0")


class LinkedCheckboxes(forms.CheckboxSelectMultiple):
    """Checkboxes that the error summary can lead to: the page gives the group the field's own id."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the id of the box, of the group when no box is named."""
        return id_ if index is None else super().id_for_label(id_, index)


class DayField(forms.DateField):
    """A day, written ÅÅÅÅ-MM-DD or in words."""

    widget = forms.TextInput(attrs={"class": "date", "autocomplete": "off"})

    def to_python(self, value: Any) -> datetime.date | None:
        """Return the day that the text spells."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.date):
            return value
        try:
            return dates.parse_date(str(value))
        except dates.InvalidDate as error:
            raise ValidationError(
                _("“%(text)s” is not a date. Write year-month-day, like 2026-04-03."), params={"text": error.text[:40]}
            ) from error

    def prepare_value(self, value: Any) -> Any:
        """Show a stored day as ÅÅÅÅ-MM-DD; leave alone what was typed."""
        return value.isoformat() if isinstance(value, datetime.date) else value

"""Fields of forms that read what people in Sweden write."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from values import numbers


class SwedishDecimalField(forms.DecimalField):
    """A number in any Swedish spelling; shown with a decimal comma and hard spaces."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs take it for an IntegerField
        """Return the number, exactly."""
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return numbers.parse_decimal(str(value))
        except numbers.AmbiguousNumber as error:
            raise ValidationError(
                _("“%(text)s” can mean two numbers. Write thousands with a space and decimals with a comma."),
                params={"text": error.text},
            ) from error
        except numbers.InvalidNumber as error:
            raise ValidationError(
                _("“%(text)s” is not a number. Write it like 1 234,5."), params={"text": error.text[:40]}
            ) from error

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number as one writes it; leave alone what was typed."""
        if not isinstance(value, Decimal):
            return value
        shown = numbers.format_decimal(value, self.decimal_places or 0)
        return shown.replace(",", ".") if (get_language() or "sv").startswith("en") else shown

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare numbers, not spellings."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

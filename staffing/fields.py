"""Fields of forms that read what people in Sweden write."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator, MaxValueValidator, MinValueValidator
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from values import numbers

_DIGITS: dict[str, Any] = {
    "invalid": _("Write a number."),
    "max_digits": _("The number is too large."),
    "max_whole_digits": _("The number is too large."),
    "max_decimal_places": ngettext_lazy("Write at most %(max)s decimal.", "Write at most %(max)s decimals.", "max"),
}
"""What is said of a number with too many digits: Django's own words count digits, which people do not."""


def _limit(limit: Decimal | int) -> str:
    """Return a limit as one writes it, with the decimals that it has."""
    number = Decimal(limit)
    decimals = max(0, -int(number.normalize().as_tuple().exponent))
    return numbers.format_decimal(number, decimals, language=get_language() or "sv")


_shown = lazy(_limit, str)


class SwedishDecimalField(forms.DecimalField):
    """A number in any Swedish spelling; shown with a decimal comma and hard spaces."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for validator in self.validators:
            if isinstance(validator, MinValueValidator):
                validator.message = format_lazy(_("Write at least {}."), _shown(validator.limit_value))
            elif isinstance(validator, MaxValueValidator):
                validator.message = format_lazy(_("Write at most {}."), _shown(validator.limit_value))
            elif isinstance(validator, DecimalValidator):
                validator.messages = _DIGITS

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

"""A field for a number in any Swedish spelling; empty is "not reported", never 0."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from values.numbers import AmbiguousNumber, InvalidNumber, format_decimal, parse_decimal

CENT = Decimal("0.01")
LARGEST_SEK = Decimal(10) ** 11
LARGEST_COUNT = Decimal(10) ** 7


class AmountField(forms.CharField):
    """A number; with an `exponent` kronor typed in that power of ten (3 is tkr), without one weeks or hours.

    `has_corrections`: the form has a column that takes what is below zero.
    """

    def __init__(
        self, *, exponent: int | None = 0, may_be_negative: bool = False, has_corrections: bool = False, **kwargs: Any
    ) -> None:
        self.exponent, self.may_be_negative, self.has_corrections = exponent, may_be_negative, has_corrections
        super().__init__(required=False, max_length=60, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        """Return kronor (or a count) with at most two decimals, None when the field is empty."""
        text = super().clean(value)
        if not text.strip():
            return None
        try:
            number = parse_decimal(text)
        except AmbiguousNumber as ambiguous:
            raise self._ambiguous(ambiguous) from ambiguous
        except InvalidNumber as invalid:
            raise ValidationError(
                _("“%(text)s” is not a number. Write digits only, such as 1 234,50.") % {"text": invalid.text[:40]}
            ) from invalid
        amount = self._scaled(number)
        if abs(amount) >= (LARGEST_COUNT if self.exponent is None else LARGEST_SEK):
            raise ValidationError(_("The number is larger than a region could mean. Check it, and the unit."))
        if amount != amount.quantize(CENT):
            raise ValidationError(_("At most two decimals of a krona, hour or week can be reported."))
        if amount < 0 and not self.may_be_negative:
            if self.has_corrections:
                raise ValidationError(_("A negative number goes in the column for corrections."))
            raise ValidationError(_("The number is below zero. Write what it is, zero or more."))
        return amount.quantize(CENT)

    def _scaled(self, number: Decimal) -> Decimal:
        return number.scaleb(self.exponent) if self.exponent else number

    def _ambiguous(self, ambiguous: AmbiguousNumber) -> ValidationError:
        """Offer the readings that this field would take; 1,234 kronor has a decimal too many."""
        taken = [
            one for one in dict.fromkeys(ambiguous.readings) if self._scaled(one) == self._scaled(one).quantize(CENT)
        ]
        readings = _(" or ").join(_readable(one) for one in taken or ambiguous.readings)
        return ValidationError(
            _("“%(text)s” can mean %(readings)s. Write thousands with a space and decimals with a comma.")
            % {"text": ambiguous.text, "readings": readings}
            if len(taken) > 1
            else _(
                "“%(text)s” is not clear. Write %(readings)s if that is meant; thousands with a space, decimals with a comma."
            )
            % {"text": ambiguous.text, "readings": readings}
        )


def _readable(value: Decimal) -> str:
    decimals = max(0, -int(value.as_tuple().exponent))
    return format_decimal(value, decimals)


def typed(value: Decimal | None, exponent: int = 0) -> str:
    """Return a stored amount as a person would type it in the unit: grouped, decimal comma, no decimals that say nothing."""
    if value is None:
        return ""
    number = value.scaleb(-exponent).normalize()
    return _readable(number)

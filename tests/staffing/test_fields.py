"""What a number field says of a number that is too small, too large or too exact: in words, with a decimal comma."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from staffing.fields import SwedishDecimalField


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("0,1", "sv", "0,5"),
        ("0,1", "en", "0.5"),
        ("100 000,5", "sv", "100\xa0000"),
        ("1,25", "sv", "1 decimal."),
    ],
)
def test_a_limit_is_said_as_one_writes_it(text: str, language: str, shown: str) -> None:
    field = SwedishDecimalField(min_value=Decimal("0.5"), max_value=Decimal(100_000), max_digits=9, decimal_places=1)
    with translation.override(language):
        with pytest.raises(ValidationError) as refused:
            field.clean(text)
        (words,) = refused.value.messages
    assert shown in words
    assert ("Skriv" in words) is (language == "sv")


def test_what_holds_is_taken() -> None:
    field = SwedishDecimalField(min_value=Decimal("0.5"), max_value=Decimal(100_000), max_digits=9, decimal_places=1)
    assert [field.clean(text) for text in ("0,5", "100 000", "12,5")] == [
        Decimal("0.5"),
        Decimal(100_000),
        Decimal("12.5"),
    ]

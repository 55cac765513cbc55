"""Text that people write into forms, and that carries nothing hidden."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from staffing.editing import say_empty_choices

_LAYOUT = frozenset("\n\r\t")
# Characters that turn the reading direction for what follows; a text can be made to read as another with them.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def refuse_hidden_characters(text: str) -> None:
    """Refuse control characters and those that turn the direction of reading.

    :raises ValidationError: naming the first one and its place.
    """
    for place, character in enumerate(text, start=1):
        is_control = unicodedata.category(character) == "Cc" and character not in _LAYOUT
        if is_control or character in _DIRECTION:
            raise ValidationError(
                _("Character %(place)s is an invisible control character (U+%(code)s). Take it out, or paste as text."),
                params={"place": place, "code": f"{ord(character):04X}"},
            )


class PlainTextMixin(forms.BaseForm):
    """Refuse hidden characters in every text of the form; compose letters so that å is one character, and end lines alike.

    Browsers send lines that end with two characters: a text that nobody touched would else be another than the stored one.
    An empty choice is said in words.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(refuse_hidden_characters)
        say_empty_choices(self)

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]  # a hook that the stubs leave out
        cleaned = self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))

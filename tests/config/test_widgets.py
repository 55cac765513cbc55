"""Our select is Django's, written out for speed: the same HTML."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting

FLAT = [("", "alla"), (1, "Ett & två"), ("b", '"Citat" <b>')]
GROUPED = [("Grupp <1>", [("a", "A"), ("b", "B")]), ("", [("c", "C")])]


class _Marked(forms.Select):
    """A select whose options have attributes of their own: text, true and false."""

    def create_option(self, name, value, label, selected, index, **kwargs):
        option = super().create_option(name, value, label, selected, index, **kwargs)
        option["attrs"] |= {"data-days": 5, "disabled": value == "b", "hidden": False}
        return option


@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect, _Marked])
@pytest.mark.parametrize("choices", [FLAT, GROUPED, []])
@pytest.mark.parametrize("value", ["b", "", None, 1])
def test_a_select_is_what_django_makes_of_it(kind, choices, value) -> None:
    widget = kind(attrs={"class": "wide", "required": True})
    if kind is not forms.NullBooleanSelect:
        widget.choices = choices
    chosen = [value] if kind is forms.SelectMultiple else value

    def made(renderer) -> list[str]:
        """Return the lines; Django's have an empty one after each option."""
        return [line for line in widget.render("unit", chosen, renderer=renderer).splitlines() if line]

    ours = made(TemplatesSetting())
    assert ours == made(DjangoTemplates())
    assert ours[0].startswith("<select")

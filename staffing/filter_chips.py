"""What every filter form shares: labels that stand alone, and the filters that are on, each with the address that takes it off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict


@dataclass(frozen=True)
class Chip:
    """A filter that is on: what it is, its value in words, and the address without it."""

    label: str
    value: str
    without: str


class FilterForm(forms.Form):
    """A row of filters; their labels stand alone, without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for field in self.fields.values():
            # That a filter may be left out goes without saying.
            field.is_expected = True  # type: ignore[attr-defined]


class ChipsMixin:
    """Tell which filters are on. `folded` are those under "more filters", `not_filters` what an address may hold besides."""

    form: forms.Form
    data: QueryDict
    folded: tuple[str, ...] = ()
    not_filters: ClassVar[tuple[str, ...]] = ("page",)

    def chips(self) -> list[Chip]:
        """Return the filters that are on, each with the address that takes it off."""
        if not self.form.is_bound or not self.form.is_valid():
            return []
        return [
            Chip(str(field.label), self._words(field, self.form.cleaned_data[name]), self._without(name))
            for name, field in self.form.fields.items()
            if self.form.cleaned_data.get(name) not in (None, "")
        ]

    @property
    def is_open_further_down(self) -> bool:
        """Return whether a filter is on that is folded away under "more filters"."""
        return any(self.data.get(name) for name in self.folded)

    def _words(self, field: forms.Field, value: Any) -> str:
        offered: Any = getattr(field, "choices", ()) if isinstance(value, str) else ()
        return str(dict(offered).get(value, value))

    def _without(self, name: str) -> str:
        rest = self.data.copy()
        for key in (name, *self.not_filters):
            rest.pop(key, None)
        return f"?{rest.urlencode()}" if rest else "?"

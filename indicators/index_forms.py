"""What a reader chooses on the pages of the index: the period, and the window seen from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators import wording
from indicators.cost_index import Window
from values.period import Period

WINDOW_CHOICES = [
    (Window.PERIOD.value, _("the period itself")),
    (Window.R12.value, _("rolling twelve months")),
    (Window.YTD.value, _("the year so far")),
]


class IndexChoiceForm(forms.Form):
    """The one GET form of the pages: valid without any input, when the latest period is meant."""

    period = forms.ChoiceField(label=_("Period"), required=False)
    window = forms.ChoiceField(label=_("Figure for"), choices=WINDOW_CHOICES, required=False)

    def __init__(
        self, *args: Any, periods: Iterable[Period], chosen: Period | None, window: Window, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._default = (chosen, window)
        self.fields["period"] = forms.ChoiceField(
            label=_("Period"), choices=period_choices(periods), required=False, initial=chosen.code if chosen else ""
        )
        self.fields["window"].initial = window.value

    @property
    def chosen(self) -> tuple[Period | None, Window]:
        """Return the period and window to show; the defaults where nothing valid was chosen."""
        period, window = self._default
        valid = getattr(self, "cleaned_data", {})
        if valid.get("period"):
            period = Period.parse(valid["period"])
        if valid.get("window"):
            window = Window(valid["window"])
        return period, window


def period_choices(periods: Iterable[Period]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the periods as choices in groups of years, the latest first."""
    groups: dict[int, list[tuple[str, str]]] = {}
    ordered = sorted(set(periods), key=lambda period: (period.last_date, period.length), reverse=True)
    for period in ordered:
        groups.setdefault(period.year, []).append((period.code, period.label(wording.language())))
    return [(str(year), choices) for year, choices in groups.items()]

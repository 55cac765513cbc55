"""What a reader chooses on the pages of the index: the period, and the window seen from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators import wording
from indicators.cost_index import Window
from indicators.queries.moves import Split
from values.period import Period

WINDOW_CHOICES = [
    (Window.PERIOD.value, _("the period itself")),
    (Window.R12.value, _("rolling twelve months")),
    (Window.YTD.value, _("the year so far")),
    (Window.JAN_AUG.value, _("January–August")),
    (Window.YEAR.value, _("the calendar year")),
]


def _flat(data: Any) -> dict[str, Any]:
    return {name: data.get(name) for name in data}


class IndexChoiceForm(forms.Form):
    """The one GET form of the pages: valid without any input, when the latest period is meant."""

    period = forms.ChoiceField(label=_("Period"), required=False)
    window = forms.ChoiceField(label=_("Figure for"), choices=WINDOW_CHOICES, required=False)

    def __init__(
        self, data: Any = None, *, periods: Iterable[Period], chosen: Period | None, window: Window, **kwargs: Any
    ) -> None:
        # What is not in the address is as it begins, and is shown so.
        begun = {"period": chosen.code if chosen else "", "window": window.value}
        super().__init__(None if data is None else {**begun, **_flat(data)}, **kwargs)
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


class MoveForm(IndexChoiceForm):
    """What moved the index: between which periods, seen through one window, and split how."""

    def __init__(
        self, data: Any = None, *, periods: Iterable[Period], splits: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        every = list(periods)
        super().__init__(data, periods=every, **kwargs)
        before = [("", _("the year before")), *period_choices(every)]
        self.fields["against"] = forms.ChoiceField(label=_("Compared with"), choices=before, required=False)
        self.fields["split"] = forms.ChoiceField(label=_("Split by"), choices=splits, required=False)
        self._first_split = splits[0][0]

    @property
    def against(self) -> Period | None:
        """Return the period to compare with; None means the same one a year before."""
        code = getattr(self, "cleaned_data", {}).get("against")
        return Period.parse(code) if code else None

    @property
    def split(self) -> Split:
        """Return what the agency cost is split by."""
        return Split(getattr(self, "cleaned_data", {}).get("split") or self._first_split)


def period_choices(periods: Iterable[Period]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the periods as choices in groups of years, the latest first."""
    groups: dict[int, list[tuple[str, str]]] = {}
    ordered = sorted(set(periods), key=lambda period: (period.last_date, period.length), reverse=True)
    for period in ordered:
        groups.setdefault(period.year, []).append((period.code, period.label(wording.language())))
    return [(str(year), choices) for year, choices in groups.items()]

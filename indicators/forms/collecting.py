"""Forms that open a collection round, and change its last day and message."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from indicators.forms.returns import PeriodField
from indicators.models import CollectionRound
from staffing.editing import VersionedForm
from values.period import Period

LONGEST_MESSAGE = 2_000


class DueDateField(forms.DateField):
    """The last day, written ÅÅÅÅ-MM-DD."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"class": "date", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("To be handed in by"),
            help_text=_("Year-month-day, 2026-04-03."),
            input_formats=["%Y-%m-%d"],
            error_messages={"invalid": _("Write year-month-day, like 2026-04-03.")},
            **kwargs,
        )


def refuse_early(form: forms.BaseForm, period: Period, due_date: datetime.date | None) -> None:
    """Refuse a last day that the period has not ended on: nothing can be handed in before."""
    if due_date is not None and due_date <= period.last_date:
        words = _("The period ends on {date}. Choose a later day: costs are handed in when it has ended.")
        form.add_error("due_date", format_lazy(words, date=period.last_date.isoformat()))


class CollectionRoundCreateForm(forms.Form):
    """Which period is collected, until when, and what is said to the regions."""

    period = PeriodField(
        label=_("Period to collect"),
        max_length=40,
        help_text=_(
            "A month 2016-03, a quarter 2016-K4, a tertial 2016-T2, a half-year 2016-H1, January–August 2016-01/08 or a year 2016."
        ),
    )
    due_date = DueDateField()
    message = forms.CharField(
        label=_("Message to the regions"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Hold the last day against the period."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("period"):
            refuse_early(self, cleaned["period"], cleaned.get("due_date"))
        return cleaned


class CollectionRoundForm(VersionedForm):
    """Another last day, or another message; the period stays."""

    due_date = DueDateField()

    class Meta:
        model = CollectionRound
        fields = ("due_date", "message")
        labels: ClassVar = {"message": _("Message to the regions")}
        widgets: ClassVar = {"message": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        """Hold the last day against the period."""
        cleaned = super().clean() or self.cleaned_data
        refuse_early(self, self.instance.period, cleaned.get("due_date"))
        return cleaned

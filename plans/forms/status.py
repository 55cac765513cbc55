"""Forms that report how an activity goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms.fields import DayField, LinkedRadioSelect, PlainTextMixin
from plans.models import Activity, HealthChoice, ProgressChoice
from staffing.editing import VersionedForm

LONGEST_COMMENT = 500


class StatusForm(PlainTextMixin, VersionedForm):
    """Progress and health with one line of text; what is left out stays as it is."""

    progress = forms.ChoiceField(
        label=_("Status"), choices=ProgressChoice.choices, required=False, widget=LinkedRadioSelect
    )
    health = forms.ChoiceField(
        label=_("Health"), choices=HealthChoice.choices, required=False, widget=LinkedRadioSelect
    )
    comment = forms.CharField(
        label=_("One line on how it goes"),
        required=False,
        max_length=LONGEST_COMMENT,
        help_text=_("Needed when the health is another than the dates say. Only your own region reads it."),
    )
    completed_date = DayField(
        label=_("Completed"), required=False, help_text=_("For a finished activity. Left empty, it is today.")
    )
    cancelled_reason = forms.CharField(
        label=_("Reason for cancelling"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    receiver = forms.CharField(
        label=_("Receiver"), required=False, max_length=200, help_text=_("Who takes the activity over.")
    )

    class Meta:
        model = Activity
        # The form writes nothing on the activity itself: what follows from what was reported is for the action to fill in.
        fields = ()

    field_order = ("progress", "health", "comment", "completed_date", "cancelled_reason", "receiver")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("progress", "health", "completed_date", "cancelled_reason", "receiver"):
            self.initial.setdefault(name, getattr(self.instance, name))
        health: Any = self.fields["health"]
        if not self.instance.is_health_judged:
            self.initial["health"] = ""
            health.choices = [("", _("not assessed")), *HealthChoice.choices]

    def clean_progress(self) -> str:
        """Return the progress; the present one when it was left out."""
        return str(self.cleaned_data["progress"] or self.initial["progress"])

    def clean_health(self) -> str:
        """Return the health; the present one when it was left out, which is none while nobody has judged it."""
        return str(self.cleaned_data["health"] or self.initial["health"])

    @property
    def written(self) -> dict[str, Any]:
        """Return what was reported."""
        names = ("progress", "health", "comment", "completed_date", "cancelled_reason", "receiver")
        return {name: self.cleaned_data[name] for name in names}


class ReportForm(PlainTextMixin, forms.Form):
    """A tap on a card of "My activities": one of four words, perhaps that work has begun, perhaps a line of text."""

    CHOICES = [
        ("on_track", HealthChoice.ON_TRACK.label),
        ("at_risk", HealthChoice.AT_RISK.label),
        ("late", HealthChoice.LATE.label),
        ("done", ProgressChoice.DONE.label),
    ]
    choice = forms.ChoiceField(choices=CHOICES)
    comment = forms.CharField(label=_("One line on how it goes"), required=False, max_length=LONGEST_COMMENT)
    is_started = forms.BooleanField(required=False)

    def reported(self, activity: Activity) -> dict[str, Any]:
        """Return the progress and health that the tap means for the activity."""
        choice = self.cleaned_data["choice"]
        if choice == "done":
            return {"progress": ProgressChoice.DONE, "health": HealthChoice.ON_TRACK}
        begins = self.cleaned_data["is_started"] and activity.progress == ProgressChoice.NOT_STARTED
        return {"progress": ProgressChoice.IN_PROGRESS if begins else activity.progress, "health": choice}

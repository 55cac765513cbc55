"""Forms that end a plan: how each open activity ends, what the final report says, and how it goes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from plans.actions.closing import WRITTEN, Ending, Resets
from plans.forms.activities import choices_of
from plans.forms.fields import DayField, DaysInOrderMixin, LinkedCheckboxes, PlainTextMixin
from plans.models import Activity, FinalReport, Plan, ProgressChoice


class FinalReportForm(PlainTextMixin, forms.ModelForm):
    """What the final report says beside its figures."""

    class Meta:
        model = FinalReport
        fields = WRITTEN
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 5}),
            "decisions": forms.Textarea(attrs={"rows": 4}),
            "extract_to": forms.Textarea(attrs={"rows": 2}),
            **{name: forms.TextInput(attrs={"inputmode": "numeric"}) for name in WRITTEN if name.startswith("stated")},
        }
        help_texts = {
            "stated_total": _(
                "If an earlier report states it. What does not add up is shown and flagged, not corrected."
            )
        }

    @property
    def written(self) -> dict[str, Any]:
        """Return the fields of the report."""
        return {name: self.cleaned_data[name] for name in WRITTEN}


HOW = [
    (ProgressChoice.HANDED_OVER.value, _("handed over to")),
    (ProgressChoice.CANCELLED.value, _("cancelled because")),
]
AS_FOR_ALL = "as_for_all"


class CloseForm(FinalReportForm):
    """Close a plan: a receiver or a reason for each activity that is still open, and the final report.

    What is said for all goes for every activity that has nothing of its own.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    how_for_all = forms.ChoiceField(label=_("How they end"), choices=HOW)
    receiver_for_all = forms.CharField(
        label=_("Receiver for all that have none of their own"), max_length=200, required=False
    )
    reason_for_all = forms.CharField(
        label=_("Reason for all that have none of their own"),
        max_length=200,
        required=False,
        help_text=_("For those that are cancelled."),
    )

    def __init__(self, *args: Any, plan: Plan, left: Iterable[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.left = list(left)
        self.fields["version"].initial = plan.version
        for activity in self.left:
            self.fields[f"how_{activity.pk}"] = forms.ChoiceField(
                label=_("How it ends"),
                choices=[(AS_FOR_ALL, _("as for all")), *HOW],
                widget=forms.Select(attrs={"aria-label": f"{_('How it ends')}: {activity.title}"}),
            )
            self.fields[f"text_{activity.pk}"] = forms.CharField(
                label=_("Its own receiver or reason"),
                max_length=200,
                required=False,
                widget=forms.TextInput(attrs={"aria-label": f"{_('Its own receiver or reason')}: {activity.title}"}),
            )
            self.fields[f"version_{activity.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=activity.version, min_value=1
            )

    def clean(self) -> dict[str, Any]:
        """Ask for a receiver or a reason wherever there is neither an own one nor one for all."""
        cleaned = super().clean() or self.cleaned_data
        for activity in self.left:
            name = f"text_{activity.pk}"
            is_said = {"how_for_all", f"how_{activity.pk}", name} <= cleaned.keys()
            if is_said and not self._ending_of(activity).text:
                said = _("“%(title)s” needs a receiver or a reason.")
                self.add_error(name, ValidationError(said, params={"title": activity.title}))
        return cleaned

    def _ending_of(self, activity: Activity) -> Ending:
        said = self.cleaned_data
        how = said[f"how_{activity.pk}"]
        progress = ProgressChoice(said["how_for_all"] if how == AS_FOR_ALL else how)
        is_handed_over = progress == ProgressChoice.HANDED_OVER
        text_for_all = said.get("receiver_for_all" if is_handed_over else "reason_for_all", "")
        return Ending(activity, progress, said[f"text_{activity.pk}"] or text_for_all)

    @property
    def report_fields(self) -> list[forms.BoundField]:
        """Return what the final report will say beside its figures."""
        return [self[name] for name in WRITTEN]

    @property
    def rows(self) -> list[tuple[Activity, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return each open activity with its fields."""
        return [(one, self[f"how_{one.pk}"], self[f"text_{one.pk}"], self[f"version_{one.pk}"]) for one in self.left]

    @property
    def changed(self) -> list[Activity | Plan]:
        """Return the plan and the activities that are not as they were when the form was opened."""
        seen: list[tuple[Activity | Plan, str]] = [(self.plan, "version")]
        seen += [(one, f"version_{one.pk}") for one in self.left]
        return [one for one, name in seen if self.data.get(name) != str(one.version)]

    def renew(self) -> None:
        """Let the form go on from what the plan and its activities are now, with everything that was typed."""
        data = {**dict(self.data.items()), "version": str(self.plan.version)}
        for activity in self.left:
            data[f"version_{activity.pk}"] = str(activity.version)
        self.data = data

    @property
    def endings(self) -> list[Ending]:
        """Return how each open activity ends, at the version that was looked at."""
        found = [self._ending_of(activity) for activity in self.left]
        for ending in found:
            ending.activity.version = self.cleaned_data[f"version_{ending.activity.pk}"]
        return found


class CorrectReportForm(FinalReportForm):
    """A new version of a final report."""

    correction = forms.CharField(
        label=_("What is corrected"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["correction"]


class CopyPlanForm(PlainTextMixin, DaysInOrderMixin, forms.Form):
    """Carry a plan on into the next period."""

    title = forms.CharField(label=_("Title"), max_length=200)
    start_date = DayField(label=_("First day"))
    end_date = DayField(label=_("Last day"))
    reset_deadlines = forms.BooleanField(label=_("Empty the deadlines"), required=False, initial=True)
    reset_responsibles = forms.BooleanField(label=_("Empty who is responsible"), required=False)
    reset_effects = forms.BooleanField(label=_("Empty the expected effects"), required=False)
    reset_groups = forms.BooleanField(label=_("Leave out the groups of Governance"), required=False)
    activities: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=_("Activities to go on with"),
        queryset=Activity.objects.none(),
        required=False,
        widget=LinkedCheckboxes,
    )

    def __init__(self, *args: Any, activities: QuerySet[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "activities").queryset = activities

    @property
    def resets(self) -> Resets:
        """Return what begins anew."""
        return Resets(
            deadlines=self.cleaned_data["reset_deadlines"],
            responsibles=self.cleaned_data["reset_responsibles"],
            effects=self.cleaned_data["reset_effects"],
            groups=self.cleaned_data["reset_groups"],
        )

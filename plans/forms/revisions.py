"""Forms of a plan's life: adoption, giving up a draft revision, decisions, and restoring what was."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from plans import adoption
from plans.actions.freezing import Decision
from plans.forms.fields import DayField, LinkedRadioSelect, PlainTextMixin
from plans.models import Outcome, Plan, PlanDecision, StatusReport


class NotInTheFuture:
    """A day that has come; `today` is given by the view."""

    today: datetime.date
    cleaned_data: dict[str, Any]

    def past_day(self, name: str) -> datetime.date:
        """Return the day.

        :raises ValidationError: it has not come.
        """
        day: datetime.date = self.cleaned_data[name]
        if day > self.today:
            raise ValidationError(_("The day has not come. Write the day when it was decided."))
        return day


class AdoptionForm(PlainTextMixin, NotInTheFuture, forms.Form):
    """What is recorded of an adoption. A waiver is asked for by the view when a gate is open on the day given."""

    adopted_date = DayField(label=_("Decided on"))
    adopted_by = forms.CharField(
        label=_("Decided by"), max_length=120, help_text=_("The body that adopted it, for example regionstyrelsen.")
    )
    registry_number = forms.CharField(
        label=_("Registry number"),
        max_length=60,
        required=False,
        help_text=_("The number of the case in the register (diarienummer)."),
    )
    summary = forms.CharField(
        label=_("What the revision changes, in short"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    risk_waiver = forms.CharField(
        label=_("Why there is no risk analysis"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed only when no risk analysis is finished on the day of the decision."),
    )
    consultation_waiver = forms.CharField(
        label=_("Why there is no union consultation"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed only when no union has been consulted by the day of the decision."),
    )

    def __init__(self, *args: Any, today: datetime.date, not_before: datetime.date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.not_before = today, not_before

    def clean_adopted_date(self) -> datetime.date:
        """Return the day, when it has come and is not before the revision that this one follows.

        :raises ValidationError: saying which.
        """
        day = self.past_day("adopted_date")
        if self.not_before is not None and day < self.not_before:
            raise ValidationError(
                _("The revision before was adopted on %(day)s. Write that day or a later one."),
                params={"day": self.not_before},
            )
        return day

    def leave_out(self, names: Iterable[str]) -> None:
        """Take away fields that this decision has no use for, save those where something was written or is missing.

        A waiver that stays is one that is needed: the page does not call it optional.
        """
        for name in names:
            if not self[name].value() and name not in self.errors:
                del self.fields[name]
        for name in set(adoption.WAIVER_FIELDS.values()) & set(self.fields).difference(names):
            self.fields[name].required = True

    @property
    def decision(self) -> Decision:
        """Return what was written."""
        return Decision(**{name: self.cleaned_data[name] for name in Decision.__dataclass_fields__})


class GiveUpForm(PlainTextMixin, forms.Form):
    """Why a draft revision is ended without being adopted."""

    reason = forms.CharField(label=_("Reason"), max_length=60, help_text=_("It stands in the history of the plan."))


class DecisionForm(PlainTextMixin, NotInTheFuture, forms.ModelForm):
    """A decision of the steering group."""

    decided_date = DayField(label=_("Decided on"))

    class Meta:
        model = PlanDecision
        fields = ("subject", "text", "outcome", "decided_date", "decided_by", "registry_number", "report")
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "outcome": LinkedRadioSelect}
        help_texts = {
            "text": _("As it stands in the minutes. A decision cannot be changed afterwards."),
            "decided_by": _("The body that decided, for example the steering group."),
            "report": _("When the decision is one that a status report asks for."),
        }

    def __init__(self, *args: Any, plan: Plan, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        outcome: Any = self.fields["outcome"]
        outcome.choices = Outcome.choices
        report: Any = self.fields["report"]
        report.queryset = StatusReport.objects.filter(plan=plan, file__isnull=False).order_by("-first_month", "-number")
        report.empty_label = _("None: about the plan")

    def clean_decided_date(self) -> datetime.date:
        """Return the day, when it has come."""
        return self.past_day("decided_date")

    @property
    def written(self) -> dict[str, Any]:
        """Return the decision's fields."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class RestoreForm(PlainTextMixin, forms.Form):
    """Which field is given back the value that it had; a deadline needs a reason, as every move does."""

    field = forms.ChoiceField(label=_("Restore"), widget=LinkedRadioSelect)
    move_reason = forms.CharField(
        label=_("Reason for the moved deadline"),
        max_length=500,
        required=False,
        help_text=_("Needed when the deadline becomes another date."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["field"]
        field.choices = choices

"""Forms of risk and impact analyses, their risks, and consultations."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from plans.actions.risks import FOLLOW_UP
from plans.forms.fields import DayField, PlainTextMixin
from plans.models import Consultation, Risk, RiskAnalysis
from staffing.editing import VersionedForm
from staffing.models import Organisation

STEP_WORDS: dict[int, tuple[Any, ...]] = {
    4: (_("very low"), _("low"), _("high"), _("very high")),
    5: (_("very low"), _("low"), _("medium"), _("high"), _("very high")),
}
"""By scale: what its steps are called, of probability and consequence alike; *default*, and the usual ones."""
UNCHOSEN = {"probability": _("Choose probability"), "consequence": _("Choose consequence")}
NOT_COME = _("The day has not come. Write a day that has been.")


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WrittenForm(PlainTextMixin, VersionedForm):
    """A versioned form that gives its action the fields that it writes."""

    @property
    def written(self) -> dict[str, Any]:
        """Return the fields of the object."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class RiskAnalysisForm(WrittenForm):
    """What an analysis says of the change."""

    class Meta:
        model = RiskAnalysis
        fields = (
            "title",
            "organisation",
            "change",
            "groups_affected",
            "situation_now",
            "situation_planned",
            "participants",
            "safety_representative",
            "scale",
        )
        widgets = {
            "change": _lines(4),
            "groups_affected": _lines(2),
            "situation_now": _lines(4),
            "situation_planned": _lines(4),
            "participants": _lines(2),
        }
        help_texts = {
            "change": _("What will be different, and from when."),
            "groups_affected": _("For example the night staff at the emergency department."),
            "participants": _("Roles, not names of persons."),
        }

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations
        field.empty_label = _("The whole plan")

    def clean_scale(self) -> int:
        """Return the scale, when every risk is on it.

        :raises ValidationError: a risk is judged above it.
        """
        scale = int(self.cleaned_data["scale"])
        risks = self.instance.risks.all() if self.instance.pk else []
        names = ("probability", "consequence", "probability_now", "consequence_now")
        if any((getattr(risk, name) or 0) > scale for risk in risks for name in names):
            raise ValidationError(_("A risk is judged above this scale. Change that risk first."))
        return scale


class PastDayMixin:
    """Days that have come; `today` is given by the view."""

    today: datetime.date

    def past_day(self, day: datetime.date | None) -> datetime.date | None:
        """Return the day.

        :raises ValidationError: it has not come.
        """
        if day is not None and day > self.today:
            raise ValidationError(NOT_COME)
        return day


class FollowUpForm(PastDayMixin, WrittenForm):
    """What came of a countermeasure: all that is written of a risk when its analysis is finished."""

    followed_up_date = DayField(label=_("Followed up"), required=False, help_text=_("Year-month-day, 2026-04-03."))

    class Meta:
        model = Risk
        fields: tuple[str, ...] = FOLLOW_UP
        widgets: dict[str, Any] = {"follow_up": _lines(2)}

    def __init__(self, *args: Any, scale: int, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale, self.today = scale, today

    def clean_followed_up_date(self) -> datetime.date | None:
        """Return the day, when it has come."""
        return self.past_day(self.cleaned_data["followed_up_date"])


class RiskForm(FollowUpForm):
    """A risk: how likely and how grave now and as planned, and what is done against it."""

    due_date = DayField(label=_("Due date"), required=False, help_text=_("Year-month-day, 2026-04-03."))

    class Meta(FollowUpForm.Meta):
        fields = (
            "title",
            "cause",
            "probability_now",
            "consequence_now",
            "probability",
            "consequence",
            "is_serious",
            "countermeasure",
            "responsible",
            "due_date",
            *FOLLOW_UP,
        )
        widgets = {"cause": _lines(2), "countermeasure": _lines(3), "follow_up": _lines(2)}
        help_texts = {"responsible": _("A role, not the name of a person.")}

    field_order = Meta.fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [(str(step), f"{step} {word}") for step, word in enumerate(STEP_WORDS[self.scale], start=1)]
        for name in ("probability_now", "consequence_now", "probability", "consequence"):
            is_now = name.endswith("_now")
            self.fields[name] = forms.TypedChoiceField(
                label=self.fields[name].label,
                required=not is_now,
                coerce=int,
                empty_value=None,
                choices=[("", _("not judged") if is_now else _("Choose")), *steps],
                error_messages={} if is_now else {"required": UNCHOSEN[name]},
            )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Ask for both judgements of the situation now, or neither."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        judged = [cleaned.get("probability_now"), cleaned.get("consequence_now")]
        if judged.count(None) == 1:
            name = "probability_now" if judged[0] is None else "consequence_now"
            if name not in self.errors:
                self.add_error(name, _("Judge both probability and consequence of the situation now, or neither."))
        return cleaned


class ConsultationForm(PastDayMixin, WrittenForm):
    """A consultation that was held."""

    held_date = DayField(label=_("Date"), help_text=_("Year-month-day, 2026-04-03."))
    field_order = ("party", "party_kind", "form", "held_date", "outcome", "minutes")

    class Meta:
        model = Consultation
        fields = ("party", "party_kind", "form", "held_date", "outcome", "minutes")
        widgets = {"outcome": _lines(4)}

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_held_date(self) -> datetime.date | None:
        """Return the day, when it has come."""
        return self.past_day(self.cleaned_data["held_date"])

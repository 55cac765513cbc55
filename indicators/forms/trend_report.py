"""The forms of the trend report: which period, and what the coordinator writes."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from indicators.models import TrendReport
from indicators.queries.trend_report import Choices
from staffing.editing import VersionedForm
from staffing.plain_text import PlainTextMixin
from values.period import Period


class TrendPeriodForm(forms.Form):
    """Which quarter the report is about."""

    period = forms.ChoiceField(label=_("Period"))

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "sv"
        self.periods = {period.code: period for period in choices.periods}
        field: Any = self.fields["period"]
        field.choices = [(code, period.label(language)) for code, period in self.periods.items()]
        self.initial.setdefault("period", choices.default.code if choices.default else None)

    def clean_period(self) -> Period:
        """Return the period that was chosen."""
        return self.periods[self.cleaned_data["period"]]


class TrendTextsForm(PlainTextMixin, VersionedForm):
    """The text blocks of a draft; a new version also says what it corrects."""

    class Meta:
        model = TrendReport
        fields = ("correction", *TrendReport.TEXTS)
        widgets: ClassVar = {
            "correction": forms.Textarea(attrs={"rows": 2}),
            **{name: forms.Textarea(attrs={"rows": 5}) for name in TrendReport.TEXTS},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.number == 1:
            del self.fields["correction"]
        else:
            # A draft may be saved without it, and not published: so it is not called optional.
            self.fields["correction"].is_expected = True  # type: ignore[attr-defined]

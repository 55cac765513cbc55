"""The form that orders a status report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from plans.forms.fields import PlainTextMixin
from plans.status_report import LONGEST_REASON
from values.period import Period

MOST_DECISIONS = 8
"""More do not fit the first page beside the verdict."""


class StatusReportForm(PlainTextMixin, forms.Form):
    """What a report is about, in which language, and what it asks the steering group for."""

    period = forms.ChoiceField(label=_("Period"))
    language = forms.ChoiceField(label=_("Language of the report"), choices=settings.LANGUAGES)
    decisions = forms.CharField(
        label=_("Decisions asked for"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line. They stand first in the report. Name roles, not persons: the report is published."),
    )
    correction = forms.CharField(
        label=_("What is corrected"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the period has a report already: the new version says what it changes."),
    )

    def __init__(
        self,
        *args: Any,
        periods: Sequence[Period],
        default: Period | None,
        awaited: Sequence[Period] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or settings.LANGUAGE_CODE
        self.periods = {period.code: period for period in periods}
        field: Any = self.fields["period"]
        field.choices = [(code, period.label(language)) for code, period in self.periods.items()]
        if awaited:
            names = ", ".join(period.label(language) for period in awaited)
            field.help_text = _("Costs are not reported for %(periods)s yet.") % {"periods": names}
        self.initial.setdefault("period", default.code if default else None)
        self.initial.setdefault("language", language)

    def clean_period(self) -> Period:
        """Return the period that was chosen."""
        return self.periods[self.cleaned_data["period"]]

    def clean_decisions(self) -> str:
        """Return the decisions, one a line.

        :raises ValidationError: too many, or one that is too long for the first page.
        """
        lines = [line.strip() for line in self.cleaned_data["decisions"].splitlines() if line.strip()]
        if len(lines) > MOST_DECISIONS:
            raise ValidationError(
                _("At most %(most)s decisions fit the first page; you have written %(number)s."),
                params={"most": MOST_DECISIONS, "number": len(lines)},
            )
        for number, line in enumerate(lines, start=1):
            if len(line) > LONGEST_REASON:
                raise ValidationError(
                    _("Line %(line)s has %(length)s characters; a decision has at most %(most)s."),
                    params={"line": number, "length": len(line), "most": LONGEST_REASON},
                )
        return "\n".join(lines)

"""Forms of collections and of what regions answer in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from plans.forms.fields import DayField, PlainTextMixin
from plans.models import Statement, StatementRound
from plans.statement_templates import Part
from staffing.editing import VersionedForm

LONGEST_ANSWER = 10_000
FIRST_YEAR, LAST_YEAR = 2015, 2100


class RoundForm(PlainTextMixin, VersionedForm):
    """Open a collection, or change its day and message."""

    due_date = DayField(label=_("To be answered by"), help_text=_("Year-month-day, 2026-04-03."))
    year = forms.IntegerField(
        label=_("Year"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    field_order = ("kind", "year", "due_date", "message")

    class Meta:
        model = StatementRound
        fields = ("kind", "year", "due_date", "message")
        widgets = {"message": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        """Refuse a second collection of the same kind and year, at its field."""
        cleaned = super().clean() or self.cleaned_data
        year = cleaned.get("year")
        same = StatementRound.objects.filter(kind=cleaned.get("kind", "")).exclude(pk=self.instance.pk)
        if year and same.filter(year=year).exists():
            self.add_error("year", ValidationError(_("This is collected for the year already.")))
        return cleaned

    def validate_constraints(self) -> None:
        """Leave to `clean` what the constraint would say without naming a field."""


class AnswerField(forms.CharField):
    """The answer to a question. None is needed to save; one that is missed (`is_expected`) is not called optional."""

    def __init__(self, *, is_expected: bool, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 5}), show_hidden_initial=True, **kwargs)
        self.is_expected = is_expected


class StatementForm(PlainTextMixin, VersionedForm):
    """All questions of a template at once; nothing needs an answer before it is submitted."""

    class Meta:
        model = Statement
        fields = ("registry_number",)

    def __init__(self, *args: Any, parts: tuple[Part, ...], answers: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        for part in parts:
            for question in part.questions:
                name = field_name(question.code)
                self.fields[name] = AnswerField(
                    label=question.label,
                    help_text=question.help_text,
                    max_length=LONGEST_ANSWER,
                    is_expected=question.is_expected,
                )
                self.initial[name] = answers.get(question.code, "")

    @property
    def groups(self) -> list[tuple[Part, list[forms.BoundField]]]:
        """Return each part with its fields."""
        return [(part, [self[field_name(question.code)] for question in part.questions]) for part in self.parts]

    @property
    def answers(self) -> dict[str, str]:
        """Return the answers by the code of their question."""
        return {
            question.code: self.cleaned_data[field_name(question.code)]
            for part in self.parts
            for question in part.questions
        }


def field_name(code: str) -> str:
    """Return the name of the field of a question."""
    return "answer_" + code.replace(":", "_")


class SubmitForm(PlainTextMixin, forms.Form):
    """Submit what is written; the second time with what it corrects."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    correction = forms.CharField(
        label=_("What is corrected"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["correction"]
        else:
            self.fields["correction"].required = True

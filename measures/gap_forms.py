"""What people type in the gap analysis, checked: one field of an answer, an area of the grid, a round, a scale's words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from measures.actions.gap import FIELDS
from measures.models import GapAssessment, GapRound, Measure, Scale, ScaleStep
from staffing.editing import VersionedForm

LONGEST_COMMENT, LONGEST_URL = 2000, 500
_IS_WEB_ADDRESS = URLValidator(schemes=["http", "https"])


def cleaned(field: str, text: str) -> Any:
    """Return a typed text as the field's value.

    :raises ValidationError: with what to do about it.
    """
    text = text.replace("\r\n", "\n").strip()
    if field in Scale.values:
        if text not in ("", "1", "2", "3", "4", "5"):
            raise ValidationError(_("Write a whole number from 1 to 5, or leave the cell empty."))
        return int(text) if text else None
    if field == "is_not_relevant":
        return text in ("1", "on", "true")
    if field == "comment":
        if len(text) > LONGEST_COMMENT:
            raise ValidationError(_("A comment may hold 2,000 characters at most."))
        return text
    if text and len(text) <= LONGEST_URL:
        _check_address(text)
    elif text:
        raise ValidationError(_("The address is too long: 500 characters at most."))
    return text


def _check_address(text: str) -> None:
    try:
        _IS_WEB_ADDRESS(text)
    except ValidationError:
        raise ValidationError(_("Write a whole web address that begins with https:// or http://.")) from None


def typed(field: str, value: Any) -> str:
    """Return a field's value as it is typed, the reverse of `cleaned`."""
    if field == "is_not_relevant":
        return "1" if value else ""
    return "" if value is None else str(value)


def typed_row(row: GapAssessment | None) -> dict[str, str]:
    """Return a whole row as it is typed; no row is empty fields."""
    shown = row or GapAssessment()
    return {field: typed(field, getattr(shown, field)) for field in FIELDS}


class AreaAnswers:
    """The posted answers of one area of the grid: what was typed, what the form was opened with, and what is wrong."""

    def __init__(self, data: Mapping[str, str], measures: list[Measure]) -> None:
        self.measures = measures
        self.typed = {
            measure.number: {field: data.get(f"m{measure.number}-{field}", "") for field in FIELDS}
            for measure in measures
        }
        self.opened = _opened(data.get("opened", ""))
        self.errors: dict[tuple[int, str], str] = {}
        self.values: dict[tuple[int, str], Any] = {}
        for number, row in self.typed.items():
            for field, text in row.items():
                self._clean(number, field, text)

    def _clean(self, number: int, field: str, text: str) -> None:
        try:
            self.values[number, field] = cleaned(field, text)
        except ValidationError as error:
            self.errors[number, field] = error.messages[0]

    def changed(self) -> list[tuple[Measure, str, Any, Any]]:
        """Return the fields that the typist changed: measure, field, new value, and what it was opened with."""
        found = []
        for measure in self.measures:
            for field in FIELDS:
                before = self.opened.get(str(measure.number), {}).get(field, "")
                value = self.values[measure.number, field]
                if typed(field, value) != before:
                    found.append((measure, field, value, _before(field, before)))
        return found


def _before(field: str, text: str) -> Any:
    """Return what a field was opened with; a text that no page of ours wrote counts as empty."""
    try:
        return cleaned(field, text)
    except ValidationError:
        return cleaned(field, "")


def _opened(text: str) -> dict[str, dict[str, str]]:
    """Return what the form says that it was opened with; whatever is no such thing counts as empty fields."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    rows = {key: row for key, row in found.items() if isinstance(row, dict)}
    return {key: {field: str(row[field]) for field in FIELDS if field in row} for key, row in rows.items()}


class GapRoundForm(forms.ModelForm):
    """A new round: its name."""

    class Meta:
        model = GapRound
        fields = ("title",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = _("Something that tells the rounds apart, for example “Spring 2027”.")


class ScaleStepForm(VersionedForm):
    """The words of a step."""

    class Meta:
        model = ScaleStep
        fields = ("name_sv", "name_en")

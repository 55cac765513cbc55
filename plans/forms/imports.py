"""Forms of an import: the file or the pasted text, and what a person corrects of how it was understood."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from measures.models import MeasureArea
from plans.forms.activities import choices_of
from plans.forms.fields import DayField, DaysInOrderMixin, PlainTextMixin
from plans.import_words import COLUMNS
from plans.plan_import.understood import Taken, Understood
from staffing.models import Organisation

LONGEST_PASTE = 2_000_000
ROWS_TO_CORRECT = 200


class SourceForm(forms.Form):
    """A file, or text pasted from Excel or Word."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Word (.docx), Excel (.xlsx) or CSV, at most 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.xlsx,.csv,.txt"}),
    )
    text = forms.CharField(
        label=_("Or paste the table here"),
        required=False,
        max_length=LONGEST_PASTE,
        strip=False,
        help_text=_("Mark the table in Excel or Word, headings too, copy it and paste."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Take one of the two."""
        cleaned = super().clean() or self.cleaned_data
        file, text = cleaned.get("file"), (cleaned.get("text") or "").strip()
        if not file and not text and not self.errors:
            raise ValidationError(_("Choose a file, or paste the table."))
        if file and text:
            self.add_error("text", ValidationError(_("Choose a file or paste, not both.")))
        if file and file.size > settings.UPLOAD_LIMIT_BYTES:
            self.add_error("file", ValidationError(_("The file is larger than 20 MB.")))
        return cleaned


class UploadForm(forms.Form):
    """An exported workbook that was edited."""

    file = forms.FileField(
        label=_("Edited file"),
        help_text=_("The Excel file that you downloaded here, with your changes."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large to be looked at.

        :raises ValidationError: it is.
        """
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            raise ValidationError(_("The file is larger than 20 MB."))
        return file


class NewPlanImportForm(PlainTextMixin, DaysInOrderMixin, SourceForm):
    """The same, and the plan that it becomes."""

    organisation: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none()
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    start_date = DayField(label=_("First day"))
    end_date = DayField(label=_("Last day"))
    field_order = ("organisation", "title", "start_date", "end_date", "file", "text")

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = choices_of(self, "organisation")
        field.queryset = organisations
        if organisations.count() == 1:
            field.initial = organisations.first()
        # Text from elsewhere may carry what our own fields refuse; it is cleaned as it is read.
        self.fields["text"].validators = self.fields["text"].validators[:-1]


class CorrectionForm(forms.Form):
    """What the file was understood as, each part to be corrected; untouched it says what was understood."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(
        self, *args: Any, understood: Understood, organisations: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.understood = understood
        self._add_columns()
        self._add_parts(organisations)
        self._add_rows()

    def _add_columns(self) -> None:
        words = [("", _("not read")), *((column.value, name) for column, name in COLUMNS.items())]
        for table in self.understood.tables:
            for place, column in enumerate(table.columns):
                self.fields[f"column_{table.index}_{place}"] = forms.ChoiceField(
                    label=table.headings[place] or _("Column %(number)s") % {"number": place + 1},
                    choices=words,
                    required=False,
                    initial=column.value if column else "",
                )

    def _add_parts(self, organisations: Iterable[tuple[int, str]]) -> None:
        places = [("", _("the plan's own organisation")), *((str(pk), name) for pk, name in organisations)]
        for number, part in enumerate(self.understood.sections):
            self.fields[f"section_{number}"] = forms.ChoiceField(
                label=part.name, choices=places, required=False, initial=str(part.match or "")
            )
        areas = [("", _("the plan's own area")), *((area.code, area.name) for area in MeasureArea.objects.all())]
        for number, part in enumerate(self.understood.areas):
            self.fields[f"area_{number}"] = forms.ChoiceField(
                label=part.name, choices=areas, required=False, initial=str(part.match or "")
            )

    def _add_rows(self) -> None:
        kinds = [
            (Taken.SECTION.value, _("a section")),
            (Taken.AREA.value, _("an area")),
            (Taken.ACTIVITY.value, _("an activity")),
            (Taken.SKIP.value, _("nothing: leave it out")),
        ]
        for number, row in enumerate(self.understood.others[:ROWS_TO_CORRECT]):
            self.fields[f"row_{number}"] = forms.ChoiceField(
                label=row.text, choices=kinds, required=False, initial=row.taken.value
            )

    @property
    def tables(self) -> list[dict[str, Any]]:
        """Return each table with a field a column and some of its values."""
        return [
            {
                "table": table,
                "columns": [
                    (self[f"column_{table.index}_{place}"], table.headings[place], table.samples[place])
                    for place in range(len(table.columns))
                ],
            }
            for table in self.understood.tables
        ]

    @property
    def sections(self) -> list[tuple[Any, forms.BoundField]]:
        """Return each section with its field."""
        return [(part, self[f"section_{number}"]) for number, part in enumerate(self.understood.sections)]

    @property
    def areas(self) -> list[tuple[Any, forms.BoundField]]:
        """Return each area with its field."""
        return [(part, self[f"area_{number}"]) for number, part in enumerate(self.understood.areas)]

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField]]:
        """Return each row that is no activity with its field."""
        others = self.understood.others[:ROWS_TO_CORRECT]
        return [(row, self[f"row_{number}"]) for number, row in enumerate(others)]

    def corrected(self, before: dict[str, Any]) -> dict[str, Any]:
        """Return the stored choices with what was changed here."""
        columns = {key: dict(value) for key, value in before.get("columns", {}).items()}
        for table in self.understood.tables:
            for place, column in enumerate(table.columns):
                said = self.cleaned_data[f"column_{table.index}_{place}"]
                if said != (column.value if column else ""):
                    columns.setdefault(str(table.index), {})[str(place)] = said
        rows = dict(before.get("rows", {}))
        for number, row in enumerate(self.understood.others[:ROWS_TO_CORRECT]):
            if self.cleaned_data[f"row_{number}"] not in {"", row.taken.value}:
                rows[row.row] = self.cleaned_data[f"row_{number}"]
        sections = dict(before.get("sections", {})) | {
            part.name: int(self.cleaned_data[f"section_{number}"] or 0)
            for number, part in enumerate(self.understood.sections)
            if self.cleaned_data[f"section_{number}"] != str(part.match or "")
        }
        areas = dict(before.get("areas", {})) | {
            part.name: self.cleaned_data[f"area_{number}"]
            for number, part in enumerate(self.understood.areas)
            if self.cleaned_data[f"area_{number}"] != str(part.match or "")
        }
        return {**before, "columns": columns, "rows": rows, "sections": sections, "areas": areas}

"""A form that takes a table: a file, or pasted text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents import sheets
from documents.sheets.content import SheetData

PASTED = "tabell.csv"


class TableForm(forms.Form):
    """A file or a pasted table, one of them. `longest` is how many characters may be pasted."""

    longest = 2_000_000
    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        help_text=_("The template filled in: Excel (.xlsx) or CSV."),
    )
    pasted = forms.CharField(
        label=_("Or paste the table"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("With its headings, as it is copied from a spreadsheet."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # One of the two is needed: neither may be left out as such.
            field.is_expected = True  # type: ignore[attr-defined]

    def clean_pasted(self) -> str:
        """Return the text.

        :raises ValidationError: when it is longer than a table of this kind.
        """
        pasted: str = self.cleaned_data["pasted"]
        if len(pasted) > self.longest:
            raise forms.ValidationError(_("The table is too long to be pasted. Upload it as a file."))
        return pasted

    def clean(self) -> dict[str, Any]:
        """Ask for one of file and text."""
        cleaned = super().clean() or {}
        has_file, has_text = bool(cleaned.get("file")), bool((cleaned.get("pasted") or "").strip())
        if "file" not in self.errors and "pasted" not in self.errors and has_file == has_text:
            words = (
                _("Choose a file or paste a table, not both.") if has_file else _("Choose a file, or paste the table.")
            )
            self.add_error("pasted" if has_file else "file", words)
        return cleaned

    def read(self) -> SheetData | None:
        """Return what the file or the text holds, read in a limited process; None when it is refused, and the form says why."""
        file = self.cleaned_data.get("file")
        content = file.read() if file else self.cleaned_data["pasted"].encode()
        try:
            return sheets.read_table(content, file.name if file else PASTED)
        except sheets.UploadRefused as refused:
            self.add_error("file" if file else "pasted", str(refused))
            return None

"""Forms that open, hand in, lock, open again and restate a cost return, and take its file."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from values.period import InvalidPeriod, Period

LARGEST_VERSION = 2**31 - 1
LONGEST_REASON = 1_000


class PeriodField(forms.CharField):
    """A period in any of its spellings."""

    def clean(self, value: Any) -> Period | None:
        """Return the period; None when the field may be, and is, empty."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return Period.parse(text)
        except InvalidPeriod as invalid:
            raise ValidationError(
                _("“%(text)s” is not a period. Write 2016-K4, 2016-T2, 2016-H1, 2016-01/08, 2016-03 or 2016.")
                % {"text": text[:40]}
            ) from invalid


class CostReturnCreateForm(forms.Form):
    """Which period to report: one of those that are next, or any other."""

    suggested = forms.ChoiceField(label=_("Period to report"), required=False, widget=forms.RadioSelect)
    period = PeriodField(
        label=_("Another period"),
        required=False,
        max_length=40,
        help_text=_(
            "A month 2016-03, a quarter 2016-K4, a tertial 2016-T2, a half-year 2016-H1, January–August 2016-01/08 or a year 2016."
        ),
    )

    def __init__(
        self, *args: Any, suggestions: list[Period], language: str, today: datetime.date, asked: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        suggested: Any = self.fields["suggested"]
        suggested.choices = [(one.code, self._choice(one, language)) for one in suggestions]
        is_suggested = asked in {one.code for one in suggestions}
        self.fields["period"].initial = "" if is_suggested else asked
        if suggestions:
            # What goes on still can be chosen and is not proposed: it is not handed in before it has ended.
            ended = next((one.code for one in suggestions if one.last_date < today), "")
            suggested.initial = asked if is_suggested else "" if asked else ended
        else:
            del self.fields["suggested"]

    def _choice(self, period: Period, language: str) -> str:
        if period.last_date < self.today:
            return period.label(language)
        opens = period.last_date + datetime.timedelta(days=1)
        return _("%(period)s (goes on; handed in from %(date)s at the earliest)") % {
            "period": period.label(language),
            "date": opens.isoformat(),
        }

    def clean(self) -> dict[str, Any]:
        """Take the period that was written, else the one that was ticked."""
        cleaned = super().clean() or self.cleaned_data
        if "period" in self.errors:
            return cleaned
        chosen = cleaned.get("period") or (Period.parse(cleaned["suggested"]) if cleaned.get("suggested") else None)
        if chosen is None:
            self.add_error("period", _("Choose or write the period to report."))
        elif chosen.first_date > self.today:
            self.add_error("period", _("The period has not begun yet."))
        cleaned["chosen"] = chosen
        return cleaned


class VersionForm(forms.Form):
    """The version of the return that the reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_VERSION)


class SubmitForm(VersionForm):
    """Hand in; what stands out is confirmed with a comment."""

    warnings_comment = forms.CharField(
        label=_("Comment on what stands out"),
        help_text=_("Why it is right. The comment is kept on the return and read by the national coordinator."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    is_rest = forms.BooleanField(
        label=_("Both count: the amounts on the region itself are beside those of its organisations"),
        error_messages={"required": _("Say that both count, or tick the amounts on the region that are totals.")},
    )

    def __init__(self, *args: Any, has_deviations: bool, has_totals: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_totals:
            del self.fields["is_rest"]
        if not has_deviations:
            del self.fields["warnings_comment"]
        else:
            self.fields["warnings_comment"].error_messages["required"] = _(
                "Check what stands out and write why it is right, or go back and correct the amounts."
            )


class ReasonForm(VersionForm):
    """Why a return is opened again or restated."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea,
        error_messages={"required": _("Write why; it is shown beside the figures.")},
    )


class UploadForm(forms.Form):
    """The file to read."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx) or CSV, at most 20 MB. Nothing is written until you have seen what the file says."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        error_messages={
            "required": _("Choose the file to upload."),
            "empty": _("The file has no content. Choose the file that holds the table."),
        },
        max_length=500,
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before a byte of it is read."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            raise ValidationError(
                _(
                    "The file is %(size)s MB; at most 20 MB can be read. Split it, or remove what is not part of the table."
                )
                % {"size": file.size // 1_000_000}
            )
        return file


class ConfirmForm(forms.Form):
    """Write the file; totals of its own that are not what its rows add up to must be acknowledged."""

    is_difference_acknowledged = forms.BooleanField(
        label=_("I have seen the difference. The rows are right and are what is written"),
        error_messages={"required": _("Tick the box if the rows are right, or correct the file and upload it again.")},
    )

    def __init__(self, *args: Any, has_differences: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_differences:
            del self.fields["is_difference_acknowledged"]


class TemplateForm(forms.Form):
    """For which period, in which unit and in which format the template is fetched."""

    period = PeriodField(max_length=40)
    format = forms.ChoiceField(choices=[("xlsx", "xlsx"), ("csv", "csv")])
    unit = forms.ChoiceField(choices=[("kr", "kr"), ("tkr", "tkr")], required=False)

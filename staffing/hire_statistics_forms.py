"""The choice of days for the statistics of hires and for the list of delegated decisions: a period, or days of one's own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from staffing.forms import DayField
from staffing.hire_forms import words_field
from staffing.hire_statistics import Span
from staffing.models import Organisation
from values.period import Period

EARLIEST = datetime.date(2000, 1, 1)
QUARTERS, YEARS, MONTHS = 9, 3, 12
QUARTER, YEAR, MONTH = 3, 12, 1


def last_whole(today: datetime.date, length: int = QUARTER) -> Period:
    """Return the last period of so many months that is over."""
    return Period.containing(today, length).previous()


def backwards(start: Period, count: int) -> list[Period]:
    """Return so many periods, the latest first."""
    found = [start]
    while len(found) < count:
        found.append(found[-1].previous())
    return found


def choices_of(periods: Iterable[Period]) -> list[tuple[str, str]]:
    """Return periods to choose between, by code and in words."""
    return [(one.code, one.label(get_language() or "sv")) for one in periods]


class SpanFields(forms.Form):
    """A period to choose, or the first and last day; days that are written go before the period."""

    period = forms.ChoiceField(label=_("Period"), required=False)
    first = DayField(label=_("or from"), required=False)
    last = DayField(label=_("to"), required=False)

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        period: Any = self.fields["period"]
        period.choices = self.offered()
        for name in ("period", "first", "last"):
            self.fields[name].is_expected = True  # type: ignore[attr-defined]  # one of the two ways is enough

    def offered(self) -> list[Any]:
        """Return the periods to choose between, the default first."""
        quarters = backwards(Period.containing(self.today, QUARTER), QUARTERS + 1)
        years = backwards(Period.containing(self.today, YEAR), YEARS)
        return [(_("Quarter"), choices_of(quarters)), (_("Calendar year"), choices_of(years))]

    @property
    def default(self) -> Period:
        """Return the period when none is chosen."""
        return last_whole(self.today)

    def clean(self) -> dict[str, Any]:
        """Put the days together as `span`."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        first, last = data.get("first"), data.get("last")
        if bool(first) != bool(last):
            self.add_error("last" if first else "first", _("Write both the first and the last day, or neither."))
        elif first and last:
            self._clean_days(first, last)
        if not self.errors:
            period = Period.parse(data["period"]) if data.get("period") else self.default
            data["span"] = Span(first, last) if first and last else Span(period.first_date, period.last_date)
            data["chosen"] = None if first and last else period
        return data

    def _clean_days(self, first: datetime.date, last: datetime.date) -> None:
        if last < first:
            self.add_error("last", _("The last day is before the first."))
        elif first < EARLIEST:
            self.add_error("first", _("Nothing is that old. Write a day from the year 2000 on."))
        elif last.year > self.today.year + 1:
            self.add_error("last", _("That is too far ahead. Write a day until the end of next year."))


class StatisticsSpanForm(SpanFields):
    """The days that the statistics are of."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class DelegatedSpanForm(SpanFields):
    """Of which organisation and which days a list of delegated decisions is."""

    organisation: Any = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), empty_label=None)
    field_order = ("organisation", "period", "first", "last")

    def __init__(self, *args: Any, places: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["organisation"].queryset = places  # type: ignore[attr-defined]  # it is a choice of models

    def offered(self) -> list[Any]:
        """Return the periods that are over, the last month first."""
        months = backwards(last_whole(self.today, MONTH), MONTHS)
        quarters = backwards(last_whole(self.today, QUARTER), QUARTERS)
        return [(_("Month"), choices_of(months)), (_("Quarter"), choices_of(quarters))]

    @property
    def default(self) -> Period:
        """Return the last whole month, which most boards are told of."""
        return last_whole(self.today, MONTH)

    def clean(self) -> dict[str, Any]:
        """Refuse days that are not over."""
        data = super().clean()
        if "span" in data and data["span"].last >= self.today:
            self.add_error(
                "last", _("The last day is not over. A list is made of days when nothing more can be decided.")
            )
        return data


class DelegatedWordsForm(forms.Form):
    """What is written to a list: the registry number, and of a new version what is corrected."""

    registry_number = forms.CharField(label=_("Registry number"), max_length=60, required=False)

    def __init__(self, *args: Any, is_new_version: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if is_new_version:
            self.fields["correction"] = words_field(_("What is corrected"), rows=3, help_text=_("Stands in the list."))

"""The filters of the open figures. Periods and windows are those of the pages' own form."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet
from drf_spectacular.utils import extend_schema_field

from indicators.cost_index import Window
from indicators.index_forms import WINDOW_CHOICES
from indicators.models import IndexValue, PublishedFigure, TrendReport
from indicators.open_figures import Kpi
from values.period import InvalidPeriod, Period

NATION = "00"
"""What the nation is called among county codes."""
CODE = "^[0-9]{2}$"
EARLIEST, LATEST = 1900, 2099
YEAR = "^(19|20)[0-9]{2}$"
WINDOWS = [*WINDOW_CHOICES, (Window.YEAR.value, _("the calendar year"))]


def is_period(text: str) -> None:
    """Accept what `Period.parse` does.

    :raises ValidationError: the text is no period; the message says what is accepted.
    """
    try:
        Period.parse(text)
    except InvalidPeriod as error:
        words = _("“%(text)s” is not a period. Write 2016-K4, 2016-T2, 2016-H1, 2016-01/08, 2016-03 or 2016.")
        raise ValidationError(words, params={"text": text[:40]}) from error


@extend_schema_field({"type": "string", "pattern": CODE})
class CodeFilter(CharFilter):
    """A county code, with its form in the description of the API."""


@extend_schema_field({"type": "integer", "minimum": EARLIEST, "maximum": LATEST})
class YearFilter(CharFilter):
    """A year, with its bounds in the description of the API."""


class OpenFigureFilterSet(FilterSet):
    """Filter the figures by key figure, place and time. Which key figures are shown is for the list itself to heed."""

    kpi = ChoiceFilter(label=_("Key figure"), choices=[(kpi.value, kpi.value) for kpi in Kpi], method="by_kpi")
    region = CodeFilter(
        label=_("County code; 00 is the nation"), method="by_region", validators=[RegexValidator(CODE)], strip=False
    )
    period = CharFilter(label=_("Period"), method="by_period", validators=[is_period])
    year = YearFilter(
        label=_("Year"), field_name="first_month", lookup_expr="year", validators=[RegexValidator(YEAR)], strip=False
    )
    window = ChoiceFilter(label=_("Figure for"), choices=WINDOWS)

    class Meta:
        model = IndexValue
        fields = ()

    def by_kpi(self, values: QuerySet[IndexValue], _name: str, _value: str) -> QuerySet[IndexValue]:
        """Keep all: each stored row holds every key figure."""
        return values

    def by_region(self, values: QuerySet[IndexValue], _name: str, code: str) -> QuerySet[IndexValue]:
        """Keep those of one region, or of the nation."""
        return values.filter(region__isnull=True) if code == NATION else values.filter(region__code=code)

    def by_period(self, values: QuerySet[IndexValue], _name: str, text: str) -> QuerySet[IndexValue]:
        """Keep those of exactly this period."""
        period = Period.parse(text)
        return values.filter(first_month=period.first_date, length=period.length)


class PublishedFigureFilterSet(FilterSet):
    """Filter what has been published, by exact words."""

    entity = CharFilter(label=_("Entity"))
    figure = CharFilter(label=_("Figure"))
    period = CharFilter(label=_("Period"))
    source = CharFilter(label=_("Source"))

    class Meta:
        model = PublishedFigure
        fields = ()


class OpenTrendReportFilterSet(FilterSet):
    """Filter the published trend reports by what they are of."""

    period = CharFilter(label=_("Period"), method="by_period", validators=[is_period])
    year = YearFilter(
        label=_("Year"), field_name="first_month", lookup_expr="year", validators=[RegexValidator(YEAR)], strip=False
    )

    class Meta:
        model = TrendReport
        fields = ()

    def by_period(self, reports: QuerySet[TrendReport], _name: str, text: str) -> QuerySet[TrendReport]:
        """Keep those of exactly this period."""
        period = Period.parse(text)
        return reports.filter(first_month=period.first_date, length=period.length)

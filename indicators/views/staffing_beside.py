"""A region's staffing beside its cost: periods with vacancies and hires, and own staff against agency staff in a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from documents import charts, downloads
from indicators import access, staffing_sheets, wording
from indicators import other_indicator_words as words
from indicators.models import Basis
from indicators.other_indicator_words import Shown
from indicators.queries import staffing_beside as queries
from indicators.queries.other_indicators import Line
from indicators.queries.staffing_beside import PeriodRow, StaffGrowth, StaffingBeside
from indicators.staff_growth import Growth, PartGrowth, Way
from indicators.views import region_indicators
from staffing import access as staffing_access
from staffing.models import Region
from values import money, ratio
from values.money import MoneyUnit

WAY_CSS = {
    Way.SHIFTED: "done",
    Way.BOTH_DOWN: "on",
    Way.BOTH_UP: "open",
    Way.REVERSED: "late",
    Way.UNKNOWN: "missing",
}


def way_words() -> dict[Way, str]:
    """Return how each way is said."""
    return {
        Way.SHIFTED: _("own staff up, agency staff down"),
        Way.BOTH_UP: _("both up"),
        Way.BOTH_DOWN: _("both down"),
        Way.REVERSED: _("own staff down, agency staff up"),
        Way.UNKNOWN: pgettext("own and agency staff", "cannot be compared"),
    }


@dataclass(frozen=True)
class ShownRow:
    """A period with the indicators beside it, in words, in the order of the columns."""

    row: PeriodRow
    beside: list[Shown]


@dataclass(frozen=True)
class ShownPart:
    """A part's growth with the word and mark of its way, and its changes in MSEK and per cent; empty where there is none."""

    part: PartGrowth
    label: str
    word: str
    css: str
    agency_change: str
    agency_percent: str
    own_change: str
    own_percent: str


@require_safe
def region_staffing(request: HttpRequest, code: str, file_type: str = "") -> HttpResponse:
    """Show vacancies and hires beside the cost of each period, and own against agency staff in a year, or give a file."""
    if file_type and file_type not in downloads.TABLE_TYPES:
        raise Http404
    region = get_object_or_404(staffing_access.visible_regions(request.user), code=code)
    basis = access.basis_for(request.user, region)
    found = queries.staffing_beside(region, request.user, basis, timezone.localdate())
    if file_type:
        return _file(region, found, basis, file_type)
    sees_all = region_indicators.sees_all_of(request, region)
    context: dict[str, Any] = {
        "region": region,
        "basis_words": _basis_words(basis),
        "periods_note": staffing_sheets.periods_note(),
        "page": found,
        "indicators": [line.indicator for line in found.lines.values()],
        "rows": [_row(row, found.lines, sees_all=sees_all) for row in found.rows],
    }
    if found.growth is not None:
        context |= {
            "growth": found.growth,
            "growth_note": staffing_sheets.growth_note(found.growth),
            "parts": _parts(found.growth, region),
            "chart": _chart(found.growth, region),
        }
    return render(request, "indicators/region_staffing.html", context)


def _basis_words(basis: str) -> str:
    if basis == Basis.LOCKED:
        return _("Based on locked returns, the ones that all regions may see.")
    return _("Based on submitted and locked returns.")


def _file(region: Region, found: StaffingBeside, basis: str, file_type: str) -> HttpResponse:
    """Return the periods as a file, and in a workbook the growth of the parts as well.

    :raises Http404: nothing is reported yet.
    """
    if not found.rows:
        raise Http404
    tables = staffing_sheets.sheets_of(region, found, _basis_words(basis), way_words())
    notice = _("Example data: figures generated to show the product.") if found.is_example else None
    name = f"bemanning-och-kostnad-{region.code}"
    return downloads.table_response(tables[:1] if file_type == "csv" else tables, name, file_type, notice)


def _row(row: PeriodRow, lines: Mapping[str, Line], *, sees_all: bool) -> ShownRow:
    shown = [words.shown_at(line, line.at(row.period), sees_all=sees_all) for line in lines.values()]
    return ShownRow(row, shown)


def _parts(growth: StaffGrowth, region: Region) -> list[ShownPart]:
    said = way_words()
    return [
        ShownPart(
            part,
            part.label or region.short_name,
            said[part.way],
            WAY_CSS[part.way],
            *_texts(part.agency),
            *_texts(part.own),
        )
        for part in growth.rows
    ]


def _texts(growth: Growth) -> tuple[str, str]:
    """Return a change in MSEK and in per cent of what was before."""
    language = wording.language()
    sek = growth.change
    return (
        "" if sek is None else money.format_sek(sek, MoneyUnit.MNKR, language=language, sign=True),
        "" if growth.percent is None else ratio.format_percent_value(growth.percent, 1, language, sign=True),
    )


def _chart(growth: StaffGrowth, region: Region) -> SafeString | None:
    """Draw the change of agency cost of each part as a bar, that of own staff as a tick; None when nothing is known."""
    known = [part for part in growth.rows if part.agency.change is not None]
    if not known:
        return None
    language, unit = wording.language(), MoneyUnit.MNKR
    whole = growth.rows[-1]

    def bar(part: PartGrowth) -> charts.Bar:
        agency, own = part.agency.change, part.own.change
        return charts.Bar(
            part.label or region.short_name,
            None if agency is None else money.to_unit(agency, unit),
            "" if agency is None else money.format_sek(agency, unit, language=language, sign=True),
            part.is_whole,
            second=None if own is None else money.to_unit(own, unit),
        )

    return charts.responsive(
        charts.ranked_bars,
        id_prefix="growth",
        title=_("%(place)s: agency cost %(agency)s and own staff cost %(own)s in a year")
        % {
            "place": region.short_name,
            "agency": _signed(whole.agency.change),
            "own": _signed(whole.own.change),
        },
        description=_(
            "The bar is the change of agency cost over twelve months, the tick that of own staff cost, in MSEK. The table has every figure."
        ),
        bars=[bar(part) for part in growth.rows],
        missing_text=_("missing"),
        second_label=_("own staff"),
        is_ascending=True,
    )


def _signed(sek: Decimal | None) -> str:
    if sek is None:
        return _("missing")
    return money.format_sek(sek, MoneyUnit.MNKR, language=wording.language(), with_unit=True, sign=True)

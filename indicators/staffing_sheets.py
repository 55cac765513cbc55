"""Staffing beside cost as tables of a file: the periods, and own staff against agency staff in a year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from documents import sheets
from documents.sheets import tables as sheet_tables
from indicators import other_indicator_words as words
from indicators import wording
from indicators.models import Indicator
from indicators.queries.staffing_beside import PeriodRow, StaffGrowth, StaffingBeside
from indicators.staff_growth import Growth, PartGrowth, Way
from staffing.models import Region
from values.numbers import round_half_up


def sheets_of(
    region: Region, found: StaffingBeside, basis_words: str, said: Mapping[Way, str]
) -> list[sheets.TableSpec]:
    """Return the periods, and where two years can be compared the growth of the parts; kronor with öre.

    An empty cell is not reported or not known, never 0. `said` is how each way is said.
    """
    tables = [_periods(region, found, basis_words)]
    if found.growth is not None and not found.growth.missing:
        tables.append(_growth(region, found.growth, said))
    return tables


def periods_note() -> str:
    """Return what the columns of costs and of hires are, for page and file."""
    return _(
        "Costs, hire weeks and hired hours are those of the cost return. Hires granted are the dispensations that were decided in the period, at granted hours and the expected price: they are not the cost in the books."
    )


def growth_note(growth: StaffGrowth) -> str:
    """Return which twelve months are held against which, for page and file."""
    return _(
        "The twelve months to the end of %(period)s against the twelve before. Nominal kronor, so pay rises are part of the change."
    ) % {"period": growth.period.label(wording.language())}


def _periods(region: Region, found: StaffingBeside, basis_words: str) -> sheets.TableSpec:
    indicators = [line.indicator for line in found.lines.values()]
    columns = [
        sheets.Column(_("Period")),
        sheets.Column(f"{_('Agency cost')} (kr)", "number", decimals=2),
        sheets.Column(f"{_('Own staff cost')} (kr)", "number", decimals=2),
        *(sheets.Column(_heading(one), "number") for one in indicators),
    ]
    if found.sees_hires:
        columns += [
            sheets.Column(_("Hires granted"), "number"),
            sheets.Column(f"{_('Granted')} (kr)", "number", decimals=2),
        ]
    return sheets.TableSpec(
        title=f"{_('Staffing beside cost')} {region.short_name}",
        columns=columns,
        rows=[_period(row, found) for row in found.rows],
        notes=[str(region), basis_words, periods_note()],
    )


def _heading(indicator: Indicator) -> str:
    return f"{indicator} ({words.unit_words(indicator.unit)})"


def _period(row: PeriodRow, found: StaffingBeside) -> list[sheet_tables.Value]:
    figures = (line.at(row.period).figure for line in found.lines.values())
    cells: list[sheet_tables.Value] = [
        row.period.label(wording.language()),
        row.figure.agency_sek,
        row.figure.own_sek,
        *(None if one is None else round_half_up(one, wording.FILE_DECIMALS) for one in figures),
    ]
    if found.sees_hires:
        known = row.hires if row.hires is not None and row.hires.is_known else None
        cells += [None, None] if known is None else [known.granted_count, known.granted_sek]
    return cells


def _growth(region: Region, growth: StaffGrowth, said: Mapping[Way, str]) -> sheets.TableSpec:
    agency, own = _("Agency cost"), _("Own staff cost")
    before, change = _("the year before"), _("change")
    money = [f"{what} (kr{when})" for what in (agency, own) for when in ("", f", {before}", f", {change}")]
    return sheets.TableSpec(
        title=_("Own staff against agency staff"),
        columns=[
            sheets.Column(_("Organisation")),
            *(sheets.Column(heading, "number", decimals=2) for heading in money),
            sheets.Column(_("Own full-time equivalents"), "number"),
            sheets.Column(f"{_('Own full-time equivalents')}, {before}", "number"),
            sheets.Column(_("How they moved")),
        ],
        rows=[
            [
                part.label or region.short_name,
                *_three(part.agency),
                *_three(part.own),
                *_two(part),
                said[part.way],
            ]
            for part in growth.rows
        ],
        notes=[growth_note(growth)],
    )


def _three(growth: Growth) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return growth.now, growth.before, growth.change


def _two(part: PartGrowth) -> tuple[Decimal | None, Decimal | None]:
    return part.own_fte.now, part.own_fte.before

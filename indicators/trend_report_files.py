"""The figures of a trend report as a workbook, and as the CSV files that travel inside its PDF."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from documents import pdf, sheets
from documents.sheets import Column, TableSpec
from indicators import trend_report_words as words
from indicators.trend_report_data import TrendReportData
from indicators.trend_report_figures import figure_name, series_name
from indicators.trend_report_lines import Cost, Moved, PartLine
from values.numbers import round_half_up
from values.period import Period
from values.writing import Writer

DECIMALS = 3
"""Of per cents and percentage points: enough to tell 2.001 % from 2 %."""


def workbook(data: TrendReportData, language: str) -> bytes:
    """Return the report's figures, a sheet for each table; the same report gives the same bytes."""
    notice = None
    if data.is_example:
        notice = _("Example data: figures generated to show the product.")
    elif data.has_made_up_examples:
        notice = _("Contains example data.")
    return sheets.write_xlsx(tables(data, language), example_notice=notice)


def attachments(data: TrendReportData, language: str) -> list[pdf.Attachment]:
    """Return the regions and the years as CSV files."""
    notice = _("Contains example data.") if data.is_example else None
    regions, years = _regions(data, language), _years(data, language)
    return [
        pdf.Attachment(name, table.title, sheets.write_csv(table, example_notice=notice))
        for name, table in ((_("regions.csv"), regions), (_("years.csv"), years))
    ]


def tables(data: TrendReportData, language: str) -> list[TableSpec]:
    """Return every table of the report, in the language that is active."""
    found = [
        _summary(data, language),
        _regions(data, language),
        _years(data, language),
        _quarters(data, language),
        _parts(_("Professions"), _("Profession"), data.professions, language),
        _parts(_("Care areas"), _("Care area"), data.care_areas, language),
        _series(data, language),
        _revised(data, language),
    ]
    if data.chosen:
        found.append(_examples(data, language))
    return [*found, _corrects(data, language)] if data.number > 1 else found


def _money(header: str) -> Column:
    return Column(header, kind="money")


def _number(header: str) -> Column:
    return Column(header, kind="number", decimals=DECIMALS)


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round_half_up(value, DECIMALS)


def _percent(fraction: Decimal | None) -> Decimal | None:
    return None if fraction is None else round_half_up(fraction * 100, DECIMALS)


def _yes(answer: bool | None) -> str:  # noqa: FBT001 -- what is asked
    return {True: _("yes"), False: _("no"), None: ""}[answer]


def _cost(cost: Cost) -> list[Any]:
    return [cost.agency_sek, cost.own_sek, _percent(cost.ratio)]


def _moved(moved: Moved | None) -> list[Any]:
    return [None] * 3 if moved is None else [moved.sek, _rounded(moved.percent), _rounded(moved.points)]


def _moved_columns() -> list[Column]:
    return [
        _money(_("Change in a year (kr)")),
        _number(_("Change in a year (%)")),
        _number(_("Change in a year (percentage points)")),
    ]


def _summary(data: TrendReportData, language: str) -> TableSpec:
    """Return the sentences, the nation's figures behind them being in the other sheets, with the definitions as notes."""
    said = data.sentences(language)
    rows: list[Sequence[str]] = [
        (_("Period"), data.period.label(language)),
        (_("Version"), str(data.number)),
        (_("Data read"), f"{data.data_time:%Y-%m-%d %H:%M}"),
        (_("The ratio"), f"{said.lead} {said.trend}"),
        (_("The cost"), f"{said.cost} {said.years}"),
        (_("The target"), f"{said.met} {said.close}".strip()),
        (_("Who lowered what"), f"{said.movers_cost} {said.movers_ratio} {said.movers_apart}".strip()),
        (_("Professions"), said.professions),
        (_("Care areas"), said.care_areas),
        (_("Missing returns"), said.missing),
        (_("Revised"), said.revised),
    ]
    if data.correction:
        rows.insert(2, (_("What is corrected"), data.correction))
    notes = [f"{one.term}: {one.text}" for one in said.definitions]
    notes.append(_("Source: the regions' locked cost returns; published figures with the source of each."))
    columns = [Column(_("What"), width=24), Column(_("In words"), width=90)]
    return TableSpec(title=_("Trend report"), columns=columns, rows=rows, notes=notes)


def _regions(data: TrendReportData, language: str) -> TableSpec:
    columns = [
        Column(_("County code")),
        Column(_("Region")),
        _money(_("Agency cost, twelve months (kr)")),
        _money(_("Own staff cost, twelve months (kr)")),
        _number(_("Ratio, twelve months (%)")),
        _number(_("Ratio a year earlier (%)")),
        _number(_("Target (%)")),
        Column(_("Target met")),
        *_moved_columns(),
        _money(_("Agency cost, the period (kr)")),
        _money(_("Agency cost, the period a year earlier (kr)")),
        Column(_("Missing periods")),
    ]
    rows = [
        [
            line.code,
            line.name,
            *_cost(line.r12),
            _percent(line.r12_before.ratio),
            _percent(line.target),
            _yes(line.is_met),
            *_moved(line.r12_moved),
            line.period.agency_sek,
            line.period_before.agency_sek,
            _periods(dict.fromkeys([*line.r12.missing, *line.period.missing]), language),
        ]
        for line in data.regions
    ]
    of_regions = words.scope(data.r12, Writer(language))
    nation = [
        "SE",
        f"{_('The nation')} ({of_regions})" if of_regions else _("The nation"),
        *_cost(data.r12.cost),
        _percent(data.r12.before.ratio),
        _percent(data.target),
        _yes(data.is_met),
        *_moved(data.r12.moved),
        data.period_cost.cost.agency_sek,
        data.period_cost.before.agency_sek,
        "",
    ]
    return TableSpec(title=_("Regions"), columns=columns, rows=[*rows, nation])


def _periods(codes: Sequence[str] | dict[str, None], language: str) -> str:
    return ", ".join(Period.parse(code).label(language) for code in codes)


def _years(data: TrendReportData, language: str) -> TableSpec:
    columns = [
        Column(_("Year"), kind="number"),
        _money(_("Agency cost (kr)")),
        _money(_("Own staff cost (kr)")),
        _number(_("Ratio (%)")),
        Column(_("Regions"), kind="number"),
        *_moved_columns(),
    ]
    rows = [[line.year, *_cost(line.cost), line.regions, *_moved(line.moved)] for line in data.years]
    return TableSpec(title=_("Years"), columns=columns, rows=rows)


def _quarters(data: TrendReportData, language: str) -> TableSpec:
    columns = [
        Column(_("Period")),
        _money(_("Agency cost (kr)")),
        _money(_("Agency cost, twelve months (kr)")),
        _number(_("Ratio, twelve months (%)")),
        Column(_("Regions"), kind="number"),
    ]
    rows = [
        [line.period.label(language), line.agency_sek, line.r12_sek, _percent(line.r12_ratio), line.regions]
        for line in data.quarters
    ]
    return TableSpec(title=_("Quarters"), columns=columns, rows=rows)


def _parts(title: str, heading: str, parts: Sequence[PartLine], language: str) -> TableSpec:
    columns = [
        Column(heading),
        _money(_("Agency cost, twelve months (kr)")),
        Column(_("Share (%)"), kind="number", decimals=1),
        _money(_("Change in a year (kr)")),
        _number(_("Change in a year (%)")),
        _money(_("Agency cost, the period (kr)")),
        _money(_("Change, the period (kr)")),
        _number(_("Change, the period (%)")),
    ]
    rows = [
        [
            capfirst(part.name(language)),
            part.r12.agency_sek,
            part.r12.share_percent,
            part.r12.moved_sek,
            _rounded(part.r12.moved_percent),
            part.period.agency_sek,
            part.period.moved_sek,
            _rounded(part.period.moved_percent),
        ]
        for part in parts
    ]
    return TableSpec(title=title, columns=columns, rows=rows)


def _series(data: TrendReportData, language: str) -> TableSpec:
    columns = [
        Column(_("Figure")),
        Column(_("Year"), kind="number"),
        Column(_("Published"), kind="number"),
        Column(_("In the source's words")),
        Column(_("Approximately")),
        Column(_("Source"), width=48),
        Column(_("Computed"), kind="number", decimals=1),
        Column(_("Differs")),
        Column(_("The source's note")),
    ]
    rows = []
    for line in data.series:
        computed = None if line.computed is None else round_half_up(line.computed, 1)
        name = series_name(line) if line.period.isdigit() else f"{series_name(line)}, {line.period}"
        differs = _yes(line.is_conflict or line.is_apart)
        rows += [
            [
                name,
                _year(line.period),
                one.number,
                "" if one.is_number else one.value,
                _yes(one.is_approximate),
                one.source,
                computed,
                differs,
                one.note,
            ]
            for one in line.values
        ]
        if not line.values:
            rows.append([name, _year(line.period), None, "", "", "", computed, "", ""])
    return TableSpec(title=_("The national series"), columns=columns, rows=rows)


def _year(period: str) -> int | None:
    """Return the year as a number; None of a period that is none, which its row's name then says."""
    return int(period) if period.isdigit() else None


def _revised(data: TrendReportData, language: str) -> TableSpec:
    columns = [
        Column(_("Region")),
        Column(_("Period")),
        _money(_("Before (kr)")),
        _money(_("Now (kr)")),
        _number(_("Ratio before (%)")),
        _number(_("Ratio now (%)")),
        Column(_("Reason")),
        Column(_("Date"), kind="date"),
    ]
    rows = [
        [
            line.region,
            Period.parse(line.period_code).label(language),
            line.agency_before_sek,
            line.agency_sek,
            _percent(line.ratio_before),
            _percent(line.ratio),
            line.reason,
            line.at,
        ]
        for line in data.revised
    ]
    return TableSpec(title=_("Revised"), columns=columns, rows=rows)


def _examples(data: TrendReportData, language: str) -> TableSpec:
    columns = [
        Column(_("County code")),
        Column(_("Region")),
        Column(_("Measure"), width=40),
        Column(_("Title"), width=40),
        Column(_("Text"), width=90),
        Column(_("Example data")),
    ]
    rows = [
        [
            one.region_code,
            one.region,
            one.measure(language),
            one.title,
            one.text,
            _yes(True if one.is_example else None),
        ]
        for one in data.chosen
    ]
    return TableSpec(title=_("Good examples"), columns=columns, rows=rows)


def _corrects(data: TrendReportData, language: str) -> TableSpec:
    columns = [Column(_("Of what")), Column(_("Figure")), _number(_("In the version before")), _number(_("Now"))]
    rows = [
        [
            capfirst(one.place(language)),
            figure_name(one),
            *(
                _rounded(value * 100 if one.is_ratio and value is not None else value)
                for value in (one.before, one.now)
            ),
        ]
        for one in data.corrects
    ]
    return TableSpec(title=_("Changed figures"), columns=columns, rows=rows)

"""The tables of a trend report as they are read: each cell a text of the language, the unit in the heading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators import trend_report
from indicators import trend_report_words as words
from indicators.trend_report_data import TrendReportData
from indicators.trend_report_figures import figure_name, series_name
from indicators.trend_report_lines import (
    FigureChange,
    Moved,
    NationCost,
    PartLine,
    PublishedValue,
    RegionLine,
    SeriesLine,
)
from values import money, ratio
from values.money import MoneyUnit
from values.numbers import format_decimal
from values.period import Period
from values.writing import Writer

MISSING = "–"
UNIT = MoneyUnit.MNKR

MOST_TOGETHER = 18
"""Rows of a table that is not broken over two pages: a third of one."""


@dataclass(frozen=True)
class Head:
    """A heading: the width of its column on paper, and whether it holds numbers, or dates that stay on one line."""

    text: str
    width: str
    is_number: bool = True
    is_date: bool = False


@dataclass(frozen=True)
class Row:
    """A row: its heading, its cells, and whether it is the whole of the others."""

    head: str
    cells: tuple[str, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """A table as it is read, with its caption."""

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]

    @property
    def is_small(self) -> bool:
        """Whether it is kept on one page of the PDF: a few rows alone on the next one say nothing."""
        return len(self.rows) <= MOST_TOGETHER

    @property
    def lines(self) -> list[tuple[Row, list[tuple[str, Head]]]]:
        """The rows, each with its cells beside their headings."""
        return [(row, list(zip(row.cells, self.heads[1:], strict=True))) for row in self.rows]


def tables(data: TrendReportData, language: str) -> dict[str, Table]:
    """Return the tables by name, in the language that must be the active one."""
    writer = _Writer(language)
    return {
        "years": _years(data, writer),
        "regions": _regions(data, writer),
        "movers": _movers(data, writer),
        "professions": _parts(_("Professions"), _("Profession"), data.professions, writer),
        "care_areas": _parts(_("Care areas"), _("Care area"), data.care_areas, writer),
        "quarters": _quarters(data, writer),
        "series": _series(data, writer),
        "revised": _revised(data, writer),
        "corrects": _corrects(data.corrects, writer),
    }


@dataclass(frozen=True)
class _Writer:
    """Writes figures in one language, a dash for what is missing."""

    language: str

    def sek(self, amount: Decimal | None, *, sign: bool = False) -> str:
        if amount is None:
            return MISSING
        return money.format_sek(amount, UNIT, language=self.language, sign=sign)

    def percent(self, fraction: Decimal | None, decimals: int = 1) -> str:
        return MISSING if fraction is None else ratio.format_percent(fraction, decimals, self.language)

    def percent_value(self, value: Decimal | None, *, sign: bool = False) -> str:
        return MISSING if value is None else ratio.format_percent_value(value, 1, self.language, sign=sign)

    def points(self, value: Decimal | None) -> str:
        return MISSING if value is None else format_decimal(value, 1, language=self.language, sign=True)

    def moved(self, moved: Moved | None) -> tuple[str, str, str]:
        if moved is None:
            return (MISSING,) * 3
        return self.sek(moved.sek, sign=True), self.percent_value(moved.percent, sign=True), self.points(moved.points)

    def nation(self, whole: NationCost) -> str:
        """Return what the nation's row is called: with the number of its regions where some are missing."""
        of_regions = words.scope(whole, Writer(self.language))
        return f"{_('The nation')} ({of_regions})" if of_regions else _("The nation")

    @property
    def unit(self) -> str:
        return UNIT.name_in(self.language)


def _years(data: TrendReportData, writer: _Writer) -> Table:
    return Table(
        _("The nation by calendar year, %(unit)s") % {"unit": writer.unit},
        (
            Head(_("Year"), "w-12", is_number=False),
            Head(_("Agency cost"), "w-18"),
            Head(_("Own staff cost"), "w-18"),
            Head(_("The ratio"), "w-12"),
            Head(_("Change in cost"), "w-15"),
            Head(_("Change (%)"), "w-15"),
            Head(_("Regions"), "w-10"),
        ),
        tuple(
            Row(
                str(line.year),
                (
                    writer.sek(line.cost.agency_sek),
                    writer.sek(line.cost.own_sek),
                    writer.percent(line.cost.ratio),
                    *writer.moved(line.moved)[:2],
                    str(line.regions),
                ),
            )
            for line in reversed(data.years)
        ),
    )


def _regions(data: TrendReportData, writer: _Writer) -> Table:
    nation = Row(
        writer.nation(data.r12),
        (
            writer.sek(data.r12.cost.agency_sek),
            writer.percent(data.r12.cost.ratio),
            writer.percent(data.r12.before.ratio),
            *reversed(writer.moved(data.r12.moved)),
            _met(data.is_met),
        ),
        is_total=True,
    )
    return Table(
        _("The regions, rolling twelve months and a year earlier, %(unit)s") % {"unit": writer.unit},
        (
            Head(_("Region"), "w-20", is_number=False),
            Head(_("Agency cost"), "w-12"),
            Head(_("The ratio"), "w-10"),
            Head(_("A year earlier"), "w-12"),
            Head(_("Percentage points"), "w-12"),
            Head(_("Cost (%)"), "w-10"),
            Head(_("Cost (%(unit)s)") % {"unit": writer.unit}, "w-12"),
            Head(_("Target"), "w-12", is_number=False),
        ),
        (*(_region(line, writer) for line in data.regions), nation),
    )


def _region(line: RegionLine, writer: _Writer) -> Row:
    return Row(
        line.name,
        (
            writer.sek(line.r12.agency_sek),
            writer.percent(line.r12.ratio),
            writer.percent(line.r12_before.ratio),
            *reversed(writer.moved(line.r12_moved)),
            _met(line.is_met),
        ),
    )


def _met(is_met: bool | None) -> str:  # noqa: FBT001 -- what is asked
    return {True: _("reached"), False: _("above"), None: MISSING}[is_met]


def _movers(data: TrendReportData, writer: _Writer) -> Table:
    """Return the regions that can be compared, those that lowered the ratio most first."""
    lines = sorted(data.compared, key=_points)
    return Table(
        _("Who lowered the cost and who lowered the ratio, rolling twelve months"),
        (
            Head(_("Region"), "w-25", is_number=False),
            Head(_("Cost (%(unit)s)") % {"unit": writer.unit}, "w-15"),
            Head(_("Cost (%)"), "w-15"),
            Head(_("Percentage points"), "w-15"),
            Head(_("Lowered"), "w-30", is_number=False),
        ),
        tuple(Row(line.name, (*writer.moved(line.r12_moved), _lowered(line.r12_moved))) for line in lines),
    )


def _points(line: RegionLine) -> Decimal:
    return line.r12_moved.points if line.r12_moved and line.r12_moved.points is not None else Decimal(0)


def _lowered(moved: Moved | None) -> str:
    lower_cost = moved is not None and moved.sek < 0
    lower_ratio = moved is not None and moved.points is not None and moved.points < 0
    return {
        (True, True): _("both cost and ratio"),
        (True, False): _("only the cost"),
        (False, True): _("only the ratio"),
        (False, False): _("neither"),
    }[lower_cost, lower_ratio]


def _parts(title: str, heading: str, parts: Sequence[PartLine], writer: _Writer) -> Table:
    return Table(
        _("%(title)s: agency cost and its change in a year, %(unit)s") % {"title": title, "unit": writer.unit},
        (
            Head(heading, "w-24", is_number=False),
            Head(_("Twelve months"), "w-12"),
            Head(_("Share"), "w-10"),
            Head(_("Change in cost"), "w-12"),
            Head(_("Change (%)"), "w-10"),
            Head(_("The period"), "w-12"),
            Head(_("Change in cost"), "w-10"),
            Head(_("Change (%)"), "w-10"),
        ),
        tuple(
            Row(
                capfirst(part.name(writer.language)),
                (
                    writer.sek(part.r12.agency_sek),
                    writer.percent_value(part.r12.share_percent),
                    writer.sek(part.r12.moved_sek, sign=True),
                    writer.percent_value(part.r12.moved_percent, sign=True),
                    writer.sek(part.period.agency_sek),
                    writer.sek(part.period.moved_sek, sign=True),
                    writer.percent_value(part.period.moved_percent, sign=True),
                ),
            )
            for part in parts
        ),
    )


def _quarters(data: TrendReportData, writer: _Writer) -> Table:
    return Table(
        _("The nation by quarter, the latest first, %(unit)s") % {"unit": writer.unit},
        (
            Head(_("Period"), "w-20", is_number=False),
            Head(_("Agency cost"), "w-20"),
            Head(_("Twelve months"), "w-20"),
            Head(_("Ratio, twelve months"), "w-20"),
            Head(_("Regions"), "w-20"),
        ),
        tuple(
            Row(
                line.period.label(writer.language),
                (
                    writer.sek(line.agency_sek),
                    writer.sek(line.r12_sek),
                    writer.percent(line.r12_ratio),
                    str(line.regions),
                ),
            )
            for line in reversed(data.quarters)
        ),
    )


def _series(data: TrendReportData, writer: _Writer) -> Table:
    return Table(
        _("The national series: what is published beside what is computed here"),
        (
            Head(_("Year"), "w-8", is_number=False),
            Head(_("Figure"), "w-20", is_number=False),
            Head(_("Published"), "w-12"),
            Head(_("Computed"), "w-10"),
            Head(_("Source"), "w-40", is_number=False),
            Head(_("Differs"), "w-10", is_number=False),
        ),
        tuple(_series_rows(data.series, writer)),
    )


def _series_rows(lines: Iterable[SeriesLine], writer: _Writer) -> Iterable[Row]:
    for line in lines:
        computed = (
            MISSING
            if line.computed is None
            else format_decimal(line.computed, _decimals(line), language=writer.language)
        )
        differs = _differs(line)
        for one in line.values:
            yield Row(line.period, (series_name(line), _published(one, writer), computed, one.source, differs))
        if not line.values:
            yield Row(line.period, (series_name(line), MISSING, computed, _("computed here"), differs))


def _decimals(line: SeriesLine) -> int:
    return 0 if line.figure == trend_report.AGENCY_COST else 1


def _differs(line: SeriesLine) -> str:
    if line.is_conflict:
        return _("between sources")
    return _("from the computed") if line.is_apart else ""


def _published(one: PublishedValue, writer: _Writer) -> str:
    if one.number is None:
        return one.value
    exponent = one.number.as_tuple().exponent
    decimals = max(-exponent, 0) if isinstance(exponent, int) else 0
    number = format_decimal(one.number, decimals, language=writer.language)
    return _("about %(number)s") % {"number": number} if one.is_approximate else number


def _revised(data: TrendReportData, writer: _Writer) -> Table:
    return Table(
        _("Returns that have changed, %(unit)s") % {"unit": writer.unit},
        (
            Head(_("Region"), "w-15", is_number=False),
            Head(_("Period"), "w-10", is_number=False),
            Head(_("Before"), "w-10"),
            Head(_("Now"), "w-10"),
            Head(_("Ratio before"), "w-10"),
            Head(_("Ratio now"), "w-10"),
            Head(_("Reason"), "w-20", is_number=False),
            Head(_("Date"), "w-15", is_number=False, is_date=True),
        ),
        tuple(
            Row(
                line.region,
                (
                    Period.parse(line.period_code).label(writer.language),
                    writer.sek(line.agency_before_sek),
                    writer.sek(line.agency_sek),
                    writer.percent(line.ratio_before, 2),
                    writer.percent(line.ratio, 2),
                    line.reason or (_("handed in late") if line.is_late else MISSING),
                    line.at.isoformat(),
                ),
            )
            for line in data.revised
        ),
    )


def _corrects(changes: Sequence[FigureChange], writer: _Writer) -> Table:
    def shown(change: FigureChange, value: Decimal | None) -> str:
        if value is None:
            return MISSING
        if change.is_ratio:
            return format_decimal(value * 100, 3, language=writer.language)
        return format_decimal(value, language=writer.language)

    return Table(
        _("Figures that this version says otherwise than the one before"),
        (
            Head(_("Of what"), "w-25", is_number=False),
            Head(_("Figure"), "w-35", is_number=False),
            Head(_("Before"), "w-20"),
            Head(_("Now"), "w-20"),
        ),
        tuple(
            Row(
                capfirst(one.place(writer.language)),
                (figure_name(one), shown(one, one.before), shown(one, one.now)),
            )
            for one in changes
        ),
    )

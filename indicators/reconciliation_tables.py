"""Hires against the cost return as tables, on the page and in files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from documents import sheets
from documents.sheets import tables as sheet_tables
from indicators import wording
from indicators.hire_reconciliation import Line, Share, Sums
from indicators.queries.breakdowns import Dimension
from indicators.queries.hire_reconciliation import Found
from staffing import hire_tables
from staffing.models import HireRequest, Region
from values.period import Period


@dataclass(frozen=True)
class LineRow:
    """A line with its names; `key` is how an address names it."""

    key: str
    part: str
    profession: str
    reported_sek: Decimal | None
    sums: Sums
    line: Line

    @property
    def count(self) -> int:
        """How many hires make the line."""
        return len(self.line.shares)


@dataclass(frozen=True)
class HireRow:
    """A hire with what of it falls in the period."""

    request: HireRequest
    what: str
    part: str
    share: Share


def lines(found: Found) -> list[LineRow]:
    """Return the lines of the table in their order."""
    return [
        LineRow(
            key=_key(line),
            part=_part(found, line.place[0]),
            profession=capfirst(found.professions.get(line.place[1], "")),
            reported_sek=line.reported_sek,
            sums=line.sums,
            line=line,
        )
        for line in found.whole.lines
    ]


def _key(line: Line) -> str:
    part, profession = line.place
    return f"{part or '-'}.{profession}"


def _part(found: Found, key: str) -> str:
    return capfirst(found.parts.get(key) or _("Not placed"))


def hires(found: Found, chosen: LineRow | None) -> list[HireRow]:
    """Return the hires that make the chosen line, or all lines, in order of number."""
    wanted: Iterable[Line] = found.whole.lines if chosen is None else [chosen.line]
    rows = [
        HireRow(request, hire_tables.what(request), _part(found, line.place[0]), share)
        for line in wanted
        for share in line.shares
        if (request := found.hires[share.hire.key])
    ]
    return sorted(rows, key=lambda row: (row.request.year, row.request.number))


def sheets_of(region: Region, period: Period, found: Found, dimension: Dimension) -> list[sheets.TableSpec]:
    """Return the lines, and the hires that make them, as tables of a file; kronor with öre."""
    when = period.label(wording.language())
    notes = [f"{region}, {when}", *explanations()]
    return [_line_sheet(found, when, dimension, notes), _hire_sheet(found, dimension)]


def explanations() -> list[str]:
    """Return how the columns are made, in words, for page and file."""
    return [
        _("Followed-up hires count with their actual cost, spread evenly over the days of the work."),
        _(
            "Hires that are filled and not followed up count with what was granted, at the ordered price, in a column of their own."
        ),
        _("The difference is the return minus the actual cost of the hires. Its three parts add up to it, to the öre."),
        _("Without a match is what the hires say of a line where the return has no agency cost."),
    ]


def columns_of_sums() -> list[str]:
    """Return the headings of the amounts, in the order of `amounts`."""
    return [
        _("Cost return"),
        _("Hires, actual cost"),
        _("Difference"),
        _("Of which not followed up (expected cost)"),
        _("Of which without a match"),
        _("Of which unexplained"),
    ]


def amounts(reported_sek: Decimal | None, sums: Sums) -> list[Decimal | None]:
    """Return the amounts of a line; a return that says nothing is None."""
    return [
        reported_sek,
        sums.actual_sek,
        sums.difference_sek,
        sums.expected_sek,
        sums.without_match_sek,
        sums.unexplained_sek,
    ]


def _line_sheet(found: Found, when: str, dimension: Dimension, notes: list[str]) -> sheets.TableSpec:
    rows: list[list[sheet_tables.Value]] = [
        [row.part, row.profession, *amounts(row.reported_sek, row.sums), row.count] for row in lines(found)
    ]
    total = found.whole.total
    rows.append([_("Total"), None, *amounts(total.reported_sek, total), len(hires(found, None))])
    if found.outside is not None:
        beyond = found.outside.total
        count = sum(len(line.shares) for line in found.outside.lines)
        rows.append([_("Of which outside the framework"), None, *amounts(beyond.reported_sek, beyond), count])
    money = [sheets.Column(f"{heading} (kr)", "number", decimals=2) for heading in columns_of_sums()]
    return sheets.TableSpec(
        title=_("Hires against the cost return") + f" {when}",
        columns=[
            sheets.Column(part_heading(dimension)),
            sheets.Column(_("Profession")),
            *money,
            sheets.Column(_("Hires"), "number"),
        ],
        rows=rows,
        notes=notes,
    )


def part_heading(dimension: Dimension) -> str:
    """Return what the lines are by."""
    return _("Organisation") if dimension is Dimension.ORGANISATION else _("Care area")


def _hire_sheet(found: Found, dimension: Dimension) -> sheets.TableSpec:
    rows: list[list[sheet_tables.Value]] = [
        [
            str(row.request),
            row.request.organisation.name,
            row.what,
            row.part,
            *row.share.hire.worked,
            row.share.hire.actual_sek,
            row.share.actual_sek,
            row.share.expected_sek,
        ]
        for row in hires(found, None)
    ]
    return sheets.TableSpec(
        title=_("The hires"),
        columns=[
            sheets.Column(_("Request")),
            sheets.Column(_("Unit")),
            sheets.Column(_("What")),
            sheets.Column(part_heading(dimension)),
            sheets.Column(_("First day"), "date"),
            sheets.Column(_("Last day"), "date"),
            sheets.Column(_("Actual cost in all (kr)"), "number", decimals=2),
            sheets.Column(_("Actual cost in the period (kr)"), "number", decimals=2),
            sheets.Column(_("Expected cost in the period (kr)"), "number", decimals=2),
        ],
        rows=rows,
    )

"""The tables that lines of costs go out in, and come in again: a return's lines, and the template to fill in."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from documents import sheets
from documents.sheets.tables import Value
from indicators import wording
from indicators.cost_lines import AGENCY, OWN, Key, LineRow
from indicators.cost_upload.template import BESIDE_HEADINGS, NAME_HEADING
from indicators.models import CostReturn
from indicators.queries import lines, returns
from staffing.models import CareArea, Level, Organisation, Profession, Region
from values.period import Period

_KEY_COLUMNS = (
    sheets.Column("Period", width=12),
    sheets.Column("Organisation", width=24),
    sheets.Column("Yrkesgrupp", width=18),
    sheets.Column("Vårdområde", width=16),
    sheets.Column("Slag", width=10),
)
_AMOUNT = sheets.Column("Belopp (kr)", "money", 16, is_unlocked=True)
_DETAILS = (
    sheets.Column("varav jour", "money", 14, is_unlocked=True),
    sheets.Column("varav utom ram", "money", 16, is_unlocked=True),
    sheets.Column("Hyrveckor", "number", 12, is_unlocked=True),
    sheets.Column("Timmar", "number", 12, is_unlocked=True),
    sheets.Column("Korrigering", width=12, is_unlocked=True),
)
_NAME = sheets.Column(NAME_HEADING, width=28)
_COLUMNS = (*_KEY_COLUMNS, _AMOUNT, *_DETAILS)
_EXPONENTS = {"kr": 0, "tkr": 3}


def _template_columns(unit: str) -> tuple[sheets.Column, ...]:
    """Return the columns of the template, with amounts in kr or tkr.

    The name beside the code, and the amounts of the last period and the same of last year, are for the eye only: reading
    passes over them.
    """
    beside = (sheets.Column(heading.format(unit=unit), "money", 18) for heading in BESIDE_HEADINGS)
    amount = dataclasses.replace(_AMOUNT, header=f"Belopp ({unit})")
    # The labels of the sums stand in the first column, the sums in the second.
    period, code = dataclasses.replace(_KEY_COLUMNS[0], width=28), dataclasses.replace(_KEY_COLUMNS[1], width=18)
    return (period, code, _NAME, *_KEY_COLUMNS[2:], amount, *beside, *_DETAILS)


def lines_table(cost_return: CostReturn, rows: Sequence[LineRow]) -> sheets.TableSpec:
    """Return the lines of a return in the columns of the template, so that what goes out can come in again."""
    named = _Names(cost_return.region)
    return sheets.TableSpec(
        title=cost_return.period.code,
        columns=tuple(dataclasses.replace(one, is_unlocked=False) for one in _COLUMNS),
        rows=[named.row(cost_return.period, row) for row in rows],
    )


def is_example(region: Region, period: Period) -> bool:
    """Return whether any amounts that the template of the period holds are example data: one query."""
    months = [one.first_date for one in (period, period.previous(), period.year_before())]
    return CostReturn.objects.filter(region=region, first_month__in=months, is_example=True).exists()


def template_tables(region: Region, period: Period, unit: str = "kr") -> list[sheets.TableSpec]:
    """Return the template of a period: the rows that the region reports, and a sheet of all others that it can add.

    The rows are organisation × profession × care area × kind, with what is there and beside it the amounts of the period
    before and of the same months of last year, in kr or tkr. The sums of agency and own staff cost stand above the headings and
    follow what is typed. A region that has reported nothing gets all rows of itself and its divisions.
    """
    there = CostReturn.objects.filter(region=region).for_period(period).order_by("-number").first()
    by_key = {row.key: row for row in lines.rows_of(there.pk)} if there else {}
    latest = CostReturn.objects.filter(region=region, first_month__lt=period.first_date, counts_submitted=True)
    reported = lines.rows_of(latest.order_by("-first_month").values_list("pk", flat=True).first())
    beside = [
        {row.key: row.amount_sek for row in returns.counting_rows(region, one)}
        for one in (period.previous(), period.year_before())
    ]
    named = _Names(region)
    used = {key for key in (*by_key, *(row.key for row in reported), *beside[1]) if not key[-1] or key in by_key}
    places = [one.pk for one in returns.organisations_for(region, period, {key[0] for key in used})]
    listed = dict.fromkeys((*named.keys(places), *used))
    main = [key for key in listed if key in used] or list(listed)
    rest = named.keys(dict.fromkeys((*places, *named.standing_in(period))))
    more = [key for key in rest if key not in set(main)]

    def rows(keys: Iterable[Key]) -> list[list[Value]]:
        return [
            _in_unit(named.template_row(period, key, by_key.get(key), [one.get(key) for one in beside]), columns, unit)
            for key in keys
        ]

    columns = _checked_columns(unit)
    facts = (
        sheets.Fact("Region", region.short_name, "oberoende_region"),
        sheets.Fact("Period", period.code, "oberoende_period"),
        *_sums(columns, unit, _("More rows") if more else None),
    )
    tables = [
        sheets.TableSpec(title=period.code, columns=columns, rows=rows(main), facts=facts, notes=_notes(period, unit))
    ]
    if more:
        tables.append(sheets.TableSpec(title=_("More rows"), columns=columns, rows=rows(more)))
    return tables


def in_one(tables: Sequence[sheets.TableSpec]) -> sheets.TableSpec:
    """Return the template as the one table that a CSV file can hold."""
    return dataclasses.replace(tables[0], rows=[row for table in tables for row in table.rows])


def _in_unit(row: list[Value], columns: Sequence[sheets.Column], unit: str) -> list[Value]:
    """Return a row of kronor in the unit of the template, exactly."""
    if not _EXPONENTS[unit]:
        return row
    return [
        value.scaleb(-_EXPONENTS[unit]) if column.kind == "money" and isinstance(value, Decimal) else value
        for value, column in zip(row, columns, strict=True)
    ]


def _sums(columns: Sequence[sheets.Column], unit: str, more: str | None) -> list[sheets.Fact]:
    """Return the sum of each kind as formulas over the whole columns, on the sheet of more rows as well."""
    letters = _letters(columns)
    kinds, amounts = letters["Slag"], letters[f"Belopp ({unit})"]
    places = ["", f"'{more}'!"] if more else [""]
    return [
        sheets.Fact(
            label,
            "",
            f"oberoende_summa_{kind}",
            "+".join(f'SUMIF({place}{kinds}:{kinds},"{kind}",{place}{amounts}:{amounts})' for place in places),
        )
        for kind, label in (
            ("inhyrd", _("Sum of agency staff (%(unit)s)") % {"unit": unit}),
            ("egen", _("Sum of own staff (%(unit)s)") % {"unit": unit}),
        )
    ]


def _letters(columns: Sequence[sheets.Column]) -> dict[str, str]:
    return {column.header: chr(ord("A") + index) for index, column in enumerate(columns)}


def _checked_columns(unit: str) -> tuple[sheets.Column, ...]:
    """Return the columns with what Excel is to refuse: what is no number, and what is negative and no correction."""
    columns = _template_columns(unit)
    letters = _letters(columns)
    correction = f'LOWER(${letters["Korrigering"]}{{row}})="ja"'
    number = _("Write a number. Less than zero only where Korrigering says ja.")
    checks = {
        column.header: (f"AND(ISNUMBER({letter}{{row}}),OR({letter}{{row}}>=0,{correction}))", number)
        for column in columns
        if column.is_unlocked and column.header != "Korrigering"
        for letter in [letters[column.header]]
    }
    checks["Korrigering"] = (correction, _("Write ja, or leave the cell empty."))
    return tuple(
        dataclasses.replace(one, check=checks[one.header][0], check_message=checks[one.header][1])
        if one.header in checks
        else one
        for one in columns
    )


def _notes(period: Period, unit: str) -> tuple[str, ...]:
    words = {
        "before": period.previous().label(wording.language()),
        "year_before": period.year_before().label(wording.language()),
    }
    return (
        _("Write amounts in the columns that are not locked and upload the file again. An empty amount means not reported; a true zero is written as 0."),
        _("Beside each amount stand those of %(before)s and of %(year_before)s. They are only there to be read.") % words,
        _("Rows that were not reported before are on the sheet More rows: fill in those that you need there."),
        _("The file is for the region and the period above the table. For another period, fetch its own template."),
        _("Report each cost once: either for the whole region or for its parts. All rows are summed."),
        _("The amounts are in %(unit)s. For another unit, fetch the template in that unit.") % {"unit": unit},
        _("The sums above the table follow what is written in it. They are there to be checked and are not read."),
        _("Korrigering: write ja where a negative amount is meant."),
        _("Dental care is not included; own staff cost includes local administration at the units."),
    )  # fmt: skip


class _Names:
    """The codes and words that a row is written with; Swedish, as the template is."""

    def __init__(self, region: Region) -> None:
        self.organisations = list(region.organisations.order_by("order", "name"))
        self.codes = {one.pk: one.code for one in self.organisations}
        self.names = {one.pk: one.name for one in self.organisations}
        self.root_ids = {one.pk for one in self.organisations if one.level == Level.REGION}
        self.professions = {one.pk: one for one in Profession.objects.all()}
        self.care_areas = {one.pk: one for one in CareArea.objects.all()}

    def standing_in(self, period: Period) -> list[int]:
        """Return the organisations that exist in the period."""
        return [one.pk for one in self.organisations if _stands(one, period)]

    def keys(self, places: Iterable[int]) -> list[Key]:
        """Return every row that organisations can report: profession × care area, where it has one, × kind."""
        return [
            (place, profession.pk, area.pk if area else None, kind, False)
            for place in places
            for profession in self.professions.values()
            if not profession.is_retired
            for area in (self.care_areas.values() if profession.has_care_area else [None])
            for kind in (AGENCY, OWN)
        ]

    def key_cells(self, period: Period, key: Key) -> list[Value]:
        """Return the cells that say which row it is."""
        organisation_id, profession_id, care_area_id, kind, _is_correction = key
        return [
            period.code,
            None if organisation_id in self.root_ids else self.codes.get(organisation_id),
            self.professions[profession_id].name_sv,
            self.care_areas[care_area_id].name_sv if care_area_id else None,
            "inhyrd" if kind == AGENCY else "egen",
        ]

    def row(self, period: Period, row: LineRow) -> list[Value]:
        """Return a line in the columns of the export."""
        return [*self.key_cells(period, row.key), *row.figures, "ja" if row.is_correction else None]

    def template_row(self, period: Period, key: Key, row: LineRow | None, beside: Sequence[Value]) -> list[Value]:
        """Return a row of the template: with what is there, if anything, and the amounts beside."""
        amount, *details = row.figures if row else (None,) * 5
        correction = "ja" if key[-1] else None
        cells = self.key_cells(period, key)
        return [*cells[:2], self.names.get(key[0]), *cells[2:], amount, *beside, *details, correction]


def _stands(one: Organisation, period: Period) -> bool:
    return one.valid_from <= period.last_date and (one.valid_to is None or one.valid_to >= period.first_date)

"""Read a table of figures of other indicators: rows become entries, or problems that name their cell. No database, no clock.

The template: Mått; Period; Organisation; Yrkesgrupp; Vårdområde; Värde; Täljare; Nämnare; Anmärkning; Skäl till rättelse. A row
without a number is not reported. A row that says what is there already is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.sheets.content import Cell, Row, Sheet, SheetData
from documents.sheets.headers import Field, HeaderMatch, find
from documents.sheets.problems import CellProblem, ProblemList
from documents.sheets.refusals import warning_text
from indicators.cost_upload import meanings
from indicators.cost_upload.cells import CellReader
from indicators.cost_upload.meanings import Wrong
from indicators.cost_upload.reading import named_sheets
from indicators.cost_upload.words import Text, Words
from indicators.other_indicators import PERCENT
from values.period import Period
from values.text import search_key

INDICATOR = Field("indicator", ("Mått", "Indicator"))
PERIOD = Field("period", ("Period",))
ORGANISATION = Field("organisation", ("Organisation", "Enhet", "Unit"), is_required=False)
PROFESSION = Field("profession", ("Yrkesgrupp", "Profession"), is_required=False)
CARE_AREA = Field("care_area", ("Vårdområde", "Care area"), is_required=False)
VALUE = Field("value", ("Värde", "Value"), is_required=False)
NUMERATOR = Field("numerator", ("Täljare", "Numerator"), is_required=False)
DENOMINATOR = Field("denominator", ("Nämnare", "Denominator"), is_required=False)
NOTE = Field("note", ("Anmärkning", "Note"), is_required=False)
REASON = Field("reason", ("Skäl till rättelse", "Reason for the correction"), is_required=False)
FIELDS = (INDICATOR, PERIOD, ORGANISATION, PROFESSION, CARE_AREA, VALUE, NUMERATOR, DENOMINATOR, NOTE, REASON)

CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 11
LONGEST_TEXT = 500
_MONTH_NAMES = {
    1: _("a month, such as 2016-03"),
    3: _("a quarter, such as 2016-K4"),
    4: _("a tertial, such as 2016-T2"),
    6: _("a half-year, such as 2016-H1"),
    12: _("a year, such as 2016"),
}


@dataclass(frozen=True)
class KnownIndicator:
    """An indicator that a name or code means, and what may be entered for it."""

    pk: int
    unit: str
    length: int
    is_entered: bool
    by_organisation: bool
    by_profession: bool
    by_care_area: bool


class Key(NamedTuple):
    """What a figure is of: the indicator, the period, and the part of the region."""

    indicator_id: int
    period: Period
    organisation_id: int | None
    profession_id: int | None
    care_area_id: int | None


class KnownFigure(NamedTuple):
    """The figure that is there: its version, and its numbers and note."""

    number: int
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    note: str


@dataclass(frozen=True)
class IndicatorWords:
    """Everything that a file of figures can mean in one region, and what is there already."""

    words: Words
    indicators: Mapping[str, KnownIndicator]
    figures: Mapping[Key, KnownFigure]


class PlacedEntry(NamedTuple):
    """A figure that a row says."""

    indicator_id: int
    period: Period
    organisation_id: int | None
    profession_id: int | None
    care_area_id: int | None
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    note: str
    reason: str

    @property
    def key(self) -> Key:
        return Key(*self[:5])

    def as_json(self) -> list[Any]:
        """Return the entry as JSON can hold it."""
        numbers = [None if one is None else f"{one:f}" for one in (self.value, self.numerator, self.denominator)]
        return [self.indicator_id, self.period.code, *self[2:5], *numbers, self.note, self.reason]

    @classmethod
    def from_json(cls, values: Sequence[Any]) -> PlacedEntry:
        """Return the entry that `as_json` wrote."""
        indicator_id, period, *place_and_numbers, note, reason = values
        organisation_id, profession_id, care_area_id, *numbers = place_and_numbers
        value, numerator, denominator = (None if one is None else Decimal(one) for one in numbers)
        place = Key(indicator_id, Period.parse(period), organisation_id, profession_id, care_area_id)
        return cls(*place, value, numerator, denominator, note, reason)


@dataclass(frozen=True)
class Reading:
    """What a file says: its entries, the version that each met (0 for none), and every problem."""

    entries: tuple[PlacedEntry, ...]
    seen: tuple[int, ...]
    problems: ProblemList
    notices: tuple[Text, ...] = ()


def read(data: SheetData, known: IndicatorWords) -> Reading:
    """Return the entries of every visible sheet that has the headings, with every problem found."""
    reader = _RowReader(known.words, ProblemList(), known)
    tables = [(sheet, find(sheet, FIELDS)) for sheet in named_sheets(data)]
    with_headings = [(sheet, match) for sheet, match in tables if len(match.columns) > 1]
    for _sheet, match in with_headings or tables[:1]:
        reader.problems.extend(match.problems)
    if not reader.problems.is_blocking:
        for sheet, match in with_headings:
            reader.read(sheet, match)
        if not reader.entries and not reader.problems.is_blocking:
            reader.problems.add(_nothing_new(data, with_headings, reader))
    seen = [known.figures[one.key].number if one.key in known.figures else 0 for one in reader.entries]
    notices = [*(warning_text(warning) for warning in data.warnings), *reader.notices()]
    return Reading(tuple(reader.entries), tuple(seen), reader.problems, tuple(notices))


def _nothing_new(data: SheetData, tables: Sequence[tuple[Sheet, HeaderMatch]], reader: _RowReader) -> CellProblem:
    message = (
        _("The file says what is there already, and nothing new.")
        if reader.unchanged
        else _("No row of the file has a number.")
    )
    return CellProblem(
        sheet=tables[0][0].name if tables else data.filename,
        row=None,
        column=None,
        header=VALUE.names[0],
        value_seen="",
        code="nothing_new",
        message=message,
        suggestion=_("Fill in Värde, or Täljare and Nämnare, in the rows that you report."),
    )


@dataclass
class _RowReader(CellReader):
    """Go through the rows once."""

    known: IndicatorWords
    entries: list[PlacedEntry] = field(default_factory=list)
    first_rows: dict[Key, int] = field(default_factory=dict)
    skipped: int = 0
    unchanged: int = 0
    rounded: list[str] = field(default_factory=list)

    def notices(self) -> list[Text]:
        found: list[Text] = []
        if self.skipped:
            found.append(
                format_lazy(_("Rows without a number were left out as not reported: {count}."), count=self.skipped)
            )
        if self.unchanged:
            found.append(
                format_lazy(_("Rows that say what is there already were passed over: {count}."), count=self.unchanged)
            )
        if self.rounded:
            found.append(
                format_lazy(_("More than two decimals were rounded, in: {cells}."), cells=", ".join(self.rounded[:10]))
            )
        return found

    def read(self, sheet: Sheet, match: HeaderMatch) -> None:
        self.sheet, self.match = sheet.name, match
        for row in match.data_rows(sheet):
            before = len(self.problems)
            entry = self._entry(row)
            if entry is not None and len(self.problems) == before:
                self._keep(row, entry)

    def _entry(self, row: Row) -> PlacedEntry | None:
        cells = [self.match.cell(row, one.key) for one in (VALUE, NUMERATOR, DENOMINATOR)]
        if all(cell.is_blank for cell in cells):
            self.skipped += 1
            return None
        indicator = self.word(row, INDICATOR.key, self._indicator)
        period = self.word(row, PERIOD.key, meanings.period_of)
        if indicator is None or period is None:
            return None
        if period.length != indicator.length:
            self.add(row, PERIOD.key, "other_length", _("The indicator is reported by periods of another length."),
                     format_lazy(_("Write {period}."), period=_MONTH_NAMES[indicator.length]))  # fmt: skip
        place = self._place(row, indicator, period)
        value = self.number(row, VALUE.key, lambda cell: self._value(cell, indicator))
        numerator, denominator = (self.number(row, one.key, self._number) for one in (NUMERATOR, DENOMINATOR))
        self._check_numbers(row, value, numerator, denominator)
        note, reason = (self._text(row, one) for one in (NOTE, REASON))
        return PlacedEntry(indicator.pk, period, *place, value, numerator, denominator, note, reason)

    def _indicator(self, text: str, _words: Words) -> KnownIndicator:
        found = self.known.indicators.get(search_key(text))
        if found is None:
            raise Wrong(
                "unknown_indicator",
                _("The indicator is missing.") if not text else _("There is no such indicator in use."),
                _("Write the code or name as in the template."),
            )
        if not found.is_entered:
            raise Wrong(
                "computed_indicator",
                _("The indicator is computed from what is reported elsewhere."),
                _("Remove the row."),
            )
        return found

    def _place(self, row: Row, indicator: KnownIndicator, period: Period) -> tuple[int | None, int | None, int | None]:
        words = self.known.words
        organisation = self.word(row, ORGANISATION.key, meanings.place_of)
        profession = self.word(row, PROFESSION.key, _profession_or_none)
        care_area = self.word(row, CARE_AREA.key, meanings.care_area_of)
        is_part = organisation is not None and organisation != words.root
        parts = (
            (ORGANISATION, is_part, indicator.by_organisation),
            (PROFESSION, profession is not None, indicator.by_profession),
            (CARE_AREA, care_area is not None, indicator.by_care_area),
        )
        for one, is_given, is_allowed in parts:
            if is_given and not is_allowed:
                self.add(row, one.key, "not_broken_down", _("The indicator is not broken down in this way."),
                         _("Empty the cell."))  # fmt: skip
        if organisation is not None and not organisation.is_there(period):
            self.add(row, ORGANISATION.key, "closed_organisation", _("The organisation did not exist in the period."),
                     _("Report it on the organisation that took over, or check the period."))  # fmt: skip
        return (organisation.pk if is_part and organisation else None, profession, care_area)

    def _value(self, cell: Cell, indicator: KnownIndicator) -> Decimal:
        """Return a value; a cell formatted as per cent is read as such where that is the unit."""
        if cell.is_percent and indicator.unit == PERCENT and isinstance(cell.value, Decimal):
            return self._exact(cell.value * 100, cell)
        return self._number(cell)

    def _number(self, cell: Cell) -> Decimal:
        return self._exact(meanings.number_in(cell), cell)

    def _exact(self, number: Decimal, cell: Cell) -> Decimal:
        """Return the number with two decimals."""
        if number < 0:
            raise Wrong("negative", _("A figure of an indicator is not negative."), _("Check the number."))
        if number >= LARGEST:
            raise Wrong("too_large", _("The number is larger than a region could mean."), _("Check the number."))
        exact = number.quantize(CENT, rounding="ROUND_HALF_UP")
        if exact != number:
            self.rounded.append(cell.reference)
        return exact

    def _check_numbers(
        self, row: Row, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None
    ) -> None:
        if value is not None and (numerator is not None or denominator is not None):
            self.add(row, VALUE.key, "value_and_division", _("The row has both a value and a numerator or denominator."),
                     _("Keep the value, or the two numbers that it is computed from."))  # fmt: skip
        elif (numerator is None) != (denominator is None) and value is None:
            lacking = NUMERATOR if numerator is None else DENOMINATOR
            self.add(row, self._at(lacking), "half_division", _("One of numerator and denominator is missing."),
                     _("Write both."))  # fmt: skip
        elif denominator == 0:
            self.add(row, DENOMINATOR.key, "zero_denominator", _("The denominator is zero, so there is nothing to divide by."),
                     _("Leave the row empty when there was nothing to measure."))  # fmt: skip

    def _at(self, one: Field) -> str:
        """Return the column, where the file has it; else that of the indicator, so that the problem has a cell."""
        return one.key if one.key in self.match.columns else INDICATOR.key

    def _text(self, row: Row, one: Field) -> str:
        text = self.match.cell(row, one.key).text.strip()
        if len(text) > LONGEST_TEXT:
            self.add(row, one.key, "too_long", _("The text is longer than 500 characters."), _("Shorten the text."))
        return text

    def _keep(self, row: Row, entry: PlacedEntry) -> None:
        there = self.known.figures.get(entry.key)
        first = self.first_rows.setdefault(entry.key, row.number)
        if first != row.number:
            self.add(row, INDICATOR.key, "duplicate_row",
                     format_lazy(_("Row {first} is for the same indicator, period and part."), first=first),
                     _("Keep one of the rows."))  # fmt: skip
        elif there is not None and there[1:] == (entry.value, entry.numerator, entry.denominator, entry.note):
            self.unchanged += 1
        elif there is not None and not entry.reason:
            self.add(row, self._at(REASON), "no_reason", _("There is another figure already, and no reason to correct it."),
                     _("Write why in Skäl till rättelse, or put back what was there."))  # fmt: skip
        else:
            self.entries.append(entry)


def _profession_or_none(text: str, words: Words) -> int | None:
    return meanings.profession_of(text, words)[0] if text else None

"""Go through the rows of a table: each becomes a line, or problems that name their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.sheets.content import Cell, Row, Sheet
from documents.sheets.headers import Field, HeaderMatch, folded
from documents.sheets.problems import problem_at
from indicators.cost_lines import OWN, Key, LineRow
from indicators.cost_upload import meanings
from indicators.cost_upload.cells import CellReader
from indicators.cost_upload.meanings import Wrong
from indicators.cost_upload.template import (
    AMOUNTS,
    CARE_AREA,
    CORRECTION,
    EXTRA_SHEETS,
    HOURS,
    KIND,
    ON_CALLS,
    ORGANISATION,
    OUTSIDES,
    PERIOD,
    PROFESSION,
    UNITS,
    WEEKS,
)
from indicators.cost_upload.totals import TotalsReader, is_total_row
from indicators.cost_upload.words import Place, PlacedLine, Text, period_name
from values.period import Period

CENT = Decimal("0.01")
LARGEST_SEK = Decimal(10) ** 11
LARGEST_COUNT = Decimal(10) ** 7
"""Larger than any line a region could mean: a hundred milliard kronor, ten million hours."""


@dataclass
class RowReader(CellReader):
    """Go through the rows once. Each spelling is looked up once, however many rows have it."""

    is_in_thousands: bool = False
    template_period: Period | None = None
    """The period that the template says it is for; every row must be for it."""
    skipped: int = 0
    rounded: list[str] = field(default_factory=list)
    first_rows: dict[tuple[Period, Key], tuple[str, Cell]] = field(default_factory=dict)
    checked: dict[Period, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.exponents = {
            unit: UNITS["tkr"][0] if self.is_in_thousands and unit == "kr" else exponent
            for unit, (exponent, _name) in UNITS.items()
        }
        self.totals = TotalsReader(self.words, self.exponents)

    def notices(self) -> list[Text]:
        found: list[Text] = []
        if self.skipped:
            found.append(
                format_lazy(_("Rows without an amount were left out as not reported: {count}."), count=self.skipped)
            )
        if self.rounded:
            cells = ", ".join(self.rounded[:10]) + (" …" if len(self.rounded) > 10 else "")  # noqa: PLR2004
            found.append(format_lazy(_("More than two decimals were rounded, in: {cells}."), cells=cells))
        return found

    def read_lines(self, sheet: Sheet, match: HeaderMatch, lines: list[PlacedLine]) -> None:
        """Add the lines of one sheet to those read before; a row with a problem gives none, nor does a total of others."""
        self.sheet, self.match = sheet.name, match
        self.is_extra = folded(sheet.name) in EXTRA_SHEETS
        amount = next(one for one in AMOUNTS if one.key in match.columns)
        self.exponent = self.exponents[amount.key.removeprefix("amount_")]
        self.amount_key = amount.key
        self.part_keys = [self._part_key(fields) for fields in (ON_CALLS, OUTSIDES)]
        for row in match.data_rows(sheet):
            if is_total_row(row, match, self.words):
                self._note_total(row, len(lines))
            elif line := self._line(row):
                lines.append(line)

    def _note_total(self, row: Row, read: int) -> None:
        amount = self._number(row, self.amount_key, self.exponent)
        if amount is not None:
            self.totals.add_row(row, self.sheet, self.match, amount, self.match.cell(row, self.amount_key), read)

    def _part_key(self, fields: tuple[Field, ...]) -> tuple[str, int]:
        """Return the column of an "of which" and its unit: its own, else that of the amounts."""
        plain, *with_unit = fields
        for one in with_unit:
            if one.key in self.match.columns:
                return one.key, self.exponents[one.key.rpartition("_")[2]]
        return plain.key, self.exponent

    def _line(self, row: Row) -> PlacedLine | None:
        before, self.is_row_wrong = len(self.problems), False
        amount = self._number(row, self.amount_key, self.exponent)
        parts = [self._number(row, key, exponent) for key, exponent in self.part_keys]
        counts = [self._number(row, one.key, None) for one in (WEEKS, HOURS)]
        if amount is None and len(self.problems) == before:
            if any(value is not None for value in (*parts, *counts)):
                self.add(row, self.amount_key, "no_amount", _("The row has details but no amount."),
                          _("Write the amount, or empty the row; a true zero is written as 0."))  # fmt: skip
            elif not self.is_extra:
                self.skipped += 1
            return None
        period = self.word(row, PERIOD.key, meanings.period_of)
        if period is not None and self.template_period not in {None, period}:
            self.add(row, PERIOD.key, "other_period",
                      format_lazy(_("The row is for another period than the template, {period}."), period=period_name(self.template_period)),
                      _("Fetch the template of the row’s period, or write the period of the template."))  # fmt: skip
        place = self.word(row, ORGANISATION.key, meanings.place_of)
        profession = self.word(row, PROFESSION.key, meanings.profession_of)
        care_area = self.word(row, CARE_AREA.key, meanings.care_area_of)
        kind = self.word(row, KIND.key, meanings.kind_of)
        is_correction = bool(self.word(row, CORRECTION.key, meanings.is_correction))
        if period is not None and place is not None and profession is not None:
            self._check_place(row, period, place, profession, care_area)
        if amount is not None and kind is not None:
            self._check_amounts(row, kind, amount, parts, counts, is_correction=is_correction)
        if len(self.problems) > before or self.is_row_wrong or amount is None:
            return None
        line = LineRow(place.pk, profession[0], care_area, kind, is_correction, amount, *parts, *counts)
        return PlacedLine(period, line) if self._is_only_one(row, period, line) else None

    # Cells ---------------------------------------------------------------------------------------------------------

    def _number(self, row: Row, key: str, exponent: int | None) -> Decimal | None:
        """Return a number: kronor from a unit of ten to the `exponent`, or a count when there is none; None when empty."""
        return self.number(row, key, lambda cell: self._scaled(meanings.number_in(cell), exponent, cell))

    def _scaled(self, number: Decimal, exponent: int | None, cell: Cell) -> Decimal:
        value = number.scaleb(exponent) if exponent else number
        largest = LARGEST_COUNT if exponent is None else LARGEST_SEK
        if not -largest < value < largest:
            raise Wrong(
                "too_large",
                _("The number is larger than any line of a region can be."),
                _("Check the number, and the unit in the heading: kr, tkr or mnkr."),
            )
        exact = value.quantize(CENT)
        if exact != value:
            exact = value.quantize(CENT, rounding="ROUND_HALF_UP")
            self.rounded.append(cell.reference)
        return exact

    # What holds between the cells of a row, and between rows ------------------------------------------------------------

    def _check_place(
        self, row: Row, period: Period, place: Place, profession: tuple[int, bool], care_area: int | None
    ) -> None:
        if profession[1] and care_area is None and self.match.cell(row, CARE_AREA.key).is_blank:
            self.add(row, CARE_AREA.key, "no_care_area", _("The care area is missing; this profession is reported by care area."),
                      _("Write primärvård, psykiatri or somatik."))  # fmt: skip
        elif not profession[1] and care_area is not None:
            self.add(row, CARE_AREA.key, "needless_care_area", _("This profession is reported without a care area."),
                      _("Empty the cell."))  # fmt: skip
        if not place.is_there(period):
            self.add(row, ORGANISATION.key, "closed_organisation", _("The organisation did not exist in the period."),
                      _("Report it on the organisation that took over, or check the period."))  # fmt: skip
        self._check_tiling(row, period)

    def _check_tiling(self, row: Row, period: Period) -> None:
        """Name a period that shares months with another of the same file, once for each period."""
        if period in self.checked:
            return
        other = next((one for one in self.checked if one.overlaps(period)), None)
        self.checked[period] = f"{self.sheet} {row.number}"
        if other is not None:
            self.add(
                row, PERIOD.key, "overlaps_in_file",
                format_lazy(_("The period shares months with {other} in the same file."), other=period_name(other)),
                _("A month belongs to one period only. Keep one of the two."),
            )  # fmt: skip

    def _check_amounts(
        self,
        row: Row,
        kind: str,
        amount: Decimal,
        parts: Sequence[Decimal | None],
        counts: Sequence[Decimal | None],
        *,
        is_correction: bool,
    ) -> None:
        if amount < 0 and not is_correction:
            self.add(row, self.amount_key, "negative", _("A negative amount is accepted only as a correction."),
                      _("Write ja in the column Korrigering if it is meant, or remove the minus."))  # fmt: skip
        for (key, _exponent), part in zip(self.part_keys, parts, strict=True):
            if part is None:
                continue
            if kind == OWN:
                self._details_of_own(row, key)
            elif not is_correction and not 0 <= part <= max(amount, Decimal(0)):
                self.add(row, key, "part_outside", _("A part cannot be negative or more than the amount."),
                          _("Check both numbers; they have the same unit."))  # fmt: skip
        for one, count in zip((WEEKS, HOURS), counts, strict=True):
            if count is None:
                continue
            if kind == OWN:
                self._details_of_own(row, one.key)
            elif count < 0 and not is_correction:
                self.add(row, one.key, "negative", _("A negative amount is accepted only as a correction."),
                          _("Write ja in the column Korrigering if it is meant, or remove the minus."))  # fmt: skip

    def _details_of_own(self, row: Row, key: str) -> None:
        self.add(row, key, "detail_of_own", _("On-call, framework, weeks and hours belong to agency staff."),
                  _("Empty the cell, or write inhyrd in the column Slag."))  # fmt: skip

    def _is_only_one(self, row: Row, period: Period, line: LineRow) -> bool:
        key = (period, line.key)
        cell = self.match.cell(row, PERIOD.key)
        first = self.first_rows.setdefault(key, (self.sheet, cell))
        if first[1] is cell:
            return True
        for sheet, one, other in ((first[0], first[1], cell), (self.sheet, cell, first[1])):
            self.problems.add(
                problem_at(
                    one,
                    sheet=sheet,
                    header=self.match.header(PERIOD.key),
                    code="duplicate_row",
                    message=format_lazy(
                        _(
                            "Rows {first} and {second} are for the same period, organisation, profession, care area and kind."
                        ),
                        first=min(one.row, other.row),
                        second=max(one.row, other.row),
                    ),
                    suggestion=_("Keep one of the rows, or put the amounts together."),
                )
            )
        return False

"""Read a table of costs: rows become lines, or problems that name their cell. No database, no clock.

The template: Period; Organisation; Yrkesgrupp; Vårdområde; Slag (inhyrd/egen); Belopp (kr), or (tkr), (mnkr); varav jour;
varav utom ram; Hyrveckor; Timmar; Korrigering. Columns may stand in any order. What a name means is looked up in `Words`,
which hold the file's own region only: a unit of another region is as unknown as one that does not exist.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.sheets.content import Cell, Row, Sheet, SheetData
from documents.sheets.headers import Field, HeaderMatch, find
from documents.sheets.problems import CellProblem, ProblemList, problem_at, problem_for_cell
from documents.sheets.refusals import warning_text
from indicators.cost_lines import AGENCY, OWN, Key, LineRow
from values.numbers import AmbiguousNumber, InvalidNumber, parse_decimal
from values.period import InvalidPeriod, Period
from values.text import search_key

Text = str | Promise

PERIOD = Field("period", ("Period",))
ORGANISATION = Field("organisation", ("Organisation", "Enhet", "Unit"))
PROFESSION = Field("profession", ("Yrkesgrupp", "Profession"))
CARE_AREA = Field("care_area", ("Vårdområde", "Care area"))
KIND = Field("kind", ("Slag", "Slag (inhyrd/egen)", "Kind", "Kind (agency/own)"))
WEEKS = Field("hire_weeks", ("Hyrveckor", "Hire weeks"), is_required=False)
HOURS = Field("hired_hours", ("Timmar", "Hyrtimmar", "Hours", "Hired hours"), is_required=False)
CORRECTION = Field(
    "is_correction", ("Korrigering", "Korrigering (ja)", "Correction", "Correction (yes)"), is_required=False
)
UNITLESS_AMOUNT = Field("amount", ("Belopp", "Amount"), is_required=False)
UNITS = {"kr": (0, "SEK"), "tkr": (3, "kSEK"), "mnkr": (6, "MSEK")}


def _in_units(key: str, swedish: str, english: str) -> tuple[Field, ...]:
    return tuple(
        Field(f"{key}_{unit}", (f"{swedish} ({unit})", f"{english} ({unit})", f"{english} ({name})"), is_required=False)
        for unit, (_exponent, name) in UNITS.items()
    )


AMOUNTS = _in_units("amount", "Belopp", "Amount")
ON_CALL = Field("on_call", ("varav jour", "of which on-call"), is_required=False)
OUTSIDE = Field("outside", ("varav utom ram", "of which outside the framework"), is_required=False)
ON_CALLS = (ON_CALL, *_in_units("on_call", "varav jour", "of which on-call"))
OUTSIDES = (OUTSIDE, *_in_units("outside", "varav utom ram", "of which outside the framework"))
FIELDS = (
    *(PERIOD, ORGANISATION, PROFESSION, CARE_AREA, KIND, UNITLESS_AMOUNT, WEEKS, HOURS, CORRECTION),
    *(*AMOUNTS, *ON_CALLS, *OUTSIDES),
)  # fmt: skip

KINDS = {
    **dict.fromkeys(("inhyrd", "inhyrda", "inhyrd personal", "agency", "agency staff"), AGENCY),
    **dict.fromkeys(("egen", "egna", "egen personal", "own", "own staff"), OWN),
}
YES = {"ja", "yes", "j", "y", "x", "sant", "true"}
NO = {"", "nej", "no", "n", "falskt", "false"}

CENT = Decimal("0.01")
_COMMON_NUMBER = re.compile(r"[0-9]{1,15}(?:,[0-9]{1,6})?")
"""The spelling of nearly every amount, which can mean one thing only; the full parser takes five times as long."""
LARGEST_SEK = Decimal(10) ** 11
LARGEST_COUNT = Decimal(10) ** 7
"""Larger than any line a region could mean: a hundred milliard kronor, ten million hours."""


class Place(NamedTuple):
    """An organisation that a name or code means."""

    pk: int
    valid_from: datetime.date
    valid_to: datetime.date | None


@dataclass(frozen=True)
class KnownReturn:
    """A return that the region has: its months, and whether lines may be written to it."""

    period: Period
    state: str


@dataclass(frozen=True)
class Words:
    """What the names of a file can mean in one region; keys have gone through `search_key`."""

    root: Place
    organisations: Mapping[str, tuple[Place, ...]]
    professions: Mapping[str, tuple[int, bool]]
    care_areas: Mapping[str, int]
    returns: tuple[KnownReturn, ...]
    today: datetime.date


class PlacedLine(NamedTuple):
    """A line with the period that it is for."""

    period: Period
    line: LineRow


@dataclass(frozen=True)
class Reading:
    """All of a file: its lines (only worth anything without blocking problems), its problems, and what to know about it."""

    lines: tuple[PlacedLine, ...]
    problems: ProblemList
    notices: tuple[Text, ...]

    @property
    def periods(self) -> tuple[Period, ...]:
        return tuple(sorted({placed.period for placed in self.lines}))

    def rows_of(self, period: Period) -> list[LineRow]:
        """Return the lines of one period."""
        return [placed.line for placed in self.lines if placed.period == period]


class _Wrong(Exception):
    """A cell does not hold; `code`, words and remedy become its problem."""

    def __init__(self, code: str, message: Text, suggestion: Text) -> None:
        super().__init__(code)
        self.code, self.message, self.suggestion = code, message, suggestion


def read(data: SheetData, words: Words) -> Reading:
    """Return the lines of every visible sheet that has the headings, with every problem found."""
    problems = ProblemList()
    notices: list[Text] = [warning_text(warning) for warning in data.warnings]
    lines: list[PlacedLine] = []
    tables = [(sheet, find(sheet, FIELDS)) for sheet in _named_sheets(data)]
    with_headings = [(sheet, match) for sheet, match in tables if len(match.columns) > 1]
    for sheet, match in with_headings or tables[:1]:
        problems.extend(match.problems)
        if match.columns:
            problems.extend(_amount_problems(sheet, match))
    skipped = [sheet.name for sheet, match in tables if len(match.columns) <= 1]
    if with_headings and skipped:
        notices.append(
            format_lazy(_("Not read, since it has no headings of the table: {sheets}."), sheets=", ".join(skipped))
        )
    if not problems.is_blocking:
        reader = _Reader(words, problems)
        for sheet, match in with_headings:
            lines += reader.lines(sheet, match)
            notices += _heading_notices(match)
        notices += reader.notices()
        if not lines and not problems.is_blocking:
            problems.add(_nothing_read(data, with_headings))
    return Reading(tuple(lines), problems, tuple(notices))


def _named_sheets(data: SheetData) -> list[Sheet]:
    """Return the visible sheets; the one table of a text file is called what the file is called."""
    return [sheet if sheet.name else dataclasses.replace(sheet, name=data.filename) for sheet in data.visible_sheets]


def _amount_problems(sheet: Sheet, match: HeaderMatch) -> Iterator[CellProblem]:
    """Yield what is wrong with the columns of amounts as a whole: no unit, no column, or several."""
    present = [one for one in AMOUNTS if one.key in match.columns]
    if len(present) == 1 and UNITLESS_AMOUNT.key not in match.columns:
        return
    seen = [match.header(one.key) for one in (*present, UNITLESS_AMOUNT) if one.key in match.columns]
    if len(seen) > 1:
        message, code = _("The file has more than one column of amounts."), "several_amounts"
        suggestion = _("Keep one of them: Belopp (kr), Belopp (tkr) or Belopp (mnkr).")
    else:
        message, code = _("It is not said in which unit the amounts are."), "no_unit"
        suggestion = _("Write the heading as Belopp (kr), Belopp (tkr) or Belopp (mnkr).")
    columns = [match.columns[one.key] for one in (*present, UNITLESS_AMOUNT) if one.key in match.columns]
    yield CellProblem(
        sheet=sheet.name,
        row=match.row_number or None,
        column=columns[-1] if columns else None,
        header="Belopp (kr)",
        value_seen=", ".join(seen),
        code=code,
        message=message,
        suggestion=suggestion,
    )


def _heading_notices(match: HeaderMatch) -> list[Text]:
    names = ", ".join(cell.text for cell in match.ignored)
    return (
        [format_lazy(_("Columns that the table does not have were left out: {names}."), names=names)] if names else []
    )


def _nothing_read(data: SheetData, tables: Sequence[tuple[Sheet, HeaderMatch]]) -> CellProblem:
    return CellProblem(
        sheet=tables[0][0].name if tables else data.filename,
        row=None,
        column=None,
        header="",
        value_seen="",
        code="no_rows",
        message=_("The file has headings but no amounts."),
        suggestion=_("Write at least one amount; a true zero is written as 0."),
    )


@dataclass
class _Reader:
    """Go through the rows once. Each spelling is looked up once, however many rows have it."""

    words: Words
    problems: ProblemList
    skipped: int = 0
    rounded: list[str] = field(default_factory=list)
    spellings: dict[tuple[str, str], object] = field(default_factory=dict)
    first_rows: dict[tuple[Period, Key], tuple[str, Cell]] = field(default_factory=dict)
    checked: dict[Period, str] = field(default_factory=dict)

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

    def lines(self, sheet: Sheet, match: HeaderMatch) -> list[PlacedLine]:
        """Return the lines of one sheet; a row with a problem gives none."""
        self.sheet, self.match = sheet.name, match
        amount = next(one for one in AMOUNTS if one.key in match.columns)
        self.exponent = UNITS[amount.key.removeprefix("amount_")][0]
        self.amount_key = amount.key
        self.part_keys = [self._part_key(fields) for fields in (ON_CALLS, OUTSIDES)]
        return [line for row in match.data_rows(sheet) if (line := self._line(row))]

    def _part_key(self, fields: tuple[Field, ...]) -> tuple[str, int]:
        """Return the column of an "of which" and its unit: its own, else that of the amounts."""
        plain, *with_unit = fields
        for one in with_unit:
            if one.key in self.match.columns:
                return one.key, UNITS[one.key.rpartition("_")[2]][0]
        return plain.key, self.exponent

    def _line(self, row: Row) -> PlacedLine | None:
        before = len(self.problems)
        amount = self._number(row, self.amount_key, self.exponent)
        parts = [self._number(row, key, exponent) for key, exponent in self.part_keys]
        counts = [self._number(row, one.key, None) for one in (WEEKS, HOURS)]
        if amount is None and len(self.problems) == before:
            if any(value is not None for value in (*parts, *counts)):
                self._add(row, self.amount_key, "no_amount", _("The row has details but no amount."),
                          _("Write the amount, or empty the row; a true zero is written as 0."))  # fmt: skip
            else:
                self.skipped += 1
            return None
        period = self._word(row, PERIOD.key, self._period)
        place = self._word(row, ORGANISATION.key, self._place)
        profession = self._word(row, PROFESSION.key, self._profession)
        care_area = self._word(row, CARE_AREA.key, self._care_area)
        kind = self._word(row, KIND.key, _kind)
        is_correction = bool(self._word(row, CORRECTION.key, _is_correction))
        if period is not None and place is not None and profession is not None:
            self._check_place(row, period, place, profession, care_area)
        if amount is not None and kind is not None:
            self._check_amounts(row, kind, amount, parts, counts, is_correction=is_correction)
        if len(self.problems) > before or amount is None:
            return None
        line = LineRow(place.pk, profession[0], care_area, kind, is_correction, amount, *parts, *counts)
        return PlacedLine(period, line) if self._is_only_one(row, period, line) else None

    # Cells ---------------------------------------------------------------------------------------------------------

    def _add(self, row: Row, key: str, code: str, message: Text, suggestion: Text) -> None:
        self.problems.add(
            problem_at(
                self.match.cell(row, key),
                sheet=self.sheet,
                header=self.match.header(key),
                code=code,
                message=message,
                suggestion=suggestion,
            )
        )

    def _word(self, row: Row, key: str, resolve: Callable[[str], object]) -> object:
        """Return what a cell of words means; None after a problem."""
        cell = self.match.cell(row, key)
        if cell.problem is not None:
            found = problem_for_cell(cell, sheet=self.sheet, header=self.match.header(key))
            if found:
                self.problems.add(found)
            return None
        spelling = (key, cell.value if type(cell.value) is str else cell.text)
        if spelling not in self.spellings:
            try:
                self.spellings[spelling] = resolve(cell.text.strip())
            except _Wrong as wrong:
                self.spellings[spelling] = wrong
        meaning = self.spellings[spelling]
        if isinstance(meaning, _Wrong):
            self._add(row, key, meaning.code, meaning.message, meaning.suggestion)
            return None
        return meaning

    def _number(self, row: Row, key: str, exponent: int | None) -> Decimal | None:
        """Return a number: kronor from a unit of ten to the `exponent`, or a count when there is none; None when empty."""
        column = self.match.columns.get(key)
        if not column:
            return None
        cell = row.cells[column - 1]
        if cell.value is None and cell.problem is None:
            return None
        if cell.problem is not None:
            found = problem_for_cell(cell, sheet=self.sheet, header=self.match.header(key))
            if found:
                self.problems.add(found)
            return None
        if cell.is_blank:
            return None
        try:
            number = _plain_number(cell)
            return self._scaled(number, exponent, cell)
        except _Wrong as wrong:
            self._add(row, key, wrong.code, wrong.message, wrong.suggestion)
            return None

    def _scaled(self, number: Decimal, exponent: int | None, cell: Cell) -> Decimal:
        value = number.scaleb(exponent) if exponent else number
        largest = LARGEST_COUNT if exponent is None else LARGEST_SEK
        if not -largest < value < largest:
            raise _Wrong(
                "too_large",
                _("The number is larger than any line of a region can be."),
                _("Check the number, and the unit in the heading: kr, tkr or mnkr."),
            )
        exact = value.quantize(CENT)
        if exact != value:
            exact = value.quantize(CENT, rounding="ROUND_HALF_UP")
            self.rounded.append(cell.reference)
        return exact

    # What words mean -------------------------------------------------------------------------------------------------

    def _period(self, text: str) -> Period:
        try:
            period = Period.parse(text)
        except InvalidPeriod as invalid:
            raise _Wrong(
                "bad_period",
                _("The period is missing.") if not text else _("The cell does not name a period."),
                _("Write 2016-K4, 2016-T2, 2016-H1, 2016-01/08, 2016-03 or 2016, in a cell formatted as text."),
            ) from invalid
        if period.first_date > self.words.today:
            raise _Wrong("future_period", _("The period has not begun yet."), _("Check the year and the number."))
        for known in self.words.returns:
            if known.period == period and known.state != "open":
                raise _state_problem(known.state)
            if known.period != period and known.period.overlaps(period):
                raise _Wrong(
                    "overlaps_a_return",
                    format_lazy(
                        _("The months are reported already, in the return for {period}."), period=known.period.code
                    ),
                    _("Write the period of that return, or remove it first."),
                )
        return period

    def _place(self, text: str) -> Place:
        if not text:
            return self.words.root
        found = self.words.organisations.get(search_key(text), ())
        if len(found) == 1:
            return found[0]
        if found:
            raise _Wrong(
                "ambiguous_organisation",
                _("More than one organisation of the region has this name."),
                _("Write the organisation’s code instead; the template lists the codes."),
            )
        raise _Wrong(
            "unknown_organisation",
            _("The region has no such organisation."),
            _("Write the code or name as in the template; leave the cell empty for the whole region."),
        )

    def _profession(self, text: str) -> tuple[int, bool]:
        found = self.words.professions.get(search_key(text))
        if found is None:
            raise _Wrong(
                "unknown_profession",
                _("The profession is missing.") if not text else _("There is no such profession."),
                _("Write one of the template’s: läkare, sjuksköterska or övrig personal."),
            )
        return found

    def _care_area(self, text: str) -> int | None:
        if not text:
            return None
        found = self.words.care_areas.get(search_key(text))
        if found is None:
            raise _Wrong(
                "unknown_care_area",
                _("There is no such care area."),
                _("Write primärvård, psykiatri or somatik; leave the cell empty for övrig personal."),
            )
        return found

    # What holds between the cells of a row, and between rows ------------------------------------------------------------

    def _check_place(
        self, row: Row, period: Period, place: Place, profession: tuple[int, bool], care_area: int | None
    ) -> None:
        if profession[1] and care_area is None and self.match.cell(row, CARE_AREA.key).is_blank:
            self._add(row, CARE_AREA.key, "no_care_area", _("The care area is missing; this profession is reported by care area."),
                      _("Write primärvård, psykiatri or somatik."))  # fmt: skip
        elif not profession[1] and care_area is not None:
            self._add(row, CARE_AREA.key, "needless_care_area", _("This profession is reported without a care area."),
                      _("Empty the cell."))  # fmt: skip
        if place.valid_from > period.last_date or (place.valid_to is not None and place.valid_to < period.first_date):
            self._add(row, ORGANISATION.key, "closed_organisation", _("The organisation did not exist in the period."),
                      _("Report it on the organisation that took over, or check the period."))  # fmt: skip
        self._check_tiling(row, period)

    def _check_tiling(self, row: Row, period: Period) -> None:
        """Name a period that shares months with another of the same file, once for each period."""
        if period in self.checked:
            return
        other = next((one for one in self.checked if one.overlaps(period)), None)
        self.checked[period] = f"{self.sheet} {row.number}"
        if other is not None:
            self._add(
                row, PERIOD.key, "overlaps_in_file",
                format_lazy(_("The period shares months with {other} in the same file."), other=other.code),
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
            self._add(row, self.amount_key, "negative", _("A negative amount is accepted only as a correction."),
                      _("Write ja in the column Korrigering if it is meant, or remove the minus."))  # fmt: skip
        for (key, _exponent), part in zip(self.part_keys, parts, strict=True):
            if part is None:
                continue
            if kind == OWN:
                self._details_of_own(row, key)
            elif not is_correction and not 0 <= part <= max(amount, Decimal(0)):
                self._add(row, key, "part_outside", _("A part cannot be negative or more than the amount."),
                          _("Check both numbers; they have the same unit."))  # fmt: skip
        for one, count in zip((WEEKS, HOURS), counts, strict=True):
            if count is None:
                continue
            if kind == OWN:
                self._details_of_own(row, one.key)
            elif count < 0 and not is_correction:
                self._add(row, one.key, "negative", _("A negative amount is accepted only as a correction."),
                          _("Write ja in the column Korrigering if it is meant, or remove the minus."))  # fmt: skip

    def _details_of_own(self, row: Row, key: str) -> None:
        self._add(row, key, "detail_of_own", _("On-call, framework, weeks and hours belong to agency staff."),
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


def _kind(text: str) -> str:
    found = KINDS.get(search_key(text))
    if found is None:
        raise _Wrong(
            "unknown_kind",
            _("It is not said whether the staff are hired or own.")
            if not text
            else _("The kind is neither inhyrd nor egen."),
            _("Write inhyrd or egen."),
        )
    return found


def _is_correction(text: str) -> bool:
    plain = search_key(text)
    if plain in YES:
        return True
    if plain in NO:
        return False
    raise _Wrong("unknown_correction", _("The cell says neither ja nor nej."), _("Write ja, or leave the cell empty."))


def _state_problem(state: str) -> _Wrong:
    if state == "locked":
        return _Wrong(
            "locked_return",
            _("The return for this period is locked."),
            _("Open a correction of it first, with a reason, and upload the file again."),
        )
    return _Wrong(
        "submitted_return",
        _("The return for this period is handed in."),
        _("Open it again first and upload the file again, or remove the period from the file."),
    )


def _plain_number(cell: Cell) -> Decimal:
    if cell.is_percent:
        raise _Wrong("percent", _("The cell holds a percentage."), _("Write the amount itself, without %."))
    if isinstance(cell.value, Decimal):
        return cell.value
    if not isinstance(cell.value, str):
        raise _Wrong("not_a_number", _("The cell does not hold a number."), _("Write digits only, such as 1 234,50."))
    if _COMMON_NUMBER.fullmatch(cell.value):
        return Decimal(cell.value.replace(",", "."))
    try:
        return parse_decimal(cell.value)
    except AmbiguousNumber as ambiguous:
        raise _Wrong(
            "ambiguous_number",
            _("The dot can part thousands or begin the decimals."),
            _("Write thousands with a space and decimals with a comma: 1 234 or 1,234."),
        ) from ambiguous
    except InvalidNumber as invalid:
        raise _Wrong(
            "not_a_number", _("The cell does not hold a number."), _("Write digits only, such as 1 234,50.")
        ) from invalid

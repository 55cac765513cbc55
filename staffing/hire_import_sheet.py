"""Read a table of hires from an older system: rows become requests with their decision and order, or problems that name their cell.

No database and no clock. A row whose old number is in the region already is passed over, unread. What is not decided is no row:
it is asked for in the product.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.sheets.content import Cell, Row, SheetData
from documents.sheets.headers import Field, find
from documents.sheets.problems import CellProblem, ProblemList, problem_for_cell
from staffing import hire_import_rules
from staffing.checked_table import CheckedTable
from staffing.hire_import_row import ImportRow
from staffing.plain_text import refuse_hidden_characters
from values.dates import InvalidDate, parse_date
from values.numbers import AmbiguousNumber, InvalidNumber, parse_decimal
from values.text import search_key

NUMBER = Field("old_number", ("Nummer", "Nummer i gamla systemet", "Number"))
UNIT = Field("place", ("Enhet", "Enhetskod", "Organisation", "Unit"))
PROFESSION = Field("profession", ("Yrkesgrupp", "Yrke", "Profession"))
SPECIALITY = Field("speciality", ("Specialitet", "Speciality"), is_required=False)
REQUESTED = Field("requested", ("Begärd", "Begärd den", "Requested"), is_required=False)
FIRST = Field("first", ("Första dag", "Från och med", "First day"))
LAST = Field("last", ("Sista dag", "Till och med", "Last day"))
HOURS = Field("hours", ("Timmar", "Hours"))
PRICE = Field("price", ("Pris kr/timme", "Timpris", "Pris (kr per timme)", "Price"))
REASON = Field("reason", ("Skäl", "Orsak", "Reason"))
WHY = Field("text", ("Motivering", "Varför", "Why"))
ROUTE = Field("route", ("Väg", "Avropssätt", "Route"))
DEVIATION = Field(
    "deviation", ("Skäl till avsteget", "Skäl för undantag", "Reason for the exception"), is_required=False
)
OUTCOME = Field("outcome", ("Utfall", "Beslut", "Outcome"))
DECIDED = Field("decided", ("Beslutad", "Beslutsdag", "Decided"))
DECIDER = Field("decider", ("Beslutad av", "Beslutad av (roll)", "Decided by"))
GRANTED = Field("granted_hours", ("Beviljade timmar", "Granted hours"), is_required=False)
VALID_TO = Field("valid_to", ("Gäller till", "Valid to"), is_required=False)
SUPPLIER = Field("supplier", ("Leverantör", "Supplier"), is_required=False)
ORDERED = Field("ordered", ("Avropad", "Avropad den", "Beställd", "Beställd den", "Ordered"), is_required=False)
FILLED = Field("filled", ("Tillsatt", "Tillsatt den", "Filled"), is_required=False)
NOT_FILLED = Field("not_filled", ("Varför inte tillsatt", "Not filled reason"), is_required=False)
ENDED = Field("ended", ("Avslutad", "Avslutad den", "Ended"), is_required=False)
ACTUAL_HOURS = Field("actual_hours", ("Verkliga timmar", "Actual hours"), is_required=False)
ACTUAL_COST = Field("actual_cost", ("Verklig kostnad (kr)", "Verklig kostnad", "Actual cost"), is_required=False)
FIELDS = (
    *(NUMBER, UNIT, PROFESSION, SPECIALITY, REQUESTED, FIRST, LAST, HOURS, PRICE, REASON, WHY, ROUTE, DEVIATION, OUTCOME),
    *(DECIDED, DECIDER, GRANTED, VALID_TO, SUPPLIER, ORDERED, FILLED, NOT_FILLED, ENDED, ACTUAL_HOURS, ACTUAL_COST),
)  # fmt: skip
BY_KEY = {one.key: one for one in FIELDS}

MOST_ROWS = 5_000
LONGEST_NUMBER, LONGEST_TITLE, LONGEST_SUPPLIER, LONGEST_TEXT, LONGEST_REASON = 60, 120, 120, 2_000, 1_000
MOST_HOURS, MOST_PRICE, MOST_COST = Decimal(1_000_000), Decimal(100_000), Decimal(1_000_000_000)

T = TypeVar("T")
Words = str | Promise


@dataclass(frozen=True)
class Place:
    """A unit that a name or code means, with its care area and the days that it exists."""

    pk: int
    care_area: int | None
    valid_from: datetime.date
    valid_to: datetime.date | None


@dataclass(frozen=True)
class Known:
    """What the words of a table can mean; keys have gone through `search_key`. `there` are the old numbers of the region.

    Specialities: id and profession. Outcomes mean `granted`, `changed`, `refused`, `withdrawn`, or `undecided`.
    """

    places: Mapping[str, tuple[Place, ...]]
    professions: Mapping[str, int]
    specialities: Mapping[str, tuple[tuple[int, int], ...]]
    reasons: Mapping[str, int]
    deviations: Mapping[str, int]
    routes: Mapping[str, str]
    outcomes: Mapping[str, str]
    there: frozenset[str]
    today: datetime.date
    check_words: Callable[[str], None]


@dataclass(frozen=True)
class Reading:
    """What a table says, and what is wrong; nothing is written while a problem is blocking. `skipped` were there already."""

    rows: tuple[ImportRow, ...]
    skipped: tuple[str, ...]
    problems: ProblemList


class Wrong(Exception):
    """A cell does not say what its column needs."""

    def __init__(self, code: str, message: Words, suggestion: Words) -> None:
        super().__init__(code)
        self.code, self.message, self.suggestion = code, message, suggestion


@dataclass
class _Table(CheckedTable):
    known: Known
    rows: list[ImportRow] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def say(self, row: Row, column: Field, wrong: Wrong) -> None:
        self.add(self.match.cell(row, column.key), column, wrong.code, wrong.message, wrong.suggestion)

    def take(self, row: Row, column: Field, read: Callable[[Cell], T]) -> T | None:
        """Return what the cell says, or None with its problem said."""
        cell = self.match.cell(row, column.key)
        if problem := problem_for_cell(cell, sheet=self.sheet.name, header=self.match.header(column.key)):
            self.problems.add(problem)
            return None
        try:
            return read(cell)
        except Wrong as wrong:
            self.say(row, column, wrong)
            return None


def read(data: SheetData, known: Known) -> Reading:
    """Return the requests of the first visible sheet that has the headings, with every problem found."""
    problems = ProblemList()
    sheets = data.visible_sheets or data.sheets
    matches = [(sheet, find(sheet, FIELDS)) for sheet in sheets]
    sheet, match = next((one for one in matches if one[1].is_complete), matches[0])
    problems.extend(match.problems)
    if problems.is_blocking:
        return Reading((), (), problems)
    table = _Table(sheet, match, problems, known)
    rows = match.data_rows(sheet)
    if len(rows) > MOST_ROWS:
        message = format_lazy(_("The table has more than {most} rows."), most=MOST_ROWS)
        problems.add(_of_the_table(sheet.name, "too_many", message, _("Divide it into several.")))
        return Reading((), (), problems)
    for row in rows:
        _read_row(table, row)
    if not rows:
        words = _("Fill in a row for each request.")
        problems.add(_of_the_table(sheet.name, "nothing", _("The table has no requests."), words))
    return Reading(tuple(table.rows), tuple(table.skipped), problems)


def _of_the_table(sheet: str, code: str, message: Words, suggestion: Words) -> CellProblem:
    return CellProblem(
        sheet=sheet, row=None, column=None, header=NUMBER.names[0], value_seen="", code=code, message=message,
        suggestion=suggestion,
    )  # fmt: skip


def _read_row(table: _Table, row: Row) -> None:
    number = table.take(row, NUMBER, lambda cell: _words(table.known, cell, LONGEST_NUMBER))
    if number is not None and _is_passed_over(table, row, number):
        return
    before, known = len(table.problems), table.known
    values: dict[str, object] = {"old_number": number}
    place = table.take(row, UNIT, lambda cell: _place(cell, known))
    values["profession"] = profession = table.take(row, PROFESSION, lambda cell: _one(cell, known.professions))
    values["speciality"] = table.take(row, SPECIALITY, lambda cell: _speciality(cell, known, profession))
    values["reason"] = table.take(row, REASON, lambda cell: _one(cell, known.reasons))
    values["deviation"] = table.take(row, DEVIATION, lambda cell: _perhaps(cell, known.deviations))
    values["route"] = table.take(row, ROUTE, lambda cell: _one(cell, known.routes))
    values["outcome"] = table.take(row, OUTCOME, lambda cell: _outcome(cell, known))
    for column in (FIRST, LAST):
        values[column.key] = table.take(row, column, _day)
    for column in (REQUESTED, DECIDED, ORDERED, FILLED, ENDED):
        values[column.key] = table.take(row, column, lambda cell: _past_day(cell, known.today))
    values["valid_to"] = table.take(row, VALID_TO, lambda cell: None if cell.is_blank else _day(cell))
    values["hours"] = table.take(row, HOURS, lambda cell: _amount(cell, MOST_HOURS, 1))
    values["price"] = table.take(row, PRICE, lambda cell: _amount(cell, MOST_PRICE, 2))
    values["granted_hours"] = table.take(row, GRANTED, lambda cell: _maybe(cell, MOST_HOURS, 1))
    values["actual_hours"] = table.take(row, ACTUAL_HOURS, lambda cell: _maybe(cell, MOST_HOURS, 1, is_zero_fine=True))
    values["actual_cost"] = table.take(row, ACTUAL_COST, lambda cell: _maybe(cell, MOST_COST, 2, is_zero_fine=True))
    values["text"] = table.take(row, WHY, lambda cell: _words(known, cell, LONGEST_TEXT))
    lengths = ((DECIDER, LONGEST_TITLE), (SUPPLIER, LONGEST_SUPPLIER), (NOT_FILLED, LONGEST_REASON))
    for column, longest in lengths:
        found = table.take(row, column, lambda cell, most=longest: _perhaps_words(known, cell, most))  # type: ignore[misc]
        values[column.key] = found or ""
    if len(table.problems) > before or place is None:
        return
    made = ImportRow.of({**values, "place": place.pk, "care_area": place.care_area})
    faults = list(hire_import_rules.faults(made, (place.valid_from, place.valid_to)))
    for fault in faults:
        table.say(row, BY_KEY[fault.key], Wrong(fault.code, fault.message, fault.suggestion))
    if not faults:
        table.rows.append(hire_import_rules.completed(made))


def _is_passed_over(table: _Table, row: Row, number: str) -> bool:
    """Return whether the row is there already, or twice in the file, which is said."""
    first = table.numbers.setdefault(search_key(number), row.number)
    if first != row.number:
        message = format_lazy(_("Row {first} has the same number."), first=first)
        table.say(row, NUMBER, Wrong("twice", message, _("Keep one of the rows, or correct the number.")))
        return True
    if search_key(number) in table.known.there:
        table.skipped.append(number)
        return True
    return False


# Cells ----------------------------------------------------------------------------------------------------------------
CHOOSE = _("Choose one of the template's list.")
MISSING = _("The cell is empty.")


def _place(cell: Cell, known: Known) -> Place:
    found = known.places.get(search_key(cell.text), ())
    if not found:
        message = _("The organisation is missing.") if cell.is_blank else _("The region has no such organisation.")
        raise Wrong("unknown_place", message, _("Write its code or name as in the template."))
    if len(found) > 1:
        raise Wrong("several_places", _("Several organisations have this name."), _("Write the code instead."))
    return found[0]


def _one(cell: Cell, meant: Mapping[str, T]) -> T:
    found = meant.get(search_key(cell.text))
    if found is None:
        message = MISSING if cell.is_blank else _("The word is none of those that the column knows.")
        raise Wrong("unknown_word", message, CHOOSE)
    return found


def _perhaps(cell: Cell, meant: Mapping[str, T]) -> T | None:
    return None if cell.is_blank else _one(cell, meant)


def _speciality(cell: Cell, known: Known, profession: int | None) -> int | None:
    found = _perhaps(cell, known.specialities)
    if found is None or profession is None:
        return None
    fitting = [pk for pk, owner in found if owner == profession]
    if not fitting:
        words = _("Empty the cell, or choose another.")
        raise Wrong("other_profession", _("The speciality belongs to another profession."), words)
    return fitting[0]


def _outcome(cell: Cell, known: Known) -> str:
    found = _one(cell, known.outcomes)
    if found == "undecided":
        words = _("Remove the row. What is not decided is asked for in the product, so that its decider is told.")
        raise Wrong("undecided", _("The request is not decided."), words)
    return found


def _day(cell: Cell) -> datetime.date:
    value = cell.value
    try:
        return value if isinstance(value, datetime.date) else parse_date(cell.text)
    except InvalidDate as invalid:
        message = MISSING if cell.is_blank else _("This is no day.")
        raise Wrong("no_day", message, _("Write year-month-day, such as 2026-04-03.")) from invalid


def _past_day(cell: Cell, today: datetime.date) -> datetime.date | None:
    if cell.is_blank:
        return None
    day = _day(cell)
    if day > today:
        raise Wrong("to_come", _("The day is yet to come."), _("Write the day that it happened, or empty the cell."))
    return day


def _amount(cell: Cell, most: Decimal, decimals: int, *, is_zero_fine: bool = False) -> Decimal:
    suggestion = format_lazy(_("Write a number with at most {decimals} decimals, such as 1 234,5."), decimals=decimals)
    try:
        value = cell.value if isinstance(cell.value, Decimal) else parse_decimal(cell.text)
    except AmbiguousNumber as invalid:
        raise Wrong("two_numbers", _("This can mean two numbers."), suggestion) from invalid
    except InvalidNumber as invalid:
        raise Wrong("no_number", MISSING if cell.is_blank else _("This is no number."), suggestion) from invalid
    if cell.is_percent or not (0 <= value < most) or not (value or is_zero_fine):
        raise Wrong("out_of_range", _("The number is not one that the column can have."), suggestion)
    exact = value.quantize(Decimal(1).scaleb(-decimals))
    if exact != value:
        raise Wrong("too_exact", _("The number has too many decimals."), suggestion)
    return exact


def _maybe(cell: Cell, most: Decimal, decimals: int, *, is_zero_fine: bool = False) -> Decimal | None:
    return None if cell.is_blank else _amount(cell, most, decimals, is_zero_fine=is_zero_fine)


def _words(known: Known, cell: Cell, longest: int) -> str:
    text = cell.text.strip()
    if not text:
        raise Wrong("empty", MISSING, _("Write it in the cell."))
    if len(text) > longest:
        message = format_lazy(_("The text is longer than {most} characters."), most=longest)
        raise Wrong("too_long", message, _("Shorten it."))
    for check, code in ((refuse_hidden_characters, "hidden_character"), (known.check_words, "identity_number")):
        try:
            check(text)
        except ValidationError as refused:
            raise Wrong(code, " ".join(refused.messages), _("Correct the cell.")) from refused
    return text


def _perhaps_words(known: Known, cell: Cell, longest: int) -> str:
    return "" if cell.is_blank else _words(known, cell, longest)

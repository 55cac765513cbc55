"""Read a table of counts of posts: rows become counts, or problems that name their cell. No database, no clock.

The template: Organisation; Befattning; Specialitet; Datum; Tjänster; Tillsatta; Anmärkning. A row without filled posts is not
counted and passed over. One row for each organisation, position, speciality and day.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.sheets.content import Cell, Row, Sheet, SheetData
from documents.sheets.headers import Field, HeaderMatch, find
from documents.sheets.problems import CellProblem, ProblemList, problem_at, problem_for_cell
from staffing import vacancy
from staffing.vacancy import Count
from values.dates import InvalidDate, parse_date
from values.numbers import AmbiguousNumber, InvalidNumber, parse_decimal
from values.text import search_key

ORGANISATION = Field("organisation", ("Organisation", "Enhet", "Enhetskod", "Unit"))
POSITION = Field("position", ("Befattning", "Position"))
SPECIALITY = Field("speciality", ("Specialitet", "Speciality"), is_required=False)
DATE = Field("date", ("Datum", "Date"))
POSTS = Field("posts", ("Tjänster", "Antal tjänster", "Posts"))
FILLED = Field("filled", ("Tillsatta", "Tillsatta tjänster", "Filled"))
NOTE = Field("note", ("Anmärkning", "Anteckning", "Note"), is_required=False)
FIELDS = (ORGANISATION, POSITION, SPECIALITY, DATE, POSTS, FILLED, NOTE)

CENT = Decimal("0.01")
MOST = Decimal(1_000_000)
LONGEST_NOTE = 300
MOST_ROWS = 5_000

T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """An organisation that a name or code means, and whether its posts are the reader's to count."""

    pk: int
    valid_from: datetime.date
    valid_to: datetime.date | None
    is_mine: bool


@dataclass(frozen=True)
class Known:
    """What the names of a table can mean; keys have gone through `search_key`. Positions and specialities: id, profession."""

    places: Mapping[str, tuple[Place, ...]]
    positions: Mapping[str, tuple[int, int]]
    specialities: Mapping[str, tuple[int, int]]
    today: datetime.date


@dataclass(frozen=True)
class Reading:
    """What a table says, and what is wrong; nothing is to be written while a problem is blocking. `skipped` rows had no figure."""

    counts: tuple[Count, ...]
    notes: tuple[str, ...]
    problems: ProblemList
    skipped: int = 0


class _Wrong(Exception):
    """A cell does not say what its column needs."""

    def __init__(self, code: str, message: str | Promise, suggestion: str | Promise) -> None:
        super().__init__(code)
        self.code, self.message, self.suggestion = code, message, suggestion


@dataclass
class _Table:
    sheet: Sheet
    match: HeaderMatch
    known: Known
    problems: ProblemList
    counts: list[Count] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: dict[tuple[object, ...], int] = field(default_factory=dict)
    skipped: int = 0

    def say(self, row: Row, column: Field, wrong: _Wrong) -> None:
        self.problems.add(
            problem_at(
                self.match.cell(row, column.key),
                sheet=self.sheet.name,
                header=self.match.header(column.key) or column.names[0],
                code=wrong.code,
                message=wrong.message,
                suggestion=wrong.suggestion,
            )
        )

    def take(self, row: Row, column: Field, read: Callable[[Cell, Known], T]) -> T | None:
        """Return what the cell says, or None with its problem said."""
        cell = self.match.cell(row, column.key)
        if problem := problem_for_cell(cell, sheet=self.sheet.name, header=self.match.header(column.key)):
            self.problems.add(problem)
            return None
        try:
            return read(cell, self.known)
        except _Wrong as wrong:
            self.say(row, column, wrong)
            return None


def read(data: SheetData, known: Known) -> Reading:
    """Return the counts of the first visible sheet that has the headings, with every problem found."""
    problems = ProblemList()
    sheets = data.visible_sheets or data.sheets
    matches = [(sheet, find(sheet, FIELDS)) for sheet in sheets]
    sheet, match = next((one for one in matches if one[1].is_complete), matches[0])
    problems.extend(match.problems)
    if problems.is_blocking:
        return Reading((), (), problems)
    table = _Table(sheet, match, known, problems)
    for row in match.data_rows(sheet):
        _read_row(table, row)
    if not table.counts and not problems.is_blocking:
        problems.add(_nothing(sheet))
    if len(table.counts) > MOST_ROWS:
        problems.add(_too_many(sheet))
    return Reading(tuple(table.counts), tuple(table.notes), problems, table.skipped)


def _read_row(table: _Table, row: Row) -> None:
    if table.match.cell(row, FILLED.key).is_blank:
        table.skipped += 1
        return
    before = len(table.problems)
    place, position = table.take(row, ORGANISATION, _place), table.take(row, POSITION, _position)
    speciality, day = table.take(row, SPECIALITY, _speciality), table.take(row, DATE, _day)
    posts, filled = table.take(row, POSTS, _fte), table.take(row, FILLED, _fte)
    note = table.take(row, NOTE, _note)
    if place and day and not (place.valid_from <= day and (place.valid_to is None or day <= place.valid_to)):
        table.say(row, DATE, _Wrong("closed", _("The organisation did not exist on that day."), _("Check the day.")))
    if position and speciality and position[1] != speciality[1]:
        table.say(row, SPECIALITY, _Wrong(
            "other_profession", _("The speciality belongs to another profession than the position."),
            _("Empty the cell, or choose another."),
        ))  # fmt: skip
    if posts is not None and filled is not None and note == "" and vacancy.is_doubtful_surplus(posts, filled):
        table.say(row, FILLED, _Wrong(
            "surplus", _("Far more are filled than there are posts."),
            _("Put the number right, or say why in the note."),
        ))  # fmt: skip
    if len(table.problems) > before or not (place and position and day) or posts is None or filled is None:
        return
    count = Count(place.pk, position[0], speciality[0] if speciality else None, day, posts, filled)
    first = table.rows.setdefault((*count.key, day), row.number)
    if first != row.number:
        table.say(row, ORGANISATION, _Wrong(
            "twice", format_lazy(_("Row {first} counts the same posts on the same day."), first=first),
            _("Keep one of the rows."),
        ))  # fmt: skip
        return
    table.counts.append(count)
    table.notes.append(note or "")


def _place(cell: Cell, known: Known) -> Place:
    found = known.places.get(search_key(cell.text), ())
    if not found:
        message = _("The organisation is missing.") if cell.is_blank else _("The region has no such organisation.")
        raise _Wrong("unknown_place", message, _("Write its code or name as in the template."))
    if len(found) > 1:
        raise _Wrong("several_places", _("Several organisations have this name."), _("Write the code instead."))
    if not found[0].is_mine:
        raise _Wrong("not_yours", _("Your role does not cover this organisation."), _("Remove the row."))
    return found[0]


def _position(cell: Cell, known: Known) -> tuple[int, int]:
    found = known.positions.get(search_key(cell.text))
    if found is None:
        message = _("The position is missing.") if cell.is_blank else _("There is no such position.")
        raise _Wrong("unknown_position", message, _("Choose one of the template's list."))
    return found


def _speciality(cell: Cell, known: Known) -> tuple[int, int] | None:
    if cell.is_blank:
        return None
    found = known.specialities.get(search_key(cell.text))
    if found is None:
        raise _Wrong(
            "unknown_speciality",
            _("There is no such speciality."),
            _("Choose one of the template's list, or empty the cell."),
        )
    return found


def _day(cell: Cell, known: Known) -> datetime.date:
    value = cell.value
    try:
        day = value if isinstance(value, datetime.date) else parse_date(cell.text)
    except InvalidDate as invalid:
        raise _Wrong("no_day", _("This is no day."), _("Write year-month-day, such as 2026-04-03.")) from invalid
    if day > known.today:
        raise _Wrong("to_come", _("The day is yet to come."), _("Write the day that the posts were counted."))
    return day


def _fte(cell: Cell, _known: Known) -> Decimal:
    suggestion = _("Write full-time equivalents with at most two decimals, such as 12,5.")
    try:
        value = cell.value if isinstance(cell.value, Decimal) else parse_decimal(cell.text)
    except AmbiguousNumber as invalid:
        raise _Wrong("two_numbers", _("This can mean two numbers."), suggestion) from invalid
    except InvalidNumber as invalid:
        message = _("The number is missing.") if cell.is_blank else _("This is no number.")
        raise _Wrong("no_number", message, suggestion) from invalid
    if cell.is_percent or not 0 <= value < MOST:
        raise _Wrong("not_posts", _("This is no number of posts."), suggestion)
    exact = value.quantize(CENT)
    if exact != value:
        raise _Wrong("too_exact", _("The number has more than two decimals."), suggestion)
    return exact


def _note(cell: Cell, _known: Known) -> str:
    text = cell.text.strip()
    if len(text) > LONGEST_NOTE:
        raise _Wrong("too_long", _("The note is longer than 300 characters."), _("Shorten it."))
    return text


def _of_the_table(sheet: Sheet, code: str, message: str | Promise, suggestion: str | Promise) -> CellProblem:
    return CellProblem(
        sheet=sheet.name,
        row=None,
        column=None,
        header=FILLED.names[0],
        value_seen="",
        code=code,
        message=message,
        suggestion=suggestion,
    )


def _nothing(sheet: Sheet) -> CellProblem:
    words = _("Fill in the filled posts in the rows that you have counted.")
    return _of_the_table(sheet, "nothing", _("No row of the table has filled posts."), words)


def _too_many(sheet: Sheet) -> CellProblem:
    message = format_lazy(_("The table has more than {most} rows."), most=MOST_ROWS)
    return _of_the_table(sheet, "too_many", message, _("Divide it into several."))

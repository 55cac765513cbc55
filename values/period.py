"""The reporting period and the run of months: parsed, checked and named in this one place."""

from __future__ import annotations

import calendar
import itertools
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, total_ordering
from typing import TYPE_CHECKING, Self

from values.language import is_english
from values.months import MONTH_NAMES_EN, MONTH_NAMES_SV, MONTH_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable

MONTHS_IN_YEAR = 12
MONTHS_IN_QUARTER = 3

ACCEPTED = (
    "write a month (2016-03), a quarter (2016-K4), a tertial (2016-T2), a half-year (2016-H1), "
    "January–August (2016-01/08) or a year (2016)"
)


class InvalidPeriod(ValueError):
    """The text or the months are not a reporting period; the message says what is accepted."""


class OverlappingPeriods(ValueError):
    """Two periods claim the same month; `first` and `second` are the periods."""

    def __init__(self, first: Period, second: Period) -> None:
        self.first = first
        self.second = second
        super().__init__(f"The periods {first.code} and {second.code} overlap; a month belongs to one period only.")


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    TERTIAL = "tertial"
    HALF_YEAR = "half_year"
    JAN_AUG = "jan_aug"
    YEAR = "year"


LENGTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.TERTIAL: 4,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.JAN_AUG: 8,
    PeriodKind.YEAR: 12,
}
_KINDS = {length: kind for kind, length in LENGTHS.items()}


@total_ordering
@dataclass(frozen=True, eq=False)
class MonthRange:
    """A run of whole months: the first one's year and month, and how many.

    Equal and ordered by first month, then length; a `Period` equals the plain range of the same months.

    :raises InvalidPeriod: no such month, no months, or a year that the calendar lacks.
    """

    year: int
    month: int
    length: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= MONTHS_IN_YEAR or self.length < 1:
            raise InvalidPeriod(f"No run of {self.length} months starts in month {self.month}; {ACCEPTED}.")
        if self.year < date.min.year or self._last_ordinal // MONTHS_IN_YEAR > date.max.year:
            raise InvalidPeriod(f"The calendar has no year {self.year}; {ACCEPTED}.")

    @classmethod
    def between(cls, first: date, last: date) -> MonthRange:
        """Return the months from the one that holds `first` to the one that holds `last`, both included."""
        length = _ordinal(last) - _ordinal(first) + 1
        return MonthRange(first.year, first.month, length)

    # Kept, since a computation over many regions asks thousands of times; the fields that they follow from are frozen.
    @cached_property
    def _first_ordinal(self) -> int:
        return self.year * MONTHS_IN_YEAR + self.month - 1

    @cached_property
    def _last_ordinal(self) -> int:
        return self._first_ordinal + self.length - 1

    @cached_property
    def first_date(self) -> date:
        return date(self.year, self.month, 1)

    @cached_property
    def last_date(self) -> date:
        first_of_last_month = _month_at(self._last_ordinal)
        year, month = first_of_last_month.year, first_of_last_month.month
        return date(year, month, calendar.monthrange(year, month)[1])

    @cached_property
    def months(self) -> tuple[date, ...]:
        """The first day of each month, in order."""
        return tuple(_month_at(ordinal) for ordinal in range(self._first_ordinal, self._last_ordinal + 1))

    def contains(self, other: MonthRange) -> bool:
        """Return whether every month of `other` is in this range."""
        return self._first_ordinal <= other._first_ordinal and other._last_ordinal <= self._last_ordinal

    def overlaps(self, other: MonthRange) -> bool:
        """Return whether any month is in both ranges."""
        return self._first_ordinal <= other._last_ordinal and other._first_ordinal <= self._last_ordinal

    def year_before(self) -> Self:
        """Return the same months of the year before."""
        return type(self)(self.year - 1, self.month, self.length)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MonthRange):
            return NotImplemented
        return (self._first_ordinal, self.length) == (other._first_ordinal, other.length)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, MonthRange):
            return NotImplemented
        return (self._first_ordinal, self.length) < (other._first_ordinal, other.length)

    def __hash__(self) -> int:
        return hash((self._first_ordinal, self.length))


@dataclass(frozen=True, eq=False)
class Period(MonthRange):
    """A period that a region reports: a month, quarter, tertial, half-year, January–August or year.

    :raises InvalidPeriod: another length, or a start that is not the start of such a period.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.length not in _KINDS:
            raise InvalidPeriod(f"A period has 1, 3, 4, 6, 8 or 12 months, not {self.length}; {ACCEPTED}.")
        if not self._is_aligned:
            kind = self.kind.replace("_", "-")
            raise InvalidPeriod(f"No {kind} starts in month {self.month}; {ACCEPTED}.")

    @property
    def _is_aligned(self) -> bool:
        if self.kind in {PeriodKind.JAN_AUG, PeriodKind.YEAR}:
            return self.month == 1
        return (self.month - 1) % self.length == 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period that `text` names: its code, its label in either language, or a usual spelling.

        `2016-K4`, `2016-Q4`, `K4 2016`, `kvartal 4 2016`, `2016-T2`, `H1 2016`, `2016-01/08`, `mars 2016`, `2016` …

        :raises InvalidPeriod: anything else, and years outside 1900–2099.
        """
        plain = unicodedata.normalize("NFC", text).casefold().strip()
        for pattern, build in _SPELLINGS:
            match = pattern.fullmatch(plain)
            if match:
                return build(match)
        raise InvalidPeriod(f"“{text.strip()}” is not a period; {ACCEPTED}.")

    @classmethod
    def containing(cls, day: date, length: int = 3) -> Period:
        """Return the period of `length` months that holds `day`.

        :raises InvalidPeriod: the length is not a period's, or it is 8 and the day is after August.
        """
        if length == LENGTHS[PeriodKind.JAN_AUG]:
            if day.month > length:
                raise InvalidPeriod(f"{day.isoformat()} is not in January–August.")
            return cls(day.year, 1, length)
        if length not in _KINDS:
            raise InvalidPeriod(f"A period has 1, 3, 4, 6, 8 or 12 months, not {length}; {ACCEPTED}.")
        return cls(day.year, (day.month - 1) // length * length + 1, length)

    @property
    def kind(self) -> PeriodKind:
        return _KINDS[self.length]

    @property
    def number(self) -> int:
        """The place in the year among periods of the same kind, from 1."""
        return (self.month - 1) // self.length + 1

    @property
    def code(self) -> str:
        """The one spelling used in addresses, files and the command line; `parse` reads it back."""
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.year:04d}-{self.month:02d}"
            case PeriodKind.QUARTER:
                return f"{self.year:04d}-K{self.number}"
            case PeriodKind.TERTIAL:
                return f"{self.year:04d}-T{self.number}"
            case PeriodKind.HALF_YEAR:
                return f"{self.year:04d}-H{self.number}"
            case PeriodKind.JAN_AUG:
                return f"{self.year:04d}-01/08"
            case PeriodKind.YEAR:
                return f"{self.year:04d}"

    def label(self, language: str = "sv") -> str:
        """Return the period's name for people, in Swedish or English; `parse` reads it back."""
        return _label_en(self) if is_english(language) else _label_sv(self)

    def previous(self) -> Period:
        """Return the period of the same kind just before; for January–August, the year before's."""
        return self._moved(-1)

    def next(self) -> Period:
        """Return the period of the same kind just after; for January–August, the next year's."""
        return self._moved(1)

    def _moved(self, steps: int) -> Period:
        step = MONTHS_IN_YEAR if self.kind is PeriodKind.JAN_AUG else self.length
        year, month = divmod(self._first_ordinal + steps * step, MONTHS_IN_YEAR)
        return Period(year, month + 1, self.length)

    def __str__(self) -> str:
        return self.code


def _ordinal(day: date) -> int:
    return day.year * MONTHS_IN_YEAR + day.month - 1


def _month_at(ordinal: int) -> date:
    return date(ordinal // MONTHS_IN_YEAR, ordinal % MONTHS_IN_YEAR + 1, 1)


def _label_sv(period: Period) -> str:
    match period.kind:
        case PeriodKind.MONTH:
            name = MONTH_NAMES_SV[period.month - 1]
        case PeriodKind.QUARTER:
            name = f"K{period.number}"
        case PeriodKind.TERTIAL:
            name = f"tertial {period.number}"
        case PeriodKind.HALF_YEAR:
            name = ("första halvåret", "andra halvåret")[period.number - 1]
        case PeriodKind.JAN_AUG:
            name = "januari–augusti"
        case PeriodKind.YEAR:
            name = "helåret"
    return f"{name} {period.year}"


def _label_en(period: Period) -> str:
    match period.kind:
        case PeriodKind.MONTH:
            name = MONTH_NAMES_EN[period.month - 1]
        case PeriodKind.QUARTER:
            name = f"Q{period.number}"
        case PeriodKind.TERTIAL:
            name = f"tertial {period.number}"
        case PeriodKind.HALF_YEAR:
            name = ("first half of", "second half of")[period.number - 1]
        case PeriodKind.JAN_AUG:
            name = "January–August"
        case PeriodKind.YEAR:
            name = "full year"
    return f"{name} {period.year}"


_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_DASH = r"\s*[-–]?\s*"
_LETTER = r"(?P<letter>kvartal|kv\.?|k|quarter|q|tertial|t|halvår|half-year|h)"
_LETTER_LENGTHS = {"k": 3, "q": 3, "t": 4, "h": 6}
_ORDINALS = {
    "första": 1, "andra": 2, "tredje": 3, "fjärde": 4,
    "first": 1, "second": 2, "third": 3, "fourth": 4,
}  # fmt: skip
_ORDINAL = rf"(?P<ordinal>{'|'.join(_ORDINALS)})"
_PARTS = r"(?P<part>kvartalet|quarter|tertialet|tertial|halvåret|half)"
_MONTH_NAME = rf"(?P<name>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\.?"


def _numbered(match: re.Match[str]) -> Period:
    length = _LETTER_LENGTHS[match["letter"][0]]
    return _nth(match["year"], int(match["number"]), length)


def _ordinal_named(match: re.Match[str]) -> Period:
    length = _LETTER_LENGTHS[match["part"][0]]
    return _nth(match["year"], _ORDINALS[match["ordinal"]], length)


def _nth(year: str, number: int, length: int) -> Period:
    count = MONTHS_IN_YEAR // length
    if not 1 <= number <= count:
        raise InvalidPeriod(f"A year has {count} such periods, there is no number {number}; {ACCEPTED}.")
    return Period(int(year), (number - 1) * length + 1, length)


def _month_span(match: re.Match[str]) -> Period:
    first, last = int(match["first"]), int(match["last"])
    if last > MONTHS_IN_YEAR:
        raise InvalidPeriod(f"There is no month {last}; {ACCEPTED}.")
    return Period(int(match["year"]), first, last - first + 1)


_SPELLINGS = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (rf"(?:(?:helåret|helår|full year)\s+)?{_YEAR}", lambda match: Period(int(match["year"]), 1, 12)),
        (rf"{_YEAR}\s*-\s*(?P<month>[0-9]{{1,2}})", lambda match: Period(int(match["year"]), int(match["month"]), 1)),
        (rf"{_YEAR}{_DASH}{_LETTER}\s*(?P<number>[0-9])", _numbered),
        (rf"{_LETTER}\s*(?P<number>[0-9]){_DASH}{_YEAR}", _numbered),
        (rf"{_ORDINAL}\s+{_PARTS}(?:\s+(?:of|av))?\s+{_YEAR}", _ordinal_named),
        # A hyphen between two months would read as a date (2016-01-08), so only / and – make a span.
        (rf"{_YEAR}\s*-\s*(?P<first>[0-9]{{1,2}})\s*[/–]\s*(?P<last>[0-9]{{1,2}})", _month_span),
        (rf"(?:januari|january|jan)\s*[-–]\s*(?:augusti|august|aug)\s+{_YEAR}", lambda m: Period(int(m["year"]), 1, 8)),
        (rf"{_MONTH_NAME}\s+{_YEAR}", lambda match: Period(int(match["year"]), MONTH_NUMBERS[match["name"]], 1)),
    )
)


def rolling_twelve(period: MonthRange) -> MonthRange:
    """Return the twelve months that end with the period's last month (R12)."""
    year, month = divmod(_ordinal(period.last_date) - MONTHS_IN_YEAR + 1, MONTHS_IN_YEAR)
    return MonthRange(year, month + 1, MONTHS_IN_YEAR)


def year_to_date(period: MonthRange) -> MonthRange:
    """Return January to the period's last month, in that month's year."""
    last = period.last_date
    return MonthRange(last.year, 1, last.month)


def missing_codes(months: Iterable[date]) -> tuple[str, ...]:
    """Name the months in the coarsest form: whole years `2015`, whole quarters `2016-K2`, else `2016-05`; in order."""
    left = {day.replace(day=1) for day in months}
    names: list[Period] = []
    while left:
        earliest = min(left)
        # A year or a quarter can be whole only if its first month is still there, and that is then the earliest.
        for length in (MONTHS_IN_YEAR, MONTHS_IN_QUARTER, 1):
            period = Period.containing(earliest, length)
            if left.issuperset(period.months):
                names.append(period)
                left.difference_update(period.months)
                break
    return tuple(period.code for period in names)


@dataclass(frozen=True)
class Tiling:
    """How periods cover a range of months: those that lie wholly inside it, and the months that none of them covers."""

    used: tuple[Period, ...]
    missing: tuple[date, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing


def tile(periods: Iterable[Period], months: MonthRange) -> Tiling:
    """Cover `months` with those of `periods` that lie wholly inside; a period that sticks out covers nothing.

    :raises OverlappingPeriods: two of the periods share a month, inside the range or not.
    """
    ordered = sorted(periods)
    for first, second in itertools.pairwise(ordered):
        if first.overlaps(second):
            raise OverlappingPeriods(first, second)
    used = tuple(period for period in ordered if months.contains(period))
    covered = {month for period in used for month in period.months}
    return Tiling(used=used, missing=tuple(month for month in months.months if month not in covered))

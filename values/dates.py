"""Dates as people write them in Sweden: read strictly, print in words."""

import re
import unicodedata
from datetime import date

from values.language import is_english
from values.months import MONTH_NAMES_EN, MONTH_NAMES_SV, MONTH_NUMBERS

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_SPELLINGS = (
    re.compile(rf"{_YEAR}-(?P<month>[0-9]{{1,2}})-(?P<day>[0-9]{{1,2}})"),
    re.compile(rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})"),
    re.compile(
        rf"(?:den\s+)?(?P<day>[0-9]{{1,2}})\s+(?P<name>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})"
        rf"\.?\s+{_YEAR}"
    ),
)
_OTHER_ORDERS = re.compile(r"[0-9]{1,4}\s*[/.]\s*[0-9]{1,2}\s*[/.]\s*[0-9]{1,4}|[0-9]{1,2}-[0-9]{1,2}-[0-9]{2,4}")


class InvalidDate(ValueError):
    """The text is not a date, or no such day exists; `text` is what was written."""

    def __init__(self, text: str, message: str) -> None:
        self.text = text
        super().__init__(message)


class AmbiguousDate(InvalidDate):
    """Day and month could be either way round."""


def parse_date(text: str) -> date:
    """Return the date that `text` spells: 2017-03-01, 2017-3-1, 20170301, 1 mars 2017 or 1 March 2017.

    :raises AmbiguousDate: 03/04/2026 and the like, where the order of day and month is a guess.
    :raises InvalidDate: anything else, days that do not exist, and years outside 1900–2099.
    """
    plain = unicodedata.normalize("NFC", text).casefold().strip()
    for spelling in _SPELLINGS:
        match = spelling.fullmatch(plain)
        if match:
            return _date(text.strip(), match.groupdict())
    if _OTHER_ORDERS.fullmatch(plain):
        raise AmbiguousDate(text.strip(), f"“{plain}” could be day or month first; write year-month-day: 2026-04-03.")
    raise InvalidDate(text.strip(), f"“{text.strip()}” is not a date; write year-month-day: 2026-04-03.")


def _date(text: str, found: dict[str, str | None]) -> date:
    name = found.get("name")
    month = MONTH_NUMBERS[name] if name else int(found["month"] or 0)
    try:
        return date(int(found["year"] or 0), month, int(found["day"] or 0))
    except ValueError as error:
        raise InvalidDate(text, f"There is no day “{text}” in the calendar.") from error


def format_date_long(day: date, language: str = "sv") -> str:
    """Return the date in words: `31 mars 2026`, in English `31 March 2026`."""
    names = MONTH_NAMES_EN if is_english(language) else MONTH_NAMES_SV
    return f"{day.day} {names[day.month - 1]} {day.year}"

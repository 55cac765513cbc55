"""Read what plans print under "Tidpunkt", and print it again.

The table of domain.md §4 is the law, with what docs/glossary.md adds ("Deadlines as printed"): the printed text is kept, a kind is
recognised, and the kind may have a due date.
What the table does not know is kept as `unparsed` for a person to interpret; nothing is guessed.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from values.dates import parse_date
from values.language import is_english
from values.months import MONTH_NAMES_EN, MONTH_NAMES_SV
from values.period import InvalidPeriod, Period, PeriodKind
from values.text import search_key


class DeadlineKind(StrEnum):
    DATE = "date"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    ASAP = "asap"
    CONTINUOUS = "continuous"
    RECURRING = "recurring"
    UNDATED = "undated"
    UNPARSED = "unparsed"


DATED_KINDS = frozenset(
    {DeadlineKind.DATE, DeadlineKind.MONTH, DeadlineKind.QUARTER, DeadlineKind.SEASON, DeadlineKind.YEAR}
)
"""The kinds that always have a due date. A recurring one may have; the others never do."""

ASAP_DAYS = 90
"""Default: an activity to be done "snarast" is flagged when it is older than this."""


class Season(StrEnum):
    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"


SeasonEnds = Mapping[Season, tuple[int, int]]
"""The last month and day of each season; a season that is not there is not understood."""

DEFAULT_SEASON_ENDS: SeasonEnds = {Season.SPRING: (6, 30), Season.SUMMER: (8, 31), Season.AUTUMN: (12, 31)}


@dataclass(frozen=True)
class Deadline:
    """A deadline as printed (`text`, untouched), what it means, and the steps that the text goes on to name.

    :raises ValueError: a kind without the due date it needs, or with one that it cannot have.
    """

    text: str
    kind: DeadlineKind
    due_date: date | None = None
    steps: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind in DATED_KINDS and self.due_date is None:
            raise ValueError(f"A deadline of the kind {self.kind} needs a due date.")
        if self.kind not in DATED_KINDS | {DeadlineKind.RECURRING} and self.due_date is not None:
            raise ValueError(f"A deadline of the kind {self.kind} has no due date.")


_Meaning = tuple[DeadlineKind, date | None]

_PERIOD_KINDS = {
    PeriodKind.MONTH: DeadlineKind.MONTH,
    PeriodKind.QUARTER: DeadlineKind.QUARTER,
    PeriodKind.YEAR: DeadlineKind.YEAR,
}
_ASAP = {
    "snarast", "snarast möjligt", "så snart som möjligt", "så fort som möjligt", "omgående",
    "asap", "as soon as possible", "immediately",
}  # fmt: skip
_CONTINUOUS = {
    "löpande", "löpande arbete", "löpande under projektet", "löpande under projektets gång", "pågår", "pågående",
    "pågår löpande", "kontinuerligt", "ongoing", "in progress", "continuous", "continuously", "continuous work",
    "throughout the project",
}  # fmt: skip
_YEARLY = {
    f"{lead}{words}"
    for lead in ("", "görs ", "sker ", "done ")
    for words in (
        "en gång per år", "en gång om året", "1 gång per år", "varje år", "årligen",
        "once a year", "once per year", "every year", "yearly", "annually",
    )
}  # fmt: skip
# The space before the year is what makes it Swedish, with the day first: "03/04/2017" could be either way round.
_SLASHED_DAY = re.compile(
    r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2}) (?:(?P<year>(?:19|20)[0-9]{2})|[-–](?P<short_year>[0-9]{2}))"
)
_SEASON_WORDS = {
    "våren": Season.SPRING, "vår": Season.SPRING, "spring": Season.SPRING,
    "sommaren": Season.SUMMER, "sommar": Season.SUMMER, "summer": Season.SUMMER,
    "hösten": Season.AUTUMN, "höst": Season.AUTUMN, "autumn": Season.AUTUMN, "fall": Season.AUTUMN,
}  # fmt: skip
_SEASON = re.compile(rf"(?:under |in )?(?P<season>{'|'.join(_SEASON_WORDS)})(?: of| år)? (?P<year>(?:19|20)[0-9]{{2}})")
_STOP = re.compile(r"[.;]\s+|\s*\n\s*")
# A full stop inside a step ("ca 3 mån. på prov") ends nothing unless a capital or a digit starts the next sentence.
_BETWEEN_STEPS = re.compile(r"[.;]\s+(?=[A-ZÅÄÖ0-9])|\s*\n\s*")


def parse(
    text: str,
    *,
    season_ends: SeasonEnds = DEFAULT_SEASON_ENDS,
    reference_date: date | None = None,
) -> Deadline:
    """Return the deadline that a plan prints, in Swedish or English.

    A due date is the last day of what is named. "Görs en gång per år" is due next on 31 December of the year of
    `reference_date`; without a reference date it has no due date. Text that goes on after the first part ("Hösten
    2017. Annonsering våren 2017") takes its kind and date from the first part; the rest are steps. A text whose first
    part is not understood is unparsed as a whole, and so are dates that do not exist.
    """
    if not search_key(text):
        return Deadline(text, DeadlineKind.UNDATED)
    meaning = _meaning(text, season_ends, reference_date)
    if meaning:
        return Deadline(text, *meaning)
    # The first stop may belong to an abbreviation ("31 dec. 2017. Annonsering"), so each is tried as the end.
    for stop in _STOP.finditer(text):
        meaning = _meaning(text[: stop.start()], season_ends, reference_date)
        if meaning:
            return Deadline(text, *meaning, steps=_steps(text[stop.end() :]))
    return Deadline(text, DeadlineKind.UNPARSED)


def _steps(rest: str) -> tuple[str, ...]:
    parts = (part.strip().removesuffix(".").rstrip() for part in _BETWEEN_STEPS.split(rest))
    return tuple(part for part in parts if part)


def _meaning(text: str, season_ends: SeasonEnds, reference_date: date | None) -> _Meaning | None:
    plain = search_key(text).removesuffix(".").rstrip()
    if plain in _ASAP:
        return DeadlineKind.ASAP, None
    if plain in _CONTINUOUS:
        return DeadlineKind.CONTINUOUS, None
    if plain in _YEARLY:
        return DeadlineKind.RECURRING, _next_yearly(reference_date)
    return _day(plain) or _period(plain) or _season(plain, season_ends)


def _next_yearly(reference_date: date | None) -> date | None:
    return None if reference_date is None else date(reference_date.year, 12, 31)


def _day(plain: str) -> _Meaning | None:
    slashed = _SLASHED_DAY.fullmatch(plain)
    try:
        return DeadlineKind.DATE, _slashed_day(slashed) if slashed else parse_date(plain)
    except ValueError:  # InvalidDate among them
        return None


def _slashed_day(match: re.Match[str]) -> date:
    """Return the day of "31/12 2027" or "31/12 -27"; two digits are years of the 2000s."""
    year = match["year"] or f"20{match['short_year']}"
    return date(int(year), int(match["month"]), int(match["day"]))


def _period(plain: str) -> _Meaning | None:
    try:
        period = Period.parse(plain)
    except InvalidPeriod:
        return None
    kind = _PERIOD_KINDS.get(period.kind)
    return (kind, period.last_date) if kind else None


def _season(plain: str, season_ends: SeasonEnds) -> _Meaning | None:
    match = _SEASON.fullmatch(plain)
    end = season_ends.get(_SEASON_WORDS[match["season"]]) if match else None
    if not match or not end:
        return None
    return DeadlineKind.SEASON, _season_end(int(match["year"]), end)


def _season_end(year: int, end: tuple[int, int]) -> date:
    month, day = end
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


_SEASON_NAMES_SV = {Season.SPRING: "Våren", Season.SUMMER: "Sommaren", Season.AUTUMN: "Hösten"}
_SEASON_NAMES_EN = {Season.SPRING: "Spring", Season.SUMMER: "Summer", Season.AUTUMN: "Autumn"}
_WORDS_SV = {
    DeadlineKind.ASAP: "Snarast",
    DeadlineKind.CONTINUOUS: "Löpande",
    DeadlineKind.RECURRING: "Görs en gång per år",
    DeadlineKind.UNDATED: "",
}
_WORDS_EN = {
    DeadlineKind.ASAP: "As soon as possible",
    DeadlineKind.CONTINUOUS: "Ongoing",
    DeadlineKind.RECURRING: "Once a year",
    DeadlineKind.UNDATED: "",
}


def print_deadline(deadline: Deadline, language: str = "sv", *, season_ends: SeasonEnds = DEFAULT_SEASON_ENDS) -> str:
    """Return the one spelling of a deadline's kind and date; `parse` reads it back to the same kind and date.

    A yearly one reads back to its date with that date as the reference. Steps are not printed. An unparsed text, and
    a season that ended on another day than `season_ends` says, are printed as the plan did.
    """
    due = deadline.due_date
    if due is None or deadline.kind is DeadlineKind.RECURRING:
        words = _WORDS_EN if is_english(language) else _WORDS_SV
        return words.get(deadline.kind, deadline.text)
    match deadline.kind:
        case DeadlineKind.MONTH:
            names = MONTH_NAMES_EN if is_english(language) else MONTH_NAMES_SV
            return f"{names[due.month - 1]} {due.year}"
        case DeadlineKind.QUARTER:
            return Period.containing(due, 3).label(language)
        case DeadlineKind.SEASON:
            return _print_season(due, language, season_ends) or deadline.text
        case DeadlineKind.YEAR:
            return str(due.year)
        case _:
            return due.isoformat()


def _print_season(due: date, language: str, season_ends: SeasonEnds) -> str | None:
    names = _SEASON_NAMES_EN if is_english(language) else _SEASON_NAMES_SV
    for season, end in season_ends.items():
        if _season_end(due.year, end) == due:
            return f"{names[season]} {due.year}"
    return None


_KINDS_SV = {
    DeadlineKind.DATE: "datum",
    DeadlineKind.MONTH: "månad",
    DeadlineKind.QUARTER: "kvartal",
    DeadlineKind.SEASON: "årstid",
    DeadlineKind.YEAR: "år",
    DeadlineKind.ASAP: "snarast",
    DeadlineKind.CONTINUOUS: "löpande",
    DeadlineKind.RECURRING: "återkommande",
    DeadlineKind.UNDATED: "saknar tidpunkt",
    DeadlineKind.UNPARSED: "ej tolkad tidpunkt",
}
_KINDS_EN = {
    DeadlineKind.DATE: "date",
    DeadlineKind.MONTH: "month",
    DeadlineKind.QUARTER: "quarter",
    DeadlineKind.SEASON: "season",
    DeadlineKind.YEAR: "year",
    DeadlineKind.ASAP: "as soon as possible",
    DeadlineKind.CONTINUOUS: "ongoing",
    DeadlineKind.RECURRING: "recurring",
    DeadlineKind.UNDATED: "no deadline",
    DeadlineKind.UNPARSED: "deadline not interpreted",
}


def describe(kind: DeadlineKind, language: str = "sv") -> str:
    """Return the kind in words, for filters, legends and headings."""
    return (_KINDS_EN if is_english(language) else _KINDS_SV)[kind]


def is_late(deadline_kind: DeadlineKind, due_date: date | None, today: date) -> bool:
    """Return whether the due date has passed; the day itself is still in time, and kinds without a date never are late."""
    if due_date is None or deadline_kind not in DATED_KINDS | {DeadlineKind.RECURRING}:
        return False
    return today > due_date


def asap_overdue(since: date, today: date, days: int = ASAP_DAYS) -> bool:
    """Return whether more than `days` days have gone since something was to be done as soon as possible."""
    return (today - since).days > days

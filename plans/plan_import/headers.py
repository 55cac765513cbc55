"""Which column of a plan's table holds what, by the many names that plans give their headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from values.text import loose_key


class Column(StrEnum):
    """What a column can hold."""

    TITLE = "title"
    DESCRIPTION = "description"
    AREA = "area"
    SECTION = "section"
    RESPONSIBLE = "responsible"
    DEADLINE = "deadline"
    STATUS = "status"
    NUMBER = "number"
    IDENTITY = "identity"


# The first name of each is what our own export writes.
_NAMES: Mapping[Column, tuple[str, ...]] = {
    Column.TITLE: (
        "aktivitet", "aktiviteter", "titel", "benämning", "åtgärd", "åtgärder", "aktivitet/åtgärd", "åtgärd/aktivitet", "vad", "vad ska göras",
        "insats", "insatser", "delaktivitet", "uppgift", "activity", "measure", "action", "what",
    ),
    Column.DESCRIPTION: (
        "beskrivning", "beskrivning av aktivitet", "beskrivning av aktiviteten", "hur", "innehåll", "kommentar",
        "kommentarer", "förklaring", "detaljer", "anteckningar", "genomförande", "description", "how", "comment",
    ),
    Column.AREA: (
        "område", "områden", "åtgärdsområde", "utvecklingsområde", "fokusområde", "insatsområde", "kategori", "rubrik",
        "area", "category",
    ),
    Column.SECTION: (
        "avsnitt", "organisation", "förvaltning", "förvaltning/verksamhet", "verksamhet", "verksamhetsområde", "enhet",
        "klinik", "section", "division", "unit",
    ),
    Column.RESPONSIBLE: (
        "ansvarig", "ansvar", "ansvariga", "vem", "ansvarig roll", "ansvarig funktion", "ansvarig chef", "ägare",
        "aktivitetsansvarig", "ansvarig person", "vem ansvarar", "responsible", "owner", "who",
    ),
    Column.DEADLINE: (
        "tidpunkt", "tid", "tidsram", "när", "tidplan", "tidsplan", "klart", "klart senast", "klar senast", "slutdatum", "datum",
        "deadline", "färdigt", "senast", "start/slut", "tidsperiod", "when", "due", "due date", "date",
    ),
    Column.STATUS: ("status", "läge", "statusläge", "uppföljning", "genomfört", "progress", "state"),
    Column.NUMBER: ("nr", "nr.", "nummer", "#", "löpnr", "löpnummer", "no", "no.", "number"),
    Column.IDENTITY: ("id",),
}  # fmt: skip
_BY_NAME = {loose_key(name): column for column, names in _NAMES.items() for name in names}
_BESIDE = re.compile(r"\(.*?\)|[:*?]|\d+$")
_BETWEEN_NAMES = re.compile(r"\s*[/,&+]\s*|\s+(?:och|samt|eller|and|or)\s+")
LONGEST_HEADING = 40
"""A longer text is a sentence of the plan."""
# Words that name their column also inside a longer heading; "nr", "vad" or "hur" would be found everywhere.
_TOLD_BY_A_WORD = frozenset(
    {Column.TITLE, Column.DESCRIPTION, Column.RESPONSIBLE, Column.DEADLINE, Column.STATUS, Column.AREA}
)
_STEMS = (
    ("beskrivning", Column.DESCRIPTION), ("omrade", Column.AREA), ("omraden", Column.AREA), ("ansvarig", Column.RESPONSIBLE),
    ("tidpunkt", Column.DEADLINE), ("datum", Column.DEADLINE), ("status", Column.STATUS),
)  # fmt: skip
TOLD_BY = 2
"""So many known names make a row the headings; one alone ("Status") may be a word of the plan."""


def column_named(text: str) -> Column | None:
    """Return what a heading names; brackets, colons and a number at the end ("Ansvarig (roll):") do not matter.

    A heading of several names ("Aktivitet / åtgärd", "Läge/status") is told by its first known one, and a longer one by a
    known name that it begins or ends with ("Ansvarig för genomförande", "Planerad aktivitet", "Aktivitetsbeskrivning").
    """
    key = _key(text)
    if found := _named_outright(text):
        return found
    if not key or len(key) > LONGEST_HEADING:
        return None
    words = key.split()
    if len(words) > 1 and (word := _BY_NAME.get(words[0]) or _BY_NAME.get(words[-1])):
        return word if word in _TOLD_BY_A_WORD else None
    return next((column for stem, column in _STEMS if key.endswith(stem)), None)


def _key(text: str) -> str:
    return loose_key(_BESIDE.sub(" ", text.replace("\u00ad", "").replace("\n", " ")))


def _named_outright(text: str) -> Column | None:
    """Return the column when the heading is a known name, or known names beside each other."""
    key = _key(text)
    # A heading broken over two lines by hand: "Tid-\npunkt".
    joined = loose_key(text.replace("-\n", "").replace("\n", ""))
    if found := _BY_NAME.get(key) or _BY_NAME.get(joined):
        return found
    parts = [part.strip() for part in _BETWEEN_NAMES.split(key)]
    if len(parts) > 1 and all(parts):
        return next((_BY_NAME[part] for part in parts if part in _BY_NAME), None)
    return None


def _is_told(cells: Sequence[str], found: Mapping[int, Column]) -> bool:
    """Return whether the row is surely headings: two known names, or three cells and more that all are like names.

    A row of the plan may hold a word like a heading's ("Utred ansvar", "Ansvarig chef"); it is no row of headings for that.
    """
    outright = sum(_named_outright(cells[place]) is not None for place in found)
    filled = sum(bool(text.strip()) for text in cells)
    return outright >= TOLD_BY or (len(found) > TOLD_BY and len(found) == filled)


def read_header(cells: Sequence[str]) -> dict[int, Column] | None:
    """Return the columns that the cells name, the first of each kind; None when they are no headings.

    A second column that could be the title ("Åtgärd | Aktivitet") is the description when there is none: the plan says in
    the first what the measure is, and in the second what is done.
    """
    found: dict[int, Column] = {}
    doubled: list[int] = []
    for index, text in enumerate(cells):
        column = column_named(text) if text.strip() else None
        if column is None:
            continue
        if column in found.values():
            doubled += [index] if column is Column.TITLE else []
        else:
            found[index] = column
    if all(column in {Column.NUMBER, Column.IDENTITY} for column in found.values()) or not _is_told(cells, found):
        return None
    if doubled and Column.DESCRIPTION not in found.values():
        found[doubled[0]] = Column.DESCRIPTION
    return found

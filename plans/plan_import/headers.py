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
        "aktivitet", "aktiviteter", "åtgärd", "åtgärder", "aktivitet/åtgärd", "åtgärd/aktivitet", "vad", "vad ska göras",
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
        "tidpunkt", "tid", "när", "tidplan", "tidsplan", "klart", "klart senast", "klar senast", "slutdatum", "datum",
        "deadline", "färdigt", "senast", "start/slut", "tidsperiod", "when", "due", "due date", "date",
    ),
    Column.STATUS: ("status", "läge", "statusläge", "uppföljning", "genomfört", "progress", "state"),
    Column.NUMBER: ("nr", "nr.", "nummer", "#", "löpnr", "löpnummer", "no", "no.", "number"),
    Column.IDENTITY: ("id",),
}  # fmt: skip
_BY_NAME = {loose_key(name): column for column, names in _NAMES.items() for name in names}
_BESIDE = re.compile(r"\(.*?\)|[:*?]|\d+$")
TOLD_BY = 2
"""So many known names make a row the headings; one alone ("Status") may be a word of the plan."""


def column_named(text: str) -> Column | None:
    """Return what a heading names; brackets, colons and a number at the end ("Ansvarig (roll):") do not matter."""
    key = loose_key(_BESIDE.sub(" ", text.replace("\u00ad", "").replace("\n", " ")))
    if key in _BY_NAME:
        return _BY_NAME[key]
    # A heading broken over two lines by hand: "Tid-\npunkt".
    joined = loose_key(text.replace("-\n", "").replace("\n", ""))
    return _BY_NAME.get(joined)


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
    if len(found) < TOLD_BY or all(column in {Column.NUMBER, Column.IDENTITY} for column in found.values()):
        return None
    if doubled and Column.DESCRIPTION not in found.values():
        found[doubled[0]] = Column.DESCRIPTION
    return found

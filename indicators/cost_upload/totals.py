"""The totals that a file states itself, in a row or a column, against what its rows add up to.

A row is a total when one of its cells of words begins with Summa, Totalt or Delsumma; its other cells say what it is the total
of, and empty ones leave that open. "Delsumma" with nothing else is the total of the rows since the total before it. A
column is one when its heading begins so: all of it together is compared with all amounts. No database, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from documents.sheets.content import Cell, Row, Sheet
from documents.sheets.headers import HeaderMatch, folded
from indicators.cost_upload import meanings
from indicators.cost_upload.meanings import Wrong
from indicators.cost_upload.template import CARE_AREA, KIND, KINDS, ORGANISATION, PERIOD, PROFESSION
from indicators.cost_upload.words import FileTotal, PlacedLine, Words
from values.period import InvalidPeriod, Period
from values.text import search_key

SUBTOTALS = {"delsumma", "subtotal"}
TOTALS = {"summa", "totalt", "total", "totalsumma", "sum", *SUBTOTALS}
_KEYS = (PERIOD.key, ORGANISATION.key, PROFESSION.key, CARE_AREA.key, KIND.key)


def is_total_heading(text: str) -> bool:
    """Return whether a heading, or a cell of words, says that what it stands at is a total."""
    return _first_word(text) in TOTALS


def _first_word(text: str) -> str:
    return folded(text).replace(":", " ").partition(" ")[0]


def is_total_row(row: Row, match: HeaderMatch, words: Words) -> bool:
    """Return whether a row is a total of others; an organisation may well be called so, and is one."""
    texts = [match.cell(row, key).text for key in _KEYS if not match.cell(row, key).is_blank]
    return any(is_total_heading(text) and search_key(text) not in words.organisations for text in texts)


@dataclass
class _Stated:
    """A total of the file: where it stands, how much, and which lines it is of; `since` counts those before its block."""

    label: str
    sheet: str
    cell: Cell
    stated_sek: Decimal
    scope: Mapping[str, object] = field(default_factory=dict)
    since: int = 0
    until: int | None = None

    def holds(self, placed: PlacedLine) -> bool:
        line = placed.line
        of_line = {
            PERIOD.key: placed.period,
            ORGANISATION.key: line.organisation_id,
            PROFESSION.key: line.profession_id,
            CARE_AREA.key: line.care_area_id,
            KIND.key: line.kind,
        }
        return all(of_line[key] == value for key, value in self.scope.items())


@dataclass
class TotalsReader:
    """Collects the totals of a file while its rows are read."""

    words: Words
    exponents: Mapping[str, int]
    """The power of ten that each unit of a heading (kr, tkr, mnkr) is read with."""
    found: list[_Stated] = field(default_factory=list)
    block_start: int = 0

    def add_row(self, row: Row, sheet: str, match: HeaderMatch, amount_sek: Decimal, at: Cell, read: int) -> None:  # noqa: PLR0917
        """Note a row of a total, when `read` lines of the file have been read before it."""
        cells = {key: match.cell(row, key).text.strip() for key in _KEYS}
        scope = self._scope(cells)
        is_block = not scope and any(_first_word(text) in SUBTOTALS for text in cells.values())
        label = ", ".join(text for text in cells.values() if text)
        since, until = (self.block_start, read) if is_block else (0, None)
        self.found.append(_Stated(label, sheet, at, amount_sek, scope, since, until))
        self.block_start = read

    def _scope(self, cells: Mapping[str, str]) -> dict[str, object]:
        """Return what the cells of a total say it is the total of; "Summa läkare" is that of the doctors."""
        scope: dict[str, object] = {}
        for key, text in cells.items():
            if not text:
                continue
            if is_total_heading(text):
                _word, _space, rest = text.replace(":", " ").strip().partition(" ")
                for one in _KEYS:
                    if rest and (meaning := self._meaning(one, rest.strip())) is not None:
                        scope.setdefault(one, meaning)
                        break
            elif (meaning := self._meaning(key, text)) is not None:
                scope[key] = meaning
        return scope

    def _meaning(self, key: str, text: str) -> object | None:
        plain = search_key(text)
        if key == PERIOD.key:
            try:
                return Period.parse(text)
            except InvalidPeriod:
                return None
        if key == ORGANISATION.key:
            places = self.words.organisations.get(plain, ())
            # The region itself is the total of all that is in it.
            return places[0].pk if len(places) == 1 and places[0] != self.words.root else None
        if key == PROFESSION.key:
            return self.words.professions[plain][0] if plain in self.words.professions else None
        if key == CARE_AREA.key:
            return self.words.care_areas.get(plain)
        return KINDS.get(plain)

    def add_columns(
        self, sheet: Sheet, match: HeaderMatch, exponent: int, lines: Sequence[PlacedLine], start: int
    ) -> None:
        """Note the columns of totals of a sheet whose lines are those from `start` on."""
        for heading in match.ignored:
            if not is_total_heading(heading.text):
                continue
            amounts = [
                amount
                for row in match.data_rows(sheet)
                if not is_total_row(row, match, self.words)
                and (amount := _amount(row.cells[heading.column - 1])) is not None
            ]
            if amounts:
                unit = next((one for one in self.exponents if f"({one})" in folded(heading.text)), None)
                stated = sum(amounts, Decimal(0)).scaleb(exponent if unit is None else self.exponents[unit])
                self.found.append(_Stated(heading.text, sheet.name, heading, stated, {}, start, len(lines)))

    def compared(self, lines: Sequence[PlacedLine]) -> tuple[FileTotal, ...]:
        """Return each total with what the lines it is of add up to."""
        return tuple(
            FileTotal(
                label=one.label,
                sheet=one.sheet,
                reference=one.cell.reference,
                stated_sek=one.stated_sek,
                computed_sek=sum(
                    (placed.line.amount_sek for placed in lines[one.since : one.until] if one.holds(placed)), Decimal(0)
                ),
            )
            for one in self.found
        )


def _amount(cell: Cell) -> Decimal | None:
    if cell.is_blank or cell.problem is not None:
        return None
    try:
        return meanings.number_in(cell)
    except Wrong:
        return None

"""The lines of a cost return as plain values: summed, compared, kept as JSON. No database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

AGENCY, OWN = "agency", "own"
FIGURES = ("amount_sek", "on_call_sek", "outside_framework_sek", "hire_weeks", "hired_hours")
"""What a line says, in kronor, weeks and hours; None is "not reported"."""

Key = tuple[int, int, int | None, str, bool]
"""What tells a line from the others of its return: organisation, profession, care area, kind, correction."""


class LineRow(NamedTuple):
    """One line. A named tuple and not a dataclass because a return can have ten thousand."""

    organisation_id: int
    profession_id: int
    care_area_id: int | None
    kind: str
    is_correction: bool
    amount_sek: Decimal
    on_call_sek: Decimal | None = None
    outside_framework_sek: Decimal | None = None
    hire_weeks: Decimal | None = None
    hired_hours: Decimal | None = None

    @property
    def key(self) -> Key:
        return self[:5]

    @property
    def figures(self) -> tuple[Decimal | None, ...]:
        """Return the amounts in the order of `FIGURES`."""
        return self[5:]


@dataclass(frozen=True)
class Totals:
    """Agency and own staff cost in kronor, corrections included, and the number of lines."""

    agency_sek: Decimal
    own_sek: Decimal
    lines: int


def totals(rows: Iterable[LineRow]) -> Totals:
    """Return the sums of the rows: Σ amounts of each kind."""
    sums = {AGENCY: Decimal(0), OWN: Decimal(0)}
    count = 0
    for row in rows:
        sums[row.kind] += row.amount_sek
        count += 1
    return Totals(sums[AGENCY], sums[OWN], count)


@dataclass(frozen=True)
class Reported:
    """What is reported of each kind in kronor, corrections included, and the number of lines; None where no line is of the kind."""

    agency_sek: Decimal | None
    own_sek: Decimal | None
    lines: int


def reported(rows: Iterable[LineRow]) -> Reported:
    """Return Σ amounts of each kind as pages show it: a kind without a line is missing, and never zero."""
    sums: dict[str, Decimal] = {}
    count = 0
    for row in rows:
        sums[row.kind] = sums.get(row.kind, Decimal(0)) + row.amount_sek
        count += 1
    return Reported(sums.get(AGENCY), sums.get(OWN), count)


def reported_together(parts: Iterable[Reported]) -> Reported:
    """Return what several parts report together; what none of them reports stays missing."""
    found = list(parts)
    agency = [one.agency_sek for one in found if one.agency_sek is not None]
    own = [one.own_sek for one in found if one.own_sek is not None]
    return Reported(
        sum(agency, Decimal(0)) if agency else None,
        sum(own, Decimal(0)) if own else None,
        sum(one.lines for one in found),
    )


@dataclass(frozen=True)
class Difference:
    """One figure of one line that became another; None where there was, or is, nothing."""

    key: Key
    figure: str
    old: Decimal | None
    new: Decimal | None

    def as_json(self) -> dict[str, Any]:
        organisation, profession, care_area, kind, is_correction = self.key
        return {
            "organisation": organisation,
            "profession": profession,
            "care_area": care_area,
            "kind": kind,
            "is_correction": is_correction,
            "figure": self.figure,
            "old": _text(self.old),
            "new": _text(self.new),
        }


def differences(before: Iterable[LineRow], after: Iterable[LineRow]) -> list[Difference]:
    """Return every figure that differs between the two, lines in the order they are first met."""
    old, new = by_key(before), by_key(after)
    found = []
    for key in dict.fromkeys((*old, *new)):
        was = old[key].figures if key in old else (None,) * len(FIGURES)
        now = new[key].figures if key in new else (None,) * len(FIGURES)
        if was != now:
            found += [
                Difference(key, name, one, other)
                for name, one, other in zip(FIGURES, was, now, strict=True)
                if one != other
            ]
    return found


def by_key(rows: Iterable[LineRow]) -> Mapping[Key, LineRow]:
    """Return the rows by what tells them apart."""
    return {row.key: row for row in rows}


def as_json(row: LineRow) -> list[Any]:
    """Return the row as JSON can hold it: amounts as text, so that nothing is rounded."""
    return [*row.key, *map(_text, row.figures)]


def from_json(values: list[Any]) -> LineRow:
    """Return the row that `as_json` wrote."""
    figures = [None if text is None else Decimal(text) for text in values[5:]]
    return LineRow._make([*values[:5], *figures])


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"

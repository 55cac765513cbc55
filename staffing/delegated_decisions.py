"""A list of delegated decisions (anmälan av delegationsbeslut) as frozen values: what it says, its sums, and what a version changes.

Page and PDF are made from this alone, so that a list says the same when an organisation is renamed or an account erased. Words are
Swedish, as they stood that day. Kronor are without VAT. No hired person is named anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from documents import snapshots
from values.numbers import format_decimal

SCHEMA = 1
"""Counted up when a field changes its meaning or goes; fields may be added with a default."""

GRANTED, CHANGED, REFUSED = "granted", "changed", "refused"
ZERO = Decimal(0)


@dataclass(frozen=True)
class Decision:
    """One decision. Hours, weeks and kronor are what was granted, of a refusal what was asked for; `last` is the last day asked for."""

    number: str
    day: date
    unit: str
    what: str
    first: date
    last: date
    weeks: Decimal
    hours: Decimal
    sek: Decimal
    outcome: str
    reason: str
    valid_to: date | None
    rule: str
    role: str
    decided_by: str
    as_substitute: bool
    is_urgent: bool
    reviewed: date | None
    asked_hours: Decimal
    asked_sek: Decimal
    is_in_stop: bool = False

    @property
    def is_refused(self) -> bool:
        return self.outcome == REFUSED

    @property
    def lacks_review(self) -> bool:
        """Return whether it was urgent and nobody has reviewed it."""
        return self.is_urgent and self.reviewed is None


class ChangeKind(StrEnum):
    """How a decision differs between two versions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """A decision, or a field of it, that the version before says otherwise; `number` is empty of the list itself."""

    kind: ChangeKind
    number: str
    field: str = ""
    before: str = ""
    now: str = ""


@dataclass(frozen=True)
class Sums:
    """How many decisions, of each kind, and what they grant and refuse."""

    decisions: int
    granted: int
    changed: int
    refused: int
    hours: Decimal
    weeks: Decimal
    sek: Decimal
    refused_sek: Decimal
    urgent: int
    unreviewed: int
    by_substitute: int


@dataclass(frozen=True)
class DecisionList:
    """A list as it is printed. `data_time` is when it was read; `changes` are against the version before."""

    region: str
    organisation: str
    first: date
    last: date
    number: int
    data_time: datetime
    made_by: str
    decisions: tuple[Decision, ...]
    registry_number: str = ""
    correction: str = ""
    changes: tuple[Change, ...] = ()
    is_example: bool = False
    schema: int = SCHEMA

    @property
    def sums(self) -> Sums:
        """Return the sums of the decisions."""
        outcomes = [one.outcome for one in self.decisions]
        grants = [one for one in self.decisions if not one.is_refused]
        return Sums(
            decisions=len(outcomes),
            granted=outcomes.count(GRANTED),
            changed=outcomes.count(CHANGED),
            refused=outcomes.count(REFUSED),
            hours=sum((one.hours for one in grants), ZERO),
            weeks=sum((one.weeks for one in grants), ZERO),
            sek=sum((one.sek for one in grants), ZERO),
            refused_sek=sum((one.sek for one in self.decisions if one.is_refused), ZERO),
            urgent=sum(one.is_urgent for one in self.decisions),
            unreviewed=sum(one.lacks_review for one in self.decisions),
            by_substitute=sum(one.as_substitute for one in self.decisions),
        )


def replaced(found: DecisionList, **changed: Any) -> DecisionList:
    """Return the list with other values of some fields."""
    return replace(found, **changed)


def to_snapshot(found: DecisionList) -> dict[str, Any]:
    """Return the list as the plain values that canonical JSON takes."""
    plain: dict[str, Any] = snapshots.to_plain(found)
    return plain


def from_snapshot(plain: Mapping[str, Any]) -> DecisionList:
    """Return the list that a snapshot holds, unchanged."""
    return snapshots.from_plain(DecisionList, plain)


_NAMES = tuple(field.name for field in fields(Decision) if field.name != "number")
_OF_LIST = ("organisation", "registry_number")


def changes(before: DecisionList, now: DecisionList) -> tuple[Change, ...]:
    """Return what differs, in the order of the list: its own fields, then decision by decision, those that are gone last."""
    found = [
        Change(ChangeKind.CHANGED, "", name, text_of(getattr(before, name)), text_of(getattr(now, name)))
        for name in _OF_LIST
        if getattr(before, name) != getattr(now, name)
    ]
    old = {one.number: one for one in before.decisions}
    for one in now.decisions:
        earlier = old.pop(one.number, None)
        if earlier is None:
            found.append(Change(ChangeKind.ADDED, one.number))
            continue
        found += [
            Change(ChangeKind.CHANGED, one.number, name, text_of(getattr(earlier, name)), text_of(getattr(one, name)))
            for name in _NAMES
            if getattr(earlier, name) != getattr(one, name)
        ]
    return (*found, *(Change(ChangeKind.REMOVED, number) for number in old))


def text_of(value: object) -> str:
    """Return a value as it stands in a list of changes; nothing of what is not there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, Decimal):
        plain = value.normalize()
        exponent = plain.as_tuple().exponent
        return format_decimal(plain, max(0, -exponent) if isinstance(exponent, int) else 0)
    return value.isoformat() if isinstance(value, date) else str(value)

"""A request of an older system as a row: what was asked for, decided, ordered and what came of it. No database."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

_DAYS = frozenset({"first", "last", "requested", "decided", "valid_to", "ordered", "filled", "ended"})
_NUMBERS = frozenset({"hours", "price", "granted_hours", "actual_hours", "actual_cost"})


@dataclass(frozen=True)
class ImportRow:
    """One request; ids for what the database knows, empty words and None for what the row does not say."""

    old_number: str
    place: int
    care_area: int | None
    profession: int
    speciality: int | None
    first: datetime.date
    last: datetime.date
    hours: Decimal
    price: Decimal
    reason: int
    text: str
    route: str
    deviation: int | None
    outcome: str
    requested: datetime.date | None
    decided: datetime.date | None
    decider: str
    granted_hours: Decimal | None
    valid_to: datetime.date | None
    supplier: str
    ordered: datetime.date | None
    filled: datetime.date | None
    not_filled: str
    ended: datetime.date | None
    actual_hours: Decimal | None
    actual_cost: Decimal | None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> ImportRow:
        """Return the row of its values by name."""
        return cls(**values)

    def as_json(self) -> list[Any]:
        """Return the values as JSON can hold them, in the order of the fields."""
        return [_plain(getattr(self, one.name)) for one in fields(self)]

    @classmethod
    def from_json(cls, values: list[Any]) -> ImportRow:
        """Return the row that `as_json` gave."""
        named = dict(zip((one.name for one in fields(cls)), values, strict=True))
        for name in _DAYS:
            named[name] = named[name] and datetime.date.fromisoformat(named[name])
        for name in _NUMBERS:
            named[name] = None if named[name] is None else Decimal(named[name])
        return cls(**named)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value

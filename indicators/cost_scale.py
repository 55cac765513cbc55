"""Whether a file's kronor are thousands of kronor: its amounts against those reported before. No database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from indicators.cost_lines import LineRow

LEAST_SEK = Decimal(100_000)
"""An earlier amount below this says little about the unit: a few shifts come and go (kronor)."""
SHARES = (Decimal("0.0003"), Decimal("0.003"))
"""What a thousandth may be off by: an amount of a third to three times the earlier one is the work of a quarter or a year."""
NEARLY_ALL = Decimal("0.9")
"""The part of the comparable amounts that must be about a thousandth: single slips of a digit are told one by one."""

Pair = tuple[Decimal, Decimal]


def looks_like_thousands(periods: Iterable[tuple[Sequence[LineRow], Sequence[LineRow], Sequence[LineRow]]]) -> bool:
    """Return whether nearly all amounts (kronor) are about 1/1000 of those before.

    Each period is its lines, those of the same months of last year, and those of the period before. A line is compared with
    the same line of last year, else of the period before; lines that were never reported say nothing.
    """
    pairs = [pair for rows, year_before, before in periods for pair in _pairs(rows, year_before, before)]
    low, high = SHARES
    hits = sum(low <= now / was <= high for now, was in pairs)
    return bool(pairs) and hits >= NEARLY_ALL * len(pairs)


def _pairs(rows: Sequence[LineRow], *earlier: Sequence[LineRow]) -> list[Pair]:
    amounts: list[Mapping[object, Decimal]] = [{row.key: row.amount_sek for row in one} for one in earlier]
    found = []
    for row in rows:
        was = next((one[row.key] for one in amounts if one.get(row.key, Decimal(0)) >= LEAST_SEK), None)
        if was is not None and row.amount_sek:
            found.append((row.amount_sek, was))
    return found

"""What a return's lines were before a save, told from what the save kept of it. No database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from indicators.cost_lines import AGENCY, OWN, Totals

_AMOUNT = "amount_sek"


def totals_before(after: Totals, changes: Iterable[Mapping[str, Any]]) -> Totals | None:
    """Return number of lines and sums (kronor) before the changes that led to `after`; None when they were the first lines.

    `changes` are as `cost_lines.Difference.as_json` writes them. Each line has an amount, so that a line is new where its amount
    was None, gone where it is: lines before = lines after − new + gone, and a sum before = sum after − Σ (new − old).
    """
    moved = {AGENCY: Decimal(0), OWN: Decimal(0)}
    lines = after.lines
    has_changes = False
    for change in changes:
        has_changes = True
        if change["figure"] != _AMOUNT:
            continue
        lines += (change["new"] is None) - (change["old"] is None)
        moved[change["kind"]] += Decimal(change["new"] or 0) - Decimal(change["old"] or 0)
    return Totals(after.agency_sek - moved[AGENCY], after.own_sek - moved[OWN], lines) if has_changes else None

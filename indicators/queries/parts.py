"""Where a return has the region's total beside its parts, in words and kronor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators import cost_totals, return_words
from indicators.cost_lines import LineRow
from indicators.cost_totals import TotalAndParts
from indicators.models import CostReturn
from indicators.queries import returns
from indicators.return_words import Labels


@dataclass(frozen=True)
class PartsRow:
    """One row of the table: what the cost is, the region's own amount, its organisations' sum, and the difference."""

    code: str
    label: str
    total_sek: Decimal
    parts_sek: Decimal
    difference_sek: Decimal


@dataclass(frozen=True)
class PartsOfReturn:
    """What is reported both ways and counts twice unless it is beside the parts, and what was set aside as a total.

    `is_new` says that the return before had nothing both ways: then a person says which it is before it is handed in.
    """

    overlaps: list[PartsRow]
    stated: list[PartsRow]
    is_new: bool = False


def parts_of(cost_return: CostReturn, rows: Sequence[LineRow], labels: Labels) -> PartsOfReturn:
    """Return the totals of a return beside its parts: a query, and two more where something is reported both ways."""
    root_id = returns.root_of(cost_return.region).pk
    overlaps = cost_totals.overlaps(rows, root_id)
    stated = cost_totals.compared(cost_totals.from_json(cost_return.stated_totals), rows, root_id)
    is_new = bool(overlaps)
    if overlaps:
        before = returns.counting_rows(cost_return.region, cost_return.period.previous())
        known = {one.place for one in cost_totals.overlaps(before, root_id)}
        is_new = any(one.place not in known for one in overlaps)
    return PartsOfReturn(table(overlaps, labels), table(stated, labels), is_new)


def table(found: Iterable[TotalAndParts], labels: Labels) -> list[PartsRow]:
    """Return totals and parts with their names."""
    return [
        PartsRow(
            one.place.code,
            f"{labels.place(one.place.profession_id, one.place.care_area_id)}, {return_words.kind_name(one.place.kind)}",
            one.total_sek,
            one.parts_sek,
            one.difference_sek,
        )
        for one in found
    ]

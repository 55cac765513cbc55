"""Where a return has the region's total beside its parts, in words and kronor."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators import cost_totals, return_words
from indicators.cost_lines import LineRow
from indicators.cost_totals import TotalAndParts
from indicators.models import CostReturn, ReturnState
from indicators.queries import lines, returns
from indicators.return_words import Labels
from staffing.models import User
from values.period import Period


@dataclass(frozen=True)
class PartsRow:
    """One row of the table: what the cost is, the region's own amount, its organisations' sum, and the difference."""

    code: str
    label: str
    total_sek: Decimal
    parts_sek: Decimal
    difference_sek: Decimal


@dataclass(frozen=True)
class Answer:
    """Who said that amounts on the region and on its organisations both count, when, and of which return."""

    by: User | None
    at: datetime.datetime | None
    period: Period


@dataclass(frozen=True)
class PartsOfReturn:
    """What is reported both ways and counts twice unless it is beside the parts, and what was set aside as a total.

    `is_new` says that nobody has said of all of it that both count, in this return or in the one before: then a person says
    which it is before it is handed in. `answer` is the answer that holds for all of it.
    """

    overlaps: list[PartsRow]
    stated: list[PartsRow]
    is_new: bool = False
    answer: Answer | None = None


def parts_of(cost_return: CostReturn, rows: Sequence[LineRow], labels: Labels) -> PartsOfReturn:
    """Return the totals of a return beside its parts: a query, and four more where something is reported both ways."""
    root_id = returns.root_of(cost_return.region).pk
    overlaps = cost_totals.overlaps(rows, root_id)
    stated = table(cost_totals.compared(cost_totals.from_json(cost_return.stated_totals), rows, root_id), labels)
    if not overlaps:
        return PartsOfReturn([], stated)
    answer = _answer_of(cost_return, {one.place.code for one in overlaps}, root_id)
    is_new = answer is None and cost_return.state == ReturnState.OPEN
    return PartsOfReturn(table(overlaps, labels), stated, is_new, answer)


def _answer_of(cost_return: CostReturn, places: set[str], root_id: int) -> Answer | None:
    """Return the answer on all the places: this return's own, else that of the return before."""
    own = _said(cost_return)
    if own is not None and (places <= set(cost_return.both_count_places) or cost_return.state != ReturnState.OPEN):
        return own
    period = cost_return.period.previous()
    before = (
        CostReturn.objects.filter(region=cost_return.region, counts_submitted=True)
        .for_period(period)
        .select_related("submitted_by", "both_count_by")
        .first()
    )
    if before is None:
        return None
    known = {one.place.code for one in cost_totals.overlaps(lines.rows_of(before.pk), root_id)}
    return _said(before) if places <= known | set(cost_return.both_count_places) else None


def _said(cost_return: CostReturn) -> Answer | None:
    """Return the answer of a return; one without, that was handed in when it was only implied, was answered by that."""
    if cost_return.both_count_at is not None:
        return Answer(cost_return.both_count_by, cost_return.both_count_at, cost_return.period)
    if cost_return.submitted_at is not None:
        return Answer(cost_return.submitted_by, cost_return.submitted_at, cost_return.period)
    return None


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

"""The totals that a region gave before it gave the parts: kept beside the return, and in no sum."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction

from indicators import cost_totals
from indicators.actions import returns
from indicators.cost_lines import LineRow
from indicators.cost_totals import Stated
from indicators.models import CostReturn, LineSource
from indicators.queries import lines as line_queries
from staffing.models import Level, Organisation, User


@transaction.atomic
def count_parts_only(
    *, cost_return: CostReturn, version: int, codes: Collection[str], by: User | None, warnings_comment: str = ""
) -> CostReturn:
    """Take the region's own amounts for the totals of its organisations': the lines go, the totals are kept and compared.

    `codes` are those of the places (`CostPlace.code`); one that is not reported both ways is passed over. A comment that was
    being written is kept with the return until it is handed in.

    :raises NotOpen: when the return was submitted or locked meanwhile.
    :raises StaleVersion: when somebody else changed it after `version`.
    """
    root_id = _root_id(cost_return)
    rows = line_queries.rows_of(cost_return.pk)
    places = {one.place for one in cost_totals.overlaps(rows, root_id) if one.place.code in codes}
    kept, stated = cost_totals.set_aside(rows, root_id, places)
    done = returns.replace_lines(cost_return=cost_return, version=version, lines=kept, by=by, source=LineSource.PARTS)
    if warnings_comment.strip():
        # No change of the lines, whose version this page and others hold.
        CostReturn.objects.filter(pk=done.pk).update(warnings_comment=warnings_comment.strip())
    return _keep(done, stated)


def keep_replaced(*, cost_return: CostReturn, before: Sequence[LineRow], after: Sequence[LineRow]) -> CostReturn:
    """Keep the totals that a file of parts has taken the place of."""
    return _keep(cost_return, cost_totals.replaced_totals(before, after, _root_id(cost_return)))


def _keep(cost_return: CostReturn, stated: Stated) -> CostReturn:
    if stated:
        cost_return.stated_totals = cost_totals.as_json(cost_totals.from_json(cost_return.stated_totals) | stated)
        # What became another is told by the change of the lines; the version stays that of the lines.
        CostReturn.objects.filter(pk=cost_return.pk).update(stated_totals=cost_return.stated_totals)
    return cost_return


def _root_id(cost_return: CostReturn) -> int:
    return Organisation.objects.get(region=cost_return.region_id, level=Level.REGION).pk

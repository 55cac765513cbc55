"""Load the lines of cost returns as plain values."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Count, Q, Sum

from indicators.cost_lines import LineRow, Reported
from indicators.models import CostKind, CostLine
from indicators.queries import costs


def rows_of(cost_return_id: int | None, organisation_id: int | None = None) -> list[LineRow]:
    """Return the lines of a return (of one organisation in it), in the order that pages show them."""
    if cost_return_id is None:
        return []
    lines = CostLine.objects.filter(cost_return_id=cost_return_id)
    if organisation_id is not None:
        lines = lines.filter(organisation_id=organisation_id)
    ordered = lines.order_by(
        "organisation__order",
        "organisation__name",
        "organisation",
        "profession__order",
        "care_area__order",
        "kind",
        "is_correction",
    )
    return [LineRow(*values) for values in ordered.values_list(*LineRow._fields)]


def rows_of_returns(cost_return_ids: Collection[int]) -> dict[int, list[LineRow]]:
    """Return the lines of several returns, in no order: one query. A return without lines has none."""
    found: dict[int, list[LineRow]] = {pk: [] for pk in cost_return_ids}
    rows = CostLine.objects.filter(cost_return__in=cost_return_ids).order_by()
    for pk, *values in rows.values_list("cost_return", *LineRow._fields):
        found[pk].append(LineRow(*values))
    return found


def totals_of(cost_return_ids: Collection[int]) -> dict[int, Reported]:
    """Return what several returns report: one query. A return without lines is not in it."""
    from_database = (
        CostLine.objects.filter(cost_return__in=cost_return_ids)
        .order_by()
        .values_list("cost_return")
        .annotate(
            agency=Sum("amount_sek", filter=Q(kind=CostKind.AGENCY)),
            own=Sum("amount_sek", filter=Q(kind=CostKind.OWN)),
            lines=Count("pk"),
        )
    )
    return {pk: Reported(_exact(agency), _exact(own), count) for pk, agency, own, count in from_database}


def _exact(value: Decimal | None) -> Decimal | None:
    return None if value is None else costs.exact(value)

"""Targets, assumptions and published figures as their pages show them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators import published_words
from indicators.models import Assumption, AssumptionCode, PublishedFigure, Target
from staffing import reference_queries
from staffing.changes import Change
from staffing.models import Region


@dataclass(frozen=True)
class TargetRow:
    """A target with its owner (None: the nation), and whether it is the one in force today."""

    target: Target
    region: Region | None
    is_in_force: bool


@dataclass(frozen=True)
class AssumptionRow:
    """A value of an assumption, and whether it is the one in force today."""

    assumption: Assumption
    is_in_force: bool


def target_rows(today: datetime.date) -> list[TargetRow]:
    """Return the targets, the nation's first, then by region, the latest first: one query."""
    rows = list(Target.objects.select_related("region").order_by("-valid_from"))
    rows.sort(key=lambda one: one.region.code if one.region else "")
    in_force: dict[int | None, int] = {}
    for one in rows:
        if one.valid_from <= today:
            in_force.setdefault(one.region_id, one.pk)
    return [TargetRow(one, one.region, in_force.get(one.region_id) == one.pk) for one in rows]


def assumption_rows(today: datetime.date) -> list[AssumptionRow]:
    """Return every assumption's values in the order of the codes, the latest first: one query."""
    order = {code: place for place, code in enumerate(AssumptionCode.values)}
    rows = sorted(Assumption.objects.order_by("-valid_from"), key=lambda one: order.get(one.code, len(order)))
    in_force: dict[str, int] = {}
    for one in rows:
        if one.valid_from <= today:
            in_force.setdefault(one.code, one.pk)
    return [AssumptionRow(one, in_force.get(one.code) == one.pk) for one in rows]


def not_assumed(rows: Sequence[AssumptionRow]) -> list[str]:
    """Return what can be assumed and has no value yet, in words."""
    known = {row.assumption.code for row in rows}
    return [str(code.label) for code in AssumptionCode if code.value not in known]


def changed_targets(nation: str) -> list[Change]:
    """Return the latest changes of targets; `nation` is what the nation is called."""
    names = reference_queries.region_names()
    return reference_queries.latest_changes(Target, lambda row: f"{names.get(row.region_id, nation)} {row.valid_from}")


def changed_assumptions() -> list[Change]:
    """Return the latest changes of assumptions."""
    labels = {code.value: str(code.label) for code in AssumptionCode}
    return reference_queries.latest_changes(
        Assumption, lambda row: f"{labels.get(row.code, row.code)} {row.valid_from}"
    )


def changed_published_figures() -> list[Change]:
    """Return the latest changes of published figures."""
    return reference_queries.latest_changes(
        PublishedFigure, lambda row: f"{row.entity}, {published_words.figure_words(row.figure)} {row.period}"
    )


def value_of(figure: PublishedFigure) -> Decimal | None:
    """Return the published value as a number; None when the source has only words."""
    try:
        value = Decimal(figure.value)
    except ArithmeticError:
        return None
    return value if value.is_finite() else None

"""Figures as open data gives them: one for each key figure, place, period and window, and why one is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.cost_index import IndexFigure, NationFigure
from values.numbers import round_half_up

_HUNDRED = 100
SEK_DECIMALS, PERCENT_DECIMALS = 2, 6


class Kpi(StrEnum):
    """The key figures, by the ids that the open data gives them."""

    AGENCY_COST = "agency_cost"
    OWN_COST = "own_cost"
    COST_RATIO = "cost_ratio"


UNITS = {Kpi.AGENCY_COST: "SEK", Kpi.OWN_COST: "SEK", Kpi.COST_RATIO: "percent"}
DECIMALS = {Kpi.AGENCY_COST: SEK_DECIMALS, Kpi.OWN_COST: SEK_DECIMALS, Kpi.COST_RATIO: PERCENT_DECIMALS}


class Status(StrEnum):
    """What a value is, or why there is none."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    """The nation's, without the regions that are named."""
    MISSING = "missing"
    """Returns are lacking, and named."""
    UNDEFINED = "undefined"
    """The share of an own staff cost that is zero or below."""


@dataclass(frozen=True)
class OpenFigure:
    """A figure of one key figure. `value` is in the unit of the kpi, None when it is missing, and never 0 for that.

    `missing` names the periods that lack a return, by county code.
    """

    kpi: Kpi
    value: Decimal | None
    status: Status
    missing: Mapping[str, tuple[str, ...]]
    target_percent: Decimal | None
    is_met: bool | None


def open_figure(kpi: Kpi, figure: IndexFigure | NationFigure, code: str | None) -> OpenFigure:
    """Return the key figure of a region (its county code) or of the nation (None), rounded half away from zero.

    Kronor with two decimals, per cent with six; whether the target is met is told of the unrounded ratio.
    """
    value = value_of(kpi, figure)
    is_ratio = kpi is Kpi.COST_RATIO
    return OpenFigure(
        kpi=kpi,
        value=None if value is None else round_half_up(value, DECIMALS[kpi]),
        status=status_of(value, figure),
        missing=missing_of(figure, code),
        target_percent=figure.target * _HUNDRED if is_ratio and figure.target is not None else None,
        is_met=figure.is_met if is_ratio else None,
    )


def value_of(kpi: Kpi, figure: IndexFigure | NationFigure) -> Decimal | None:
    """Return the key figure in its unit, unrounded."""
    match kpi:
        case Kpi.AGENCY_COST:
            return figure.agency_sek
        case Kpi.OWN_COST:
            return figure.own_sek
        case Kpi.COST_RATIO:
            return None if figure.ratio is None else figure.ratio * _HUNDRED


def status_of(value: Decimal | None, figure: IndexFigure | NationFigure) -> Status:
    """Return what the value is, or why there is none."""
    if value is None:
        return Status.MISSING if figure.agency_sek is None else Status.UNDEFINED
    is_partial = isinstance(figure, NationFigure) and not figure.is_complete
    return Status.PARTIAL if is_partial else Status.COMPLETE


def missing_of(figure: IndexFigure | NationFigure, code: str | None) -> Mapping[str, tuple[str, ...]]:
    """Return the periods that lack a return, by county code; a region without own staff cost lacks none, and is named."""
    if isinstance(figure, NationFigure):
        return figure.missing_by_region
    return {code or "": figure.missing} if figure.missing else {}

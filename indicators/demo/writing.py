"""Write the example costs as cost returns: locked, submitted, open, missing and restated, in bulk."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from indicators import loading as indicator_loading
from indicators.demo import amounts, figures, known
from indicators.models import CostKind, CostLine, CostReturn, CoveredMonth, ReturnState
from staffing import demo, loading
from staffing.models import CareArea, Organisation, Population, Profession, Region
from values.period import Period

PROFILES = Path(__file__).parent / "profile.csv"
LATEST = (2026, 3)
MISSING = frozenset({"09"})
OPEN = frozenset({"08", "10", "25"})
SUBMITTED = frozenset({"04", "13", "17", "20", "21", "23"})
"""County codes by how far the latest quarter has come; the other regions' are locked, as all earlier quarters are."""

RESTATED = ("20", 2025, 3)
RESTATEMENT = "Exempeldata: Inhyrda sjuksköterskor i somatiken under augusti saknades i den första redovisningen."
_LEFT_OUT = Decimal("0.31")
BEGUN_AFTER, SUBMITTED_AFTER, LOCKED_AFTER, RESTATED_AFTER = 20, 24, 40, 60
"""Days: from the end of a quarter to its steps, and from a return to its restatement."""
_BATCH = 2_000
_RATES_SEK = {known.DOCTOR: 1350, known.NURSE: 690, known.OTHER: 480}
"""Kronor for a hired hour in 2020, an assumption; three per cent more each year."""
_WEEKLY_HOURS = 40


@dataclass(frozen=True)
class Terms:
    """The rows that lines point at, by code."""

    professions: Mapping[str, Profession]
    care_areas: Mapping[str, CareArea]
    places: Mapping[str, Sequence[Organisation]]


def region_quarters() -> Iterator[amounts.RegionQuarter]:
    """Yield the example costs for the regions and populations in the database."""
    yield from amounts.quarters(amounts.read_profiles(PROFILES, _populations()))


def checks() -> list[figures.Check]:
    """Return the published figures beside those that the example costs give."""
    return figures.compare(
        figures.Costs(region_quarters()),
        loading.read_rows(indicator_loading.HERE / "national_series.csv"),
        loading.read_rows(indicator_loading.HERE / "published_figures.csv"),
        _populations(),
    )


def _populations() -> dict[str, int]:
    return {row.region.code: row.inhabitants for row in Population.objects.select_related("region")}


@transaction.atomic
def load() -> tuple[int, int]:
    """Write all returns and their lines unless there are any; return how many of each.

    Where divisions have units, each amount is spread over them: the sums are the same however many there are.
    """
    if CostReturn.objects.exists():
        return 0, 0
    regions = {region.code: region for region in Region.objects.all()}
    returns = lines = 0
    for code, of_region in groupby(region_quarters(), key=lambda costs: costs.code):
        terms = _terms(regions[code])
        pairs = [
            (cost_return, costs)
            for costs in of_region
            if not ((costs.year, costs.quarter) == LATEST and code in MISSING)
            for cost_return, costs in _versions(regions[code], costs)
        ]
        made = CostReturn.objects.bulk_create([cost_return for cost_return, _costs in pairs], batch_size=_BATCH)
        CostReturn.history.bulk_create((past for one in made for past in _history(one)), batch_size=_BATCH)
        _cover(made)
        returns += len(made)
        for cost_return, (_unsaved, costs) in zip(made, pairs, strict=True):
            lines += len(CostLine.objects.bulk_create(list(_lines(cost_return, costs, terms)), batch_size=_BATCH))
    return returns, lines


def _terms(region: Region) -> Terms:
    divisions = demo.divisions_of(region)
    units = Organisation.objects.filter(parent__in=divisions.values()).order_by("code")
    places = {
        care_area: [unit for unit in units if unit.parent_id == division.pk] or [division]
        for care_area, division in divisions.items()
    }
    return Terms(
        professions={profession.code: profession for profession in Profession.objects.all()},
        care_areas={care_area.code: care_area for care_area in CareArea.objects.all()},
        places={amounts.ROOT: [demo.root_of(region)], **places},
    )


def _versions(region: Region, costs: amounts.RegionQuarter) -> Iterator[tuple[CostReturn, amounts.RegionQuarter]]:
    """Yield the return of a quarter; for the one that is restated, the first version and then the one that counts."""
    if (costs.code, costs.year, costs.quarter) == RESTATED:
        yield _return(region, costs, ReturnState.LOCKED, counts=False), _incomplete(costs)
        yield _return(region, costs, ReturnState.LOCKED, number=2), costs
    else:
        yield _return(region, costs, _state(costs)), costs


def _state(costs: amounts.RegionQuarter) -> ReturnState:
    if (costs.year, costs.quarter) != LATEST:
        return ReturnState.LOCKED
    if costs.code in OPEN:
        return ReturnState.OPEN
    return ReturnState.SUBMITTED if costs.code in SUBMITTED else ReturnState.LOCKED


def _return(
    region: Region, costs: amounts.RegionQuarter, state: ReturnState, *, number: int = 1, counts: bool = True
) -> CostReturn:
    period = Period(costs.year, costs.quarter * 3 - 2, 3)
    submitted_at, locked_at = (_days_after(period, number, days) for days in (SUBMITTED_AFTER, LOCKED_AFTER))
    is_locked, is_submitted = state == ReturnState.LOCKED, state != ReturnState.OPEN
    return CostReturn(
        region=region,
        first_month=period.first_date,
        length=period.length,
        number=number,
        state=state,
        reason=RESTATEMENT if number > 1 else "",
        counts_submitted=counts and is_submitted,
        counts_locked=counts and is_locked,
        is_example=True,
        submitted_at=submitted_at if is_submitted else None,
        locked_at=locked_at if is_locked else None,
    )


def _days_after(period: Period, number: int, days: int) -> datetime.datetime:
    return noon(period.last_date + datetime.timedelta(days=days + RESTATED_AFTER * (number - 1)))


def _history(made: CostReturn) -> Iterator[Any]:
    """Yield what the history tells of a return: made, handed in and locked, each on its day."""
    now = {field.attname: getattr(made, field.attname) for field in CostReturn._meta.concrete_fields}  # noqa: SLF001
    locked = {name: now[name] for name in ("state", "counts_submitted", "counts_locked", "locked_at")}
    submitted = {
        **locked,
        "state": ReturnState.SUBMITTED,
        "counts_submitted": True,
        "counts_locked": False,
        "locked_at": None,
    }
    begun = {**submitted, "state": ReturnState.OPEN, "counts_submitted": False, "submitted_at": None}
    steps = [("+", _days_after(made.period, made.number, BEGUN_AFTER), begun)]
    if made.submitted_at is not None:
        steps.append(("~", made.submitted_at, submitted))
    if made.locked_at is not None:
        steps.append(("~", made.locked_at, locked))
    for kind, at, then in steps:
        yield CostReturn.history.model(**{**now, **then}, history_type=kind, history_date=at)


def noon(day: datetime.date) -> datetime.datetime:
    """Return twelve o'clock of the day, here."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def _incomplete(costs: amounts.RegionQuarter) -> amounts.RegionQuarter:
    """Return the quarter as it was first reported: without a part of the nurses hired in somatic care."""
    cells = tuple(
        amounts.Cell(cell.place, cell.profession, cell.care_area, cell.kind, int(cell.amount_sek * (1 - _LEFT_OUT)))
        if (cell.profession, cell.care_area, cell.kind) == (known.NURSE, demo.SOMATIC, amounts.AGENCY)
        else cell
        for cell in costs.cells
    )
    return amounts.RegionQuarter(costs.code, costs.year, costs.quarter, cells)


def _cover(returns: Iterable[CostReturn]) -> None:
    CoveredMonth.objects.bulk_create(
        (
            CoveredMonth(region_id=made.region_id, month=month, first_version=made)
            for made in returns
            if made.number == 1
            for month in made.period.months
        ),
        batch_size=_BATCH,
    )


def _lines(made: CostReturn, costs: amounts.RegionQuarter, terms: Terms) -> Iterator[CostLine]:
    for cell in costs.cells:
        organisations = terms.places[cell.place]
        weights = [Decimal(50 + demo.draw(101, organisation.code)) for organisation in organisations]
        for organisation, amount_sek in zip(organisations, amounts.split(cell.amount_sek, weights), strict=True):
            yield CostLine(
                cost_return=made,
                organisation=organisation,
                profession=terms.professions[cell.profession],
                care_area=terms.care_areas[cell.care_area] if cell.care_area else None,
                kind=cell.kind,
                amount_sek=Decimal(amount_sek),
                **(_details(costs, cell, amount_sek) if cell.kind == CostKind.AGENCY else {}),
            )


def _details(costs: amounts.RegionQuarter, cell: amounts.Cell, amount_sek: int) -> dict[str, Decimal]:
    """Return the on-call part, the part outside the framework, hours and weeks of an agency line."""
    on_call_percent = 9 + demo.draw(9, costs.code, costs.year, "on call") if cell.profession == known.DOCTOR else 0
    # Fewer call-offs outside the framework agreements year by year: from about a quarter to about seven per cent.
    outside_percent = max(25 - 2 * (costs.year - 2016), 5) + demo.draw(5, costs.code, costs.year, costs.quarter)
    rate = _RATES_SEK[cell.profession] * (100 + 3 * (costs.year - 2020))
    hours = amount_sek * 100 // rate
    return {
        "on_call_sek": Decimal(amount_sek * on_call_percent // 100),
        "outside_framework_sek": Decimal(amount_sek * outside_percent // 100),
        "hired_hours": Decimal(hours),
        "hire_weeks": Decimal(hours // _WEEKLY_HOURS),
    }

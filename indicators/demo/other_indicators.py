"""Figures of other indicators, made up and marked as such; the vacancy rate stands on the counts of posts (`staffing.demo_workforce`)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from indicators.demo import writing
from indicators.models import Indicator, IndicatorValue
from indicators.other_indicators import OWN_FTE, Given
from staffing import demo
from staffing.models import Population, Profession, Region
from values.period import Period

BLEKINGE, GOTLAND, KALMAR = "10", "09", "08"
MARK = "Exempeldata"
CORRECTION = f"{MARK}: En förvaltnings timmar saknades när uppgiften lämnades."


@dataclass(frozen=True)
class _Maker:
    """What is made up for an indicator: from which period, and a figure of a region of some employees in a step of time."""

    first: str
    make: Callable[[str, int, int], Given]


def _share(name: str, base: int, spread: int, fall: int, of: Callable[[int], int]) -> Callable[[str, int, int], Given]:
    """Return a maker of shares: thousandths around `base`, falling by `fall` in each of the region's steps."""

    def make(code: str, employees: int, step: int) -> Given:
        thousandths = base + demo.draw(spread, code, name) - fall * step + demo.draw(6, code, name, step)
        denominator = of(employees)
        return Given(None, Decimal(denominator * thousandths // 1000), Decimal(denominator))

    return make


def _engagement(code: str, _employees: int, step: int) -> Given:
    return Given(Decimal(750 + demo.draw(45, code, "hme") + demo.draw(12, code, "hme", step)) / 10, None, None)


def _own_fte(code: str, employees: int, step: int) -> Given:
    return Given(Decimal(employees * (965 + 3 * step + demo.draw(5, code, "fte", step)) // 1000), None, None)


MAKERS: Mapping[str, _Maker] = {
    "personalomsattning": _Maker("2022", _share("turnover", 85, 35, 4, lambda employees: employees)),
    "sjukfranvaro": _Maker("2024-K1", _share("sick", 58, 16, 0, lambda employees: employees * 425)),
    "hme": _Maker("2022", _engagement),
    "kontinuitet": _Maker("2023", _share("continuity", 430, 160, -8, lambda employees: employees * 18)),
    "vantetid": _Maker("2024-K1", _share("access", 690, 200, -6, lambda employees: employees * 2)),
    OWN_FTE: _Maker("2024-K1", _own_fte),
}


@transaction.atomic
def load() -> int:
    """Write the figures unless there are any; return how many."""
    if IndicatorValue.objects.exists():
        return 0
    indicators = {one.code: one for one in Indicator.objects.all()}
    employees = {one.region_id: one.inhabitants * 3 // 100 for one in Population.objects.order_by("date")}
    values: list[IndicatorValue] = []
    for region in Region.objects.all():
        for code, maker in MAKERS.items():
            values += _series(indicators[code], region, maker, employees[region.pk])
    blekinge = Region.objects.get(code=BLEKINGE)
    values += _blekinge(indicators, blekinge, employees[blekinge.pk])
    return len(IndicatorValue.objects.bulk_create(values, batch_size=1_000))


def _series(indicator: Indicator, region: Region, maker: _Maker, employees: int) -> Iterator[IndicatorValue]:
    """Yield a region's figures to the latest period that has ended; Gotland lacks the last, Kalmar shares no sick leave."""
    year, quarter = writing.LATEST
    end = Period(year, quarter * 3 - 2, 3).last_date
    period, step = Period.parse(maker.first), 0
    while period.last_date <= end:
        is_last = period.next().last_date > end
        if not (is_last and region.code == GOTLAND):
            is_shared = (indicator.code, region.code) != ("sjukfranvaro", KALMAR)
            yield _value(indicator, region, period, maker.make(region.code, employees, step), is_shared=is_shared)
        period, step = period.next(), step + 1


def _value(
    indicator: Indicator, region: Region, period: Period, given: Given, *, is_shared: bool = True, **fields: object
) -> IndicatorValue:
    entered_at = writing.noon(period.last_date + datetime.timedelta(days=18))
    return IndicatorValue(
        indicator=indicator,
        region=region,
        first_month=period.first_date,
        length=period.length,
        value=given.value,
        numerator=given.numerator,
        denominator=given.denominator,
        entered_at=entered_at,
        shared_at=entered_at if is_shared else None,
        **{"is_example": True, **fields},
    )


DIVISION_HOURS = {demo.PRIMARY: 61, demo.SOMATIC: 300, demo.PSYCHIATRY: 59}
"""Contracted hours of a division in a quarter, of the region's 425 an employee; what is left is of its offices."""


def _blekinge(indicators: Mapping[str, Indicator], region: Region, employees: int) -> Iterator[IndicatorValue]:
    """Yield made-up figures of Blekinge's divisions and professions with a correction."""
    sick = indicators["sjukfranvaro"]
    professions = {one.code: one for one in Profession.objects.all()}
    quarter = Period(*writing.LATEST[:1], writing.LATEST[1] * 3 - 2, 3)
    for code, share, thousandths in (("doctor", 8, 41), ("nurse", 40, 66)):
        hours = employees * share
        given = Given(None, Decimal(hours * thousandths // 1000), Decimal(hours))
        yield _value(sick, region, quarter, given, profession=professions[code])
    for name, division in sorted(demo.divisions_of(region).items()):
        hours = employees * DIVISION_HOURS[name]
        given = Given(None, Decimal(hours * (55 + demo.draw(20, name, "sick")) // 1000), Decimal(hours))
        yield _value(sick, region, quarter, given, organisation=division)
        if name == min(demo.divisions_of(region)):
            before = Given(None, (given.numerator or Decimal(0)) // 2, given.denominator)
            earlier = quarter.previous()
            yield _value(sick, region, earlier, before, organisation=division, is_current=False)
            yield _value(sick, region, earlier, given, organisation=division, number=2, reason=CORRECTION)

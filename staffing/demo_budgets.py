"""Example budgets for hires and costs of own staff in Blekinge; all made up, and marked so."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import transaction

from staffing import demo
from staffing.demo import PRIMARY, SOMATIC
from staffing.models import HireBudget, Organisation, OwnStaffRate, Profession, Region, Speciality

BLEKINGE = "10"
MARK = "Exempeldata: påhittat för att visa produkten"
BUDGETS = {"": 14_000_000, PRIMARY: 5_500_000, SOMATIC: 4_500_000}
"""Kronor a year of the region and of divisions; psychiatry has none of its own and draws on the region's."""
RATES = (
    ("doctor", "", 740),
    ("doctor", "allmanmedicin", 780),
    ("nurse", "", 385),
    ("other", "", 290),
)
"""Kronor an hour; made up, of a size that pay with the employer's contributions has."""


@transaction.atomic
def load(today: datetime.date) -> int:
    """Make the example budgets of last year, this and the next, and the costs of own staff, unless some are there."""
    region = Region.objects.get(code=BLEKINGE)
    if HireBudget.objects.filter(organisation__region=region).exists():
        return 0
    places: dict[str, Organisation] = {"": demo.root_of(region), **demo.divisions_of(region)}
    made = 0
    for year in (today.year - 1, today.year, today.year + 1):
        for place, sek in BUDGETS.items():
            HireBudget.objects.create(
                organisation=places[place],
                year=year,
                amount_sek=Decimal(sek),
                decided_by="Regionstyrelsen (exempel)" if not place else "Hälso- och sjukvårdsnämnden (exempel)",
                reference="Exempel, ingen verklig budget",
                is_example=True,
            )
            made += 1
    return made + _rates(region, today)


def _rates(region: Region, today: datetime.date) -> int:
    for profession, speciality, sek in RATES:
        OwnStaffRate.objects.create(
            region=region,
            profession=Profession.objects.get(code=profession),
            speciality=Speciality.objects.get(code=speciality) if speciality else None,
            sek_per_hour=Decimal(sek),
            valid_from=datetime.date(today.year - 1, 1, 1),
            source=MARK,
            is_example=True,
        )
    return len(RATES)

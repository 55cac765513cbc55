"""Posts of the demo: Blekinge's specialist doctors of 2016 as its plan prints them, and made-up counts marked as such."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from staffing import demo, vacancy
from staffing.models import (
    Organisation,
    Position,
    PostCount,
    Region,
    Speciality,
    StaffingTarget,
    WorkforceAssumption,
)

BLEKINGE, KALMAR, GOTLAND = "10", "08", "09"
"""Blekinge and Kalmar count by division and position; Gotland counts nothing; the others count few positions as a whole."""
MARK = "Exempeldata"
SOURCE = "Landstinget Blekinge, Lokal handlingsplan, 2017: 268,2 av 330,7 tjänster tillsatta i november 2016."
NOVEMBER = datetime.date(2016, 11, 30)
POSTS, FILLED = Decimal("330.7"), Decimal("268.2")
QUARTERS = 8


@dataclass(frozen=True)
class _Post:
    """Posts of a division: how many there are, and how many thousandths of them are vacant at first."""

    division: str
    position: str
    speciality: str
    posts: int
    vacant: int


_POSTS = (
    _Post(demo.PRIMARY, "specialistlakare", "allmanmedicin", 62, 260),
    _Post(demo.PRIMARY, "st", "allmanmedicin", 26, 60),
    _Post(demo.PRIMARY, "sjukskoterska", "", 74, 70),
    _Post(demo.PRIMARY, "specialistsjukskoterska", "ssk-distrikt", 58, 110),
    _Post(demo.PRIMARY, "barnmorska", "", 22, 90),
    _Post(demo.SOMATIC, "at", "", 38, 30),
    _Post(demo.SOMATIC, "bt", "", 14, 80),
    _Post(demo.SOMATIC, "st", "", 66, 50),
    _Post(demo.SOMATIC, "specialistlakare", "", 196, 120),
    _Post(demo.SOMATIC, "sjukskoterska", "", 430, 95),
    _Post(demo.SOMATIC, "vub-sjukskoterska", "", 24, 100),
    _Post(demo.SOMATIC, "specialistsjukskoterska", "", 185, 140),
    _Post(demo.SOMATIC, "underskoterska", "", 310, 40),
    _Post(demo.PSYCHIATRY, "st", "psykiatri", 12, 150),
    _Post(demo.PSYCHIATRY, "specialistlakare", "psykiatri", 30, 310),
    _Post(demo.PSYCHIATRY, "sjukskoterska", "", 64, 100),
    _Post(demo.PSYCHIATRY, "specialistsjukskoterska", "ssk-psykiatrisk", 40, 180),
    _Post(demo.PSYCHIATRY, "skotare", "", 72, 50),
)
_TARGETS: Mapping[str, tuple[tuple[int, int], ...]] = {
    "at": ((1, 40),),
    "st": ((1, 108),),
    "specialistlakare": ((1, 255), (3, 275)),
    "sjukskoterska": ((1, 535), (3, 560)),
    "specialistsjukskoterska": ((2, 265),),
}
"""Numbers aimed at: years from now, filled posts."""
_ASSUMED: Mapping[str, tuple[str, str, str, str, str]] = {
    "specialistlakare": ("11", "3.5", "16", "70", "8"),
    "sjukskoterska": ("14", "7", "45", "70", "12"),
    "specialistsjukskoterska": ("9", "4", "14", "70", "5"),
}
"""Retirements, others who leave in per cent, finish training, of them stay in per cent, recruits."""


def quarter_ends(today: datetime.date, count: int) -> list[datetime.date]:
    """Return the last days of the latest whole quarters, the earliest first."""
    first = datetime.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    starts = [vacancy.months_before(first, 3 * back) for back in range(count)]
    return [start - datetime.timedelta(days=1) for start in reversed(starts)]


@transaction.atomic
def load(today: datetime.date) -> int:
    """Load posts, target numbers and assumptions into regions that have none; return how many rows were new."""
    positions = {one.code: one for one in Position.objects.all()}
    specialities = {one.code: one for one in Speciality.objects.all()}
    made = 0
    for region in Region.objects.exclude(code=GOTLAND):
        if PostCount.objects.filter(organisation__region=region).exists():
            continue
        root, days = demo.root_of(region), quarter_ends(today, QUARTERS)
        if region.code in {BLEKINGE, KALMAR}:
            counts = list(_counts(region, days, positions, specialities))
        else:
            counts = list(_whole_counts(root, days, positions))
        if region.code == BLEKINGE:
            counts.append(_of_2016(root, positions["specialistlakare"]))
        targets = list(_targets(root, today, positions)) if region.code == BLEKINGE else []
        assumptions = list(_assumptions(root, positions)) if region.code == BLEKINGE else []
        bulk_create_with_history(counts, PostCount)
        bulk_create_with_history(targets, StaffingTarget)
        bulk_create_with_history(assumptions, WorkforceAssumption)
        made += len(counts) + len(targets) + len(assumptions)
    return made


def _of_2016(root: Organisation, position: Position) -> PostCount:
    return PostCount(
        organisation=root, position=position, date=NOVEMBER, posts_fte=POSTS, filled_fte=FILLED, note=SOURCE
    )


def _counts(
    region: Region,
    days: list[datetime.date],
    positions: Mapping[str, Position],
    specialities: Mapping[str, Speciality],
) -> Iterator[PostCount]:
    divisions = demo.divisions_of(region)
    for post in _POSTS:
        for step, day in enumerate(days):
            keys = (region.code, post.division, post.position)
            posts = post.posts + demo.draw(6, *keys) + step // 3
            vacant = post.vacant * (100 - 4 * step) // 100 + demo.draw(12, *keys, step)
            yield PostCount(
                organisation=divisions[post.division],
                position=positions[post.position],
                speciality=specialities[post.speciality] if post.speciality else None,
                date=day,
                posts_fte=Decimal(posts),
                filled_fte=(Decimal(posts) * (1000 - vacant) / 1000).quantize(Decimal("0.1")),
                note=MARK,
                is_example=True,
            )


def _whole_counts(
    root: Organisation, days: list[datetime.date], positions: Mapping[str, Position]
) -> Iterator[PostCount]:
    """Yield counts of a whole region, for the nation's comparison: the two positions that are hired most."""
    code = root.region.code
    for position, posts, vacant in (("specialistlakare", 420, 150), ("sjukskoterska", 1_300, 80)):
        for step, day in enumerate(days):
            number = posts + demo.draw(posts // 2, code, position)
            thousandths = vacant + demo.draw(60, code, position) - 3 * step + demo.draw(8, code, position, step)
            yield PostCount(
                organisation=root,
                position=positions[position],
                date=day,
                posts_fte=Decimal(number),
                filled_fte=(Decimal(number) * (1000 - thousandths) / 1000).quantize(Decimal("0.1")),
                note=MARK,
                is_example=True,
            )


def _targets(root: Organisation, today: datetime.date, positions: Mapping[str, Position]) -> Iterator[StaffingTarget]:
    for code, aims in _TARGETS.items():
        for years, filled in aims:
            yield StaffingTarget(
                organisation=root,
                position=positions[code],
                by_date=datetime.date(today.year + years, 12, 31),
                filled_fte=Decimal(filled),
                note=MARK,
                is_example=True,
            )


def _assumptions(root: Organisation, positions: Mapping[str, Position]) -> Iterator[WorkforceAssumption]:
    for code, numbers in _ASSUMED.items():
        retirements, leave, trained, stay, recruits = map(Decimal, numbers)
        yield WorkforceAssumption(
            organisation=root,
            position=positions[code],
            retirements_fte=retirements,
            leave_percent=leave,
            trained_fte=trained,
            stay_percent=stay,
            recruits_fte=recruits,
            source=MARK,
            is_example=True,
        )

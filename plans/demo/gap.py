"""An example gap analysis of one region: a closed round and an open one, partly answered. Marked as example data."""

from __future__ import annotations

import datetime

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from measures.models import GapAssessment, GapRound, Measure
from plans.demo.writing import at_ten
from staffing import demo
from staffing.models import Organisation, Region

CODE = "10"
FIRST = ("Exempel: hösten 2025", datetime.date(2025, 9, 1), datetime.date(2025, 10, 17))
SECOND = ("Exempel: hösten 2026", datetime.date(2026, 10, 5), None)
_COMMENTS = (
    "Exempeldata: Finns på två enheter, ska spridas.",
    "Exempeldata: Kräver beslut i förhandling.",
    "Exempeldata: Prövades 2024, gav effekt först efter ett halvår.",
)


@transaction.atomic
def load() -> int:
    """Write the two rounds when the region has none; return how many answers were written."""
    region = Region.objects.get(code=CODE)
    if GapRound.objects.filter(region=region).exists():
        return 0
    catalogue = list(Measure.objects.order_by("number"))
    divisions = list(demo.divisions_of(region).values())
    root = demo.root_of(region)
    first, second = (
        GapRound.objects.create(region=region, title=title, opened_date=opened, closed_date=closed, is_example=True)
        for title, opened, closed in (FIRST, SECOND)
    )
    rows = [_answer(first, root, measure) for measure in catalogue[:52]]
    rows += [_answer(second, root, measure) for measure in catalogue[:45]]
    rows += [_answer(second, divisions[0], measure) for measure in catalogue[:26]]
    rows += [_answer(second, divisions[1], measure) for measure in catalogue[8:30]]
    bulk_create_with_history(rows, GapAssessment, default_date=at_ten(SECOND[1]))
    return len(rows)


def _answer(gap_round: GapRound, place: Organisation, measure: Measure) -> GapAssessment:
    """Return an answer drawn from the measure, nudged by place and round so that they differ, but not wildly."""
    if demo.draw(15, place.code, measure.number, "out") == 0:
        return GapAssessment(round=gap_round, organisation=place, measure=measure, is_not_relevant=True)

    def drawn(scale: str, *, moves: bool) -> int:
        base = 1 + demo.draw(5, measure.number, scale)
        nudge = demo.draw(3, place.code, measure.number, scale) - 1
        later = moves and gap_round.is_open and demo.draw(2, measure.number, "later")
        return min(5, max(1, base + nudge + int(later)))

    is_set = demo.draw(4, place.code, gap_round.title, measure.number, "set") == 0
    says = demo.draw(8, place.code, measure.number, "says")
    return GapAssessment(
        round=gap_round,
        organisation=place,
        measure=measure,
        degree=drawn("degree", moves=True),
        effect=drawn("effect", moves=False),
        difficulty=drawn("difficulty", moves=False),
        priority=1 + demo.draw(5, place.code, measure.number, "priority") if is_set else None,
        comment=_COMMENTS[says] if says < len(_COMMENTS) else "",
    )

"""Volume for measuring speed: one plan with a thousand activities for each step of the scale, and units to report for."""

from __future__ import annotations

import datetime
import math

from django.db import transaction

from measures.models import Measure
from plans.demo import examples, writing
from plans.models import Plan, PlanArea, PlanSection, PlanState
from staffing import demo
from staffing.models import Organisation, Region

SLUG = "skala"
REGION_CODE = "10"
ACTIVITIES = 1_000
"""For each step: `--scale 100` makes 100 000."""
UNITS = 0.65
"""In each division for each step: 65 at 100, which makes more than a million cost lines."""

_SECTIONS = 24
_BATCH = 2_000


def load_units(scale: int) -> int:
    """Make the units that costs are spread over; return how many were new."""
    return demo.load_units(math.ceil(UNITS * scale))


def make_plan(slug: str, title: str, number: int) -> tuple[Plan, list[PlanSection], dict[int, PlanArea]]:
    """Return an adopted example plan without activities, its sections, so many, and its areas."""
    region = Region.objects.get(code=REGION_CODE)
    root = demo.root_of(region)
    plan = Plan.objects.create(
        slug=slug,
        title=title,
        region=region,
        organisation=root,
        start_date=datetime.date(examples.YEARS[0], 1, 1),
        end_date=datetime.date(examples.YEARS[1], 12, 31),
        state=PlanState.ADOPTED,
        adopted_date=examples.ADOPTED,
        is_example=True,
    )
    below = Organisation.objects.filter(region=region).exclude(pk=root.pk).order_by("-level", "order", "code")
    sections = examples.make_sections(plan, [root, *below[: number - 1]])
    return plan, sections, examples.make_areas(plan)


@transaction.atomic
def load_activities(scale: int, today: datetime.date) -> int:
    """Write the large plan unless it is there; return the number of activities. Batches keep the memory level."""
    if Plan.objects.filter(slug=SLUG).exists():
        return 0
    plan, sections, areas = make_plan(SLUG, "Exempel: Stor plan för mätning", _SECTIONS)
    catalogue = list(Measure.objects.select_related("area"))
    total = ACTIVITIES * scale
    for first in range(0, total, _BATCH):
        drafts = [
            examples.draft_of(plan, catalogue[number % len(catalogue)], number + 1, sections, areas)
            for number in range(first, min(first + _BATCH, total))
        ]
        writing.write_activities(plan, drafts, today, with_history=False)
    return total

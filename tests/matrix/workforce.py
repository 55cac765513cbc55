"""Posts, target numbers and forecasts: the own region's alone; of others there is nothing to see."""

from __future__ import annotations

import datetime

from django.utils import timezone

from staffing.models import Organisation, Position, PostCount, PostCountBatch, StaffingTarget
from tests import factories
from tests.url_rules import HAS_ROLE, NO_GET, NO_POST, same
from tests.url_walk import Route, Rule
from tests.url_world import CONTROLLER, LEADER, MANAGER, MEMBERS, NATIONAL_AUDITOR, NO_ID, World

COUNTERS = frozenset({LEADER, CONTROLLER, MANAGER})
SEES = same("own", MEMBERS) | same("other", frozenset({NATIONAL_AUDITOR}))
READ = Rule(SEES)
COUNT = Rule(SEES, same("own", COUNTERS))

ROUTES = [
    Route("staffing_overview", "nothing", HAS_ROLE, NO_POST),
    Route("workforce", "region", READ, NO_POST),
    Route("post_count_list", "region", READ, NO_POST),
    Route("post_count_create", "region", COUNT, COUNT.answering(422)),
    Route("post_count_upload", "region", COUNT, COUNT.answering(422)),
    Route("post_count_undo", "post_count_batch", NO_GET, COUNT.answering(302)),
    # Without a format there is no template to hand out.
    Route("post_count_template", "region", COUNT.answering(400), NO_POST),
    Route("post_count_edit", "post_count", COUNT, COUNT.answering(422)),
    Route("post_count_remove", "post_count", NO_GET, COUNT.answering(302)),
    Route("staffing_target_list", "region", READ, NO_POST),
    Route("staffing_target_create", "region", COUNT, COUNT.answering(422)),
    Route("staffing_target_edit", "staffing_target", COUNT, COUNT.answering(422)),
    Route("staffing_target_remove", "staffing_target", NO_GET, COUNT.answering(302)),
    Route("workforce_forecast", "region", READ, NO_POST),
    Route("workforce_assumption_edit", "forecast_assumption", COUNT, COUNT.answering(422)),
]


def extend(world: World) -> None:
    """Give each region a count and a target number with a secret word."""
    position = Position.objects.create(
        code="specialistlakare",
        profession=factories.profession("doctor"),
        name_sv="specialistläkare",
        name_en="specialist",
    )
    readers = frozenset({NATIONAL_AUDITOR})
    for label, code in (("own", "BLS"), ("other", "LSK")):
        place = Organisation.objects.get(code=code)
        secret = world.secret("Grannhemlig räkning", readers) if label == "other" else ""
        count = PostCount.objects.create(
            organisation=place,
            position=position,
            date=datetime.date(2017, 1, 31),
            posts_fte="10",
            filled_fte="7",
            note=secret,
        )
        target = StaffingTarget.objects.create(
            organisation=place, position=position, by_date=datetime.date(2030, 1, 1), filled_fte="9", note=secret
        )
        batch = PostCountBatch.objects.create(region=place.region, made_at=timezone.now(), rows=[])
        world.add("post_count_batch", label, code=place.region.code, pk=batch.pk)
        world.add("post_count", label, pk=count.pk)
        world.add("staffing_target", label, pk=target.pk)
        world.add(
            "forecast_assumption", label, code={"own": "10", "other": "08"}[label], pk=place.pk, position=position.code
        )
    elsewhere = Organisation.objects.get(code="LSK")
    world.add("forecast_assumption", "crossed part", code="10", pk=elsewhere.pk, position=position.code)
    world.add("forecast_assumption", "absent part", code="10", pk=NO_ID, position=position.code)
    strange = PostCountBatch.objects.get(region=elsewhere.region)
    world.add("post_count_batch", "crossed", code="10", pk=strange.pk)
    world.add("post_count_batch", "missing", code="10", pk=NO_ID)
    for kind in ("post_count", "staffing_target"):
        world.add(kind, "missing", pk=NO_ID)
    world.add("forecast_assumption", "missing", code="99", pk=NO_ID, position="finns-inte")

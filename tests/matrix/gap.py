"""The gap analysis: rounds of the own region and of another, open and closed, and the words of the scales."""

from __future__ import annotations

import datetime

from measures.models import GapRound, ScaleStep
from staffing.models import Organisation
from tests.url_rules import NO_GET, NO_POST, PARTS, same
from tests.url_walk import Route, Rule
from tests.url_world import (
    ADMINISTRATOR,
    COORDINATOR,
    EVERYBODY,
    LEADER,
    MANAGER,
    MEMBERS,
    NATIONAL_AUDITOR,
    NO_ID,
    SIGNED_IN,
    World,
)

OTHERS = frozenset({NATIONAL_AUDITOR})
LEADERS = frozenset({LEADER})
SCALE_EDITORS = frozenset({ADMINISTRATOR, COORDINATOR})
SEES_ROUND = same("own open, own closed", MEMBERS) | same("other open", OTHERS)
SEES_PLACE = same("own root, own division, own closed", MEMBERS) | same("other", OTHERS) | same(PARTS, MEMBERS)
READ_ROUND = Rule(SEES_ROUND)
CLOSE_ROUND = Rule(SEES_ROUND, same("own open", LEADERS), (302,))
READ_PLACE = Rule(SEES_PLACE)
# Without the name of an area or a field nothing is saved.
ASSESS = Rule(
    SEES_PLACE,
    same("own root", LEADERS) | same("own division", LEADERS | {MANAGER}) | same(PARTS, MEMBERS),
    (422,),
)
SEES_REGION = same("own", MEMBERS) | same("other", OTHERS)
START = Rule(SEES_REGION, same("own", LEADERS))
EDIT_SCALE = Rule({"any": EVERYBODY | SIGNED_IN}, {"any": SCALE_EDITORS}, asks_first=True)

ROUTES = [
    Route("gap_round_list", "nothing", Rule({"": SIGNED_IN}), NO_POST),
    Route("gap_scales", "nothing", Rule({"": SIGNED_IN}), NO_POST),
    Route("gap_scale_edit", "scale_step", EDIT_SCALE, EDIT_SCALE.answering(422)),
    Route("gap_round_create", "region", START, START.answering(422)),
    Route("gap_round_detail", "gap_round", READ_ROUND, NO_POST),
    Route("gap_round_close", "gap_round", NO_GET, CLOSE_ROUND),
    Route("gap_compare", "gap_round", READ_ROUND, NO_POST),
    Route("gap_export", "gap_file", READ_ROUND, NO_POST),
    Route("gap_grid", "gap_place", READ_PLACE, ASSESS),
    Route("gap_answers", "gap_place", READ_PLACE, ASSESS),
    Route("gap_ranking", "gap_place", READ_PLACE, NO_POST),
]


def extend(world: World) -> None:
    """Make a round open and closed in the own region, and an open one in the other."""
    root = Organisation.objects.get(pk=world.things["organisation"]["own root"]["pk"])
    division = Organisation.objects.get(pk=world.things["organisation"]["own"]["pk"])
    elsewhere = Organisation.objects.get(pk=world.things["organisation"]["other"]["pk"])
    day = datetime.date(2026, 1, 1)
    mine = GapRound.objects.create(region=root.region, title="Omgång", opened_date=day)
    closed = GapRound.objects.create(region=root.region, title="Förra", opened_date=day, closed_date=day)
    title = world.secret("Grannhemlig omgång", OTHERS)
    theirs = GapRound.objects.create(region=elsewhere.region, title=title, opened_date=day)
    for label, one in {"own open": mine, "own closed": closed, "other open": theirs}.items():
        world.add("gap_round", label, pk=one.pk)
        world.add("gap_file", label, pk=one.pk, file_format="csv")
    world.add("gap_round", "missing", pk=NO_ID)
    world.add("gap_file", "missing", pk=NO_ID, file_format="csv")
    world.add("gap_place", "own root", pk=mine.pk, organisation_pk=root.pk)
    world.add("gap_place", "own division", pk=mine.pk, organisation_pk=division.pk)
    world.add("gap_place", "own closed", pk=closed.pk, organisation_pk=root.pk)
    world.add("gap_place", "other", pk=theirs.pk, organisation_pk=elsewhere.pk)
    world.add("gap_place", "missing", pk=NO_ID, organisation_pk=root.pk)
    world.add("gap_place", "absent part", pk=mine.pk, organisation_pk=NO_ID)
    world.add("gap_place", "crossed part", pk=mine.pk, organisation_pk=elsewhere.pk)
    step = ScaleStep.objects.create(scale="degree", step=1, name_sv="inget", name_en="none")
    world.add("scale_step", "any", pk=step.pk)
    world.add("scale_step", "missing", pk=NO_ID)

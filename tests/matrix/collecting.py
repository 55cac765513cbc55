"""Collection rounds of cost returns."""

from __future__ import annotations

import datetime

from django.utils import timezone

from indicators.models import CollectionRound
from tests.url_rules import COORDINATORS, NO_GET, NO_POST, same
from tests.url_walk import Route, Rule
from tests.url_world import EVERYBODY, NO_ID, World
from values.period import Period

ROUNDS = same("open, closed", EVERYBODY)
COLLECT = Rule(ROUNDS, same("open, closed", COORDINATORS))
CREATE = Rule({"": EVERYBODY}, {"": COORDINATORS})

ROUTES = [
    Route("collection_round_list", "nothing", Rule({"": EVERYBODY}), NO_POST),
    Route("collection_round_create", "nothing", CREATE, CREATE.answering(422)),
    Route("collection_round_detail", "collection", Rule(ROUNDS), NO_POST),
    Route("collection_round_edit", "collection", COLLECT, COLLECT.answering(422)),
    Route("collection_round_close", "collection", NO_GET, COLLECT.answering(302)),
    Route(
        "collection_round_remind", "collection", NO_GET, Rule(ROUNDS, same("open", COORDINATORS), (302,))
    ),
]  # fmt: skip


def extend(world: World) -> None:
    """Make a round that is open and one that is closed, of the periods that the two regions report."""
    now = timezone.now()
    world.add("collection", "missing", pk=NO_ID)
    for label, code in (("open", "2017-K4"), ("closed", "2017-K3")):
        period = Period.parse(code)
        made = CollectionRound.objects.create(
            first_month=period.first_date,
            length=period.length,
            due_date=period.last_date + datetime.timedelta(days=30),
            opened_at=now,
            closed_at=now if label == "closed" else None,
        )
        world.add("collection", label, pk=made.pk)

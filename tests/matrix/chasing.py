"""Reminders: one's own choice, what was sent, single reminders, calendar feeds, hand-over of roles."""

from __future__ import annotations

from tests.url_rules import SIGNED
from tests.url_walk import Route
from tests.url_world import World

ROUTES = [
    Route("reminder_choice", "nothing", SIGNED, SIGNED.answering(422)),
]


def extend(world: World) -> None:
    """Add nothing: the choice is everybody's own."""

"""Posts and vacancies: the own region's alone."""

from __future__ import annotations

from tests.url_rules import HAS_ROLE, NO_POST
from tests.url_walk import Route
from tests.url_world import World

ROUTES = [
    Route("staffing_overview", "nothing", HAS_ROLE, NO_POST),
]


def extend(world: World) -> None:
    """Add nothing yet."""

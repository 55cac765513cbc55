"""Statistics of hires, and the lists of delegated decisions: the own region's alone; the lists are made by who keeps hires."""

from __future__ import annotations

from tests.url_rules import NO_POST
from tests.url_walk import Route, Rule
from tests.url_world import MEMBERS, World

READ = Rule({"": MEMBERS})

ROUTES = [
    Route("hire_statistics", "nothing", READ, NO_POST),
    Route("hire_statistics_export", "nation_file", READ, NO_POST),
]


def extend(world: World) -> None:
    """Nothing of its own: the hires are there."""

"""Staffing beside cost: for whoever sees the region's costs; hires and counts of posts are the own region's alone."""

from __future__ import annotations

from tests.url_rules import NO_POST, READ_REGION
from tests.url_walk import Route
from tests.url_world import World

ROUTES = [
    Route("region_staffing", "region", READ_REGION, NO_POST),
    Route("region_staffing_export", "region_table", READ_REGION, NO_POST),
]


def extend(world: World) -> None:
    """Make nothing more: the counts, the hires and the costs are those of the modules before."""

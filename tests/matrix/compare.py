"""Comparison of two states of a plan."""

from __future__ import annotations

from tests.url_rules import READ_PLAN
from tests.url_walk import Route
from tests.url_world import World

ROUTES = [
    Route("plan_compare", "plan", READ_PLAN, READ_PLAN.answering(405)),
    # The plans of the world have no revisions: the plan now is compared with itself.
    Route("plan_compare_export", "plan", READ_PLAN, READ_PLAN.answering(405), query="?fran=nu"),
]


def extend(_world: World) -> None:
    """Add nothing: the plans of the world will do."""

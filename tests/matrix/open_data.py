"""The open data: the same for everybody, signed in or not."""

from __future__ import annotations

from config.api.datasets import DATASETS
from tests.url_rules import ALL, NO_POST_OPEN, OPEN
from tests.url_walk import Route, Rule
from tests.url_world import World

# Also to the own region a draft is not there: what is published does not depend on who asks.
PUBLISHED = Rule(dict.fromkeys(["own adopted", "own closed", "other adopted", "other closed"], ALL), is_public=True)
ROUTES = [
    Route("open_data", "nothing", OPEN, NO_POST_OPEN),
    Route("api_root", "nothing", OPEN, NO_POST_OPEN),
    Route("api_openapi", "nothing", OPEN, NO_POST_OPEN),
    Route("api_dcat", "nothing", OPEN, NO_POST_OPEN),
    Route("api_csvw", "open_list", Rule({"figures": ALL}, is_public=True), NO_POST_OPEN),
    Route("api_plan", "plan", PUBLISHED, NO_POST_OPEN),
    Route("api_trend_report_file", "trend_file", Rule({"published": ALL}, is_public=True), NO_POST_OPEN),
    Route("api_not_there", "open_path", Rule({}, is_public=True), NO_POST_OPEN),
    *(Route(f"api_{one.name}{kind}", "nothing", OPEN, NO_POST_OPEN) for one in DATASETS for kind in ("", "_csv")),
]


def extend(world: World) -> None:
    """Name a list that is there and one that is not."""
    world.add("open_list", "figures", name="figures")
    world.add("open_list", "missing", name="finns-inte")
    world.add("open_path", "missing", rest="v1/finns-inte")

"""The pages of the index over all years, regions and organisations, against their own SQL."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from django.utils import translation

from benchmarks.activity_list import recorded, run
from benchmarks.measuring import Outcome, in_turns
from staffing import demo
from staffing.models import Role, User

TIMES = 7
REGION = {"code": "10"}
PAGES = (
    ("the nation: 21 regions with their lines", "nation_index", None, ""),
    ("the nation: regions compared", "nation_compare", None, ""),
    ("the nation: why it moved, by region", "nation_move", None, "?split=region"),
    ("a region: costs and index", "region_index", REGION, ""),
    ("a region: why it moved, by organisation", "index_move", REGION, "?split=organisation"),
    ("a region: where it is going", "index_outlook", REGION, ""),
)


def measure() -> list[Outcome]:
    """Measure each page as a controller opens it: middleware, rights, SQL, figures, charts and HTML."""
    email = next(account.email for account in demo.ACCOUNTS if account.role == Role.CONTROLLER)
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=email))
    with translation.override("sv"):
        return [outcome for page in PAGES for outcome in _page(client, *page)]


def _page(client: Client, what: str, name: str, kwargs: dict[str, str] | None, query: str) -> list[Outcome]:
    address = reverse(name, kwargs=kwargs) + query

    def ours() -> bytes:
        answer = client.get(address)
        if answer.status_code != 200 or b"<table" not in answer.content:
            raise RuntimeError(f"{address} answered {answer.status_code} without a table.")
        return answer.content

    ours()
    statements = recorded(ours)
    page, floor = in_turns(ours, lambda: run(statements), times=TIMES)
    return [
        Outcome(what, page, floor, "all its SQL, fetched", None),
        Outcome("its queries", len(statements), len(statements), "whatever the volume", None, ""),
    ]

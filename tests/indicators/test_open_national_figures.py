"""The demo's national figures, read through the open data, are those that have been published."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from indicators import loading as indicator_loading
from indicators.actions import index
from indicators.demo import known, writing
from indicators.models import CostReturn
from staffing import demo, loading

SERIES = list(loading.read_rows(indicator_loading.HERE / "national_series.csv"))
COVERED = [row for row in SERIES if int(row["period"]) >= known.FIRST_YEAR]
HUNDRED_MILLIONS = 100_000_000


@pytest.fixture(scope="module")
def demo_costs(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the demo's costs and compute the index, as the demo does."""
    with django_db_blocker.unblock(), transaction.atomic():
        loading.load()
        indicator_loading.load()
        demo.load_divisions()
        writing.load()
        index.rebuild()
        yield
        transaction.set_rollback(True)


def national(kpi: str, year: str) -> dict[str, Any]:
    """Return the one value of the twelve months that end with the year's last quarter."""
    params = {"region": "00", "kpi": kpi, "period": f"{year}-K4", "window": "r12"}
    (row,) = Client().get("/api/v1/figures", params).json()["results"]
    (value,) = row["values"]
    return value


@pytest.mark.parametrize("row", COVERED, ids=lambda row: row["period"])
def test_the_nation_rounds_to_the_published_series(demo_costs: None, db: None, row: dict[str, str]) -> None:
    assert len(COVERED) >= 10
    cost = national("agency_cost", row["period"])
    assert cost["status"] == "complete"
    assert cost["is_example"] is True
    hundreds = Decimal(str(cost["value"])) / HUNDRED_MILLIONS
    assert hundreds.quantize(Decimal(1)) * 100 == int(row["agency_cost_msek"])
    if row["cost_ratio_percent"]:
        ratio = Decimal(str(national("cost_ratio", row["period"])["value"]))
        assert ratio.quantize(Decimal("0.1")) == Decimal(row["cost_ratio_percent"])


def test_the_published_series_itself_is_there_with_its_sources(demo_costs: None, db: None) -> None:
    params = {"entity": indicator_loading.NATION, "figure": "agency cost", "limit": 1000}
    rows = Client().get("/api/v1/published-figures", params).json()["results"]
    found = {(row["period"], row["source"]): row["number"] for row in rows}
    assert all(found[row["period"], row["source"]] == float(row["agency_cost_msek"]) for row in SERIES)


def test_a_quarter_that_is_not_locked_everywhere_names_who_is_missing(demo_costs: None, db: None) -> None:
    params = {"region": "00", "kpi": "cost_ratio", "period": "2026-K3", "window": "period"}
    (row,) = Client().get("/api/v1/figures", params).json()["results"]
    unlocked = {*writing.OPEN, *writing.SUBMITTED, "09"}
    assert row["values"][0]["status"] == "partial"
    assert {one["region"] for one in row["values"][0]["missing"]} == unlocked


def test_a_restated_return_is_marked(demo_costs: None, db: None) -> None:
    params = {"region": "10", "kpi": "agency_cost", "period": "2018-K4", "window": "r12"}
    assert Client().get("/api/v1/figures", params).json()["results"][0]["values"][0]["is_revised"] is False
    CostReturn.objects.filter(region__code="10", first_month="2018-04-01").update(number=2, reason="Rättelse")
    assert Client().get("/api/v1/figures", params).json()["results"][0]["values"][0]["is_revised"] is True
    assert Client().get("/api/v1/figures", {**params, "region": "00"}).json()["results"][0]["values"][0]["is_revised"]

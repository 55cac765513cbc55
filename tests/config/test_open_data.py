"""The open data: what is in it, what is not, how it is paged, and how it refuses."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from config.api.datasets import DATASETS
from indicators import cost_index, open_figures
from indicators.cost_index import Window
from indicators.models import PublishedFigure, TrendReport
from indicators.open_figures import Kpi
from plans.models import Plan
from staffing.models import Region
from tests import factories, url_world
from tests.url_world import World
from values.period import Period

NAMES = [dataset.name for dataset in DATASETS]
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Make the world of the URL matrix once: drafts, unlocked returns and comments beside what is published."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = url_world.build()
        factories.MeasureFactory.create_batch(2)
        factories.published_trend_report("2017-K1")
        TrendReport.objects.create(first_month="2017-04-01")
        for region in Region.objects.all():
            PublishedFigure.objects.create(
                entity=region.short_name, region=region, figure="agency cost", value="just over 4", unit="percent",
                period="2016", source=f"källa-{region.code}",
            )  # fmt: skip
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None) -> World:
    return built


def read(path: str, **params: Any) -> Any:
    response = Client().get(f"/api/v1/{path}", params)
    assert response.status_code == 200, response.content
    return response.json()


def rows_of_csv(path: str, **params: Any) -> list[dict[str, str]]:
    response = Client().get(f"/api/v1/{path}.csv", params)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8"))))


def value_of(**params: Any) -> dict[str, Any]:
    (row,) = read("figures", **params)["results"]
    (value,) = row["values"]
    return value


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_is_not_published_is_in_any_list(world: World, name: str) -> None:
    assert isinstance(world.people[url_world.ANONYMOUS], AnonymousUser)
    for suffix in ("", ".csv"):
        body = Client().get(f"/api/v1/{name}{suffix}", {"limit": 1000}).content.decode()
        hidden = [word for word, readers in world.secrets.items() if url_world.ANONYMOUS not in readers]
        assert len(hidden) > 8
        assert [word for word in hidden if word in body] == []
        assert "draft" not in body
        assert "Borttagen" not in body
        assert "Egen " not in body


def test_only_locked_returns_are_in_the_figures(world: World) -> None:
    own = {"region": "10", "kpi": "agency_cost", "window": "period"}
    assert value_of(**own, period="2017-K1")["value"] == 98_765_432
    other = {value["value"] for row in read("figures", region="08", limit=1000)["results"] for value in row["values"]}
    assert other - {None} == {98_765_432, 400_000_000, 24.691358}
    assert value_of(region="08", kpi="cost_ratio", window="period", period="2017-K1")["is_target_met"] is None


def test_a_missing_figure_is_null_and_names_what_is_missing(world: World) -> None:
    value = value_of(region="10", kpi="cost_ratio", window="r12", period="2017-K1")
    assert value["value"] is None
    assert value["status"] == "missing"
    assert value["missing"] == [{"region": "10", "periods": ["2016-K2", "2016-K3", "2016-K4"]}]
    (row,) = rows_of_csv("figures", region="10", kpi="cost_ratio", window="r12", period="2017-K1")
    assert row["value"] == ""
    assert row["missing"] == "10 2016-K2 2016-K3 2016-K4"


def test_the_nation_and_the_regions_have_kolada_ids(world: World) -> None:
    rows = read("figures", period="2017-K1", window="period", kpi="own_cost")["results"]
    assert [row["municipality"] for row in rows] == ["0000", "0008", "0010"]
    assert rows[0]["values"][0]["value"] == 800_000_000
    assert [row["kolada_id"] for row in read("regions")["results"]] == ["0008", "0010"]


def test_plans_show_no_draft_to_their_own_people_either(world: World) -> None:
    client = Client()
    client.force_login(world.people[url_world.LEADER])
    plans = client.get("/api/v1/plans").json()
    assert plans == read("plans")
    assert {plan["state"] for plan in plans["results"]} == {"adopted", "closed"}
    assert len(plans["results"]) == 4
    assert client.get("/api/v1/plans/plan-own-draft").status_code == 404
    assert client.get("/api/v1/plans/plan-own-adopted").json()["sections"] == ["Avsnitt own adopted"]


def test_a_draft_revision_of_an_adopted_plan_is_not_there(world: World) -> None:
    plan = Plan.objects.get(slug="plan-own-adopted")
    Plan.objects.create(
        slug="utkastet", title="Utkastet", region=plan.region, organisation=plan.organisation, revises=plan,
        start_date=plan.start_date, end_date=plan.end_date,
    )  # fmt: skip
    assert "utkastet" not in str(read("plans"))
    assert Client().get("/api/v1/plans/utkastet").status_code == 404


def test_activities_and_reports_are_of_public_plans_alone(world: World) -> None:
    plans = {"plan-own-adopted", "plan-own-closed", "plan-other-adopted", "plan-other-closed"}
    assert {row["plan"] for row in read("activities")["results"]} == plans
    reports = read("status-reports")["results"]
    assert {row["plan"] for row in reports} == plans
    assert {row["version"] for row in reports} == {1}, "what is still in the queue is not published"


def test_the_filters_of_the_pages(world: World) -> None:
    assert {plan["region"] for plan in read("plans", region="08")["results"]} == {"08"}
    assert {plan["state"] for plan in read("plans", state="closed")["results"]} == {"closed"}
    assert [plan["title"] for plan in read("plans", q="OTHER closed")["results"]] == ["Plan other closed"]
    assert read("activities", plan="plan-own-adopted", progress="open")["count"] == 1
    assert read("activities", progress="finished")["count"] == 0
    assert read("activities", deadline="late")["count"] == 0
    assert {row["period"] for row in read("figures", year=2017, window="period")["results"]} >= {"2017-K1"}


@pytest.mark.parametrize("name", NAMES)
def test_csv_has_the_rows_of_the_json_and_its_columns_are_described(world: World, name: str) -> None:
    as_csv, as_json = rows_of_csv(name), read(name)["results"]
    assert len(as_csv) == len(as_json)
    described = read(f"{name}.csvw.json")
    assert described["url"] == f"{name}.csv"
    names = [column["name"] for column in described["tableSchema"]["columns"]]
    header = Client().get(f"/api/v1/{name}.csv").content.decode().split("\r\n")[0]
    assert header.split(",") == names


def test_numbers_in_csv_have_a_unit_beside_them(world: World) -> None:
    (row,) = rows_of_csv("figures", region="10", kpi="agency_cost", window="period", period="2017-K1")
    assert (row["value"], row["unit"]) == ("98765432", "SEK")
    columns = {one["name"]: one for one in read("regions.csvw.json")["tableSchema"]["columns"]}
    assert columns["population"]["schema:unitText"] == "persons"
    target = {one["name"]: one for one in read("plans.csvw.json")["tableSchema"]["columns"]}["target_percent"]
    assert target["schema:unitText"] == "percent"


def test_a_published_figure_in_words_is_no_number(world: World) -> None:
    rows = read("published-figures", entity="Kalmar")["results"]
    assert [(row["value"], row["number"], row["region"]) for row in rows] == [("just over 4", None, "08")]


def test_a_formula_in_a_title_is_inert_in_csv(world: World) -> None:
    Plan.objects.filter(slug="plan-own-adopted").update(title="=1+1")
    assert {row["title"] for row in rows_of_csv("plans", region="10")} >= {"'=1+1"}


def test_the_pages_hold_every_row_once(world: World) -> None:
    whole = read("figures", limit=1000)
    found, path = [], "/api/v1/figures?limit=7"
    while path:
        response = Client().get(path)
        page = response.json()
        assert len(page["results"]) <= 7
        assert ('rel="next"' in response.get("Link", "")) is bool(page["next"])
        found += page["results"]
        path = page["next"]
    assert found == whole["results"]
    assert len(found) == whole["count"] > 20


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("figures?limit=0", "limit"),
        ("figures?limit=1001", "limit"),
        ("figures?limit=många", "limit"),
        ("figures?offset=-1", "offset"),
        ("figures?offset=99999999999999999999", "offset"),
        ("figures?period=2017-K5", "period"),
        ("figures?region=Blekinge", "region"),
        ("figures?period=100%25", "period"),
        ("figures?year=0", "year"),
        ("figures?kpi=allt", "kpi"),
        ("figures?kpi=", "kpi"),
        ("figures?peroid=2017-K1", "peroid"),
        ("figures?region=10&region=08", "region"),
        ("plans?state=draft", "state"),
        ("plans?region=%00", "region"),
        ("plans/plan-own-adopted?fields=all", "fields"),
        ("regions?format=csv", "format"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(world: World, path: str, parameter: str) -> None:
    response = Client().get(f"/api/v1/{path}")
    assert response.status_code == 400
    assert response["Content-Type"] == PROBLEM
    body = response.json()
    assert body["status"] == 400
    assert [error["parameter"] for error in body["errors"]] == [parameter]
    assert body["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("method", "path", "accept", "status"),
    [
        ("get", "plans/finns-inte", "*/*", 404),
        ("get", "finns-inte", "*/*", 404),
        ("get", "finns-inte.csvw.json", "*/*", 404),
        ("get", "regions.xlsx", "*/*", 404),
        ("post", "plans", "*/*", 405),
        ("delete", "plans/plan-own-adopted", "*/*", 405),
        ("get", "regions", "application/xml", 406),
        ("get", "regions.csv", "application/json", 406),
        ("get", "plans/plan-own-adopted", "text/csv", 406),
    ],
)
def test_problems_are_told_as_problems(world: World, method: str, path: str, accept: str, status: int) -> None:
    response = getattr(Client(), method)(f"/api/v1/{path}", headers={"accept": accept})
    assert response.status_code == status
    assert response["Content-Type"] == PROBLEM
    body = response.json()
    assert (body["status"], body["type"], body["instance"]) == (status, "about:blank", f"/api/v1/{path}")
    if status == 405:
        assert response["Allow"] == "GET, HEAD"


def test_csv_can_be_asked_for_by_the_header_too(world: World) -> None:
    response = Client().get("/api/v1/regions", headers={"accept": "text/csv"})
    assert response.content == Client().get("/api/v1/regions.csv").content


def test_a_wrong_period_is_told_in_the_readers_language(world: World) -> None:
    for language, words in (("sv", "är ingen period"), ("en", "is not a period")):
        client = Client()
        client.cookies["django_language"] = language
        told = client.get("/api/v1/figures", {"period": "100% abc"})
        assert told.status_code == 400
        assert words in str(told.json())


@override_settings(API_PAGE_SIZE=2)
def test_a_csv_file_has_every_row_and_a_page_when_asked_for(world: World) -> None:
    count = read("figures")["count"]
    whole = Client().get("/api/v1/figures.csv")
    assert len(whole.content.decode().splitlines()) == count + 1
    assert count > 20
    assert not whole.has_header("Link")
    page = Client().get("/api/v1/figures.csv", {"limit": 3})
    assert len(page.content.decode().splitlines()) == 4
    assert 'rel="next"' in page["Link"]
    assert len(read("figures")["results"]) == 2


@override_settings(API_WHOLE_FILES_RATE="2/min")
def test_whole_files_are_counted_by_themselves(world: World) -> None:
    cache.clear()
    asked = ("regions.csv", "regions.csv", "regions.csv", "regions.csv?limit=5", "regions")
    assert [Client().get(f"/api/v1/{path}").status_code for path in asked] == [200, 200, 429, 200, 200]


@override_settings(API_THROTTLE_RATE="3/min")
def test_an_address_that_asks_too_often_is_told_to_wait(world: World) -> None:
    cache.clear()
    client = Client()
    client.force_login(world.people[url_world.LEADER])
    assert [client.get(f"/api/v1/{name}").status_code for name in ("regions", "kpis", "plans.csv")] == [200] * 3
    refused = client.get("/api/v1/regions")
    assert (refused.status_code, refused["Content-Type"]) == (429, PROBLEM)
    assert 0 < int(refused["Retry-After"]) <= 60
    assert Client(REMOTE_ADDR="10.0.0.9").get("/api/v1/regions").status_code == 200
    # Behind no proxy the header is only what somebody says, and buys nothing.
    assert client.get("/api/v1/regions", headers={"x-forwarded-for": "10.9.9.9"}).status_code == 429
    assert Client().get("/oppna-data/").status_code == 200


QUERIES = {
    "figures": 4,
    "kpis": 0,
    "published-figures": 2,
    "trend-reports": 2,
    "regions": 4,
    "measures": 6,
    "plans": 3,
    "activities": 2,
    "status-reports": 2,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_list_takes_the_same_queries_however_long(
    world: World, name: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for limit in (1, 1000):
        for suffix in ("", ".csv"):
            with django_assert_num_queries(QUERIES[name]):
                Client().get(f"/api/v1/{name}{suffix}", {"limit": limit})


def test_a_published_trend_report_is_read_by_strangers_byte_for_byte(world: World) -> None:
    rows = read("trend-reports")["results"]
    assert [(row["period"], row["version"], row["corrects"]) for row in rows] == [("2017-K1", 1, "")], "no drafts"
    for kind in ("pdf", "xlsx"):
        response = Client().get(rows[0][kind])
        assert hashlib.sha256(response.content).hexdigest() == rows[0][f"{kind}_sha256"]
        assert response.content == {"pdf": b"%PDF-1.7", "xlsx": b"PK"}[kind]
    assert Client().get(rows[0]["pdf"], headers={"accept": "application/pdf"})["Content-Type"] == "application/pdf"
    refused = Client().get(rows[0]["pdf"].replace(".pdf", ".docx"))
    assert (refused.status_code, refused["Content-Type"]) == (404, PROBLEM)
    draft = TrendReport.objects.get(published_at__isnull=True)
    assert Client().get(f"/api/v1/trend-reports/{draft.pk}.pdf").status_code == 404
    assert read("trend-reports", year=2016)["results"] == read("trend-reports", period="2017-K2")["results"] == []


def test_no_session_is_made_and_no_frame_may_hold_it(world: World) -> None:
    response = Client().get("/api/v1/regions")
    assert not response.cookies
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_an_incomplete_nation_is_not_said_to_meet_the_target() -> None:
    period, window = Period.parse("2018-K4"), Window.R12
    cost = cost_index.CostSum(Decimal(19), Decimal(1000))
    met = []
    for lacking in ({}, {"08": ("2018-K4",)}):
        figure = cost_index.nation_figure_of(
            cost, period, window, included=("10",), missing_by_region=lacking, target=Decimal("0.02")
        )
        shown = open_figures.open_figure(Kpi.COST_RATIO, figure, None)
        assert (shown.value, shown.target_percent) == (Decimal("1.900000"), 2)
        met.append(shown.is_met)
    assert met == [True, None]

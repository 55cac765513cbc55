"""What the open data says of itself: OpenAPI, asked by schemathesis; DCAT-AP-SE; the page for people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from defusedxml.ElementTree import fromstring
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client, override_settings
from drf_spectacular.drainage import GENERATOR_STATS
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from config.api import dcat, schema
from config.api.datasets import DATASETS
from config.wsgi import application
from tests import url_world
from tests.url_world import World

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
    unsupported_method,
]
"""All that speak of an API that is only read. That valid data is accepted is left out: which regions and plans there are is data."""
EXAMPLES = 12
"""For each operation; the whole file takes seconds."""


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield url_world.build()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None) -> World:
    return built


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """Let a request through WSGI leave the test's transaction alone, as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@override_settings(API_THROTTLE_RATE="100000/min", API_WHOLE_FILES_RATE="100000/min")
def test_the_api_keeps_its_own_description(world: World, kept_connection: None) -> None:
    """Ask every operation, of data that the description allows and of data that it does not."""
    cache.clear()
    api = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operations = [found.ok() for found in api.get_all_operations()]
    assert len(operations) == 2 * len(DATASETS) + 1
    for operation in operations:
        for mode in GenerationMode:
            asked = 0

            @settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case: schemathesis.Case) -> None:
                nonlocal asked
                asked += 1
                case.call_and_validate(checks=CHECKS)

            ask()
            assert asked, (operation.path, mode)


def test_the_description_is_made_without_a_doubt() -> None:
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        described = schema.openapi.__wrapped__("en")
    assert not GENERATOR_STATS, (GENERATOR_STATS._warn_cache, GENERATOR_STATS._error_cache)
    assert len(described["paths"]) == 2 * len(DATASETS) + 1
    assert all(set(operations) == {"get"} for operations in described["paths"].values())


def test_the_description_names_every_problem_and_no_way_in() -> None:
    for operations in schema.openapi("en")["paths"].values():
        responses = operations["get"]["responses"]
        assert {"200", "400", "406", "429"} <= set(responses)
        assert operations["get"].get("security", [{}]) == [{}]


def test_the_catalogue_for_portals_holds_every_list(world: World) -> None:
    response = Client().get("/api/v1/dcat.rdf")
    assert response["Content-Type"] == "application/rdf+xml"
    root = fromstring(response.content)
    names = {f"{{{address}}}": prefix for prefix, address in dcat.NAMESPACES.items()}
    assert set(names.values()) == {"rdf", "dcat", "dcterms", "foaf", "vcard"}
    datasets = root.findall("dcat:Dataset", dcat.NAMESPACES)
    assert len(datasets) == len(DATASETS)
    for dataset in datasets:
        for wanted in ("dcterms:title", "dcterms:description"):
            assert {one.get(dcat.XML_LANG) for one in dataset.findall(wanted, dcat.NAMESPACES)} == {"sv", "en"}
        for wanted in ("dcterms:publisher", "dcat:contactPoint", "dcat:theme", "dcterms:accrualPeriodicity"):
            assert len(dataset.findall(wanted, dcat.NAMESPACES)) == 1
    about = f"{{{dcat.NAMESPACES['rdf']}}}about"
    resource = f"{{{dcat.NAMESPACES['rdf']}}}resource"
    there = {one.get(about) for one in root}
    ways = root.findall("dcat:Distribution", dcat.NAMESPACES)
    assert len(ways) == 2 * len(DATASETS)
    for way in ways:
        assert way.find("dcterms:license", dcat.NAMESPACES).get(resource).endswith("/zero/1.0/")
        address = way.find("dcat:accessURL", dcat.NAMESPACES).get(resource)
        assert Client().get(address.removeprefix("http://testserver")).status_code == 200
    pointed = {
        one.get(resource) for name in ("dcat:dataset", "dcat:distribution", "dcterms:publisher", "dcat:contactPoint")
        for one in root.iterfind(f".//{name}", dcat.NAMESPACES)
    }  # fmt: skip
    assert pointed <= there


@override_settings(OPEN_DATA_LICENCE="https://example.se/licens", OPEN_DATA_PUBLISHER="Exempelregionen")
def test_who_publishes_and_under_which_licence_is_a_setting(world: World) -> None:
    body = Client().get("/api/v1/dcat.rdf").content.decode()
    assert "https://example.se/licens" in body
    assert "Exempelregionen" in body
    assert "zero/1.0" not in body
    assert read_csvw()["dc:license"] == {"@id": "https://example.se/licens"}


def read_csvw() -> Any:
    return Client().get("/api/v1/regions.csvw.json").json()


def test_every_link_of_the_page_leads_somewhere(world: World) -> None:
    page = Client().get("/oppna-data/").content.decode()
    links = set(re.findall(r'href="(/api/v1/[^"]*)"', page))
    assert len(links) == 3 * len(DATASETS) + 2
    assert {Client().get(link).status_code for link in links} == {200}
    listed = Client().get("/api/v1/").json()["lists"]
    assert set(listed) == {dataset.name for dataset in DATASETS}

"""Every address × every role × own, other region and nation × GET and POST, and the proof that the walk sees leaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from indicators import access as indicator_access
from indicators.models import Basis, CostReturn
from plans import access as plan_access
from plans.models import Plan
from staffing import access
from tests import matrix, url_matrix, url_walk, url_world
from tests.url_walk import Failure, Refused, Walk
from tests.url_world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Make the world once, inside a transaction that every test stands on and the last one takes away."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = url_world.build()
        for part in matrix.PARTS:
            part.extend(world)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None) -> World:
    return built


def walked(world: World, *names: str) -> list[Failure]:
    walk = Walk(world, url_world.ACTORS)
    for name in names:
        walk.route(url_matrix.BY_NAME[name])
    return walk.failures


def test_every_address_is_declared_once() -> None:
    declared = Counter(route.name for route in url_matrix.ROUTES)
    assert [name for name, count in declared.items() if count > 1] == []
    assert sorted(declared) == sorted(set(url_walk.named_routes()))


@pytest.mark.parametrize("name", sorted(url_matrix.BY_NAME))
def test_everybody_gets_the_declared_answer(world: World, name: str) -> None:
    # CI asks as everybody on SQLite; on the second database, who gets which answer is settled, and each answer is asked for once.
    walk = Walk(world, url_world.ACTORS, each_answer_once=connection.vendor != "sqlite")
    before = url_walk.database_hash()
    walk.route(url_matrix.BY_NAME[name])
    assert [str(failure) for failure in walk.failures] == []
    # Those who may write were taken back; nobody else wrote, whatever they were answered.
    assert url_walk.database_hash() == before


def test_no_form_is_taken_without_its_token(world: World) -> None:
    actors = (url_world.ANONYMOUS, url_world.LEADER, url_world.CONTROLLER, url_world.ADMINISTRATOR)
    clients = {actor: Client(enforce_csrf_checks=True) for actor in actors}
    for actor, client in clients.items():
        if actor != url_world.ANONYMOUS:
            client.force_login(world.people[actor])  # type: ignore[arg-type]
    before = url_walk.database_hash()
    for actor, client in clients.items():
        for route in url_matrix.ROUTES:
            for kwargs in list(world.things[route.things].values())[:2]:
                response = client.post(reverse(route.name, kwargs=kwargs), {"version": "1"})
                if route.name.startswith("api_"):
                    # The open data knows nobody and takes nothing, so there is no token to ask for.
                    assert response.status_code == 405, (route.name, actor, kwargs)
                    continue
                assert response.status_code == 403, (route.name, actor, kwargs)
                assert b"CSRF" in response.content, (route.name, actor, kwargs)
    assert url_walk.database_hash() == before


def test_the_walk_is_as_wide_as_it_says(world: World) -> None:
    assert set(world.people) == set(url_world.ACTORS)
    walk = Walk(world, url_world.ACTORS)
    walk.route(url_matrix.BY_NAME["plan_detail"])
    assert walk.count == len(world.things["plan"]) * len(url_world.ACTORS) * 2


def test_a_walk_for_each_answer_once_leaves_no_answer_out(world: World) -> None:
    route = url_matrix.BY_NAME["plan_edit"]
    walk = Walk(world, url_world.ACTORS, each_answer_once=True)
    walk.route(route)
    assert walk.failures == []
    answers = [
        {rule.expected(actor, label) for actor in url_world.ACTORS}
        for label in world.things[route.things]
        for rule in (route.get, route.post)
    ]
    assert walk.count == sum(map(len, answers)) < len(answers) * len(url_world.ACTORS)


def test_only_the_declared_pages_are_open_to_strangers() -> None:
    opened = {
        route.name
        for route in url_matrix.ROUTES
        if not isinstance(route.get, Refused) and getattr(route.get, "is_public", False)
    }
    assert opened == {
        "help",
        "accessibility",
        "livez",
        "readyz",
        "set_language",
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "calendar_feed",
        # Open data is for strangers: what it holds is settled in plans.open_access and in the apps' `access.open_…`.
        *(route.name for route in matrix.open_data.ROUTES),
    }


class TestTheMatrixSeesLeaks:
    """Each leak is sown by hand; the walk must name the addresses where it comes up."""

    def places(self, failures: list[Failure]) -> set[tuple[str, str]]:
        return {(failure.route, failure.label) for failure in failures}

    def test_all_plans_shown_to_all(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        assert walked(world, "plan_detail", "plan_list") == []
        monkeypatch.setattr(plan_access, "visible_plans", lambda _user: Plan.objects.all())
        failures = walked(world, "plan_detail", "plan_list")
        assert ("plan_detail", "other draft") in self.places(failures)
        assert ("plan_list", "") in self.places(failures)
        assert any("200, expected 404" in failure.what for failure in failures)
        assert any("Grannhemlig plan" in failure.what for failure in failures if failure.route == "plan_list")

    def test_an_edit_page_that_forgot_to_ask(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        assert walked(world, "plan_edit", "responsible_role_edit") == []
        monkeypatch.setattr(access, "require", lambda _answer: None)
        failures = walked(world, "responsible_role_edit")
        assert ("responsible_role_edit", "own") in self.places(failures)
        assert {failure.actor for failure in failures} >= {url_world.MANAGER, url_world.AUDITOR, url_world.STEERING}
        assert ("responsible_role_edit", "missing") not in self.places(failures)

    def test_other_regions_unlocked_returns_shown(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        assert walked(world, "cost_return_detail") == []
        monkeypatch.setattr(indicator_access, "visible_cost_returns", lambda _user: CostReturn.objects.all())
        failures = walked(world, "cost_return_detail")
        assert {("cost_return_detail", "other open"), ("cost_return_detail", "other submitted")} <= self.places(
            failures
        )
        assert ("cost_return_detail", "other locked") not in self.places(
            [failure for failure in failures if failure.actor != url_world.NO_ROLE]
        )

    def test_figures_on_the_wrong_basis(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        assert walked(world, "region_index") == []
        monkeypatch.setattr(indicator_access, "basis_for", lambda _user, _region: Basis.SUBMITTED)
        failures = walked(world, "region_index")
        assert self.places(failures) == {("region_index", "other")}
        assert any("shows “87,7" in failure.what for failure in failures)

    def test_an_answer_that_tells_what_exists(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """The right status with other words is a leak too."""
        plain = url_walk.plain_body
        monkeypatch.setattr(url_walk, "plain_body", lambda response, path: plain(response, path) + path)
        assert ("plan_detail", "other draft") in self.places(walked(world, "plan_detail"))

    def test_a_page_that_writes_when_it_is_read(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        visible = plan_access.visible_plans

        def counting(user):
            Plan.objects.update(registry_number="sedd")
            return visible(user)

        monkeypatch.setattr(plan_access, "visible_plans", counting)
        assert any("wrote: UPDATE" in failure.what for failure in walked(world, "plan_detail"))

    def test_an_address_that_nobody_declared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        missing = url_matrix.ROUTES[0].name
        monkeypatch.setattr(url_matrix, "ROUTES", url_matrix.ROUTES[1:])
        with pytest.raises(AssertionError, match=missing):
            test_every_address_is_declared_once()

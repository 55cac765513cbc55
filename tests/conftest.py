"""What every test can lean on: services that fail under CI instead of skipping, and people of each role."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from xdist.scheduler.loadscope import LoadScopeScheduling

from staffing.models import Organisation, Role, User
from tests import factories
from tests.flushing import flush_past_triggers  # noqa: F401 -- a fixture

# A slow machine is no fault of a property: speed is measured in `make bench`, never in a test.
hypothesis_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("untimed")


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


SERVICES: dict[str, Callable[[], bool]] = {
    "browser": lambda: shutil.which("chromium") is not None,
    "redis": lambda: _answers(6379),
    "postgresql": lambda: _answers(5432),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let CI ask for the second database alone: what never meets one would only be run twice."""
    parser.addoption("--only-database", action="store_true", help="only the tests that meet the database")


def _meets_the_database(item: pytest.Item) -> bool:
    named = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(named or item.get_closest_marker("django_db") or item.get_closest_marker("postgresql"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests whose service is missing on a developer's machine; under CI=true they run, and fail."""
    if config.getoption("only_database"):
        config.hook.pytest_deselected(items=[item for item in items if not _meets_the_database(item)])
        items[:] = [item for item in items if _meets_the_database(item)]
    if os.environ.get("CI") == "true":
        return
    for name, is_there in SERVICES.items():
        marked = [item for item in items if item.get_closest_marker(name)]
        if marked and not is_there():
            for item in marked:
                item.add_marker(pytest.mark.skip(reason=f"{name} is missing; CI=true makes this a failure"))


class _ByDemo(LoadScopeScheduling):
    """Keep on one worker what shares a served demo and, of all pages, the long way to find them.

    In the order that pytest-django gives: what meets the database before what does not. A worker in which Playwright runs has an
    event loop, and Django refuses the database there.

    Groups by file, not by `xdist_group`: pytest 9.2 does not hear what xdist 3.8 adds to the name of a test for it.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        if file.startswith("tests/browser/"):
            return "pages" if file.endswith("/test_pages.py") else "browser"
        return nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Hand tests out one at a time but for those of one demo, and in their order."""
    config.option.loadscopereorder = False
    return _ByDemo(config, log)


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _fast_passwords() -> Iterator[None]:
    """Hash passwords fast: the hashing itself is Django's, and slow by design."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def blekinge(db: None) -> Organisation:
    """Return the root organisation of Region Blekinge (county code 10)."""
    return factories.region_root("10", "Blekinge")


@pytest.fixture
def kalmar(db: None) -> Organisation:
    """Return the root organisation of another region (county code 08)."""
    return factories.region_root("08", "Kalmar")


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Return a maker of accounts: `person(Role.MANAGER, organisation)`; the nation when there is none."""

    def make(role: str | None = None, organisation: Organisation | None = None) -> User:
        user = factories.UserFactory()
        if role is not None:
            factories.grant(user, Role(role), organisation)
        return user

    return make


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """Return a maker of signed-in clients."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make

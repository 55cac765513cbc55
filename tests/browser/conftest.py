"""One demo site and one Chromium for all browser tests of a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import demo_site


@pytest.fixture(scope="session")
def site() -> Iterator[demo_site.DemoSite]:
    """Return the demo, served."""
    with demo_site.serve() as served:
        yield served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return Chromium."""
    with demo_site.chromium() as browser:
        yield browser

"""What every play in the browser does: sign in as somebody, find one's way, write in forms, fetch files, count clicks."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass, field

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from staffing.models import Role
from tests import demo_site

PHONE, DESK = 390, 1280
FILE_SECONDS = 40
Camera = Callable[[Page, str], None]


def fill(page: Page, **fields: str) -> None:
    """Write in the fields of the page's form."""
    for name, text in fields.items():
        page.locator(f"#id_{name}").fill(text)


def fetched(page: Page, name: re.Pattern[str]) -> bytes:
    """Return the file behind a link, which may be in the making: look again, as the page says, until it is there."""
    link = page.get_by_role("link", name=name).first
    deadline = time.monotonic() + FILE_SECONDS
    while not link.is_visible() and time.monotonic() < deadline:
        page.wait_for_timeout(500)
        page.reload()
    return downloaded(page, link)


def downloaded(page: Page, press: Locator) -> bytes:
    """Return the file that a press hands out."""
    with page.expect_download() as waiting:
        press.click()
    return waiting.value.path().read_bytes()


def no_camera(page: Page, name: str) -> None:
    """Take no picture."""


@dataclass
class Acting:
    """A play, an act at a time; `camera` is shown every page that is worth a picture."""

    browser: Browser
    site: demo_site.DemoSite
    _: KW_ONLY
    camera: Camera = no_camera
    contexts: dict[str, BrowserContext] = field(default_factory=dict)

    @contextmanager
    def as_role(self, who: Role | str, width: int) -> Iterator[Page]:
        """Sign in as a role or an e-mail address, once a play, and begin on the overview: the only address that is written."""
        if who not in self.contexts:
            self.contexts[who] = demo_site.sign_in(self.browser, self.site, who, width=width)
        page = self.contexts[who].new_page()
        page.goto("/")
        yield page
        page.close()

    def end(self) -> None:
        """Sign everybody out."""
        while self.contexts:
            self.contexts.popitem()[1].close()

    def menu(self, page: Page, name: str) -> None:
        """Follow a link of the main menu; on a phone it is folded away."""
        drawer = page.locator(".top-menu")
        if drawer.is_visible():
            drawer.locator("summary").click()
            drawer.get_by_role("link", name=name).first.click()
        else:
            page.locator(".side").get_by_role("link", name=name).first.click()
        page.wait_for_load_state()

    def said(self, page: Page, words: str) -> None:
        """Wait for the message that an act was done."""
        expect(page.locator("#messages .note").first).to_contain_text(words)

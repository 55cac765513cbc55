"""My activities on a phone: three taps at most, focus kept, spoken once, and all of it without JavaScript too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from staffing.models import Role
from tests import demo_site

pytestmark = pytest.mark.browser
PHONE = 390


@pytest.fixture
def phone(site: demo_site.DemoSite, chromium: Browser) -> Iterator[Page]:
    context = demo_site.sign_in(chromium, site, Role.MANAGER, width=PHONE)
    yield _mine(context)
    context.close()


@pytest.fixture
def plain_phone(site: demo_site.DemoSite, chromium: Browser) -> Iterator[Page]:
    context = demo_site.sign_in(chromium, site, Role.MANAGER, width=PHONE, java_script_enabled=False)
    yield _mine(context)
    context.close()


def _mine(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/mina-aktiviteter/")
    return page


def card(page: Page, health: str) -> Locator:
    """Return the first card of a health, by its address, so that it is found again after its health changes."""
    pk = page.locator(f"article.my-card-{health}").first.get_attribute("id")
    return page.locator(f"article#{pk}")


def test_one_tap_says_late_and_keeps_the_focus(phone: Page) -> None:
    late = card(phone, "late")
    button = late.locator("button[value=late]")
    expect(phone.locator("#messages")).to_be_empty()
    button.click()
    expect(phone.locator("#messages .note")).to_have_count(1)
    expect(late.locator("button[value=late]")).to_be_focused()
    assert phone.url.endswith("/mina-aktiviteter/")


def test_two_taps_and_a_line_contradict_the_date(phone: Page) -> None:
    late = card(phone, "late")
    late.locator("button[value=on_track]").click()
    line = late.locator("input[name=comment]")
    expect(line).to_be_focused()
    expect(line).to_have_attribute("aria-invalid", "true")
    line.press_sequentially("Styrgruppen gav oss till hösten")
    late.locator("button[value=on_track]").click()
    expect(late.locator(".status-on_track").first).to_be_visible()
    expect(phone.locator("#messages .note")).to_have_count(1)
    expect(late.locator(".my-card-said")).to_contain_text("Styrgruppen gav oss till hösten")


def test_done_folds_the_card_and_undo_opens_it(phone: Page) -> None:
    late = card(phone, "late")
    late.locator("button[value=done]").click()
    expect(late).to_have_class("my-card my-card-done")
    expect(late.locator("h2")).to_be_focused()
    late.get_by_role("button").click()
    expect(late.locator("button[value=done]")).to_be_visible()


def test_no_change_keeps_the_focus(phone: Page) -> None:
    late = card(phone, "late")
    late.locator("button[id^=unchanged]").click()
    expect(phone.locator("#messages .note")).to_have_count(1)
    expect(late.locator("button[id^=unchanged]")).to_be_focused()


def test_it_all_works_without_javascript(plain_phone: Page) -> None:
    page = plain_phone
    late = card(page, "late")
    late.locator("button[value=on_track]").click()
    expect(page.locator("#error-summary")).to_be_visible()
    late.locator("input[name=comment]").fill("Avtalat på nytt")
    late.locator("button[value=on_track]").click()
    expect(page.locator("#messages .note-success")).to_be_visible()
    late.locator("button[value=done]").click()
    page.locator(".my-finished summary").click()
    late.get_by_role("button").click()
    expect(late.locator("button[value=done]")).to_be_visible()


def test_everything_to_tap_is_large_enough_and_nothing_scrolls_sideways(phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 700})
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    sizes = phone.locator(".my-cards").first.locator("button, input:not([type=hidden], [type=checkbox])")
    heights = sizes.evaluate_all("found => found.map(one => one.getBoundingClientRect().height)")
    assert heights
    assert min(heights) >= 44

"""The gap grid in a real browser: by keyboard alone, two people at once, a lost network; and on a phone without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from staffing.models import Role
from tests import demo_site

pytestmark = pytest.mark.browser


def open_grid(page: Page, place: str) -> None:
    page.goto("/gapanalys/")
    page.get_by_role("link", name=re.compile("hösten 2026")).click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=place))
    row.get_by_role("link", name=re.compile("Bedöm|Läs svaren")).click()


def clear(page: Page, *numbers: int) -> None:
    """Empty the measures, so that the test can run again on the same site."""
    for number in numbers:
        for field in ("degree", "effect", "difficulty", "priority", "comment"):
            page.locator(f"#m{number}-{field}").fill("")
        page.locator(f"#m{number}-is_not_relevant").uncheck()
    expect(page.locator("#gap-state")).to_have_text("Alla svar är sparade.")


def test_filled_by_keyboard_alone_and_kept(site: demo_site.DemoSite, chromium: Browser) -> None:
    context = demo_site.sign_in(chromium, site, Role.PROCESS_LEADER)
    page = context.new_page()
    open_grid(page, "Psykiatri och habilitering")
    clear(page, 1, 2, 3)
    before = int(page.locator("#gap-progress").inner_text().split()[0])
    page.locator("#m1-degree").focus()
    page.keyboard.type("1525")
    expect(page.locator("#m2-degree")).to_be_focused()
    expect(page.locator("[data-row='1'] [data-suggested]")).to_have_text("5")
    page.keyboard.type("9a0")
    expect(page.locator("#m2-degree")).to_have_value("")
    page.keyboard.press("x")
    expect(page.locator("#m2-is_not_relevant")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#m2-comment")).to_be_focused()
    page.keyboard.type("Finns inte hos oss")
    page.keyboard.press("Enter")
    expect(page.locator("#m3-degree")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("4")
    expect(page.locator("#m3-difficulty")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#m1-difficulty")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#m3-degree")).to_be_focused()
    expect(page.locator("#gap-state")).to_have_text("Alla svar är sparade.")
    expect(page.locator("#gap-progress")).to_have_text(re.compile(rf"^{before + 2} "))
    page.reload()
    for field, value in {"degree": "1", "effect": "5", "difficulty": "2", "priority": "5"}.items():
        expect(page.locator(f"#m1-{field}")).to_have_value(value)
    expect(page.locator("#m2-is_not_relevant")).to_be_checked()
    expect(page.locator("#m2-comment")).to_have_value("Finns inte hos oss")
    expect(page.locator("#m3-effect")).to_have_value("4")
    page.locator("#m3-effect").focus()
    page.keyboard.press("Backspace")
    expect(page.locator("#gap-state")).to_have_text("Alla svar är sparade.")
    page.reload()
    expect(page.locator("#m3-effect")).to_have_value("")
    context.close()


def test_two_people_at_once_lose_nothing(site: demo_site.DemoSite, chromium: Browser) -> None:
    contexts = [demo_site.sign_in(chromium, site, role) for role in (Role.PROCESS_LEADER, Role.MANAGER)]
    leader, manager = (context.new_page() for context in contexts)
    open_grid(leader, "Primärvården")
    clear(leader, 50)
    open_grid(manager, "Primärvården")
    leader.locator("#m50-degree").press("2")
    expect(leader.locator("#gap-state")).to_have_text("Alla svar är sparade.")
    # Another cell of the same row: both stand, and the other's answer is shown.
    manager.locator("#m50-effect").press("4")
    expect(manager.locator("#m50-degree")).to_have_value("2")
    # The same cell, which the leader's page still shows empty: both are shown, and neither is lost.
    leader.locator("#m50-effect").press("1")
    box = leader.locator("#m50-effect-note")
    expect(box).to_contain_text("Någon annan svarade i samma cell.")
    expect(box).to_contain_text("4 (Demo Chef)")
    expect(leader.locator("#m50-effect")).to_have_value("1")
    manager.reload()
    expect(manager.locator("#m50-effect")).to_have_value("4")
    box.get_by_role("button", name="Använd mitt").click()
    expect(leader.locator("#gap-state")).to_have_text("Alla svar är sparade.")
    manager.reload()
    expect(manager.locator("#m50-effect")).to_have_value("1")
    for context in contexts:
        context.close()


def test_a_lost_network_and_a_closed_page_lose_nothing(site: demo_site.DemoSite, chromium: Browser) -> None:
    context = demo_site.sign_in(chromium, site, Role.PROCESS_LEADER)
    page = context.new_page()
    open_grid(page, "Psykiatri och habilitering")
    clear(page, 40)
    context.set_offline(True)
    page.locator("#m40-degree").press("3")
    expect(page.locator("#gap-state")).to_contain_text("Inte sparat än: 1.")
    expect(page.locator("#m40-degree")).to_have_value("3")
    page.on("dialog", lambda dialog: dialog.accept())
    address = page.url
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#m40-degree")).to_have_value("3")
    expect(page.locator("#gap-state")).to_have_text("Alla svar är sparade.")
    page.reload()
    expect(page.locator("#m40-degree")).to_have_value("3")
    context.close()


def test_a_phone_without_javascript_saves_an_area(site: demo_site.DemoSite, chromium: Browser) -> None:
    context = demo_site.sign_in(chromium, site, Role.PROCESS_LEADER, width=320, java_script_enabled=False)
    page = context.new_page()
    open_grid(page, "Psykiatri och habilitering")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("#m60-comment").fill("Utan skript")
    page.locator(".gap-area").last.get_by_role("button", name=re.compile("Spara")).click()
    expect(page.locator("#messages .note-success")).to_have_count(1)
    expect(page.locator("#m60-comment")).to_have_value("Utan skript")
    context.close()

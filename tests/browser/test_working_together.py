"""Working together by keyboard alone: choose rows and change them, take it back, open the timeline, mention somebody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from staffing.models import Role
from tests import demo_site

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(site: demo_site.DemoSite, chromium: Browser) -> Iterator[Page]:
    context = demo_site.sign_in(chromium, site, Role.PROCESS_LEADER)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_desk(site: demo_site.DemoSite, chromium: Browser) -> Iterator[Page]:
    context = demo_site.sign_in(chromium, site, Role.PROCESS_LEADER, java_script_enabled=False)
    yield context.new_page()
    context.close()


def own_plan(page: Page) -> str:
    """Go to a plan of the reader's own, and return its address."""
    page.goto("/handlingsplaner/")
    page.get_by_role("link", name="Lokal handlingsplan oberoende av inhyrd personal").first.click()
    page.wait_for_selector("input[name=rad]")
    return page.url


def test_what_is_not_the_list_is_folded_where_there_is_little_room(desk: Page) -> None:
    own_plan(desk)
    for part in ("#id_q", ".figures-slim"):
        expect(desk.locator(part)).to_be_visible()
    expect(desk.locator(".jump")).to_be_hidden()
    desk.set_viewport_size({"width": 390, "height": 900})
    for part in ("#id_q", ".figures-slim"):
        expect(desk.locator(part)).to_be_hidden()
    top = desk.locator("#activities").bounding_box()
    assert top is not None
    assert top["y"] < 900
    desk.locator(".jump a").click()
    expect(desk.locator("#activities")).to_be_in_viewport()
    desk.locator("details:has(#id_q) > summary").first.click()
    expect(desk.locator("#id_q")).to_be_visible()


def test_rows_are_chosen_changed_and_taken_back_by_keyboard(desk: Page) -> None:
    own_plan(desk)
    first = desk.locator("input[name=rad]").first
    first.focus()
    desk.keyboard.press("Space")
    desk.locator("input[name=rad]").nth(1).focus()
    desk.keyboard.press("Space")
    expect(desk.locator("[data-bulk-count]")).to_have_text(" (2)")
    box = first.locator("xpath=..").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    desk.locator("#bulk button").focus()
    desk.keyboard.press("Enter")
    desk.locator("input[name=act]").first.focus()
    desk.keyboard.press("Space")
    expect(desk.locator("#id_progress")).to_be_visible()
    expect(desk.locator("#id_receiver")).to_be_visible()
    desk.locator("#id_progress").focus()
    desk.keyboard.type("pausad")
    desk.locator("form.bulk-form button[type=submit]").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_have_text("Kontrollera vad som ändras")
    desk.locator("form.buttons button").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#messages .note")).to_contain_text("2 aktiviteter är ändrade.")
    desk.get_by_role("button", name="Ångra").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#messages .note")).to_contain_text("2 aktiviteter är som de var.")


def test_without_javascript_all_that_the_filters_keep_is_changed(plain_desk: Page) -> None:
    url = own_plan(plain_desk)
    plain_desk.goto(url.partition("?")[0] + "?deadline=undated")
    plain_desk.locator("input[name=alla]").check()
    plain_desk.locator("#bulk button").click()
    plain_desk.locator("input[value=progress]").check()
    plain_desk.locator("#id_progress").select_option("in_progress")
    plain_desk.locator("form.bulk-form button[type=submit]").click()
    expect(plain_desk.locator("h1")).to_have_text("Kontrollera vad som ändras")


def test_a_section_of_the_timeline_opens_by_keyboard_and_scrolls_in_its_box(desk: Page) -> None:
    desk.set_viewport_size({"width": 800, "height": 900})
    desk.goto(own_plan(desk).partition("?")[0] + "tidslinje/")
    part = desk.locator("details.timeline-part").first
    part.locator("summary").first.focus()
    desk.keyboard.press("Enter")
    expect(part).not_to_have_attribute("open", "")
    desk.keyboard.press("Enter")
    box = part.locator(".timeline-scroll")
    box.focus()
    desk.keyboard.press("ArrowRight")
    desk.wait_for_function("box => box.scrollLeft > 0", arg=box.element_handle())
    assert desk.evaluate("document.documentElement.scrollWidth") <= 800
    part.locator(".timeline-table summary").focus()
    desk.keyboard.press("Enter")
    expect(part.get_by_role("table")).to_be_visible()


def test_a_person_is_mentioned_by_keyboard(desk: Page) -> None:
    own_plan(desk)
    desk.locator(".activity-table th[scope=row] a").first.click()
    text = desk.locator("#id_text")
    text.focus()
    desk.keyboard.type("Ser du det här, @demo ch")
    listed = desk.locator("#mention-list [role=option]")
    expect(listed.first).to_have_text("Demo Chef")
    expect(text).to_have_attribute("aria-activedescendant", "mention-0")
    desk.keyboard.press("Enter")
    expect(text).to_have_value("Ser du det här, @Demo Chef ")
    expect(desk.locator("#mention-list")).to_be_hidden()
    desk.get_by_role("button", name="Kommentera").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".comment .mention").last).to_have_text("@Demo Chef")


@pytest.mark.parametrize("page", ["", "organisation/", "historik/"])
def test_on_a_phone_the_current_tab_is_as_near_the_middle_of_its_row_as_it_can_be(desk: Page, page: str) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto("/handlingsplaner/")
    link = desk.get_by_role("link", name="Lokal handlingsplan oberoende av inhyrd personal").first
    desk.goto(f"{link.get_attribute('href')}{page}")
    stands = desk.evaluate(
        """() => {
          const tab = document.querySelector(".tabs [aria-current]"), row = tab.closest(".tabs");
          const inRow = row.getBoundingClientRect(), box = tab.getBoundingClientRect();
          return {
            scrolls: row.scrollWidth - row.clientWidth,
            at: row.scrollLeft,
            off: box.left + box.width / 2 - inRow.left - inRow.width / 2,
            inSight: box.left >= inRow.left - 1 && box.right <= inRow.right + 1,
          };
        }"""
    )
    assert stands["scrolls"] > 0
    assert stands["inSight"]
    # In the middle, or where the row begins or ends.
    is_at_an_end = stands["at"] <= 1 or stands["at"] >= stands["scrolls"] - 1
    assert is_at_an_end or abs(stands["off"]) <= 2
    assert (stands["at"] == 0) is (page == "")

"""The grid of a cost return in a real browser: live sums, keys, a block pasted from a spreadsheet; and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from staffing.models import Role
from tests import demo_site

pytestmark = pytest.mark.browser
PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def open_grid(page: Page) -> None:
    page.goto("/kostnader/")
    page.locator(".next-step a.btn-primary").click()
    page.locator("button.organisation-tab").first.click()


def emptied(page: Page) -> tuple[Locator, Locator]:
    """Return the cells of agency and of own cost, with nothing in them."""
    agency, own = page.locator("input[data-column=agency]"), page.locator("input[data-column=own]")
    for column in (agency, own):
        for index in range(column.count()):
            column.nth(index).fill("")
    return agency, own


def height_of_the_bar(page: Page) -> float:
    box = page.locator(".grid-foot").bounding_box()
    assert box
    return box["height"]


def test_sums_and_marks_while_one_types(site: demo_site.DemoSite, chromium: Browser) -> None:
    context = demo_site.sign_in(chromium, site, Role.CONTROLLER)
    page = context.new_page()
    open_grid(page)
    agency, own = emptied(page)
    # Where no organisation has a line of the kind there is no total of it; a true zero is one.
    page.evaluate("document.getElementById('cost-grid').dataset.otherOwn = ''")
    agency.first.fill("5")
    expect(page.locator("[data-total=own]")).to_have_text("–")
    expect(page.locator("[data-total=share]")).to_have_text("–")
    own.first.fill("0")
    expect(page.locator("[data-total=own]")).to_have_text("0\u00a0kr")
    own.first.fill("")
    agency.first.fill("1 000,40")
    expect(page.locator("[data-column-sum=agency]")).to_have_text("1\u00a0000")
    left_out = page.locator("#grid-left-out")
    for wrong in ("\u22125", "1.234", "9 908 041000", "fem"):
        agency.nth(2).fill(wrong)
        agency.nth(2).blur()
        expect(agency.nth(2)).to_have_attribute("aria-invalid", "true")
        described = agency.nth(2).get_attribute("aria-describedby")
        assert described
        expect(page.locator(f"#{described.split()[0]}")).to_be_visible()
        expect(page.locator("[data-column-sum=agency]")).to_have_text("1\u00a0000")
        expect(left_out).not_to_be_empty()
    agency.nth(2).fill("")
    expect(agency.nth(2)).not_to_have_attribute("aria-invalid", "true")
    expect(left_out).to_be_empty()
    own.first.fill("50 020")
    expect(page.locator("[data-row-share]").first).to_have_text("2,0\u00a0%")
    own.first.fill("")
    expect(page.locator("[data-row-share]").first).to_have_text("–")
    assert height_of_the_bar(page) < 100, "it takes little of the table"
    context.close()


def test_keys_and_a_pasted_block(site: demo_site.DemoSite, chromium: Browser) -> None:
    context = demo_site.sign_in(chromium, site, Role.CONTROLLER)
    page = context.new_page()
    open_grid(page)
    agency, own = emptied(page)
    agency.first.fill("1 000,40")
    agency.first.focus()
    page.keyboard.press("ArrowDown")
    expect(agency.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(agency.nth(2)).to_be_focused()
    # Headings that came along with the numbers are no row of them.
    page.evaluate(PASTE, "Inhyrd\tEgen\n11\t22\n33\t44\n")
    expect(agency.nth(3)).to_have_value("33")
    expect(own.nth(3)).to_have_value("44")
    expect(page.locator("[data-column-sum=own]")).to_have_text("66")
    agency.nth(4).focus()
    page.evaluate(PASTE, "abc\t5\n")
    expect(agency.nth(4)).to_have_attribute("aria-invalid", "true")
    agency.nth(4).fill("")
    agency.nth(1).fill("\u2212" + "0,40")
    page.locator(".grid-foot .btn-primary").click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(agency.nth(1)).to_have_attribute("aria-invalid", "true")
    agency.nth(1).fill("")
    page.locator(".grid-foot .btn-primary").click()
    expect(page.locator("#messages .note-success")).to_have_count(1)
    assert page.locator("#messages").evaluate("box => getComputedStyle(box).position") == "static"
    expect(agency.first).to_have_value("1\u00a0000,4")
    context.close()


def test_a_phone_without_javascript_saves_too(site: demo_site.DemoSite, chromium: Browser) -> None:
    context = demo_site.sign_in(chromium, site, Role.CONTROLLER, width=320, java_script_enabled=False)
    page = context.new_page()
    open_grid(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    own = page.locator("input[data-column=own]").last
    own.fill("12\u00a0345")
    page.locator(".grid-foot .btn-primary").click()
    expect(page.locator("#messages .note-success")).to_have_count(1)
    expect(page.locator("input[data-column=own]").last).to_have_value("12\u00a0345")
    context.close()

"""Every kind of page, in both languages, on a desk and a phone: axe, the page rules, no broken link, nothing blocked by the policy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import crawling
from tests.demo_site import DemoSite, settle, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HERE = Path(__file__).parent
AXE = (HERE.parent / "vendor" / "axe-4.14.1.min.js").read_text()
AXE_SV = (HERE.parent / "vendor" / "axe-4.14.1.sv.json").read_text()
RULES = (HERE / "rules.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def pages(chromium: Browser, site: DemoSite) -> list[crawling.FoundPage]:
    """Return one page of each kind; a broken link on the way is a failure."""
    found, broken = crawling.all_pages(chromium, site)
    assert not broken, "\n".join(broken)
    return found


def _axe(page: Page) -> list[str]:
    page.evaluate(AXE)
    result = page.evaluate(f"axe.configure({{locale: {AXE_SV}}}); axe.run(document, {{runOnly: {json.dumps(TAGS)}}})")
    return [
        f"axe {violation['impact']} {violation['id']}: {violation['nodes'][0]['html'][:160]}"
        for violation in result["violations"]
        if violation["impact"] in {"serious", "critical", "moderate"}
    ]


def _visit(page: Page, path: str, language: str) -> list[str]:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.goto(path)
    settle(page)
    page.evaluate(f"window.expectedLanguage = {language!r}")
    return problems


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_keeps_the_rules(
    chromium: Browser, site: DemoSite, pages: list[crawling.FoundPage], language: str, width: int
) -> None:
    """Visit each kind of page as the role that reaches it."""
    problems: list[str] = []
    titles: dict[str, str] = {}
    for role in crawling.ROLES:
        mine = [found for found in pages if found.role == role]
        if not mine:
            continue
        context = sign_in(chromium, site, role, width=width, language=language)
        for found in mine:
            page = context.new_page()
            trouble = _visit(page, found.path, language)
            trouble += _axe(page)
            trouble += page.evaluate(RULES)
            problems += [f"{found.name} {found.path} ({language}, {width}): {what}" for what in trouble]
            titles.setdefault(found.name, page.title())
            page.close()
        context.close()
    assert len(pages) > 25, f"only {len(pages)} kinds of pages were found"
    assert not problems, f"{len(problems)} problems\n" + "\n".join(problems[:80])
    repeated = [name for name, title in titles.items() if list(titles.values()).count(title) > 1]
    assert not repeated, f"pages with the same title: {[(name, titles[name]) for name in repeated]}"


def test_the_rules_can_fail(chromium: Browser, site: DemoSite) -> None:
    """A page made faulty on purpose is caught by the rules and by axe."""
    page = chromium.new_page()
    page.goto(site.url + "/konto/logga-in/")
    page.evaluate(
        """document.documentElement.lang = 'fi'; document.title = 'x';
        document.querySelector('main').insertAdjacentHTML('beforeend',
          '<h1>En till</h1><h4>Hopp</h4><input type=number><table><tr><th>x</th></tr></table><img src=x>')"""
    )
    page.evaluate("window.expectedLanguage = 'sv'")
    said = "\n".join(page.evaluate(RULES))
    for rule in (
        "1 html lang",
        "2 title",
        "there are 2 h1",
        "heading level skipped",
        "type=number",
        "no label",
        "without caption",
        "without scope",
    ):
        assert rule in said, f"{rule} was not caught:\n{said}"
    assert any("image-alt" in found for found in _axe(page))
    page.close()

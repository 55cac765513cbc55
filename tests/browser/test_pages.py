"""Every kind of page, in both languages, on a desk and a phone: the page rules, no broken link, nothing blocked by the policy.

axe costs more than all the rest, and what it looks for hangs on the width or on the language, never on both at once: it looks at the
phone in Swedish and at the desk in English, and so at every page twice.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import crawling
from tests.demo_site import DemoSite, settle, sign_in

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
AXE = (HERE.parent / "vendor" / "axe-4.14.1.min.js").read_text()
AXE_SV = (HERE.parent / "vendor" / "axe-4.14.1.sv.json").read_text()
RULES = (HERE / "rules.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passes is not written out node by node: nobody reads it, and it is a good part of the time.
OPTIONS = {"runOnly": TAGS, "resultTypes": ["violations"]}


@pytest.fixture(scope="session")
def pages(chromium: Browser, site: DemoSite) -> list[crawling.FoundPage]:
    """Return one page of each kind; a broken link on the way is a failure."""
    found, broken = crawling.all_pages(chromium, site)
    assert not broken, "\n".join(broken)
    return found


def _axe(page: Page) -> list[str]:
    page.evaluate(AXE)
    result = page.evaluate(f"axe.configure({{locale: {AXE_SV}}}); axe.run(document, {json.dumps(OPTIONS)})")
    return [
        f"axe {violation['impact']} {violation['id']}: {violation['nodes'][0]['html'][:160]}"
        for violation in result["violations"]
        if violation["impact"] in {"serious", "critical", "moderate"}
    ]


def _listen(page: Page) -> list[str]:
    """Return the list that errors of the page's scripts and of the policy go into."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    return heard


@pytest.mark.parametrize(
    ("width", "language", "with_axe"), [(320, "sv", True), (320, "en", False), (1280, "sv", False), (1280, "en", True)]
)
def test_every_page_keeps_the_rules(
    chromium: Browser,
    site: DemoSite,
    pages: list[crawling.FoundPage],
    width: int,
    language: str,
    *,
    with_axe: bool,
) -> None:
    """Visit each kind of page as the role that reaches it."""
    problems: list[str] = []
    titles: dict[str, str] = {}
    for role in crawling.ROLES:
        mine = [found for found in pages if found.role == role]
        if not mine:
            continue
        context = sign_in(chromium, site, role, width=width, language=language)
        page = context.new_page()
        heard = _listen(page)
        for found in mine:
            page.goto(found.path)
            settle(page)
            page.evaluate(f"window.expectedLanguage = {language!r}")
            trouble = page.evaluate(RULES) + (_axe(page) if with_axe else [])
            problems += [f"{found.name} {found.path} ({language}, {width}): {what}" for what in heard + trouble]
            heard.clear()
            titles.setdefault(found.name, page.title())
        context.close()
    assert len(pages) > 25, f"only {len(pages)} kinds of pages were found"
    assert not problems, f"{len(problems)} problems\n" + "\n".join(problems[:80])
    repeated = [name for name, title in titles.items() if list(titles.values()).count(title) > 1]
    assert not repeated, f"pages with the same title: {[(name, titles[name]) for name in repeated]}"


def test_the_rules_can_fail(chromium: Browser, site: DemoSite) -> None:
    """A page made faulty on purpose is caught by the rules and by axe."""
    page = chromium.new_page()
    heard = _listen(page)
    page.goto(site.url + "/konto/logga-in/")
    page.evaluate(
        """document.documentElement.lang = 'fi'; document.title = 'x';
        document.querySelector('main').insertAdjacentHTML('beforeend',
          '<p onclick="x()">Stoppad av reglerna</p><h1>En till</h1><h4>Hopp</h4><input type=number><table><tr><th>x</th></tr></table><img src=x>')"""
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
    assert any("Content Security Policy" in error for error in heard), heard
    page.close()

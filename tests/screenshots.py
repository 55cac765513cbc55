"""`make screenshots`: a picture of every kind of page, 390 and 1280 px wide, in Swedish and English, into screenshots/.

And of what only work shows, the previews, checks and filled pages of one plan's life, as `life-…`, in Swedish.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import django
from playwright.sync_api import Page

django.setup()

from tests import demo_site  # noqa: E402 -- needs Django's settings
from tests.browser import acting, crawling, plan_life  # noqa: E402

FOLDER = Path("screenshots")


def main() -> int:
    """Write the pictures; with names as arguments, only of those pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="URL names, such as plan_detail; all when none is given")
    parser.add_argument("--widths", default="390,1280")
    parser.add_argument("--languages", default="sv,en")
    parser.add_argument("--without-life", action="store_true", help="leave out the pages of a plan's life")
    chosen = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with demo_site.serve() as site, demo_site.chromium() as browser:
        pages, broken = crawling.all_pages(browser, site)
        for role in crawling.ROLES:
            for language in chosen.languages.split(","):
                for width in chosen.widths.split(","):
                    context = demo_site.sign_in(browser, site, role, width=int(width), language=language)
                    page = context.new_page()
                    for found in pages:
                        if found.role != role or (chosen.names and found.name not in chosen.names):
                            continue
                        page.goto(found.path)
                        demo_site.settle(page)
                        page.screenshot(path=FOLDER / f"{found.name}-{language}-{width}.png", full_page=True)
                    context.close()
        if not (chosen.names or chosen.without_life):
            _picture_a_life(plan_life.Life(browser, site, "Handlingsplan från början till slut", camera=_picture))
    print(f"{len(pages)} kinds of pages in {FOLDER}/", *broken, sep="\n")  # noqa: T201
    return bool(broken)


def _picture(page: Page, name: str) -> None:
    """Take the page at both widths, whichever of them the role works at."""
    demo_site.settle(page)
    size = page.viewport_size
    for width in (acting.PHONE, acting.DESK):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=FOLDER / f"life-{name}-sv-{width}.png", full_page=True)
    if size:
        page.set_viewport_size(size)


def _picture_a_life(life: plan_life.Life) -> None:
    for act in plan_life.ACTS:
        getattr(life, act)()
    life.end()


if __name__ == "__main__":
    sys.exit(main())

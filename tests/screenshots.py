"""`make screenshots`: a picture of every kind of page, 390 and 1280 px wide, in Swedish and English, into screenshots/."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import django

django.setup()

from tests import demo_site  # noqa: E402 -- needs Django's settings
from tests.browser import crawling  # noqa: E402

FOLDER = Path("screenshots")


def main() -> int:
    """Write the pictures; with names as arguments, only of those pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="URL names, such as plan_detail; all when none is given")
    parser.add_argument("--widths", default="390,1280")
    parser.add_argument("--languages", default="sv,en")
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
    print(f"{len(pages)} kinds of pages in {FOLDER}/", *broken, sep="\n")  # noqa: T201
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())

"""The floor of a report: an order as JSON on stdin, the PDF that WeasyPrint makes of its HTML on stdout."""

import json
import sys
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png"}


class Bundle(URLFetcher):
    """Find the stylesheets and typefaces that the HTML calls `bundle:…` in a folder, and check nothing."""

    folder: Path

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return a file of the folder."""
        if not url.startswith("bundle:"):
            return super().fetch(url, headers)
        path = self.folder / url.removeprefix("bundle:")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})


def pdf_of(order: dict[str, Any]) -> bytes:
    """Return the PDF; `order` has html, folder, variant (empty: an untagged PDF) and the paths of the attachments."""
    fetcher = Bundle()
    fetcher.folder = Path(order["folder"])
    page = weasyprint.HTML(string=order["html"], base_url="bundle:", url_fetcher=fetcher)
    fonts = FontConfiguration()
    if not order["variant"]:
        return page.write_pdf(font_config=fonts)
    files = [weasyprint.Attachment(filename=name, relationship="Data") for name in order["attachments"]]
    return page.write_pdf(font_config=fonts, pdf_variant=order["variant"], attachments=files)


if __name__ == "__main__":
    sys.stdout.buffer.write(pdf_of(json.load(sys.stdin)))

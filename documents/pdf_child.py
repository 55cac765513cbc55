"""Turn one HTML text into one PDF, in a process of its own: `python -m documents.pdf_child`.

The order comes on stdin as JSON and the PDF leaves on stdout. A failure leaves nothing on stdout, one line of JSON on
stderr (`{"reason": …, "detail": …}`) and the exit status `REFUSED_STATUS`. No Django here: it would double the time
that a process needs to start, and the process that meets people's text should know no secrets.
"""

import base64
import json
import logging
import os
import resource
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import pydyf
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

REFUSED_STATUS = 3
BUNDLE = Path(__file__).resolve().parent.parent / "static"
BUNDLE_SCHEME = "bundle:"
BUNDLE_FOLDERS = ("fonts/", "pdf/")
BUNDLE_TYPES = {".css": "text/css", ".woff2": "font/woff2", ".png": "image/png", ".svg": "image/svg+xml"}
DATA_TYPES = ("data:image/png", "data:image/jpeg", "data:image/svg+xml")

PDFUA_XMP = b"""<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


class Refused(Exception):
    """The text cannot become a PDF; `reason` is a key of `documents.pdf.REASONS`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail[:300]


class EmbeddedFile(NamedTuple):
    name: str
    description: str
    data: bytes


class BundleFetcher(URLFetcher):
    """Fetch files of the bundle and images written into the text; anything else ends the render."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith(BUNDLE_SCHEME):
            return self._bundled(url)
        if url.lower().startswith(DATA_TYPES):
            return super().fetch(url, headers)
        return self._refuse(url)

    def _bundled(self, url: str) -> URLFetcherResponse:
        name = url.removeprefix(BUNDLE_SCHEME)
        path = (BUNDLE / name).resolve()
        content_type = BUNDLE_TYPES.get(path.suffix)
        inside = any(path.is_relative_to(BUNDLE / folder) for folder in BUNDLE_FOLDERS)
        if not inside or content_type is None or not path.is_file():
            return self._refuse(url)
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})

    def _refuse(self, url: str) -> URLFetcherResponse:
        # WeasyPrint's own words for a failed fetch lose the address, and some callers swallow the exception.
        self.refused.append(url)
        raise FatalURLFetchingError(url)


class Complaints(logging.Handler):
    """Gather what WeasyPrint says while it works: a report with an error in it is no report."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing_characters: dict[str, None] = {}
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if ".notdef" in message:
            character, codepoint = record.args if isinstance(record.args, tuple) else ("?", 0)
            self.missing_characters[f"{character} (U+{codepoint:04X})"] = None
        elif record.levelno >= logging.ERROR or message.startswith("Font-face"):
            self.errors.append(message)

    def raise_if_any(self) -> None:
        """Raise for a missing glyph, then for an error.

        :raises Refused: when there is one.
        """
        if self.missing_characters:
            raise Refused("glyph", ", ".join(list(self.missing_characters)[:10]))
        if self.errors:
            raise Refused("engine", self.errors[0])


def render(
    html: str, *, title: str, language: str, created_at: datetime, attachments: Sequence[EmbeddedFile] = ()
) -> bytes:
    """Return `html` as a PDF/A-3a and PDF/UA-1 file, in this process and without limits of time and memory.

    Not safe in threads (WeasyPrint's font configuration is not). The same arguments give the same bytes.

    :raises Refused: when the text asks for something outside the bundle, lacks a title, is nested too deep, uses a
        character without a glyph, or makes WeasyPrint log an error.
    """
    if not title.strip():
        raise Refused("title")
    fetcher, complaints, logger = BundleFetcher(), Complaints(), logging.getLogger("weasyprint")
    logger.addHandler(complaints)
    level, propagate = logger.level, logger.propagate
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        data = _write(
            html,
            fetcher,
            title=title.strip(),
            language=language,
            created_at=created_at.astimezone(UTC),
            attachments=attachments,
        )
    except FatalURLFetchingError as error:
        raise Refused("address", ", ".join(fetcher.refused) or str(error)) from error
    except RecursionError as error:
        raise Refused("nesting") from error
    finally:
        logger.removeHandler(complaints)
        logger.setLevel(level)
        logger.propagate = propagate
    if fetcher.refused:
        raise Refused("address", ", ".join(fetcher.refused))
    complaints.raise_if_any()
    return data


def _write(
    html: str,
    fetcher: BundleFetcher,
    *,
    title: str,
    language: str,
    created_at: datetime,
    attachments: Sequence[EmbeddedFile],
) -> bytes:
    source = weasyprint.HTML(string=html, base_url=BUNDLE_SCHEME, url_fetcher=fetcher)
    _refuse_attachments(source.etree_element)
    source.etree_element.set("lang", language)
    # One configuration for the stylesheets and the layout: with two, @font-face is dropped without a word.
    document = source.render(font_config=FontConfiguration())
    document.metadata.title = title
    document.metadata.lang = language
    document.metadata.created = document.metadata.modified = created_at.isoformat(timespec="seconds")
    files = [
        weasyprint.Attachment(
            string=file.data,
            name=file.name,
            description=file.description,
            created=created_at,
            modified=created_at,
            relationship="Data",
        )
        for file in attachments
    ]
    data: bytes = document.write_pdf(pdf_variant="pdf/a-3a", finisher=_finish, attachments=files)
    return data


def _refuse_attachments(root: Element) -> None:
    """Refuse files that the text itself asks to attach; ours are arguments.

    :raises Refused: naming the address.
    """
    for element in root.iter():
        # Comments have a function for a tag.
        if isinstance(element.tag, str) and "attachment" in element.get("rel", "").lower().split():
            raise Refused("attachment", element.get("href", ""))


def _finish(_document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """Add what WeasyPrint leaves out: the PDF/UA identifier and the scope of each header cell."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    # One rdf:RDF only: a second one is ignored by readers and refused by PDF/A.
    metadata.stream = [part.replace(b"</rdf:RDF>", PDFUA_XMP + b"</rdf:RDF>") for part in metadata.stream]
    elements: dict[Any, Any] = {
        item.reference: item
        for item in pdf.objects
        if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/StructElem"
    }
    for element in elements.values():
        if element["S"] == "/TH":
            row = elements[element["P"]]
            in_head = elements[row["P"]]["S"] == "/THead"
            element["A"]["Scope"] = "/Column" if in_head else "/Row"


def _limit(seconds: int, memory_bytes: int) -> None:
    """Limit this process for good; the parent watches the clock on the wall, this guards against its death."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds + 1, seconds + 2))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _run(order: dict[str, Any]) -> bytes:
    _limit(order["timeout_seconds"], order["memory_bytes"])
    attachments = [
        EmbeddedFile(file["name"], file["description"], base64.b64decode(file["data"])) for file in order["attachments"]
    ]
    return render(
        order["html"],
        title=order["title"],
        language=order["language"],
        created_at=datetime.fromisoformat(order["created_at"]),
        attachments=attachments,
    )


def main() -> int:
    # Libraries in C may print; only the PDF may reach the real stdout.
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        try:
            data = _run(json.loads(sys.stdin.buffer.read()))
        except Refused as refused:
            return _complain(refused.reason, refused.detail)
        except MemoryError:
            return _complain("memory", "")
        out.write(data)
    return 0


def _complain(reason: str, detail: str) -> int:
    sys.stderr.write("\n" + json.dumps({"reason": reason, "detail": detail}) + "\n")
    return REFUSED_STATUS


if __name__ == "__main__":
    sys.exit(main())

"""The text of the PDFs that we make, as a reader would copy it."""

from __future__ import annotations

import io
import re

import pikepdf


def pages_of(content: bytes) -> list[str]:
    """Return the text of each page of a PDF, running heads and feet too, read back through its fonts."""
    with pikepdf.open(io.BytesIO(content)) as file:
        return [_page_text(page) for page in file.pages]


def text_of(content: bytes, page: int | None = None) -> str:
    """Return the text of a PDF, or of one page."""
    pages = pages_of(content)
    return " ".join(pages) if page is None else pages[page]


def _page_text(page: pikepdf.Page) -> str:
    maps = {name: _to_unicode(font) for name, font in page.Resources.Font.items()}
    said, font = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                font = maps[str(operands[0])]
            case "Tj":
                said.append(_decoded(bytes(operands[0]), font))
            case "TJ":
                said.append(
                    "".join(_decoded(bytes(one), font) for one in operands[0] if isinstance(one, pikepdf.String))
                )
            case "ET":
                said.append(" ")
    return re.sub(r"\s+", " ", "".join(said))


def _decoded(codes: bytes, font: dict[int, str]) -> str:
    return "".join(font.get(int.from_bytes(codes[at : at + 2], "big"), "?") for at in range(0, len(codes), 2))


def _to_unicode(font: pikepdf.Object) -> dict[int, str]:
    stream = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", stream)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}

"""The body of a Word document as blocks: tables of rows of texts, and the paragraphs between them.

Deleted text of tracked changes and hidden text are not read, inserted text is; what stands in a nested table is text of the
cell around it. A cell that continues one above it (vMerge) repeats its text and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from documents.sheets.limits import Limits
from documents.sheets.verdicts import Refused

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What carries no text of the document as it reads now.
_SKIPPED = frozenset(
    {"del", "moveFrom", "delText", "instrText", "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "footnote"}
)
_BREAKS = frozenset({"br", "cr"})
_TABLES, _NESTING = 200, 40


def blocks(root: Element, limits: Limits) -> list[dict[str, Any]]:
    """Return the blocks in order: {"table": [[{"text", "span", "is_continued"}, …], …]} or {"text", "is_heading"}.

    :raises Refused: more tables, cells or nesting than a plan can have.
    """
    body = next((child for child in root if _name(child) == "body"), None)
    if body is None:
        raise Refused("damaged", part="word/document.xml")
    found: list[dict[str, Any]] = []
    cells = 0
    for element in _flat(body):
        if _name(element) == "tbl":
            table = _table(element)
            cells += sum(len(row) for row in table)
            found.append({"table": table})
        elif _name(element) == "p" and (text := _paragraph(element)):
            found.append({"text": text, "is_heading": _is_heading(element)})
        if cells > limits.cells:
            raise Refused("too_many_cells", sheet="", limit=limits.cells)
    if sum("table" in block for block in found) > _TABLES:
        raise Refused("too_many_tables", limit=_TABLES)
    return found


def _name(element: Element) -> str:
    tag = element.tag
    for space in (_W, _STRICT):
        if tag.startswith(space):
            return tag[len(space) :]
    return tag


def _flat(element: Element, depth: int = 0) -> Iterator[Element]:
    """Yield the paragraphs and tables of a container, those inside content controls and insertions too."""
    if depth > _NESTING:
        raise Refused("damaged", part="word/document.xml")
    for child in element:
        name = _name(child)
        if name in {"p", "tbl", "tr", "tc"}:
            yield child
        elif name in {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink"}:
            yield from _flat(child, depth + 1)


def _table(table: Element) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = []
    above: dict[int, str] = {}
    for row in _flat(table):
        if _name(row) != "tr" or _is_deleted(row):
            continue
        cells: list[dict[str, Any]] = []
        column = _skipped_before(row)
        cells += [{"text": "", "span": 1, "is_continued": False}] * column
        for cell in _flat(row):
            if _name(cell) == "tc":
                read = _cell(cell, above.get(column, ""))
                above[column] = read["text"]
                cells.append(read)
                column += read["span"]
        if cells:
            rows.append(cells)
    return rows


def _is_deleted(row: Element) -> bool:
    return any(_name(mark) == "del" for part in row if _name(part) == "trPr" for mark in part)


def _skipped_before(row: Element) -> int:
    for part in row:
        if _name(part) == "trPr":
            for mark in part:
                if _name(mark) == "gridBefore":
                    return min(_number(mark), 60)
    return 0


def _cell(cell: Element, above: str) -> dict[str, Any]:
    span, is_continued = 1, False
    for part in cell:
        if _name(part) == "tcPr":
            for mark in part:
                if _name(mark) == "gridSpan":
                    span = max(1, min(_number(mark), 60))
                elif _name(mark) == "vMerge":
                    is_continued = _value(mark) != "restart"
    text = above if is_continued else _cell_text(cell)
    return {"text": text, "span": span, "is_continued": is_continued}


def _cell_text(cell: Element, depth: int = 0) -> str:
    if depth > _NESTING:
        raise Refused("damaged", part="word/document.xml")
    lines = []
    for part in _flat(cell):
        if _name(part) == "p":
            lines.append(_paragraph(part))
        elif _name(part) == "tbl":
            lines += [
                "\t".join(_cell_text(inner, depth + 1) for inner in _flat(row) if _name(inner) == "tc")
                for row in _flat(part)
                if _name(row) == "tr"
            ]
    return "\n".join(line for line in lines if line.strip())


def _paragraph(paragraph: Element) -> str:
    """Return the text of a paragraph, line breaks kept, spaces at the ends taken away."""
    return "".join(_runs(paragraph)).strip()


def _runs(element: Element, depth: int = 0) -> Iterator[str]:
    if depth > _NESTING:
        raise Refused("damaged", part="word/document.xml")
    for child in element:
        name = _name(child)
        if name in _SKIPPED or child.tag == f"{_MC}Fallback":
            continue
        if name == "r" and _is_hidden(child):
            continue
        if name == "t":
            yield child.text or ""
        elif name == "tab":
            yield " "
        elif name in _BREAKS:
            yield "\n"
        elif name == "noBreakHyphen":
            yield "-"
        elif name not in {"p", "tbl"}:
            yield from _runs(child, depth + 1)


def _is_hidden(run: Element) -> bool:
    return any(
        _name(mark) == "vanish" and _value(mark) not in {"0", "false", "off"}
        for part in run
        if _name(part) == "rPr"
        for mark in part
    )


def _is_heading(paragraph: Element) -> bool:
    """Return whether the paragraph's style is a heading's, or it is a title."""
    for part in paragraph:
        if _name(part) == "pPr":
            for mark in part:
                if _name(mark) == "pStyle":
                    return _value(mark).casefold().startswith(("heading", "rubrik", "title"))
                if _name(mark) == "outlineLvl":
                    return True
    return False


def _value(element: Element) -> str:
    return element.get(f"{_W}val") or element.get(f"{_STRICT}val") or ""


def _number(element: Element) -> int:
    value = _value(element)
    return int(value) if value.isascii() and value.isdigit() and len(value) <= len("99999") else 1

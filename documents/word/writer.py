"""Write Word documents: language, page numbers, repeated table heads; the same content gives the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import docx
from django.utils.translation import pgettext
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from documents.zips import with_fixed_times

LOCALES = {"sv": "sv-SE", "en": "en-GB"}
AUTHOR = "Oberoende"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class WordDocument:
    """A document that begins with its title, in the language that is active; each page ends with what it is and its number."""

    def __init__(
        self, *, title: str, language: str, created_at: datetime, foot: str, mark: str = "", is_landscape: bool = False
    ) -> None:
        """Begin it. `foot` is said at the foot of each page, and `mark`, such as that the data are an example, in bold."""
        self._document: Any = docx.Document()
        page: Any = self._document.sections[0]
        if is_landscape:
            page.orientation = WD_ORIENT.LANDSCAPE
            page.page_width, page.page_height = page.page_height, page.page_width
        self._room: int = page.page_width - page.left_margin - page.right_margin
        core = self._document.core_properties
        core.title, core.author, core.last_modified_by, core.language = _plain(title), AUTHOR, AUTHOR, LOCALES[language]
        core.created = core.modified = created_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        normal = self._document.styles["Normal"].element
        normal.get_or_add_rPr().append(_element("w:lang", LOCALES[language]))
        self._write_foot(page.footer.paragraphs[0], _plain(foot), _plain(mark))

    def heading(self, text: str, level: int) -> None:
        """Add a heading; level 0 is the title."""
        self._document.add_heading(_plain(text), level)

    def paragraph(self, text: str, *, style: str | None = None) -> None:
        """Add a paragraph; nothing when there is no text."""
        if text:
            self._document.add_paragraph(_plain(text), style)

    def labelled(self, label: str, text: str) -> None:
        """Add a paragraph that begins with its label in bold; nothing when there is no text."""
        if text:
            paragraph = self._document.add_paragraph()
            paragraph.add_run(f"{label}: ").bold = True
            paragraph.add_run(_plain(text))

    def bullets(self, lines: Sequence[str], *, are_numbered: bool = False) -> None:
        """Add a list."""
        for line in lines:
            self.paragraph(line, style="List Number" if are_numbered else "List Bullet")

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        """Add a table whose heads are repeated on each page and whose rows are not split; `widths` are per cent."""
        table = self._document.add_table(1, len(heads), style="Light Grid Accent 1")
        table.autofit = False
        self._fill(table.rows[0], "w:tblHeader", heads, widths)
        for row in rows:
            self._fill(table.add_row(), "w:cantSplit", row, widths)

    def to_bytes(self) -> bytes:
        """Return the file; the same document is the same bytes."""
        saved = io.BytesIO()
        self._document.save(saved)
        return with_fixed_times(saved.getvalue())

    def _fill(self, row: Any, trait: str, texts: Sequence[str], widths: Sequence[int]) -> None:
        row._tr.get_or_add_trPr().append(_element(trait, "true"))  # noqa: SLF001 - python-docx has no word for it
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.text = _plain(text)
            cell.width = self._room * width // 100

    def _write_foot(self, paragraph: Any, foot: str, mark: str) -> None:
        paragraph.paragraph_format.tab_stops.add_tab_stop(self._room, WD_TAB_ALIGNMENT.RIGHT)
        # The style of feet has stops of its own, for lying paper in the wrong places.
        paragraph.style = self._document.styles["Normal"]
        paragraph.add_run(foot)
        if mark:
            paragraph.add_run(f" · {mark}").bold = True
        paragraph.add_run(f"\t{pgettext('page number', 'Page')} ")
        _add_number(paragraph, "PAGE")
        paragraph.add_run(f" {pgettext('page number', 'of')} ")
        _add_number(paragraph, "NUMPAGES")


def _plain(text: str) -> str:
    """Return the text without what XML cannot hold."""
    return _NOT_XML.sub("", text)


def _element(name: str, value: str, attribute: str = "w:val") -> Any:
    made = OxmlElement(name)
    made.set(qn(attribute), value)
    return made


def _add_number(paragraph: Any, instruction: str) -> None:
    """Add a number that Word counts; until it has, the number is 1."""
    field, run, text = _element("w:fldSimple", instruction, "w:instr"), OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no word for it

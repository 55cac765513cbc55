"""Word documents as they are handed in: merged cells, tracked changes, hidden text, and files that are something else."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from documents import sheets
from documents.word import reader
from documents.word.writer import WordDocument
from tests.documents.test_sheets_faults import repack, replacing, workbook

BODY = "word/document.xml"


def saved(document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_table(*rows: tuple[str, ...]):
    document = docx.Document()
    table = document.add_table(len(rows), len(rows[0]))
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            table.cell(number, place).text = text
    return document, table


def texts(content: bytes) -> list[list[str]]:
    block = next(block for block in reader.read_document(content, "plan.docx").blocks if block.rows)
    return [[cell.text for cell in row] for row in block.rows]


def refused(content: bytes) -> sheets.UploadRefused:
    with pytest.raises(sheets.UploadRefused) as raised:
        reader.read_document(content, "plan.docx")
    return raised.value


def test_merged_cells_are_resolved():
    document, table = with_table(("A", "B", "C"), ("x", "", ""), ("", "y", ""))
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(2, 1).merge(table.cell(2, 2)).text = "bred"
    rows = next(block for block in reader.read_document(saved(document), "p.docx").blocks if block.rows).rows
    assert [(cell.text, cell.span, cell.is_continued) for cell in rows[2]] == [("x", 1, True), ("bred", 2, False)]


def test_headings_and_text_between_tables_keep_their_order():
    document, _table = with_table(("A",))
    document.add_heading("Primärvården", 2)
    document.add_paragraph("Löptext")
    document.add_table(1, 1).cell(0, 0).text = "B"
    read = reader.read_document(saved(document), "p.docx").blocks
    assert [(block.text, block.is_heading, bool(block.rows)) for block in read] == [
        ("", False, True),
        ("Primärvården", True, False),
        ("Löptext", False, False),
        ("", False, True),
    ]


def test_a_paragraph_that_is_all_bold_is_a_heading():
    document, _table = with_table(("A",))
    document.add_paragraph().add_run("Division Nord").bold = True
    mixed = document.add_paragraph("Text med ")
    mixed.add_run("ett ord").bold = True
    read = reader.read_document(saved(document), "p.docx").blocks
    assert [(block.text, block.is_heading) for block in read if block.text] == [
        ("Division Nord", True),
        ("Text med ett ord", False),
    ]


def test_deleted_and_hidden_text_is_not_read_and_inserted_text_is():
    document, table = with_table(("Kvar ",))
    paragraph = table.cell(0, 0).paragraphs[0]
    for name, text in (("w:ins", "infogat"), ("w:del", "struket")):
        change = OxmlElement(name)
        run = OxmlElement("w:r")
        said = OxmlElement("w:delText" if name == "w:del" else "w:t")
        said.text = text
        run.append(said)
        change.append(run)
        paragraph._p.append(change)
    paragraph.add_run("dolt").font.hidden = True
    assert texts(saved(document)) == [["Kvar infogat"]]


def test_line_breaks_and_nested_tables_stay_in_their_cell():
    document, table = with_table(("Ett\nTvå",))
    inner = table.cell(0, 0).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Tre", "Fyra"
    assert texts(saved(document)) == [["Ett\nTvå\nTre\tFyra"]]


def test_a_deleted_row_is_not_there():
    document, table = with_table(("A",), ("B",))
    properties = table.rows[1]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:del"))
    assert texts(saved(document)) == [["A"]]


PLAIN = saved(with_table(("A", "B"))[0])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (saved(docx.Document()), "no_tables"),
        (PLAIN[: len(PLAIN) // 2], "truncated"),
        (b"%PDF-1.7 och mer", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
        (workbook(), "damaged"),
        (b"Aktivitet;Ansvar\r\nUtred;Chef\r\n", "truncated"),
        (b"", "empty_file"),
        (repack(PLAIN, added={"word/vbaProject.bin": b"makro"}), "word_macros"),
        (
            repack(PLAIN, {BODY: replacing(b"<w:document", b'<!DOCTYPE x [<!ENTITY a "b">]><w:document')}),
            "unsafe_xml",
        ),
        (repack(PLAIN, {BODY: lambda part: part[:-40]}), "damaged"),
        (repack(PLAIN, added={"word/x.xml": b"<a>" + b" " * 60_000_000 + b"</a>"}), "zip_bomb"),
    ],
)
def test_what_is_no_readable_document_is_refused_in_words(content, code):
    refusal = refused(content)
    assert refusal.code == code
    assert len(str(refusal)) > 20


def test_more_tables_than_a_plan_has_are_refused():
    document = docx.Document()
    for _number in range(201):
        document.add_table(1, 1).cell(0, 0).text = "x"
    assert refused(saved(document)).code == "too_many_tables"


def test_a_document_nested_beyond_reason_is_refused_not_crashed():
    deep = b"<w:smartTag>" * 3_000 + b"</w:smartTag>" * 3_000
    refusal = refused(repack(PLAIN, {BODY: replacing(b"<w:body>", b"<w:body>" + deep)}))
    assert refusal.code in {"damaged", "too_much_text", "unreadable"}


def test_a_picture_is_left_where_it_is():
    content = repack(PLAIN, added={"word/media/image1.png": b"\x89PNG", "word/embeddings/bok.xlsx": workbook()})
    assert texts(content) == [["A", "B"]]


def test_a_document_is_known_by_its_content():
    assert reader.is_word(PLAIN)
    assert not reader.is_word(workbook())
    assert not reader.is_word(b"PK\x03\x04skrap")


def written(text: str = "Text") -> bytes:
    document = WordDocument(
        title="Titel", language="sv", created_at=datetime(2026, 11, 26, 14, 30, tzinfo=UTC), foot="Fot"
    )
    document.heading("Rubrik", 1)
    document.paragraph(text)
    document.table(("A", "B"), [("1", text)], (30, 70))
    return document.to_bytes()


def test_the_same_document_is_the_same_bytes_whenever_it_is_written():
    content = written()
    assert written() == content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert core.count("2026-11-26T14:30:00Z") == 2


def test_a_written_table_repeats_its_heads_and_keeps_its_rows_whole():
    table = docx.Document(io.BytesIO(written())).tables[0]
    head, row = table.rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    assert head.cells[1].width > head.cells[0].width


def test_what_xml_cannot_hold_is_left_out():
    assert docx.Document(io.BytesIO(written("a\x01b\x1b[31m 😀"))).tables[0].rows[1].cells[1].text == "ab[31m 😀"
